"""The command who_answers: document, text, refusals."""

import datetime
import json
from io import StringIO

from django.core.management import CommandError, call_command

from directory.enums import UnitBasis
from tests.factories import DivisionFactory

from .test_answers import Prefecture


class CommandTests(Prefecture):
    def run_for(self, reference, *options):
        out = StringIO()
        call_command("who_answers", reference, *options, stdout=out)
        return out.getvalue()

    def document(self, reference, *options):
        return json.loads(self.run_for(reference, "--json", *options))

    def test_document_names_each_deputy_with_the_reason(self):
        mandate = self.seat("李秋禾", self.county, (self.village, "三组"), name="第三选区")

        document = self.document(self.village.code)

        self.assertEqual(
            document["place"],
            {"code": self.village.code, "level": 5, "name": "东湾村", "kind": "village"},
        )
        self.assertEqual(
            document["deputies"],
            [{"code": mandate.deputy.code, "name": "李秋禾", "level": "county",
              "congress": "望溪县人民代表大会", "term": 14, "unit": "第三选区", "part": "三组",
              "reason": "由第三选区选民选举"}],
        )  # fmt: skip

    def test_a_day_that_is_none_is_refused_in_chinese(self):
        with self.assertRaisesMessage(CommandError, "不是日期，请写成 2026-01-31"):
            self.run_for(self.village.code, "--on", "31.1.2026")

    def test_workplaces_unmapped_and_folded_stand_apart(self):
        self.seat("李秋禾", self.county, basis=UnitBasis.WORKPLACE)
        self.seat("周岭", self.county)
        self.elected_by("吴江", self.nation, self.province)

        document = self.document(self.village.code)

        self.assertEqual(document["deputies"], [])
        self.assertEqual([each["name"] for each in document["workplace"]], ["李秋禾"])
        self.assertEqual([each["name"] for each in document["unmapped"]], ["周岭"])
        self.assertEqual(
            [(each["level"], each["count"]) for each in document["folded"]], [("national", 1)]
        )

    def test_day_may_be_given(self):
        mandate = self.seat("李秋禾", self.town, self.village)
        mandate.ends_on = datetime.date(2023, 6, 1)
        mandate.save()

        self.assertTrue(self.document(self.village.code, "--on", "2023-06-01")["deputies"])
        self.assertFalse(self.document(self.village.code, "--on", "2023-06-02")["deputies"])

    def test_nobody_answers_for_a_place_that_has_been_abolished(self):
        self.seat("李秋禾", self.town, self.village)
        self.village.valid_until = datetime.date(2023, 6, 29)
        self.village.is_end_estimated = True
        self.village.save()
        self.village.succeeded_by.add(DivisionFactory(parent=self.town, name="西湾村"))

        text = self.run_for(self.village.code, "--on", "2023-06-30")

        self.assertIn("东湾村最迟存在到 2023 年 6 月 29 日，并入西湾村。", text)
        self.assertNotIn("人大代表", text)
        document = self.document(self.village.code, "--on", "2023-06-30")
        self.assertEqual(
            [document[key] for key in ("deputies", "workplace", "unmapped", "folded")], [[]] * 4
        )
        self.assertEqual(document["notes"], ["东湾村最迟存在到 2023 年 6 月 29 日，并入西湾村。"])

    def test_on_the_last_day_of_a_place_its_deputies_still_answer(self):
        self.seat("李秋禾", self.town, self.village)
        self.village.valid_until = datetime.date(2023, 6, 29)
        self.village.save()

        self.assertTrue(self.document(self.village.code, "--on", "2023-06-29")["deputies"])

    def test_text_names_levels_people_and_reasons(self):
        self.seat("李秋禾", self.town, self.village, name="第一选区")

        text = self.run_for(self.village.code)

        self.assertIn("柳湾镇人大代表：1 位", text)
        self.assertIn("李秋禾 · 由第一选区选民选举", text)
        self.assertIn("以选民登记为准", text)

    def test_unknown_place_is_refused(self):
        for reference in ("990099", "望溪县"):
            with self.subTest(reference=reference), self.assertRaises(CommandError):
                self.run_for(reference)
