"""Whether a station is open now, and when next (现在开放、下次开放)."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from directory.enums import DayKind
from directory.models import Station

from .timetable import SHANGHAI, Opening, Timetable, load_timetables, merged

#: how far ahead the next opening is looked for
HORIZON_DAYS = 400
#: the next opening is mostly near: looked for in one span after the other
_SPANS = (8, 60, HORIZON_DAYS)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class OpeningState:
    """Whether it is open, until when, and what comes next; the next ``None``: nothing planned.

    ``now`` and ``until`` are moments in Asia/Shanghai.
    """

    now: datetime.datetime
    until: datetime.datetime | None = None
    next_opening: Opening | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is open now."""
        return self.until is not None

    @property
    def text(self) -> str:
        """The state in the words the public reads."""
        if self.until:
            return f"现在开放，到 {clock(self.until.time())}"
        if self.next_opening is None:
            return "暂无安排"
        return f"下次开放：{said_opening(self.next_opening, today=self.now.date())}"


def opening_state(station: Station, now: datetime.datetime | None = None) -> OpeningState:
    """Return whether ``station`` is open at the moment ``now`` (default: this one).

    Raises:
        ValueError: ``now`` has no time zone.
    """
    return opening_states([station], now)[station.pk]


def opening_states(
    stations: Iterable[Station], now: datetime.datetime | None = None
) -> dict[int, OpeningState]:
    """Return the state of many stations, in as many queries as of one: ``{station pk: state}``.

    Raises:
        ValueError: ``now`` has no time zone.
    """
    here = _in_shanghai(now or timezone.now())
    last = here.date() + datetime.timedelta(days=HORIZON_DAYS)
    tables = load_timetables(stations, here.date(), last)
    return {pk: state_at(table, here) for pk, table in tables.items()}


def state_at(table: Timetable, now: datetime.datetime) -> OpeningState:
    """Return the state that a timetable loaded from that day on gives at the moment ``now``.

    The opening minute is open, the closing minute is not. On a day of visits (选民走访日) the
    deputies are out with the voters: it opens no doors.

    Raises:
        ValueError: ``now`` has no time zone.
    """
    here = _in_shanghai(now)
    today = here.date()
    for days in _SPANS:
        hours = _doors(table.openings(today, today + datetime.timedelta(days=days)))
        for opening in hours:
            if opening.starts <= here < opening.ends:
                return OpeningState(here, until=opening.ends)
            if opening.starts > here:
                return OpeningState(here, next_opening=opening)
    return OpeningState(here)


def said_opening(opening: Opening, *, today: datetime.date) -> str:
    """Say day and hours: 3月20日（周四）9:00—11:30, with the year where it is not today's."""
    day = opening.date
    year = "" if day.year == today.year else f"{day.year}年"
    hours = f"{clock(opening.opens_at)}—{clock(opening.closes_at)}"
    return f"{year}{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）{hours}"


def clock(time: datetime.time) -> str:
    """Say a time of the day as a clock shows it: 9:00."""
    return f"{time.hour}:{time.minute:02d}"


def _doors(openings: Sequence[Opening]) -> list[Opening]:
    """Return when the doors are open, whatever for."""
    return merged(
        replace(opening, kind=DayKind.OPEN) for opening in openings if opening.kind != DayKind.VISIT
    )


def _in_shanghai(moment: datetime.datetime) -> datetime.datetime:
    if timezone.is_naive(moment):
        raise ValueError("A moment without a time zone is no moment.")
    return moment.astimezone(SHANGHAI)
