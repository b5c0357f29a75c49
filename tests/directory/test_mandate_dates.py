"""When a mandate is in force: the query and the object say the same, and the edges are right."""

import datetime

from django.core.exceptions import ValidationError
from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from directory.enums import EndGround, MandateStatus
from directory.models import Mandate
from tests.factories import CongressFactory, DivisionFactory, MandateFactory, TermFactory

FIRST, LAST = datetime.date(2021, 12, 21), datetime.date(2026, 12, 20)
ONE_DAY = datetime.timedelta(days=1)
days = st.none() | st.dates(datetime.date(2020, 1, 1), datetime.date(2020, 1, 9))


def spans():
    """Two days in order, either of them perhaps unknown."""
    return st.tuples(days, days).filter(lambda span: None in span or span[0] <= span[1])


class AgreementTests(PropertyTestCase):
    @settings(max_examples=60, deadline=None)
    @given(spans(), spans(), st.sampled_from(MandateStatus), st.dates(
        datetime.date(2019, 12, 31), datetime.date(2020, 1, 10)
    ))  # fmt: skip
    def test_query_and_object_agree_on_every_day(self, term, own, status, on):
        mandate = MandateFactory(
            unit__term__starts_on=term[0], unit__term__ends_on=term[1],
            starts_on=own[0], ends_on=own[1], status=status,
        )  # fmt: skip

        found = Mandate.objects.serving(on).filter(pk=mandate.pk).exists()

        self.assertEqual(found, mandate.is_serving(on))


class EdgeTests(TestCase):
    def serving(self, on, **own):
        mandate = MandateFactory(unit__term__starts_on=FIRST, unit__term__ends_on=LAST, **own)
        return mandate.is_serving(on)

    def test_term_bounds_the_mandate_both_days_included(self):
        for on, expected in (
            (FIRST - ONE_DAY, False), (FIRST, True), (LAST, True), (LAST + ONE_DAY, False),
        ):  # fmt: skip
            with self.subTest(on=on):
                self.assertEqual(self.serving(on), expected)

    def test_by_election_starts_on_the_day_of_confirmation(self):
        confirmed = datetime.date(2024, 3, 15)

        for on, expected in ((confirmed - ONE_DAY, False), (confirmed, True)):
            with self.subTest(on=on):
                self.assertEqual(self.serving(on, starts_on=confirmed), expected)

    def test_last_day_is_still_in_office(self):
        ended = {"ends_on": datetime.date(2024, 3, 15), "status": MandateStatus.ENDED}

        for on, expected in ((ended["ends_on"], True), (ended["ends_on"] + ONE_DAY, False)):
            with self.subTest(on=on):
                self.assertEqual(self.serving(on, **ended), expected)

    def test_ended_on_an_unknown_day_is_not_in_office(self):
        self.assertFalse(self.serving(FIRST, status=MandateStatus.ENDED))

    def test_suspended_is_in_office_but_does_not_answer(self):
        mandate = MandateFactory(status=MandateStatus.SUSPENDED)

        self.assertTrue(mandate.is_serving())
        self.assertFalse(Mandate.objects.answering().filter(pk=mandate.pk).exists())


class CleanTests(TestCase):
    def setUp(self):
        self.mandate = MandateFactory(unit__term__starts_on=FIRST, unit__term__ends_on=LAST)

    def errors(self, **values):
        for name, value in values.items():
            setattr(self.mandate, name, value)
        with self.assertRaises(ValidationError) as refused:
            self.mandate.full_clean()
        return set(refused.exception.message_dict)

    def test_own_dates_lie_within_the_term(self):
        self.assertEqual(self.errors(starts_on=FIRST - ONE_DAY), {"starts_on"})
        self.assertEqual(self.errors(starts_on=None, ends_on=LAST + ONE_DAY), {"ends_on"})

    def test_own_dates_may_be_the_terms(self):
        self.mandate.starts_on, self.mandate.ends_on = FIRST, LAST

        self.mandate.full_clean()

    def test_end_lies_not_before_the_start(self):
        start = datetime.date(2024, 1, 2)

        self.assertIn("__all__", self.errors(starts_on=start, ends_on=start - ONE_DAY))

    def test_own_start_lies_not_after_the_term(self):
        self.assertEqual(self.errors(starts_on=LAST + ONE_DAY), {"starts_on"})

    def test_a_by_election_names_its_day(self):
        self.assertEqual(self.errors(is_by_election=True), {"starts_on"})

        self.mandate.starts_on = datetime.date(2024, 3, 15)
        self.mandate.full_clean()

    def test_a_by_election_long_ago_may_have_lost_its_day(self):
        self.mandate.is_by_election, self.mandate.status = True, MandateStatus.ENDED
        self.mandate.ends_on = datetime.date(2024, 3, 15)

        self.mandate.full_clean()

        self.assertIsNone(self.mandate.since)

    def test_days_of_a_suspension_agree_with_the_status(self):
        day = datetime.date(2024, 5, 9)
        suspended = {"status": MandateStatus.SUSPENDED, "suspended_on": day}

        self.assertEqual(self.errors(suspended_on=None, suspension="第三号"), {"suspended_on"})
        self.assertEqual(
            self.errors(suspended_on=day, resumed_on=day - ONE_DAY, suspension=""), {"resumed_on"}
        )
        self.assertEqual(self.errors(**suspended, resumed_on=day), {"status"})
        self.assertEqual(self.errors(status=MandateStatus.SERVING, resumed_on=None), {"resumed_on"})

        self.mandate.resumed_on = day
        self.mandate.full_clean()

    def test_an_announcement_is_of_an_ending_and_has_a_day(self):
        day = datetime.date(2024, 5, 9)
        ended = {"status": MandateStatus.ENDED, "ends_on": day, "end_ground": EndGround.RESIGNED}
        url = "https://example.org/3"

        self.assertEqual(self.errors(announced_on=day), {"status"})
        self.assertEqual(self.errors(**ended, announced_on=day - ONE_DAY), {"announced_on"})
        for said in ({"announcement": "第三号"}, {"announcement_url": url}):
            with self.subTest(said=said):
                self.assertEqual(self.errors(announced_on=None, **said), {"announced_on"})
        self.assertEqual(
            self.errors(announced_on=day, end_ground=EndGround.TERM_ENDED), {"end_ground"}
        )
        self.assertEqual(
            self.errors(end_ground=EndGround.RESIGNED, announcement_url="javascript:alert(1)"),
            {"announcement_url"},
        )
        self.mandate.announcement_url = url
        self.mandate.full_clean()

    def test_ended_mandate_says_when_or_why(self):
        self.assertEqual(self.errors(status=MandateStatus.ENDED), {"ends_on"})

        self.mandate.end_ground = EndGround.DIED
        self.mandate.full_clean()

    def test_ground_needs_an_ended_mandate(self):
        self.assertIn("__all__", self.errors(end_ground=EndGround.DIED))

    def test_nobody_moves_away_from_the_nation(self):
        nation = CongressFactory(division=DivisionFactory().parent)
        mandate = MandateFactory(unit__term=TermFactory(congress=nation))
        mandate.status, mandate.end_ground = MandateStatus.ENDED, EndGround.MOVED_AWAY

        with self.assertRaises(ValidationError) as refused:
            mandate.full_clean()

        self.assertEqual(set(refused.exception.message_dict), {"end_ground"})


class UnrelatedPlacesTests(TestCase):
    """选举法 第四十八条."""

    def setUp(self):
        self.city = DivisionFactory(parent=DivisionFactory())
        self.county = DivisionFactory(parent=self.city)
        self.held = self.seat(self.county)

    def seat(self, place, **more):
        return MandateFactory(unit__term__congress__division=place, **more)

    def clashes(self, place):
        mandate = self.seat(place, deputy=self.held.deputy)
        try:
            mandate.full_clean()
        except ValidationError as refused:
            return "deputy" in refused.message_dict
        return False

    def test_two_counties_clash(self):
        self.assertTrue(self.clashes(DivisionFactory(parent=self.city, name="松坪县")))

    def test_county_and_the_city_above_it_do_not(self):
        self.assertFalse(self.clashes(self.city))

    def test_seat_that_is_over_or_a_draft_does_not_count(self):
        for number, changes in enumerate((
            {"status": MandateStatus.ENDED, "ends_on": datetime.date(2023, 1, 1)},
            {"live": False, "status": MandateStatus.SERVING, "ends_on": None},
        )):  # fmt: skip
            Mandate.objects.filter(pk=self.held.pk).update(**changes)
            other = DivisionFactory(parent=self.city, name=f"松坪{number}县")
            with self.subTest(changes=changes):
                self.assertFalse(self.clashes(other))
                Mandate.objects.exclude(pk=self.held.pk).delete()
