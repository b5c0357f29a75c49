"""The real tables of the whole country, and an older list merged into them."""

import datetime
import io
import json
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import TestCase

from divisions.electoral import electoral_chain
from divisions.enums import Kind, Level
from divisions.finder import find_divisions
from divisions.models import Division, DivisionCode

from .real_tables import rows_of
from .tables import stored

pytestmark = pytest.mark.real_data

NEW, OLD = "divisions_2023_L1-L4.csv", "gb2260_mca_201904.csv"
VILLAGES = ("villages_2023_longsha_230202.csv", "villages_2023_xinshao_430522.csv")


def import_real(*names):
    """Import files of the data folder; return the report. Any wrong row ends the command."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        call_command(
            "import_divisions",
            *(str(settings.SHARED_DATA / "divisions" / name) for name in names),
            report=report, stdout=io.StringIO(),
        )  # fmt: skip
        return json.loads(report.read_text("utf-8"))


def at(code):
    return Division.objects.by_code(code)


class CountryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.report = import_real(NEW)
        cls.rows = rows_of(settings.SHARED_DATA, NEW)

    def test_every_row_is_taken_and_every_place_made(self):
        counts = self.report["counts"]

        self.assertEqual(len(self.rows), 44_703)
        self.assertEqual(
            (counts["rows"], counts["created"], counts["left_out"]), (44_703, 44_689, 0)
        )
        self.assertEqual(Division.objects.count(), 44_689 + 1)

    def test_every_row_but_those_that_group_others_has_its_code_at_its_level(self):
        listed = {(r["code"], int(r["level"])) for r in self.rows}
        have = set(DivisionCode.objects.exclude(level=0).values_list("code", "level"))

        self.assertEqual(have - listed, set())
        self.assertEqual(len(listed - have), 9)
        self.assertEqual({level for _, level in listed - have}, {2})

    def test_places_of_each_level(self):
        levels = Counter(Division.objects.values_list("level", flat=True))

        # 342 prefectures less nine that are none; three county rows are twins of a city and one
        # is 嘉峪关 once more; one township row is the twin of a county.
        self.assertEqual(levels, {0: 1, 1: 31, 2: 342 - 9, 3: 2_978 - 3 - 1, 4: 41_352 - 1})

    def test_each_defect_is_counted(self):
        self.assertEqual(
            self.report["defects"],
            {"no_places": 9, "self_parents": 4, "codes_at_two_levels": 4,
             "cities_repeated_below": 1, "zones_by_code": 124, "zones_by_name": 1,
             "governed_elsewhere": 2, "townships_without_congress": 11_782},
        )  # fmt: skip

    def test_the_defects_are_those_that_the_rows_show(self):
        keys = Counter(r["code"] for r in self.rows)
        townships = [r["name"] for r in self.rows if r["level"] == "4"]
        counties = {r["code"][:6] for r in self.rows if r["level"] == "3"}
        streets = sum("街道" in name for name in townships)

        self.assertEqual(sum(count > 1 for count in keys.values()), 4)
        self.assertEqual(sum(r["code"] == r["parent_code"] for r in self.rows), 4)
        self.assertEqual(sum("71" <= code[4:] <= "79" for code in counties), 124)
        kinds = self.report["kinds"]
        self.assertLess(abs(kinds["subdistrict"] - streets), 30)
        self.assertEqual(kinds["subdistrict"], 9_123)
        others = sum(not name.endswith(("镇", "乡", "街道")) for name in townships)
        self.assertLess(abs(others - 2_800), 100)

    def test_twins_are_one_place_with_codes_at_both_levels(self):
        for code, levels in (
            ("441900", [2, 3]), ("442000", [2, 3]), ("460400", [2, 3]), ("350527", [3, 4]),
        ):  # fmt: skip
            with self.subTest(code=code):
                place = at(code)
                self.assertEqual([c.level for c in place.codes.all()], levels)
                self.assertEqual(at(f"{code}:{levels[1]}"), place)
                self.assertEqual(place.level, levels[0])

    def test_no_place_lies_in_itself_and_all_lie_in_the_nation(self):
        root = Division.objects.root()
        places = dict(Division.objects.values_list("pk", "path"))
        above = dict(Division.objects.values_list("pk", "parent"))
        governors = dict(
            Division.objects.exclude(governed_by=None).values_list("pk", "governed_by")
        )

        self.assertEqual(Division.objects.under(root).count(), 44_690)
        for pk, path in places.items():
            if pk != root.pk:
                governor = places[governors.get(pk) or above[pk]]
                self.assertEqual(path[: len(governor)], governor)
                self.assertEqual(len(path), len(governor) + 5)

    def test_two_areas_are_governed_by_a_prefecture_and_hang_under_the_region(self):
        ruler, region = at("6540"), at("65")
        for code in ("6542", "6543"):
            area = at(code)
            self.assertEqual((area.governed_by, area.parent), (ruler, region))
            self.assertEqual(area.kind, Kind.PREFECTURE_AREA)
        city = at("654201")
        self.assertIn(city, Division.objects.under(ruler))
        self.assertEqual(
            [place.name for place in electoral_chain(city)],
            ["塔城市", "塔城地区", "伊犁哈萨克自治州", "新疆维吾尔自治区", "全国"],
        )

    def test_places_without_a_congress_of_their_own(self):
        for code in ("632857", "130171", "6542", "1525", "230202001", "659001500"):
            with self.subTest(code=code):
                self.assertFalse(at(code).may_have_congress)
        for code in ("654201", "4419", "350527", "429021", "430522100", "659001"):
            with self.subTest(code=code):
                self.assertTrue(at(code).may_have_congress)

    def test_counties_that_a_row_only_groups_hang_under_the_province(self):
        for code, parent in (
            ("110101", "11"),
            ("419001", "41"),
            ("659001", "65"),
            ("500229", "50"),
        ):
            with self.subTest(code=code):
                self.assertEqual(at(code).parent, at(parent))

    def test_a_second_import_changes_nothing(self):
        before = stored()

        report = import_real(NEW)

        self.assertEqual(report["counts"]["unchanged"], 44_689)
        self.assertEqual(
            {key for key, count in report["counts"].items() if count}, {"rows", "unchanged"}
        )
        self.assertEqual(stored(), before)

    def test_villages_come_after_the_townships(self):
        report = import_real(*VILLAGES)

        self.assertEqual(report["counts"]["created"], 45 + 417)
        self.assertEqual(Division.objects.filter(level=Level.VILLAGE).count(), 45 + 417)
        village = at("430522100001")
        self.assertEqual((village.name, village.parent), ("酿溪社区", at("430522100")))
        again = import_real(*VILLAGES)
        self.assertEqual(again["counts"]["unchanged"], 45 + 417)

    def test_short_names_pinyin_and_codes_find(self):
        for asked, code in (
            ("伊犁州", "6540"), ("龙沙区", "230202"), ("longshaqu", "230202"), ("lsq", "230202"),
            ("大柴旦", "632857"), ("湖南新邵", "430522"), ("4419", "4419"), ("酿溪", "430522100"),
        ):  # fmt: skip
            with self.subTest(asked=asked):
                found = [hit.division.public_code for hit in find_divisions(asked)]
                self.assertIn(code, found)


class OlderListTests(TestCase):
    """The list of April 2019, told apart from the table of 2023 by sets of codes alone."""

    @classmethod
    def setUpTestData(cls):
        import_real(NEW)
        cls.report = import_real(OLD)
        cls.old = {r["code"].ljust(12, "0"): r["name"] for r in rows_of(settings.SHARED_DATA, OLD)}
        cls.new = {
            r["code"]: r["name"]
            for r in rows_of(settings.SHARED_DATA, NEW)
            if int(r["level"]) <= Level.COUNTY
        }

    def test_counts(self):
        counts = {key: count for key, count in self.report["counts"].items() if count}

        self.assertEqual(
            counts,
            {"rows": 3_219, "created": 3, "withdrawn": 67, "renamed": 2, "recoded": 6,
             "updated": 8, "unchanged": 3_141},
        )  # fmt: skip

    def test_codes_that_left_the_tables_are_withdrawn_or_another_codes_place(self):
        gone = {c for c in self.old.keys() - self.new.keys() if c[:2] not in {"71", "81", "82"}}
        withdrawn = {w["code"].ljust(12, "0") for w in self.report["withdrawn"]}
        recoded = {r["from"] for r in self.report["recoded"]}

        self.assertEqual(withdrawn | recoded, gone)
        self.assertFalse(withdrawn & recoded)
        for entry in self.report["recoded"]:
            self.assertEqual(self.old[entry["from"]], self.new[entry["to"]])
            self.assertNotIn(entry["to"], self.old)

    def test_renamed_is_what_has_another_name_under_its_code(self):
        other = {c for c in self.old.keys() & self.new.keys() if self.old[c] != self.new[c]}

        self.assertEqual({r["code"] for r in self.report["renamed"]}, other)
        self.assertEqual(
            [hit.division.name for hit in find_divisions("桥东区", under=at("1305"))], ["襄都区"]
        )

    def test_a_withdrawn_place_is_kept_dated_and_has_its_page(self):
        for code, name, successor in (
            ("330103", "下城区", ""), ("430521", "邵东县", "邵东市"), ("3712", "莱芜市", ""),
        ):  # fmt: skip
            with self.subTest(code=code):
                place = at(code)
                self.assertEqual((place.name, place.is_end_estimated), (name, True))
                self.assertEqual(place.valid_until, datetime.date(2023, 6, 29))
                names = [p.name for p in place.succeeded_by.all()]
                self.assertEqual(names, [successor] if successor else [])
                page = self.client.get(f"/place/{code}/")
                self.assertContains(page, f"{name}最迟存在到 2023 年 6 月 29 日")
                self.assertNotContains(page, "还没有录入行政区划")
                self.assertNotContains(page, f"{name}人大代表")

    def test_a_new_code_leads_to_the_same_place_as_the_old(self):
        for old, new in (("220381", "220184"), ("371203", "370117")):
            self.assertEqual(at(old), at(new))
            self.assertIsNone(at(old).valid_until)

    def test_zones_and_townships_that_such_lists_never_have_stay(self):
        ended = Division.objects.exclude(valid_until=None)

        self.assertFalse(ended.filter(kind=Kind.DEVELOPMENT_ZONE).exists())
        self.assertFalse(ended.filter(level=Level.TOWNSHIP).exists())

    def test_what_the_statistics_leave_out_is_added(self):
        for code in ("71", "81", "82"):
            self.assertIsNone(at(code).valid_until)

    def test_a_second_import_of_either_changes_nothing(self):
        before = stored()
        for name in (OLD, NEW):
            counts = import_real(name)["counts"]

            self.assertEqual(
                {key for key, count in counts.items() if count}, {"rows", "unchanged"}, name
            )
        self.assertEqual(stored(), before)
