"""Who can elect whom: units of a roster against the election law, on invented places."""

from django.test import TestCase

from directory.enums import Election, UnitKind
from directory.models import Congress, Mandate
from divisions.enums import Kind
from divisions.models import Division
from tests.factories import DivisionFactory, ElectoralUnitFactory

from .rosters import codes, import_people


class ElectorTests(TestCase):
    """Two prefectures, a 地区 that the first governs, a county straight under the province."""

    @classmethod
    def setUpTestData(cls):
        cls.nation = Division.objects.root()
        cls.province = DivisionFactory()
        cls.city = DivisionFactory(parent=cls.province)
        cls.county = DivisionFactory(parent=cls.city)
        cls.town = DivisionFactory(parent=cls.county)
        cls.sibling = DivisionFactory(parent=cls.city, name="枫桥区", kind=Kind.DISTRICT)
        cls.street = DivisionFactory(parent=cls.sibling, name="北岸街道", kind=Kind.SUBDISTRICT)
        cls.other = DivisionFactory(parent=cls.province, name="白沙市")
        cls.foreign = DivisionFactory(parent=cls.other, name="临河县")
        cls.area = DivisionFactory(
            parent=cls.province, name="北原地区", kind=Kind.PREFECTURE_AREA, governed_by=cls.city
        )
        cls.area_city = DivisionFactory(
            parent=cls.area, name="北原市", kind=Kind.COUNTY_CITY, short_name="北原"
        )
        cls.direct_county = DivisionFactory(
            parent=cls.province, level=3, name="源口市", kind=Kind.COUNTY_CITY
        )

    def try_unit(self, place, level, unit, **options):
        """Try one row with the unit; return the exit status and the row's part of the report."""
        people = [{"name": "李秋禾", "constituency": unit}]
        status, report = import_people(place, people, level=level, dry_run=True, **options)
        return status, report["rows"][1]

    def assert_refused(self, place, level, unit, *words):
        status, row = self.try_unit(place, level, unit)
        self.assertEqual((status, row["outcome"]), (1, "error"), unit)
        (issue,) = row["issues"]
        self.assertEqual(
            (issue["column"], issue["code"]), ("选区（选举单位）", "unit_cannot_elect")
        )
        for word in (unit, "选举法第三条", "请", *words):
            self.assertIn(word, issue["detail"])

    def assert_taken(self, place, level, unit, *found):
        status, row = self.try_unit(place, level, unit)
        self.assertEqual((status, [i["code"] for i in row["issues"]]), (0, list(found)), unit)

    def unit_of(self, place, level, unit):
        """Import one row with the unit and return the unit."""
        import_people(place, [{"name": "李秋禾", "constituency": unit}], level=level)
        return Mandate.objects.get().unit

    def test_towns_elect_nobody_above_their_county(self):
        for level in ("city", "provincial", "national"):
            with self.subTest(level=level):
                self.assert_refused(self.city, level, "柳湾镇", "不能选举")

    def test_only_provinces_elect_to_the_nations_congress(self):
        self.assert_refused(self.city, "national", "云岭市", "省、自治区、直辖市")
        self.assert_refused(self.city, "national", "望溪县")
        self.assert_taken(self.city, "national", "青澜省")

    def test_special_regions_and_the_army_elect_to_the_nations_congress(self):
        DivisionFactory(name="香港特别行政区", kind=Kind.SPECIAL_REGION)
        for unit in ("香港特别行政区", "台湾省", "中国人民解放军", "武警部队"):
            with self.subTest(unit=unit):
                self.assert_taken(self.city, "national", unit)

    def test_county_of_a_prefecture_elects_to_it_and_not_past_it(self):
        self.assert_refused(self.city, "provincial", "望溪县", "下一级")
        self.assert_taken(self.city, "city", "望溪县")
        self.assert_taken(self.city, "provincial", "云岭市")

    def test_county_straight_under_the_province_elects_to_it(self):
        self.assert_taken(self.province, "provincial", "源口市")
        self.assert_refused(self.city, "city", "源口市", "不在云岭市")

    def test_county_under_an_area_without_a_congress_elects_to_the_next_that_has_one(self):
        self.assert_taken(self.city, "city", "北原市")

    def test_county_under_an_area_may_elect_past_its_governor_as_the_data_says(self):
        self.assert_taken(self.city, "provincial", "北原市")

    def test_area_without_a_congress_groups_counties_that_elect_to_its_governor(self):
        self.assert_taken(self.city, "city", "北原地区", "electors_unknown")

        unit = self.unit_of(self.city, "city", "北原地区")
        self.assertIsNone(unit.electing_congress)
        self.assertEqual(unit.areas.get().division, self.area)

    def test_area_without_a_congress_elects_nobody_elsewhere(self):
        self.assert_refused(self.other, "city", "北原地区", "不设人民代表大会", "县、市、区、旗")

    def test_area_without_a_congress_groups_counties_that_elect_to_the_province(self):
        self.assert_taken(self.province, "provincial", "北原地区", "electors_unknown")

        unit = self.unit_of(self.province, "provincial", "北原地区")
        self.assertIsNone(unit.electing_congress)
        self.assertEqual(unit.areas.get().division, self.area)

    def test_another_prefecture_and_its_counties_elect_nobody_here(self):
        for unit in ("白沙市", "临河县"):
            with self.subTest(unit=unit):
                self.assert_refused(self.city, "city", unit, "不在云岭市")

    def test_what_stands_above_elects_nobody_below(self):
        self.assert_refused(self.city, "city", "青澜省", "之上")

    def test_streets_and_villages_elect_nobody(self):
        DivisionFactory(parent=self.town)
        for unit in ("北岸街道", "东湾村"):
            with self.subTest(unit=unit):
                self.assert_refused(self.city, "city", unit, "不设人民代表大会")

    def test_districts_of_a_county_are_no_places_outside_it(self):
        for unit in ("云岭市", "青澜省", "白沙市", "临河县", "枫桥区"):
            with self.subTest(unit=unit):
                self.assert_refused(self.county, "county", unit, "望溪县", "直接选举")

    def test_districts_of_a_town_are_not_its_county(self):
        self.assert_refused(self.town, "township", "望溪县", "柳湾镇", "直接选举")

    def test_districts_may_bear_the_names_of_distant_districts_and_towns(self):
        DivisionFactory(parent=self.other, name="城区", kind=Kind.DISTRICT)
        DivisionFactory(parent=self.foreign, name="城关镇")
        for unit in ("城区", "城关镇", "柳湾镇", "望溪县", "第三选区", "县直机关"):
            with self.subTest(unit=unit):
                self.assert_taken(self.county, "county", unit)

    def test_city_without_districts_is_elected_by_its_voters(self):
        city = DivisionFactory(
            parent=self.province, name="南屏市", kind=Kind.CITY_WITHOUT_DISTRICTS
        )
        DivisionFactory(parent=city, level=4, name="石桥镇")

        self.assert_taken(city, "city", "石桥镇")
        self.assertEqual(self.unit_of(city, "city", "石桥镇").kind, UnitKind.DISTRICT)

    def test_the_stored_congress_says_how_it_is_elected(self):
        Congress.objects.create(division=self.city, election=Election.DIRECT)

        self.assert_taken(self.city, "city", "柳湾镇")

    def test_names_unknown_to_the_table_are_taken_as_they_are(self):
        for unit in ("大鹏新区", "市直机关"):
            with self.subTest(unit=unit):
                self.assert_taken(self.city, "city", unit)

    def test_zone_is_taken_and_its_electors_are_said_to_be_unknown(self):
        DivisionFactory(parent=self.city, name="高新开发区", kind=Kind.DEVELOPMENT_ZONE)

        self.assert_taken(self.city, "city", "高新开发区", "electors_unknown")

    def test_congress_delegation_or_full_name_of_a_place_means_the_place(self):
        for unit in ("望溪县人大", "望溪县人民代表大会", "望溪县代表团", "云岭市望溪县"):
            with self.subTest(unit=unit):
                self.assert_taken(self.city, "city", unit)
        self.assertEqual(
            self.unit_of(self.city, "city", "云岭市望溪县").electing_congress.division, self.county
        )

    def test_congress_delegation_or_full_name_of_a_place_that_cannot_elect_is_refused(self):
        for unit in ("柳湾镇人民代表大会", "临河县代表团", "云岭市柳湾镇"):
            with self.subTest(unit=unit):
                _, row = self.try_unit(self.city, "city", unit)
                self.assertEqual([i["code"] for i in row["issues"]], ["unit_cannot_elect"])

    def test_zone_elsewhere_says_nothing_about_a_zone_here(self):
        DivisionFactory(parent=self.other, name="高新开发区", kind=Kind.DEVELOPMENT_ZONE)

        self.assert_taken(self.city, "city", "高新开发区")

    def test_place_given_by_a_code_is_tried_as_well(self):
        people = [{"name": "李秋禾", "constituency": "", "division_code": self.town.code}]

        status, report = import_people(self.city, people, level="city")

        self.assertEqual((status, codes(report, 2)), (1, {"unit_cannot_elect"}))

    def test_unit_that_staff_have_made_is_used(self):
        unit = ElectoralUnitFactory(
            term__congress__division=self.city, term__number=18, name="柳湾镇",
            kind=UnitKind.ELECTING_UNIT,
        )  # fmt: skip

        self.assert_taken(self.city, "city", "柳湾镇")
        self.assertEqual(self.unit_of(self.city, "city", "柳湾镇"), unit)

    def test_other_rows_of_the_file_are_written(self):
        people = [{"name": "李秋禾", "constituency": "柳湾镇"},
                  {"name": "周岭", "constituency": "望溪县"}]  # fmt: skip

        status, report = import_people(self.city, people, level="city")

        self.assertEqual((status, report["summary"]["created"]), (3, 1))
