"""Planning reception days in the admin: seen first, then written, published or as drafts."""

import datetime

from django.test import TestCase
from django.urls import reverse

from directory.batches import publish_batch, undo_batch
from directory.enums import BatchState
from directory.models import DutyShift, ImportBatch, OpeningRule, ReceptionDay, Station
from directory.opening.rota import SOURCE, propose_rota, save_rota
from editing.enums import Role
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    MandateFactory,
    PostingFactory,
    ReceptionDayFactory,
    StationFactory,
    UserFactory,
)

SPAN = {"start": "2026-03-01", "end": "2026-03-31", "per_day": "1"}
FIRST, LAST = datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)
NINE, NOON = datetime.time(9), datetime.time(12)


class RotaViewTests(TestCase):
    def setUp(self):
        self.station = StationFactory()
        OpeningRule.objects.create(
            station=self.station, phrase="每周二", opens_at=NINE, closes_at=NOON
        )
        self.people = [self.post(name) for name in ("安宁", "白雪", "程前")]
        self.office = self.sign_in(Role.OFFICE)
        self.url = reverse(Station.snippet_viewset.get_url_name("rota"), args=[self.station.pk])

    def post(self, name):
        deputy = DeputyFactory(name=name, division=self.station.division)
        MandateFactory(deputy=deputy)
        PostingFactory(station=self.station, deputy=deputy)
        return deputy

    def sign_in(self, role, division=None):
        user = UserFactory()
        AssignmentFactory(user=user, division=division or self.station.division, role=role)
        self.client.force_login(user)
        return user

    def preview(self, **more):
        return self.client.get(self.url, SPAN | more)

    def confirm(self, **more):
        stamp = self.preview(**more).context["stamp"]
        return self.client.post(self.url, SPAN | {"stamp": stamp} | more)

    def on_duty(self):
        shifts = DutyShift.objects.order_by("day__date").select_related("deputy")
        return [shift.deputy.name for shift in shifts]

    def test_the_pages_of_the_station_lead_there(self):
        viewset = Station.snippet_viewset
        for name, args in (("edit", [self.station.pk]), ("list", [])):
            response = self.client.get(reverse(viewset.get_url_name(name), args=args))
            self.assertContains(response, self.url)
            self.assertContains(response, "排接待日")

    def test_the_preview_names_days_and_deputies_and_writes_nothing(self):
        response = self.preview()

        self.assertContains(response, "3月3日（周二）9:00—12:00")
        names = [line.names for line in response.context["lines"]]
        self.assertEqual(names, ["安宁", "白雪", "程前", "安宁", "白雪"])
        self.assertContains(response, "确认并发布（5 次）")
        self.assertFalse(ReceptionDay.objects.exists())

    def test_confirming_publishes_them_as_one_batch_that_can_be_taken_back(self):
        response = self.confirm()

        batch = ImportBatch.objects.get()
        edit = reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[batch.pk])
        self.assertRedirects(response, edit)
        self.assertEqual(ReceptionDay.objects.filter(live=True).count(), 5)
        self.assertEqual(self.on_duty(), ["安宁", "白雪", "程前", "安宁", "白雪"])
        self.assertEqual((batch.state, batch.made_by), (BatchState.DONE, self.office))
        self.assertEqual(batch.change_set.changes.count(), 5)

        undo_batch(batch=batch, by=self.office)

        self.assertFalse(ReceptionDay.objects.exists())

    def test_who_may_not_publish_makes_drafts_for_the_approver(self):
        self.sign_in(Role.EDITOR)

        self.assertContains(self.preview(), "确认，存为草稿（5 次）")
        self.confirm()

        batch = ImportBatch.objects.get()
        self.assertEqual(batch.state, BatchState.DRAFT)
        self.assertFalse(ReceptionDay.objects.filter(live=True).exists())
        self.assertEqual(publish_batch(batch=batch, by=self.office), 5)
        self.assertEqual(ReceptionDay.objects.filter(live=True).count(), 5)

    def test_outside_the_territory_there_is_no_such_page(self):
        other = StationFactory()
        url = reverse(Station.snippet_viewset.get_url_name("rota"), args=[other.pk])

        self.assertEqual(self.client.get(url, SPAN).status_code, 404)
        self.assertEqual(self.client.post(url, SPAN).status_code, 404)
        self.assertFalse(ReceptionDay.objects.exists())

    def test_what_stands_there_is_shown_and_stays(self):
        day = ReceptionDayFactory(
            station=self.station, date=datetime.date(2026, 3, 10), opens_at=NINE, closes_at=NOON
        )
        day.shifts.create(deputy=self.people[2])
        day.save()

        line = self.preview().context["lines"][1]
        self.assertEqual((line.names, line.remark), ("程前", "已有安排，不改动"))
        self.confirm()

        self.assertEqual(ReceptionDay.objects.count(), 5)
        self.assertEqual(day.shifts.get().deputy, self.people[2])

    def test_drafts_of_an_earlier_rota_are_planned_anew_when_asked(self):
        save_rota(station=self.station, proposals=propose_rota(self.station, FIRST, LAST))
        kept = ReceptionDay.objects.earliest("date")
        kept.source = "办公室手工安排"
        kept.save()
        self.people[1].postings.update(ends_on=datetime.date(2026, 1, 1))
        before = self.on_duty()

        self.assertEqual(self.preview().context["new_count"], 0)
        lines = self.preview(again="on").context["lines"]
        self.assertEqual(lines[0].remark, "已有草稿，不改动")
        self.assertEqual(lines[1].remark, "替换草稿（仍是草稿），原为白雪")
        self.confirm(again="on")

        self.assertEqual(ReceptionDay.objects.count(), 5)
        self.assertNotIn("白雪", self.on_duty())
        self.assertFalse(ReceptionDay.objects.filter(live=True).exists())
        self.assertEqual(ReceptionDay.objects.filter(source=SOURCE).count(), 4)

        undo_batch(batch=ImportBatch.objects.get(), by=self.office)

        self.assertEqual(self.on_duty(), before)

    def test_nothing_unseen_is_confirmed(self):
        stamp = self.preview().context["stamp"]
        self.people[0].postings.update(ends_on=datetime.date(2026, 1, 1))

        response = self.client.post(self.url, SPAN | {"stamp": stamp})

        self.assertContains(response, "请再看一遍")
        self.assertFalse(ReceptionDay.objects.exists())
        self.assertFalse(ImportBatch.objects.exists())

    def test_confirming_twice_writes_once(self):
        self.confirm()
        stamp = self.preview().context["stamp"]

        self.client.post(self.url, SPAN | {"stamp": stamp})

        self.assertEqual((ReceptionDay.objects.count(), ImportBatch.objects.count()), (5, 1))

    def test_a_span_turned_round_or_too_long_is_refused(self):
        for start, end in (("2026-03-02", "2026-03-01"), ("2026-01-01", "2027-02-06")):
            with self.subTest(start=start):
                response = self.client.get(self.url, SPAN | {"start": start, "end": end})
                self.assertContains(response, "一次最多排 400 天")
                self.assertNotIn("lines", response.context)

    def test_without_deputies_the_days_are_shown_and_not_written(self):
        for deputy in self.people:
            deputy.postings.update(ends_on=datetime.date(2026, 1, 1))

        response = self.preview()

        self.assertContains(response, "没有可以值班的代表")
        self.assertNotContains(response, "确认并发布")
