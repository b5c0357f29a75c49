"""Which days are workdays (工作日): weeks, statutory holidays and make-up days (法定节假日、调休).

The holidays of a year come out by a notice of the State Council in the autumn before it. Until
then a year is not published, and its days go by the week alone.
"""

import datetime
from dataclasses import dataclass, field

from .models import CalendarDay

DAY = datetime.timedelta(days=1)
_FRIDAY = 4


class CalendarNotLoadedError(LookupError):
    """A day outside the years that a calendar was loaded for."""


@dataclass(frozen=True)
class WorkingCalendar:
    """The workdays of whole years, ``first_year`` to ``last_year``, both included.

    ``marked`` says of each day that differs from its week, and of some that do not, whether
    people work.
    """

    first_year: int
    last_year: int
    marked: dict[datetime.date, bool] = field(default_factory=dict)

    def is_workday(self, day: datetime.date) -> bool:
        """Whether people work on ``day``; by the week alone where its year is not published.

        Raises:
            CalendarNotLoadedError: its year was not loaded.
        """
        self._require(day)
        return self.marked.get(day, day.weekday() <= _FRIDAY)

    def is_holiday(self, day: datetime.date) -> bool:
        """Whether ``day`` is a statutory holiday or a day off around one; no plain weekend is.

        Raises:
            CalendarNotLoadedError: its year was not loaded.
        """
        self._require(day)
        return self.marked.get(day) is False

    def next_workday(self, day: datetime.date) -> datetime.date:
        """Return the first workday after ``day``.

        Raises:
            CalendarNotLoadedError: it lies after the years that were loaded.
        """
        day += DAY
        while not self.is_workday(day):
            day += DAY
        return day

    def is_published(self, year: int) -> bool:
        """Whether the holidays of ``year`` are known."""
        return any(day.year == year for day in self.marked)

    def _require(self, day: datetime.date) -> None:
        if not self.first_year <= day.year <= self.last_year:
            raise CalendarNotLoadedError(f"The calendar of {day.year} was not loaded.")


def load_calendar(first: datetime.date, last: datetime.date) -> WorkingCalendar:
    """Load the years of a span of days, and one on either side, in one query."""
    first_year = max(first.year - 1, datetime.MINYEAR)
    last_year = min(last.year + 1, datetime.MAXYEAR)
    days = CalendarDay.objects.filter(
        date__range=(datetime.date(first_year, 1, 1), datetime.date(last_year, 12, 31))
    )
    return WorkingCalendar(first_year, last_year, dict(days.values_list("date", "is_workday")))


def is_workday(day: datetime.date) -> bool:
    """Whether people work on ``day`` (one query; for many days take ``load_calendar``)."""
    return load_calendar(day, day).is_workday(day)


def next_workday(day: datetime.date) -> datetime.date:
    """Return the first workday after ``day`` (one query)."""
    return load_calendar(day, day).next_workday(day)
