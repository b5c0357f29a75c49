"""Open now, or when next: the edges of hours, days, years and time zones."""

import datetime

from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as st

from directory.enums import DayKind
from directory.models import OpeningRule, Station
from directory.opening.state import opening_state, opening_states, said_opening, state_at
from directory.opening.timetable import SHANGHAI, Opening
from tests.directory.opening_stations import TimetableTestCase, date, time
from tests.factories import StationFactory

UTC = datetime.UTC


def here(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class StateTests(TimetableTestCase):
    def says(self, moment):
        return opening_state(self.station, here(moment)).text

    def test_open_and_until_when(self):
        self.rule("每月20日")

        self.assertEqual(self.says("2026-03-20 10:00"), "现在开放，到 11:30")

    def test_the_opening_minute_is_open_and_the_closing_minute_is_not(self):
        self.rule("每月20日")
        closed = "下次开放：3月20日（周五）9:00—11:30"

        self.assertEqual(self.says("2026-03-20 08:59:59.999999"), closed)
        self.assertEqual(self.says("2026-03-20 09:00"), "现在开放，到 11:30")
        self.assertEqual(self.says("2026-03-20 11:29:59.999999"), "现在开放，到 11:30")
        self.assertEqual(self.says("2026-03-20 11:30"), "下次开放：4月20日（周一）9:00—11:30")

    def test_the_afternoon_comes_after_the_morning(self):
        self.rule("每月20日")
        self.rule("每月20日", "14:30", "17:00")

        self.assertEqual(self.says("2026-03-20 12:00"), "下次开放：3月20日（周五）14:30—17:00")

    def test_hours_that_touch_are_open_to_the_later_end(self):
        self.rule("每月20日", kind=DayKind.OPEN)
        self.rule("每月20日", "11:30", "12:00", kind=DayKind.LEADERS)

        self.assertEqual(self.says("2026-03-20 10:00"), "现在开放，到 12:00")

    def test_midnight_begins_the_day(self):
        self.rule("每月20日", "00:00", "23:59")

        self.assertEqual(self.says("2026-03-19 23:59"), "下次开放：3月20日（周五）0:00—23:59")
        self.assertEqual(self.says("2026-03-20 00:00"), "现在开放，到 23:59")
        self.assertEqual(self.says("2026-03-20 23:59"), "下次开放：4月20日（周一）0:00—23:59")

    def test_the_next_year_is_named(self):
        self.rule("每月5日", on_holidays="keep")

        self.assertEqual(self.says("2026-12-31 23:59"), "下次开放：2027年1月5日（周二）9:00—11:30")
        self.assertEqual(self.says("2027-01-01 00:00"), "下次开放：1月5日（周二）9:00—11:30")

    def test_nothing_planned_is_said(self):
        self.assertEqual(self.says("2026-03-20 10:00"), "暂无安排")

    def test_a_rule_that_has_ended_plans_nothing(self):
        self.rule("每周二", ends_on=date("2026-03-17"))

        self.assertEqual(self.says("2026-03-17 12:00"), "暂无安排")

    def test_it_looks_four_hundred_days_ahead_and_no_further(self):
        self.reception("2027-04-24")
        self.assertEqual(self.says("2026-03-20 12:00"), "下次开放：2027年4月24日（周六）9:00—11:30")

        self.assertEqual(self.says("2026-03-19 12:00"), "暂无安排")

    def test_a_holiday_is_passed_over(self):
        self.rule("每周二")

        self.assertEqual(self.says("2026-09-29 12:00"), "下次开放：10月13日（周二）9:00—11:30")

    def test_a_day_of_visits_opens_no_doors(self):
        self.rule("每月20日", kind=DayKind.VISIT)

        self.assertEqual(self.says("2026-03-20 10:00"), "暂无安排")

    def test_a_moment_of_another_zone_is_a_moment_here(self):
        self.rule("每月20日", "00:30", "08:00")
        table = opening_state(self.station, datetime.datetime(2026, 3, 19, 16, 30, tzinfo=UTC))
        before = opening_state(self.station, datetime.datetime(2026, 3, 19, 16, 29, tzinfo=UTC))

        self.assertEqual(table.text, "现在开放，到 8:00")
        self.assertEqual(before.text, "下次开放：3月20日（周五）0:30—8:00")
        self.assertEqual(before.now.date(), date("2026-03-20"))

    def test_a_moment_without_a_zone_is_refused(self):
        with self.assertRaises(ValueError):
            opening_state(self.station, datetime.datetime(2026, 3, 20, 10))

    def test_now_is_the_default(self):
        state = opening_state(self.station)

        self.assertEqual(state.now.tzinfo, SHANGHAI)
        self.assertFalse(state.is_open)


class ManyStationsTests(TestCase):
    def test_many_stations_take_the_queries_of_one(self):
        for count in (1, 20):
            for _ in range(count):
                OpeningRule.objects.create(
                    station=StationFactory(), phrase="每月20日", opens_at=time("09:00"),
                    closes_at=time("11:30"),
                )  # fmt: skip
            stations = list(Station.objects.all())
            with self.subTest(count=count), self.assertNumQueries(4):
                states = opening_states(stations, here("2026-03-20 10:00"))
                self.assertEqual(len(states), len(stations))
                self.assertEqual({state.text for state in states.values()}, {"现在开放，到 11:30"})


class FixedTimetable:
    """A timetable of one opening."""

    def __init__(self, opening):
        self.opening = opening

    def openings(self, first, last):
        return [self.opening] if first <= self.opening.date <= last else []


MORNING = Opening(date("2026-03-20"), time("09:00"), time("11:30"), DayKind.RECEPTION)
#: the same hours in UTC
BEGIN = datetime.datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
END = datetime.datetime(2026, 3, 20, 3, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime.datetime(2026, 3, 18), datetime.datetime(2026, 3, 22)),
    st.integers(-23, 23),
)
def test_an_instant_has_one_state_in_whatever_zone_it_is_told(moment, hours):
    instant = moment.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=hours)))

    state = state_at(FixedTimetable(MORNING), instant)

    assert state.is_open == (BEGIN <= instant < END)
    assert (state.next_opening is not None) == (instant < BEGIN)
    assert state.now == instant
    assert state.now.utcoffset() == datetime.timedelta(hours=8)


def test_hours_are_said_without_leading_zeros_and_with_the_weekday():
    assert said_opening(MORNING, today=date("2026-01-01")) == "3月20日（周五）9:00—11:30"
    assert said_opening(MORNING, today=date("2025-12-31")) == "2026年3月20日（周五）9:00—11:30"
