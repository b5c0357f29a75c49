"""Changes of the tree by hand: moves with all paths, corrections, places added."""

from django.core.exceptions import ValidationError
from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from core.registries import path_copies
from divisions.codes import DivisionCodeError
from divisions.enums import Kind, Level, NameKind
from divisions.exceptions import DivisionMoveError
from divisions.models import Division, OtherName
from divisions.services import add_division, correct_division, move_division, rewrite_paths
from tests.factories import AssignmentFactory, DeputyFactory, DivisionFactory


def paths():
    return dict(Division.objects.values_list("pk", "path"))


class MoveTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.province = DivisionFactory(code="980000000000")
        cls.old = DivisionFactory(parent=cls.province, name="云岭市", code="980100000000")
        cls.new = DivisionFactory(parent=cls.province, name="东湾市", code="980200000000")
        cls.county = DivisionFactory(parent=cls.old, code="980121000000")
        cls.town = DivisionFactory(parent=cls.county, code="980121101000")
        cls.village = DivisionFactory(parent=cls.town, code="980121101201")
        cls.beside = DivisionFactory(parent=cls.old, name="白苇县", code="980122000000")

    def test_the_whole_subtree_moves_and_nothing_else(self):
        before = paths()

        moved = move_division(division=self.county, parent=self.new)

        after = paths()
        subtree = {self.county.pk, self.town.pk, self.village.pk}
        self.assertEqual(moved, 3)
        self.assertEqual({pk for pk in before if before[pk] != after[pk]}, subtree)
        for pk in subtree:
            tail = before[pk].removeprefix(self.old.path)
            self.assertEqual(after[pk], self.new.path + tail)

    def test_copies_of_the_paths_move_with_them(self):
        deputy, beside = DeputyFactory(division=self.town), DeputyFactory(division=self.beside)
        assignment = AssignmentFactory(division=self.county)
        kept = beside.division_path

        move_division(division=self.county, parent=self.new)

        for row in (deputy, beside, assignment):
            row.refresh_from_db()
        self.town.refresh_from_db()
        self.assertEqual(deputy.division_path, self.town.path)
        self.assertEqual(beside.division_path, kept)
        for copy in path_copies:
            stale = copy.model._base_manager.filter(
                **{f"{copy.path_field}__under": self.old.path + self.county.path[-5:]}
            )
            self.assertFalse(stale.exists(), copy.model)

    def test_moving_there_and_back_leaves_all_as_it_was(self):
        before = paths()

        move_division(division=self.county, parent=self.new)
        move_division(division=self.county, parent=self.old)

        self.assertEqual(paths(), before)

    def test_the_path_follows_who_governs_and_the_parent_stays(self):
        move_division(division=self.county, parent=self.old, governed_by=self.new)

        self.county.refresh_from_db()
        self.assertEqual((self.county.parent, self.county.governed_by), (self.old, self.new))
        self.assertIn(self.village, Division.objects.under(self.new))
        self.assertNotIn(self.village, Division.objects.under(self.old))

    def test_a_move_to_where_it_hangs_rewrites_nothing(self):
        self.assertEqual(move_division(division=self.county, parent=self.old), 0)

    def test_nothing_hangs_under_itself_or_what_it_governs_or_under_nothing(self):
        before = paths()
        for parent in (self.county, self.village, None):
            with self.subTest(parent=parent), self.assertRaises(DivisionMoveError) as caught:
                move_division(division=self.county, parent=parent)
            self.assertRegex(str(caught.exception), "不能把|必须有上级区划")
        self.assertEqual(paths(), before)

    def test_the_nation_moves_nowhere(self):
        with self.assertRaises(DivisionMoveError):
            move_division(division=Division.objects.root(), parent=self.province)

    def test_a_path_that_begins_alike_by_chance_is_another(self):
        root = Division.objects.root()
        Division.objects.filter(pk=self.beside.pk).update(path=f"{self.county.path[:-1]}z")

        rewrite_paths(old=self.county.path, new=f"{root.path}zzzzz")

        self.beside.refresh_from_db()
        self.assertEqual(self.beside.path, f"{self.county.path[:-1]}z")

    def test_a_stale_object_moves_by_what_is_stored(self):
        stale = Division.objects.get(pk=self.county.pk)
        move_division(division=self.county, parent=self.new)

        move_division(division=stale, parent=self.old)

        self.village.refresh_from_db()
        self.assertTrue(self.village.path.startswith(self.old.path))


class AnyMoveTests(HypothesisTestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.integers(0, 20), min_size=8, max_size=8),
           st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=6))  # fmt: skip
    def test_after_any_moves_each_path_is_the_governors_and_a_step(self, hung, moves):
        places = [Division.objects.root()]
        for number, above in enumerate(hung):
            places.append(
                DivisionFactory(
                    parent=places[above % len(places)], level=Level.COUNTY, name=f"{number}县",
                    code="",
                )
            )  # fmt: skip
        for which, where in moves:
            try:
                move_division(division=places[which + 1], parent=places[where])
            except DivisionMoveError:
                continue

        for place in Division.objects.exclude(level=0).select_related("parent"):
            self.assertEqual(place.path[:-5], place.parent.path)
            self.assertEqual(place.ancestor_ids[-1], place.pk)


class CorrectTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.city = DivisionFactory(parent=DivisionFactory(), name="云岭市", code="980100000000")
        cls.other = DivisionFactory(parent=cls.city.parent, name="东湾市", code="980200000000")
        cls.county = DivisionFactory(parent=cls.city, code="980121000000")

    def test_a_name_corrected_is_marked_and_the_old_one_kept(self):
        place = correct_division(division=self.county, name="望湖县")

        self.assertEqual((place.name, place.short_name), ("望湖县", "望湖县"))
        self.assertEqual(place.corrected_fields, ["name"])
        self.assertEqual(place.pinyin, "wanghuxian")
        former = OtherName.objects.get(division=place, kind=NameKind.FORMER)
        self.assertEqual(former.name, "望溪县")

    def test_a_parent_corrected_moves_the_subtree(self):
        town = DivisionFactory(parent=self.county)

        place = correct_division(division=self.county, parent=self.other)

        town.refresh_from_db()
        self.assertEqual(place.path[:-5], self.other.path)
        self.assertTrue(town.path.startswith(place.path))
        self.assertEqual(place.corrected_fields, ["parent"])

    def test_what_is_the_same_is_no_correction(self):
        place = correct_division(division=self.county, name="望溪县", kind=Kind.COUNTY)

        self.assertEqual(place.corrected_fields, [])
        self.assertFalse(place.other_names.exists())

    def test_what_is_not_allowed_changes_nothing(self):
        for values in ({"name": ""}, {"kind": "无"}, {"name": "长" * 81}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                correct_division(division=self.county, **values)
        self.county.refresh_from_db()
        self.assertEqual((self.county.name, self.county.kind), ("望溪县", Kind.COUNTY))


class AddTests(TestCase):
    def test_level_and_kind_follow_from_code_and_name(self):
        county = DivisionFactory(level=Level.COUNTY, code="980121000000")

        town = add_division(code="980121108", name="河口镇", parent=county)

        self.assertEqual((town.level, town.kind), (Level.TOWNSHIP, Kind.TOWN))
        self.assertEqual(town.path[:-5], county.path)
        self.assertEqual(Division.objects.by_code("980121108"), town)

    def test_a_code_that_is_taken_or_none_is_refused(self):
        county = DivisionFactory(level=Level.COUNTY, code="980121000000")
        add_division(code="980121108", name="河口镇", parent=county)

        with self.assertRaises(ValidationError):
            add_division(code="980121108", name="河口乡", parent=county)
        with self.assertRaises(DivisionCodeError):
            add_division(code="河口", name="河口乡", parent=county)
        with self.assertRaises(ValidationError):
            add_division(code="980121109", name="", parent=county)
        self.assertEqual(Division.objects.filter(level=Level.TOWNSHIP).count(), 1)
