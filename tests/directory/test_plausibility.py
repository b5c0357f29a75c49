"""What the records of the directory refuse: what cannot be."""

import datetime

from django.core.exceptions import ValidationError
from django.test import TestCase

from directory.enums import Election, MandateStatus, UnitKind
from tests.factories import (
    CongressFactory,
    DelegationFactory,
    DeputyFactory,
    ElectoralUnitFactory,
    HandlingUnitFactory,
    MandateFactory,
    OrganFactory,
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
