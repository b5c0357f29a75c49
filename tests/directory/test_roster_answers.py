"""Answers to the questions of a roster: each can be answered, and is asked only once."""

import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command

from directory.importers.roster_answers import ALL, IMPORT, NEW, SAME, SKIP
from directory.management.commands.import_roster import answer_of
from directory.models import Deputy, FormerCode, Mandate, RosterAnswer
from editing.enums import Role
from tests.factories import AssignmentFactory, DeputyFactory, DivisionFactory, UserFactory

from .roster_files import HEADER, SheetSpec, person, write_workbook
from .rosters import codes, import_people, outcomes, run_import, write_roster
from .test_roster_load import Places

LI = {"name": "李秋禾", "gender": "女", "birth": "1979-05", "constituency": "第三选区",
      "post": "医生", "register_number": ""}  # fmt: skip
ZHOU = LI | {"name": "周岭", "gender": "男", "birth": "1966-02", "post": "村主任"}
TWICE = [LI, LI | {"post": "柳湾镇卫生院医生"}]


class Answers(Places):
    """Every answer is tried three times: given, given again, and left to what was kept."""

    def answered(self, people, *answers, place=None, **options):
        """Return status and report; the same file then changes nothing and asks nothing more."""
        place = place or self.county
        first = import_people(place, people, answer=list(answers), **options)
        before = self.stored()
        for again in (answers, ()):
            status, report = import_people(place, people, answer=list(again), **options)
            self.assertEqual(status, 0)
            self.assertFalse({"import", "import_with_warning", "update"} & {*outcomes(report)})
        self.assertEqual(self.stored(), before)
        return first

    def stored(self):
        models = (Deputy, Mandate, RosterAnswer)
        return [list(model.objects.order_by("pk").values()) for model in models]


class PossibleDuplicateTests(Answers):
    """Two rows of one file, one name and seat, something else differs."""

    def test_new_makes_a_second_person(self):
        status, report = self.answered(TWICE, (3, NEW))

        self.assertEqual((status, outcomes(report)), (0, ["import", "import_with_warning"]))
        self.assertEqual(report["summary"]["created"], 2)
        self.assertIn("answered", codes(report, 3))
        self.assertEqual({d.post for d in Deputy.objects.all()}, {row["post"] for row in TWICE})

    def test_same_makes_the_row_a_duplicate(self):
        status, report = self.answered(TWICE, (3, SAME))

        self.assertEqual((status, outcomes(report)), (0, ["import", "duplicate"]))
        self.assertEqual(report["rows"][2]["issues"][-1]["of"], 2)
        self.assertEqual(Deputy.objects.get().post, "医生")

    def test_skip_leaves_the_row_out_rightly(self):
        status, report = self.answered(TWICE, (3, SKIP))

        self.assertEqual((status, outcomes(report)), (0, ["import", "ignore"]))
        self.assertEqual(Deputy.objects.count(), 1)

    def test_code_of_the_stored_person_makes_the_row_a_duplicate_too(self):
        import_people(self.county, TWICE)

        _, report = self.answered(TWICE, (3, Deputy.objects.get().code))

        self.assertEqual(outcomes(report), ["unchanged", "duplicate"])

    def test_new_after_the_first_was_stored_makes_a_second_person(self):
        import_people(self.county, TWICE)

        _, report = self.answered(TWICE, (3, NEW))

        self.assertEqual(outcomes(report), ["unchanged", "import_with_warning"])
        self.assertEqual(Deputy.objects.count(), 2)

    def test_import_does_not_say_who_it_is(self):
        status, report = import_people(self.county, TWICE, answer=[(3, IMPORT)])

        self.assertEqual((status, outcomes(report)), (3, ["import", "review_duplicate"]))
        self.assertIn("answer_unknown", codes(report, 3))
        self.assertFalse(RosterAnswer.objects.exists())

    def test_double_whose_first_row_is_gone_still_means_the_person(self):
        self.answered(TWICE, (3, SAME))

        status, report = import_people(self.county, TWICE[1:])

        self.assertEqual((status, outcomes(report)), (0, ["update"]))
        self.assertEqual(Deputy.objects.get().post, "柳湾镇卫生院医生")

    def test_row_that_says_something_else_is_asked_about_anew(self):
        self.answered(TWICE, (3, SKIP))

        _, report = import_people(self.county, [LI, LI | {"post": "院长"}])

        self.assertEqual(outcomes(report), ["unchanged", "review_duplicate"])

    def test_another_answer_takes_the_place_of_the_first(self):
        self.answered(TWICE, (3, SKIP))

        _, report = self.answered(TWICE, (3, NEW))

        self.assertEqual(outcomes(report), ["unchanged", "import_with_warning"])
        self.assertEqual(RosterAnswer.objects.count(), 1)

    def test_two_spellings_of_one_unit_can_be_answered(self):
        people = [LI, LI | {"constituency": "3选区"}]
        for word, outcome, count in ((SAME, "duplicate", 1), (NEW, "import", 2)):
            with self.subTest(word=word):
                Mandate.objects.all().delete()
                Deputy.objects.all().delete()

                _, report = self.answered(people, (3, word))

                self.assertEqual(outcomes(report), ["import", outcome])
                self.assertEqual(Deputy.objects.count(), count)


class DoubtfulRowTests(Answers):
    """Struck out, hidden, a formula, a vacancy: questions that no other row raises."""

    def answered_book(self, book, *answers):
        """As ``answered``, for a workbook."""
        with TemporaryDirectory() as folder:
            path, report = Path(folder) / "名册.xlsx", Path(folder) / "report.json"
            write_workbook(path, book)
            first = run_import(path, self.county, answer=list(answers), report=report)
            kept = report.read_text("utf-8")
            before = self.stored()
            for again in (answers, ()):
                self.assertEqual(run_import(path, self.county, answer=list(again)), 0)
            self.assertEqual(self.stored(), before)
            return first, kept

    def book(self):
        rows = [HEADER, person(1, "李秋禾"), person(2, "周岭"), person(3, "吴江"),
                person(4, "=B2"), person(5, "缺额")]  # fmt: skip
        return SheetSpec(rows, struck=("B3", "C3"), hidden_rows=(4,), cached={"B5": "郑小满"})

    def test_import_takes_each_as_it_stands(self):
        status, _ = self.answered_book(
            self.book(), (3, IMPORT), (4, IMPORT), (5, IMPORT), (6, SKIP)
        )

        self.assertEqual(status, 0)
        self.assertEqual(
            {*Deputy.objects.values_list("name", flat=True)}, {"李秋禾", "周岭", "吴江", "郑小满"}
        )

    def test_skip_leaves_each_out(self):
        status, _ = self.answered_book(self.book(), *((row, SKIP) for row in (3, 4, 5, 6)))

        self.assertEqual(status, 0)
        self.assertEqual(Deputy.objects.get().name, "李秋禾")

    def test_a_vacancy_is_never_somebody(self):
        with TemporaryDirectory() as folder:
            path = write_workbook(Path(folder) / "名册.xlsx", [HEADER, person(1, "缺额"), person()])
            for word in (NEW, IMPORT, SAME):
                self.assertEqual(run_import(path, self.county, answer=[(2, word)]), 3)
        self.assertFalse(Deputy.objects.filter(name="缺额").exists())

    def test_import_of_a_struck_out_row_means_the_person_who_sits_there(self):
        people = [HEADER, person(1, "李秋禾"), person(2, "周岭", 选区="第二选区")]
        with TemporaryDirectory() as folder:
            path = write_workbook(Path(folder) / "名册.xlsx", people)
            run_import(path, self.county)
        self.answered_book(SheetSpec(people, struck=("B3",)), (3, IMPORT))

        self.assertEqual(Deputy.objects.count(), 2)

    def test_import_leaves_the_question_who_it_is(self):
        people = [HEADER, person(1, "李秋禾"), person(2, "李秋禾", 工作单位及职务="院长")]
        with TemporaryDirectory() as folder:
            path = write_workbook(Path(folder) / "名册.xlsx", SheetSpec(people, hidden_rows=(3,)))
            self.assertEqual(run_import(path, self.county, answer=[(3, IMPORT)]), 3)
            self.assertEqual(Deputy.objects.count(), 1)

            self.assertEqual(run_import(path, self.county, answer=[(3, NEW)]), 0)
            self.assertEqual(run_import(path, self.county), 0)
        self.assertEqual(Deputy.objects.count(), 2)

    def test_what_is_longer_than_any_name_cannot_be_imported(self):
        people = [LI, ZHOU | {"name": "周" * 61}]
        for word in (IMPORT, NEW):
            status, report = import_people(self.county, people, answer=[(3, word)])

            self.assertEqual((status, outcomes(report)[1]), (3, "review"))

    def test_register_number_of_two_names(self):
        people = [LI | {"register_number": "7"}, ZHOU | {"register_number": "7"}]
        status, report = import_people(self.county, people, answer=[(3, SAME)])
        self.assertEqual((status, outcomes(report)), (3, ["import", "review"]))

        _, report = self.answered(people, (3, NEW))

        self.assertEqual(outcomes(report)[1], "import_with_warning")
        self.assertEqual(Deputy.objects.get(name="李秋禾").identifiers.count(), 1)
        self.assertEqual(Deputy.objects.get(name="周岭").identifiers.count(), 0)


class StoredPersonTests(Answers):
    """Questions that somebody stored raises."""

    def setUp(self):
        import_people(self.county, [LI])
        self.li = Deputy.objects.get()

    def test_same_joins_the_terms(self):
        for row in (LI, LI | {"birth": "", "constituency": "第四选区"}):
            with self.subTest(row=row):
                Mandate.objects.exclude(term__number=18).delete()

                _, report = self.answered([row], (2, SAME), term=19)

                self.assertEqual(outcomes(report), ["update"])
                self.assertEqual(self.li.mandates.count(), 2)

    def test_same_is_no_answer_where_two_may_be_meant(self):
        import_people(self.county, [LI, LI | {"birth": "1985-11"}])

        _, report = import_people(
            self.county, [LI | {"birth": ""}], term=19, answer=[(2, SAME)]
        )  # fmt: skip

        self.assertEqual(outcomes(report), ["review"])
        self.assertIn("answer_unknown", codes(report, 2))

    def test_skip_of_somebody_who_sat_before_is_kept(self):
        _, report = self.answered([LI, ZHOU], (2, SKIP), term=19)

        self.assertEqual(outcomes(report), ["ignore", "import"])
        self.assertEqual(self.li.mandates.count(), 1)

    def test_file_of_which_every_row_is_skipped_is_no_refusal(self):
        status, report = self.answered([LI], (2, SKIP), term=19)

        self.assertEqual((status, outcomes(report)), (0, ["ignore"]))

    def test_other_unit_of_the_term_as_the_same_person_keeps_the_stored_seat(self):
        moved = LI | {"constituency": "第四选区", "post": "院长"}

        _, report = self.answered([moved], (2, SAME))

        self.assertEqual(outcomes(report), ["update"])
        self.assertIn("unit_kept", codes(report, 2))
        self.assertEqual(Mandate.objects.get().unit.name, "第三选区")
        self.assertEqual(Deputy.objects.get().post, "院长")

    def test_numbered_person_in_another_unit_can_be_somebody_new(self):
        import_people(self.county, [ZHOU | {"register_number": "9"}])
        moved = ZHOU | {"register_number": "9", "constituency": "第四选区"}

        _, report = self.answered([moved], (2, NEW))

        self.assertEqual(outcomes(report), ["import"])
        self.assertEqual(Deputy.objects.filter(name="周岭").count(), 2)

    def test_seat_in_a_place_without_a_tie_can_be_the_same_persons(self):
        other = DivisionFactory(parent=self.city, name="松坪县")
        for answer in (SAME, self.li.code):
            with self.subTest(answer=answer):
                Mandate.objects.filter(term__congress__division=other).delete()
                RosterAnswer.objects.all().delete()

                _, report = self.answered([LI], (2, answer), place=other)

                self.assertEqual(outcomes(report), ["update"])
                self.assertEqual(self.li.mandates.count(), 2)

    def test_the_code_of_a_record_that_was_merged_means_the_one_that_was_kept(self):
        other = DivisionFactory(parent=self.city, name="松坪县")
        FormerCode.objects.create(deputy=self.li, code="0dc0de12")

        _, report = self.answered([LI], (2, "0dc0de12"), place=other)

        self.assertEqual(outcomes(report), ["update"])
        self.assertEqual(self.li.mandates.count(), 2)

    def test_number_of_another_name_can_be_the_same_person_renamed(self):
        import_people(self.county, [ZHOU | {"register_number": "9"}])
        zhou = Deputy.objects.get(name="周岭")
        renamed = ZHOU | {"name": "周山岭", "register_number": "9"}

        _, report = self.answered([renamed], (2, SAME))

        self.assertEqual(outcomes(report), ["update"])
        self.assertEqual(Deputy.objects.get(pk=zhou.pk).name, "周山岭")

    def test_namesake_at_another_level_can_be_the_same_person(self):
        row = LI | {"constituency": "望溪县"}
        for answer in (SAME, self.li.code):
            with self.subTest(answer=answer):
                Mandate.objects.exclude(term__congress__division=self.county).delete()
                RosterAnswer.objects.all().delete()

                _, report = self.answered([row], (2, answer), place=self.city, level="city")

                self.assertEqual(outcomes(report), ["update"])
                self.assertEqual(Deputy.objects.get().mandates.count(), 2)

    def test_namesakes_at_two_levels_of_one_file_can_be_one_person(self):
        people = [
            ZHOU | {"level": "县级"}, ZHOU | {"level": "市级", "constituency": "望溪县"},
        ]  # fmt: skip

        _, report = self.answered(people, (3, SAME))

        self.assertEqual(report["summary"]["created"], 1)
        self.assertEqual(Deputy.objects.get(name="周岭").mandates.count(), 2)

    def test_person_deleted_since_is_asked_about_anew(self):
        self.answered([LI], (2, NEW), term=19)
        Mandate.objects.filter(term__number=19).delete()
        Deputy.objects.exclude(pk=self.li.pk).delete()

        _, report = import_people(self.county, [LI], term=19)

        self.assertEqual(outcomes(report), ["review"])


class AllTheSameTests(Answers):
    """``all=same``: one answer for everybody who sat in an earlier term."""

    def setUp(self):
        import_people(self.county, [LI, ZHOU])

    def outcomes_of(self, *people, place=None, **options):
        options = {"term": 19, "answer": [(ALL, SAME)]} | options
        return outcomes(import_people(place or self.county, list(people), **options)[1])

    def test_everybody_known_by_birth_month_is_joined_newcomers_are_made(self):
        newcomer = {"name": "吴江", "gender": "男", "birth": "1990-01", "constituency": "第九选区"}
        people = [LI | {"constituency": "第七选区"}, ZHOU, LI | newcomer]

        _, report = self.answered(people, (ALL, SAME), term=19)

        self.assertEqual(outcomes(report), ["update", "update", "import"])
        self.assertEqual(Deputy.objects.count(), 3)
        self.assertEqual(RosterAnswer.objects.count(), 2)

    def test_without_a_birth_month_the_unit_must_agree(self):
        for birth in ("", "1979"):
            with self.subTest(birth=birth):
                row = LI | {"birth": birth}

                self.assertEqual(
                    self.outcomes_of(row | {"constituency": "第七选区"}, term=21), ["review"]
                )
                self.assertEqual(self.outcomes_of(row | {"constituency": ""}, term=22), ["review"])
                self.assertEqual(
                    self.outcomes_of(row | {"constituency": "3选区"}, term=19 + bool(birth)),
                    ["update"],
                )

    def test_another_gender_stays_a_question(self):
        self.assertEqual(self.outcomes_of(LI | {"gender": "男"}), ["review"])
        self.assertEqual(self.outcomes_of(LI | {"gender": ""}), ["update"])

    def test_two_who_may_be_meant_stay_a_question(self):
        import_people(self.county, [LI | {"constituency": "第八选区", "birth": "1979"}],
                      answer=[(2, NEW)])  # fmt: skip

        self.assertEqual(self.outcomes_of(LI), ["review"])

    def test_person_without_a_mandate_needs_the_birth_month(self):
        for name, birth, outcome in (("吴江", "1990-01", "update"), ("郑明", "", "review")):
            DeputyFactory(name=name, division=self.county, gender="male", birth=birth)
            row = ZHOU | {"name": name, "birth": birth}
            with self.subTest(name=name):
                self.assertEqual(self.outcomes_of(row), [outcome])

    def test_questions_of_another_kind_stay(self):
        other = DivisionFactory(parent=self.city, name="松坪县")

        self.assertEqual(self.outcomes_of(LI, place=other), ["review"])
        self.assertEqual(
            self.outcomes_of(LI | {"constituency": "第四选区"}, term=18), ["review_duplicate"]
        )
        self.assertEqual(self.outcomes_of(*TWICE), ["update", "review_duplicate"])

    def test_answer_of_one_row_goes_before(self):
        self.assertEqual(
            self.outcomes_of(LI, ZHOU, answer=[(ALL, SAME), (2, NEW)]), ["import", "update"]
        )
        self.assertEqual(Deputy.objects.count(), 3)

    def test_mandate_in_force_elsewhere_stays_a_question(self):
        other = DivisionFactory(parent=self.city, name="松坪县")
        Mandate.objects.filter(deputy__name="周岭").delete()
        import_people(other, [ZHOU], answer=[(2, SAME)])

        self.assertEqual(self.outcomes_of(ZHOU), ["review"])


class UselessAnswerTests(Answers):
    def told(self, people, *answers, **options):
        """Return what the command prints, and its exit status."""
        out = StringIO()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "roster.csv"
            write_roster(path, people)
            try:
                call_command(
                    "import_roster", str(path), division=self.county.code, level="county",
                    term=18, stdout=out, answer=list(answers), **options,
                )  # fmt: skip
            except (SystemExit, CommandError) as left:
                return out.getvalue(), getattr(left, "code", 1)
        return out.getvalue(), 0

    def test_row_that_is_not_there_is_told(self):
        told, status = self.told([LI], (9, NEW))

        self.assertIn("没有第 9 行", told)
        self.assertEqual(status, 0)

    def test_row_without_a_question_is_told_and_reported(self):
        for row in (1, 2):
            told, _ = self.told([LI], (row, SKIP))
            self.assertIn(f"第 {row} 行没有可以这样答复的疑问", told)

        _, report = import_people(self.county, [LI], answer=[(2, NEW)])

        self.assertEqual(outcomes(report), ["unchanged"])
        self.assertIn("answer_not_needed", codes(report, 2))
        self.assertEqual(Deputy.objects.count(), 1)

    def test_sure_match_is_not_overruled(self):
        import_people(self.county, [LI])
        other = DeputyFactory(name="李秋禾", division=self.county, birth="1990-01")

        told, _ = self.told([LI], (2, other.code))

        self.assertIn("第 2 行没有可以这样答复的疑问", told)
        self.assertFalse(other.mandates.exists())

    def test_wrong_row_is_no_question(self):
        told, status = self.told([LI, ZHOU | {"name": ""}], (3, NEW))

        self.assertIn("第 3 行没有可以这样答复的疑问", told)
        self.assertEqual(status, 3)

    def test_unknown_code_leaves_the_question(self):
        _, report = import_people(self.county, TWICE, answer=[(3, "zzzzzzzz")])

        self.assertEqual(outcomes(report), ["import", "review_duplicate"])
        self.assertIn("answer_unknown", codes(report, 3))

    def test_answer_kept_from_before_is_not_useless(self):
        self.told(TWICE, (3, SKIP))

        self.assertNotIn("没有用上", self.told(TWICE, (3, SKIP))[0])

    def test_how_to_answer_is_told_where_there_is_a_question(self):
        told, _ = self.told(TWICE)
        self.assertIn("--answer 行号=same", told)
        self.assertNotIn("all=same", told)

        import_people(self.county, [ZHOU], term=17)
        self.assertIn("--answer all=same", self.told([ZHOU])[0])
        self.assertNotIn("--answer", self.told([LI | {"name": ""}])[0])

    def test_count_of_the_answer_for_all_is_told(self):
        told, _ = self.told([LI], (ALL, SAME))

        self.assertIn("认作以前当选过的同一人：0 行", told)

    def test_words_and_codes_are_answers_anything_else_is_a_usage_error(self):
        for text, answer in (
            ("3=NEW", (3, NEW)), ("3 = skip", (3, SKIP)), ("12=8F3KZ0QW", (12, "8f3kz0qw")),
            ("all=same", (ALL, SAME)),
        ):  # fmt: skip
            self.assertEqual(answer_of(text), answer)
        for text in ("3", "=new", "3=", "x=new", "3=maybe", "all=new", "-3=new", "9" * 20 + "=new"):
            with self.subTest(text=text), self.assertRaisesMessage(Exception, "应写成"):
                answer_of(text)


class KeepingTests(Answers):
    def test_dry_run_keeps_no_answer_and_exits_as_the_real_run(self):
        trial = import_people(self.county, TWICE, answer=[(3, NEW)], dry_run=True)
        self.assertFalse(RosterAnswer.objects.exists())

        self.assertEqual(trial, import_people(self.county, TWICE, answer=[(3, NEW)]))

    def test_strict_is_content_when_every_question_is_answered(self):
        self.assertEqual(import_people(self.county, TWICE, strict=True)[0], 1)
        self.assertEqual(
            import_people(self.county, TWICE, strict=True, answer=[(3, SKIP)])[0], 0
        )  # fmt: skip

    def test_answer_says_who_gave_it_when_and_from_which_file(self):
        user = UserFactory(is_staff=True)
        AssignmentFactory(user=user, division=self.county, role=Role.APPROVER)

        import_people(self.county, TWICE, answer=[(3, NEW)], user=user.username)

        answer = RosterAnswer.objects.get()
        self.assertEqual((answer.answered_by, answer.place), (user, self.county))
        self.assertIn("roster.csv", answer.source)
        self.assertEqual(answer.answered_at.date(), datetime.datetime.now(datetime.UTC).date())

    def test_who_may_not_write_the_row_decides_nothing_for_good(self):
        user = UserFactory(is_staff=True)
        AssignmentFactory(user=user, division=self.town, role=Role.APPROVER)

        for word in (NEW, SKIP, SAME):
            import_people(self.county, TWICE, answer=[(3, word)], user=user.username)

        self.assertFalse(RosterAnswer.objects.exists())
