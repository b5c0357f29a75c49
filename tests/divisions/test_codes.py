"""Codes: their digits, their levels, and which of two places a code means."""

from django.test import SimpleTestCase, TestCase
from hypothesis import given
from hypothesis import strategies as st

from divisions.codes import (
    DIGITS,
    DivisionCodeError,
    expand_code,
    level_of,
    split_reference,
    trim_code,
)
from divisions.enums import Kind, Level
from divisions.models import Division, DivisionCode, DivisionNotFoundError
from tests.factories import DivisionFactory

DIGIT_TEXTS = st.text("0123456789", min_size=2, max_size=12)
#: a code of a level: every part of it names something
LEVELS_AND_CODES = st.integers(1, 5).flatmap(
    lambda level: st.tuples(
        st.just(level),
        st.integers(10 ** (DIGITS[level] - 1), 10 ** DIGITS[level] - 1)
        .map(str)
        .filter(lambda code: int(code[DIGITS[level - 1] if level > 1 else 0 :])),
    )
)


class CodeTests(SimpleTestCase):
    @given(DIGIT_TEXTS)
    def test_a_code_is_twelve_digits_that_begin_with_what_was_written(self, text):
        code = expand_code(text)

        self.assertEqual(len(code), 12)
        self.assertTrue(code.startswith(text))
        self.assertEqual(code[len(text) :].strip("0"), "")

    @given(LEVELS_AND_CODES)
    def test_the_digits_of_a_code_tell_its_level(self, pair):
        level, code = pair

        self.assertEqual(level_of(expand_code(code)), level)
        self.assertEqual(trim_code(expand_code(code), level), code)

    @given(st.text(max_size=20).filter(lambda text: not text.strip().isascii()))
    def test_other_signs_are_no_code(self, text):
        with self.assertRaises(DivisionCodeError):
            expand_code(text)

    def test_full_width_digits_one_digit_and_thirteen_are_no_code(self):
        for text in ("４３", "4", "4305220000000", "", "43 05", "-4305", "43.0"):
            with self.subTest(text=text), self.assertRaises(DivisionCodeError):
                expand_code(text)

    @given(DIGIT_TEXTS, st.integers(0, 5), st.sampled_from(":-"))
    def test_a_reference_may_say_the_level(self, text, level, sign):
        self.assertEqual(split_reference(text), (expand_code(text), None))
        self.assertEqual(split_reference(f" {text}{sign}{level} "), (expand_code(text), level))

    def test_a_reference_of_another_form_says_how_to_write_one(self):
        for text in ("441900:6", "441900:", ":2", "441900:2:3", "东莞"):
            with self.subTest(text=text), self.assertRaisesMessage(DivisionCodeError, "441900:2"):
                split_reference(text)


class ReferenceTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.province = DivisionFactory(code="440000000000", name="岭南省")
        cls.city = DivisionFactory(
            code="441900000000", parent=cls.province, name="东湾市",
            kind=Kind.CITY_WITHOUT_DISTRICTS,
        )  # fmt: skip
        DivisionCode.objects.create(division=cls.city, code="441900000000", level=3)

    def test_a_code_at_two_levels_means_the_place_with_both(self):
        for reference in ("4419", "441900", "441900000000", "441900:2", "441900:3", "441900-3"):
            with self.subTest(reference=reference):
                self.assertEqual(Division.objects.by_code(reference), self.city)

    def test_a_level_that_the_code_does_not_have_names_nothing(self):
        for reference in ("441900:1", "441900:4", "449999"):
            with (
                self.subTest(reference=reference),
                self.assertRaisesMessage(DivisionNotFoundError, reference),
            ):
                Division.objects.by_code(reference)

    def test_the_highest_level_wins_where_two_places_share_a_code(self):
        county = DivisionFactory(code="", level=Level.COUNTY, parent=self.city, name="别处")
        DivisionCode.objects.filter(level=3).update(division=county)

        self.assertEqual(Division.objects.by_code("441900"), self.city)
        self.assertEqual(Division.objects.by_code("441900:3"), county)

    def test_a_code_in_force_wins_over_a_withdrawn_one(self):
        code = DivisionCode.objects.get(division=self.city, level=2)
        code.valid_until = "2019-01-01"
        code.save()
        newer = DivisionFactory(code="441900000000", parent=self.province, name="新城市")

        self.assertEqual(Division.objects.by_code("441900"), newer)

    def test_a_withdrawn_code_still_leads_to_its_place(self):
        DivisionCode.objects.create(
            division=self.city, code="442100000000", level=2, valid_until="2010-01-01"
        )

        self.assertEqual(Division.objects.by_code("4421"), self.city)
