"""Memberships of a Popolo file: who, where, in which period, for which area."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from directory.importers.roster_seats import WantedCongress
from directory.models import ElectoralUnit, OrganMember

from .bodies import Bodies, Body
from .issues import Kind, Problem, Record
from .plan import Claim, Somebody
from .reading import PopoloFile, reference_of
from .values import Fields
from .words import FORMER_DEPUTY, NO_PARTY, term_number

_LONGEST_AREA = ElectoralUnit._meta.get_field("name").max_length
_LONGEST_PERIOD = OrganMember._meta.get_field("term_name").max_length
_LONGEST_ROLE = OrganMember._meta.get_field("office").max_length
_LONGEST_PARTY = 30


@dataclass(frozen=True)
class Period:
    """A legislative period: its number, where one can be read, and its days."""

    record: Record
    number: int | None
    name: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    body: Body | None


@dataclass(frozen=True)
class Post:
    """A seat of a congress that an area fills in a term."""

    congress: WantedCongress
    number: int
    area: Record


class Memberships:
    """Reads the memberships, and the periods and areas that they name."""

    def __init__(
        self, file: PopoloFile, bodies: Bodies, people: dict[str, Somebody], term: int | None
    ) -> None:
        self.file, self.bodies, self.people, self.term = file, bodies, people, term
        self.today = timezone.localdate()
        self.periods = self._read_periods()
        self.area_names = self._read_areas()

    def read(self) -> list[Claim]:
        """Return the memberships that can be read."""
        return [
            claim
            for record in self.file.records[Kind.MEMBERSHIP]
            if record.is_importable and (claim := self._claim(record))
        ]

    def read_posts(self) -> list[Post]:
        """Return the seats that exist whoever sits there: of a congress, in a term, for an area."""
        posts = []
        for record in self.file.records[Kind.POST]:
            if not record.is_importable:
                continue
            reference = _reference(record.data, "organization")
            body = self.bodies.by_reference.get(reference)
            if reference and body is None:
                record.find(Problem.UNKNOWN_BODY, "organization_id", reference[:60])
            area = self.file.named(Kind.AREA, _reference(record.data, "area"))
            number = self._period(Fields(record), body)[0] if body else None
            if body and body.congress and area and number:
                posts.append(Post(body.congress, number, area))
        return posts

    def _read_periods(self) -> dict[str, Period]:
        periods = {}
        for record in self.file.records[Kind.EVENT]:
            if not record.is_importable:
                continue
            fields = Fields(record)
            name = fields.text("name", _LONGEST_PERIOD)
            starts_on, ends_on = fields.day("start_date"), fields.day("end_date")
            if starts_on and ends_on and ends_on < starts_on:
                record.find(Problem.ENDS_BEFORE_START, "end_date")
                starts_on = ends_on = None
            periods[record.reference] = Period(
                record, term_number(record.reference, name), name, starts_on, ends_on,
                self.bodies.of(record.data.get("organization_id")),
            )  # fmt: skip
        return periods

    def _read_areas(self) -> dict[Record, str]:
        names = {}
        for record in self.file.records[Kind.AREA]:
            name = Fields(record).text("name") if record.is_importable else ""
            if len(name) > _LONGEST_AREA:
                record.find(Problem.NAME_TOO_LONG, "name")
            elif name:
                names[record] = name
            elif record.is_importable:
                record.find(Problem.NO_NAME, "name")
        return names

    def _claim(self, record: Record) -> Claim | None:
        """Return a membership, None where a part of it cannot be found."""
        data = self._with_post(record)
        person = self.people.get(_reference(data, "person"))
        body = self.bodies.by_reference.get(_reference(data, "organization"))
        area_reference = _reference(data, "area")
        area = self.file.named(Kind.AREA, area_reference)
        if person is None:
            record.find(Problem.UNKNOWN_PERSON, "person_id", _reference(data, "person")[:60])
        elif body is None:
            record.find(Problem.UNKNOWN_BODY, "organization_id",
                        _reference(data, "organization")[:60])  # fmt: skip
        elif area_reference and area is None:
            record.find(Problem.UNKNOWN_AREA, "area_id", area_reference[:60])
        else:
            return self._read(record, person, body, area)
        return None

    def _read(
        self, record: Record, person: Somebody, body: Body, area: Record | None
    ) -> Claim | None:
        fields = Fields(record)
        number, period = self._period(fields, body)
        if body.congress and number is None:
            record.find(Problem.NO_TERM, "legislative_period_id")
            return None
        starts_on, ends_on = fields.day("start_date"), fields.day("end_date")
        if starts_on and ends_on and ends_on < starts_on:
            record.find(Problem.ENDS_BEFORE_START, "end_date")
            return None
        role = fields.text("role", _LONGEST_ROLE)
        claim = Claim(
            record=record, person=person, body=body, number=number, period=period, role=role,
            area=area, area_name=self.area_names[area] if area else "",
            starts_on=starts_on, ends_on=ends_on,
            is_undated=not record.data.get("start_date") and not record.data.get("end_date"),
            is_over=role == FORMER_DEPUTY or fields.has_passed("end_date", self.today),
        )  # fmt: skip
        self._read_behalf(claim)
        return claim

    def _with_post(self, record: Record) -> dict:
        """Return the record's data; what it leaves out is taken from its post."""
        post = self.file.named(Kind.POST, record.data.get("post_id"))
        if post is not None:
            for name in ("organization_id", "area_id", "role", "label"):
                if not record.data.get(name) and post.data.get(name):
                    record.data[name] = post.data[name]
        return record.data

    def _period(self, fields: Fields, body: Body) -> tuple[int | None, str]:
        """Return the number of a membership's term, and what the file calls it."""
        reference = reference_of(fields.record.data.get("legislative_period_id")) or ""
        label = fields.text("label", _LONGEST_PERIOD)
        given = fields.text("legislative_period_id", _LONGEST_PERIOD)
        if period := self.periods.get(reference):
            return period.number or self.term, period.name or given
        number = term_number(reference, label)
        if number is None and not reference and body.congress:
            number = self._only_number(body)
        return number or self.term, given or label

    def _only_number(self, body: Body) -> int | None:
        """Return the number of the only period of a body in this file."""
        numbers = {p.number for p in self.periods.values() if p.body in (body, None)}
        return numbers.pop() if len(numbers) == 1 else None

    def _read_behalf(self, claim: Claim) -> None:
        """Take the party, or the congress that elected, from whom somebody sits for."""
        reference = _reference(claim.record.data, "on_behalf_of")
        body = self.bodies.by_reference.get(reference)
        if reference and body is None:
            claim.record.find(Problem.UNKNOWN_PARTY, "on_behalf_of_id", reference[:60])
        elif body and body.congress:
            claim.electing = body.congress
        elif body and body.name.lower() not in NO_PARTY and len(body.name) <= _LONGEST_PARTY:
            claim.party = body.name


def _reference(data: dict, name: str) -> str:
    """Return the id under ``name_id``, or of the object under ``name``."""
    inner = data.get(name)
    value = data.get(f"{name}_id") or (inner.get("id") if isinstance(inner, dict) else None)
    return reference_of(value) or ""
