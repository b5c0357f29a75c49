"""What the records of the directory refuse: what cannot be."""

import datetime

from django.core.exceptions import ValidationError
from django.test import TestCase

from directory.enums import Election, MandateStatus, UnitKind
from tests.factories import (
    CongressFactory,
    DelegationFactory,
    DeputyFactory,
    DeputyGroupFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    GroupMembershipFactory,
    HandlingUnitFactory,
    MandateFactory,
    OrganFactory,
    PostingFactory,
    ReceptionDayFactory,
    StationFactory,
    TermFactory,
    VacancyFactory,
)

DAY = datetime.date(2026, 11, 20)


class PlausibilityTests(TestCase):
    def assert_refused(self, record, field):
        with self.assertRaises(ValidationError) as caught:
            record.full_clean()
        self.assertEqual(list(caught.exception.message_dict), [field])

    def test_nothing_stands_below_itself(self):
        for factory in (OrganFactory, StationFactory, HandlingUnitFactory):
            top = factory()
            middle = factory(division=top.division, parent=top)
            top.parent = factory(division=top.division, parent=middle)
            with self.subTest(factory=factory.__name__):
                self.assert_refused(top, "parent")

    def test_a_circle_that_is_stored_already_is_no_endless_walk(self):
        one = OrganFactory()
        other = OrganFactory(division=one.division, parent=one)
        type(one).objects.filter(pk=one.pk).update(parent=other)

        OrganFactory.build(
            division=one.division, congress=one.congress, parent=other, term=None
        ).clean()

    def test_a_delegation_is_one_of_the_mandates_own_term(self):
        mandate = MandateFactory()
        next_term = TermFactory(congress=mandate.term.congress, number=mandate.term.number + 1)
        mandate.delegation = DelegationFactory(term=next_term)

        self.assert_refused(mandate, "delegation")

    def test_a_district_elects_one_to_three(self):
        unit = ElectoralUnitFactory(term__congress=CongressFactory(election=Election.DIRECT))
        for seats, is_good in [(0, False), (1, True), (3, True), (4, False), (None, True)]:
            unit.seats = seats
            with self.subTest(seats=seats):
                if is_good:
                    unit.full_clean()
                else:
                    self.assert_refused(unit, "seats")

    def test_no_more_seats_are_vacant_than_there_are(self):
        vacancy = VacancyFactory(unit=ElectoralUnitFactory(kind=UnitKind.DISTRICT, seats=2))
        for seats in (0, 3):
            vacancy.seats = seats
            self.assert_refused(vacancy, "seats")

    def test_a_vacancy_is_filled_after_it_arose(self):
        vacancy = VacancyFactory(since=DAY, filled_on=DAY - datetime.timedelta(1))

        self.assert_refused(vacancy, "filled_on")

    def test_whoever_may_not_be_asked_is_not_on_duty(self):
        day = ReceptionDayFactory(date=DAY)
        nobody = DeputyFactory()
        suspended = MandateFactory(status=MandateStatus.SUSPENDED).deputy
        former = MandateFactory(
            status=MandateStatus.ENDED, ends_on=DAY - datetime.timedelta(1)
        ).deputy
        for deputy in (nobody, suspended, former):
            with self.assertRaises(ValidationError):
                day.shifts.model(day=day, deputy=deputy).full_clean()

        day.shifts.model(day=day, deputy=MandateFactory().deputy).full_clean()

    def test_a_unit_stays_in_its_term_once_it_has_elected_somebody(self):
        congress = CongressFactory(election=Election.DIRECT)
        unit = MandateFactory(unit__term__congress=congress).unit
        unit.term = TermFactory(congress=unit.term.congress, number=unit.term.number + 1)

        self.assert_refused(unit, "term")


class MoveTests(TestCase):
    """A record takes along what belongs to it (归属随之改变)."""

    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.town = DivisionFactory(parent=self.county)

    def assert_follows(self, owner, *followers):
        owner.division = self.town
        owner.save()

        for record in followers:
            record.refresh_from_db()
            self.assertEqual(record.division, self.town)
            self.assertEqual(record.division_path, self.town.path)

    def test_postings_and_reception_days_follow_their_station(self):
        station = StationFactory(division=self.county)

        self.assert_follows(
            station, PostingFactory(station=station), ReceptionDayFactory(station=station)
        )

    def test_members_follow_their_group(self):
        group = DeputyGroupFactory(division=self.county)

        self.assert_follows(group, GroupMembershipFactory(group=group))

    def test_mandates_and_vacancies_follow_their_unit(self):
        unit = ElectoralUnitFactory(term__congress__division=self.county)

        self.assert_follows(unit, MandateFactory(unit=unit), VacancyFactory(unit=unit))

    def test_a_draft_of_a_move_moves_nothing(self):
        station = StationFactory(division=self.county)
        posting = PostingFactory(station=station)
        station.division = self.town

        station.save_revision()

        posting.refresh_from_db()
        self.assertEqual(posting.division, self.county)
