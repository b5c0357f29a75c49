"""Who receives people on which day (轮值): proposed, and kept as drafts that the office edits.

Every deputy posted to the station comes once before anybody comes twice. The cycle that is under
way is the longest run of latest shifts in which nobody stands twice; whoever is not in it is next.
"""

import datetime
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from core.working_calendar import load_calendar
from directory.enums import DayKind, MandateStatus
from directory.models import Deputy, DutyShift, Mandate, Posting, ReceptionDay, Station

from .timetable import Opening, load_timetables

logger = logging.getLogger(__name__)

#: what a draft of the rota says of where it comes from
SOURCE = "轮值表"
_DUTY_KINDS = frozenset({DayKind.RECEPTION, DayKind.LEADERS})


@dataclass(frozen=True)
class DutyProposal:
    """Who is to be on duty in which hours; nobody where no posted deputy may be asked."""

    opening: Opening
    deputies: tuple[Deputy, ...]
    #: the draft of an earlier rota that it takes the place of
    replaces: ReceptionDay | None = None


@dataclass
class _Cycle:
    """Who has had a turn since anybody last came a second time, the latest last."""

    turns: list[int] = field(default_factory=list)
    #: ``{deputy pk: day of the last turn}``
    last_turns: dict[int, datetime.date] = field(default_factory=dict)
    #: how many turns of each are on file for later days
    ahead: Counter[int] = field(default_factory=Counter)

    def take(self, deputy_pk: int, on: datetime.date) -> None:
        """Note a turn; a second one leaves only what came after the first."""
        if deputy_pk in self.turns:
            self.turns = self.turns[self.turns.index(deputy_pk) + 1 :]
        self.turns.append(deputy_pk)
        self.last_turns[deputy_pk] = on

    def pick(self, candidates: list[Deputy], count: int, on: datetime.date) -> list[Deputy]:
        """Choose up to ``count`` of ``candidates``, each at most once, and note their turns."""
        picked: list[Deputy] = []
        waiting = sorted(candidates, key=self._order)
        while waiting and len(picked) < count:
            if all(deputy.pk in self.turns for deputy in candidates):
                self.turns = []
            turn = next((d for d in waiting if d.pk not in self.turns), waiting[0])
            waiting.remove(turn)
            self.take(turn.pk, on)
            picked.append(turn)
        return picked

    def _order(self, deputy: Deputy) -> tuple[bool, datetime.date, str, str]:
        """Sort first whose last turn is longest ago; last who has one on file anyway."""
        last = self.last_turns.get(deputy.pk, datetime.date.min)
        return self.ahead[deputy.pk] > 0, last, deputy.pinyin_key, deputy.code


def propose_rota(
    station: Station, start: datetime.date, end: datetime.date, per_day: int = 1,
    *, again: bool = False,
) -> list[DutyProposal]:  # fmt: skip
    """Propose who receives people from ``start`` to ``end``, both included (轮值建议).

    For the hours of reception days that have no reception day on file yet, draft or published;
    those on file count as turns. On duty may be whoever is posted to the station that day, with a
    published mandate that is in force and not suspended. The same every time it is asked, in a
    fixed number of queries.

    Args:
        station: where.
        start: the first day.
        end: the last day.
        per_day: how many deputies for each reception day.
        again: plan the drafts of an earlier rota anew, those that nobody has published.

    Raises:
        ValueError: ``per_day`` is below one.
    """
    if per_day < 1:
        raise ValueError("Somebody has to be on duty.")
    openings = load_timetables([station], start, end)[station.pk].openings(start, end)
    posted = _Posted(station, start, end)
    on_file = _days_on_file(station, start, end)
    drafts = {_hours(day): day for day in on_file if again and is_rota_draft(day)}
    on_file = [day for day in on_file if _hours(day) not in drafts]
    cycle = _cycle_until(station, start, posted.deputies)
    cycle.ahead.update(pk for reception in on_file for pk in _on_duty(reception))
    proposals = []
    for day, hours in sorted(_by_day(openings, on_file).items()):
        for deputy_pk in (pk for reception in hours.on_file for pk in _on_duty(reception)):
            cycle.take(deputy_pk, day)
            cycle.ahead[deputy_pk] -= 1
        for opening in _uncovered(hours.open, hours.on_file):
            deputies = cycle.pick(posted.on(day), per_day, day)
            draft = drafts.get((opening.date, opening.opens_at))
            proposals.append(DutyProposal(opening, tuple(deputies), draft))
    return proposals


def is_rota_draft(day: ReceptionDay) -> bool:
    """Whether a rota made the day and nobody has published it."""
    return day.source == SOURCE and not day.live and not day.is_cancelled


@transaction.atomic
def save_rota(
    *, station: Station, proposals: Iterable[DutyProposal], by: User | None = None
) -> list[ReceptionDay]:
    """Keep a proposed rota as drafts of reception days, with their shifts; return what changed.

    A day that has come on file since, or that nobody can take, is passed over: what somebody
    edited stays, and saving twice writes once.
    """
    Station.objects.select_for_update().get(pk=station.pk)
    plan: dict[Opening, DutyProposal] = {}
    for proposal in proposals:
        if proposal.deputies:
            plan.setdefault(proposal.opening, proposal)
    if not plan:
        return []
    dates = [opening.date for opening in plan]
    on_file = {day.pk: day for day in _days_on_file(station, min(dates), max(dates))}
    replaced = {p.replaces.pk: p for p in plan.values() if p.replaces}
    drafts = {pk: on_file.pop(pk) for pk in replaced if pk in on_file}
    saved = [
        _replan(day, replaced[pk], by)
        for pk, day in drafts.items()
        if is_rota_draft(day) and _differs(day, replaced[pk])
    ]
    taken = [*on_file.values(), *drafts.values()]
    free = _uncovered(sorted(plan), taken)
    saved += [_draft(station, opening, plan[opening].deputies, by) for opening in free]
    logger.info(
        "rota saved",
        extra={"event": "rota_saved", "station_id": station.pk, "day_count": len(saved)},
    )
    return saved


def _hours(day: ReceptionDay) -> tuple[datetime.date, datetime.time]:
    return day.date, day.opens_at


def _differs(day: ReceptionDay, proposal: DutyProposal) -> bool:
    return {shift.deputy_id for shift in day.shifts.all()} != {d.pk for d in proposal.deputies}


def _replan(day: ReceptionDay, proposal: DutyProposal, by: User | None) -> ReceptionDay:
    """Put others on duty on a day that an earlier rota made."""
    day.closes_at = proposal.opening.closes_at
    day.shifts.set([DutyShift(deputy=deputy) for deputy in proposal.deputies])
    day.full_clean()
    day.save()
    day.save_revision(user=by)
    return day


def _draft(
    station: Station, opening: Opening, deputies: tuple[Deputy, ...], by: User | None
) -> ReceptionDay:
    day = ReceptionDay(
        station=station, kind=opening.kind, date=opening.date, opens_at=opening.opens_at,
        closes_at=opening.closes_at, source=SOURCE, live=False, has_unpublished_changes=True,
    )  # fmt: skip
    day.shifts.set([DutyShift(deputy=deputy) for deputy in deputies])
    day.full_clean()
    day.save()
    day.save_revision(user=by)
    return day


def years_without_holidays(start: datetime.date, end: datetime.date) -> list[int]:
    """Return the years of the span whose holidays nobody has entered: the week alone decides."""
    calendar = load_calendar(start, end)
    return [y for y in range(start.year, end.year + 1) if not calendar.is_published(y)]


class _Posted:
    """The deputies posted to a station in a span of days, loaded in two queries."""

    def __init__(self, station: Station, start: datetime.date, end: datetime.date) -> None:
        postings = Posting.objects.live().filter(station=station, deputy__live=True)
        self._postings = [
            posting
            for posting in postings.select_related("deputy").order_by("pk")
            if (posting.starts_on or end) <= end and (posting.ends_on or start) >= start
        ]
        self.deputies = {posting.deputy_id: posting.deputy for posting in self._postings}
        mandates = Mandate.objects.live().filter(deputy__in=self.deputies)
        self._mandates = list(
            mandates.exclude(status=MandateStatus.SUSPENDED).select_related("term")
        )

    def on(self, day: datetime.date) -> list[Deputy]:
        """Return who is posted there on ``day`` and may be asked (``Mandate.answering``)."""
        asked = {m.deputy_id for m in self._mandates if m.is_serving(day)}
        there = {p.deputy_id for p in self._postings if p.holds(day)}
        return [self.deputies[pk] for pk in sorted(there & asked)]


@dataclass
class _Day:
    """A day of the span: the hours of reception, and what is on file."""

    open: list[Opening] = field(default_factory=list)
    on_file: list[ReceptionDay] = field(default_factory=list)


def _by_day(
    openings: Iterable[Opening], on_file: Iterable[ReceptionDay]
) -> dict[datetime.date, _Day]:
    days: dict[datetime.date, _Day] = {}
    for opening in openings:
        if opening.kind in _DUTY_KINDS:
            days.setdefault(opening.date, _Day()).open.append(opening)
    for reception in on_file:
        days.setdefault(reception.date, _Day()).on_file.append(reception)
    return days


def _uncovered(openings: Iterable[Opening], on_file: Iterable[ReceptionDay]) -> list[Opening]:
    """Return the hours that share no minute with a day on file, nor with those before them."""
    taken = defaultdict(list)
    for day in on_file:
        taken[day.date].append((day.opens_at, day.closes_at))
    free = []
    for opening in openings:
        if not any(opening.overlaps(*hours) for hours in taken[opening.date]):
            taken[opening.date].append((opening.opens_at, opening.closes_at))
            free.append(opening)
    return free


def _on_duty(reception: ReceptionDay) -> list[int]:
    """Return the keys of the deputies whose turn it is; nobody's on a cancelled day."""
    if reception.is_cancelled:
        return []
    return [shift.deputy_id for shift in reception.shifts.all()]


def _days_on_file(station: Station, start: datetime.date, end: datetime.date) -> list[ReceptionDay]:
    """Return the station's reception days, drafts and cancelled ones too, with their shifts."""
    days = ReceptionDay.objects.filter(station=station, date__range=(start, end))
    return list(days.order_by("date", "opens_at").prefetch_related("shifts"))


def _cycle_until(station: Station, start: datetime.date, deputies: dict[int, Deputy]) -> _Cycle:
    """Return the cycle under way before ``start``, of those who are posted now."""
    shifts = DutyShift.objects.filter(
        day__station=station, day__date__lt=start, day__is_cancelled=False, deputy__in=deputies
    )
    latest = shifts.order_by("-day__date", "-day__opens_at", "-pk").values_list(
        "deputy", "day__date"
    )
    cycle = _Cycle()
    for deputy_pk, day in reversed(latest[: 2 * len(deputies) + 1]):
        cycle.take(deputy_pk, day)
    return cycle
