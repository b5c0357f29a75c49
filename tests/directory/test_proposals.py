"""Others propose, the keeper decides field by field, and where a value came from stays known."""

from django.test import TestCase
from django.urls import reverse

from directory.exceptions import ProposalRefusedError
from directory.models import Deputy, Proposal
from directory.models.proposal import ProposalState
from directory.proposals import accept_proposal, differences, propose_change
from editing.changes import changes_of
from editing.enums import Role
from tests.factories import AssignmentFactory, DeputyFactory, DivisionFactory, UserFactory

IDENTITY = "110101199001011237"


class ProposalTests(TestCase):
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

    def test_by_an_editor_it_becomes_a_draft(self):
        editor = UserFactory()
        AssignmentFactory(user=editor, division=self.county, role=Role.EDITOR)

        accept_proposal(proposal=self.propose(), fields=["post"], by=editor)

        deputy = Deputy.objects.get(pk=self.deputy.pk)
        self.assertEqual(deputy.post, "教师")
        self.assertEqual(deputy.get_latest_revision_as_object().post, "校长")

    def test_identity_numbers_are_masked(self):
        proposal = self.propose(post=f"教师 {IDENTITY}")

        self.assertNotIn(IDENTITY, str(proposal.person))


class ProposalPageTests(ProposalTests):
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
