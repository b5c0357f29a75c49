"""Correcting a division in the admin: its kind, its names, who governs it."""

from django.test import TestCase
from django.urls import reverse
from wagtail.models import ModelLogEntry

from divisions.enums import Kind
from divisions.models import Division
from editing.enums import Role
from tests.editing.form_data import form_data
from tests.factories import AssignmentFactory, DeputyFactory, DivisionFactory, UserFactory


class DivisionFormTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.prefecture = DivisionFactory(parent=DivisionFactory())
        cls.county = DivisionFactory(parent=cls.prefecture)
        cls.zone = DivisionFactory(parent=cls.prefecture, name="云岭高新区", kind=Kind.OTHER_COUNTY)
        cls.town = DivisionFactory(parent=cls.county)
        cls.village = DivisionFactory(parent=cls.town)
        cls.deputy = DeputyFactory(division=cls.village)
        cls.office = AssignmentFactory(division=cls.prefecture, role=Role.OFFICE).user
        cls.county_office = AssignmentFactory(division=cls.county, role=Role.OFFICE).user
        cls.root = UserFactory(is_superuser=True)

    def correct(self, user, division, **typed):
        """Send the form of ``division`` with ``typed`` in it; what is stored afterwards."""
        self.client.force_login(user)
        stored = Division.objects.get(pk=division.pk)
        url = reverse(Division.snippet_viewset.get_url_name("edit"), args=[division.pk])
        self.response = self.client.post(url, form_data(stored, self.root, **typed))
        return Division.objects.get(pk=division.pk)

    def paths(self) -> list[str]:
        """Paths of the town, of what lies below it, and of a record there."""
        self.deputy.refresh_from_db()
        return [Division.objects.get(pk=each.pk).path for each in (self.town, self.village)] + [
            self.deputy.division_path
        ]

    def assert_stayed(self, message: str):
        self.assertContains(self.response, message)
        self.town.refresh_from_db()
        self.assertIsNone(self.town.governed_by)
        self.assertTrue(all(path.startswith(self.county.path) for path in self.paths()))

    def test_a_kind_corrected_by_hand_decides_whether_a_congress_is_possible(self):
        self.assertTrue(self.town.may_have_congress)

        town = self.correct(self.county_office, self.town, kind=Kind.SUBDISTRICT)

        self.assertEqual(self.response.status_code, 302)
        self.assertEqual(town.kind, Kind.SUBDISTRICT)
        self.assertFalse(town.may_have_congress)
        self.assertEqual(town.path, self.town.path)

    def test_what_was_corrected_is_marked_so_that_no_import_overwrites_it(self):
        town = self.correct(self.office, self.town, kind=Kind.TOWNSHIP, short_name="新湾")

        self.assertEqual(town.corrected_fields, ["kind", "short_name"])
        self.assertTrue(town.other_names.filter(name="新湾").exists())

    def test_a_form_sent_back_as_it_was_marks_nothing(self):
        town = self.correct(self.office, self.town)

        self.assertEqual(self.response.status_code, 302)
        self.assertEqual(town.corrected_fields, [])

    def test_a_correction_is_remembered_with_whoever_made_it(self):
        self.correct(self.county_office, self.town, kind=Kind.SUBDISTRICT)

        entry = ModelLogEntry.objects.for_instance(self.town).get(action="wagtail.edit")
        self.assertEqual(entry.user, self.county_office)

    def test_name_code_and_parent_are_shown_and_not_written(self):
        town = self.correct(
            self.root, self.town, name="别的镇", code="990000000000", parent=self.zone.pk,
            level=1, path="00001",
        )  # fmt: skip

        for field in ("name", "code", "parent", "level", "path"):
            self.assertEqual(getattr(town, field), getattr(self.town, field))

    def test_a_new_governor_rewrites_the_paths_of_everything_below(self):
        before = self.paths()

        town = self.correct(self.office, self.town, governed_by=self.zone.pk)

        self.assertEqual((town.governed_by, town.parent), (self.zone, self.county))
        moved = [path.replace(self.county.path, self.zone.path) for path in before]
        self.assertEqual(self.paths(), moved)
        self.assertNotEqual(moved, before)

    def test_without_its_governor_a_place_returns_to_its_parent(self):
        before = self.paths()
        self.correct(self.office, self.town, governed_by=self.zone.pk)

        town = self.correct(self.office, self.town, governed_by="")

        self.assertIsNone(town.governed_by)
        self.assertEqual(self.paths(), before)

    def test_rights_follow_the_move(self):
        zone_editor = AssignmentFactory(division=self.zone).user
        edit = f"/admin/snippets/directory/deputy/edit/{self.deputy.pk}/"
        self.client.force_login(zone_editor)
        self.assertEqual(self.client.get(edit).status_code, 404)

        self.correct(self.office, self.town, governed_by=self.zone.pk)

        self.client.force_login(zone_editor)
        self.assertEqual(self.client.get(edit).status_code, 200)
        self.client.force_login(self.county_office)
        self.assertEqual(self.client.get(edit).status_code, 404)

    def test_a_place_is_not_governed_by_what_lies_below_it(self):
        for below in (self.town, self.village):
            self.correct(self.root, self.town, governed_by=below.pk)

            self.assert_stayed("不能由它自己或它的下级管辖")

    def test_nobody_gives_away_or_takes_what_lies_outside_his_territory(self):
        taken = self.correct(self.county_office, self.zone, governed_by=self.county.pk)
        self.assertEqual(self.response.status_code, 404)
        self.assertIsNone(taken.governed_by)

        self.correct(self.county_office, self.town, governed_by=self.zone.pk)
        self.assertEqual(self.response.status_code, 200)
        self.assert_stayed("选择一个有效的选项")

    def test_an_office_does_not_move_itself(self):
        county = self.correct(self.county_office, self.county, governed_by=self.town.pk)

        self.assertIsNone(county.governed_by)
        self.assertEqual(self.response.status_code, 200)

    def test_other_roles_read_the_tree_and_correct_nothing(self):
        for role in (Role.EDITOR, Role.APPROVER):
            user = AssignmentFactory(division=self.county, role=role).user

            town = self.correct(user, self.town, kind=Kind.SUBDISTRICT)

            self.assertEqual(town.kind, Kind.TOWN)
            self.assertIn(self.response.status_code, (302, 404))
