"""Who gives rights to whom, and what hangs on it."""

import datetime

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupCollectionPermission, GroupPagePermission, ModelLogEntry

from editing.enums import Role
from editing.models import Assignment
from editing.services import ADMIN_GROUP, grant_assignment, revoke_assignment
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
    DivisionFactory,
    UserFactory,
)

ADD = "/admin/assignments/new/"


class GroupTests(TestCase):
    def test_the_one_group_opens_the_admin_and_no_more(self):
        groups = {g.name: [p.codename for p in g.permissions.all()] for g in Group.objects.all()}

        self.assertEqual(groups, {ADMIN_GROUP: ["access_admin"]})
        self.assertFalse(GroupPagePermission.objects.exists())
        self.assertFalse(GroupCollectionPermission.objects.exists())

    def test_the_first_assignment_opens_the_admin(self):
        user = UserFactory()
        self.client.force_login(user)
        self.assertEqual(self.client.get("/admin/").status_code, 302)

        AssignmentFactory(user=user)

        self.assertEqual(self.client.get("/admin/").status_code, 200)

    def test_the_last_assignment_taken_closes_it(self):
        user = UserFactory()
        first, second = AssignmentFactory(user=user), AssignmentFactory(user=user)

        revoke_assignment(assignment=first, revoked_by=None)
        self.assertTrue(user.groups.filter(name=ADMIN_GROUP).exists())
        revoke_assignment(assignment=second, revoked_by=None)

        self.assertFalse(user.groups.exists())

    def test_the_same_is_not_granted_twice(self):
        first = AssignmentFactory()
        again = Assignment(user=first.user, division=first.division, role=first.role)

        with self.assertRaises(ValidationError):
            grant_assignment(assignment=again, granted_by=None)

    def test_it_cannot_end_before_it_begins(self):
        division, user = DivisionFactory(), UserFactory()
        wrong = Assignment(
            user=user, division=division, role=Role.EDITOR,
            starts_on=datetime.date(2026, 2, 1), expires_on=datetime.date(2026, 1, 31),
        )  # fmt: skip

        with self.assertRaises(ValidationError):
            grant_assignment(assignment=wrong, granted_by=None)
        self.assertFalse(user.groups.exists())


class OfficeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.prefecture = DivisionFactory(parent=DivisionFactory())
        cls.county = DivisionFactory(parent=cls.prefecture)
        cls.town = DivisionFactory(parent=cls.county)
        cls.elsewhere = DivisionFactory(parent=cls.prefecture, name="溪口县")
        cls.office = AssignmentFactory(division=cls.county, role=Role.OFFICE).user
        cls.clerk = UserFactory(username="clerk", last_name="周", first_name="明")

    def setUp(self):
        self.client.force_login(self.office)

    def grant(self, **typed):
        data = {"username": "clerk", "division": self.town.pk, "role": Role.EDITOR} | typed
        return self.client.post(ADD, {k: v for k, v in data.items() if v is not None})

    def granted(self) -> list[Assignment]:
        return list(Assignment.objects.filter(user=self.clerk))

    def test_an_office_gives_any_role_in_its_territory_and_is_remembered(self):
        for role in Role.values:
            response = self.grant(role=role)
            self.assertRedirects(response, "/admin/assignments/")

        self.assertEqual({a.role for a in self.granted()}, set(Role.values))
        self.assertEqual({a.granted_by for a in self.granted()}, {self.office})
        self.assertTrue(self.clerk.groups.filter(name=ADMIN_GROUP).exists())
        self.assertTrue(ModelLogEntry.objects.filter(action="wagtail.create").exists())

    def test_an_office_gives_nothing_above_or_beside_its_territory(self):
        for division in (self.prefecture, self.elsewhere):
            response = self.grant(division=division.pk)

            self.assertEqual(response.status_code, 200)
        self.assertEqual(self.granted(), [])

    def test_an_office_gives_itself_nothing(self):
        response = self.grant(username=self.office.username, role=Role.APPROVER)

        self.assertContains(response, "不能给自己分配权限")
        self.assertEqual(self.office.assignments.count(), 1)

    def test_an_office_does_not_change_or_take_its_own_rights(self):
        own = self.office.assignments.get()
        edit, delete = f"/admin/assignments/edit/{own.pk}/", f"/admin/assignments/delete/{own.pk}/"

        self.client.post(edit, {"division": self.county.pk, "role": Role.EDITOR})
        self.client.post(delete)

        own.refresh_from_db()
        self.assertEqual(own.role, Role.OFFICE)

    def test_other_roles_give_nothing(self):
        for role in (Role.EDITOR, Role.APPROVER):
            self.client.force_login(AssignmentFactory(division=self.county, role=role).user)

            self.grant()

            self.assertEqual(self.granted(), [])
            self.assertEqual(self.client.get("/admin/assignments/").status_code, 302)

    def test_rights_end_no_later_than_the_givers_own(self):
        own = self.office.assignments.get()
        own.expires_on = timezone.localdate() + datetime.timedelta(days=30)
        own.save()
        later = own.expires_on + datetime.timedelta(days=1)

        for day in ("", later.isoformat()):
            response = self.grant(expires_on=day)
            self.assertContains(response, "不能晚于您自己的到期日期")
        self.assertEqual(self.granted(), [])

        self.grant(expires_on=own.expires_on.isoformat())
        self.assertEqual(len(self.granted()), 1)

    def test_an_office_whose_time_is_over_gives_nothing(self):
        Assignment.objects.update(expires_on=timezone.localdate() - datetime.timedelta(days=1))

        self.grant()

        self.assertEqual(self.granted(), [])

    def test_rights_are_narrowed_to_one_congress(self):
        congress = CongressFactory(division=self.town)

        self.grant(only_congress=congress.pk)

        self.assertEqual(self.granted()[0].scope, congress)

    def test_rights_are_not_narrowed_to_a_foreign_congress(self):
        response = self.grant(only_congress=CongressFactory(division=self.elsewhere).pk)

        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.granted(), [])

    def test_a_narrowed_office_gives_rights_as_narrow_as_its_own(self):
        congress = CongressFactory(division=self.county)
        other = CongressFactory(division=self.town)
        narrowed = AssignmentFactory(division=self.county, role=Role.OFFICE, scope=congress).user
        self.client.force_login(narrowed)

        for wider in (None, other.pk):
            self.grant(only_congress=wider)
        self.assertEqual(self.granted(), [])
        self.grant(only_congress=congress.pk)

        self.assertEqual([a.scope for a in self.granted()], [congress])

    def test_an_account_is_found_by_its_whole_name_only(self):
        for typed in ("cler", "clerks", "周明", "%", ""):
            self.grant(username=typed)

        self.assertEqual(self.granted(), [])

    def test_a_closed_account_gets_nothing(self):
        self.clerk.is_active = False
        self.clerk.save()

        self.assertContains(self.grant(), "没有这个用户名的账号")

    def test_no_page_of_assignments_names_accounts_without_one_here(self):
        AssignmentFactory(user=self.clerk, division=self.elsewhere)

        for url in ("/admin/assignments/", ADD, "/admin/assignments/?q=clerk"):
            self.assertNotContains(self.client.get(url), "周明")

    def test_an_office_changes_and_takes_what_stands_in_its_territory(self):
        given = AssignmentFactory(user=self.clerk, division=self.town)

        self.client.post(
            f"/admin/assignments/edit/{given.pk}/",
            {"username": "office", "division": self.county.pk, "role": Role.APPROVER},
        )
        given.refresh_from_db()
        self.assertEqual((given.role, given.division), (Role.APPROVER, self.county))
        self.assertEqual((given.user, given.granted_by), (self.clerk, self.office))

        self.client.post(f"/admin/assignments/delete/{given.pk}/")
        self.assertEqual(self.granted(), [])
        self.assertFalse(self.clerk.groups.exists())
        self.assertTrue(
            ModelLogEntry.objects.filter(action="wagtail.delete", user=self.office).exists()
        )

    def test_what_stands_is_not_lifted_out_of_the_territory(self):
        given = AssignmentFactory(user=self.clerk, division=self.town)

        self.client.post(
            f"/admin/assignments/edit/{given.pk}/",
            {"division": self.prefecture.pk, "role": Role.OFFICE},
        )

        given.refresh_from_db()
        self.assertEqual((given.division, given.role), (self.town, Role.EDITOR))

    def test_a_superuser_gives_rights_anywhere(self):
        self.client.force_login(UserFactory(is_superuser=True))

        self.grant(division=self.prefecture.pk, role=Role.OFFICE)

        self.assertEqual(len(self.granted()), 1)

    def count_queries(self) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get("/admin/assignments/").status_code, 200)
        return len(queries)

    def test_the_number_of_queries_of_the_list_does_not_grow(self):
        congress = CongressFactory(division=self.county)
        AssignmentFactory(division=self.town, scope=congress)
        self.count_queries()
        few = self.count_queries()

        AssignmentFactory.create_batch(6, division=self.town, granted_by=self.office)
        AssignmentFactory.create_batch(6, division=self.county, scope=congress)

        self.assertEqual(self.count_queries(), few)
