"""On what a proposal (他人代报) says something else than the record."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from .importers.roster_headers import LABELS
from .importers.roster_people import DEPUTY_FIELDS, MANDATE_FIELDS
from .models import Deputy, Mandate, Proposal
from .proposed_seats import ProposedSeat, load_seats

#: fields of a person that others may speak of; the day of birth is no roster's business
PROPOSABLE = tuple(name for name in DEPUTY_FIELDS if name != "birth_day")


@dataclass(frozen=True)
class Difference:
    """One field on which a proposal says something else than the record.

    ``value`` is the proposed one as it is stored; ``is_of_seat`` where it is the mandate's.
    """

    field: str
    label: str
    stored: str
    proposed: str
    value: str = ""
    is_of_seat: bool = False


def seat_of(proposal: Proposal) -> ProposedSeat | None:
    """Return where the proposal says that the person sits; None where it says nothing of it."""
    return load_seats([proposal], {proposal.pk: proposal.deputy_id}).get(proposal.pk)


def differences(proposal: Proposal) -> list[Difference]:
    """Return on what a proposal differs from what is stored; silence is no difference."""
    seat = seat_of(proposal)
    return list(differences_from(proposal.person, proposal.deputy, seat.mandate if seat else None))


def differences_from(
    person: dict[str, object], deputy: Deputy | None, mandate: Mandate | None
) -> Iterator[Difference]:
    """Yield on what ``person`` differs from the stored person and seat, as far as there are."""
    if deputy is not None:
        yield from _different(person, deputy, {name: name for name in PROPOSABLE})
    if mandate is not None:
        yield from _different(person, mandate, MANDATE_FIELDS)


def _different(
    person: dict[str, object], record: models.Model, fields: dict[str, str]
) -> Iterator[Difference]:
    """Yield the differences of one record; ``fields`` are its columns with their keys."""
    for column, key in fields.items():
        said, stored = person.get(key), getattr(record, column)
        if said in (None, "") or said == stored:
            continue
        yield Difference(
            column, LABELS[key], _shown(record, column, stored), _shown(record, column, said),
            value=str(said), is_of_seat=isinstance(record, Mandate),
        )  # fmt: skip


def _shown(record: models.Model, column: str, value: object) -> str:
    choices = dict(record._meta.get_field(column).flatchoices)
    return str(choices.get(value, value) or "")
