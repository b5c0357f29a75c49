"""A new term begins: who continues, who is new, who leaves; and all of it back."""

import datetime

from django.test import TestCase
from django.urls import reverse

from directory.batches import undo_batch
from directory.enums import EndGround, MandateStatus
from directory.exceptions import TermChangeRefusedError
from directory.models import ImportBatch, Mandate, Term
from directory.term_change import TermChange, change_term, next_term_change
from editing.changes import snapshot
from editing.enums import Role
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
    UserFactory,
)

FIRST_DAY = datetime.date(2026, 12, 20)


class TermChangeTests(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.old = TermFactory(congress__division=self.county, number=17)
        self.new = TermFactory(congress=self.old.congress, number=18, starts_on=None)
        old_unit, new_unit = (ElectoralUnitFactory(term=term) for term in (self.old, self.new))
        people = [
            DeputyFactory(division=self.county, name=n) for n in ("连任人", "离任人", "新任人")
        ]
        self.stays, self.leaves, self.comes = people
        self.seats = [MandateFactory(unit=old_unit, deputy=d) for d in people[:2]]
        for deputy in (self.stays, self.comes):
            MandateFactory(unit=new_unit, deputy=deputy)
        self.user = UserFactory(is_superuser=True)
        self.change = TermChange(self.old, self.new)

    def test_everybody_is_in_one_of_three_groups(self):
        self.assertEqual(list(self.change.continuing), [self.stays])
        self.assertEqual(list(self.change.coming), [self.comes])
        self.assertEqual(list(self.change.leaving), [self.leaves])

    def test_the_old_seats_end_the_day_before_the_first_session(self):
        change_term(change=self.change, first_day=FIRST_DAY, by=self.user)

        for seat in Mandate.objects.filter(term=self.old):
            self.assertEqual(seat.ends_on, datetime.date(2026, 12, 19))
            self.assertEqual(seat.status, MandateStatus.ENDED)
            self.assertEqual(seat.end_ground, EndGround.TERM_ENDED)
        self.new.refresh_from_db()
        self.old.refresh_from_db()
        self.assertEqual(
            (self.old.ends_on, self.new.starts_on), (FIRST_DAY - datetime.timedelta(1), FIRST_DAY)
        )

    def test_who_had_resigned_before_keeps_the_day_and_the_ground(self):
        resigned = MandateFactory(
            unit=self.seats[0].unit, deputy=DeputyFactory(), status=MandateStatus.ENDED,
            ends_on=datetime.date(2024, 5, 1), end_ground=EndGround.RESIGNED,
        )  # fmt: skip

        change_term(change=self.change, first_day=FIRST_DAY, by=self.user)

        resigned.refresh_from_db()
        self.assertEqual(resigned.end_ground, EndGround.RESIGNED)
        self.assertEqual(resigned.ends_on, datetime.date(2024, 5, 1))

    def test_a_seat_that_begins_only_then_is_named_and_nothing_is_written(self):
        late = MandateFactory(
            unit=self.seats[0].unit, deputy=DeputyFactory(name="补选人"), starts_on=FIRST_DAY
        )

        with self.assertRaisesMessage(TermChangeRefusedError, "补选人"):
            change_term(change=self.change, first_day=FIRST_DAY, by=self.user)

        late.refresh_from_db()
        self.assertIsNone(late.ends_on)

    def test_the_new_term_begins_on_the_day_given_whatever_was_noted_before(self):
        Term.objects.filter(pk=self.new.pk).update(starts_on=datetime.date(2027, 1, 5))

        change_term(change=self.change, first_day=FIRST_DAY, by=self.user)

        self.new.refresh_from_db()
        self.assertEqual(self.new.starts_on, FIRST_DAY)

    def test_what_has_changed_once_does_not_change_again(self):
        change_term(change=self.change, first_day=FIRST_DAY, by=self.user)
        again = TermChange(Term.objects.get(pk=self.old.pk), Term.objects.get(pk=self.new.pk))

        for day in (FIRST_DAY, FIRST_DAY + datetime.timedelta(5)):
            with self.assertRaises(TermChangeRefusedError):
                change_term(change=again, first_day=day, by=self.user)

    def test_terms_that_would_not_meet_are_refused(self):
        self.old.ends_on = FIRST_DAY + datetime.timedelta(30)

        with self.assertRaisesMessage(TermChangeRefusedError, "不相接"):
            change_term(change=self.change, first_day=FIRST_DAY, by=self.user)

    def test_undo_brings_the_old_term_back(self):
        records = [*self.seats, self.old, self.new]
        before = [snapshot(record) for record in records]
        batch = change_term(change=self.change, first_day=FIRST_DAY, by=self.user)

        undo_batch(batch=batch, by=self.user)

        self.assertEqual([snapshot(record) for record in records], before)

    def test_a_term_without_people_cannot_begin(self):
        empty = TermFactory(congress=self.old.congress, number=19)

        with self.assertRaises(TermChangeRefusedError):
            change_term(change=TermChange(self.new, empty), first_day=FIRST_DAY, by=self.user)

    def test_terms_of_two_congresses_or_in_the_wrong_order_are_refused(self):
        for old, new in ((self.new, self.old), (TermFactory(number=1), self.new)):
            with self.subTest(old=old), self.assertRaises(TermChangeRefusedError):
                change_term(change=TermChange(old, new), first_day=FIRST_DAY, by=self.user)

    def test_the_term_before_is_the_next_lower_number(self):
        TermFactory(congress=self.old.congress, number=15)

        self.assertEqual(next_term_change(self.new).old, self.old)
        self.assertIsNone(next_term_change(Term.objects.get(number=15)))


class TermChangePageTests(TermChangeTests):
    def page(self, division, role):
        user = UserFactory()
        AssignmentFactory(user=user, division=division, role=role)
        self.client.force_login(user)
        return reverse(Term.snippet_viewset.get_url_name("begin"), args=[self.new.pk])

    def test_the_page_names_the_people_and_does_it(self):
        url = self.page(self.county, Role.OFFICE)

        page = self.client.get(url)
        for name in ("连任人", "离任人", "新任人"):
            self.assertContains(page, name)
        answer = self.client.post(url, {"first_day": "2026-12-20"})

        batch = ImportBatch.objects.get()
        self.assertRedirects(
            answer, reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[batch.pk])
        )
        self.assertFalse(self.change.old.mandates.filter(ends_on=None).exists())

    def test_it_is_closed_to_editors_and_strangers(self):
        for division, role in ((self.county, Role.EDITOR), (DivisionFactory(), Role.OFFICE)):
            with self.subTest(role=role):
                url = self.page(division, role)
                self.assertIn(self.client.get(url).status_code, (302, 403, 404))
                self.client.post(url, {"first_day": "2026-12-20"})
                self.assertTrue(self.old.mandates.filter(ends_on=None).exists())
