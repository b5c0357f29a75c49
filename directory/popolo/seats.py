"""Which stored mandate or office each membership is, and what differs.

A membership is the stored one of the same person, unit and first day, or the only one of that unit
where the file or the record knows no first day. Nobody is ended because a file lacks the
membership.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from directory.enums import MandateStatus
from directory.importers.known_divisions import chunks_of
from directory.importers.roster_people import State
from directory.models import Mandate, OrganMember

from .issues import Outcome, Problem
from .plan import Claim, Somebody
from .stored import Frame


@dataclass(slots=True)
class StoredSeat:
    """A mandate (``place``: its unit) or an office (its organ, period and area) as stored."""

    pk: int
    deputy: int
    term: int | None
    place: object
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    word: str
    is_busy: bool = False
    is_taken: bool = False

    @property
    def is_open(self) -> bool:
        return self.ends_on is None and self.word != MandateStatus.ENDED


class SeatMatcher:
    """Compares the memberships of everybody with what is stored."""

    def __init__(self, frame: Frame, everybody: list[Somebody]) -> None:
        self.frame = frame
        self.today = timezone.localdate()
        self.people = [somebody for somebody in everybody if not somebody.is_left_out]
        known = sorted({somebody.pk for somebody in self.people if somebody.pk})
        self.mandates = _stored_mandates(known)
        self.offices = _stored_offices(known)

    def match(self) -> None:
        """Give every membership its stored row, and say what becomes of it."""
        for somebody in self.people:
            seats = [claim for claim in somebody.claims if claim.unit]
            for claim in seats:
                self._bound_by_term(claim)
            for claim in _without_repetition(seats):
                self._match_mandate(claim, self.mandates[somebody.pk])
            offices = [claim for claim in somebody.claims if not claim.unit]
            for claim in _without_same_office(offices):
                self._match_office(claim, self.offices[somebody.pk])

    def _bound_by_term(self, claim: Claim) -> None:
        """Leave out the days outside the term, and the term's own first day."""
        first, last = self.frame.days[claim.unit.term]
        if claim.starts_on and first and claim.starts_on < first:
            claim.record.find(Problem.OUTSIDE_TERM, "start_date")
            claim.starts_on = None
        elif claim.starts_on == first:
            claim.starts_on = None
        if claim.ends_on and last and claim.ends_on > last:
            claim.record.find(Problem.OUTSIDE_TERM, "end_date")
            claim.ends_on = None
        if claim.ends_on is None and last and last < self.today:
            claim.is_over = False  # the term says it

    def _match_mandate(self, claim: Claim, held: list[StoredSeat]) -> None:
        term = claim.unit.term.pk
        same_term = [seat for seat in held if term is not None and seat.term == term]
        seat = _same_seat(claim, [seat for seat in same_term if seat.place == claim.unit.pk])
        if seat is None and claim.area is None:
            seat = _same_seat(claim, same_term)
        if seat is not None:
            word = MandateStatus.ENDED if claim.is_over else ""
            _compare(claim, seat, {"starts_on": claim.starts_on, "ends_on": claim.ends_on},
                     {"status": word})  # fmt: skip
        elif _is_open(claim) and any(seat.is_open for seat in same_term):
            claim.record.find(Problem.SECOND_SEAT)
        else:
            claim.is_new = True

    def _match_office(self, claim: Claim, held: list[StoredSeat]) -> None:
        unit = claim.loose.pk if claim.loose else None
        is_known = claim.body.pk is not None and not (claim.loose and unit is None)
        place = (claim.body.pk, claim.period, unit)
        seat = _same_seat(claim, [s for s in held if is_known and s.place == place])
        if seat is None:
            claim.is_new = True
        else:
            _compare(claim, seat, {"starts_on": claim.starts_on, "ends_on": claim.ends_on},
                     {"office": claim.role})  # fmt: skip


def _is_open(claim: Claim) -> bool:
    return claim.ends_on is None and not claim.is_over


def _without_repetition(claims: list[Claim]) -> list[Claim]:
    """Return the seats that differ; somebody has one open seat in a term."""
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda each: each.area is None):
        if not claim.record.is_importable:
            continue
        same_term = [other for other in kept if other.unit.term is claim.unit.term]
        open_one = next((other for other in same_term if _is_open(other)), None)
        if _is_open(claim) and open_one:
            is_same = claim.area is None or claim.unit is open_one.unit
            problem = Problem.SAME_SEAT if is_same else Problem.SECOND_SEAT
            claim.record.find(problem, "*", f"见 {open_one.record.place}")
        elif any(_is_same(claim, other) for other in same_term):
            claim.record.find(Problem.SAME_SEAT)
        else:
            kept.append(claim)
    return kept


def _is_same(claim: Claim, other: Claim) -> bool:
    days = claim.starts_on, claim.ends_on
    return claim.unit is other.unit and days == (other.starts_on, other.ends_on)


def _without_same_office(claims: list[Claim]) -> list[Claim]:
    kept = {}
    for claim in claims:
        key = claim.body, claim.period, claim.loose, claim.starts_on, claim.ends_on, claim.role
        if claim.record.is_importable and kept.setdefault(key, claim) is not claim:
            claim.record.find(Problem.SAME_RECORD, "*", f"见 {kept[key].record.place}")
    return list(kept.values())


def _same_seat(claim: Claim, seats: list[StoredSeat]) -> StoredSeat | None:
    free = [seat for seat in seats if not seat.is_taken]
    for seat in free:
        if seat.starts_on == claim.starts_on and seat.ends_on == claim.ends_on:
            return seat
    exact = [seat for seat in free if seat.starts_on == claim.starts_on]
    if len(exact) == 1 or len(free) != 1:
        return exact[0] if len(exact) == 1 else None
    return free[0] if claim.starts_on is None or free[0].starts_on is None else None


def _compare(claim: Claim, seat: StoredSeat, days: dict[str, object], word: dict[str, str]) -> None:
    """Note what the file says otherwise; what it does not say erases nothing."""
    seat.is_taken, claim.pk = True, seat.pk
    stored = {"starts_on": seat.starts_on, "ends_on": seat.ends_on} | dict.fromkeys(word, seat.word)
    changes = {
        column: value
        for column, value in (days | word).items()
        if value and value != stored[column]
    }
    first, last = (changes.get(name) or stored[name] for name in ("starts_on", "ends_on"))
    if changes and first and last and last < first:
        claim.record.find(Problem.ENDS_BEFORE_START)
        return
    if changes and seat.is_busy:
        claim.record.find(Problem.RECORD_BUSY)
        return
    claim.changes, claim.before = changes, {column: stored[column] for column in changes}
    claim.record.outcome = Outcome.UPDATE if changes else Outcome.UNCHANGED


def _stored_mandates(people: list[int]) -> dict[int | None, list[StoredSeat]]:
    found = defaultdict(list)
    columns = ("pk", "deputy", "term", "unit", "starts_on", "ends_on", "status", *State._fields)
    for keys in chunks_of(people):
        held = Mandate.objects.filter(deputy__in=keys).order_by("pk")
        for row in held.values_list(*columns):
            state = State(*row[7:])
            found[row[1]].append(StoredSeat(*row[:7], is_busy=state.locked or state.has_draft))
    return found


def _stored_offices(people: list[int]) -> dict[int | None, list[StoredSeat]]:
    found = defaultdict(list)
    columns = ("pk", "deputy", "organ", "term_name", "unit", "starts_on", "ends_on", "office")
    for keys in chunks_of(people):
        held = OrganMember.objects.filter(deputy__in=keys).order_by("pk")
        for pk, deputy, organ, period, unit, *rest in held.values_list(*columns):
            place = (organ, period, unit)
            found[deputy].append(StoredSeat(pk, deputy, None, place, *rest))
    return found
