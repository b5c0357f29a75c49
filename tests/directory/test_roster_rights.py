"""Importing with the rights of a person: territory, drafts, proposals."""

import json

from django.contrib.contenttypes.models import ContentType

from directory.models import Congress, Deputy, Mandate, Proposal, Term
from editing.enums import Role
from editing.models import Assignment
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
    DivisionFactory,
    MandateFactory,
    TermFactory,
    UserFactory,
)

from .rosters import codes, import_people, outcomes
from .test_roster_load import Places

LI = {"name": "李秋禾", "gender": "女", "constituency": "柳湾镇", "post": "医生"}


class Rights(Places):
    def setUp(self):
        self.user = UserFactory(is_staff=True)

    def assign(self, division, role=Role.APPROVER, **scope):
        return AssignmentFactory(user=self.user, division=division, role=role, **scope)

    def import_as(self, place, people, **options):
        return import_people(place, people, user=self.user.username, **options)


class TerritoryTests(Rights):
    def test_unit_outside_the_territory_makes_a_proposal_and_nothing_else(self):
        self.assign(self.town)
        people = [LI | {"constituency": "第九选区"}]

        status, report = self.import_as(self.county, people)

        proposal = Proposal.objects.get()
        self.assertEqual((status, outcomes(report)), (3, ["review"]))
        self.assertIn("outside_territory", codes(report, 2))
        self.assertEqual((proposal.division, proposal.name), (self.county, "李秋禾"))
        self.assertEqual(proposal.person["unit"], "第九选区")
        self.assertEqual(proposal.proposed_by, self.user)
        self.assertFalse(Congress.objects.exists() or Deputy.objects.exists())

    def test_proposal_is_made_once(self):
        self.assign(self.town)
        people = [LI | {"constituency": "第九选区"}]

        self.import_as(self.county, people)
        status, report = self.import_as(self.county, people)

        self.assertEqual((status, outcomes(report)), (3, ["review"]))
        self.assertEqual(Proposal.objects.count(), 1)

    def test_changed_row_is_another_proposal(self):
        self.assign(self.town)

        for post in ("医生", "院长"):
            self.import_as(self.county, [LI | {"constituency": "第九选区", "post": post}])

        self.assertEqual(Proposal.objects.count(), 2)

    def test_unit_in_the_territory_is_written_although_the_congress_lies_above(self):
        TermFactory(congress__division=self.county, number=18)
        self.assign(self.town)

        status, report = self.import_as(self.county, [LI])

        self.assertEqual((status, outcomes(report)), (0, ["import"]))
        self.assertEqual(Mandate.objects.get().division, self.town)

    def test_congress_or_term_outside_the_territory_is_not_made(self):
        self.assign(self.town)

        _, report = self.import_as(self.county, [LI])

        self.assertEqual(outcomes(report), ["review"])
        self.assertFalse(Congress.objects.exists() or Term.objects.exists())

    def test_row_of_a_higher_level_is_a_proposal_to_its_maintainer(self):
        self.assign(self.county)
        AssignmentFactory(user=UserFactory(), division=self.province)
        people = [LI, LI | {"name": "周岭", "level": "全国", "constituency": "青澜省"}]

        status, report = self.import_as(self.county, people)

        self.assertEqual((status, outcomes(report)), (3, ["import", "review"]))
        self.assertEqual(Proposal.objects.get().division, self.province)

    def test_person_kept_elsewhere_is_not_overwritten(self):
        mandate = MandateFactory(
            deputy__name="李秋禾", deputy__division=self.province, deputy__post="教师",
            deputy__live=True, unit__term__congress__division=self.county,
            unit__term__number=18, unit__name="柳湾镇",
        )  # fmt: skip
        self.assign(self.county)

        _, report = self.import_as(self.county, [LI])

        self.assertIn("outside_territory", codes(report, 2))
        self.assertEqual(Deputy.objects.get().post, "教师")
        self.assertEqual(Proposal.objects.get().deputy, mandate.deputy)

    def test_expired_or_absent_assignment_gives_nothing(self):
        _, report = self.import_as(self.county, [LI])

        self.assertEqual(outcomes(report), ["review"])

    def test_superuser_writes_everywhere(self):
        self.user.is_superuser = True
        self.user.save()

        self.assertEqual(self.import_as(self.county, [LI])[0], 0)

    def test_assignment_narrowed_to_a_congress_reaches_its_units_alone(self):
        congress = CongressFactory(division=self.county)
        Assignment.objects.create(
            user=self.user, division=self.county, role=Role.APPROVER,
            scope_type=ContentType.objects.get_for_model(Congress), scope_id=congress.pk,
        )  # fmt: skip

        own = self.import_as(self.county, [LI])
        other = self.import_as(self.town, [LI | {"name": "周岭"}], level="township")

        self.assertEqual((outcomes(own[1]), outcomes(other[1])), (["import"], ["review"]))

    def test_drafts_of_other_places_are_not_spoken_of(self):
        MandateFactory(
            deputy__name="李秋禾", deputy__division=self.city, deputy__live=False,
            unit__term__congress__division=self.city, unit__division=self.city,
        )  # fmt: skip
        self.assign(self.county)

        _, report = self.import_as(self.county, [LI])

        self.assertEqual(outcomes(report), ["import"])

    def test_proposal_keeps_no_identity_number(self):
        number = "110101199003074573"
        self.assign(self.town)

        self.import_as(self.county, [LI | {"constituency": "第九选区", "post": f"医生{number}"}])

        self.assertNotIn(number, json.dumps(Proposal.objects.get().person))


class DraftTests(Rights):
    def test_editor_who_may_not_publish_makes_drafts(self):
        self.assign(self.county, Role.EDITOR)

        status, _ = self.import_as(self.county, [LI])

        self.assertEqual(status, 0)
        for model in (Congress, Term, Deputy, Mandate):
            record = model.objects.get()
            with self.subTest(model=model.__name__):
                self.assertEqual((record.live, record.has_unpublished_changes), (False, True))
                self.assertIsNone(record.first_published_at)

    def test_approver_publishes(self):
        self.assign(self.county)

        self.import_as(self.county, [LI])

        self.assertTrue(Mandate.objects.get().live)
        self.assertIsNotNone(Deputy.objects.get().last_published_at)

    def test_own_drafts_are_changed_by_the_next_import(self):
        self.assign(self.county, Role.EDITOR)
        self.import_as(self.county, [LI])

        _, same = self.import_as(self.county, [LI])
        _, changed = self.import_as(self.county, [LI | {"post": "院长"}])

        self.assertEqual((outcomes(same), outcomes(changed)), (["unchanged"], ["update"]))
        self.assertEqual(Deputy.objects.get().post, "院长")

    def test_published_record_is_not_changed_without_the_right_to_publish(self):
        import_people(self.county, [LI])
        self.assign(self.county, Role.EDITOR)

        status, report = self.import_as(self.county, [LI | {"post": "院长"}])

        self.assertEqual((status, outcomes(report)), (3, ["review"]))
        self.assertIn("needs_approval", codes(report, 2))
        self.assertEqual(Deputy.objects.get().post, "医生")
        self.assertEqual(Proposal.objects.get().deputy, Deputy.objects.get())

    def test_editor_below_and_approver_elsewhere_publishes_only_there(self):
        DivisionFactory(parent=self.county, name="石桥镇")
        self.assign(self.county, Role.EDITOR)
        self.assign(self.town)

        self.import_as(self.county, [LI, LI | {"name": "周岭", "constituency": "石桥镇"}])

        live = dict(Mandate.objects.values_list("deputy__name", "live"))
        self.assertEqual(live, {"李秋禾": True, "周岭": False})
