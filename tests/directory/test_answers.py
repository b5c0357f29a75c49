"""Who answers for a place: the rules, on an invented prefecture."""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from directory.answers import REGISTRATION_NOTE, who_answers
from directory.enums import Election, EndGround, MandateStatus, UnitBasis, UnitKind
from directory.models import Congress, ElectoralUnitArea
from divisions.enums import Kind
from divisions.models import Division
from tests.factories import (
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
)

TODAY = datetime.date(2024, 6, 1)


class Prefecture(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.nation = Division.objects.root()
        cls.province = DivisionFactory()
        cls.city = DivisionFactory(parent=cls.province)
        cls.county = DivisionFactory(parent=cls.city)
        cls.town = DivisionFactory(parent=cls.county)
        cls.village = DivisionFactory(parent=cls.town)
        cls.terms = {
            place: TermFactory(congress=CongressFactory(division=place))
            for place in (cls.nation, cls.province, cls.city, cls.county, cls.town)
        }

    def seat(self, person, term_of, *areas, on_term=None, deputy=None, **unit):
        """A mandate of the congress of ``term_of``; areas are places or (place, part)."""
        elected = ElectoralUnitFactory(term=on_term or self.terms[term_of], **unit)
        for area in areas:
            place, part = area if isinstance(area, tuple) else (area, "")
            ElectoralUnitArea.objects.create(unit=elected, division=place, part=part)
        return MandateFactory(
            unit=elected, deputy=DeputyFactory(name=person, division=term_of, **deputy or {})
        )

    def elected_by(self, person, term_of, place, **more):
        """A mandate that the congress of ``place`` has filled."""
        electing = Congress.objects.get(division=place)
        return self.seat(
            person, term_of, kind=UnitKind.ELECTING_UNIT, name=f"{place.name}{person}",
            electing_congress=electing, **more,
        )  # fmt: skip

    def tier(self, place, of, on=TODAY):
        return next(t for t in who_answers(place, on=on).tiers if t.division == of)

    def names(self, place, of, on=TODAY):
        return [answer.name for answer in self.tier(place, of, on).answers]


class AbolishedAboveTests(Prefecture):
    """A village stays where it is when the township above it is abolished."""

    def abolish(self, place, *successors):
        place.valid_until = datetime.date(2024, 5, 31)
        place.save()
        place.succeeded_by.set(successors)

    def test_an_abolished_township_has_no_congress_any_more_and_that_is_said(self):
        self.seat("李秋禾", self.town, self.village)
        self.abolish(self.town)

        found = who_answers(self.village, on=TODAY)

        self.assertNotIn(self.town, [tier.division for tier in found.tiers])
        self.assertIn(f"{self.town.name}存在到 2024 年 5 月 31 日。", found.notes)
        self.assertIn(self.county, [tier.division for tier in found.tiers])

    def test_on_its_last_day_it_still_answers(self):
        self.seat("李秋禾", self.town, self.village)
        self.abolish(self.town)

        self.assertEqual(
            self.names(self.village, self.town, on=datetime.date(2024, 5, 31)), ["李秋禾"]
        )

    def test_what_has_taken_it_over_answers(self):
        other = DivisionFactory(parent=self.county, name="石桥镇")
        self.terms[other] = TermFactory(congress=CongressFactory(division=other))
        self.seat("李秋禾", other, self.village)
        self.abolish(self.town, other)

        self.assertEqual(self.names(self.village, other), ["李秋禾"])
        self.assertIn("并入石桥镇", who_answers(self.village, on=TODAY).notes[0])

    def test_a_county_unit_drawn_by_the_abolished_township_still_answers(self):
        self.seat("李秋禾", self.county, self.town)
        self.abolish(self.town)

        self.assertEqual(self.names(self.village, self.county), ["李秋禾"])


class DirectTests(Prefecture):
    def test_unit_that_covers_the_place_answers(self):
        self.seat("李秋禾", self.town, self.village)

        answer = self.tier(self.village, self.town).answers[0]

        self.assertEqual((answer.name, answer.part), ("李秋禾", ""))
        self.assertRegex(answer.reason, "^由第.+选区选民选举$")

    def test_unit_that_covers_what_lies_above_answers(self):
        self.seat("李秋禾", self.county, self.town)

        self.assertEqual(self.names(self.village, self.county), ["李秋禾"])

    def test_unit_of_another_place_does_not_answer(self):
        self.seat("李秋禾", self.county, DivisionFactory(parent=self.county, name="石桥镇"))

        self.assertEqual(self.names(self.village, self.county), [])

    def test_unit_of_a_part_of_the_place_names_the_part(self):
        self.seat("李秋禾", self.town, (self.village, "三组"))

        self.assertEqual(self.tier(self.village, self.town).answers[0].part, "三组")

    def test_unit_of_a_part_of_what_lies_above_names_place_and_part(self):
        self.seat("李秋禾", self.county, (self.town, "东片"))

        self.assertEqual(self.tier(self.village, self.county).answers[0].part, "柳湾镇东片")

    def test_units_of_places_below_name_them(self):
        west = DivisionFactory(parent=self.town, name="西湾村")
        self.seat("李秋禾", self.county, self.village, (west, "一组"))

        self.assertEqual(self.tier(self.town, self.county).answers[0].part, "东湾村、西湾村一组")

    def test_who_covers_the_whole_place_comes_first(self):
        self.seat("周岭", self.town, (self.village, "三组"), number=1)
        self.seat("李秋禾", self.town, self.village, number=2)

        self.assertEqual(self.names(self.village, self.town), ["李秋禾", "周岭"])

    def test_units_without_areas_stand_apart(self):
        self.seat("李秋禾", self.county)

        tier = self.tier(self.village, self.county)

        self.assertEqual(tier.answers, [])
        self.assertEqual([a.reason for a in tier.unmapped], ["选区范围未录入"])

    def test_workplaces_stand_apart_and_never_answer_for_a_place(self):
        self.seat("李秋禾", self.county, (self.village, "县第一中学"), basis=UnitBasis.WORKPLACE)

        tier = self.tier(self.village, self.county)

        self.assertEqual((tier.answers, tier.unmapped), ([], []))
        self.assertEqual(
            [(a.name, a.part, a.reason) for a in tier.workplace],
            [("李秋禾", "县第一中学", "按单位划分的选区")],
        )

    def test_armed_forces_are_never_listed(self):
        self.seat("李秋禾", self.county, self.village, kind=UnitKind.ARMED_FORCES)

        tier = self.tier(self.village, self.county)

        self.assertEqual((tier.answers, tier.unmapped, tier.workplace), ([], [], []))

    def test_correction_of_the_election_counts(self):
        congress = self.terms[self.city].congress
        congress.election = Election.DIRECT
        congress.save()
        self.seat("李秋禾", self.city, self.county)

        self.assertEqual(self.names(self.village, self.city), ["李秋禾"])


class IndirectTests(Prefecture):
    def test_deputies_whom_a_congress_on_the_chain_elects_answer(self):
        self.elected_by("李秋禾", self.city, self.county)
        other = DivisionFactory(parent=self.city, name="松坪县")
        CongressFactory(division=other)
        self.elected_by("周岭", self.city, other)

        answer = self.tier(self.village, self.city).answers[0]

        self.assertEqual(self.names(self.village, self.city), ["李秋禾"])
        self.assertEqual(answer.reason, "由望溪县人民代表大会选举")

    def test_page_of_the_city_itself_names_who_elected_each(self):
        self.elected_by("李秋禾", self.city, self.county)

        answer = self.tier(self.city, self.city).answers[0]

        self.assertEqual((answer.name, answer.part), ("李秋禾", "望溪县"))

    def test_unknown_electing_congress_is_said_and_never_inferred(self):
        self.seat("李秋禾", self.city, self.county, kind=UnitKind.ELECTING_UNIT)
        self.seat("周岭", self.city, kind=UnitKind.ELECTING_UNIT)

        tier = self.tier(self.village, self.city)

        self.assertEqual(tier.answers, [])
        self.assertEqual([a.name for a in tier.unmapped], ["李秋禾", "周岭"])
        self.assertEqual({a.reason for a in tier.unmapped}, {"选举的人大未录入"})

    def test_provincial_deputies_elected_by_the_city_are_named_the_near_ones_first(self):
        self.elected_by("周岭", self.province, self.city)
        self.elected_by("李秋禾", self.province, self.city, deputy={"work_place": self.county})

        self.assertEqual(self.names(self.village, self.province), ["李秋禾", "周岭"])

    def test_national_deputies_are_folded_with_their_count_but_for_the_near_ones(self):
        self.elected_by("周岭", self.nation, self.province)
        self.elected_by("吴江", self.nation, self.province)
        self.elected_by("李秋禾", self.nation, self.province, deputy={"residence": self.town})

        tier = self.tier(self.village, self.nation)

        self.assertEqual([a.name for a in tier.answers], ["李秋禾"])
        self.assertEqual(tier.folded_count, 2)
        self.assertEqual(tier.note, "由青澜省人民代表大会选举")
        self.assertIn(f"division={self.province.public_code}", tier.folded_url)
        self.assertIn("level=national", tier.folded_url)

    def test_unknown_election_at_the_nation_is_counted_and_said(self):
        self.seat("周岭", self.nation, kind=UnitKind.ELECTING_UNIT)

        tier = self.tier(self.village, self.nation)

        self.assertEqual((tier.folded_count, tier.note), (1, "1 位选举的人大未录入"))

    def test_page_of_the_province_folds_its_own_deputies(self):
        self.elected_by("周岭", self.province, self.city)

        tier = self.tier(self.province, self.province)

        self.assertEqual((tier.answers, tier.folded_count), ([], 1))

    def test_congress_that_is_not_on_the_chain_gets_a_tier_of_its_own(self):
        governor = DivisionFactory(parent=self.province, name="白河州")
        term = TermFactory(congress=CongressFactory(division=governor))
        self.elected_by("李秋禾", governor, self.county, on_term=term)

        tier = self.tier(self.village, governor)

        self.assertEqual([a.name for a in tier.answers], ["李秋禾"])

    def test_soldiers_of_a_city_are_never_listed(self):
        self.seat("周岭", self.city, self.county, kind=UnitKind.ARMED_FORCES)

        tier = self.tier(self.village, self.city)

        self.assertEqual((tier.answers, tier.unmapped, tier.folded_count), ([], [], 0))


class TimeTests(Prefecture):
    def test_first_and_last_day_count_and_the_days_around_do_not(self):
        mandate = self.seat("李秋禾", self.town, self.village)
        mandate.starts_on, mandate.ends_on = datetime.date(2023, 3, 1), datetime.date(2024, 2, 29)
        mandate.status, mandate.end_ground = MandateStatus.ENDED, EndGround.RESIGNED
        mandate.save()

        for day, serving in (
            (datetime.date(2023, 2, 28), False),
            (datetime.date(2023, 3, 1), True),
            (datetime.date(2024, 2, 29), True),
            (datetime.date(2024, 3, 1), False),
        ):
            with self.subTest(day=day):
                self.assertEqual(bool(self.names(self.village, self.town, day)), serving)

    def test_suspended_deputy_is_not_to_be_asked(self):
        mandate = self.seat("李秋禾", self.town, self.village)
        mandate.status = MandateStatus.SUSPENDED
        mandate.save()

        self.assertEqual(self.names(self.village, self.town), [])

    def test_drafts_are_not_named(self):
        mandate = self.seat("李秋禾", self.town, self.village)
        self.seat("周岭", self.town, self.village, deputy={"live": False})
        mandate.live = False
        mandate.save()

        self.assertEqual(self.names(self.village, self.town), [])


class ShapeTests(Prefecture):
    def test_tiers_stand_from_the_lowest_level_up(self):
        tiers = who_answers(self.village, on=TODAY).tiers

        self.assertEqual(
            [tier.level.value for tier in tiers],
            ["township", "county", "city", "provincial", "national"],
        )
        self.assertEqual(tiers[1].label, "望溪县人大代表")

    def test_level_whose_congress_is_not_entered_has_a_tier_without_one(self):
        county = DivisionFactory(parent=self.city, name="松坪县")

        tier = self.tier(county, county)

        self.assertEqual((tier.congress, tier.answers), (None, []))
        self.assertEqual(tier.label, "松坪县人大代表")

    def test_every_answer_reminds_of_the_register_of_voters(self):
        self.assertEqual(who_answers(self.village).notes, [REGISTRATION_NOTE])

    def test_zone_is_no_congress_and_its_districts_are_unknown(self):
        zone = DivisionFactory(parent=self.city, name="高新园", kind=Kind.DEVELOPMENT_ZONE)
        town = DivisionFactory(parent=zone, name="新桥镇")

        found = who_answers(town)

        self.assertIn("高新园是开发区，开发区不设人民代表大会，县级选区未录入。", found.notes)
        self.assertNotIn("county", [tier.level.value for tier in found.tiers])

    def test_town_of_a_zone_votes_where_its_electoral_parent_is(self):
        zone = DivisionFactory(parent=self.city, name="高新园", kind=Kind.DEVELOPMENT_ZONE)
        town = DivisionFactory(parent=zone, name="新桥镇", electoral_parent=self.county)
        self.seat("李秋禾", self.county, town)
        self.elected_by("周岭", self.city, self.county)

        self.assertEqual(self.names(town, self.county), ["李秋禾"])
        self.assertEqual(self.names(town, self.city), ["周岭"])
        self.assertNotIn("县级选区未录入", "".join(who_answers(town).notes))

    def test_queries_are_few_and_do_not_grow(self):
        def count():
            with CaptureQueriesContext(connection) as queries:
                who_answers(self.village, on=TODAY)
            return len(queries)

        self.fill(1)
        few = count()
        self.fill(8)

        self.assertEqual(count(), few)
        self.assertLessEqual(few, 8)

    def test_queries_stay_few_where_the_chain_leaves_the_path(self):
        zone = DivisionFactory(parent=self.city, name="高新园", kind=Kind.DEVELOPMENT_ZONE)
        town = DivisionFactory(parent=zone, name="新桥镇", electoral_parent=self.county)
        self.elected_by("吴江", self.nation, self.province)
        self.seat("李秋禾", self.county, town)

        with CaptureQueriesContext(connection) as queries:
            who_answers(town, on=TODAY)

        self.assertLessEqual(len(queries), 9)

    def fill(self, count):
        for number in range(count):
            suffix = f"{count}之{number}"
            self.seat(f"李{suffix}", self.town, self.village, name=f"甲{suffix}")
            self.seat(f"周{suffix}", self.county, name=f"乙{suffix}")
            self.elected_by(f"吴{suffix}", self.city, self.county)
            self.elected_by(f"郑{suffix}", self.nation, self.province)
