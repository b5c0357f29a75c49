"""Finding divisions: by name, part of one, pinyin, initials and code; the order of what is found.

What it finds in the whole country stands in ``test_import_divisions_real``.
"""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from divisions.enums import Kind, NameKind
from divisions.finder import LIMIT, find_divisions, names_above
from divisions.models import Division, OtherName
from divisions.services import refresh_short_names
from tests.factories import DivisionFactory


def plant():
    """Store a small country; return its places by name."""
    province = DivisionFactory(name="青澜省", code="980000000000")
    city = DivisionFactory(parent=province, name="云岭市", code="980100000000")
    ruler = DivisionFactory(
        parent=province, name="云河哈萨克自治州", code="982300000000",
        kind=Kind.AUTONOMOUS_PREFECTURE, short_name="云河州",
    )  # fmt: skip
    refresh_short_names(division=ruler)
    area = DivisionFactory(
        parent=province, name="塔山地区", code="982400000000", kind=Kind.PREFECTURE_AREA,
        governed_by=ruler,
    )  # fmt: skip
    county = DivisionFactory(parent=city, name="望溪县", code="980121000000")
    east = DivisionFactory(parent=city, name="东湾县", code="980122000000")
    town = DivisionFactory(parent=county, name="柳湾镇", code="980121101000")
    lake = DivisionFactory(parent=county, name="上柳湾乡", code="980121201000", kind=Kind.TOWNSHIP)
    village = DivisionFactory(parent=town, name="东湾村", code="980121101201")
    other = DivisionFactory(parent=town, name="小东湾村", code="980121101202")
    gone = DivisionFactory(
        parent=county, name="沙坝乡", code="980121203000", kind=Kind.TOWNSHIP,
        valid_until=datetime.date(2019, 12, 31),
    )  # fmt: skip
    places = (province, city, ruler, area, county, east, town, lake, village, other, gone)
    return {place.name: place for place in places}


class Places(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.places = plant()

    def names(self, text, **options):
        return [hit.division.name for hit in find_divisions(text, **options)]


class NameTests(Places):
    def test_a_whole_name_finds_its_place_first(self):
        for name in ("青澜省", "云岭市", "望溪县", "柳湾镇", "东湾村"):
            with self.subTest(name=name):
                self.assertEqual(self.names(name)[0], name)

    def test_part_of_a_name_finds_townships_and_what_is_above(self):
        for text, found in (
            ("青澜", ["青澜省"]), ("溪", ["望溪县"]), ("柳湾", ["柳湾镇", "上柳湾乡"]),
            ("湾乡", ["上柳湾乡"]), ("哈萨克", ["云河哈萨克自治州"]),
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertEqual(self.names(text), found)

    def test_a_village_is_found_by_how_its_name_begins(self):
        self.assertEqual(self.names("小东"), ["小东湾村"])
        self.assertEqual(self.names("湾村"), [])
        self.assertEqual(self.names("东湾"), ["东湾县", "东湾村"])

    def test_exact_stands_before_named_before_begins_before_holds(self):
        county = self.places["望溪县"]
        for number, name in enumerate(("柳湾", "柳湾新镇", "老柳湾镇")):
            DivisionFactory(parent=county, name=name, code=f"98012130{number}000")

        self.assertEqual(self.names("柳湾"), ["柳湾", "柳湾镇", "柳湾新镇", "上柳湾乡", "老柳湾镇"])

    def test_equally_good_hits_stand_from_the_top_down_then_by_code(self):
        for code, name in (("980300000000", "东湾市"), ("980200000000", "东湾市")):
            DivisionFactory(parent=self.places["青澜省"], name=name, code=code)

        found = [(h.division.name, h.division.public_code) for h in find_divisions("东湾")]

        self.assertEqual(
            found,
            [("东湾市", "9802"), ("东湾市", "9803"), ("东湾县", "980122"),
             ("东湾村", "980121101201")],
        )  # fmt: skip

    def test_a_short_name_and_a_former_one_find_and_are_said(self):
        OtherName.objects.create(
            division=self.places["柳湾镇"], name="红旗公社", kind=NameKind.FORMER
        )

        for text, name, by in (
            ("云河州", "云河哈萨克自治州", "云河州"), ("yunhezhou", "云河哈萨克自治州", "云河州"),
            ("红旗公社", "柳湾镇", "红旗公社"), ("红旗", "柳湾镇", "红旗公社"),
            ("hqgs", "柳湾镇", "红旗公社"), ("云河", "云河哈萨克自治州", "云河州"),
            ("云河哈", "云河哈萨克自治州", ""),
        ):  # fmt: skip
            with self.subTest(text=text):
                hit = find_divisions(text)[0]
                self.assertEqual((hit.division.name, hit.found_by), (name, by))

    def test_a_place_is_found_within_the_one_named_before_it(self):
        for text in (
            "青澜省东湾县", "青澜东湾县", "青澜 云岭 东湾县", "云岭市东湾", "青澜省云岭市东湾",
            "柳湾镇东湾村", "望溪县柳湾镇东湾村", "云岭市望溪县柳湾镇东湾村",
        ):  # fmt: skip
            with self.subTest(text=text):
                expected = "东湾村" if "村" in text else "东湾县"
                self.assertEqual(self.names(text)[0], expected)

    def test_within_a_place_means_governed_by_it(self):
        self.assertEqual(self.names("云河州塔山"), ["塔山地区"])


class SpellingTests(Places):
    def test_pinyin_counts_without_spaces_case_tones_and_marks(self):
        for text in ("liuwanzhen", "Liu Wan Zhen", "LIUWANZHEN", "liǔwānzhèn", "liu'wan'zhen",
                     "ｌｉｕｗａｎ", "liuwan"):  # fmt: skip
            with self.subTest(text=text):
                self.assertIn("柳湾镇", self.names(text))

    def test_initials_find(self):
        for text, name in (("wxx", "望溪县"), ("LWZ", "柳湾镇"), ("dwc", "东湾村")):
            with self.subTest(text=text):
                self.assertIn(name, self.names(text))

    def test_spaces_and_marks_in_names_do_not_count(self):
        for text in (" 望溪县 ", "望 溪 县", "望溪县。", "望溪\u200b县", "望溪\u3000县"):
            with self.subTest(text=text):
                self.assertEqual(self.names(text), ["望溪县"])

    def test_brackets_are_found_however_they_are_typed(self):
        DivisionFactory(parent=self.places["望溪县"], name="南湖街道（云岭）", code="980121009000")

        for text in ("南湖街道(云岭)", "南湖街道（云岭）"):
            self.assertEqual(self.names(text), ["南湖街道（云岭）"])


class CodeTests(Places):
    def test_codes_of_every_length_find(self):
        code = self.places["东湾村"].code
        for digits in range(2, 13):
            with self.subTest(digits=digits):
                found = [h.division.code for h in find_divisions(code[:digits])]
                self.assertTrue(found)
                self.assertTrue(all(each.startswith(code[:digits]) for each in found))

    def test_the_place_of_the_code_stands_before_what_lies_in_it(self):
        for code, name in (
            ("98", "青澜省"), ("9801", "云岭市"), ("980121", "望溪县"), ("980121101", "柳湾镇"),
            ("980121101201", "东湾村"), ("980121000000", "望溪县"), ("９８０１２１", "望溪县"),
        ):  # fmt: skip
            with self.subTest(code=code):
                self.assertEqual(self.names(code)[0], name)

    def test_what_lies_in_a_place_stands_from_the_top_down(self):
        self.assertEqual(
            self.names("980121"), ["望溪县", "柳湾镇", "上柳湾乡", "东湾村", "小东湾村"]
        )

    def test_a_code_that_nobody_has_finds_nothing(self):
        for code in ("97", "980199", "999999999999", "9", "9801211012011"):
            with self.subTest(code=code):
                self.assertEqual(self.names(code), [])


class NarrowingTests(Places):
    def test_under_a_place_means_what_it_governs(self):
        city, ruler = self.places["云岭市"], self.places["云河哈萨克自治州"]

        self.assertEqual(self.names("湾", under=city), ["东湾县", "柳湾镇", "上柳湾乡"])
        self.assertEqual(self.names("塔山", under=ruler), ["塔山地区"])
        self.assertEqual(self.names("塔山", under=city), [])
        self.assertEqual(self.names("9801", under=ruler), [])
        self.assertEqual(self.names("980121", under=city)[0], "望溪县")
        self.assertEqual(self.names("9801", under=self.places["望溪县"])[0], "望溪县")

    def test_one_level_alone(self):
        self.assertEqual(self.names("东湾", level=5), ["东湾村"])
        self.assertEqual(self.names("东湾", level=3), ["东湾县"])
        self.assertEqual(self.names("9801", level=4), ["柳湾镇", "上柳湾乡"])
        self.assertEqual(self.names("东湾", level=1), [])

    def test_only_what_may_be_chosen(self):
        among = Division.objects.filter(level=5)

        self.assertEqual(self.names("东湾", among=among), ["东湾村"])

    def test_abolished_places_are_left_out_or_stand_last(self):
        DivisionFactory(parent=self.places["望溪县"], name="新沙坝乡", code="980121208000")

        self.assertEqual(self.names("沙坝"), ["新沙坝乡"])
        self.assertEqual(self.names("沙坝", with_ended=True), ["新沙坝乡", "沙坝乡"])
        last_day = datetime.date(2019, 12, 31)
        self.assertEqual(self.names("沙坝乡", on=last_day), ["沙坝乡", "新沙坝乡"])

    def test_no_more_than_the_limit_and_the_best_of_them(self):
        for number in range(LIMIT + 5):
            DivisionFactory(
                parent=self.places["柳湾镇"], name=f"柳湾{number}村", code=f"9801211013{number:02}"
            )

        self.assertEqual(len(self.names("柳湾")), LIMIT)
        self.assertEqual(self.names("柳湾")[0], "柳湾镇")
        self.assertEqual(self.names("柳湾", limit=1), ["柳湾镇"])


class NothingTests(Places):
    def test_nothing_asked_or_nonsense_finds_nothing(self):
        for text in ("", " ", "。，", "\x00", "无此地", "qqqq", "🙂", "a1b2"):
            with self.subTest(text=text):
                self.assertEqual(self.names(text), [])

    def test_signs_that_a_database_reads_otherwise_are_no_wildcards(self):
        for text in ("%", "_", "%%", "望_县", "望%县", "*", "望*", "?", "[望]", "\\", "';--"):
            with self.subTest(text=text):
                self.assertLessEqual(
                    set(self.names(text)), {"望溪县"} if "*" not in text else set()
                )
        self.assertEqual(self.names("望%县"), [])

    def test_too_long_a_text_is_cut_and_finds_nothing(self):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.names("望溪县" * 5_000), [])

        self.assertLess(sum(len(query["sql"]) for query in queries), 50_000)

    def test_queries_have_a_bound_whatever_is_asked(self):
        for text, most in (
            ("望溪县", 4), ("liuwan", 4), ("980121", 3), ("无此地方", 6), ("zengmin", 3),
            ("青澜省云岭市望溪县某某", 15),
        ):  # fmt: skip
            with self.subTest(text=text), CaptureQueriesContext(connection) as queries:
                find_divisions(text)
            self.assertLessEqual(len(queries), most, text)


class NamesAboveTests(Places):
    def test_the_way_is_given_without_nation_and_place_in_one_query(self):
        village, province = self.places["东湾村"], self.places["青澜省"]

        with self.assertNumQueries(1):
            above = names_above([village, province, self.places["塔山地区"]])

        self.assertEqual(above[village.pk], "青澜省 › 云岭市 › 望溪县 › 柳湾镇")
        self.assertEqual(above[province.pk], "")
        self.assertEqual(above[self.places["塔山地区"].pk], "青澜省 › 云河哈萨克自治州")


class AnyTextTests(HypothesisTestCase):
    @classmethod
    def setUpTestData(cls):
        plant()

    @settings(max_examples=60, deadline=None)
    @given(st.one_of(
        st.text(max_size=60), st.text("望溪柳湾东云岭县镇村市省", max_size=12),
        st.text("abcdwxyz '%_", max_size=12), st.text("0123456789", max_size=14),
    ))  # fmt: skip
    def test_any_text_finds_places_in_force_once_each_and_within_the_limit(self, text):
        found = [hit.division for hit in find_divisions(text, limit=5)]

        self.assertLessEqual(len(found), 5)
        self.assertEqual(len({place.pk for place in found}), len(found))
        self.assertTrue(all(place.valid_until is None for place in found))
