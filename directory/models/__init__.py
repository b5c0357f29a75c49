"""Congresses, terms, electoral units, deputies and their mandates (代表名录)."""

from .answer import AnswerKind, RosterAnswer
from .congress import Congress, Term
from .deputy import Deputy, DeputyIdentifier, OtherName
from .mandate import Mandate
from .proposal import Proposal
from .unit import ElectoralUnit, ElectoralUnitArea

__all__ = [
    "AnswerKind",
    "Congress",
    "Deputy",
    "DeputyIdentifier",
    "ElectoralUnit",
    "ElectoralUnitArea",
    "Mandate",
    "OtherName",
    "Proposal",
    "RosterAnswer",
    "Term",
]
