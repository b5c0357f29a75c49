"""The order of names by strokes (姓氏笔画排序)."""

import bz2
import gzip
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import TestCase, mock

from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from core.management.commands import make_stroke_order
from core.management.commands.make_stroke_order import stroke_order
from core.strokes import DATA, LONGEST_KEY, stroke_key


def in_order(names):
    backwards = names[::-1]
    return sorted(backwards, key=stroke_key)


class OrderTests(TestCase):
    def assert_in_order(self, *names):
        self.assertEqual(in_order(list(names)), list(names))

    def test_the_number_of_strokes_of_the_surname_counts_first(self):
        self.assert_in_order("丁文", "马一", "王一", "石一", "朱一", "李一", "陈一", "姚一", "崔一")

    def test_of_one_number_the_strokes_count_one_after_the_other(self):
        # 横竖撇点折, then the second stroke: 邢 11…, 吉 12…, 毕 15…
        self.assert_in_order("邢红", "吉红", "毕红", "曲红", "朱红", "刘红", "买红")

    def test_surnames_outside_the_commonest_3500_stand_among_the_others(self):
        self.assert_in_order("严红", "杜红", "李红", "陈红", "邵红")
        self.assert_in_order("黄红", "龚红")
        self.assert_in_order("郭红", "梅红", "崔红", "阎红")

    def test_one_surname_stands_together(self):
        self.assert_in_order("王一", "王国栋", "井一")

    def test_given_names_of_one_character_come_first(self):
        self.assert_in_order("王鑫", "王一一", "王丁丁")

    def test_given_names_go_by_their_characters_in_turn(self):
        self.assert_in_order("王丁", "王芳", "王鑫", "王建一", "王建国", "王建鑫")

    def test_a_surname_of_two_characters_follows_the_one_it_begins_like(self):
        self.assert_in_order("司明", "司小红", "司马光", "司马相如", "司徒一")

    def test_names_of_another_tradition_go_by_each_character(self):
        self.assert_in_order("买军", "买买军", "买买提·艾力", "买买提·吐尔逊")

    def test_a_known_character_comes_before_one_of_the_same_number_without_strokes(self):
        self.assert_in_order("乙一", "𠃉一", "丁一")

    def test_other_letters_come_last_and_case_is_no_matter(self):
        self.assert_in_order("龘一", "john smith", "John Smiti")

    def test_every_character_of_the_table_stands_once(self):
        text = gzip.decompress(DATA.read_bytes()).decode()
        lines = [line.split("\t") for line in text.splitlines() if line[0] != "#"]
        characters = "".join(line[1] for line in lines)

        self.assertEqual(len(set(characters)), len(characters))
        self.assertEqual([int(line[0]) for line in lines], sorted({int(n) for n, _ in lines}))

    @given(st.text(max_size=60))
    def test_any_name_has_a_key_that_no_collation_turns_round(self, name):
        self.assertRegex(stroke_key(name), rf"^[0-9a-z]{{2,{LONGEST_KEY}}}$")

    @given(st.lists(st.sampled_from(["王一", "王伟", "王建国", "欧阳明", "欧明", "李四"])))
    def test_the_key_says_everything(self, names):
        self.assertEqual(len({stroke_key(name) for name in names}), len(set(names)))


class TableTests(TestCase):
    """How the table is made."""

    def order(self, numbers, places, sequences):
        return "".join(c for _, c in stroke_order(numbers, places, sequences))

    def test_the_parts_of_the_standard_are_joined_by_the_strokes(self):
        numbers = dict.fromkeys("邢毕朱吉", 6)
        places = {"吉": 1, "毕": 2, "朱": 3, "邢": 3501}
        sequences = {"邢": "113252", "吉": "121251", "毕": "153512", "朱": "311234"}

        self.assertEqual(self.order(numbers, places, sequences), "邢吉毕朱")

    def test_a_listed_character_without_strokes_stays_where_the_standard_has_it(self):
        numbers = {"甲": 4, "乙": 4, "丙": 5, "丁": 5}
        places = {"甲": 1, "乙": 2, "丙": 3, "丁": 4}

        order = self.order(numbers, places, {"甲": "1111", "丁": "11111"})

        self.assertEqual(order, "甲乙丙丁")

    def test_a_number_that_cannot_be_right_does_not_part_the_standard(self):
        numbers = {"甲": 4, "乙": 11, "丙": 4}

        order = self.order(numbers, {"甲": 1, "乙": 2, "丙": 3}, {"甲": "1111", "丙": "2111"})

        self.assertEqual(order, "甲乙丙")

    def test_strokes_of_another_number_are_not_believed(self):
        numbers = {"甲": 3, "乙": 3}

        self.assertEqual(self.order(numbers, {}, {"甲": "5111", "乙": "511"}), "乙甲")


class CommandTests(TestCase):
    """The command that makes the table."""

    UNIHAN = (
        "# comment\nU+4E01\tkTotalStrokes\t2\nU+4E01\tkTGH\t2013:5\nU+4E00\tkTotalStrokes\t1\n"
        "U+4E00\tkTGH\t2013:1\nU+9AA8\tkTotalStrokes\t9 10\nU+4E00\tkMandarin\tyī\n"
    )
    SEQUENCES = (
        """x=JSON.parse('{"一":"j","丁":"jg"}'),"""
        """y=JSON.parse('{"j":{"name":"横"},"g":{"name":"竖钩"}}')"""
    )

    def make(self, unihan=UNIHAN, sequences=SEQUENCES):
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "Unihan_Some.txt.bz2").write_bytes(bz2.compress(unihan.encode()))
            (folder / "order.js").write_text(sequences, "utf-8")
            with mock.patch.object(make_stroke_order, "DATA", folder / "made.gz"):
                call_command("make_stroke_order", folder, folder / "order.js", stdout=io.StringIO())
            return gzip.decompress((folder / "made.gz").read_bytes()).decode()

    def test_characters_stand_in_lines_by_their_number_of_strokes(self):
        lines = [line for line in self.make().splitlines() if line[0] != "#"]

        self.assertEqual(lines, ["1\t一", "2\t丁", "9\t骨"])

    def test_other_files_are_refused(self):
        for files in ({"unihan": "nothing"}, {"sequences": "{}"}):
            with self.subTest(files=files), self.assertRaises(CommandError):
                self.make(**files)
