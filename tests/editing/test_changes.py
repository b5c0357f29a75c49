"""What is written down of each change of a record, and who reads it."""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.log_actions import LogContext

from directory.models import Deputy, Station
from editing.changes import changes_of, writing
from editing.enums import Role
from editing.models import RecordChange, Verb
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    StationFactory,
    UserFactory,
    VacancyFactory,
)


def latest(record):
    return changes_of(record).first()


class NotingTests(TestCase):
    def test_a_new_record_is_noted_once_without_values(self):
        deputy = DeputyFactory(phone="10000000001")

        change = changes_of(deputy).get()

        self.assertEqual((change.verb, change.before, change.after), (Verb.CREATED, {}, {}))

    def test_an_update_holds_the_fields_that_changed_before_and_after(self):
        deputy = DeputyFactory(post="教师", gender="male")
        deputy.post = "校长"
        deputy.save()

        change = latest(deputy)

        self.assertEqual(change.verb, Verb.UPDATED)
        self.assertEqual((change.before, change.after), ({"post": "教师"}, {"post": "校长"}))

    def test_saving_without_a_change_notes_nothing(self):
        deputy = DeputyFactory()
        deputy.save()

        self.assertEqual(changes_of(deputy).count(), 1)

    def test_bookkeeping_alone_notes_nothing(self):
        deputy = DeputyFactory()
        deputy.save_revision()

        self.assertEqual(changes_of(deputy).count(), 1)

    def test_dates_keys_and_choices_are_kept_as_they_are_stored(self):
        mandate = MandateFactory(starts_on=None)
        other = DeputyFactory(division=mandate.division)
        before = mandate.deputy_id
        mandate.starts_on, mandate.deputy = datetime.date(2024, 2, 29), other
        mandate.save()

        change = latest(mandate)

        self.assertEqual(change.before, {"deputy": before, "starts_on": None})
        self.assertEqual(change.after, {"deputy": other.pk, "starts_on": "2024-02-29"})

    def test_rows_that_hang_on_a_record_count_as_its_field(self):
        unit = ElectoralUnitFactory()
        village = DivisionFactory()
        unit.areas.create(division=village, part="三组")
        unit.save()

        change = latest(unit)

        self.assertEqual(change.before, {"areas": []})
        (row,) = change.after["areas"]
        self.assertEqual((row["division"], row["part"]), (village.pk, "三组"))

    def test_tags_count_as_rows(self):
        deputy = DeputyFactory()
        deputy.expertise.add("法律")
        deputy.save()

        self.assertEqual(len(latest(deputy).after["expertise_items"]), 1)

    def test_a_deletion_keeps_what_was_there(self):
        station = StationFactory(address="柳湾路 1 号")
        station.liaisons.create(name="周望舒")
        station.save()
        pk = station.pk
        Station.objects.filter(pk=pk).delete()

        change = RecordChange.objects.filter(object_id=pk, verb=Verb.DELETED).get()

        self.assertEqual(change.before["address"], "柳湾路 1 号")
        self.assertEqual(change.before["liaisons"][0]["name"], "周望舒")

    def test_who_acts_is_kept(self):
        user, deputy = UserFactory(), DeputyFactory()
        deputy.post = "校长"
        with LogContext(user=user):
            deputy.save()

        self.assertEqual(latest(deputy).by, user)

    def test_what_is_written_together_belongs_to_one_set(self):
        user = UserFactory()
        with writing(kind="test", by=user, source="名册.xlsx") as change_set:
            one, other = DeputyFactory(), DeputyFactory()
        outside = DeputyFactory()

        self.assertEqual({latest(one).change_set, latest(other).change_set}, {change_set})
        self.assertEqual((latest(one).by, latest(one).source), (user, "名册.xlsx"))
        self.assertIsNone(latest(outside).change_set)
        self.assertIsNotNone(change_set.finished_at)

    def test_publishing_a_draft_notes_what_the_public_now_reads(self):
        user = UserFactory(is_superuser=True)
        deputy = DeputyFactory(post="教师")
        deputy.post = "校长"
        revision = deputy.save_revision(user=user)
        self.assertEqual(changes_of(Deputy.objects.get(pk=deputy.pk)).count(), 1)

        revision.publish(user=user)

        self.assertEqual(latest(deputy).after, {"post": "校长"})


class ChangesViewTests(TestCase):
    """The page of changes in the admin."""

    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.deputy = DeputyFactory(division=self.county, post="教师")
        self.deputy.post = "<b>校长</b>"
        self.deputy.other_names.create(name="阿依")
        with LogContext(user=UserFactory(username="zhou", last_name="周")):
            self.deputy.save()

    def page(self, division, record=None, role=Role.EDITOR):
        record = record or self.deputy
        user = UserFactory()
        AssignmentFactory(user=user, division=division, role=role)
        self.client.force_login(user)
        name = record.snippet_viewset.get_url_name("changes")
        return self.client.get(reverse(name, args=[record.pk]))

    def test_it_says_field_before_and_after_and_who(self):
        text = self.page(self.county).content.decode()

        for part in (
            "工作单位及职务",
            "<del>教师</del>",
            "<ins>校长</ins>",
            "其他姓名",
            "阿依",
            "周",
        ):
            self.assertIn(part, text)

    def test_it_is_not_there_for_the_staff_of_another_county(self):
        self.assertEqual(self.page(DivisionFactory()).status_code, 404)

    def test_the_history_leads_to_it(self):
        self.page(self.county)
        viewset = self.deputy.snippet_viewset
        history = self.client.get(reverse(viewset.get_url_name("history"), args=[self.deputy.pk]))

        self.assertContains(
            history, reverse(viewset.get_url_name("changes"), args=[self.deputy.pk])
        )

    def test_a_foreign_draft_is_not_named(self):
        hidden = DeputyFactory(name="外地草稿", live=False, division=DivisionFactory())
        vacancy = VacancyFactory(unit__division=self.county)
        vacancy.stand_in = hidden
        vacancy.save()

        text = self.page(self.county, vacancy).content.decode()

        self.assertNotIn("外地草稿", text)
        self.assertIn(f"编号 {hidden.pk}", text)

    def test_queries_do_not_grow_with_changes(self):
        counts = []
        for n in (1, 12):
            for step in range(n):
                self.deputy.post = f"职务{n}-{step}"
                self.deputy.save()
            self.page(self.county)
            name = self.deputy.snippet_viewset.get_url_name("changes")
            with CaptureQueriesContext(connection) as queries:
                self.client.get(reverse(name, args=[self.deputy.pk]))
            counts.append(len(queries))

        self.assertEqual(counts[0], counts[1])
