"""When a station is open (开放安排): its rules, what differs from them, and its reception days.

All times are those of the clock in Asia/Shanghai.
"""

import datetime
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q

from core.working_calendar import WorkingCalendar, load_calendar
from directory.enums import DayKind, ExceptionKind
from directory.models import OpeningException, OpeningRule, ReceptionDay, Station

from .days import DayRule, rule_days
from .recurrence import read_rrule

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, order=True)
class Opening:
    """Hours on one day (开放时段); the closing minute does not belong to them."""

    date: datetime.date
    opens_at: datetime.time
    closes_at: datetime.time
    #: a ``DayKind``
    kind: str

    @property
    def starts(self) -> datetime.datetime:
        """The moment of opening."""
        return datetime.datetime.combine(self.date, self.opens_at, SHANGHAI)

    @property
    def ends(self) -> datetime.datetime:
        """The moment of closing."""
        return datetime.datetime.combine(self.date, self.closes_at, SHANGHAI)

    def overlaps(self, opens_at: datetime.time, closes_at: datetime.time) -> bool:
        """Whether it shares a minute with those hours of the same day."""
        return self.opens_at < closes_at and opens_at < self.closes_at


@dataclass
class Timetable:
    """What was loaded of one station for a span of days."""

    station: Station
    calendar: WorkingCalendar
    #: those whose phrase nobody understood (no ``rrule``) mean no days
    rules: list[OpeningRule] = field(default_factory=list)
    exceptions: list[OpeningException] = field(default_factory=list)
    #: published ones, the cancelled too
    reception_days: list[ReceptionDay] = field(default_factory=list)

    def openings(self, first: datetime.date, last: datetime.date) -> list[Opening]:
        """Return the hours of each day from ``first`` to ``last``, both included, in order.

        Rules come first; a reception day takes the place of a rule's hours that begin with it, a
        cancelled one takes them away. Then a day that is moved (改期) goes with all its hours, a
        day that is closed (不开放) loses them, and what is opened besides (加开) is added. Hours
        of one kind that overlap or touch are one. Before the station is set up and from the day
        it is closed down there are none.
        """
        planned: dict[datetime.date, list[Opening]] = defaultdict(list)
        for opening in self._planned(first, last):
            planned[opening.date].append(opening)
        arrived: list[Opening] = []
        for change in self._changes(ExceptionKind.MOVED):
            is_inside = first <= change.date <= last
            day = planned.pop(change.date, []) if is_inside else None
            if change.moved_to and first <= change.moved_to <= last:
                day = self._planned(change.date, change.date) if day is None else day
                arrived += _moved(change, day)
        hours = [*(opening for day in planned.values() for opening in day), *arrived]
        for change in self._changes(ExceptionKind.CLOSED):
            hours = [part for opening in hours for part in _without(opening, change)]
        hours += [
            Opening(change.date, change.opens_at, change.closes_at, DayKind.OPEN)
            for change in self._changes(ExceptionKind.EXTRA)
            if change.opens_at and change.closes_at and first <= change.date <= last
        ]
        return merged(opening for opening in hours if self.station.stands(opening.date))

    def _planned(self, first: datetime.date, last: datetime.date) -> list[Opening]:
        """Return the hours by rules and reception days, as if nothing had changed."""
        days = [day for day in self.reception_days if first <= day.date <= last]
        taken = {(day.date, day.opens_at) for day in days}
        hours = [
            Opening(day, rule.opens_at, rule.closes_at, rule.kind)
            for rule in self.rules
            if rule.rrule
            for day in rule_days(_day_rule(rule), first, last, self.calendar)
            if (day, rule.opens_at) not in taken
        ]
        return hours + [
            Opening(day.date, day.opens_at, day.closes_at, day.kind)
            for day in days
            if not day.is_cancelled
        ]

    def _changes(self, kind: ExceptionKind) -> Iterator[OpeningException]:
        return (change for change in self.exceptions if change.kind == kind)


def load_timetables(
    stations: Iterable[Station], first: datetime.date, last: datetime.date
) -> dict[int, Timetable]:
    """Load what the openings from ``first`` to ``last`` follow from: ``{station pk: timetable}``.

    Four queries, for however many stations and days.
    """
    by_pk = {station.pk: station for station in stations}
    span = (first, last)
    changes = OpeningException.objects.filter(
        Q(date__range=span) | Q(moved_to__range=span), station__in=by_pk
    )
    changed_on = [first, last, *(change.date for change in changes)]
    calendar = load_calendar(min(changed_on), max(changed_on))
    tables = {pk: Timetable(station, calendar) for pk, station in by_pk.items()}
    for change in sorted(changes, key=lambda change: (change.date, change.pk)):
        tables[change.station_id].exceptions.append(change)
    for rule in OpeningRule.objects.filter(station__in=by_pk).order_by("pk"):
        tables[rule.station_id].rules.append(rule)
    days = ReceptionDay.objects.filter(
        Q(date__range=span) | Q(date__in=set(changed_on)), station__in=by_pk, live=True
    )
    for day in days.order_by("date", "opens_at"):
        tables[day.station_id].reception_days.append(day)
    return tables


def merged(openings: Iterable[Opening]) -> list[Opening]:
    """Put hours in order; those of one kind that overlap or touch become one."""
    latest: dict[tuple[datetime.date, str], Opening] = {}
    done: list[Opening] = []
    for opening in sorted(openings):
        key = (opening.date, opening.kind)
        before = latest.get(key)
        if before and opening.opens_at <= before.closes_at:
            latest[key] = replace(before, closes_at=max(before.closes_at, opening.closes_at))
            continue
        if before:
            done.append(before)
        latest[key] = opening
    return sorted([*done, *latest.values()])


def _day_rule(rule: OpeningRule) -> DayRule:
    return DayRule(read_rrule(rule.rrule), rule.starts_on, rule.ends_on, rule.on_holidays)


def _moved(change: OpeningException, day: Sequence[Opening]) -> list[Opening]:
    """Return the hours of a day on the day it was moved to, at other times if it says so."""
    if change.moved_to is None:
        return []
    if change.opens_at and change.closes_at:
        kind = min(day).kind if day else DayKind.OPEN
        return [Opening(change.moved_to, change.opens_at, change.closes_at, kind)]
    return [replace(opening, date=change.moved_to) for opening in day]


def _without(opening: Opening, change: OpeningException) -> list[Opening]:
    """Return what is left of hours when the station is closed that day, or part of it."""
    if opening.date != change.date:
        return [opening]
    if change.opens_at is None or change.closes_at is None:
        return []
    if not opening.overlaps(change.opens_at, change.closes_at):
        return [opening]
    parts = [
        replace(opening, closes_at=min(opening.closes_at, change.opens_at)),
        replace(opening, opens_at=max(opening.opens_at, change.closes_at)),
    ]
    return [part for part in parts if part.opens_at < part.closes_at]
