"""People (代表), who elects them, and the bodies and places they work in (代表名录)."""

from .answer import AnswerKind, RosterAnswer
from .batch import ColumnChoice, ImportBatch
from .checklist import Checklist, ChecklistItem
from .congress import Congress, Term
from .consent import Consent
from .deputy import Deputy, DeputyExpertise, DeputyIdentifier, ExpertiseTag, OtherName
from .deputy_details import ExtraRole
from .group import DeputyGroup, GroupDocument, GroupMembership
from .handling_unit import HandlingUnit, HandlingUnitKind
from .mandate import Mandate
from .merge import FormerCode
from .opening import DutyShift, OpeningException, OpeningRule, ReceptionDay
from .organ import DeputyLink, Organ, OrganMember
from .posting import Posting
from .proposal import Proposal
from .session import Delegation, DelegationLeader, Session
from .station import Colocation, Station, StationArea, StationKind, StationPhoto, StationRole
from .station_upkeep import StationCheck, StationDocument, StationLiaison
from .unit import ElectoralUnit, ElectoralUnitArea
from .vacancy import Vacancy

__all__ = [
    "AnswerKind",
    "Checklist",
    "ChecklistItem",
    "Colocation",
    "ColumnChoice",
    "Congress",
    "Consent",
    "Delegation",
    "DelegationLeader",
    "Deputy",
    "DeputyExpertise",
    "DeputyGroup",
    "DeputyIdentifier",
    "DeputyLink",
    "DutyShift",
    "ElectoralUnit",
    "ElectoralUnitArea",
    "ExpertiseTag",
    "ExtraRole",
    "FormerCode",
    "GroupDocument",
    "GroupMembership",
    "HandlingUnit",
    "HandlingUnitKind",
    "ImportBatch",
    "Mandate",
    "OpeningException",
    "OpeningRule",
    "Organ",
    "OrganMember",
    "OtherName",
    "Posting",
    "Proposal",
    "ReceptionDay",
    "RosterAnswer",
    "Session",
    "Station",
    "StationArea",
    "StationCheck",
    "StationDocument",
    "StationKind",
    "StationLiaison",
    "StationPhoto",
    "StationRole",
    "Term",
    "Vacancy",
]
