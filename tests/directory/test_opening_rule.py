"""An opening rule follows from its phrase, in the form, in revisions and when published."""

import datetime

from django.core.exceptions import ValidationError
from django.test import TestCase
from django.urls import reverse

from directory.models import OpeningException, OpeningRule, Station
from tests.editing.form_data import form_data
from tests.factories import StationFactory, UserFactory

NINE, NOON = datetime.time(9), datetime.time(12)
LAST_WORKDAY = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"


def opening_rule(**kwargs):
    return OpeningRule(opens_at=NINE, closes_at=NOON, **kwargs)


class PhraseTests(TestCase):
    def setUp(self):
        self.station = StationFactory()

    def refused(self, rule, field):
        with self.assertRaises(ValidationError) as caught:
            rule.full_clean()
        return caught.exception.message_dict[field][0]

    def test_the_rule_follows_from_the_phrase(self):
        rule = opening_rule(station=self.station, phrase="每月最后一个工作日")
        rule.full_clean()

        self.assertEqual(rule.rrule, LAST_WORKDAY)

    def test_a_row_saved_without_a_form_follows_too(self):
        rule = OpeningRule.objects.create(
            station=self.station, phrase="每周二", opens_at=NINE, closes_at=NOON
        )
        self.assertEqual(rule.rrule, "FREQ=WEEKLY;BYDAY=TU")

        rule.phrase = "每周三"
        rule.save(update_fields=["phrase"])

        rule.refresh_from_db()
        self.assertEqual(rule.rrule, "FREQ=WEEKLY;BYDAY=WE")

    def test_the_clerks_own_words_stay(self):
        rule = opening_rule(station=self.station, phrase="礼拜二、礼拜四")
        rule.full_clean()

        self.assertEqual(rule.phrase, "礼拜二、礼拜四")

    def test_a_raw_rule_is_said_back_in_chinese(self):
        rule = opening_rule(station=self.station, phrase="FREQ=MONTHLY;BYDAY=FR;BYSETPOS=1")
        rule.full_clean()

        self.assertEqual((rule.phrase, rule.rrule), ("每月第一个周五", "FREQ=MONTHLY;BYDAY=1FR"))

    def test_what_is_not_understood_is_refused_with_what_can_be_written(self):
        message = self.refused(opening_rule(station=self.station, phrase="有空就开"), "phrase")

        self.assertIn("看不懂“有空就开”", message)
        self.assertIn("每月最后一个工作日", message)

    def test_every_other_week_needs_a_first_day(self):
        rule = opening_rule(station=self.station, phrase="每两周周三")
        self.assertIn("从哪天起", self.refused(rule, "starts_on"))

        rule.starts_on = datetime.date(2026, 3, 4)
        rule.full_clean()

        self.assertEqual(rule.rrule, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE")

    def test_more_days_than_fit_are_refused(self):
        days = ",".join(str(day) for day in range(-31, 0))
        rule = opening_rule(station=self.station, phrase=f"FREQ=MONTHLY;BYMONTHDAY={days}")

        self.refused(rule, "phrase")

    def test_an_empty_phrase_is_asked_for(self):
        self.refused(opening_rule(station=self.station, phrase=""), "phrase")

    def test_closing_before_opening_is_refused(self):
        rule = OpeningRule(station=self.station, phrase="每周二", opens_at=NOON, closes_at=NINE)

        with self.assertRaises(ValidationError):
            rule.full_clean()

    def test_a_day_moved_by_more_than_a_year_is_a_slip_of_the_pen(self):
        change = OpeningException(
            station=self.station, kind="moved", date=datetime.date(2026, 3, 3),
            moved_to=datetime.date(2027, 3, 5),
        )  # fmt: skip
        with self.assertRaises(ValidationError) as caught:
            change.full_clean()

        self.assertIn("moved_to", caught.exception.message_dict)
        change.moved_to = datetime.date(2027, 3, 4)
        change.full_clean()


class StationFormTests(TestCase):
    """Rules typed in beside their station, as a browser sends them."""

    def setUp(self):
        self.root = UserFactory(is_superuser=True)
        self.client.force_login(self.root)
        self.station = StationFactory()
        self.address = reverse(Station.snippet_viewset.get_url_name("edit"), args=[self.station.pk])

    def send(self, phrase, **changes):
        row = {
            "id": "", "kind": "reception", "phrase": phrase, "opens_at": "9:00",
            "closes_at": "11:30", "on_holidays": "skip", "starts_on": "", "ends_on": "",
            "note": "", "ORDER": "1", "DELETE": "",
        }  # fmt: skip
        rows = {f"opening_rules-0-{name}": value for name, value in row.items()}
        data = form_data(self.station, self.root, **rows, **changes)
        return self.client.post(self.address, data | {"opening_rules-TOTAL_FORMS": "1"})

    def test_a_draft_keeps_the_rule_and_publishing_writes_it(self):
        self.send("每月最后一个工作日")

        self.assertEqual(self.station.opening_rules.count(), 0)
        revision = Station.objects.get(pk=self.station.pk).latest_revision
        self.assertEqual(revision.content["opening_rules"][0]["rrule"], LAST_WORKDAY)
        revision.publish()
        self.assertEqual(OpeningRule.objects.get().rrule, LAST_WORKDAY)

    def test_publishing_at_once_writes_the_rule(self):
        self.send("每周二，周四", **{"action-publish": "1"})

        rule = OpeningRule.objects.get()
        self.assertEqual((rule.station, rule.rrule), (self.station, "FREQ=WEEKLY;BYDAY=TU,TH"))

    def test_words_not_understood_come_back_to_the_clerk(self):
        response = self.send("有空就开", **{"action-publish": "1"})

        self.assertContains(response, "看不懂“有空就开”")
        self.assertEqual(OpeningRule.objects.count(), 0)
        self.assertIsNone(Station.objects.get(pk=self.station.pk).latest_revision)

    def test_a_missing_first_day_is_said_beside_its_field(self):
        response = self.send("每两周周三", **{"action-publish": "1"})

        self.assertContains(response, "才知道从哪里数")
        self.assertEqual(OpeningRule.objects.count(), 0)
