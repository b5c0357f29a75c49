"""A list of seats is taken along as a roster, and comes back to the same records."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import TestCase
from django.urls import reverse
from openpyxl import load_workbook

from directory.exporters.roster_export import headings, people_rows, roster_rows
from directory.exporters.tables import csv_lines
from directory.models import Deputy, Mandate
from editing.changes import snapshot
from editing.enums import Role
from tests.directory.rosters import import_people, run_import
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
    UserFactory,
)

PEOPLE = [
    {"name": "李敏", "gender": "女", "birth": "1979-05", "post": "教师", "phone": "10000000001",
     "constituency": "第一选区", "party": "群众", "education": "本科", "native_place": "云岭",
     "group": "第一小组", "station": "柳湾联络站", "ethnicity": "汉族"},
    {"name": "买买提·吐尔逊", "gender": "男", "constituency": "第二选区", "post": "+1，护林员"},
    {"name": "张伟", "constituency": "第二选区", "post": "=村医"},
]  # fmt: skip


class ExportTests(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.user = UserFactory()
        AssignmentFactory(user=self.user, division=self.county, role=Role.OFFICE)
        self.client.force_login(self.user)
        status, _ = import_people(self.county, PEOPLE)
        self.assertEqual(status, 0)

    def export(self, kind, **query):
        url = reverse(Mandate.snippet_viewset.get_url_name("list"))
        response = self.client.get(url, {"export": kind} | query)
        self.assertIn("no-store", response.headers["Cache-Control"])
        return b"".join(response.streaming_content)

    def test_importing_it_again_changes_nothing(self):
        before = {d.pk: snapshot(d) for d in Deputy.objects.all()}
        for kind in ("xlsx", "csv"):
            with self.subTest(kind=kind), TemporaryDirectory() as folder:
                path, report = Path(folder) / f"roster.{kind}", Path(folder) / "report.json"
                path.write_bytes(self.export(kind))
                self.assertEqual(run_import(path, self.county, report=report), 0)
                self.assertIn('"unchanged": 3', report.read_text("utf-8"))
                self.assertEqual({d.pk: snapshot(d) for d in Deputy.objects.all()}, before)

    def test_what_begins_like_a_formula_is_text(self):
        book = load_workbook(io.BytesIO(self.export("xlsx")))
        cells = {c.value: c for row in book.active.iter_rows() for c in row}
        self.assertEqual(cells["=村医"].data_type, "s")
        self.assertIn("'=村医", self.export("csv").decode("utf-8-sig"))

    def test_it_holds_what_the_list_shows(self):
        rows = list(csv.reader(io.StringIO(self.export("csv", q="李敏").decode("utf-8-sig"))))

        self.assertEqual([row[0] for row in rows], ["姓名", "李敏"])

    def test_nothing_foreign_is_in_it(self):
        MandateFactory(deputy__name="外地人")

        self.assertNotIn("外地人", self.export("csv").decode())

    def test_what_is_restricted_of_a_person_kept_elsewhere_is_left_out(self):
        seat = Mandate.objects.get(deputy__name="李敏")
        Deputy.objects.filter(pk=seat.deputy_id).update(
            division=(other := DivisionFactory()), division_path=other.path
        )

        text = self.export("csv").decode()

        self.assertIn("教师", text)
        for restricted in ("1979-05", "10000000001", "群众", "本科", "云岭,"):
            self.assertNotIn(restricted, text)

    def export_people(self, kind="csv", **query):
        url = reverse(Deputy.snippet_viewset.get_url_name("list"))
        return b"".join(self.client.get(url, {"export": kind} | query).streaming_content)

    def people_rows(self, **query):
        return list(csv.reader(io.StringIO(self.export_people(**query).decode("utf-8-sig"))))

    def test_the_list_of_people_is_the_same_roster(self):
        self.assertEqual(
            sorted(self.people_rows()),
            sorted(csv.reader(io.StringIO(self.export("csv").decode("utf-8-sig")))),
        )
        self.assertEqual([row[0] for row in self.people_rows(q="李敏")], ["姓名", "李敏"])

    def test_people_follow_the_order_of_the_list(self):
        rows = self.people_rows(ordering="stroke_key")

        self.assertEqual([row[0] for row in rows[1:]], ["买买提·吐尔逊", "李敏", "张伟"])

    def test_somebody_without_a_seat_has_a_row_and_whoever_has_two_has_two(self):
        DeputyFactory(name="王芳", division=self.county)
        town = DivisionFactory(parent=self.county)
        MandateFactory(
            deputy=Deputy.objects.get(name="李敏"),
            unit=ElectoralUnitFactory(
                division=town, term=TermFactory(congress=CongressFactory(division=town)),
                name="柳湾镇第一选区",
            ),
        )  # fmt: skip

        rows = {}
        for row in self.people_rows()[1:]:
            rows.setdefault(row[0], []).append(row[10])

        self.assertEqual(rows["王芳"], [""])
        self.assertEqual(sorted(rows["李敏"]), ["柳湾镇第一选区", "第一选区"])

    def test_of_a_seat_elsewhere_only_what_is_public_and_published_is_in_it(self):
        person = Deputy.objects.get(name="李敏")
        for live, name in ((True, "公开选区"), (False, "草稿选区")):
            unit = ElectoralUnitFactory(name=name)
            MandateFactory(
                deputy=person, unit=unit, live=live, deputy_class="SECRET", group_text="SECRET",
                station_text="SECRET",
            )  # fmt: skip

        text = self.export_people().decode()

        self.assertIn("公开选区", text)
        self.assertNotIn("草稿选区", text)
        self.assertNotIn("SECRET", text)

    def test_people_are_fetched_by_the_thousand(self):
        user = UserFactory.build(is_superuser=True)
        with self.assertNumQueries(2):
            list(people_rows(Deputy.objects.all(), user))

    def test_rows_are_fetched_by_the_thousand(self):
        mandates = Mandate.objects.all()
        with self.assertNumQueries(1):
            list(csv_lines(headings(), roster_rows(mandates, UserFactory.build(is_superuser=True))))
