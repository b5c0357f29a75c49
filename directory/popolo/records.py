"""The records that a Popolo file becomes, complete as saving would make them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.utils import timezone

from core.names import fold_name
from core.pinyin import person_pinyin
from directory.enums import MandateStatus, UnitKind
from directory.importers.roster_rights import Rights
from directory.importers.roster_seats import WantedCongress, WantedTerm, WantedUnit
from directory.models import (
    Congress,
    Deputy,
    DeputyIdentifier,
    ElectoralUnit,
    Mandate,
    Organ,
    OrganMember,
    OtherName,
    Term,
)
from directory.models.deputy import name_values
from directory.models.unit import district_number
from divisions.models import Division
from editing.scoped import ScopedRecord

from .bodies import Body
from .matching import People, StoredPerson
from .plan import DEPUTY_FIELDS, Claim, LooseUnit, Somebody
from .stored import Frame

Record = TypeVar("Record", bound=ScopedRecord)

#: office of a membership without a role
MEMBER = "成员"


@dataclass
class Plan:
    """All that is to be written of one file."""

    base: Division
    source: str
    title: str
    frame: Frame
    people: People
    rights: Rights
    now: datetime = field(default_factory=timezone.now)

    @property
    def present(self) -> list[Somebody]:
        return [s for s in self.people.everybody if not s.is_left_out]

    @property
    def claims(self) -> list[Claim]:
        return [c for s in self.present for c in s.claims if c.record.is_importable]


def congress(plan: Plan, wanted: WantedCongress) -> Congress:
    """Return a missing congress; what the file does not say follows from the division."""
    name = plan.frame.congress_names.get(wanted.division.pk, "")
    return _complete(plan, Congress(pk=wanted.pk, name=name), wanted.division)


def term(plan: Plan, wanted: WantedTerm) -> Term:
    """Return a missing term."""
    division = wanted.congress.division
    starts_on, ends_on = plan.frame.days[wanted]
    owner = Congress(pk=wanted.congress.pk, division=division)
    made = Term(pk=wanted.pk, congress=owner, number=wanted.number, starts_on=starts_on,
                ends_on=ends_on, source=plan.source)  # fmt: skip
    return _complete(plan, made, division)


def unit(plan: Plan, wanted: WantedUnit | LooseUnit) -> ElectoralUnit:
    """Return a missing unit, of a term or of none."""
    if isinstance(wanted, LooseUnit):
        return _loose_unit(plan, wanted)
    is_district = wanted.kind == UnitKind.DISTRICT
    made = ElectoralUnit(
        pk=wanted.pk,
        term_id=wanted.term.pk,
        kind=wanted.kind,
        name=wanted.name,
        number=district_number(wanted.name) if is_district else None,
        electing_congress_id=wanted.electing.pk if wanted.electing else None,
        source=plan.source,
    )
    return _complete(plan, made, wanted.division)


def _loose_unit(plan: Plan, wanted: LooseUnit) -> ElectoralUnit:
    made = ElectoralUnit(
        pk=wanted.pk, kind=UnitKind.DISTRICT, name=wanted.name, source=plan.source,
        number=district_number(wanted.name),
    )  # fmt: skip
    return _complete(plan, made, wanted.division)


def organ(plan: Plan, body: Body) -> Organ:
    """Return a missing organ."""
    parent, owner = parent_ids(body)
    made = Organ(pk=body.pk, kind=body.kind, name=body.name, parent_id=parent,
                  congress_id=owner, source=plan.source)  # fmt: skip
    return _complete(plan, made, body.division)


def parent_ids(body: Body) -> tuple[int | None, int | None]:
    """Return the ids of parent organ and of congress."""
    if body.parent is None:
        return None, None
    if body.parent.congress:
        return None, body.parent.congress.pk
    return body.parent.pk, None


def deputy(plan: Plan, somebody: Somebody) -> Deputy:
    """Return a new person; the record is kept where the first seat is."""
    own = {"uuid": somebody.uuid, "code": somebody.code, "pinyin": somebody.pinyin}
    made = Deputy(
        pk=somebody.pk, source=plan.source, **somebody.values,
        **{name: value for name, value in own.items() if value},
    )  # fmt: skip
    seat = next((claim.unit for claim in somebody.claims if claim.unit), None)
    return _complete(plan, made, seat.division if seat else plan.base)


def deputy_values(somebody: Somebody, stored: StoredPerson) -> tuple:
    """Return the values of a stored person after the change; a reading set by hand stays."""
    name, pinyin = somebody.changes.get("name", stored.says("name")), pinyin_of(somebody, stored)
    values = (somebody.changes.get(column, stored.says(column)) for column in DEPUTY_FIELDS)
    return (*values, *name_values(name, pinyin), None, None)


def pinyin_of(somebody: Somebody, stored: StoredPerson) -> str:
    """Return the reading of a stored person's name after the change."""
    old = stored.says("name")
    name = somebody.changes.get("name", old)
    is_ours = name != old and stored.pinyin == person_pinyin(old)
    return person_pinyin(name) if is_ours else stored.pinyin


def other_names(somebody: Somebody) -> list[OtherName]:
    """Return the other names that are new."""
    return [
        OtherName(
            deputy_id=somebody.pk,
            name=name,
            folded_name=fold_name(name),
            language=language,
            note=note,
        )
        for name, language, note in somebody.other_names
    ]


def numbers(somebody: Somebody) -> list[DeputyIdentifier]:
    """Return the numbers of registers that are new."""
    return [
        DeputyIdentifier(deputy_id=somebody.pk, scheme=scheme, identifier=number)
        for scheme, number in somebody.numbers
    ]


def mandate(plan: Plan, claim: Claim) -> Mandate:
    """Return a new seat; it belongs to the unit's maintainer."""
    seat = claim.unit
    made = Mandate(
        pk=claim.pk,
        deputy_id=claim.person.pk,
        unit_id=seat.pk,
        term_id=seat.term.pk,
        level=seat.congress.division.level,
        division=seat.division,
        division_path=seat.path,
        starts_on=claim.starts_on,
        ends_on=claim.ends_on,
        status=MandateStatus.ENDED if claim.is_over else MandateStatus.SERVING,
        source=plan.source,
    )
    return _published(plan, made)


def office(plan: Plan, claim: Claim) -> OrganMember:
    """Return a new office."""
    return OrganMember(
        pk=claim.pk,
        organ_id=claim.body.pk,
        deputy_id=claim.person.pk,
        office=claim.role or MEMBER,
        unit_id=claim.loose.pk if claim.loose else None,
        term_name=claim.period,
        starts_on=claim.starts_on,
        ends_on=claim.ends_on,
        source=plan.source,
    )


def _complete(plan: Plan, record: Record, division: Division) -> Record:
    """Give a new record what saving would."""
    record.division = division
    record.derive()
    return _published(plan, record)


def _published(plan: Plan, record: Record) -> Record:
    record.live, record.has_unpublished_changes = True, False
    record.first_published_at = record.last_published_at = plan.now
    return record
