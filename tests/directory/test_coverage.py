"""How far stations cover a place and its deputies."""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.coverage import coverage
from directory.enums import ColocationKind
from editing.enums import Role
from tests.factories import (
    AssignmentFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    PostingFactory,
    StationFactory,
    StationKindFactory,
    TermFactory,
)

TODAY = datetime.date(2026, 3, 20)


class CoverageTests(TestCase):
    def setUp(self):
        self.city = DivisionFactory(parent=DivisionFactory())
        self.county = DivisionFactory(parent=self.city, name="望溪县")
        self.towns = [DivisionFactory(parent=self.county, name=name) for name in ("甲镇", "乙镇")]
        self.term = TermFactory(congress__division=self.county)

    def seat(self, division, **values):
        return MandateFactory(
            unit=ElectoralUnitFactory(term=self.term, division=division), **values
        )  # fmt: skip

    def rows(self, place=None):
        rows, whole = coverage(place or self.city, TODAY)
        return {row.name: row for row in rows}, whole

    def test_stations_count_by_kind_where_they_stand(self):
        kind = StationKindFactory(division=self.city, name="会客厅")
        for division in (*self.towns, self.city):
            StationFactory(division=division, kind=kind)
        StationFactory(division=self.county, live=False)
        StationFactory(division=self.county, closed_on=TODAY - datetime.timedelta(days=1))

        rows, whole = self.rows()

        self.assertEqual((rows["望溪县"].stations, rows["云岭市本级"].stations), (2, 1))
        self.assertEqual(whole.kinds, {"会客厅": 3})
        self.assertEqual([row.stations for row in self.rows(self.county)[0].values()], [1, 1])

    def test_a_township_is_covered_by_a_station_in_it_or_by_one_that_serves_it(self):
        village = DivisionFactory(parent=self.towns[0])
        DivisionFactory(parent=self.county, name="丙镇")
        StationFactory(division=village)
        far = StationFactory(division=self.city)
        far.areas.create(division=self.towns[1])
        far.save()

        rows, whole = self.rows()

        self.assertEqual((rows["望溪县"].covered, rows["望溪县"].townships), (2, 3))
        self.assertEqual((whole.covered, whole.townships), (2, 3))
        far.areas.create(division=self.county)
        far.save()
        self.assertEqual(self.rows()[1].covered, 3)

    def test_deputies_in_office_are_posted_or_not(self):
        posted, gone, never = (self.seat(self.county).deputy for _ in range(3))
        self.seat(self.towns[0], live=False)
        station = StationFactory(division=self.county)
        PostingFactory(deputy=posted, station=station)
        PostingFactory(
            deputy=gone, station=station, ends_on=TODAY - datetime.timedelta(days=1)
        )  # fmt: skip
        PostingFactory(deputy=never, station=station, live=False)

        row = self.rows()[0]["望溪县"]

        self.assertEqual((row.deputies, row.posted, row.posted_share), (3, 1, "33%"))
        self.assertEqual(row.per_station, "1.0")

    def test_nobody_and_nothing_have_no_share(self):
        whole = self.rows()[1]

        self.assertEqual((whole.posted_share, whole.per_station), ("无", "无"))

    def test_legislative_contact_points_count_and_others_do_not(self):
        station = StationFactory(division=self.towns[0])
        station.colocations.create(kind=ColocationKind.LEGISLATION)
        station.colocations.create(kind=ColocationKind.BUDGET)
        station.save()

        self.assertEqual(self.rows()[0]["望溪县"].contact_points, 1)

    def test_the_page_is_of_ones_own_places_in_a_fixed_number_of_queries(self):
        office = AssignmentFactory(division=self.county, role=Role.OFFICE).user
        foreign = DivisionFactory(parent=self.city, name="松坪县")
        self.client.force_login(office)
        url = reverse("station_coverage")
        counts = []
        for extra in (0, 6):
            for _ in range(extra):
                town = DivisionFactory(parent=self.county)
                PostingFactory(
                    deputy=self.seat(town).deputy, station=StationFactory(division=town)
                )  # fmt: skip
            with CaptureQueriesContext(connection) as queries:
                page = self.client.get(url)
            counts.append(len(queries))

        self.assertContains(page, "甲镇")
        self.assertEqual(counts[0], counts[1])
        self.assertContains(self.client.get(url, {"place": self.towns[0].pk}), "甲镇，")
        self.assertNotContains(self.client.get(url, {"place": foreign.pk}), "松坪县")
