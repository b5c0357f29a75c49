"""The days of one opening rule (开放日) in a span of days, with holidays and validity."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from dateutil.rrule import rrulestr

from core.working_calendar import DAY, WorkingCalendar
from directory.enums import HolidayRule

from .recurrence import DAILY, MONTHLY, Recurrence

#: where rules of every other week count from that do not say since when; a Monday
EPOCH = datetime.date(2001, 1, 1)


@dataclass(frozen=True)
class DayRule:
    """Which days, from when to when (both included, ``None``: open), and what of holidays."""

    recurrence: Recurrence
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    on_holidays: str = HolidayRule.SKIP


def rule_days(
    rule: DayRule, first: datetime.date, last: datetime.date, calendar: WorkingCalendar
) -> list[datetime.date]:
    """Return the days from ``first`` to ``last``, both included, in order, each once.

    A rule by workdays has no holidays. Of the others, days that are statutory holidays are left
    out, kept or moved to the next workday; a rule that names dates (每月20日) and moves them, moves
    them from a plain weekend too. A day moved past ``ends_on`` is left out.

    Args:
        rule: the rule.
        first: the first day asked for.
        last: the last day asked for.
        calendar: the working calendar of these days, as ``load_calendar(first, last)`` gives it.
    """
    if rule.recurrence.follows_calendar or rule.on_holidays == HolidayRule.KEEP:
        return list(_valid_days(rule, first, last, calendar))
    if rule.on_holidays == HolidayRule.SKIP:
        days = _valid_days(rule, first, last, calendar)
        return [day for day in days if not calendar.is_holiday(day)]
    earliest = first
    while not calendar.is_workday(earliest - DAY):  # from there a day may move into the span
        earliest -= DAY
    moved = {
        calendar.next_workday(day) if _moves(rule, day, calendar) else day
        for day in _valid_days(rule, earliest, last, calendar)
    }
    until = min(last, rule.ends_on or last)
    return sorted(day for day in moved if first <= day <= until)


def _moves(rule: DayRule, day: datetime.date, calendar: WorkingCalendar) -> bool:
    names_dates = bool(rule.recurrence.monthdays)
    return calendar.is_holiday(day) or (names_dates and not calendar.is_workday(day))


def _valid_days(
    rule: DayRule, first: datetime.date, last: datetime.date, calendar: WorkingCalendar
) -> Iterator[datetime.date]:
    """Yield the rule's days within its validity, whatever holidays there are."""
    first = max(first, rule.starts_on or first)
    last = min(last, rule.ends_on or last)
    if first > last:
        return
    recurrence = rule.recurrence
    if recurrence.is_every_workday:
        yield from (day for day in _span(first, last) if calendar.is_workday(day))
    elif recurrence.workdays:
        yield from _counted_workdays(recurrence, first, last, calendar)
    else:
        start = _counting_from(recurrence, rule.starts_on or EPOCH, first)
        found = rrulestr(recurrence.rrule, dtstart=_midnight(start))
        yield from (at.date() for at in found.between(_midnight(first), _midnight(last), inc=True))


def _counted_workdays(
    recurrence: Recurrence, first: datetime.date, last: datetime.date, calendar: WorkingCalendar
) -> Iterator[datetime.date]:
    """Yield the first, last … workdays of the months, by the working calendar."""
    month = first.replace(day=1)
    while month <= last:
        following = (month + 31 * DAY).replace(day=1)
        if not recurrence.months or month.month in recurrence.months:
            days = [day for day in _span(month, following - DAY) if calendar.is_workday(day)]
            wanted = {n - 1 if n > 0 else len(days) + n for n in recurrence.workdays}
            yield from (day for n, day in enumerate(days) if n in wanted and first <= day <= last)
        month = following


def _counting_from(
    recurrence: Recurrence, anchor: datetime.date, first: datetime.date
) -> datetime.date:
    """Return where to count from: whole intervals after ``anchor``, at or shortly before ``first``.

    Weeks begin on Monday and months on the 1st, so that no day of theirs is lost.
    """
    interval = recurrence.interval
    if recurrence.freq == MONTHLY:
        months = (first.year - anchor.year) * 12 + first.month - anchor.month
        counted = anchor.year * 12 + anchor.month - 1 + months // interval * interval
        return datetime.date(counted // 12, counted % 12 + 1, 1)
    step = interval if recurrence.freq == DAILY else 7 * interval
    if recurrence.freq != DAILY:
        anchor -= anchor.weekday() * DAY
    return anchor + (first - anchor).days // step * step * DAY


def _span(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    return (first + n * DAY for n in range((last - first).days + 1))


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time())
