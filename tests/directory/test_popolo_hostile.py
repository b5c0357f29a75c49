"""Popolo files that are broken, wrong or hostile: refused or listed, never a traceback."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.test import TestCase

from directory.models import Deputy, Mandate, Organ, OrganMember
from directory.popolo import reading
from tests.factories import DivisionFactory

from .popolo_files import area, codes, document, row, run, run_import, seat

REFUSED = {
    "empty": b"",
    "no JSON": b"persons: []",
    "half a document": b'{"persons": [',
    "another encoding": '{"persons": [{"name": "王芳"}]}'.encode("gb18030"),
    "binary": bytes(range(256)),
    "a list": b"[]",
    "a text": b'"persons"',
    "nothing": b"null",
    "no sections": b"{}",
    "empty sections": b'{"persons": [], "memberships": []}',
    "people as an object": b'{"persons": {"id": "1"}}',
    "people as a number": b'{"persons": 7}',
    "not a number": b'{"persons": [{"name": NaN}]}',
    "endless number": b'{"persons": [{"name": ' + b"9" * 5000 + b"}]}",
    "deep": b'{"persons": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"areas": [' + b'{"children": [' * 50_000,
    "nobody usable": b'{"persons": [{"name": ""}, 7, null]}',
}


class RefusedFileTests(TestCase):
    def test_whole_file_is_refused_with_a_reason_in_chinese(self):
        for what, content in REFUSED.items():
            with self.subTest(what=what):
                status, _, text = run_import(content)
                self.assertEqual(status, 1)
                self.assertRegex(text, "[\u4e00-\u9fff]")
                self.assertNotIn("Traceback", text)
        self.assertFalse(Deputy.objects.exists())

    def test_missing_file_a_folder_and_an_unknown_division_are_refused(self):
        with TemporaryDirectory() as folder:
            self.assertEqual(run("import_popolo", Path(folder) / "no.json")[0], 1)
            self.assertEqual(run("import_popolo", folder)[0], 1)
        self.assertEqual(run_import(document(["甲"]), division="999999")[0], 1)
        self.assertEqual(run_import(document(["甲"]), division="x")[0], 1)
        self.assertEqual(run("export_popolo", division="999999")[0], 1)

    def test_large_file_is_refused_unread(self):
        with mock.patch.object(reading, "LARGEST_BYTES", 100):
            status, _, text = run_import(document(["甲"]))

        self.assertEqual(status, 1)
        self.assertIn("超过", text)

    def test_refused_file_does_not_keep_the_others_out(self):
        with TemporaryDirectory() as folder:
            good, bad = Path(folder) / "a.json", Path(folder) / "b.json"
            good.write_text(json.dumps(document(["甲"])), "utf-8")
            bad.write_bytes(b"?")
            status, text = run("import_popolo", bad, good)

        self.assertEqual((status, Deputy.objects.count()), (3, 1))
        self.assertIn("b.json", text)

    def test_report_that_cannot_be_written_is_refused_before_anything_else(self):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "a.json"
            path.write_text(json.dumps(document(["甲"])), "utf-8")
            self.assertEqual(run("import_popolo", path, report=path)[0], 1)
            self.assertEqual(run("import_popolo", path, report=Path(folder) / "x" / "y")[0], 1)
        self.assertFalse(Deputy.objects.exists())

    def test_utf_16_and_a_byte_order_mark_are_read(self):
        for encoding in ("utf-8-sig", "utf-16", "utf-32"):
            with self.subTest(encoding=encoding):
                content = json.dumps(document([encoding]), ensure_ascii=False).encode(encoding)
                self.assertEqual(run_import(content)[0], 0)


class BadRecordTests(TestCase):
    """Each record stands alone: the bad are listed by their place, the good are written."""

    @classmethod
    def setUpTestData(cls):
        cls.county = DivisionFactory(
            parent=DivisionFactory(parent=DivisionFactory()), name="望溪县"
        )

    def load(self, content):
        return run_import(content, division=f"{self.county.code}:{self.county.level}")

    def assert_left_out(self, content, place, code, *, others=1):
        status, report, text = self.load(content)
        self.assertEqual(status, 3)
        self.assertEqual((row(report, place)["outcome"], codes(report, place)[-1]), ("error", code))
        self.assertIn(place, text)
        self.assertEqual(Deputy.objects.filter(name="好").count(), others)

    def test_people_that_cannot_be_read(self):
        for person, code in (
            (7, "not_an_object"), ([], "not_an_object"), (None, "not_an_object"),
            ({"id": "x"}, "no_name"), ({"id": "x", "name": "  "}, "no_name"),
            ({"id": "x", "name": {"zh": "甲"}}, "no_name"), ({"id": "x", "name": True}, "no_name"),
            ({"id": "x", "name": "\ud800\x00"}, "no_name"),
            ({"id": "x", "name": "长" * 61}, "name_too_long"),
        ):  # fmt: skip
            with self.subTest(person=str(person)[:40]):
                content = document(["好"])
                content["persons"].append(person)
                self.assert_left_out(content, "persons[1]", code)

    def test_repeated_id_is_left_out_and_an_exact_copy_passed_over(self):
        content = document(["好", {"id": "好", "name": "坏"}])
        self.assert_left_out(content, "persons[1]", "repeated_id")

        status, report, _ = self.load(document(["好", "好"]))
        self.assertEqual((status, row(report, "persons[1]")["outcome"]), (0, "duplicate"))
        self.assertEqual(Deputy.objects.count(), 1)

    def test_references_that_lead_nowhere(self):
        for membership, code in (
            (seat("没有"), "unknown_person"), (seat(None), "unknown_person"),
            (seat({"a": 1}), "unknown_person"), (seat("好", "没有"), "unknown_area"),
            (seat("好", organization_id="没有"), "unknown_body"),
            (seat("好", organization_id=[]), "unknown_body"),
        ):  # fmt: skip
            with self.subTest(code=code, membership=membership):
                self.assert_left_out(document(["好"], [membership]), "memberships[0]", code)
        self.assertFalse(Mandate.objects.exists())

    def test_membership_of_somebody_left_out_is_left_out_too(self):
        content = document(["好", {"id": "坏"}], [seat("坏")])
        self.assert_left_out(content, "memberships[0]", "unknown_person")

    def test_end_before_start(self):
        content = document(["好"], [seat("好", start_date="2023-02-01", end_date="2023-01-01")])
        self.assert_left_out(content, "memberships[0]", "ends_before_start")

    def test_organizations_that_contain_each_other(self):
        bodies = [{"id": "a", "name": "甲会", "parent_id": "b"},
                  {"id": "b", "name": "乙会", "parent_id": "c"},
                  {"id": "c", "name": "丙会", "parent_id": "a"},
                  {"id": "d", "name": "丁会", "parent_id": "d"},
                  {"id": "e", "name": "戊会", "parent_id": "没有"}]  # fmt: skip
        status, report, _ = self.load(document(["好"], [], bodies, events=[]))

        self.assertEqual(status, 0)
        self.assertEqual(Organ.objects.count(), 5)
        found = [code for n in range(5) for code in codes(report, f"organizations[{n}]")]
        self.assertEqual(found.count("parent_cycle"), 2)
        self.assertEqual(found.count("unknown_parent"), 1)
        for organ in Organ.objects.all():
            seen = set()
            while organ := organ.parent:
                self.assertNotIn(organ.pk, seen)
                seen.add(organ.pk)

    def test_areas_that_contain_each_other_and_children_many_levels_deep(self):
        deep = area("底")
        for number in range(60):
            deep = area(f"层{number}", children=[deep])
        status, _, _ = self.load(document(
            ["好"], [seat("好", "底")],
            areas=[area("a", parent_id="b"), area("b", parent_id="a"), deep],
        ))  # fmt: skip

        self.assertEqual((status, Mandate.objects.get().unit.name), (0, "底"))

    def test_two_organizations_of_one_name_are_one(self):
        bodies = [{"id": "a", "name": "民间 协会"}, {"id": "b", "name": "民间协会"}]
        members = [{"person_id": "好", "organization_id": each, "role": each} for each in "ab"]
        status, _, _ = self.load(document(["好"], members, bodies, events=[]))

        self.assertEqual((status, Organ.objects.count(), OrganMember.objects.count()), (0, 1, 2))

    def test_wrong_types_are_emptied_and_said(self):
        status, report, _ = self.load(document([{
            "id": "x", "name": "好", "gender": 5, "birth_date": ["1970"], "summary": {},
            "biography": [], "other_names": "Good", "identifiers": {"scheme": "a"},
            "contact_details": [7, {"type": [], "value": {}}], "email": "nobody",
            "links": [{"url": 7}, 7], "images": 7, "memberships": {},
        }], areas=[area("x", children={})]))  # fmt: skip

        deputy = Deputy.objects.get()
        self.assertEqual(status, 0)
        self.assertEqual((deputy.gender, deputy.birth, deputy.post, deputy.email), ("", "", "", ""))
        self.assertIn("wrong_type", codes(report, "persons[0]"))
        self.assertIn("invalid_email", codes(report, "persons[0]"))

    def test_unstorable_characters_and_long_texts(self):
        status, report, _ = self.load(document([{
            "id": "i\x00d" * 40, "name": "好\x00", "summary": "师" * 401, "biography": "a\ud83db",
            "other_names": [{"name": "N" * 121}],
            "identifiers": [{"scheme": "s" * 61, "identifier": "1"},
                            {"scheme": "s", "identifier": "1" * 61}],
        }]))  # fmt: skip

        deputy = Deputy.objects.get()
        self.assertEqual((status, deputy.name, deputy.post), (0, "好", ""))
        self.assertEqual(deputy.biography, "<p>ab</p>")
        self.assertEqual(deputy.identifiers.count(), 1)
        self.assertIn("text_too_long", codes(report, "persons[0]"))

    def test_dates_that_are_none(self):
        for text in ("2023-02-30", "0000-00-00", "31.12.2020", "20", "x" * 100):
            with self.subTest(text=text):
                _, report, _ = self.load(document(
                    [{"id": text, "name": text[:40], "birth_date": text}],
                    [seat(text, start_date=text)],
                ))  # fmt: skip
                self.assertIn("invalid_date", codes(report, "memberships[0]"))

    def test_own_words_of_the_reader_mean_nothing_in_a_file(self):
        status, _, _ = self.load(document(
            ["好"], [seat("好", "x")], areas=[area("x", **{"covered division": [1, None]})]
        ))  # fmt: skip

        self.assertEqual(status, 0)

    def test_person_without_an_id_is_the_same_the_second_time(self):
        content = document([{"name": "好", "memberships": [seat(None)]}])
        del content["persons"][0]["memberships"][0]["person_id"]

        self.load(content)
        self.load(content)

        self.assertEqual((Deputy.objects.count(), Mandate.objects.count()), (1, 1))
