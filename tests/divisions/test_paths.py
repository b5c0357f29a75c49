"""Paths: their digits, subtrees, and the index that serves the question for one."""

from django.db import connection
from django.test import SimpleTestCase, TestCase
from hypothesis import given
from hypothesis import strategies as st

from core.paths import STEP, ancestor_paths, encode_step, outermost
from divisions.models import Division
from tests.factories import DivisionFactory

IDS = st.integers(0, 36**STEP - 1)
PATHS = st.lists(IDS, min_size=1, max_size=6).map(lambda ids: "".join(map(encode_step, ids)))


class PathTests(SimpleTestCase):
    @given(IDS)
    def test_a_step_holds_an_id(self, pk):
        step = encode_step(pk)

        self.assertEqual(len(step), STEP)
        self.assertEqual(int(step, 36), pk)

    @given(IDS, IDS)
    def test_steps_sort_as_ids_do(self, first, second):
        self.assertEqual(encode_step(first) < encode_step(second), first < second)

    def test_an_id_beyond_a_step_is_refused(self):
        for pk in (-1, 36**STEP):
            with self.subTest(pk=pk), self.assertRaises(ValueError):
                encode_step(pk)

    @given(PATHS)
    def test_ancestors_lead_from_the_root_to_the_path_itself(self, path):
        above = ancestor_paths(path)

        self.assertEqual(above[-1], path)
        self.assertEqual([len(each) for each in above], list(range(STEP, len(path) + 1, STEP)))
        self.assertTrue(all(path.startswith(each) for each in above))

    @given(st.lists(PATHS, max_size=12))
    def test_outermost_paths_cover_all_and_none_covers_another(self, paths):
        kept = outermost(paths)

        self.assertTrue(all(any(path.startswith(each) for each in kept) for path in paths))
        self.assertFalse(
            any(a != b and a.startswith(b) for a in kept for b in kept),
        )
        self.assertLessEqual(set(kept), set(paths))


class SubtreeTests(TestCase):
    def test_a_subtree_is_the_place_and_what_it_governs(self):
        county = DivisionFactory()
        town = DivisionFactory(parent=county)
        DivisionFactory(name="别处县")

        self.assertCountEqual(Division.objects.under(county), [county, town])

    def test_governing_counts_and_hanging_there_does_not(self):
        province = DivisionFactory()
        ruler = DivisionFactory(parent=province, name="伊河州")
        area = DivisionFactory(parent=province, governed_by=ruler, name="塔山地区")
        below = DivisionFactory(parent=area)

        self.assertCountEqual(Division.objects.under(ruler), [ruler, area, below])
        self.assertEqual(below.ancestor_ids[-3:], [ruler.pk, area.pk, below.pk])

    def test_the_question_for_a_subtree_is_served_by_the_index(self):
        county = DivisionFactory()
        for number in range(40):
            DivisionFactory(parent=county, name=f"{number}镇")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE divisions_division")
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")

        plan = Division.objects.under(county).order_by().explain()

        index = "Index Cond" if connection.vendor == "postgresql" else "path>? AND path<?"
        self.assertIn(index, plan)
        self.assertNotIn("SCAN divisions_division", plan)
        if connection.vendor == "postgresql":
            self.assertIn("~>=~", plan)  # the range that varchar_pattern_ops makes of LIKE
