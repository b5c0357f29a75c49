"""Two records of one person become one, and two again when it was wrong."""

from django.test import TestCase

from directory.exceptions import MergeRefusedError
from directory.merging import merge_deputies, preview_merge
from directory.models import Deputy, FormerCode, RosterAnswer
from editing.changes import referring_relations, snapshot
from editing.exceptions import ChangedSinceError
from editing.undo import undo
from tests.factories import (
    DeputyFactory,
    DeputyGroupFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    GroupMembershipFactory,
    MandateFactory,
    OrganFactory,
    PostingFactory,
    ReceptionDayFactory,
    StationFactory,
    TermFactory,
    UserFactory,
)


def all_rows():
    """Everything a merge could touch, as stored."""
    models = [Deputy, FormerCode, RosterAnswer]
    models += [relation.related_model for relation in referring_relations(Deputy)]
    skipped = {"latest_revision_id", "has_unpublished_changes", "live_revision_id"}
    return {
        model.__name__: [
            {key: value for key, value in row.items() if key not in skipped}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in models
    }


class MergeTests(TestCase):
    def setUp(self):
        self.user = UserFactory()
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.kept = DeputyFactory(division=self.county, post="教师", phone="")
        self.other = DeputyFactory(division=self.county, post="校长", phone="10000000001")

    def merge(self):
        return merge_deputies(kept=self.kept, other=self.other, by=self.user)

    def test_everything_that_refers_to_the_other_refers_to_the_kept_one(self):
        mandate = MandateFactory(deputy=self.other)
        posting = PostingFactory(deputy=self.other)
        membership = GroupMembershipFactory(deputy=self.other)
        day = ReceptionDayFactory()
        day.shifts.create(deputy=self.other)
        day.save()
        organ = OrganFactory()
        organ.members.create(deputy=self.other, office="委员")
        organ.save()
        answer = RosterAnswer.objects.create(
            place=self.county, fingerprint="f", kind="person", deputy=self.other
        )

        self.merge()

        for record in (mandate, posting, membership, answer):
            record.refresh_from_db()
            self.assertEqual(record.deputy, self.kept)
        self.assertEqual(day.shifts.model.objects.get().deputy, self.kept)
        self.assertEqual(organ.members.model.objects.get().deputy, self.kept)
        self.assertFalse(Deputy.objects.filter(pk=self.other.pk).exists())

    def test_empty_fields_are_filled_and_others_stay(self):
        self.merge()

        self.kept.refresh_from_db()
        self.assertEqual((self.kept.post, self.kept.phone), ("教师", "10000000001"))

    def test_rows_that_hang_on_the_other_come_along_once(self):
        for deputy in (self.kept, self.other):
            deputy.other_names.create(name="阿依")
            deputy.save()
        self.other.other_names.create(name="曾用名")
        self.other.identifiers.create(scheme="名册", identifier="7")
        self.other.expertise.add("法律")
        self.other.save()

        self.merge()

        kept = Deputy.objects.get(pk=self.kept.pk)
        self.assertEqual({n.name for n in kept.other_names.all()}, {"阿依", "曾用名"})
        self.assertEqual(kept.identifiers.get().identifier, "7")
        self.assertEqual([tag.name for tag in kept.expertise.all()], ["法律"])

    def test_the_old_address_leads_to_the_kept_page_even_after_a_second_merge(self):
        MandateFactory(deputy=self.kept)
        third = DeputyFactory(division=self.county)
        MandateFactory(deputy=third)
        code = self.other.code
        self.merge()

        response = self.client.get(f"/deputies/{code}/")
        self.assertRedirects(response, self.kept.get_absolute_url(), status_code=301)

        Deputy.objects.get(pk=self.kept.pk).mandates.all().delete()
        merge_deputies(kept=third, other=Deputy.objects.get(pk=self.kept.pk), by=self.user)
        response = self.client.get(f"/deputies/{code}/")
        self.assertRedirects(response, third.get_absolute_url(), status_code=301)

    def test_undo_brings_both_back_as_they_were(self):
        MandateFactory(deputy=self.other)
        PostingFactory(deputy=self.other)
        self.other.other_names.create(name="曾用名")
        self.other.identifiers.create(scheme="名册", identifier="7")
        self.other.save()
        RosterAnswer.objects.create(
            place=self.county, fingerprint="f", kind="person", deputy=self.other
        )
        before, people = all_rows(), [snapshot(self.kept), snapshot(self.other)]

        undo(change_set=self.merge(), by=self.user)

        self.assertEqual([snapshot(self.kept), snapshot(self.other)], people)
        self.assertEqual(all_rows(), before)

    def test_an_undo_after_the_kept_one_was_edited_is_refused(self):
        change_set = self.merge()
        kept = Deputy.objects.get(pk=self.kept.pk)
        kept.post = "局长"
        kept.save()

        with self.assertRaises(ChangedSinceError):
            undo(change_set=change_set, by=self.user)

    def test_the_same_seat_twice_is_one(self):
        unit = ElectoralUnitFactory()
        for deputy in (self.kept, self.other):
            MandateFactory(deputy=deputy, unit=unit)

        self.merge()

        self.assertEqual(self.kept.mandates.count(), 1)

    def test_two_open_seats_of_one_term_in_two_units_are_refused(self):
        term = TermFactory()
        for deputy in (self.kept, self.other):
            MandateFactory(deputy=deputy, unit=ElectoralUnitFactory(term=term))

        with self.assertRaises(MergeRefusedError) as refused:
            self.merge()

        self.assertIn("各有一项没有终止的代表资格", refused.exception.reasons[0])
        self.assertEqual(Deputy.objects.count(), 2)

    def test_the_same_posting_membership_or_shift_twice_is_one(self):
        station, group = StationFactory(), DeputyGroupFactory()
        day = ReceptionDayFactory(station=station)
        for deputy in (self.kept, self.other):
            PostingFactory(deputy=deputy, station=station)
            GroupMembershipFactory(deputy=deputy, group=group)
            day.shifts.create(deputy=deputy)
        day.save()

        self.merge()

        for relation in ("postings", "group_memberships", "shifts"):
            self.assertEqual(getattr(self.kept, relation).count(), 1, relation)

    def test_a_record_is_not_merged_with_itself(self):
        with self.assertRaises(MergeRefusedError):
            merge_deputies(kept=self.kept, other=self.kept, by=self.user)

    def test_a_draft_that_is_not_published_speaks_against_it(self):
        self.other.post = "局长"
        self.other.save_revision(user=self.user)

        with self.assertRaises(MergeRefusedError) as refused:
            self.merge()

        self.assertIn("没有发布的修改", refused.exception.reasons[0])

    def test_the_preview_says_what_is_filled_lost_and_moved_and_writes_nothing(self):
        MandateFactory(deputy=self.other)
        before = all_rows()

        preview = preview_merge(self.kept, self.other)

        self.assertEqual(preview.filled, [("本人电话", "10000000001")])
        self.assertEqual(preview.lost, [("工作单位及职务", "教师", "校长")])
        self.assertEqual(preview.moved, {"代表资格": 1})
        self.assertEqual(all_rows(), before)

    def test_the_account_of_the_other_comes_along(self):
        account = UserFactory()
        self.other.user = account
        self.other.save()

        self.merge()

        self.kept.refresh_from_db()
        self.assertEqual(self.kept.user, account)
