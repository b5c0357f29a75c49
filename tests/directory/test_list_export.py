"""Each list of the directory is taken along as a table, with what its reader may see."""

import csv
import io

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core.visibility import PRIVATE, TECHNICAL, undeclared_fields, visibility_of
from directory.exporters.list_export import ListTable
from directory.exporters.registry import EXPORTS
from directory.exporters.sight import Sight
from directory.models import Deputy, HandlingUnit, Mandate, Organ
from editing.enums import Role
from editing.models import Assignment
from tests.editing.world import MAKERS
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    HandlingUnitFactory,
    MandateFactory,
    OrganFactory,
    UserFactory,
)


class ListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        cls.town = DivisionFactory(parent=cls.county)
        cls.elsewhere = DivisionFactory(name="溪口县")
        cls.user = UserFactory()
        AssignmentFactory(user=cls.user, division=cls.county, role=Role.OFFICE)

    def setUp(self):
        self.client.force_login(self.user)

    def answer(self, model, kind="csv", **query):
        url = reverse(model.snippet_viewset.get_url_name("list"))
        return self.client.get(url, {"export": kind} | query)

    def table(self, model, **query):
        lines = b"".join(self.answer(model, **query).streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(lines)))


class EveryListTests(ListTests):
    def test_each_offers_its_tables_by_links_that_keep_the_filters(self):
        for model, exports in EXPORTS.items():
            url = reverse(model.snippet_viewset.get_url_name("list"))
            html = self.client.get(url, {"state": "live", "p": "1"}).content.decode()
            for export in exports:
                for kind in ("xlsx", "csv"):
                    link = f"?state=live&amp;export={kind}&amp;table={export.name}"
                    with self.subTest(model=model.__name__, link=link):
                        self.assertIn(f'href="{link}"', html)

    def test_each_table_is_written_in_queries_that_do_not_grow_with_rows(self):
        for model, exports in EXPORTS.items():
            for number in (1, 2):
                MAKERS[model](self.town, f"本地{number}")
            for export in exports:
                with self.subTest(model=model.__name__, export=export.name):
                    few = self.queries(model, export.name)
                    for number in range(3, 6):
                        MAKERS[model](self.town, f"又{number}{export.name}")
                    self.assertEqual(self.queries(model, export.name), few)

    def queries(self, model, table):
        with CaptureQueriesContext(connection) as queries:
            rows = self.table(model, table=table)
        self.assertGreater(len(rows), 1)
        return len(queries)

    def test_nothing_of_elsewhere_is_in_any(self):
        for model, exports in EXPORTS.items():
            MAKERS[model](self.elsewhere, "SECRET")
            for export in exports:
                with self.subTest(model=model.__name__, export=export.name):
                    self.assertNotIn("SECRET", str(self.table(model, table=export.name)))

    def test_both_kinds_of_file_hold_the_same(self):
        for model, exports in EXPORTS.items():
            MAKERS[model](self.town, "=本地")
            for export in exports:
                with self.subTest(model=model.__name__, export=export.name):
                    content = self.answer(model, "xlsx", table=export.name).getvalue()
                    sheet = load_workbook(io.BytesIO(content), read_only=True).active
                    cells = [["" if c is None else c for c in row] for row in
                             sheet.iter_rows(values_only=True)]  # fmt: skip
                    lines = self.table(model, table=export.name)
                    plain = [[text.removeprefix("'") for text in line] for line in lines]
                    self.assertEqual(cells, plain)

    def test_columns_are_those_the_declaration_shows_somebody(self):
        for model in EXPORTS:
            hidden = {n for n, seen in visibility_of(model).items() if seen in (TECHNICAL, PRIVATE)}
            names = {field.name for field in ListTable(model).fields}
            with self.subTest(model=model.__name__):
                self.assertTrue(names)
                self.assertFalse(names & (hidden | set(undeclared_fields(model))))


class OneListTests(ListTests):
    def test_a_table_says_what_the_fields_say(self):
        OrganFactory(name="县人大常委会", division=self.county, telephone="0990-1", kind="standing")

        heading, row = self.table(Organ)

        said = dict(zip(heading, row, strict=True))
        self.assertEqual(said["名称"], "县人大常委会")
        self.assertEqual(said["归属区划"], self.county.name)
        self.assertEqual(said["类别"], Organ.objects.get().get_kind_display())

    def test_a_table_holds_what_the_list_is_narrowed_to(self):
        for name in ("甲局", "乙局"):
            HandlingUnitFactory(name=name, division=self.county)

        rows = self.table(HandlingUnit, q="甲")

        self.assertEqual(len(rows), 2)
        self.assertIn("甲局", rows[1])

    def test_an_unknown_table_or_kind_is_the_usual_one_or_the_list(self):
        MandateFactory(deputy__name="李敏", division=self.county)

        self.assertEqual(self.table(Mandate, table="?"), self.table(Mandate, table="roster"))
        self.assertIn("text/html", self.answer(Mandate, "exe").headers["Content-Type"])

    def test_no_cache_keeps_a_table(self):
        for kind in ("csv", "xlsx"):
            self.assertIn("no-store", self.answer(Deputy, kind).headers["Cache-Control"])

    def test_lists_of_people_sort_by_strokes_and_by_pinyin(self):
        names = ["赵一", "王芳", "李敏", "安吉"]
        unit = MAKERS[Mandate](self.town, "本地").unit
        Mandate.objects.all().delete()
        Deputy.objects.all().delete()
        for name in names:
            MandateFactory(unit=unit, deputy=DeputyFactory(name=name, division=self.county))
        strokes, pinyin = ["王芳", "安吉", "李敏", "赵一"], ["安吉", "李敏", "王芳", "赵一"]
        for model, prefix in ((Deputy, ""), (Mandate, "deputy__")):
            for order, names in (("stroke_key", strokes), ("pinyin_key", pinyin)):
                with self.subTest(model=model.__name__, order=order):
                    rows = self.table(model, ordering=f"{prefix}{order}")
                    self.assertEqual([row[0] for row in rows[1:]], names)
                    url = reverse(model.snippet_viewset.get_url_name("list"))
                    html = self.client.get(url).content.decode()
                    self.assertIn(f"ordering={prefix}{order}", html)


class SightTests(ListTests):
    def test_what_is_restricted_is_seen_in_the_own_territory_only(self):
        own, foreign = DeputyFactory(division=self.town), DeputyFactory(division=self.elsewhere)
        sight = Sight(Deputy, self.user)

        for field, elsewhere in (("post", True), ("birth", False), ("phone", False)):
            with self.subTest(field=field):
                self.assertTrue(sight.shows(own, field))
                self.assertEqual(sight.shows(foreign, field), elsewhere)

    def test_what_is_technical_or_undeclared_nobody_sees(self):
        sight = Sight(Deputy, UserFactory(is_superuser=True))
        own = DeputyFactory(division=self.town)

        self.assertFalse(sight.shows(own, "folded_name") or sight.shows(own, "no_such_field"))

    def test_an_assignment_for_one_thing_shows_nothing_of_others(self):
        narrowed = UserFactory()
        organ = OrganFactory(division=self.county)
        assignment = AssignmentFactory(user=narrowed, division=self.county, role=Role.OFFICE)
        Assignment.objects.filter(pk=assignment.pk).update(
            scope_type=self.content_type(organ), scope_id=organ.pk
        )

        self.assertFalse(Sight(Deputy, narrowed).is_own(DeputyFactory(division=self.town)))

    def content_type(self, record):
        return ContentType.objects.get_for_model(record)
