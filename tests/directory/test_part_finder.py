"""Places are found by the parts that electoral units cover."""

import datetime

from django.test import TestCase
from django.urls import reverse

from directory.enums import UnitKind
from directory.models import ElectoralUnit, ElectoralUnitArea, Term
from directory.part_finder import find_parts
from tests.factories import DivisionFactory, ElectoralUnitFactory

_LONG_AGO = datetime.date(2020, 1, 1)


class PartTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        cls.town = DivisionFactory(parent=county)
        cls.village = DivisionFactory(parent=cls.town)
        cls.unit = ElectoralUnitFactory(term__congress__division=county, term__starts_on=None)
        for part in ("三组", "阳光小区", ""):
            ElectoralUnitArea.objects.create(unit=cls.unit, division=cls.village, part=part)

    def found(self, text):
        return [(place.name, part) for place, part in find_parts(text, 20)]

    def test_a_part_is_found_alone_and_behind_its_place(self):
        for text in ("阳光小区", "光小区", "东湾村阳光小区", "东湾村 阳光小区"):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), [("东湾村", "阳光小区")])

    def test_what_is_too_short_or_may_be_a_persons_name_is_not_searched(self):
        for text in ("组", "阳光", "阳光小"):
            with self.subTest(text=text), self.assertNumQueries(0):
                self.assertEqual(self.found(text), [])

    def test_the_same_part_in_two_units_is_one_place(self):
        other = ElectoralUnitFactory(term=self.unit.term)
        ElectoralUnitArea.objects.create(unit=other, division=self.village, part="三组")

        self.assertEqual(self.found("三组"), [("东湾村", "三组")])

    def test_drafts_soldiers_and_terms_past_are_not_searched(self):
        for change in (
            lambda: ElectoralUnit.objects.update(live=False),
            lambda: ElectoralUnit.objects.update(live=True, kind=UnitKind.ARMED_FORCES),
            lambda: Term.objects.update(ends_on=_LONG_AGO),
        ):
            change()
            self.assertEqual(self.found("三组"), [])
            ElectoralUnit.objects.update(live=True, kind=UnitKind.DISTRICT)

    def test_pages_find_the_place_by_its_part(self):
        for address in (reverse("divisions:find"), reverse("home:search")):
            with self.subTest(address=address):
                page = self.client.get(address, {"q": "东湾村三组"})
                self.assertContains(page, "东湾村三组")
                self.assertContains(page, f'href="{self.village.get_absolute_url()}"')

    def test_places_of_the_name_come_first_and_alone(self):
        DivisionFactory(parent=self.town, name="阳光村")

        page = self.client.get(reverse("divisions:find"), {"q": "阳光"})

        self.assertEqual([hit.name for hit in page.context["hits"]], ["阳光村"])
