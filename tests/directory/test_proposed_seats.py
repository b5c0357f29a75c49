"""A proposal can bring a new person and a new seat; who keeps the seat accepts them."""

from django.test import TestCase
from django.urls import reverse

from directory.exceptions import ProposalRefusedError
from directory.models import Deputy, ElectoralUnit, Mandate, Proposal
from directory.models.proposal import ProposalState
from directory.proposals import accept_proposal
from editing.changes import changes_of
from editing.enums import Role
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    ProposalFactory,
    TermFactory,
    UserFactory,
)


class SeatCase(TestCase):
    """A county and its office; a proposal that its keeper has not decided."""

    def setUp(self):
        self.province = DivisionFactory()
        self.county = DivisionFactory(parent=DivisionFactory(parent=self.province))
        self.town = DivisionFactory(parent=self.county)
        self.keeper = self.staff(self.county)

    def staff(self, division, role=Role.OFFICE):
        user = UserFactory()
        AssignmentFactory(user=user, division=division, role=role)
        return user

    def proposal(self, division=None, **more):
        person = {"name": "李秋禾", "post": "教师", "group": "第一小组", "term": 18,
                  "unit": "第九选区", "congress": self.county.name}  # fmt: skip
        return ProposalFactory(
            division=division or self.county, congress_place=self.county, source="名册 县.xlsx",
            person=person | more.pop("person", {}), **more,
        )  # fmt: skip


class SeatTests(SeatCase):
    def test_a_new_person_and_seat_are_made_with_all_that_is_missing(self):
        proposal = self.proposal()

        count = accept_proposal(proposal=proposal, fields=[], by=self.keeper, takes_seat=True)

        mandate = Mandate.objects.get()
        self.assertEqual(count, 1)
        self.assertEqual((mandate.deputy.name, mandate.deputy.post), ("李秋禾", "教师"))
        self.assertEqual((mandate.unit.name, mandate.unit.number), ("第九选区", 9))
        self.assertEqual((mandate.term.number, mandate.group_text), (18, "第一小组"))
        self.assertEqual(mandate.division, self.county)
        self.assertTrue(mandate.live and mandate.deputy.live and mandate.unit.live)
        mandate.full_clean()
        mandate.deputy.full_clean()
        for record in (mandate, mandate.deputy):
            change = changes_of(record).get()
            self.assertEqual(change.by, self.keeper)
            self.assertIn("县.xlsx", change.source)
        proposal.refresh_from_db()
        self.assertEqual(proposal.state, ProposalState.ACCEPTED)
        self.assertEqual(proposal.deputy, mandate.deputy)

    def test_by_an_editor_they_are_drafts(self):
        editor = self.staff(self.county, Role.EDITOR)

        accept_proposal(proposal=self.proposal(), fields=[], by=editor, takes_seat=True)

        self.assertFalse(Mandate.objects.get().live or Deputy.objects.get().live)

    def test_a_stored_unit_is_used(self):
        unit = ElectoralUnitFactory(
            term=TermFactory(congress__division=self.county, number=18), name="第9选区"
        )

        accept_proposal(proposal=self.proposal(), fields=[], by=self.keeper, takes_seat=True)

        self.assertEqual(Mandate.objects.get().unit, unit)

    def test_a_missing_unit_below_the_congress_covers_its_keepers_place(self):
        proposal = self.proposal(self.town, person={"unit": self.town.name})
        TermFactory(congress__division=self.county, number=18)

        accept_proposal(proposal=proposal, fields=[], by=self.staff(self.town), takes_seat=True)

        unit = ElectoralUnit.objects.get()
        self.assertEqual((unit.division, unit.areas.get().division), (self.town, self.town))

    def test_a_congress_that_is_not_ones_own_is_not_made(self):
        proposal = self.proposal(self.town, person={"unit": self.town.name})

        with self.assertRaises(ProposalRefusedError) as refused:
            accept_proposal(proposal=proposal, fields=[], by=self.staff(self.town), takes_seat=True)

        self.assertIn("人民代表大会", str(refused.exception))
        self.assertFalse(Deputy.objects.exists())

    def test_a_stored_person_gets_the_seat_and_only_the_fields_chosen(self):
        deputy = DeputyFactory(division=self.county, post="医生")

        accept_proposal(
            proposal=self.proposal(deputy=deputy), fields=[], by=self.keeper, takes_seat=True
        )

        deputy.refresh_from_db()
        self.assertEqual((Mandate.objects.get().deputy, deputy.post), (deputy, "医生"))

    def test_fields_of_a_person_kept_elsewhere_go_on_to_the_keeper(self):
        deputy = DeputyFactory(division=self.province, post="医生")
        proposal = self.proposal(deputy=deputy)

        accept_proposal(proposal=proposal, fields=[], by=self.keeper, takes_seat=True)

        proposal.refresh_from_db()
        self.assertEqual(Mandate.objects.get().deputy, deputy)
        self.assertEqual((proposal.state, proposal.division), (ProposalState.OPEN, self.province))

    def test_a_proposed_seat_does_not_follow_the_person(self):
        deputy = DeputyFactory(division=self.county)
        proposal = self.proposal(deputy=deputy)
        deputy.division = self.province

        deputy.save()

        proposal.refresh_from_db()
        self.assertEqual(proposal.division, self.county)

    def test_what_a_stored_seat_says_otherwise_can_be_taken_over(self):
        unit = ElectoralUnitFactory(
            term=TermFactory(congress__division=self.county, number=18), name="第九选区"
        )
        mandate = MandateFactory(unit=unit, group_text="第二小组", deputy__post="教师")

        accept_proposal(
            proposal=self.proposal(deputy=mandate.deputy), fields=["group_text"], by=self.keeper
        )

        mandate.refresh_from_db()
        self.assertEqual(mandate.group_text, "第一小组")

    def test_a_second_open_seat_of_one_term_is_refused(self):
        term = TermFactory(congress__division=self.county, number=18)
        held = MandateFactory(unit=ElectoralUnitFactory(term=term, name="第一选区"))

        with self.assertRaises(ProposalRefusedError):
            accept_proposal(
                proposal=self.proposal(deputy=held.deputy), fields=[], by=self.keeper,
                takes_seat=True,
            )  # fmt: skip

        self.assertEqual(Mandate.objects.count(), 1)

    def test_a_seat_where_neither_place_governs_the_other_is_refused(self):
        elsewhere = DivisionFactory(parent=self.county.parent)
        held = MandateFactory(
            unit=ElectoralUnitFactory(term=TermFactory(congress__division=elsewhere))
        )

        with self.assertRaises(ProposalRefusedError) as refused:
            accept_proposal(
                proposal=self.proposal(deputy=held.deputy), fields=[], by=self.keeper,
                takes_seat=True,
            )  # fmt: skip

        self.assertIn("第四十八条", str(refused.exception))

    def test_a_stranger_makes_nothing(self):
        with self.assertRaises(ProposalRefusedError):
            accept_proposal(
                proposal=self.proposal(), fields=[], takes_seat=True,
                by=self.staff(DivisionFactory(parent=self.province)),
            )  # fmt: skip

        self.assertFalse(Deputy.objects.exists())


class SeatPageTests(SeatCase):
    def page(self, proposal):
        return reverse(Proposal.snippet_viewset.get_url_name("edit"), args=[proposal.pk])

    def test_the_keeper_adds_the_person_with_one_button(self):
        proposal = self.proposal()
        self.client.force_login(self.keeper)
        self.assertContains(self.client.get(self.page(proposal)), "第18届 第九选区")

        self.client.post(self.page(proposal), {"accept": "1", "seat": "1", "person": ""})

        self.assertEqual(Mandate.objects.get().deputy.name, "李秋禾")

    def test_somebody_of_the_same_name_may_be_the_one(self):
        known = DeputyFactory(division=self.county, post="医生")
        proposal = self.proposal()
        self.client.force_login(self.keeper)
        self.assertContains(self.client.get(self.page(proposal)), known.code)

        self.client.post(self.page(proposal), {"accept": "1", "seat": "1", "person": str(known.pk)})

        self.assertEqual(Mandate.objects.get().deputy, known)
        proposal.refresh_from_db()
        self.assertEqual((proposal.state, proposal.deputy), (ProposalState.OPEN, known))
        self.assertContains(self.client.get(self.page(proposal)), "医生")

    def test_somebody_elses_namesake_is_no_choice(self):
        foreign = DeputyFactory(division=self.province)
        proposal = self.proposal()
        self.client.force_login(self.keeper)

        self.client.post(
            self.page(proposal), {"accept": "1", "seat": "1", "person": str(foreign.pk)}
        )

        self.assertFalse(Mandate.objects.exists())

    def test_who_has_handed_it_on_goes_back_to_the_list(self):
        deputy = DeputyFactory(division=self.province, post="医生")
        proposal = self.proposal(deputy=deputy)
        self.client.force_login(self.keeper)

        answer = self.client.post(self.page(proposal), {"accept": "1", "seat": "1"})

        self.assertRedirects(answer, reverse(Proposal.snippet_viewset.get_url_name("list")))
