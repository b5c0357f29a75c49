"""Where an assignment reaches, from when to when."""

import datetime

from django.contrib.auth.models import AnonymousUser
from django.test import SimpleTestCase, TestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.permissions import policy_registry

from accounts.models import User
from core.paths import encode_step, outermost
from directory.models import Congress, Deputy, ElectoralUnit, Mandate, Term
from divisions.models import Division
from divisions.services import move_division
from editing.enums import ROLE_ACTIONS, Role
from editing.territory import (
    Grant,
    grants_of,
    nearby_divisions,
    only_division_of,
    under_any,
)
from files.models import DivisionImage
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    ImageFactory,
    MandateFactory,
    TermFactory,
    UserFactory,
)

TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)
ids = st.lists(st.integers(0, 36**5 - 1), min_size=1, max_size=8)


def fresh(user: User) -> User:
    """The user as the next request loads him."""
    return User.objects.get(pk=user.pk)


def path_of(steps: list[int]) -> str:
    return "".join(map(encode_step, steps))


class PathTests(SimpleTestCase):
    @given(ids, ids)
    def test_a_grant_covers_descendants_and_nothing_that_merely_begins_alike(self, one, other):
        covered = Grant(path_of(one), Role.EDITOR).covers(path_of(other))

        self.assertEqual(covered, other[: len(one)] == one)

    @given(st.lists(ids, max_size=12))
    def test_the_outermost_paths_cover_the_same_and_none_covers_another(self, many):
        paths = [path_of(steps) for steps in many]

        kept = outermost(paths)

        self.assertTrue(all(any(p.startswith(k) for k in kept) for p in paths))
        self.assertFalse(any(a != b and a.startswith(b) for a in kept for b in kept))

    def test_no_territory_is_no_condition_and_not_everything(self):
        self.assertIsNone(under_any("path", []))

    def test_an_unknown_role_allows_nothing(self):
        self.assertEqual(Grant("0000a", "gone").actions, frozenset())


class InForceTests(TestCase):
    def setUp(self):
        self.division = DivisionFactory()
        self.deputy = DeputyFactory(division=self.division)

    def may_edit(self, **dates) -> bool:
        user = UserFactory()
        AssignmentFactory(user=user, division=self.division, **dates)
        policy = policy_registry.get_by_type(Deputy)
        answers = {
            policy.user_has_permission_for_instance(user, "change", self.deputy),
            policy.user_has_permission(user, "change"),
            policy.instances_user_has_permission_for(user, "change").exists(),
            policy.users_with_permission_for_instance("change", self.deputy)
            .filter(pk=user.pk)
            .exists(),
        }
        self.assertEqual(len(answers), 1)
        return answers.pop()

    def test_an_assignment_without_dates_holds(self):
        self.assertTrue(self.may_edit())

    def test_the_first_day_counts(self):
        self.assertTrue(self.may_edit(starts_on=TODAY()))
        self.assertFalse(self.may_edit(starts_on=TODAY() + DAY))

    def test_the_last_day_counts(self):
        self.assertTrue(self.may_edit(expires_on=TODAY()))
        self.assertFalse(self.may_edit(expires_on=TODAY() - DAY))

    def test_a_closed_account_has_no_territory(self):
        user = UserFactory(is_active=False)
        AssignmentFactory(user=user, division=self.division, role=Role.OFFICE)

        self.assertEqual(grants_of(user), [])
        self.assertFalse(policy_registry.get_by_type(Deputy).user_has_permission(user, "change"))

    def test_somebody_not_signed_in_has_none(self):
        policy = policy_registry.get_by_type(Deputy)
        for action in ("view", "choose", "add", "change", "publish", "delete"):
            self.assertFalse(policy.user_has_permission(AnonymousUser(), action))
            self.assertFalse(
                policy.user_has_permission_for_instance(AnonymousUser(), action, self.deputy)
            )
        self.assertFalse(policy.referable(AnonymousUser()).exists())

    def test_a_closed_superuser_has_none(self):
        user = UserFactory(is_active=False, is_superuser=True)

        policy = policy_registry.get_by_type(Deputy)

        self.assertFalse(policy.user_has_permission_for_instance(user, "view", self.deputy))
        self.assertFalse(policy.instances_user_has_permission_for(user, "view").exists())

    def test_the_grants_are_read_once_for_a_request(self):
        user = AssignmentFactory(division=self.division).user

        with self.assertNumQueries(1):
            grants_of(user)
            grants_of(user)


class RoleTests(TestCase):
    def test_each_role_does_what_the_table_says_in_its_subtree_and_nothing_above(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        town = DivisionFactory(parent=county)
        inside, above = DeputyFactory(division=town), DeputyFactory(division=county.parent)
        policy = policy_registry.get_by_type(Deputy)

        for role, allowed in ROLE_ACTIONS.items():
            user = AssignmentFactory(division=county, role=role).user
            for action in {action for actions in ROLE_ACTIONS.values() for action in actions}:
                with self.subTest(role=role, action=action):
                    may = policy.user_has_permission_for_instance(user, action, inside)
                    self.assertEqual(may, action in allowed)
                    if action != "choose":
                        self.assertFalse(
                            policy.user_has_permission_for_instance(user, action, above)
                        )

    def test_what_a_draft_says_of_its_place_does_not_open_the_stored_record(self):
        mine, theirs = DivisionFactory(), DivisionFactory()
        user = AssignmentFactory(division=mine).user
        deputy = DeputyFactory(division=theirs)
        deputy.division = mine
        policy = policy_registry.get_by_type(Deputy)

        self.assertFalse(policy.user_has_permission_for_instance(user, "change", deputy))

    def test_an_object_made_from_a_revision_is_the_stored_record(self):
        mine, theirs = DivisionFactory(), DivisionFactory()
        user = AssignmentFactory(division=mine).user
        deputy = DeputyFactory(division=mine)
        revision = deputy.save_revision()
        Deputy.objects.filter(pk=deputy.pk).update(division=theirs, division_path=theirs.path)
        policy = policy_registry.get_by_type(Deputy)

        self.assertFalse(
            policy.user_has_permission_for_instance(user, "change", revision.as_object())
        )

    def test_a_record_without_a_place_is_nobodys(self):
        user = AssignmentFactory().user

        policy = policy_registry.get_by_type(Mandate)

        self.assertFalse(policy.user_has_permission_for_instance(user, "add", Mandate()))

    def test_a_division_that_moves_takes_its_records_with_it(self):
        here, there = DivisionFactory(), DivisionFactory()
        town = DivisionFactory(parent=here)
        deputy, image = DeputyFactory(division=town), ImageFactory(division=town)
        mine, theirs = AssignmentFactory(division=here).user, AssignmentFactory(division=there).user

        move_division(division=town, parent=there)

        for record in (deputy, image):
            policy = policy_registry.get_by_type(type(record))
            stored = type(record).objects.get(pk=record.pk)
            self.assertFalse(policy.user_has_permission_for_instance(fresh(mine), "change", stored))
            self.assertTrue(
                policy.user_has_permission_for_instance(fresh(theirs), "change", stored)
            )


class ReferTests(TestCase):
    def test_one_refers_to_ones_own_and_to_what_is_published(self):
        mine, theirs = DivisionFactory(), DivisionFactory()
        user = AssignmentFactory(division=mine).user
        own = DeputyFactory(division=mine, live=False)
        published = DeputyFactory(division=theirs, live=True)
        DeputyFactory(division=theirs, live=False)

        found = policy_registry.get_by_type(Deputy).referable(user)

        self.assertEqual(set(found), {own, published})

    def test_a_file_is_referred_to_at_home_only(self):
        mine = DivisionFactory()
        user = AssignmentFactory(division=mine).user
        own = ImageFactory(division=mine)
        ImageFactory()

        found = policy_registry.get_by_type(DivisionImage).referable(user)

        self.assertEqual(list(found), [own])

    def test_divisions_are_public_to_staff_and_corrected_by_offices(self):
        county, other = DivisionFactory(), DivisionFactory()
        policy = policy_registry.get_by_type(Division)
        office = AssignmentFactory(division=county, role=Role.OFFICE).user
        approver = AssignmentFactory(division=county, role=Role.APPROVER).user

        for user in (office, approver):
            self.assertTrue(policy.user_has_permission_for_instance(user, "choose", other))
            self.assertFalse(policy.user_has_permission_for_instance(user, "change", other))
        self.assertTrue(policy.user_has_permission_for_instance(office, "change", county))
        self.assertFalse(policy.user_has_permission_for_instance(approver, "change", county))
        self.assertFalse(policy.user_has_permission(approver, "change"))

    def test_nobody_adds_or_deletes_a_division_by_hand(self):
        policy = policy_registry.get_by_type(Division)
        root = UserFactory(is_superuser=True)

        for action in ("add", "delete", "bulk_delete"):
            self.assertFalse(policy.user_has_permission(root, action))
            self.assertFalse(
                policy.user_has_permission_for_instance(root, action, DivisionFactory())
            )


class ScopeTests(TestCase):
    """An assignment narrowed to a congress grants on what belongs to that congress alone."""

    @classmethod
    def setUpTestData(cls):
        cls.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        cls.town = DivisionFactory(parent=cls.county)
        cls.congress = CongressFactory(division=cls.county)
        cls.other = CongressFactory(division=cls.town)
        cls.user = AssignmentFactory(division=cls.county, role=Role.OFFICE, scope=cls.congress).user

    def may(self, record, action="change") -> bool:
        policy = policy_registry.get(record)
        return policy.user_has_permission_for_instance(fresh(self.user), action, record)

    def pair(self, make) -> tuple:
        """A record of the congress, and one of another congress in the same territory."""
        return make(self.congress), make(self.other)

    def test_each_kind_of_record_is_open_in_the_congress_and_closed_elsewhere(self):
        makers = {
            Congress: lambda congress: congress,
            Term: lambda congress: TermFactory(congress=congress, number=3),
            ElectoralUnit: lambda congress: ElectoralUnitFactory(
                term__congress=congress, term__number=4
            ),
            Mandate: lambda congress: MandateFactory(
                unit__term__congress=congress, unit__term__number=5
            ),
            Deputy: lambda congress: (
                MandateFactory(unit__term__congress=congress, unit__term__number=6).deputy
            ),
        }
        for model, maker in makers.items():
            inside, outside = self.pair(maker)
            with self.subTest(model=model.__name__):
                self.assertTrue(self.may(inside))
                self.assertFalse(self.may(outside))
                listed = policy_registry.get_by_type(model).instances_user_has_permission_for(
                    fresh(self.user), "change"
                )
                self.assertIn(inside, listed)
                self.assertNotIn(outside, listed)

    def test_a_deputy_of_two_congresses_is_listed_once(self):
        first = MandateFactory(unit__term__congress=self.congress, unit__term__number=7)
        MandateFactory(
            unit__term__congress=self.congress, unit__term__number=8, deputy=first.deputy
        )

        listed = policy_registry.get_by_type(Deputy).instances_user_has_permission_for(
            fresh(self.user), "view"
        )

        self.assertEqual(list(listed), [first.deputy])

    def test_a_new_record_must_belong_to_the_congress_too(self):
        self.assertTrue(self.may(Term(congress=self.congress, number=9), "add"))
        self.assertFalse(self.may(Term(congress=self.other, number=9), "add"))
        self.assertFalse(self.may(Deputy(division=self.county, name="李秋禾"), "add"))

    def test_a_record_is_not_moved_to_another_congress(self):
        term = TermFactory(congress=self.congress, number=10)
        term.congress = self.other

        self.assertFalse(self.may(term))

    def test_what_knows_no_congress_stays_closed(self):
        policy = policy_registry.get_by_type(DivisionImage)

        self.assertFalse(policy.user_has_permission(fresh(self.user), "add"))
        self.assertFalse(self.may(ImageFactory(division=self.county)))

    def test_whoever_is_told_of_a_record_may_act_on_it(self):
        inside, outside = self.pair(lambda congress: TermFactory(congress=congress, number=11))
        policy = policy_registry.get_by_type(Term)

        self.assertIn(self.user, policy.users_with_permission_for_instance("publish", inside))
        self.assertNotIn(self.user, policy.users_with_permission_for_instance("publish", outside))
        self.assertIn(self.user, policy.users_with_permission("publish"))

    def test_a_narrowed_assignment_opens_no_divisions_nor_their_default(self):
        self.assertIsNone(only_division_of(fresh(self.user)))


class ChoiceTests(TestCase):
    def test_whoever_has_one_territory_has_a_default(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        town = DivisionFactory(parent=county)
        user = AssignmentFactory(division=county).user
        AssignmentFactory(user=user, division=town, role=Role.APPROVER)

        self.assertEqual(only_division_of(fresh(user)), county)

    def test_whoever_has_two_has_none(self):
        user = AssignmentFactory().user
        AssignmentFactory(user=user)

        self.assertIsNone(only_division_of(fresh(user)))

    def test_lists_are_narrowed_to_the_roots_and_what_they_govern(self):
        county, elsewhere = DivisionFactory(), DivisionFactory()
        town = DivisionFactory(parent=county)
        DivisionFactory(parent=town)
        governed = DivisionFactory(parent=elsewhere, governed_by=county)
        lent = DivisionFactory(parent=county, governed_by=elsewhere)
        user = AssignmentFactory(division=county).user

        nearby = set(nearby_divisions(user))

        self.assertEqual(nearby, {county, town, governed})
        self.assertNotIn(lent, nearby)

    def test_a_superuser_without_assignment_starts_from_the_nation(self):
        province = DivisionFactory()

        nearby = set(nearby_divisions(UserFactory(is_superuser=True)))

        self.assertEqual(nearby, {Division.objects.root(), province})
