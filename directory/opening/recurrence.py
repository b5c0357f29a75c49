"""How days come back (重复规则): the part of RFC 5545 that a clerk's phrase can say.

**Workdays.** RFC 5545 knows weekdays, not holidays. Two of its usual forms stand here for days
that follow the working calendar (工作日历), make-up Saturdays included:

- ``FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR``: every workday (工作日);
- ``FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1``: the last workday of a month.

Any other program reads them as Monday to Friday, which is what they are in a year without
holidays. ``FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR`` (每周一至周五) means just these five weekdays.

As in the RFC, the 31st does not occur in a month of 30 days; ``BYMONTHDAY=-1`` is the last day.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

DAILY, WEEKLY, MONTHLY = "DAILY", "WEEKLY", "MONTHLY"
_YEARLY = "YEARLY"
#: Monday first, as ``date.weekday()`` counts
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORK_WEEK = (0, 1, 2, 3, 4)
#: no month has more workdays; no month has more of one weekday
_MOST_WORKDAYS, _MOST_WEEKDAYS, _MOST_DAYS = 23, 5, 31
_LONGEST_INTERVAL = 52

_NUMBERS = re.compile(r"[+-]?\d{1,3}(,[+-]?\d{1,3})*")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_READ = frozenset({"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST"})
_BOUNDS = frozenset({"DTSTART", "UNTIL", "COUNT"})


class RecurrenceError(ValueError):
    """A rule that is none, or that cannot be said in Chinese; the message is for the clerk."""


@dataclass(frozen=True)
class Recurrence:
    """One rule. Just one of ``weekdays``, ``monthdays``, ``nths`` and ``workdays`` says which day.

    ``DAILY`` has none of them, or is every workday.
    """

    freq: str
    #: every so many days, weeks or months
    interval: int = 1
    #: months of the year, 1 to 12; empty: all
    months: tuple[int, ...] = ()
    #: of ``WEEKLY``, Monday is 0
    weekdays: tuple[int, ...] = ()
    #: of ``MONTHLY``, 1 to 31, or counted from the end: -1 is the last
    monthdays: tuple[int, ...] = ()
    #: of ``MONTHLY``: (1, 4) is the first Friday, (-1, 4) the last
    nths: tuple[tuple[int, int], ...] = ()
    #: of ``MONTHLY``: the first workday is 1, the last -1
    workdays: tuple[int, ...] = ()
    #: of ``DAILY``: every workday
    is_every_workday: bool = False

    def __post_init__(self) -> None:
        """Refuse numbers that no month or week has.

        Raises:
            RecurrenceError: with the number.
        """
        _require(self.months, lambda month: 1 <= month <= 12, "没有{}月")
        _require(self.monthdays, lambda day: 1 <= abs(day) <= _MOST_DAYS, "一个月没有第{}天")
        _require(
            [nth for nth, _ in self.nths], lambda nth: 1 <= abs(nth) <= _MOST_WEEKDAYS,
            "一个月没有第{}个星期几",
        )  # fmt: skip
        _require(self.workdays, lambda n: 1 <= abs(n) <= _MOST_WORKDAYS, "一个月没有第{}个工作日")
        _require([self.interval], lambda n: 1 <= n <= _LONGEST_INTERVAL, "间隔不能是{}")

    @property
    def follows_calendar(self) -> bool:
        """Whether its days are workdays of the working calendar, not days of the week."""
        return self.is_every_workday or bool(self.workdays)

    @property
    def rrule(self) -> str:
        """The rule as RFC 5545 writes it, always in one order and one spelling."""
        parts = [f"FREQ={self.freq}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.months:
            parts.append(f"BYMONTH={_joined(self.months)}")
        if self.monthdays:
            parts.append(f"BYMONTHDAY={_joined(self.monthdays)}")
        if days := self._byday():
            parts.append(f"BYDAY={_joined(days)}")
        if self.workdays:
            parts.append(f"BYSETPOS={_joined(self.workdays)}")
        return ";".join(parts)

    def _byday(self) -> list[str]:
        if self.follows_calendar:
            return [WEEKDAYS[day] for day in WORK_WEEK]
        return [WEEKDAYS[day] for day in self.weekdays] + [
            f"{nth}{WEEKDAYS[day]}" for nth, day in self.nths
        ]


def read_rrule(text: str) -> Recurrence:
    """Read an RRULE of RFC 5545.

    Raises:
        RecurrenceError: it is none, has bounds of its own, or says what no phrase can say.
    """
    parts = _parts(text)
    is_monthly = parts.freq in {MONTHLY, _YEARLY}
    rule = _monthly(parts) if is_monthly else _daily_or_weekly(parts)
    if rule is None:
        raise RecurrenceError("这条 RRULE 说的日子这里用不上")
    return rule


def in_month(days: Iterable[int]) -> tuple[int, ...]:
    """Put days of a month in order, each once: from the first on, then those from the end."""
    return tuple(sorted(set(days), key=lambda day: (day < 0, day)))


def in_order(nths: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Put counted weekdays in order, each once: by number from the front, then from the end."""
    return tuple(sorted(set(nths), key=lambda pair: (pair[0] < 0, *pair)))


class _Parts(NamedTuple):
    """An RRULE taken apart; days as (which of the month or 0, weekday)."""

    freq: str
    interval: int
    months: tuple[int, ...]
    monthdays: tuple[int, ...]
    byday: tuple[tuple[int, int], ...]
    setpos: tuple[int, ...]

    @property
    def days(self) -> tuple[int, ...]:
        """The weekdays named, in order."""
        return tuple(sorted({day for _, day in self.byday}))

    @property
    def is_counted(self) -> bool:
        """Whether a weekday has its number: 1FR."""
        return any(nth for nth, _ in self.byday)


def _parts(text: str) -> _Parts:
    """Take an RRULE apart."""
    body = text.strip().upper().removeprefix("RRULE:")
    named = dict(part.partition("=")[::2] for part in body.split(";") if part)
    if bounds := _BOUNDS & set(named):
        raise RecurrenceError(f"{'、'.join(sorted(bounds))} 不写在这里，起止日期另外填")
    if unread := set(named) - _READ:
        raise RecurrenceError(f"RRULE 里的 {'、'.join(sorted(unread))} 这里用不上")
    freq, interval = named.get("FREQ", ""), _numbers(named.get("INTERVAL", "1"))
    if freq not in {DAILY, WEEKLY, MONTHLY, _YEARLY} or len(interval) != 1:
        raise RecurrenceError("RRULE 要写 FREQ=DAILY、WEEKLY 或 MONTHLY")
    if interval[0] > 1 and named.get("WKST", "MO") != "MO":
        raise RecurrenceError("一周从星期一算起，WKST 不能是别的")
    months, monthdays, setpos = (
        _numbers(named[name]) if name in named else ()
        for name in ("BYMONTH", "BYMONTHDAY", "BYSETPOS")
    )
    byday = _days(named["BYDAY"]) if "BYDAY" in named else ()
    return _Parts(freq, interval[0], tuple(sorted(set(months))), monthdays, byday, setpos)


def _daily_or_weekly(parts: _Parts) -> Recurrence | None:
    """Return the rule of days or weeks, ``None`` where no phrase can say it."""
    if parts.months or parts.monthdays or parts.setpos or parts.is_counted:
        return None
    if parts.freq == WEEKLY:
        return Recurrence(WEEKLY, parts.interval, weekdays=parts.days) if parts.days else None
    if len(parts.days) in {0, len(WEEKDAYS)}:
        return Recurrence(DAILY, parts.interval)
    if parts.interval > 1:
        return None
    if parts.days == WORK_WEEK:
        return Recurrence(DAILY, is_every_workday=True)
    return Recurrence(WEEKLY, weekdays=parts.days)


def _monthly(parts: _Parts) -> Recurrence | None:
    """Return the rule of months, ``None`` where no phrase can say it.

    A rule of years that names its months is one of months.
    """
    is_yearly = parts.freq == _YEARLY
    if is_yearly and (not parts.months or parts.setpos):
        return None
    if parts.interval > 1 and (parts.months or is_yearly):
        return None
    frame = Recurrence(MONTHLY, parts.interval, parts.months)
    if parts.monthdays:
        is_mixed = parts.byday or parts.setpos
        return None if is_mixed else replace(frame, monthdays=in_month(parts.monthdays))
    if parts.setpos:
        return _by_position(frame, parts)
    if parts.byday and all(nth for nth, _ in parts.byday):
        return replace(frame, nths=in_order(parts.byday))
    return None


def _by_position(frame: Recurrence, parts: _Parts) -> Recurrence | None:
    """Return the rule whose day BYSETPOS picks: among the workdays, or one weekday's."""
    if parts.is_counted:
        return None
    if parts.days == WORK_WEEK and frame.interval == 1:
        return replace(frame, workdays=in_month(parts.setpos))
    if len(parts.days) == 1:
        return replace(frame, nths=in_order((nth, parts.days[0]) for nth in parts.setpos))
    return None


def _numbers(text: str) -> tuple[int, ...]:
    if not _NUMBERS.fullmatch(text):
        raise RecurrenceError(f"“{text}”不是数字")
    return tuple(int(number) for number in text.split(","))


def _days(text: str) -> tuple[tuple[int, int], ...]:
    matches = [_BYDAY.fullmatch(part) for part in text.split(",")]
    if not all(matches):
        raise RecurrenceError(f"BYDAY={text} 写错了")
    return tuple((int(m[1] or 0), WEEKDAYS.index(m[2])) for m in matches if m)


def _joined(parts: Iterable[object]) -> str:
    return ",".join(str(part) for part in parts)


def _require(numbers: Iterable[int], is_right: Callable[[int], bool], message: str) -> None:
    for number in numbers:
        if not is_right(number):
            raise RecurrenceError(message.format(number))
