"""Two records of one person become one, and two again when it was wrong."""

import datetime

from django.test import TestCase
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from directory.exceptions import MergeRefusedError
from directory.merging import merge_deputies, preview_merge
from directory.models import Deputy, FormerCode, Mandate, Posting, RosterAnswer
from editing.changes import referring_relations, snapshot
from editing.enums import Role
from editing.exceptions import ChangedSinceError
from editing.undo import undo
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
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

#: what may hang on a person before a merge
REFERENCES = ("posting", "membership", "mandate", "name", "field")


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
        self.user = UserFactory(is_superuser=True)
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
        self.assertRedirects(response, self.kept.get_absolute_url(), status_code=302)

        Deputy.objects.get(pk=self.kept.pk).mandates.all().delete()
        merge_deputies(kept=third, other=Deputy.objects.get(pk=self.kept.pk), by=self.user)
        response = self.client.get(f"/deputies/{code}/")
        self.assertRedirects(response, third.get_absolute_url(), status_code=302)

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

    def test_the_preview_shows_words_not_keys(self):
        self.kept.gender, self.other.gender = "male", "female"
        self.other.residence = self.county
        for deputy in (self.kept, self.other):
            deputy.save()

        preview = preview_merge(self.kept, self.other)

        self.assertIn(("性别", "男", "女"), preview.lost)
        self.assertIn(("居住地", self.county), preview.filled)

    def test_another_name_is_asked_about_and_kept_as_a_second_name(self):
        self.other.name = "赵四"
        self.other.save()
        preview = preview_merge(self.kept, self.other)
        self.assertIn(("姓名", "李秋禾", "赵四"), preview.lost)
        self.assertIn("赵四", preview.questions[0])

        with self.assertRaises(MergeRefusedError):
            self.merge()
        merge_deputies(kept=self.kept, other=self.other, by=self.user, is_confirmed=True)

        self.assertEqual(Deputy.objects.get().other_names.get().name, "赵四")

    def test_a_variant_of_the_same_name_is_no_other_name(self):
        self.kept.name, self.other.name = "买买提·吐尔逊", "买买提•吐尔逊"
        for deputy in (self.kept, self.other):
            deputy.save()

        self.merge()

        self.assertFalse(Deputy.objects.get().other_names.exists())

    def test_open_seats_where_neither_place_governs_the_other_are_refused(self):
        other = DivisionFactory(parent=self.county.parent)
        for deputy, place in ((self.kept, self.county), (self.other, other)):
            term = TermFactory(congress__division=place)
            MandateFactory(deputy=deputy, unit=ElectoralUnitFactory(term=term))

        with self.assertRaises(MergeRefusedError) as refused:
            self.merge()

        self.assertIn("选举法第四十八条", refused.exception.reasons[0])

    def test_seats_of_a_place_and_of_what_governs_it_are_merged(self):
        for deputy, place in ((self.kept, self.county), (self.other, self.county.parent)):
            term = TermFactory(congress__division=place)
            MandateFactory(deputy=deputy, unit=ElectoralUnitFactory(term=term))

        self.merge()

        for mandate in self.kept.mandates.all():
            mandate.full_clean()

    def test_an_ended_seat_elsewhere_is_no_obstacle(self):
        other = DivisionFactory(parent=self.county.parent)
        for deputy, place, status in (
            (self.kept, self.county, "serving"), (self.other, other, "ended"),
        ):  # fmt: skip
            term = TermFactory(congress__division=place)
            MandateFactory(deputy=deputy, unit=ElectoralUnitFactory(term=term), status=status)

        self.merge()

        self.assertEqual(self.kept.mandates.count(), 2)

    def test_two_standing_consents_to_one_thing_are_one(self):
        for deputy, day in ((self.kept, 1), (self.other, 2)):
            deputy.consents.create(field="phone", version="1", given_on=datetime.date(2026, 1, day))
            deputy.save()

        self.merge()

        self.assertEqual(self.kept.consents.get().given_on, datetime.date(2026, 1, 1))

    def test_a_withdrawal_on_either_record_holds_for_both(self):
        day = datetime.date(2026, 1, 1)
        withdrawn_on = datetime.date(2026, 6, 1)
        self.kept.consents.create(field="phone", version="1", given_on=day)
        self.other.consents.create(
            field="phone", version="1", given_on=day, withdrawn_on=withdrawn_on
        )
        self.other.consents.create(field="email", version="1", given_on=day)
        for deputy in (self.kept, self.other):
            deputy.save()

        self.merge()

        standing = Deputy.objects.get().consents.filter(withdrawn_on=None)
        self.assertEqual([each.field for each in standing], ["email"])

    def test_the_account_of_the_other_comes_along(self):
        account = UserFactory()
        self.other.user = account
        self.other.save()

        self.merge()

        self.kept.refresh_from_db()
        self.assertEqual(self.kept.user, account)


class MergePageTests(TestCase):
    """Who may merge what."""

    def setUp(self):
        self.city = DivisionFactory(parent=DivisionFactory())
        self.county, self.elsewhere = (DivisionFactory(parent=self.city) for _ in range(2))
        self.kept, self.other = (DeputyFactory(division=self.county) for _ in range(2))
        self.user = self.office(self.county)
        self.client.force_login(self.user)

    def office(self, division):
        user = UserFactory()
        AssignmentFactory(user=user, division=division, role=Role.OFFICE)
        return user

    def page(self):
        return reverse(Deputy.snippet_viewset.get_url_name("merge"), args=[self.kept.pk])

    def merge(self, **more):
        return self.client.post(self.page(), {"other": self.other.pk} | more)

    def test_what_hangs_elsewhere_is_left_to_who_may_change_it(self):
        station = StationFactory(division=self.elsewhere)
        for deputy in (self.kept, self.other):
            PostingFactory(station=station, deputy=deputy)

        answer = self.merge()

        self.assertContains(answer, "请由两边的上级合并")
        self.assertEqual(Posting.objects.count(), 2)
        self.assertEqual(Deputy.objects.count(), 2)

        self.client.force_login(self.office(self.city))
        self.merge()
        self.assertEqual(Deputy.objects.count(), 1)

    def test_a_shift_at_a_foreign_station_is_foreign_too(self):
        day = ReceptionDayFactory(station=StationFactory(division=self.elsewhere))
        day.shifts.create(deputy=self.other)
        day.save()

        self.merge()

        self.assertEqual(Deputy.objects.count(), 2)

    def test_what_went_elsewhere_since_is_not_taken_back(self):
        MandateFactory(
            deputy=self.other,
            unit=ElectoralUnitFactory(term=TermFactory(congress__division=self.county)),
        )
        self.merge()
        merge = FormerCode.objects.get().change_set
        Deputy.objects.update(division=self.elsewhere, division_path=self.elsewhere.path)
        Mandate.objects.update(division=self.elsewhere, division_path=self.elsewhere.path)

        self.client.post(self.page(), {"undo": merge.pk})

        self.assertEqual(Deputy.objects.count(), 1)

    def test_a_seat_that_went_elsewhere_since_is_not_taken_back(self):
        MandateFactory(
            deputy=self.other,
            unit=ElectoralUnitFactory(term=TermFactory(congress__division=self.county)),
        )
        self.merge()
        merge = FormerCode.objects.get().change_set
        Mandate.objects.update(division=self.elsewhere, division_path=self.elsewhere.path)

        answer = self.client.post(self.page(), {"undo": merge.pk}, follow=True)

        self.assertContains(answer, "其中有您无权处理的")
        self.assertEqual(Deputy.objects.count(), 1)

    def test_different_names_take_a_tick(self):
        Deputy.objects.filter(pk=self.other.pk).update(name="赵四")
        page = self.client.get(self.page(), {"other": self.other.pk})
        self.assertContains(page, 'name="confirmed"')

        self.merge()
        self.assertEqual(Deputy.objects.count(), 2)
        self.merge(confirmed="1")

        self.assertEqual(Deputy.objects.count(), 1)


class MergeSequenceTests(HypothesisTestCase):
    """Whatever hangs on the two, a merge taken back ends where it began."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(REFERENCES), st.booleans()), max_size=6))
    def test_merge_and_undo_end_where_they_began(self, references):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        kept, other = (DeputyFactory(division=county) for _ in range(2))
        station, group = StationFactory(division=county), DeputyGroupFactory(division=county)
        congress = CongressFactory(division=county)
        for number, (kind, is_kept) in enumerate(references, 1):
            deputy = kept if is_kept else other
            match kind:
                case "posting" if not deputy.postings.exists():
                    PostingFactory(deputy=deputy, station=station)
                case "membership" if not deputy.group_memberships.exists():
                    GroupMembershipFactory(deputy=deputy, group=group)
                case "mandate":
                    term = TermFactory(congress=congress, number=number)
                    MandateFactory(deputy=deputy, unit=ElectoralUnitFactory(term=term))
                case "name":
                    deputy.other_names.create(name="阿依")
                    deputy.save()
                case "field":
                    Deputy.objects.filter(pk=deputy.pk).update(phone="10000000001")
        before = all_rows()

        merge = merge_deputies(kept=kept, other=other, by=None)
        undo(change_set=merge, by=None)

        self.assertEqual(all_rows(), before)
