"""A station's openings: rules, changes of a day, reception days, in a fixed number of queries."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from directory.enums import DayKind, ExceptionKind
from directory.models import OpeningException, OpeningRule, Station
from directory.opening.timetable import Opening, Timetable, load_timetables, merged
from tests.directory.opening_rules import CALENDAR
from tests.directory.opening_stations import FIRST, LAST, TimetableTestCase, date, time
from tests.factories import StationFactory


class RuleTests(TimetableTestCase):
    def test_a_rule_gives_its_days(self):
        self.rule()

        self.assertEqual(
            self.openings(),
            [f"03-{day} 09:00-11:30" for day in ("03", "10", "17", "24", "31")],
        )

    def test_morning_and_afternoon_stay_two(self):
        self.rule("每月3日")
        self.rule("每月3日", "14:30", "17:00")

        self.assertEqual(self.openings(), ["03-03 09:00-11:30", "03-03 14:30-17:00"])

    def test_the_same_hours_by_two_rules_are_once(self):
        self.rule("每月3日")
        self.rule("每周二", starts_on=FIRST, ends_on=date("2026-03-03"))

        self.assertEqual(self.openings(), ["03-03 09:00-11:30"])

    def test_overlapping_hours_are_one(self):
        self.rule("每月3日", "09:00", "11:00")
        self.rule("每月3日", "10:00", "12:00")
        self.rule("每月3日", "12:00", "12:30")

        self.assertEqual(self.openings(), ["03-03 09:00-12:30"])

    def test_hours_of_different_kinds_stay_apart(self):
        self.rule("每月3日", kind=DayKind.RECEPTION)
        self.rule("每月3日", kind=DayKind.OPEN)

        self.assertEqual(len(self.openings()), 2)

    def test_a_rule_that_means_nothing_opens_nothing(self):
        self.rule("有空就开")

        self.assertEqual(self.openings(), [])

    def test_a_station_is_open_from_its_first_day_to_its_last(self):
        self.rule()
        self.station.opened_on, self.station.closed_on = date("2026-03-10"), date("2026-03-17")

        self.assertEqual(self.openings(), ["03-10 09:00-11:30", "03-17 09:00-11:30"])


class ExceptionTests(TimetableTestCase):
    def setUp(self):
        super().setUp()
        self.rule("每月10日")

    def test_a_closed_day_has_no_hours(self):
        self.change(ExceptionKind.CLOSED, "2026-03-10")

        self.assertEqual(self.openings(), [])

    def test_a_closed_part_cuts_the_hours(self):
        self.change(
            ExceptionKind.CLOSED, "2026-03-10", opens_at=time("09:30"), closes_at=time("10:00")
        )

        self.assertEqual(self.openings(), ["03-10 09:00-09:30", "03-10 10:00-11:30"])

    def test_a_part_closed_at_either_end_or_outside(self):
        for opens, closes, left in (
            ("08:00", "09:30", ["03-10 09:30-11:30"]),
            ("11:00", "12:00", ["03-10 09:00-11:00"]),
            ("11:30", "12:00", ["03-10 09:00-11:30"]),
            ("08:00", "12:00", []),
        ):
            OpeningException.objects.all().delete()
            self.change(
                ExceptionKind.CLOSED, "2026-03-10", opens_at=time(opens), closes_at=time(closes)
            )
            with self.subTest(opens=opens):
                self.assertEqual(self.openings(), left)

    def test_an_extra_day_opens(self):
        self.change(
            ExceptionKind.EXTRA, "2026-03-14", opens_at=time("14:00"), closes_at=time("16:00")
        )

        self.assertEqual(self.openings(), ["03-10 09:00-11:30", "03-14 14:00-16:00"])

    def test_other_hours_of_a_day_are_closed_and_opened_besides(self):
        self.change(ExceptionKind.CLOSED, "2026-03-10")
        self.change(
            ExceptionKind.EXTRA, "2026-03-10", opens_at=time("14:00"), closes_at=time("16:00")
        )

        self.assertEqual(self.openings(), ["03-10 14:00-16:00"])

    def test_a_moved_day_goes_with_its_hours_even_to_a_holiday(self):
        self.change(ExceptionKind.MOVED, "2026-03-10", moved_to=date("2026-03-14"))

        self.assertEqual(self.openings(), ["03-14 09:00-11:30"])

    def test_a_moved_day_may_take_other_hours(self):
        self.change(
            ExceptionKind.MOVED, "2026-03-10", moved_to=date("2026-03-12"),
            opens_at=time("14:00"), closes_at=time("16:00"),
        )  # fmt: skip

        self.assertEqual(self.openings(), ["03-12 14:00-16:00"])

    def test_a_day_moved_to_a_day_that_opens_anyway_is_not_twice_there(self):
        self.rule("每月12日")
        self.change(ExceptionKind.MOVED, "2026-03-10", moved_to=date("2026-03-12"))

        self.assertEqual(self.openings(), ["03-12 09:00-11:30"])

    def test_two_days_change_places(self):
        self.rule("每月12日", "14:00", "16:00")
        self.change(ExceptionKind.MOVED, "2026-03-10", moved_to=date("2026-03-12"))
        self.change(ExceptionKind.MOVED, "2026-03-12", moved_to=date("2026-03-10"))

        self.assertEqual(self.openings(), ["03-10 14:00-16:00", "03-12 09:00-11:30"])

    def test_a_day_without_hours_moves_nothing(self):
        self.change(ExceptionKind.MOVED, "2026-03-11", moved_to=date("2026-03-12"))

        self.assertEqual(self.openings(), ["03-10 09:00-11:30"])

    def test_a_day_moves_into_the_span_and_out_of_it(self):
        self.change(ExceptionKind.MOVED, "2026-03-10", moved_to=date("2026-04-02"))
        self.change(ExceptionKind.MOVED, "2025-06-10", moved_to=date("2026-03-05"))

        self.assertEqual(self.openings(), ["03-05 09:00-11:30"])
        april = self.openings(date("2026-04-01"), date("2026-04-05"))
        self.assertEqual(april, ["04-02 09:00-11:30"])


class ReceptionDayTests(TimetableTestCase):
    def setUp(self):
        super().setUp()
        self.rule("每月10日")

    def test_a_reception_day_adds_a_day(self):
        self.reception("2026-03-12")

        self.assertEqual(self.openings(), ["03-10 09:00-11:30", "03-12 09:00-11:30"])

    def test_it_takes_the_place_of_the_hours_that_begin_with_it(self):
        self.reception("2026-03-10", closes="10:00", kind=DayKind.LEADERS)

        self.assertEqual(self.openings(), ["03-10 09:00-10:00"])

    def test_a_draft_changes_nothing(self):
        self.reception("2026-03-12", live=False)
        self.reception("2026-03-10", closes="10:00", live=False)

        self.assertEqual(self.openings(), ["03-10 09:00-11:30"])

    def test_a_cancelled_one_takes_its_hours_away(self):
        self.reception("2026-03-10", is_cancelled=True)
        self.reception("2026-03-12", is_cancelled=True)

        self.assertEqual(self.openings(), [])

    def test_it_goes_with_a_day_that_is_moved_and_stays_away_from_one_that_is_closed(self):
        self.reception("2026-03-10", closes="10:00")
        self.reception("2026-03-17")
        self.change(ExceptionKind.MOVED, "2026-03-10", moved_to=date("2026-03-14"))
        self.change(ExceptionKind.CLOSED, "2026-03-17")

        self.assertEqual(self.openings(), ["03-14 09:00-10:00"])

    def test_a_moved_one_arrives_from_outside_the_span(self):
        self.reception("2026-02-26", closes="10:00")
        self.change(ExceptionKind.MOVED, "2026-02-26", moved_to=date("2026-03-02"))

        self.assertEqual(self.openings(), ["03-02 09:00-10:00", "03-10 09:00-11:30"])


class QueryTests(TimetableTestCase):
    def test_stations_and_days_do_not_add_queries(self):
        for count, last in ((1, LAST), (6, date("2027-03-31"))):
            for _ in range(count):
                self.station = StationFactory()
                self.rule()
                self.change(ExceptionKind.MOVED, "2026-03-10", moved_to=date("2026-03-14"))
                self.reception("2026-03-12")
            stations = list(Station.objects.exclude(opening_rules=None))
            with self.subTest(count=count), self.assertNumQueries(4):
                tables = load_timetables(stations, FIRST, last)
                self.assertTrue(all(t.openings(FIRST, last) for t in tables.values()))

    def test_each_station_has_its_own(self):
        self.rule()
        other = StationFactory()
        self.rule("每月3日", station=other)

        tables = load_timetables([self.station, other], FIRST, LAST)

        self.assertEqual(len(tables[self.station.pk].openings(FIRST, LAST)), 5)
        self.assertEqual(len(tables[other.pk].openings(FIRST, LAST)), 1)


minutes = st.integers(0, 23 * 60 + 59).map(lambda n: datetime.time(n // 60, n % 60))
spans = st.tuples(minutes, minutes).filter(lambda pair: pair[0] < pair[1])
march = st.dates(FIRST, LAST)


@given(st.lists(st.tuples(march, spans, st.sampled_from(["open", "visit"])), max_size=12))
def test_merged_hours_cover_the_same_minutes_without_overlap(found):
    openings = [Opening(day, *hours, kind) for day, hours, kind in found]

    whole = merged(openings)

    def covered(hours):
        return {
            (each.date, each.kind, minute)
            for each in hours
            for minute in range(minute_of(each.opens_at), minute_of(each.closes_at))
        }

    assert covered(whole) == covered(openings)
    assert whole == sorted(whole)
    ends = {}
    for each in whole:
        key = each.date, each.kind
        assert key not in ends or ends[key] < each.opens_at
        ends[key] = each.closes_at


def minute_of(time_of_day):
    return time_of_day.hour * 60 + time_of_day.minute


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(march, march, max_size=6), st.sampled_from(["每天", "每周二", "工作日"]))
def test_moved_days_neither_lose_nor_invent_hours(moves, phrase):
    """Every opening is where its own day was moved to, once."""
    changes = [OpeningException(kind="moved", date=day, moved_to=to) for day, to in moves.items()]
    rule = OpeningRule(phrase=phrase, opens_at=time("09:00"), closes_at=time("10:00"), kind="open")
    rule.derive()
    station = Station()
    plain = Timetable(station, CALENDAR, [rule]).openings(FIRST, LAST)

    found = Timetable(station, CALENDAR, [rule], changes).openings(FIRST, LAST)

    expected = sorted({moves.get(each.date, each.date) for each in plain})
    assert [each.date for each in found] == expected
