"""Surnames, what is drawn for a face, and readings with tones."""

import pytest

from core.readings import name_reading
from core.surnames import drawn_surname, surname_of


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("李敏", "李"), ("欧阳敏", "欧阳"), ("欧阳文渊", "欧阳"), ("司马光", "司马"),
        ("欧阳", "欧"), ("龙阿妹", "龙"), ("苏日娜", "苏"), ("阿依古丽·买买提", "阿依"),
        ("达瓦", "达瓦"), ("额日登格日勒", "额日"), ("额日登格日勒·巴图", "额日"),
        ("才旺多吉", "才旺"), ("𫖯", "𫖯"), ("", ""),
    ],
)  # fmt: skip
def test_a_surname_is_drawn_or_the_first_two_characters(name, drawn):
    assert drawn_surname(name) == drawn


def test_a_name_of_another_tradition_has_no_surname():
    for name in ("阿依古丽·买买提", "额日登格日勒", "达瓦", "李", "李·约翰"):
        assert surname_of(name) == "", name


@pytest.mark.parametrize(
    ("name", "syllables", "reading"),
    [
        ("李秋禾", "li qiu he", "Lǐ Qiūhé"), ("欧阳文渊", "ou yang wen yuan", "Ōuyáng Wényuān"),
        ("曾敏", "zeng min", "Zēng Mǐn"), ("单雄信", "shan xiong xin", "Shàn Xióngxìn"),
        ("张西安", "zhang xi an", "Zhāng Xī’ān"), ("王芳", "", ""), ("王芳", "wang", ""),
        ("阿依古丽·买买提", "a yi gu li · mai mai ti", ""),
    ],
)  # fmt: skip
def test_a_reading_has_tones_and_follows_the_stored_syllables(name, syllables, reading):
    assert name_reading(name, syllables) == reading


def test_a_corrected_syllable_that_no_character_reads_stands_without_a_tone():
    assert name_reading("王芳", "wang xyz") == "Wáng Xyz"
