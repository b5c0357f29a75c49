"""Who answers, on the real table of divisions with invented rosters: one case for each kind."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import TestCase

from directory.answers import who_answers
from directory.enums import UnitBasis
from directory.models import Congress, ElectoralUnit, ElectoralUnitArea
from divisions.models import Division

from .real_places import load_real_places
from .rosters import import_people


class Case(TestCase):
    prefixes: tuple[str, ...] = ()

    @classmethod
    def setUpTestData(cls):
        load_real_places(settings.SHARED_DATA, *cls.prefixes)

    def seat(self, name, congress, level, unit):
        """Import one person."""
        status, report = import_people(congress, [{"name": name, "constituency": unit}],
                                       level=level)  # fmt: skip
        self.assertEqual(status, 0, report)

    def covers(self, unit, reference, part=""):
        place = Division.objects.by_code(reference)
        ElectoralUnitArea.objects.create(
            unit=ElectoralUnit.objects.get(name=unit), division=place, part=part
        )

    def document(self, reference):
        out = StringIO()
        call_command("who_answers", reference, "--json", stdout=out)
        return json.loads(out.getvalue())

    def names(self, document):
        return {each["name"]: each["level"] for each in document["deputies"]}

    def levels(self, reference):
        tiers = who_answers(Division.objects.by_code(reference)).tiers
        return [tier.level.value for tier in tiers]


@pytest.mark.real_data
class ShanghaiTests(Case):
    prefixes = ("310101", "310109")

    def test_street_of_a_district_of_a_municipality(self):
        self.seat("李秋禾", "310101", "county", "第三选区")
        self.covers("第三选区", "310101002")
        self.seat("周岭", "31", "provincial", "黄浦区")
        self.seat("吴江", "31", "provincial", "虹口区")
        self.seat("郑山", "100000", "national", "上海市")

        document = self.document("310101002")

        self.assertEqual(self.names(document), {"李秋禾": "county", "周岭": "provincial"})
        self.assertEqual([each["count"] for each in document["folded"]], [1])
        self.assertIn("南京东路街道不设人民代表大会。", document["notes"])
        self.assertEqual(self.levels("310101002"), ["county", "provincial", "national"])


@pytest.mark.real_data
class DongguanTests(Case):
    prefixes = ("4419",)

    def setUp(self):
        self.town = Division.objects.get(name="石碣镇")
        self.street = Division.objects.get(name="南城街道")
        self.seat("李秋禾", self.town, "township", "石碣镇")
        self.seat("周岭", "441900", "city", "第三选区")
        self.covers("第三选区", self.town.code)
        self.seat("吴江", "441900", "city", "第四选区")
        self.covers("第四选区", self.street.code)
        self.seat("郑山", "44", "provincial", "东莞市")

    def test_city_without_districts_is_elected_by_its_voters(self):
        congress = Congress.objects.get(division__name="东莞市")

        self.assertEqual(congress.election, "direct")

    def test_town_names_its_own_the_citys_and_the_provinces(self):
        document = self.document(self.town.code)

        self.assertEqual(
            self.names(document),
            {"李秋禾": "township", "周岭": "city", "郑山": "provincial"},
        )
        self.assertEqual(
            self.levels(self.town.code), ["township", "city", "provincial", "national"]
        )

    def test_street_has_no_row_of_its_own(self):
        document = self.document(self.street.code)

        self.assertEqual(self.names(document), {"吴江": "city", "郑山": "provincial"})
        self.assertEqual(self.levels(self.street.code), ["city", "provincial", "national"])

    def test_either_code_of_the_city_means_the_one_place(self):
        self.assertEqual(self.document("441900:2"), self.document("441900:3"))


@pytest.mark.real_data
class TachengTests(Case):
    prefixes = ("6542", "6540")

    def test_city_governed_by_another_prefecture_elects_there(self):
        town = Division.objects.filter(parent__name="塔城市", kind="township").first()
        self.seat("李秋禾", town, "township", "第一选区")
        self.covers("第一选区", town.code)
        self.seat("周岭", "654201", "county", "第三选区")
        self.covers("第三选区", town.code)
        self.seat("吴江", "654201", "city", "塔城市")
        self.seat("郑山", "654000", "city", "伊宁市")
        self.seat("钱河", "65", "provincial", "塔城市")

        document = self.document(town.code)

        self.assertEqual(
            self.names(document),
            {"李秋禾": "township", "周岭": "county", "吴江": "city", "钱河": "provincial"},
        )
        congresses = {each["congress"] for each in document["deputies"]}
        self.assertIn("伊犁哈萨克自治州人民代表大会", congresses)
        self.assertFalse(any("塔城地区人民代表大会" in text for text in congresses))
        self.assertIn("塔城地区不设人民代表大会，只设人大工作委员会。", document["notes"])

    def test_unit_that_names_the_prefecture_is_said_to_be_unknown(self):
        self.seat("钱河", "65", "provincial", "塔城地区")

        document = self.document("654201")

        self.assertEqual(document["deputies"], [])
        self.assertEqual([each["name"] for each in document["unmapped"]], ["钱河"])


@pytest.mark.real_data
class WithoutPrefectureTests(Case):
    prefixes = ("653101", "152921", "419001")

    def test_province_is_elected_by_the_county_where_no_prefecture_has_a_congress(self):
        for reference, province, unit, name, note in (
            ("653101", "65", "喀什市", "李秋禾", "喀什地区不设人民代表大会，只设人大工作委员会。"),
            (
                "152921",
                "15",
                "阿拉善左旗",
                "周岭",
                "阿拉善盟不设人民代表大会，只设人大工作委员会。",
            ),
            ("419001", "41", "济源市", "吴江", None),
        ):
            self.seat(name, province, "provincial", unit)
            with self.subTest(reference=reference):
                document = self.document(reference)
                self.assertEqual(self.names(document), {name: "provincial"})
                self.assertEqual(self.levels(reference), ["county", "provincial", "national"])
                self.assertEqual(document["notes"][:-1], [note] if note else [])

    def test_prefecture_itself_names_the_provinces_deputies_by_county(self):
        self.seat("李秋禾", "65", "provincial", "喀什市")

        deputy = self.document("6531")["deputies"][0]

        self.assertEqual((deputy["name"], deputy["part"]), ("李秋禾", "喀什市"))


@pytest.mark.real_data
class ZoneTests(Case):
    prefixes = ("371171", "371102")

    def test_place_in_a_zone_votes_where_its_electoral_parent_is_or_nobody_knows(self):
        town = Division.objects.filter(parent__name="日照经济技术开发区").first()
        self.seat("李秋禾", "371102", "county", "第三选区")
        self.covers("第三选区", town.code)
        unknown = self.document(town.code)

        town.electoral_parent = Division.objects.by_code("371102")
        town.save()
        known = self.document(town.code)

        self.assertEqual(self.names(unknown), {})
        self.assertIn("开发区不设人民代表大会，县级选区未录入。", "".join(unknown["notes"]))
        self.assertEqual(self.names(known), {"李秋禾": "county"})


@pytest.mark.real_data
class XinshaoTests(Case):
    prefixes = ("430522",)

    def test_village_of_a_county(self):
        village = Division.objects.filter(level=5, parent__kind="town").first()
        town = village.parent
        self.seat("李秋禾", town, "township", "第一选区")
        self.covers("第一选区", village.code, "三组")
        self.seat("周岭", "430522", "county", "第三选区")
        self.covers("第三选区", town.code)
        self.seat("孙明", "430522", "county", "第九选区")
        self.covers("第九选区", village.code, "县第一中学")
        ElectoralUnit.objects.filter(name="第九选区").update(basis=UnitBasis.WORKPLACE)
        self.seat("吴江", "4305", "city", "新邵县")
        self.seat("郑山", "43", "provincial", "邵阳市")
        for name in ("钱河", "钱山", "钱海"):
            self.seat(name, "100000", "national", "湖南省")

        document = self.document(village.code)

        self.assertEqual(
            self.names(document),
            {"李秋禾": "township", "周岭": "county", "吴江": "city", "郑山": "provincial"},
        )
        self.assertEqual(document["deputies"][0]["part"], "三组")
        self.assertEqual(
            [(each["name"], each["reason"]) for each in document["workplace"]],
            [("孙明", "按单位划分的选区")],
        )
        self.assertEqual(
            [(each["level"], each["count"]) for each in document["folded"]], [("national", 3)]
        )
