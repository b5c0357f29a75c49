"""Others propose, the keeper decides field by field, and where a value came from stays known."""

from django.test import TestCase
from django.urls import reverse

from directory.exceptions import ProposalRefusedError
from directory.models import Deputy, Proposal
from directory.models.proposal import ProposalState
from directory.proposals import (
    accept_proposal,
    decline_proposal,
    differences,
    propose_change,
)
from editing.changes import changes_of
from editing.enums import Role
from tests.factories import AssignmentFactory, DeputyFactory, DivisionFactory, UserFactory

IDENTITY = "110101199001011237"


class ProposalCase(TestCase):
    """A deputy, who keeps the record, and a stranger."""

    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.deputy = DeputyFactory(division=self.county, post="教师", phone="")
        self.stranger = UserFactory(username="stranger")
        AssignmentFactory(user=self.stranger, division=DivisionFactory(), role=Role.EDITOR)
        self.keeper = UserFactory()
        AssignmentFactory(user=self.keeper, division=self.county, role=Role.OFFICE)

    def propose(self, **person):
        return propose_change(
            deputy=self.deputy, person=person or {"post": "校长", "phone": "10000000001"},
            source="本人来电", by=self.stranger,
        )  # fmt: skip


class ProposalTests(ProposalCase):
    def test_a_proposal_changes_nothing_by_itself(self):
        proposal = self.propose()

        self.deputy.refresh_from_db()
        self.assertEqual(self.deputy.post, "教师")
        self.assertEqual(proposal.division, self.county)
        self.assertEqual(
            [(d.label, d.stored, d.proposed) for d in differences(proposal)],
            [("工作单位及职务", "教师", "校长"), ("联系电话", "", "10000000001")],
        )

    def test_only_what_is_chosen_is_taken_over_and_its_source_stays(self):
        accept_proposal(proposal=self.propose(), fields=["post"], by=self.keeper)

        deputy = Deputy.objects.get(pk=self.deputy.pk)
        self.assertEqual((deputy.post, deputy.phone), ("校长", ""))
        change = changes_of(deputy).first()
        self.assertEqual(change.after, {"post": "校长"})
        self.assertEqual(change.by, self.keeper)
        self.assertIn("本人来电", change.source)
        self.assertIn("stranger", change.source)

    def test_the_same_said_twice_is_one_proposal(self):
        self.propose()
        self.propose()

        self.assertEqual(Proposal.objects.count(), 1)

    def test_what_says_nothing_new_is_no_proposal(self):
        self.assertIsNone(self.propose(post="教师", phone=" "))

    def test_a_decided_proposal_is_not_decided_again(self):
        proposal = self.propose()
        accept_proposal(proposal=proposal, fields=["post"], by=self.keeper)

        with self.assertRaises(ProposalRefusedError):
            accept_proposal(proposal=proposal, fields=["phone"], by=self.keeper)

    def test_what_nobody_may_propose_is_passed_over(self):
        proposal = self.propose(post="校长", code="hacked00", birth_day="3")
        accept_proposal(proposal=proposal, fields=["post", "code", "birth_day"], by=self.keeper)

        deputy = Deputy.objects.get(pk=self.deputy.pk)
        self.assertEqual((deputy.code, deputy.birth_day), (self.deputy.code, None))

    def test_a_record_that_is_being_edited_is_left_alone(self):
        proposal = self.propose()
        self.deputy.post = "局长"
        self.deputy.save_revision(user=self.keeper)

        with self.assertRaises(ProposalRefusedError):
            accept_proposal(proposal=proposal, fields=["post"], by=self.keeper)

    def test_an_editor_leaves_a_published_record_to_who_may_publish_it(self):
        editor = UserFactory()
        AssignmentFactory(user=editor, division=self.county, role=Role.EDITOR)
        proposal = self.propose()

        with self.assertRaises(ProposalRefusedError):
            accept_proposal(proposal=proposal, fields=["post"], by=editor)
        accept_proposal(proposal=proposal, fields=["post"], by=self.keeper)

        deputy = Deputy.objects.get(pk=self.deputy.pk)
        self.assertEqual((deputy.post, deputy.has_unpublished_changes), ("校长", False))
        change = changes_of(deputy).first()
        self.assertEqual(change.by, self.keeper)
        self.assertIn("本人来电", change.source)

    def test_an_editor_writes_an_unpublished_record(self):
        editor = UserFactory()
        AssignmentFactory(user=editor, division=self.county, role=Role.EDITOR)
        proposal = self.propose()
        Deputy.objects.update(live=False, has_unpublished_changes=True)

        accept_proposal(proposal=proposal, fields=["post"], by=editor)

        deputy = Deputy.objects.get(pk=self.deputy.pk)
        self.assertEqual((deputy.post, deputy.live), ("校长", False))
        self.assertIn("本人来电", changes_of(deputy).first().source)

    def test_restricted_fields_are_never_compared_for_who_proposes(self):
        Deputy.objects.update(birth="1970-05", phone="10000000009", education="本科")
        self.deputy.refresh_from_db()

        for said in ({"birth": "1970-05"}, {"phone": "10000000009"}, {"education": "本科"}):
            with self.subTest(said):
                self.assertIsNotNone(self.propose(**said))

    def test_accepting_nothing_is_refused_and_the_proposal_stays_open(self):
        proposal = self.propose()

        for fields in ([], ["birth"], ["user", "no such field"]):
            with self.subTest(fields), self.assertRaises(ProposalRefusedError):
                accept_proposal(proposal=proposal, fields=fields, by=self.keeper)

        proposal.refresh_from_db()
        self.assertEqual(proposal.state, ProposalState.OPEN)

    def test_the_same_proposed_again_after_a_decision_is_open_again(self):
        proposal = self.propose()
        decline_proposal(proposal=proposal)

        again = propose_change(
            deputy=self.deputy, person={"post": "校长", "phone": "10000000001"},
            source="新的文件", by=self.stranger,
        )  # fmt: skip

        self.assertEqual((again.pk, again.state), (proposal.pk, ProposalState.OPEN))
        self.assertEqual(Proposal.objects.get().source, "新的文件")

    def test_an_open_proposal_follows_the_keeper_of_the_record(self):
        proposal = self.propose()
        other = DivisionFactory(parent=self.county.parent)
        self.deputy.division = other

        self.deputy.save()

        proposal.refresh_from_db()
        self.assertEqual((proposal.division, proposal.division_path), (other, other.path))

    def test_a_decided_proposal_stays_with_who_decided(self):
        proposal = self.propose()
        decline_proposal(proposal=proposal)
        self.deputy.division = DivisionFactory(parent=self.county.parent)

        self.deputy.save()

        proposal.refresh_from_db()
        self.assertEqual(proposal.division, self.county)

    def test_what_the_new_keeper_has_been_told_before_is_not_told_twice(self):
        proposal, other = self.propose(), DivisionFactory(parent=self.county.parent)
        Proposal.objects.create(
            division=other, fingerprint=proposal.fingerprint, deputy=self.deputy, name="李秋禾"
        )
        self.deputy.division = other

        self.deputy.save()

        self.assertEqual(Proposal.objects.get().division, other)

    def test_a_new_name_takes_its_reading_along(self):
        proposal = self.propose(name="王明")

        accept_proposal(proposal=proposal, fields=["name"], by=self.keeper)

        deputy = Deputy.objects.get()
        self.assertEqual((deputy.folded_name, deputy.pinyin), ("王明", "wang ming"))

    def test_a_value_the_field_does_not_take_is_refused(self):
        proposal = self.propose(email="nobody")

        with self.assertRaises(ProposalRefusedError):
            accept_proposal(proposal=proposal, fields=["email"], by=self.keeper)

    def test_identity_numbers_are_masked(self):
        proposal = self.propose(post=f"教师 {IDENTITY}")

        self.assertNotIn(IDENTITY, str(proposal.person))


class ProposalPageTests(ProposalCase):
    def page(self, proposal):
        return reverse(Proposal.snippet_viewset.get_url_name("edit"), args=[proposal.pk])

    def test_a_stranger_proposes_on_the_page_and_reads_nothing_restricted(self):
        Deputy.objects.filter(pk=self.deputy.pk).update(phone="10000000009")
        self.client.force_login(self.stranger)

        answer = self.client.post(
            reverse("propose_change"),
            {"deputy": self.deputy.pk, "post": "校长", "source": "本人来电"}, follow=True,
        )  # fmt: skip

        self.assertContains(answer, "已交给")
        self.assertEqual(Proposal.objects.get().person, {"name": self.deputy.name, "post": "校长"})
        self.assertNotContains(answer, "10000000009")

    def test_a_foreign_draft_is_no_choice(self):
        draft = DeputyFactory(live=False)
        self.client.force_login(self.stranger)

        self.client.post(
            reverse("propose_change"), {"deputy": draft.pk, "post": "校长", "source": "x"}
        )

        self.assertFalse(Proposal.objects.exists())

    def test_the_keeper_ticks_and_accepts(self):
        proposal = self.propose()
        self.client.force_login(self.keeper)
        self.assertContains(self.client.get(self.page(proposal)), "采纳勾选的")

        self.client.post(self.page(proposal), {"accept": "1", "field": ["post"]})

        self.deputy.refresh_from_db()
        proposal.refresh_from_db()
        self.assertEqual((self.deputy.post, self.deputy.phone), ("校长", ""))
        self.assertEqual(proposal.state, ProposalState.ACCEPTED)

    def test_the_keeper_may_decline(self):
        proposal = self.propose()
        self.client.force_login(self.keeper)

        self.client.post(self.page(proposal), {"decline": "1"})

        proposal.refresh_from_db()
        self.assertEqual(proposal.state, ProposalState.DECLINED)

    def test_who_proposed_does_not_decide(self):
        proposal = self.propose()
        self.client.force_login(self.stranger)

        self.assertEqual(self.client.get(self.page(proposal)).status_code, 404)
        self.client.post(self.page(proposal), {"accept": "1", "field": ["post"]})

        self.deputy.refresh_from_db()
        self.assertEqual(self.deputy.post, "教师")

    def test_a_field_that_nobody_proposed_is_no_error(self):
        proposal = self.propose(post="校长")
        self.client.force_login(self.keeper)

        answer = self.client.post(
            self.page(proposal), {"accept": "1", "field": ["birth", "user"]}, follow=True
        )

        self.assertContains(answer, "一项也没有勾选")
        proposal.refresh_from_db()
        self.assertEqual(proposal.state, ProposalState.OPEN)

    def test_the_page_answers_a_stranger_alike_whether_the_guess_was_right(self):
        Deputy.objects.filter(pk=self.deputy.pk).update(birth="1970-05")
        self.client.force_login(self.stranger)
        data = {"deputy": self.deputy.pk, "source": "x"}

        for birth in ("1970-04", "1970-05"):
            with self.subTest(birth):
                answer = self.client.post(
                    reverse("propose_change"), data | {"birth": birth}, follow=True
                )
                self.assertContains(answer, "已交给")

    def test_after_the_record_has_gone_elsewhere_the_new_keeper_decides(self):
        proposal, other = self.propose(), DivisionFactory(parent=self.county.parent)
        self.deputy.division = other
        self.deputy.save()
        third = UserFactory()
        AssignmentFactory(user=third, division=other, role=Role.OFFICE)

        self.client.force_login(self.keeper)
        self.assertEqual(self.client.get(self.page(proposal)).status_code, 404)
        self.client.force_login(third)
        self.client.post(self.page(proposal), {"accept": "1", "field": ["post"]})

        self.deputy.refresh_from_db()
        self.assertEqual(self.deputy.post, "校长")
