"""Who is who: which stored person a row means, and when nobody but a person can say."""

import datetime

from directory.importers.roster_answers import NEW
from directory.models import Deputy, DeputyIdentifier, Mandate
from tests.factories import DeputyFactory, DivisionFactory, TermFactory

from .rosters import codes, import_people, outcomes
from .test_roster_load import Places

LI = {"name": "李秋禾", "gender": "女", "birth": "1979-05", "constituency": "第三选区"}


class SeatTests(Places):
    """Name, term and unit agree."""

    def test_same_seat_with_agreeing_birth_is_the_same_person(self):
        import_people(self.county, [LI | {"birth": ""}])

        _, report = import_people(self.county, [LI])

        self.assertEqual(outcomes(report), ["update"])
        self.assertEqual(Deputy.objects.get().birth, "1979-05")

    def test_same_seat_with_another_birth_month_is_a_question(self):
        import_people(self.county, [LI])

        status, report = import_people(self.county, [LI | {"birth": "1979-06"}])

        self.assertEqual((status, outcomes(report)), (1, ["review_duplicate"]))
        self.assertIn("possible_same_person", codes(report, 2))
        self.assertIn(Deputy.objects.get().code, report["rows"][1]["issues"][-1]["detail"])

    def test_two_people_of_one_name_in_one_unit_are_told_apart_by_birth(self):
        people = [LI, LI | {"birth": "1985-11"}]
        import_people(self.county, people)

        _, report = import_people(self.county, people)

        self.assertEqual(outcomes(report), ["unchanged", "unchanged"])
        self.assertEqual(Deputy.objects.count(), 2)

    def test_row_that_may_mean_two_stored_people_is_a_question(self):
        import_people(self.county, [LI, LI | {"birth": "1985-11"}])

        _, report = import_people(self.county, [LI | {"birth": ""}])

        self.assertEqual(outcomes(report), ["review_duplicate"])

    def test_guessed_month_neither_parts_nor_changes(self):
        import_people(self.county, [LI])
        Deputy.objects.update(birth="1970-01")

        _, report = import_people(self.county, [LI | {"birth": "1970.1"}])

        self.assertEqual(outcomes(report), ["unchanged"])
        self.assertEqual(Deputy.objects.get().birth, "1970-01")

    def test_two_spellings_of_one_unit_in_one_file_are_one_seat(self):
        people = [LI, LI | {"constituency": "3选区", "post": "医生"}]

        _, report = import_people(self.county, people)

        self.assertEqual(outcomes(report), ["import", "review_duplicate"])
        self.assertEqual(Deputy.objects.count(), 1)


class WeakerTests(Places):
    """The name agrees, and not enough besides."""

    def setUp(self):
        import_people(self.county, [LI])

    def test_other_unit_of_the_same_term_is_a_question(self):
        _, report = import_people(self.county, [LI | {"constituency": "第四选区"}])

        self.assertEqual(outcomes(report), ["review_duplicate"])
        self.assertEqual(Deputy.objects.count(), 1)

    def test_other_unit_and_another_birth_is_somebody_else(self):
        other = LI | {"constituency": "第四选区", "birth": "1966-02"}

        status, report = import_people(self.county, [other])

        self.assertEqual((status, outcomes(report)), (0, ["import"]))
        self.assertEqual(Deputy.objects.count(), 2)

    def test_namesakes_in_one_file_stay_two_and_ask_nothing_the_second_time(self):
        people = [LI, LI | {"constituency": "第四选区", "birth": "", "gender": "男"}]
        Mandate.objects.all().delete()
        Deputy.objects.all().delete()
        import_people(self.county, people)

        _, report = import_people(self.county, people)

        self.assertEqual(outcomes(report), ["unchanged", "unchanged"])

    def test_other_term_of_the_same_congress_is_a_question(self):
        for birth in ("1979-05", ""):
            with self.subTest(birth=birth):
                status, report = import_people(self.county, [LI | {"birth": birth}], term=19)

                self.assertEqual((status, outcomes(report)), (1, ["review"]))
                self.assertIn("same_name_other_term", codes(report, 2))
        self.assertEqual(Mandate.objects.count(), 1)

    def test_answer_joins_the_terms_and_is_not_asked_for_again(self):
        code = Deputy.objects.get().code
        import_people(self.county, [LI], term=19, answer=[(2, code)])

        _, report = import_people(self.county, [LI], term=19)

        self.assertEqual(outcomes(report), ["unchanged"])
        self.assertEqual(Deputy.objects.get().mandates.count(), 2)

    def test_answer_parts_two_people_and_is_not_asked_for_again(self):
        import_people(self.county, [LI], term=19, answer=[(2, NEW)])

        _, report = import_people(self.county, [LI], term=19)

        self.assertEqual(outcomes(report), ["unchanged"])
        self.assertEqual(Deputy.objects.count(), 2)

    def test_answer_that_names_another_person_is_refused(self):
        other = DeputyFactory(name="周岭", division=self.county)

        _, report = import_people(self.county, [LI], term=19, answer=[(2, other.code)])

        self.assertEqual(outcomes(report), ["review"])
        self.assertIn("answer_unknown", codes(report, 2))

    def test_other_level_makes_somebody_new_with_a_remark(self):
        row = LI | {"constituency": "望溪县", "birth": ""}

        status, report = import_people(self.city, [row], level="city")

        self.assertEqual((status, outcomes(report)), (0, ["import_with_warning"]))
        self.assertIn("same_name_other_level", codes(report, 2))
        self.assertEqual(Deputy.objects.count(), 2)

    def test_other_level_with_another_birth_needs_no_remark(self):
        row = LI | {"constituency": "望溪县", "birth": "1960-01"}

        _, report = import_people(self.city, [row], level="city")

        self.assertEqual(outcomes(report), ["import"])

    def test_person_without_any_mandate_is_a_question(self):
        DeputyFactory(name="周岭", division=self.county)

        _, report = import_people(self.county, [{"name": "周岭", "gender": "男"}])

        self.assertEqual(outcomes(report), ["review"])
        self.assertIn("same_name_no_mandate", codes(report, 2))


class UnrelatedPlacesTests(Places):
    """选举法 第四十八条: no two congresses in places without a tie."""

    def setUp(self):
        self.other = DivisionFactory(parent=self.city, name="松坪县")
        import_people(self.county, [LI])

    def test_same_name_and_birth_month_in_another_county_is_a_question(self):
        _, report = import_people(self.other, [LI])

        self.assertEqual(outcomes(report), ["review"])
        self.assertIn("unrelated_mandates", codes(report, 2))
        self.assertEqual(Deputy.objects.count(), 1)

    def test_same_name_alone_in_another_county_is_somebody_else(self):
        for birth in ("", "1979", "1979-06"):
            with self.subTest(birth=birth):
                row = LI | {"birth": birth, "constituency": f"第{len(birth) + 1}选区"}

                _, report = import_people(self.other, [row])

                self.assertEqual(outcomes(report), ["import"])
                Mandate.objects.filter(term__congress__division=self.other).delete()
                Deputy.objects.filter(mandates=None).delete()

    def test_mandate_that_is_over_asks_nothing(self):
        term = Mandate.objects.get().term
        term.starts_on, term.ends_on = datetime.date(2016, 1, 1), datetime.date(2021, 1, 1)
        term.save()

        _, report = import_people(self.other, [LI])

        self.assertEqual(outcomes(report), ["import"])

    def test_same_number_in_another_county_is_a_question(self):
        row = {"name": "周岭", "register_number": "A-17", "constituency": "第五选区"}
        import_people(self.county, [row], register="云岭市名册")

        _, report = import_people(self.other, [row], register="云岭市名册")

        self.assertIn("unrelated_mandates", codes(report, 2))
        self.assertEqual(Mandate.objects.filter(deputy__name="周岭").count(), 1)

    def test_two_rows_of_one_file_ask_as_well(self):
        Mandate.objects.all().delete()
        Deputy.objects.all().delete()
        people = [
            LI | {"level": "县级", "constituency": f"{place.name}第三选区"}
            for place in (self.county, self.other)
        ]

        _, report = import_people(self.city, people, level="city")

        self.assertEqual(outcomes(report), ["import", "review"])
        self.assertEqual(report["rows"][2]["issues"][-1]["of"], 2)

    def test_county_and_city_that_governs_it_are_no_question(self):
        row = LI | {"constituency": "望溪县"}

        _, report = import_people(self.city, [row], level="city")

        self.assertEqual(outcomes(report), ["import_with_warning"])


class RegisterNumberTests(Places):
    row = LI | {"register_number": "018-003"}

    def setUp(self):
        import_people(self.county, [self.row])

    def test_number_is_kept_under_the_register_of_the_division(self):
        number = DeputyIdentifier.objects.get()

        self.assertEqual(number.identifier, "018-003")
        self.assertIn(self.county.name, number.scheme)

    def test_number_joins_a_new_term_to_the_stored_person(self):
        _, report = import_people(self.county, [self.row], term=19)

        self.assertEqual(outcomes(report), ["update"])
        self.assertEqual(Deputy.objects.get().mandates.count(), 2)

    def test_number_joins_levels_within_one_register(self):
        row = self.row | {"constituency": "望溪县"}

        import_people(self.city, [row], level="city", register="云岭市名册")
        import_people(self.county, [self.row], register="云岭市名册")
        _, report = import_people(self.city, [row], level="city", register="云岭市名册")

        self.assertEqual(outcomes(report), ["unchanged"])

    def test_number_that_another_name_has_in_this_term_is_a_question(self):
        _, report = import_people(self.county, [self.row | {"name": "周岭"}])

        self.assertEqual(outcomes(report), ["review"])
        self.assertIn("register_number_of_other", codes(report, 2))

    def test_number_given_anew_in_another_term_says_nothing(self):
        row = self.row | {"name": "周岭"}
        import_people(self.county, [row], term=19)

        _, report = import_people(self.county, [row], term=19)

        self.assertEqual(outcomes(report), ["unchanged"])
        self.assertEqual(Deputy.objects.get(name="周岭").identifiers.count(), 0)

    def test_numbered_person_in_another_unit_of_the_term_is_a_question(self):
        _, report = import_people(self.county, [self.row | {"constituency": "第九选区"}])

        self.assertIn("unit_changed", codes(report, 2))
        self.assertEqual(Mandate.objects.count(), 1)

    def test_other_number_in_the_same_seat_is_a_question(self):
        _, report = import_people(self.county, [self.row | {"register_number": "018-004"}])

        self.assertEqual(outcomes(report), ["review_duplicate"])

    def test_number_is_added_where_there_was_none(self):
        other = {"name": "周岭", "constituency": "第四选区"}
        import_people(self.county, [other])

        _, report = import_people(self.county, [other | {"register_number": "018-009"}])

        self.assertEqual(outcomes(report), ["update"])
        self.assertTrue(Deputy.objects.get(name="周岭").identifiers.exists())

    def test_rows_of_one_file_with_one_number_and_name_are_one_person(self):
        people = [
            {"name": "吴江", "register_number": "9", "level": "县级", "constituency": "第七选区",
             "post": "", "gender": "男"},
            {"name": "吴江", "register_number": "9", "level": "市级", "constituency": "望溪县",
             "post": "教师", "gender": "男"},
        ]  # fmt: skip
        import_people(self.county, people)

        _, report = import_people(self.county, people)

        deputy = Deputy.objects.get(name="吴江")
        self.assertEqual((deputy.mandates.count(), deputy.post), (2, "教师"))
        self.assertEqual(outcomes(report), ["unchanged", "unchanged"])


class NamesakeTermTests(Places):
    def test_term_with_known_dates_is_used_as_it_stands(self):
        term = TermFactory(
            congress__division=self.county, number=18, starts_on=datetime.date(2021, 12, 21)
        )

        import_people(self.county, [LI])

        self.assertEqual(Mandate.objects.get().since, term.starts_on)
