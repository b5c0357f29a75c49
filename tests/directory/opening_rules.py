"""Any rule that a phrase can say, and the country's working calendar without a database."""

from chinese_calendar.constants import holidays, workdays
from hypothesis import strategies as st

from core.working_calendar import WorkingCalendar
from directory.opening.recurrence import (
    DAILY,
    MONTHLY,
    WEEKLY,
    Recurrence,
    in_month,
    in_order,
)

#: as published to 2026; later years go by the week
CALENDAR = WorkingCalendar(
    2019, 2032,
    {day: False for day in holidays if day.year >= 2019}
    | {day: True for day in workdays if day.year >= 2019},
)  # fmt: skip

intervals = st.integers(1, 52)
months = st.sets(st.integers(1, 12), max_size=12).map(lambda found: tuple(sorted(found)))
counts = st.sampled_from([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5])
days_of_week = st.integers(0, 6)
dates = st.integers(1, 31) | st.integers(-31, -1)
workday_counts = st.integers(1, 23) | st.integers(-23, -1)
months_or_interval = st.one_of(st.tuples(st.just(1), months), st.tuples(intervals, st.just(())))


def monthly(numbers, name, order):
    return st.builds(
        lambda frame, days: Recurrence(MONTHLY, *frame, **{name: order(days)}),
        months_or_interval,
        st.sets(numbers, min_size=1, max_size=8),
    )


rules = st.one_of(
    st.builds(Recurrence, st.just(DAILY), intervals),
    st.just(Recurrence(DAILY, is_every_workday=True)),
    st.builds(
        lambda interval, days: Recurrence(WEEKLY, interval, weekdays=tuple(sorted(days))),
        intervals,
        st.sets(days_of_week, min_size=1),
    ),
    monthly(dates, "monthdays", in_month),
    monthly(st.tuples(counts, days_of_week), "nths", in_order),
    st.builds(
        lambda found, days: Recurrence(MONTHLY, 1, found, workdays=in_month(days)),
        months,
        st.sets(workday_counts, min_size=1, max_size=5),
    ),
)
