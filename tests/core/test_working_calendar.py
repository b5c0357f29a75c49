"""Workdays, holidays and make-up days; who may change them."""

import datetime

from chinese_calendar.constants import holidays, workdays
from django.test import TestCase
from django.urls import reverse

from core.models import CalendarDay
from core.visibility import undeclared_fields
from core.working_calendar import (
    CalendarNotLoadedError,
    is_workday,
    load_calendar,
    next_workday,
)
from editing.enums import Role
from tests.factories import AssignmentFactory, UserFactory

SHIPPED = (2024, 2025, 2026)


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


class ShippedDaysTests(TestCase):
    def test_they_are_those_of_the_library_year_by_year(self):
        for year in SHIPPED:
            expected = {d: False for d in holidays if d.year == year}
            expected |= {d: True for d in workdays if d.year == year}
            stored = CalendarDay.objects.filter(date__year=year)
            with self.subTest(year=year):
                self.assertEqual(dict(stored.values_list("date", "is_workday")), expected)

    def test_each_has_a_name_and_a_source(self):
        self.assertFalse(CalendarDay.objects.filter(name="").exists())
        self.assertFalse(CalendarDay.objects.filter(source="").exists())

    def test_every_field_says_who_may_see_it(self):
        self.assertEqual(undeclared_fields(CalendarDay), [])


class WorkdayTests(TestCase):
    def test_a_weekday_inside_a_holiday_is_no_workday(self):
        self.assertFalse(is_workday(date("2026-10-01")))
        self.assertTrue(is_workday(date("2026-10-08")))

    def test_a_make_up_saturday_and_sunday_are_workdays(self):
        self.assertTrue(is_workday(date("2026-02-28")))
        self.assertTrue(is_workday(date("2026-09-20")))

    def test_a_plain_weekend_is_neither_workday_nor_holiday(self):
        calendar = load_calendar(date("2026-03-01"), date("2026-03-31"))

        self.assertFalse(calendar.is_workday(date("2026-03-21")))
        self.assertFalse(calendar.is_holiday(date("2026-03-21")))

    def test_a_weekend_inside_a_holiday_is_one(self):
        calendar = load_calendar(date("2026-10-01"), date("2026-10-31"))

        self.assertTrue(calendar.is_holiday(date("2026-10-03")))

    def test_the_next_workday_after_the_eve_of_a_long_holiday(self):
        self.assertEqual(next_workday(date("2026-09-30")), date("2026-10-08"))

    def test_the_next_workday_may_be_a_make_up_sunday(self):
        self.assertEqual(next_workday(date("2026-01-02")), date("2026-01-04"))

    def test_the_next_workday_is_after_the_day_itself(self):
        self.assertEqual(next_workday(date("2026-03-18")), date("2026-03-19"))

    def test_the_next_workday_lies_across_the_turn_of_the_year(self):
        self.assertEqual(next_workday(date("2025-12-31")), date("2026-01-04"))

    def test_a_year_not_published_goes_by_the_week(self):
        calendar = load_calendar(date("2027-10-01"), date("2027-10-31"))

        self.assertTrue(calendar.is_workday(date("2027-10-01")))
        self.assertFalse(calendar.is_workday(date("2027-10-02")))
        self.assertFalse(calendar.is_published(2027))
        self.assertTrue(calendar.is_published(2026))

    def test_one_row_publishes_its_year(self):
        CalendarDay.objects.create(date=date("2027-10-01"), name="国庆节")

        calendar = load_calendar(date("2027-10-01"), date("2027-10-31"))

        self.assertTrue(calendar.is_published(2027))
        self.assertFalse(calendar.is_workday(date("2027-10-01")))

    def test_a_year_that_was_not_loaded_is_no_guess(self):
        calendar = load_calendar(date("2026-06-01"), date("2026-06-30"))

        self.assertTrue(calendar.is_workday(date("2027-12-31")))
        for day in (date("2028-01-01"), date("2024-12-31")):
            with self.subTest(day=day), self.assertRaises(CalendarNotLoadedError):
                calendar.is_workday(day)

    def test_a_span_of_any_length_takes_one_query(self):
        for last in ("2026-01-01", "2036-01-01"):
            with self.assertNumQueries(1):
                calendar = load_calendar(date("2026-01-01"), date(last))
                calendar.is_workday(date("2026-05-01"))


class AdminTests(TestCase):
    address = "/admin/calendar/"

    def test_a_superuser_adds_and_changes_a_day(self):
        self.client.force_login(UserFactory(is_superuser=True))
        self.assertContains(self.client.get(self.address), "工作日历")

        response = self.client.post(
            reverse("calendar:add"), {"date": "2027-10-01", "name": "国庆节", "source": ""}
        )

        self.assertRedirects(response, self.address)
        day = CalendarDay.objects.get(date=date("2027-10-01"))
        self.assertFalse(day.is_workday)
        self.client.post(
            reverse("calendar:edit", args=[day.pk]),
            {"date": "2027-10-01", "name": "国庆节", "is_workday": "on", "source": ""},
        )
        day.refresh_from_db()
        self.assertTrue(day.is_workday)

    def test_no_office_gets_in(self):
        office = AssignmentFactory(role=Role.OFFICE).user
        day = CalendarDay.objects.first()
        before = list(CalendarDay.objects.values())
        self.client.force_login(office)

        for name, args in (
            ("index", []), ("add", []), ("edit", [day.pk]), ("delete", [day.pk]),
            ("history", [day.pk]),
        ):  # fmt: skip
            with self.subTest(name=name):
                self.assertNotEqual(
                    self.client.get(reverse(f"calendar:{name}", args=args)).status_code, 200
                )
                data = {"date": "2027-10-01", "name": "标记"}
                self.client.post(reverse(f"calendar:{name}", args=args), data)
        self.assertEqual(list(CalendarDay.objects.values()), before)
