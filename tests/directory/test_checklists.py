"""Checklists: the shipped ones, how far a station is with them, which documents it lacks."""

import datetime
from importlib import import_module

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.checklists import checklist_states
from directory.completeness import station_gap
from directory.enums import ChecklistSubject, StationGap
from directory.models import Checklist, ChecklistItem, Station
from directory.models.station_upkeep import StationCheck
from editing.enums import Role
from tests.editing.form_data import form_data
from tests.factories import (
    AssignmentFactory,
    ChecklistFactory,
    DivisionFactory,
    DocumentFactory,
    StationFactory,
    UserFactory,
)

TODAY = datetime.date(2026, 3, 20)
YESTERDAY = TODAY - datetime.timedelta(days=1)

SHIPPED = {
    "十有": (10, False), "六有（组织、场所、牌子、制度、台账、经费）": (6, False),
    "六有（场地、设施、制度、激励、安排、效果）": (6, False), "七项设备": (7, False),
    "七项制度": (7, True), "三项制度": (3, True), "小组制度": (3, True),
}  # fmt: skip

fill = import_module("directory.migrations.0019_checklist_items").fill


def shipped():
    return {
        checklist.name: (checklist.items.count(), checklist.items.first().wants_document)
        for checklist in Checklist.objects.filter(division__level=0)
    }


class ShippedTests(TestCase):
    def test_every_shipped_list_has_its_items_in_order(self):
        self.assertEqual(shipped(), SHIPPED)
        ten = ChecklistItem.objects.filter(checklist__name="十有").values_list("name", flat=True)
        self.assertEqual(
            " ".join(ten), "场地 标示 设备 人员 制度 计划 活动 资料 台账 经费"
        )  # fmt: skip

    def test_lists_that_came_without_items_get_them_and_others_stay(self):
        ChecklistItem.objects.exclude(checklist__name="三项制度").delete()
        ChecklistItem.objects.filter(name="联络员守则").delete()
        own = ChecklistFactory(name="十有")

        for _ in range(2):
            fill(apps, None)

        self.assertEqual(shipped(), SHIPPED | {"三项制度": (2, True)})
        self.assertEqual(own.items.count(), 0)


class StateTests(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.station = StationFactory(division=DivisionFactory(parent=self.county))

    def check(self, name, is_met=True, on=YESTERDAY, of="十有"):
        item = ChecklistItem.objects.get(checklist__name=of, name=name)
        StationCheck.objects.create(
            station=self.station, item=item, is_met=is_met, checked_on=on
        )  # fmt: skip

    def file(self, *items, document=True):
        for item in items:
            self.station.documents.create(
                kind=item, title=item.name,
                document=DocumentFactory(division=self.county) if document else None,
            )  # fmt: skip
        self.station.save()

    def state(self, name):
        found = checklist_states([self.station], TODAY)[self.station.pk]
        return next((each for each in found if each.name == name), None)

    def lacks(self):
        return Station.objects.filter(station_gap(StationGap.DOCUMENTS, TODAY)).exists()

    def items(self, name):
        return list(ChecklistItem.objects.filter(checklist__name=name))

    def test_the_latest_check_of_each_thing_counts(self):
        for name in ("场地", "标示", "设备"):
            self.check(name)
        self.check("设备", is_met=False, on=TODAY)
        self.check("人员", is_met=False)
        self.check("人员", is_met=True, on=TODAY)
        self.check("制度", on=TODAY + datetime.timedelta(days=1))

        self.assertEqual(str(self.state("十有")), "十有 3/10")
        self.assertIn("设备", self.state("十有").missing)

    def test_a_list_binds_its_division_and_below_once_it_is_published(self):
        ChecklistFactory(division=self.county, name="县清单").items.create(name="饮水机")
        ChecklistFactory(division=self.county, name="草稿", live=False)
        ChecklistFactory(name="别处")
        ChecklistFactory(
            division=self.county, name="小组", subject=ChecklistSubject.GROUP
        )  # fmt: skip

        names = {each.name for each in checklist_states([self.station], TODAY)[self.station.pk]}

        self.assertEqual(names, {*SHIPPED, "县清单"} - {"小组制度"})

    def test_a_mandatory_document_without_its_file_does_not_count(self):
        kinds = self.items("三项制度")
        self.file(*kinds[:2])
        self.file(kinds[2], document=False)

        self.assertEqual(str(self.state("三项制度")), "三项制度 2/3")
        self.assertEqual(self.state("三项制度").missing, ["联系群众办法"])
        self.assertTrue(self.lacks())

    def test_one_whole_model_is_enough_where_the_place_has_no_list_of_its_own(self):
        self.assertTrue(self.lacks())

        self.file(*self.items("三项制度"))

        self.assertFalse(self.lacks())

    def test_a_list_of_the_place_binds_whatever_the_models_say(self):
        self.file(*self.items("三项制度"))
        own = ChecklistFactory(division=self.county)
        item = ChecklistItem.objects.create(checklist=own, name="值班制度", wants_document=True)
        elsewhere = ChecklistFactory(division=DivisionFactory(parent=self.county))
        ChecklistItem.objects.create(checklist=elsewhere, name="别处", wants_document=True)

        self.assertTrue(self.lacks())

        self.file(item)
        self.assertFalse(self.lacks())

    def test_a_check_cannot_be_of_a_day_to_come(self):
        item = self.items("十有")[0]
        today = timezone.localdate()
        check = StationCheck(station=self.station, item=item, checked_on=today)

        check.clean()
        check.checked_on = today + datetime.timedelta(days=1)

        with self.assertRaises(ValidationError) as refused:
            check.clean()
        self.assertIn("checked_on", refused.exception.message_dict)


class AdminTests(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.station = StationFactory(division=self.county)
        self.user = UserFactory()
        AssignmentFactory(user=self.user, division=self.county, role=Role.OFFICE)
        self.client.force_login(self.user)
        item = ChecklistItem.objects.get(checklist__name="十有", name="场地")
        StationCheck.objects.create(station=self.station, item=item, is_met=True, checked_on=TODAY)
        self.list = reverse(Station.snippet_viewset.get_url_name("list"))

    def test_list_and_form_say_how_far_a_station_is(self):
        listing = self.client.get(self.list, {"gap": "documents"})
        form = self.client.get(
            reverse(Station.snippet_viewset.get_url_name("edit"), args=[self.station.pk])
        )

        self.assertContains(listing, "十有 1/10")
        self.assertNotContains(listing, "七项设备")
        self.assertContains(form, "十有 1/10，缺：标示、设备")
        self.assertContains(form, "七项制度 0/7")
        self.assertContains(form, "制度文件")

    def test_queries_of_the_list_do_not_grow_with_stations(self):
        counts = []
        for extra in (1, 8):
            for _ in range(extra):
                station = StationFactory(division=DivisionFactory(parent=self.county))
                own = ChecklistFactory(division=station.division)
                item = ChecklistItem.objects.create(checklist=own, name="饮水机")
                StationCheck.objects.create(station=station, item=item, checked_on=TODAY)
            self.client.get(self.list)
            with CaptureQueriesContext(connection) as queries:
                self.client.get(self.list)
            counts.append(len(queries))

        self.assertEqual(counts[0], counts[1])

    def test_a_checked_item_cannot_be_taken_off_its_list(self):
        own = ChecklistFactory(division=self.county)
        used, free = (ChecklistItem.objects.create(checklist=own, name=n) for n in ("甲", "乙"))
        StationCheck.objects.create(station=self.station, item=used, checked_on=TODAY)
        own = Checklist.objects.get(pk=own.pk)
        data = form_data(
            own, self.user,
            **{"name": "改名", "action-publish": "1", "items-0-DELETE": "on",
               "items-1-DELETE": "on"},
        )  # fmt: skip

        response = self.client.post(
            reverse(Checklist.snippet_viewset.get_url_name("edit"), args=[own.pk]), data
        )

        self.assertContains(response, "检查记录 1 条")
        self.assertEqual(set(own.items.all()), {used, free})
        self.assertNotEqual(Checklist.objects.get(pk=own.pk).name, "改名")
        self.assertIsNone(Checklist.objects.get(pk=own.pk).latest_revision)
