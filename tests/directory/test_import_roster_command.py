"""The command: exit status, refusals, report, options."""

import json
import os
import stat
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import SimpleTestCase

from core.identity_numbers import MASK
from core.levels import CongressLevel
from directory.importers.roster_load import RosterOrder, RosterResult, import_roster
from directory.importers.roster_report import write_report
from directory.importers.roster_rows import Issue, Outcome, Person, RosterRow
from directory.importers.statements import Statement
from directory.management.commands.import_roster import Command
from directory.models import Congress, Deputy, ElectoralUnit, Mandate, Term
from divisions.enums import Kind
from tests.factories import DivisionFactory

from .rosters import import_people, outcomes, run_import, write_roster
from .test_roster_load import Places

LI = {"name": "李秋禾", "gender": "女", "constituency": "第三选区"}
NAMELESS = {"name": "", "gender": "男", "constituency": "第四选区"}


class ExitStatusTests(Places):
    def test_zero_when_every_row_is_written_or_rightly_ignored(self):
        status, report = import_people(self.county, [LI, LI])

        self.assertEqual((status, outcomes(report)), (0, ["import", "duplicate"]))

    def test_three_when_some_rows_are_left_out(self):
        self.assertEqual(import_people(self.county, [LI, NAMELESS])[0], 3)

    def test_three_again_when_the_rest_is_unchanged(self):
        import_people(self.county, [LI, NAMELESS])

        self.assertEqual(import_people(self.county, [LI, NAMELESS])[0], 3)

    def test_one_when_no_row_can_be_written(self):
        status, report = import_people(self.county, [NAMELESS])

        self.assertEqual((status, report["summary"]["created"]), (1, 0))
        self.assertFalse(Congress.objects.exists())

    def test_strict_writes_nothing_while_one_row_is_wrong(self):
        status, report = import_people(self.county, [LI, NAMELESS], strict=True)

        self.assertEqual(status, 1)
        self.assertEqual((report["summary"]["created"], Deputy.objects.count()), (0, 0))
        self.assertEqual(outcomes(report), ["import", "error"])

    def test_strict_writes_when_all_rows_are_right(self):
        status, _ = import_people(self.county, [LI, LI], strict=True)

        self.assertEqual((status, Deputy.objects.count()), (0, 1))

    def test_dry_run_exits_and_reports_as_the_real_run_and_writes_nothing(self):
        for people in ([LI], [LI, NAMELESS], [NAMELESS]):
            for strict in (False, True):
                with self.subTest(people=people, strict=strict):
                    place = DivisionFactory(parent=self.city, name="松坪县")

                    trial = import_people(place, people, dry_run=True, strict=strict)

                    self.assertFalse(Congress.objects.filter(division=place).exists())
                    self.assertFalse(Deputy.objects.filter(division=place).exists())
                    self.assertEqual(trial, import_people(place, people, strict=strict))

    def test_usage_errors_exit_with_two(self):
        command = Command()
        command._called_from_command_line = True
        parser = command.create_parser("manage.py", "import_roster")
        right = ["x.csv", "--division", "4305", "--level", "county", "--term", "18"]
        for wrong in (
            ["x.csv"],
            [*right, "--level", "moon"],
            *(
                [*right, "--term", term]
                for term in ("eighteen", "-3", "0", "100", "99999", str(10**20), "1.5", "")
            ),
            [*right, "--answer", "3"],
            [*right, "--register", "册" * 61],
            [*right, "--register", "a\nb"],
        ):
            with (
                self.subTest(wrong=wrong),
                mock.patch("sys.stderr", StringIO()),
                self.assertRaises(SystemExit) as left,
            ):
                parser.parse_args(wrong)
            self.assertEqual(left.exception.code, 2)

    def test_a_term_out_of_bounds_is_said_in_chinese(self):
        command = Command()
        command._called_from_command_line = True
        parser = command.create_parser("manage.py", "import_roster")
        with mock.patch("sys.stderr", StringIO()) as said, self.assertRaises(SystemExit):
            parser.parse_args(["x.csv", "--division", "4305", "--level", "county", "--term", "-3"])
        self.assertIn("“-3”不是届次，请写 1 到 99 之间的数字", said.getvalue())

    def test_words_of_a_roster_are_levels_too(self):
        parser = Command().create_parser("manage.py", "import_roster")
        for word, level in (
            ("市级", "city"),
            ("prefecture", "city"),
            ("旗", "county"),
            ("县级市", "county"),
            ("民族乡", "township"),
            ("town", "township"),
        ):
            options = parser.parse_args(["x", "--division", "1", "--level", word, "--term", "1"])
            with self.subTest(word=word):
                self.assertEqual(options.level, level)


class RefusalTests(Places):
    def refusal(self, place, level, people=None):
        with TemporaryDirectory() as folder, self.assertRaises(CommandError) as refused:
            path = Path(folder) / "roster.csv"
            write_roster(path, people or [LI])
            call_command(
                "import_roster", str(path), division=place.code, level=level, term=18, verbosity=0
            )
        self.assertEqual(refused.exception.returncode, 1)
        self.assertFalse(Deputy.objects.exists())
        return str(refused.exception)

    def test_division_without_a_congress_is_refused_and_its_kind_named(self):
        zone = DivisionFactory(parent=self.city, name="高新开发区", kind=Kind.DEVELOPMENT_ZONE)
        for place, level, words in (
            (DivisionFactory(parent=self.county, name="南关街道", kind=Kind.SUBDISTRICT),
             "township", "街道不设人民代表大会"),
            (DivisionFactory(parent=self.province, name="西陵地区", kind=Kind.PREFECTURE_AREA),
             "city", "地区不设人民代表大会"),
            (DivisionFactory(parent=self.province, name="北原盟", kind=Kind.LEAGUE),
             "city", "盟不设人民代表大会"),
            (zone, "county", "开发区不设人民代表大会"),
            (DivisionFactory(parent=self.county, name="七一农场", kind=Kind.OTHER_TOWNSHIP),
             "township", "农场、园区等不设人民代表大会"),
        ):  # fmt: skip
            with self.subTest(place=place.name):
                self.assertIn(words, self.refusal(place, level))

    def test_level_of_places_without_a_congress_is_refused_with_the_reason(self):
        words = {word: word for word in ("街道", "地区", "盟", "开发区")} | {"street": "街道"}
        for word, kind in words.items():
            with self.subTest(word=word):
                self.assertIn(f"{kind}不设人民代表大会", self.refusal(self.county, word))

    def test_level_that_the_division_lacks_is_refused_with_the_reason(self):
        league = DivisionFactory(parent=self.province, name="北原盟", kind=Kind.LEAGUE)
        banner = DivisionFactory(parent=league, name="青旗", kind=Kind.BANNER)
        municipality = DivisionFactory(name="海州市", kind=Kind.MUNICIPALITY)
        zone = DivisionFactory(parent=self.city, name="高新开发区", kind=Kind.DEVELOPMENT_ZONE)
        town = DivisionFactory(parent=zone, name="新桥镇")
        for place, level, words in (
            (banner, "city", "北原盟不设人民代表大会，没有市级人民代表大会"),
            (municipality, "city", "海州市没有市级人民代表大会"),
            (town, "county", "高新开发区不设人民代表大会，没有县级人民代表大会"),
        ):
            with self.subTest(place=place.name):
                self.assertIn(words, self.refusal(place, level))

    def test_file_that_is_no_roster_is_refused(self):
        with TemporaryDirectory() as folder:
            empty = Path(folder) / "empty.xlsx"
            empty.touch()

            self.assertEqual(run_import(empty, self.county), 1)
            self.assertEqual(run_import(Path(folder) / "missing.xlsx", self.county), 1)
            self.assertEqual(run_import(Path(folder), self.county), 1)

    def test_file_with_a_heading_and_nobody_below_is_refused_and_said(self):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "roster.csv"
            path.write_text("姓名,性别,选区\n", "utf-8")
            with self.assertRaisesMessage(CommandError, "没有一行是代表"):
                call_command(
                    "import_roster", str(path), division=self.county.code, level="county",
                    term=18, verbosity=0,
                )  # fmt: skip

    def test_unknown_division_and_user_are_refused(self):
        self.assertEqual(import_people("990099", [LI])[0], 1)
        self.assertEqual(import_people("12a", [LI])[0], 1)
        for username in ("nobody", "\udce9"):
            self.assertEqual(import_people(self.county, [LI], user=username)[0], 1)

    def test_name_of_a_file_in_an_old_encoding_is_read(self):
        with TemporaryDirectory() as folder:
            path = Path(folder) / os.fsdecode("花名册.csv".encode("gbk"))
            write_roster(path, [LI])

            self.assertEqual(run_import(path, self.county), 0)

        self.assertEqual(Deputy.objects.get().source, "名册 花名册.csv")


class ReportPlaceTests(Places):
    """Where the report cannot be written, nothing is."""

    def refusal(self, folder, report):
        path = Path(folder) / "roster.csv"
        write_roster(path, [LI])
        with self.assertRaises(CommandError) as refused:
            call_command(
                "import_roster", str(path), division=self.county.code, level="county", term=18,
                verbosity=0, report=report,
            )  # fmt: skip
        self.assertEqual(refused.exception.returncode, 1)
        self.assertFalse(Deputy.objects.exists())
        self.assertTrue(path.read_text("utf-8").startswith("姓名"))
        return str(refused.exception)

    def test_it_is_said_before_anything_is_imported(self):
        with TemporaryDirectory() as folder:
            for report, words in (
                (Path(folder), "不是普通文件"),
                (Path(folder) / "missing" / "report.json", "没有文件夹"),
                (Path(folder) / "roster.csv" / "report.json", "没有文件夹"),
                (Path(folder) / "roster.csv", "正是要读入的文件"),
            ):
                with self.subTest(report=report):
                    self.assertIn(words, self.refusal(folder, report))

    def test_a_report_that_fails_after_the_import_says_that_the_rows_are_written(self):
        full = OSError(28, "No space left on device")
        with (
            TemporaryDirectory() as folder,
            mock.patch("directory.management.commands.import_roster.write_report",
                       side_effect=full),
            self.assertRaises(CommandError) as refused,
        ):  # fmt: skip
            path = Path(folder) / "roster.csv"
            write_roster(path, [LI])
            call_command(
                "import_roster", str(path), division=self.county.code, level="county", term=18,
                verbosity=0, report=Path(folder) / "report.json",
            )  # fmt: skip
        self.assertEqual(refused.exception.returncode, 3)
        self.assertIn("导入已经完成", str(refused.exception))
        self.assertEqual(Deputy.objects.count(), 1)


class ReportTests(Places):
    def test_shape_is_that_of_the_expected_rosters(self):
        _, report = import_people(self.county, [LI | {"phone": "10000000001"}, NAMELESS])

        self.assertEqual(list(report), ["summary", "rows"])
        self.assertEqual(
            list(report["summary"]),
            ["rows_by_outcome", "issue_counts", "created", "updated", "unchanged", "missing"],
        )
        self.assertEqual(
            report["rows"][0], {"row": 1, "kind": "header", "outcome": "ignore", "issues": []}
        )
        person = report["rows"][1]["person"]
        self.assertEqual(
            list(person),
            ["name", "gender", "ethnicity", "birth", "party", "education", "post",
             "constituency", "level", "term", "group", "station", "phone"],
        )  # fmt: skip
        self.assertEqual((person["level"], person["term"]), ("county", 18))
        self.assertEqual(
            set(report["rows"][2]["issues"][0]), {"column", "code", "severity", "detail"}
        )

    def test_day_of_birth_is_not_reported(self):
        _, report = import_people(self.county, [LI | {"birth": "1979-05-23"}])

        self.assertNotIn("23", json.dumps(report))
        self.assertEqual(Deputy.objects.get().birth_day, 23)

    def test_identity_number_reaches_neither_report_nor_database(self):
        number = "110101199003074573"

        _, report = import_people(self.county, [LI | {"post": f"医生 {number}"}])

        self.assertNotIn(number, json.dumps(report))
        self.assertNotIn(number, Deputy.objects.get().post)


class ReportFileTests(SimpleTestCase):
    def written(self, *rows):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "report.json"
            path.write_text("old", encoding="utf-8")
            path.chmod(0o644)
            write_report(path, RosterResult(rows=list(rows)))
            self.assertEqual(list(Path(folder).iterdir()), [path])
            return json.loads(path.read_text("utf-8")), stat.S_IMODE(path.stat().st_mode)

    def test_file_is_its_owners_alone_even_where_one_stood(self):
        self.assertEqual(self.written()[1], 0o600)

    def test_what_looks_like_an_identity_number_is_masked_wherever_it_stands(self):
        row = RosterRow(
            7, "data", Outcome.ERROR, [Issue("*", "x", "error", "110101199003074573", of=3)],
            Person(name="李秋禾", post="110101199003074573"),
        )  # fmt: skip

        document, _ = self.written(row)

        self.assertEqual(document["rows"][0]["person"]["post"], MASK)
        self.assertEqual(document["rows"][0]["issues"][0]["detail"], MASK)
        self.assertEqual(document["rows"][0]["issues"][0]["of"], 3)


class ProgressTests(Places):
    def test_progress_and_summary_are_told(self):
        out = StringIO()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "roster.csv"
            write_roster(path, [LI, NAMELESS])
            with self.assertRaises(SystemExit):
                call_command(
                    "import_roster", str(path), division=self.county.code, level="county",
                    term=18, stdout=out,
                )  # fmt: skip

        told = out.getvalue()
        self.assertIn("核对 1 / 1 行", told)
        self.assertIn("新增 1 人", told)
        self.assertIn("第 3 行：缺姓名", told)
        self.assertNotIn("李秋禾", told)


class CompetitionTests(Places):
    """Two imports at once make nobody twice."""

    def order(self, path):
        return RosterOrder(path=path, place=self.county, level=CongressLevel.COUNTY, term=18)

    def test_import_that_was_overtaken_reads_the_database_anew(self):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "roster.csv"
            write_roster(path, [LI])
            overtaken = []

            def overtake(text):
                if text.startswith("写入") and not overtaken:
                    overtaken.append(run_import(path, self.county))

            result = import_roster(self.order(path), overtake)

        self.assertEqual((overtaken, result.created, result.unchanged), ([0], 0, 1))
        self.assertEqual(Deputy.objects.count(), 1)

    def test_locked_database_is_said_and_nothing_is_written(self):
        with mock.patch("directory.importers.roster_load.write_entries",
                        side_effect=OperationalError("database is locked")):  # fmt: skip
            for dry_run, status in ((True, 0), (False, 1)):
                self.assertEqual(import_people(self.county, [LI], dry_run=dry_run)[0], status)

        self.assertFalse(Congress.objects.exists())

    def test_interrupted_import_leaves_nothing_half_written(self):
        people = [LI | {"constituency": f"第{number}选区"} for number in range(1, 5)]
        execute = Statement.execute
        for last in range(5):
            done = []

            def interrupt(statement, last=last, done=done):
                if len(done) == last:
                    raise KeyboardInterrupt
                done.append(execute(statement))

            with (
                self.subTest(last=last),
                mock.patch.object(Statement, "execute", interrupt),
                self.assertRaises(KeyboardInterrupt),
            ):
                import_people(self.county, people)
            for model in (Congress, Term, ElectoralUnit, Deputy, Mandate):
                self.assertFalse(model.objects.exists(), (last, model))

    def test_record_changed_meanwhile_is_compared_anew(self):
        import_people(self.county, [LI | {"post": "医生"}])
        with TemporaryDirectory() as folder:
            path = Path(folder) / "roster.csv"
            write_roster(path, [LI | {"post": "院长"}])

            def edit(text):
                if text.startswith("写入"):
                    Deputy.objects.filter(post="医生").update(post="主任", education="博士")

            result = import_roster(self.order(path), edit)

        deputy = Deputy.objects.get()
        self.assertEqual((result.updated, deputy.post, deputy.education), (1, "院长", "博士"))
