"""Another edition of the table: renamed, recoded, withdrawn, added, and nothing lost."""

import datetime
from unittest import mock

from django.core.management import CommandError

from divisions.enums import NameKind
from divisions.importers import run
from divisions.models import Division, OtherName
from divisions.services import correct_division
from tests.factories import DivisionFactory

from .tables import ImportTests, stored

HEAD = [("99", "青澜省"), ("9901", "云岭市"), ("9902", "东湾市"), ("990121", "望溪县")]
OLD = [
    *HEAD, ("990122", "白苇县"), ("990123", "河口县"), ("990124", "沙坝县"), ("990125", "松坪县"),
]  # fmt: skip
#: 白苇县 made a city, 河口县 renamed, 沙坝县 gone, 松坪县 given to 东湾市, 新岭县 new
NEW = [
    *HEAD, ("990182", "白苇市"), ("990123", "柳河县"), ("990225", "松坪县"), ("990126", "新岭县"),
]  # fmt: skip
EVE = datetime.date(2023, 6, 29)


class EditionTests(ImportTests):
    def bring(self, rows, edition, **options):
        path = self.table([row[:2] for row in rows], f"{edition}.csv", header=("code", "name"))
        status, report, _ = self.run_import(path, edition=edition, **options)
        self.assertEqual(status, 0)
        return report

    def at(self, code):
        return Division.objects.by_code(code)


class NewerTests(EditionTests):
    def setUp(self):
        super().setUp()
        self.bring(OLD, "2019-04-30")
        self.ids = dict(Division.objects.values_list("name", "pk"))
        self.report = self.bring(NEW, "2023-06-30")

    def test_the_report_counts_and_names_what_changed(self):
        self.assertEqual(
            self.counts(self.report),
            {"rows": 8, "created": 2, "withdrawn": 2, "renamed": 1, "recoded": 1, "moved": 1,
             "updated": 2, "unchanged": 4},
        )  # fmt: skip
        self.assertEqual(
            self.report["renamed"], [{"code": "990123000000", "from": "河口县", "to": "柳河县"}]
        )
        self.assertEqual(
            self.report["recoded"],
            [{"from": "990125000000", "to": "990225000000", "name": "松坪县"}],
        )
        self.assertCountEqual(
            self.report["withdrawn"],
            [{"code": "990122", "name": "白苇县", "succeeded_by": ["990182"]},
             {"code": "990124", "name": "沙坝县", "succeeded_by": []}],
        )  # fmt: skip

    def test_a_renamed_place_stays_the_same_and_keeps_the_name_it_had(self):
        place = self.at("990123")

        self.assertEqual((place.pk, place.name), (self.ids["河口县"], "柳河县"))
        self.assertEqual((place.pinyin, place.short_name), ("liuhexian", "柳河县"))
        former = OtherName.objects.get(division=place, kind=NameKind.FORMER)
        self.assertEqual((former.name, former.valid_until), ("河口县", EVE))

    def test_a_withdrawn_place_stays_with_its_last_day_and_its_code(self):
        place = self.at("990124")

        self.assertEqual((place.pk, place.valid_until), (self.ids["沙坝县"], EVE))
        self.assertTrue(place.is_end_estimated)
        self.assertEqual(place.codes.get().valid_until, EVE)
        self.assertNotIn(place, Division.objects.valid(datetime.date(2023, 6, 30)))
        self.assertIn(place, Division.objects.valid(EVE))

    def test_a_place_of_another_kind_succeeds_the_one_of_its_name(self):
        self.assertEqual(list(self.at("990122").succeeded_by.all()), [self.at("990182")])
        self.assertIsNone(self.at("990182").valid_until)

    def test_a_recoded_place_stays_the_same_hangs_elsewhere_and_keeps_its_old_code(self):
        place = self.at("990225")

        self.assertEqual(place.pk, self.ids["松坪县"])
        self.assertEqual((place.code, place.parent), ("990225000000", self.at("9902")))
        self.assertEqual(place.ancestor_ids[-2:], [self.at("9902").pk, place.pk])
        self.assertEqual(self.at("990125"), place)
        self.assertEqual(
            list(place.codes.values_list("code", "valid_until")),
            [("990125000000", EVE), ("990225000000", None)],
        )

    def test_pages_of_withdrawn_places_stay(self):
        for code in ("990122", "990124"):
            response = self.client.get(f"/place/{code}/")
            self.assertContains(response, "最迟存在到 2023 年 6 月 29 日")

    def test_a_second_run_of_either_changes_nothing(self):
        before = stored()
        for rows, edition in ((NEW, "2023-06-30"), (OLD, "2019-04-30")):
            counts = self.counts(self.bring(rows, edition))

            self.assertEqual(counts, {"rows": 8, "unchanged": 8})
            self.assertEqual(stored(), before)

    def test_what_comes_back_in_a_newer_table_is_in_force_again(self):
        report = self.bring([*NEW, ("990124", "沙坝县")], "2024-06-30")

        place = self.at("990124")
        self.assertEqual((place.valid_until, place.is_end_estimated), (None, False))
        self.assertEqual(place.codes.get().valid_until, None)
        self.assertEqual(report["restored"], [{"code": "990124", "name": "沙坝县"}])


class OrderTests(EditionTests):
    def test_the_older_table_after_the_newer_gives_the_same(self):
        self.bring(NEW, "2023-06-30")
        report = self.bring(OLD, "2019-04-30")
        backwards = stored()
        self.assertEqual(
            (report["counts"]["withdrawn"], report["counts"]["renamed"],
             report["counts"]["recoded"], report["counts"]["created"]), (2, 1, 1, 0),
        )  # fmt: skip

        Division.objects.exclude(level=0).update(parent=None)
        Division.objects.exclude(level=0).delete()
        self.bring(OLD, "2019-04-30")
        self.bring(NEW, "2023-06-30")

        self.assertEqual(stored(), backwards)

    def test_both_in_one_import_are_taken_from_the_oldest_day_on(self):
        files = [self.table(rows, name, header=("code", "name"))
                 for rows, name in ((NEW, "区划2023.csv"), (OLD, "区划201904.csv"))]  # fmt: skip

        _, report, _ = self.run_import(*files)

        self.assertEqual([e["as_of"] for e in report["editions"]], ["2019-04-30", "2023-06-30"])
        self.assertEqual((report["counts"]["withdrawn"], report["counts"]["renamed"]), (2, 1))

    def test_a_table_without_a_day_adds_and_renames_and_withdraws_nothing(self):
        self.bring(OLD, "旧表")
        report = self.bring(NEW, "新表")

        self.assertEqual(report["counts"]["withdrawn"], 0)
        self.assertEqual(self.at("990123").name, "柳河县")
        self.assertIsNone(self.at("990124").valid_until)
        self.assertEqual(self.at("990225").parent, self.at("9902"))


class CoverTests(EditionTests):
    """A table speaks only of what it covers."""

    def test_another_province_is_left_alone(self):
        self.bring([*OLD, ("98", "白石省"), ("9801", "石桥市")], "2019-04-30")

        report = self.bring(NEW, "2023-06-30")

        self.assertEqual(report["counts"]["withdrawn"], 2)
        self.assertIsNone(self.at("9801").valid_until)

    def test_levels_that_the_table_lacks_are_left_alone(self):
        self.bring([*OLD, ("990121101", "柳湾镇")], "2019-04-30")

        self.bring(NEW, "2023-06-30")

        self.assertIsNone(self.at("990121101").valid_until)

    def test_villages_of_one_county_leave_those_of_another_alone(self):
        towns = [("990121101", "柳湾镇"), ("990123101", "北山镇")]
        villages = [("990121101201", "东湾村"), ("990121101202", "西湾村"),
                    ("990121101203", "南湾村"), ("990123101201", "北山村")]  # fmt: skip
        self.bring([*OLD, *towns, *villages], "2019-04-30")

        report = self.bring(villages[:2], "2023-06-30")

        self.assertEqual([w["name"] for w in report["withdrawn"]], ["南湾村"])
        self.assertIsNone(self.at("990123101201").valid_until)

    def test_a_table_that_lacks_more_than_half_is_refused_unless_it_is_said_to_be_complete(self):
        self.bring(OLD, "2019-04-30")
        few = self.table(OLD[:4], "2023.csv", header=("code", "name"))

        with self.assertRaisesMessage(CommandError, "像是不完整的表，没有写入任何内容"):
            self.run_import(few)
        self.assertFalse(Division.objects.exclude(valid_until=None).exists())

        _, report, _ = self.run_import(few, complete=True)
        self.assertEqual(report["counts"]["withdrawn"], 4)

    def test_zones_of_the_statistics_are_left_alone_by_lists_that_never_have_them(self):
        self.bring([*OLD, ("990171", "云岭高新技术产业开发区")], "2019-04-30")

        self.bring(NEW, "2023-06-30")

        self.assertIsNone(self.at("990171").valid_until)


class CorrectionTests(EditionTests):
    def test_what_a_person_corrected_stays_and_is_said(self):
        self.bring(OLD, "2019-04-30")
        correct_division(division=self.at("990123"), name="河口新县")

        report = self.bring(NEW, "2023-06-30")

        self.assertEqual(self.at("990123").name, "河口新县")
        self.assertEqual(
            report["corrections_kept"],
            [{"code": "990123000000", "field": "name", "ours": "河口新县", "theirs": "柳河县"}],
        )

    def test_a_place_hung_elsewhere_by_hand_stays_there(self):
        self.bring(OLD, "2019-04-30")
        correct_division(division=self.at("990121"), parent=self.at("9902"))

        self.bring(NEW, "2023-06-30")

        self.assertEqual(self.at("990121").parent, self.at("9902"))

    def test_a_last_day_that_a_person_wrote_is_not_undone(self):
        self.bring(OLD, "2019-04-30")
        Division.objects.filter(name="望溪县").update(valid_until=datetime.date(2022, 1, 1))

        report = self.bring(NEW, "2023-06-30")

        self.assertEqual(self.at("990121").valid_until, datetime.date(2022, 1, 1))
        self.assertEqual(report["restored"], [])


class MeanwhileTests(EditionTests):
    def test_a_tree_that_somebody_changed_meanwhile_is_not_written_over(self):
        path = self.table(OLD, header=("code", "name"))
        compare = run.compare

        def with_another_writer(plan):
            compare(plan)
            DivisionFactory(name="别处省")

        with (
            mock.patch.object(run, "compare", with_another_writer),
            self.assertRaisesMessage(CommandError, "导入期间有人修改了区划，没有写入任何内容"),
        ):
            self.run_import(path)

        self.assertEqual(Division.objects.count(), 2)
