"""Pinyin of places and people."""

import csv

import pytest
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from core.pinyin import initials, person_pinyin, place_pinyin


class PlacePinyinTests(SimpleTestCase):
    def test_places_read_as_people_there_read_them(self):
        for name, pinyin in (
            ("柳湾镇", "liu wan zhen"), ("重庆市", "chong qing shi"), ("长治市", "chang zhi shi"),
            ("长子县", "zhang zi xian"), ("长子营镇", "chang zi ying zhen"),
            ("信都区", "xin du qu"), ("乐清市", "yue qing shi"), ("乐安县", "le an xian"),
            ("乐亭县", "lao ting xian"), ("六安市", "lu an shi"), ("六枝特区", "liu zhi te qu"),
            ("朝阳市", "chao yang shi"), ("阿勒泰地区", "a le tai di qu"),
            ("什邡市", "shi fang shi"), ("洪洞县", "hong tong xian"), ("漯河市", "luo he shi"),
            ("旅顺口区", "lv shun kou qu"), ("闵行区", "min hang qu"),
            ("台州市", "tai zhou shi"), ("蚌埠市", "beng bu shi"), ("涡阳县", "guo yang xian"),
        ):  # fmt: skip
            with self.subTest(name=name):
                self.assertEqual(place_pinyin(name), pinyin)

    def test_letters_and_digits_stand_as_they_are(self):
        self.assertEqual(place_pinyin("CBD 社区"), "cbd she qu")

    @given(st.text(max_size=20))
    def test_any_text_has_a_pinyin_and_initials(self, text):
        pinyin = place_pinyin(text)

        self.assertEqual(pinyin, " ".join(pinyin.split()))
        self.assertEqual(len(initials(pinyin)), len(pinyin.split()))


class PersonPinyinTests(SimpleTestCase):
    def test_a_surname_has_its_own_reading(self):
        for name, pinyin in (
            ("单雨晴", "shan yu qing"), ("尉迟文", "yu chi wen"), ("欧阳娜娜", "ou yang na na"),
            ("覃秀兰", "qin xiu lan"), ("任重", "ren zhong"), ("李曾", "li ceng"),
        ):  # fmt: skip
            with self.subTest(name=name):
                self.assertEqual(person_pinyin(name), pinyin)

    def test_a_name_of_another_tradition_has_no_surname(self):
        self.assertEqual(person_pinyin("单增·多吉").split()[0], "dan")


@pytest.mark.real_data
def test_every_surname_reads_as_the_table_says(shared_data):
    with (shared_data / "names" / "polyphonic_surnames.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))

    wrong = [
        row["surname"]
        for row in rows
        if person_pinyin(f"{row['surname']}志明") != f"{row['as_surname_plain']} zhi ming"
    ]

    assert len(rows) > 20
    assert wrong == []
