"""The command import_divisions on invented tables: what it makes of rows, and its statuses."""

import datetime
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import SimpleTestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from divisions.enums import Kind, Level
from divisions.importers.edition import date_in, edition_of
from divisions.models import Division, OtherName

from .tables import SMALL, ImportTests, csv_text, stored


def at(code):
    return Division.objects.by_code(code)


class PlaceTests(ImportTests):
    def test_rows_become_a_tree_with_kinds_codes_and_pinyin(self):
        report = self.imported(SMALL)

        town = at("990121101")
        self.assertEqual((town.name, town.level, town.kind), ("柳湾镇", Level.TOWNSHIP, Kind.TOWN))
        self.assertEqual((town.pinyin, town.initials), ("liuwanzhen", "lwz"))
        above = [Division.objects.get(pk=pk).name for pk in town.ancestor_ids[1:]]
        self.assertEqual(above, ["青澜省", "云岭市", "望溪县", "柳湾镇"])
        self.assertEqual(self.counts(report), {"rows": 5, "created": 5})
        self.assertEqual(
            list(town.codes.values_list("code", "level", "valid_until")),
            [("990121101000", 4, None)],
        )

    def test_a_path_is_the_governors_and_the_step_of_the_place(self):
        self.imported(SMALL)

        for place in Division.objects.exclude(level=Level.NATION):
            self.assertEqual(place.ancestor_ids[-2:], [place.governor.pk, place.pk])

    def test_rows_may_come_in_any_order(self):
        self.imported(reversed(SMALL))

        self.assertEqual(at("990121101").parent, at("990121"))

    def test_level_and_parent_follow_from_the_code_where_the_table_has_neither(self):
        rows = [(code, name) for code, name, *_ in SMALL]
        path = self.table(rows, header=("区划代码", "名称"))

        status, _, _ = self.run_import(path)

        self.assertEqual(status, 0)
        self.assertEqual(at("990121101").parent.parent.parent, at("99"))

    def test_ids_go_on_after_an_import(self):
        self.imported(SMALL)

        place = Division.objects.create(
            name="河口镇", level=Level.TOWNSHIP, kind=Kind.TOWN, parent=at("990121")
        )

        self.assertGreater(place.pk, at("990121101").pk)

    def test_villages_come_after_their_townships_in_a_file_of_their_own(self):
        self.imported(SMALL)
        villages = [("990121101201", "东湾村委会", 5, "990121101"),
                    ("990121101001", "柳湾社区居委会", 5, "990121101")]  # fmt: skip

        report = self.imported(villages)

        self.assertEqual(self.counts(report), {"rows": 2, "created": 2})
        self.assertEqual(at("990121101201").parent, at("990121101"))
        self.assertEqual(
            (at("990121101201").kind, at("990121101001").kind), (Kind.VILLAGE, Kind.COMMUNITY)
        )
        self.assertEqual(at("990121101201").short_name, "东湾村")

    def test_villages_and_townships_may_stand_in_files_of_one_import(self):
        villages = self.table([("990121101201", "东湾村", 5, "990121101")], "村.csv")

        status, report, _ = self.run_import(villages, self.table(SMALL))

        self.assertEqual((status, report["counts"]["created"]), (0, 6))

    def test_a_short_name_that_is_no_part_of_the_name_is_stored(self):
        self.imported([("99", "青澜省", 1, ""), ("9923", "云河哈萨克自治州", 2, "99")])

        self.assertEqual(at("9923").short_name, "云河州")
        self.assertTrue(OtherName.objects.filter(division=at("9923"), name="云河州").exists())

    def test_queries_do_not_grow_with_rows(self):
        def count(rows):
            with CaptureQueriesContext(connection) as queries:
                self.imported(rows)
            return len(queries)

        town = [(f"9901211{n:02}", f"柳湾{n}镇", 4, "990121") for n in range(50)]
        self.imported(SMALL[:3])
        few = count([*SMALL[:3], *town[:5]])

        self.assertLessEqual(count([*SMALL[:3], *town]), few)


class DefectTests(ImportTests):
    """What tables of the statistics are known to hold."""

    def test_a_code_at_two_levels_is_one_place(self):
        report = self.imported([
            ("99", "青澜省", 1, ""), ("9919", "东白市", 2, "99"), ("991900", "东白市", 3, "991900"),
            ("991900003", "东城街道", 4, "991900"),
        ])  # fmt: skip

        city = at("9919")
        self.assertEqual(Division.objects.filter(name="东白市").count(), 1)
        self.assertEqual(
            list(city.codes.values_list("code", "level")),
            [("991900000000", 2), ("991900000000", 3)],
        )
        self.assertEqual(at("991900003").parent, city)
        self.assertEqual(at("991900:3"), city)
        self.assertEqual(report["defects"]["codes_at_two_levels"], 1)
        self.assertEqual(report["defects"]["self_parents"], 1)

    def test_a_county_that_is_its_own_township_is_one_place(self):
        rows = [*SMALL[:2], ("990127", "金沙县", 3, "9901"), ("990127", "金沙县", 4, "990127")]

        report = self.imported(rows)

        self.assertEqual([c.level for c in at("990127").codes.all()], [3, 4])
        self.assertEqual(report["defects"]["codes_at_two_levels"], 1)

    def test_twins_of_different_names_are_a_wrong_row(self):
        rows = [*SMALL[:2], ("990127", "金沙县", 3, "9901"), ("990127", "银沙镇", 4, "990127")]

        status, report, _ = self.run_import(self.table(rows))

        self.assertEqual(status, 3)
        self.assertEqual([i["code"] for i in report["issues"]], ["twin_differs"])
        self.assertEqual(at("990127").codes.count(), 1)

    def test_the_second_code_may_come_in_a_later_table(self):
        self.imported([("99", "青澜省", 1, ""), ("9919", "东白市", 2, "99")])

        self.imported([("991900", "东白市", 3, "9919"), ("991900003", "东城街道", 4, "991900")])

        self.assertEqual(at("9919").codes.count(), 2)
        self.assertEqual(at("991900003").parent, at("9919"))

    def test_rows_that_only_group_others_are_no_places(self):
        report = self.imported([
            ("99", "青澜省", 1, ""), ("9901", "市辖区", 2, "99"), ("9902", "县", 2, "99"),
            ("9990", "省直辖县级行政区划", 2, "99"), ("990101", "东城区", 3, "9901"),
            ("999001", "白苇市", 3, "9990"),
        ])  # fmt: skip

        self.assertEqual(report["defects"]["no_places"], 3)
        self.assertFalse(Division.objects.filter(level=Level.PREFECTURE).exists())
        self.assertEqual({at("990101").parent, at("999001").parent}, {at("99")})

    def test_an_undivided_city_repeated_as_a_county_is_one_place(self):
        report = self.imported([
            ("62", "青澜省", 1, ""), ("6202", "玉关市", 2, "62"), ("620201", "玉关市", 3, "6202"),
            ("620201001", "雄关街道", 4, "620201"),
        ])  # fmt: skip

        self.assertEqual(at("620201"), at("6202"))
        self.assertEqual(at("620201001").parent, at("6202"))
        self.assertEqual(report["defects"]["cities_repeated_below"], 1)

    def test_kinds_without_a_congress_are_told_apart_and_counted(self):
        rows = [
            *SMALL[:3],
            ("9925", "白河盟", 2, "99"), ("9926", "沙山地区", 2, "99"),
            ("990171", "云岭高新技术产业开发区", 3, "9901"),
            ("990158", "盐湖行政委员会", 3, "9901"),
            ("990121001", "南关街道", 4, "990121"), ("990121400", "红星农场", 4, "990121"),
            ("990121500", "兵团一零九团", 4, "990121"), ("990121101", "柳湾镇", 4, "990121"),
        ]  # fmt: skip

        report = self.imported(rows)

        without = {p.name for p in Division.objects.exclude(level=0) if not p.may_have_congress}
        self.assertEqual(
            without,
            {"白河盟", "沙山地区", "云岭高新技术产业开发区", "盐湖行政委员会", "南关街道",
             "红星农场", "兵团一零九团"},
        )  # fmt: skip
        self.assertEqual(report["defects"]["townships_without_congress"], 3)
        self.assertEqual(
            (report["defects"]["zones_by_code"], report["defects"]["zones_by_name"]), (1, 1)
        )
        self.assertEqual(report["kinds"]["subdistrict"], 1)

    def test_who_governs_a_place_is_not_who_its_code_says(self):
        self.imported([
            ("65", "新疆维吾尔自治区", 1, ""), ("6540", "伊犁哈萨克自治州", 2, "65"),
            ("6542", "塔城地区", 2, "65"), ("654201", "塔城市", 3, "6542"),
        ])  # fmt: skip

        area, ruler = at("6542"), at("6540")
        self.assertEqual((area.parent, area.governed_by), (at("65"), ruler))
        self.assertCountEqual(Division.objects.under(ruler), [ruler, area, at("654201")])

    def test_the_same_row_twice_counts_once(self):
        report = self.imported([*SMALL, SMALL[-1]])

        self.assertEqual(report["defects"]["repeated_rows"], 1)
        self.assertEqual(report["counts"]["created"], 5)


class WrongRowTests(ImportTests):
    """Each row stands alone: the wrong one is left out and named with its cure."""

    WRONG = [
        ("代码", "code_malformed", ("99012", "河口镇", "", "")),
        ("代码", "code_malformed", ("", "河口镇", "", "")),
        ("代码", "code_malformed", ("9.90E+11", "河口镇", "", "")),
        ("代码", "code_malformed", ("九九", "河口镇", "", "")),
        ("名称", "name_missing", ("990121102", "", 4, "990121")),
        ("名称", "name_missing", ("990121102", "\u3000 ", 4, "990121")),
        ("名称", "name_too_long", ("990121102", "长" * 81, 4, "990121")),
        ("级别", "level_unknown", ("990121102", "河口镇", "6", "990121")),
        ("级别", "level_unknown", ("990121102", "河口镇", "高", "990121")),
        ("上级代码", "parent_malformed", ("990121102", "河口镇", 4, "990")),
        ("上级代码", "parent_unknown", ("990121102", "河口镇", 4, "980121")),
        ("代码", "parent_unknown", ("980121102", "河口镇", 4, "")),
        ("代码", "level_mismatch", ("990121102", "河口镇", 3, "9901")),
        ("代码", "code_repeated", ("990121101", "柳湾乡", 4, "990121")),
    ]  # fmt: skip

    def test_each_is_left_out_with_row_column_and_remedy_and_the_rest_written(self):
        for number, (column, code, row) in enumerate(self.WRONG):
            with self.subTest(row=row):
                Division.objects.exclude(level=Level.NATION).update(parent=None)
                Division.objects.exclude(level=Level.NATION).delete()

                status, report, said = self.run_import(self.table([*SMALL, row], f"{number}.csv"))

                self.assertEqual(status, 3)
                self.assertEqual(self.counts(report), {"rows": 6, "left_out": 1, "created": 5})
                (issue,) = report["issues"]
                self.assertEqual((issue["column"], issue["code"]), (column, code))
                self.assertEqual((issue["file"], issue["row"]), (f"{number}.csv", 7))
                self.assertIn(f"{number}.csv 第 7 行“{column}”列：{issue['detail']}", said)
                self.assertRegex(issue["detail"], "请|应")
                self.assertIn("1 行有误，没有导入", said)

    def test_the_line_is_that_on_which_the_record_begins(self):
        text = 'code,name\n99,"青澜\n省"\n9,云岭市\n'

        _, report, _ = self.run_import(self.file(text))

        self.assertEqual([issue["row"] for issue in report["issues"]], [4])
        self.assertEqual(at("99").name, "青澜省")

    def test_what_lies_below_a_wrong_row_is_left_out_too(self):
        rows = [*SMALL, ("990122", "", 3, "9901"), ("990122101", "河口镇", 4, "990122")]

        status, report, _ = self.run_import(self.table(rows))

        self.assertEqual((status, report["counts"]["left_out"]), (3, 2))
        self.assertEqual(
            [issue["code"] for issue in report["issues"]], ["name_missing", "parent_unknown"]
        )

    def test_strict_writes_nothing_while_a_row_is_wrong(self):
        rows = [*SMALL, ("990121102", "", 4, "990121")]

        with self.assertRaisesMessage(CommandError, "1 行有误，没有写入任何内容。第一处：区划.csv"):
            self.run_import(self.table(rows), strict=True)

        self.assertEqual(Division.objects.count(), 1)

    def test_strict_over_several_days_writes_none_of_them(self):
        first = self.table(SMALL, "区划2022.csv")
        second = self.table([*SMALL, ("990121102", "", 4, "990121")], "区划2023.csv")

        for files in ((first, second), (second, first)):
            with self.assertRaises(CommandError):
                self.run_import(*files, strict=True)
            self.assertEqual(Division.objects.count(), 1)

    def test_where_no_row_is_right_nothing_was_written_and_that_is_a_failure(self):
        with self.assertRaisesMessage(CommandError, "2 行有误，没有写入任何内容"):
            self.run_import(self.table([("9", "青澜省", 1, ""), ("99", "", 1, "")]))

        self.assertEqual(Division.objects.count(), 1)

    def test_a_refused_import_still_writes_its_report(self):
        report = self.folder / "report.json"

        with self.assertRaises(CommandError):
            self.run_import(self.table([("9", "青澜省", 1, "")]))

        self.assertIn("code_malformed", report.read_text("utf-8"))
        self.assertIn('"refusal": "有 1 行有误', report.read_text("utf-8"))

    def test_many_wrong_rows_are_printed_in_part_and_reported_whole(self):
        wrong = [(f"9901211{n:02}", "", 4, "990121") for n in range(25)]

        status, report, said = self.run_import(self.table([*SMALL[:3], *wrong]))

        self.assertEqual((status, len(report["issues"])), (3, 25))
        self.assertEqual(said.count("请补上"), 20)
        self.assertIn("共 25 行有误", said)


class RunTests(ImportTests):
    def test_a_second_run_changes_nothing(self):
        self.imported(SMALL, edition="2023-06-30")
        before = stored()

        report = self.imported(SMALL, edition="2023-06-30")

        self.assertEqual(self.counts(report), {"rows": 5, "unchanged": 5})
        self.assertEqual(stored(), before)

    def test_a_second_run_writes_not_even_the_same_again(self):
        self.imported(SMALL)

        with CaptureQueriesContext(connection) as queries:
            self.imported(SMALL)

        written = [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
        self.assertEqual(written, [])

    def test_a_dry_run_counts_and_writes_nothing(self):
        path, before = self.table(SMALL), stored()

        status, report, said = self.run_import(path, dry_run=True)

        self.assertEqual((status, report["dry_run"]), (0, True))
        self.assertEqual(self.counts(report), {"rows": 5, "created": 5})
        self.assertIn("（试运行，没有写入）", said)
        self.assertEqual(stored(), before)

    def test_a_dry_run_over_several_days_writes_nothing_either(self):
        first = self.table(SMALL, "区划2022.csv")
        second = self.table([*SMALL, ("990121102", "河口镇", 4, "990121")], "区划2023.csv")

        _, report, _ = self.run_import(second, first, dry_run=True)

        self.assertEqual(report["counts"]["created"], 6)
        self.assertEqual(Division.objects.count(), 1)

    def test_a_dry_run_exits_as_the_real_run_would(self):
        some = self.table([*SMALL, ("9", "河口镇", 4, "990121")])

        self.assertEqual(self.run_import(some, dry_run=True)[0], 3)
        with self.assertRaises(CommandError):
            self.run_import(some, dry_run=True, strict=True)
        self.assertEqual(self.run_import(some)[0], 3)

    def test_usage_errors_exit_with_2(self):
        with self.assertRaises(CommandError) as caught:
            call_command("import_divisions")

        self.assertIn("FILE", str(caught.exception))

    def test_quiet_says_nothing_but_what_is_wrong(self):
        out = StringIO()
        call_command("import_divisions", str(self.table(SMALL)), stdout=out, verbosity=0)

        self.assertEqual(out.getvalue(), "")

    def test_progress_is_said(self):
        _, _, said = self.run_import(self.table(SMALL))

        self.assertIn("已读取 区划.csv：5 行", said)
        self.assertIn("已写入 5 / 5 个区划", said)


class ReportTests(ImportTests):
    def test_the_report_holds_edition_counts_defects_kinds_and_issues(self):
        path = self.table(SMALL)

        _, report, _ = self.run_import(path, edition="青澜省区划表 2023-06-30")

        self.assertEqual(
            report["editions"],
            [{"title": "青澜省区划表 2023-06-30", "as_of": "2023-06-30", "files": ["区划.csv"]}],
        )
        self.assertLessEqual(
            {"dry_run", "refusal", "counts", "defects", "kinds", "renamed", "recoded", "withdrawn",
             "restored", "corrections_kept", "issues"},
            set(report),
        )  # fmt: skip
        self.assertEqual(
            report["kinds"],
            {"province": 1, "city_with_districts": 1, "county": 1, "town": 1, "subdistrict": 1},
        )

    def test_a_place_where_no_report_can_be_written_is_refused_before_anything_else(self):
        path = self.table(SMALL)
        for report in (self.folder / "没有" / "r.json", self.folder, path):
            with self.subTest(report=report):
                with self.assertRaisesRegex(CommandError, "报告.*没有写入任何内容"):
                    call_command("import_divisions", str(path), report=report, stdout=StringIO())
                self.assertEqual(Division.objects.count(), 1)
        self.assertEqual(path.read_text("utf-8"), csv_text(SMALL))

    def test_a_file_that_is_refused_leaves_no_report(self):
        report = self.folder / "r.json"

        with self.assertRaises(CommandError):
            call_command("import_divisions", str(self.folder / "没有.csv"), report=report)

        self.assertFalse(report.exists())


class EditionTests(SimpleTestCase):
    def test_the_day_is_read_from_the_option_or_the_files_name(self):
        for text, name, day in (
            ("", "divisions_2023_L1-L4.csv", (2023, 6, 30)),
            ("", "gb2260_mca_201904.csv", (2019, 4, 30)),
            ("", "区划20191231.csv", (2019, 12, 31)),
            ("2022-12-31", "divisions_2023.csv", (2022, 12, 31)),
            ("二〇二〇年版 2020年5月", "a.csv", (2020, 5, 31)),
            ("2020/2/1", "a.csv", (2020, 2, 1)),
        ):
            with self.subTest(text=text, name=name):
                self.assertEqual(edition_of(text, Path(name)).as_of, datetime.date(*day))

    def test_what_is_no_date_is_none(self):
        for text in ("", "第七版", "430522", "2023-13-01", "2023-02-30", "990121101000", "1234"):
            with self.subTest(text=text):
                self.assertIsNone(date_in(text))

    def test_without_an_option_the_files_name_is_the_title(self):
        self.assertEqual(edition_of("", Path("区划.csv")).title, "区划.csv")
        self.assertEqual(edition_of("", Path("区划2023.csv")).title, "区划2023.csv（2023-06-30）")

    @given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
    def test_a_day_is_read_however_it_is_written(self, day):
        for text in (
            day.isoformat(), day.strftime("%Y%m%d"), f"{day.year}.{day.month}.{day.day}",
            f"区划表（{day.year}年{day.month}月{day.day}日）",
        ):  # fmt: skip
            self.assertEqual(date_in(text), day)

    @given(st.text(max_size=60))
    def test_any_text_has_a_date_or_none(self, text):
        self.assertIsInstance(date_in(text), datetime.date | None)
