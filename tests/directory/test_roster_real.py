"""The real roster 花名册.xlsx, row by row."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.test import TestCase

from directory.enums import UnitKind
from directory.importers.roster_answers import ALL, NEW, SAME
from directory.models import Congress, Deputy, ElectoralUnit, Mandate, Term

from .real_places import load_real_places
from .rosters import run_import

ROSTER = settings.SHARED_DATA / "deputies" / "花名册.xlsx"
EXPECTED = ROSTER.with_suffix(".expected.json")


@pytest.mark.real_data
class RealRosterTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_real_places(settings.SHARED_DATA, "44")
        cls.expected = json.loads(EXPECTED.read_text("utf-8"))
        cls.status, cls.report = cls.run_once()

    @staticmethod
    def run_once(**options):
        with TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            status = run_import(ROSTER, "440300", level="city", term=6, report=report, **options)
            return status, json.loads(report.read_text("utf-8"))

    def test_three_hundred_people_are_created_and_the_exit_status_is_three(self):
        self.assertEqual(self.status, 3)
        self.assertEqual(self.report["summary"]["created"], 300)
        self.assertEqual(Deputy.objects.count(), 300)
        self.assertEqual(Mandate.objects.count(), 300)

    def test_counts_are_those_expected(self):
        summary, expected = self.report["summary"], self.expected["summary"]

        self.assertEqual(summary["rows_by_outcome"], expected["rows_by_expectation"])
        self.assertEqual(summary["issue_counts"], expected["issue_counts"])

    def test_every_row_has_the_outcome_the_issues_and_the_person_expected(self):
        rows = {row["row"]: row for row in self.report["rows"]}
        for wanted in self.expected["rows"]:
            row = rows[wanted["row"]]
            person = {k: v for k, v in wanted.get("person", {}).items() if k != "source"}
            with self.subTest(row=wanted["row"]):
                self.assertEqual((row["kind"], row["outcome"]), (wanted["kind"], wanted["expect"]))
                self.assertEqual(row.get("person", {}), person)
                self.assertCountEqual(
                    map(_bare, row["issues"]), map(_bare, wanted.get("issues", []))
                )

    def test_second_import_changes_nothing(self):
        before = list(Deputy.objects.values().order_by("pk"))

        status, report = self.run_once()

        self.assertEqual((status, report["summary"]["unchanged"]), (3, 300))
        first = {row["row"]: row["outcome"] for row in self.report["rows"]}
        for row in report["rows"]:
            written = first[row["row"]] in {"import", "import_with_warning"}
            self.assertEqual(row["outcome"], "unchanged" if written else first[row["row"]])
        self.assertEqual(list(Deputy.objects.values().order_by("pk")), before)

    def test_units_are_elected_by_the_districts_congresses(self):
        electing = dict(ElectoralUnit.objects.values_list("name", "electing_congress__name"))

        self.assertEqual(electing["福田区"], "福田区人民代表大会")
        self.assertEqual(electing["广东省"], "广东省人民代表大会")
        self.assertIsNone(electing["大鹏新区"])
        self.assertEqual(set(ElectoralUnit.objects.values_list("kind", flat=True)),
                         {UnitKind.ELECTING_UNIT})  # fmt: skip

    def test_national_deputies_sit_in_the_nations_congress(self):
        national = Term.objects.get(congress__division__level=0)

        self.assertEqual((national.number, national.mandates.count()), (12, 14))

    def test_namesakes_at_two_levels_are_two_people(self):
        for name in ("胡春华", "艾学峰", "白天"):
            with self.subTest(name=name):
                self.assertEqual(Deputy.objects.filter(name=name).count(), 2)

    def test_another_term_asks_about_everybody_and_an_answer_decides(self):
        deputy = Deputy.objects.get(name="陈友清")

        with TemporaryDirectory() as folder:
            path = Path(folder) / "next.csv"
            path.write_text("姓名,选区,届次\n陈友清,福田区,第七届\n李廷忠,福田区,第七届\n", "utf-8")
            status = run_import(
                path, "440300", level="city", term=7, answer=[(2, deputy.code), (3, NEW)]
            )

        self.assertEqual(status, 0)
        self.assertEqual(deputy.mandates.count(), 2)
        self.assertEqual(Deputy.objects.filter(name="李廷忠").count(), 2)
        self.assertEqual(Congress.objects.filter(name="深圳市人民代表大会").count(), 1)


@pytest.mark.real_data
class NextTermTests(TestCase):
    """The roster of one term, imported once more as that of the next."""

    roster = settings.SHARED_DATA / "deputies" / "shenzhen6_open286.csv"

    @classmethod
    def setUpTestData(cls):
        load_real_places(settings.SHARED_DATA, "4403")
        run_import(cls.roster, "440300", level="city", term=6)

    def outcomes_of(self, **options):
        with TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            status = run_import(
                self.roster, "440300", level="city", term=7, report=report, **options
            )
            return status, json.loads(report.read_text("utf-8"))["summary"]["rows_by_outcome"]

    def test_everybody_is_a_question_and_one_answer_settles_all(self):
        self.assertEqual(self.outcomes_of(), (1, {"ignore": 1, "review": 286}))

        self.assertEqual(self.outcomes_of(answer=[(ALL, SAME)]), (0, {"ignore": 1, "update": 286}))
        self.assertEqual((Deputy.objects.count(), Mandate.objects.count()), (286, 572))
        self.assertEqual(self.outcomes_of(), (0, {"ignore": 1, "unchanged": 286}))


def _bare(issue):
    return issue["column"], issue["code"], issue["severity"], issue.get("of")
