"""First term or re-elected (新任、连任): from the term before, the roster, or by hand."""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.batches import undo_batch
from directory.enums import EndGround, MandateStatus, Tenure
from directory.importers.roster_values import read_tenure
from directory.merging import merge_deputies
from directory.models import Deputy, ImportBatch, Mandate
from directory.term_change import TermChange, change_term
from editing.undo import undo
from tests.directory.rosters import import_people
from tests.factories import (
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
    UserFactory,
)

FIRST, AGAIN = Tenure.FIRST_TERM, Tenure.RE_ELECTED


def known(mandate):
    return Mandate.objects.with_tenure().get(pk=mandate.pk).known_tenure


class TwoTerms(TestCase):
    """A county's terms 17 and 18; one deputy sits in both, one in the later alone."""

    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.old = TermFactory(congress__division=self.county, number=17, starts_on=None)
        self.new = TermFactory(congress=self.old.congress, number=18, starts_on=None)
        self.old_unit = ElectoralUnitFactory(term=self.old, name="第一选区")
        self.unit = ElectoralUnitFactory(term=self.new, name="第一选区")
        self.stays = MandateFactory(unit=self.old_unit, deputy__name="连任人").deputy
        self.seat = MandateFactory(unit=self.unit, deputy=self.stays)
        self.newcomer = MandateFactory(unit=self.unit, deputy__name="新任人")


class TenureTests(TwoTerms):
    def test_a_seat_in_the_term_before_makes_re_elected_its_absence_a_newcomer(self):
        self.assertEqual(known(self.seat), AGAIN)
        self.assertEqual(known(self.newcomer), FIRST)

    def test_nobody_knows_of_a_term_before_which_none_is_loaded(self):
        self.assertEqual(known(Mandate.objects.get(term=self.old)), "")

    def test_only_the_very_term_before_counts(self):
        self.new.number = 19
        self.new.save()

        self.assertEqual(known(self.seat), "")

    def test_another_congress_does_not_count(self):
        town = TermFactory(
            congress__division=DivisionFactory(parent=self.county), number=18
        )  # fmt: skip
        seat = MandateFactory(unit=ElectoralUnitFactory(term=town), deputy=self.stays)

        self.assertEqual(known(seat), "")

    def test_a_draft_of_the_term_before_counts_for_nothing(self):
        Mandate.objects.filter(term=self.old).update(live=False)

        self.assertEqual(known(self.seat), "")
        self.assertEqual(known(self.newcomer), "")

    def test_who_left_early_is_still_re_elected_but_not_whose_election_was_invalid(self):
        earlier = Mandate.objects.filter(term=self.old)
        earlier.update(status=MandateStatus.ENDED, end_ground=EndGround.RESIGNED)
        self.assertEqual(known(self.seat), AGAIN)

        earlier.update(end_ground=EndGround.ELECTION_INVALID)

        self.assertEqual(known(self.seat), FIRST)

    def test_a_few_earlier_seats_make_nobody_else_a_newcomer(self):
        third = MandateFactory(unit=self.unit)

        self.assertEqual(known(third), "")  # one seat before, three now
        self.assertEqual(known(self.seat), AGAIN)

        MandateFactory(unit=self.old_unit)

        self.assertEqual(known(third), FIRST)

    def test_the_roster_counts_where_the_term_before_is_not_loaded(self):
        earlier = Mandate.objects.get(term=self.old)
        Mandate.objects.filter(pk=earlier.pk).update(stated_tenure=AGAIN)
        Mandate.objects.filter(pk=self.newcomer.pk).update(stated_tenure=AGAIN)

        self.assertEqual(known(earlier), AGAIN)
        self.assertEqual(known(self.newcomer), FIRST)

    def test_a_correction_wins(self):
        Mandate.objects.filter(pk=self.seat.pk).update(tenure=FIRST)
        Mandate.objects.filter(pk=self.newcomer.pk).update(tenure=AGAIN, stated_tenure=FIRST)

        self.assertEqual(known(self.seat), FIRST)
        self.assertEqual(known(self.newcomer), AGAIN)

    def test_the_filter_finds_what_the_list_says(self):
        MandateFactory()
        for word in (FIRST, AGAIN, ""):
            found = set(Mandate.objects.of_tenure(word))
            said = {seat for seat in Mandate.objects.with_tenure() if seat.known_tenure == word}
            with self.subTest(word=word):
                self.assertTrue(found)
                self.assertEqual(found, said)


class AfterwardsTests(TwoTerms):
    """What is imported, merged, begun anew or undone counts at once."""

    def roster(self, *people, term, **options):
        rows = [{"name": name, "constituency": "第一选区", **more} for name, more in people]
        status, report = import_people(self.county, rows, term=term, **options)
        self.assertIn(status, (0, 3), report)

    def test_the_roster_of_the_term_before_settles_it_and_its_undo_leaves_it_open(self):
        later = ElectoralUnitFactory(term=TermFactory(congress=self.old.congress, number=20))
        seat = MandateFactory(unit=later)
        self.assertEqual(known(seat), "")

        self.roster(("王小燕", {}), ("赵铁柱", {}), term=19)
        self.assertEqual(known(seat), FIRST)

        undo_batch(batch=ImportBatch.objects.latest("pk"), by=UserFactory(is_superuser=True))
        self.assertEqual(known(seat), "")

    def test_a_roster_column_is_kept_and_never_taken_for_a_correction(self):
        self.roster(("王小燕", {"tenure": "连任"}), ("赵铁柱", {"tenure": "新任"}), term=15)

        seats = {m.deputy.name: m for m in Mandate.objects.with_tenure().filter(term__number=15)}
        self.assertEqual(seats["王小燕"].known_tenure, AGAIN)
        self.assertEqual(seats["赵铁柱"].known_tenure, FIRST)
        self.assertEqual({m.tenure for m in seats.values()}, {""})

    def test_an_import_changes_no_correction(self):
        Mandate.objects.filter(pk=self.newcomer.pk).update(tenure=AGAIN)

        self.roster(("新任人", {"tenure": "新任"}), term=18)

        self.newcomer.refresh_from_db()
        self.assertEqual((self.newcomer.tenure, self.newcomer.stated_tenure), (AGAIN, FIRST))

    def test_a_new_term_changes_nothing_of_it(self):
        change_term(
            change=TermChange(self.old, self.new), first_day=datetime.date(2026, 12, 20),
            by=UserFactory(is_superuser=True),
        )  # fmt: skip

        self.assertEqual(known(self.seat), AGAIN)
        self.assertEqual(known(self.newcomer), FIRST)

    def test_merging_two_records_of_one_person_makes_them_re_elected_until_it_is_undone(self):
        MandateFactory(unit=self.old_unit, deputy__name="新任人")
        other = Deputy.objects.filter(name="新任人").exclude(pk=self.newcomer.deputy_id).get()

        done = merge_deputies(kept=self.newcomer.deputy, other=other, by=None)
        self.assertEqual(known(self.newcomer), AGAIN)

        undo(change_set=done, by=None)
        self.assertEqual(known(self.newcomer), FIRST)


class AdminListTests(TwoTerms):
    def setUp(self):
        super().setUp()
        self.client.force_login(UserFactory(is_superuser=True))
        self.url = reverse(Mandate.snippet_viewset.get_url_name("list"))

    def test_the_list_says_it_and_filters_by_it(self):
        for asked, shown, hidden in (
            ("re_elected", "连任人", "新任人"), ("first_term", "新任人", "连任人"),
        ):  # fmt: skip
            with self.subTest(asked=asked):
                page = self.client.get(self.url, {"tenure": asked})
                self.assertContains(page, shown)
                self.assertNotContains(page, hidden)
        page = self.client.get(self.url, {"tenure": "unknown"})
        self.assertContains(page, "未知")
        self.assertNotContains(page, "新任人")

    def test_queries_do_not_grow_with_rows(self):
        def count():
            with CaptureQueriesContext(connection) as queries:
                self.client.get(self.url)
            return len(queries)

        count()
        few = count()
        for _ in range(8):
            MandateFactory(unit=self.unit, deputy=DeputyFactory())

        self.assertEqual(count(), few)


class PublicPageTests(TwoTerms):
    def test_the_page_says_it_of_a_seat_held_now(self):
        self.assertContains(self.client.get(self.stays.get_absolute_url()), " · 连任")
        self.assertContains(self.client.get(self.newcomer.deputy.get_absolute_url()), " · 新任")

    def test_the_page_says_nothing_where_nobody_knows(self):
        page = self.client.get(MandateFactory().deputy.get_absolute_url())

        self.assertNotContains(page, "连任")
        self.assertNotContains(page, "新任")


def test_words_and_answers_to_the_heading_are_read():
    for text, heading, expected in (
        ("连任", "新任/连任", AGAIN), ("新任", "是否连任", FIRST), ("首次当选", "初任/连任", FIRST),
        ("是", "是否连任", AGAIN), ("否", "是否连任", FIRST), ("√", "连任", AGAIN),
        ("是", "是否新任", FIRST), ("否", "是否初任", AGAIN), ("", "是否连任", ""),
        ("不详", "是否连任", ""),
    ):  # fmt: skip
        assert read_tenure(text, heading).value == expected, (text, heading)


def test_an_answer_to_two_questions_at_once_is_left_open_and_said():
    for text, heading in (("是", "新任/连任"), ("三届", "是否连任")):
        reading = read_tenure(text, heading)

        assert reading.value == ""
        assert [finding.code for finding in reading.findings] == ["unknown_tenure"]
