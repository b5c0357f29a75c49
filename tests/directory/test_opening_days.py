"""The days of a rule: month ends, leap years, holidays, validity, against a naive check."""

import calendar
import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.enums import HolidayRule
from directory.opening.days import EPOCH, DayRule, rule_days
from directory.opening.phrases import read_phrase
from directory.opening.recurrence import DAILY, WEEKLY, Recurrence
from tests.directory.opening_rules import CALENDAR, rules

DAY = datetime.timedelta(days=1)


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def days(phrase, first, last, **kwargs):
    rule = DayRule(read_phrase(phrase), **kwargs)
    found = rule_days(rule, date(first), date(last), CALENDAR)
    return [day.isoformat() for day in found]


def bare_day(rule: Recurrence, anchor: datetime.date, day: datetime.date) -> bool:
    """Whether the rule means ``day``, by nothing but the day itself."""
    if rule.freq == DAILY:
        if rule.is_every_workday:
            return CALENDAR.is_workday(day)
        return (day - anchor).days % rule.interval == 0
    if rule.freq == WEEKLY:
        weeks = (monday(day) - monday(anchor)).days // 7
        return day.weekday() in rule.weekdays and weeks % rule.interval == 0
    months = (day.year - anchor.year) * 12 + day.month - anchor.month
    if months % rule.interval or (rule.months and day.month not in rule.months):
        return False
    length = calendar.monthrange(day.year, day.month)[1]
    if rule.workdays:
        every = [day.replace(day=n) for n in range(1, length + 1)]
        work = [d for d in every if CALENDAR.is_workday(d)]
        return any(day == work[n - (n > 0)] for n in rule.workdays if abs(n) <= len(work))
    nth = {(day.day + 6) // 7, -((length - day.day) // 7 + 1)}
    is_counted = any((n, day.weekday()) in rule.nths for n in nth)
    return is_counted or bool({day.day, day.day - length - 1} & set(rule.monthdays))


def monday(day: datetime.date) -> datetime.date:
    return day - day.weekday() * DAY


def naive_days(rule: DayRule, first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The days of a rule, each asked for by itself."""

    def means(day):
        starts_on, ends_on = rule.starts_on or day, rule.ends_on or day
        is_valid = starts_on <= day <= ends_on
        return is_valid and bare_day(rule.recurrence, rule.starts_on or EPOCH, day)

    def leaves(day):
        if rule.recurrence.follows_calendar or rule.on_holidays == HolidayRule.KEEP:
            return False
        plain = rule.on_holidays == HolidayRule.NEXT_WORKDAY and rule.recurrence.monthdays
        return CALENDAR.is_holiday(day) or (bool(plain) and not CALENDAR.is_workday(day))

    def receives(day):
        earlier = [day - n * DAY for n in range(1, 40)]
        return rule.on_holidays == HolidayRule.NEXT_WORKDAY and any(
            means(d) and leaves(d) and CALENDAR.next_workday(d) == day for d in earlier
        )

    span = [first + n * DAY for n in range((last - first).days + 1)]
    return [
        day
        for day in span
        if (means(day) and not leaves(day))
        or (receives(day) and (rule.ends_on is None or day <= rule.ends_on))
    ]


any_day = st.dates(date("2020-03-01"), date("2030-12-31"))


@settings(max_examples=300, deadline=None)
@given(
    rules, any_day, st.integers(0, 100), st.none() | any_day, st.none() | any_day,
    st.sampled_from(HolidayRule.values),
)  # fmt: skip
def test_the_days_are_those_of_a_naive_check(recurrence, first, length, starts, ends, holidays):
    rule = DayRule(recurrence, starts, ends, holidays)
    last = first + length * DAY

    assert rule_days(rule, first, last, CALENDAR) == naive_days(rule, first, last)


@settings(max_examples=100, deadline=None)
@given(rules, any_day, st.integers(0, 60), st.integers(1, 60), st.none() | any_day)
def test_two_spans_side_by_side_hold_what_one_span_holds(rule, first, one, other, starts):
    rule = DayRule(rule, starts, None, HolidayRule.NEXT_WORKDAY)
    middle, last = first + one * DAY, first + (one + other) * DAY

    parts = [
        *rule_days(rule, first, middle, CALENDAR),
        *rule_days(rule, middle + DAY, last, CALENDAR),
    ]

    assert parts == rule_days(rule, first, last, CALENDAR)


def test_the_31st_does_not_occur_in_shorter_months():
    assert days("每月31日", "2027-01-01", "2027-06-30", on_holidays="keep") == [
        "2027-01-31", "2027-03-31", "2027-05-31",
    ]  # fmt: skip


def test_the_last_day_occurs_in_every_month():
    assert days("每月最后一天", "2027-01-01", "2027-04-30", on_holidays="keep") == [
        "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30",
    ]  # fmt: skip


@pytest.mark.parametrize("last", ["2024-02-29", "2025-02-28", "2028-02-29"])
def test_february_ends_as_the_year_has_it(last):
    first, after = f"{last[:4]}-02-01", f"{last[:4]}-03-01"

    assert days("每月最后一天", first, after, on_holidays="keep") == [last]


def test_the_29th_of_february_occurs_in_leap_years_alone():
    assert days("每年2月29日", "2021-01-01", "2031-12-31", on_holidays="keep") == [
        "2024-02-29", "2028-02-29",
    ]  # fmt: skip


def test_the_last_workday_is_before_a_weekend_and_not_a_weekend():
    assert days("每月最后一个工作日", "2026-05-01", "2026-05-31") == ["2026-05-29"]


def test_the_last_workday_of_february_2026_is_a_make_up_saturday():
    assert days("每月最后一个工作日", "2026-02-01", "2026-02-28") == ["2026-02-28"]


def test_the_first_workday_of_october_is_after_the_holiday():
    assert days("每月第一个工作日", "2026-10-01", "2026-10-31") == ["2026-10-08"]


def test_the_last_workday_of_january_2025_is_before_the_spring_festival():
    assert days("每月最后一个工作日", "2025-01-01", "2025-01-31") == ["2025-01-27"]


def test_working_days_hold_make_up_days_and_no_holidays():
    assert days("工作日", "2026-02-11", "2026-02-25") == [
        "2026-02-11", "2026-02-12", "2026-02-13", "2026-02-14", "2026-02-24", "2026-02-25",
    ]  # fmt: skip


def test_five_days_of_the_week_hold_no_make_up_days():
    assert days("每周一至周五", "2026-02-11", "2026-02-25") == [
        "2026-02-11", "2026-02-12", "2026-02-13", "2026-02-24", "2026-02-25",
    ]  # fmt: skip


HOLIDAY = {
    "skip": [], "keep": ["2026-10-06"], "next_workday": ["2026-10-08"],
}  # fmt: skip


@pytest.mark.parametrize(("holidays", "expected"), HOLIDAY.items())
def test_a_holiday_is_left_out_kept_or_moved(holidays, expected):
    assert days("每周二", "2026-10-05", "2026-10-11", on_holidays=holidays) == expected


def test_several_days_moved_to_one_workday_are_one_day():
    found = days("每周一至周五", "2026-10-01", "2026-10-09", on_holidays="next_workday")

    assert found == ["2026-10-08", "2026-10-09"]


def test_a_date_that_moves_moves_from_a_plain_weekend_and_a_weekday_does_not():
    assert days("每月20日", "2026-12-01", "2026-12-31", on_holidays="next_workday") == [
        "2026-12-21"
    ]
    assert days("每月20日", "2026-12-01", "2026-12-31") == ["2026-12-20"]
    assert days("每周日", "2026-12-14", "2026-12-20", on_holidays="next_workday") == ["2026-12-20"]


def test_a_day_moves_into_the_next_month_and_out_of_the_span():
    assert days("每月最后一天", "2026-02-01", "2026-02-28", on_holidays="next_workday") == [
        "2026-02-02", "2026-02-28",
    ]  # fmt: skip


def test_validity_holds_both_ends():
    valid = {"starts_on": date("2026-03-03"), "ends_on": date("2026-03-17")}

    assert days("每周二", "2026-02-24", "2026-03-31", **valid) == [
        "2026-03-03", "2026-03-10", "2026-03-17",
    ]  # fmt: skip


def test_a_day_moved_past_the_last_day_is_left_out():
    ending = {"ends_on": date("2026-10-07"), "on_holidays": "next_workday"}

    assert days("每周二", "2026-10-01", "2026-10-31", **ending) == []


def test_every_other_week_counts_from_the_first_day():
    assert days("每两周周三", "2026-03-01", "2026-04-05", starts_on=date("2026-03-05")) == [
        "2026-03-18", "2026-04-01",
    ]  # fmt: skip


def test_every_other_week_goes_on_over_a_year_of_53_weeks():
    found = days("每两周周三", "2026-12-01", "2027-01-31", starts_on=date("2026-12-02"))

    assert found == ["2026-12-02", "2026-12-16", "2026-12-30", "2027-01-13", "2027-01-27"]


def test_the_first_month_of_each_quarter():
    assert days("每季度第一个月10日", "2026-01-01", "2026-12-31", on_holidays="keep") == [
        "2026-01-10", "2026-04-10", "2026-07-10", "2026-10-10",
    ]  # fmt: skip


def test_a_span_that_ends_before_it_begins_is_empty():
    assert days("每天", "2026-03-02", "2026-03-01") == []
