"""The electoral chain: whose elections a place takes part in."""

from django.test import TestCase

from divisions.electoral import electoral_chain
from divisions.enums import Kind
from divisions.models import Division
from tests.factories import DivisionFactory


class ChainTests(TestCase):
    def setUp(self):
        self.nation = Division.objects.root()
        self.province = DivisionFactory()
        self.city = DivisionFactory(parent=self.province)
        self.county = DivisionFactory(parent=self.city)

    def test_parents_follow_up_to_the_nation(self):
        self.assertEqual(
            electoral_chain(self.county), [self.county, self.city, self.province, self.nation]
        )

    def test_nation_stands_alone(self):
        self.assertEqual(electoral_chain(self.nation), [self.nation])

    def test_electoral_parent_takes_the_place_of_the_parent(self):
        zone = DivisionFactory(parent=self.city, kind=Kind.DEVELOPMENT_ZONE, name="高新区")
        town = DivisionFactory(parent=zone, electoral_parent=self.county)
        village = DivisionFactory(parent=town)

        self.assertEqual(
            electoral_chain(village),
            [village, town, self.county, self.city, self.province, self.nation],
        )

    def test_electoral_parent_in_another_branch_brings_what_is_above_it(self):
        other = DivisionFactory(parent=self.province, name="白河市")
        county = DivisionFactory(parent=other, name="松坪县")
        town = DivisionFactory(parent=self.county, electoral_parent=county)

        chain = electoral_chain(town)

        self.assertEqual(chain, [town, county, other, self.province, self.nation])

    def test_governor_belongs_to_the_chain_beside_the_parent(self):
        area = DivisionFactory(
            parent=self.province, governed_by=self.city, kind=Kind.PREFECTURE_AREA, name="西陵地区"
        )
        county = DivisionFactory(parent=area, name="长岭县")

        self.assertEqual(
            set(electoral_chain(county)), {county, area, self.city, self.province, self.nation}
        )

    def test_queries_are_two_and_one_more_where_the_chain_leaves_the_path(self):
        with self.assertNumQueries(1):
            electoral_chain(self.county)
        other = DivisionFactory(parent=self.city, name="松坪县")
        town = DivisionFactory(parent=self.county, electoral_parent=other)
        with self.assertNumQueries(2):
            electoral_chain(town)
