"""The cell of a unit's places: how it is parted, and when two names are one."""

import pytest

from directory.importers.unit_area_text import (
    is_workplace,
    mentions_in,
    stem_name,
    whole_name,
)


def read(text):
    return [(mention.name, mention.part) for mention in mentions_in(text)]


@pytest.mark.parametrize("separator", ["、", "，", ",", "；", ";", " ", "　", "\n", "。", "/"])
def test_every_usual_separator_parts_the_places(separator):
    assert read(f"东湾村{separator}西湾村") == [("东湾村", ""), ("西湾村", "")]


def test_brackets_of_either_width_hold_the_part_and_their_separators_part_nothing():
    for text in (
        "东湾村（三、四组）、西湾村",
        "东湾村(三、四组),西湾村",
        "东湾村【三、四组】 西湾村",
    ):
        assert read(text) == [("东湾村", "三、四组"), ("西湾村", "")], text


def test_a_numbered_part_behind_a_separator_belongs_to_the_place_before_it():
    assert read("东湾村三组、四组、西湾村") == [
        ("东湾村三组", ""), ("东湾村", "四组"), ("西湾村", ""),
    ]  # fmt: skip


def test_numerals_before_one_word_stay_together():
    assert read("东湾村三、四组、西湾村") == [("东湾村三、四组", ""), ("西湾村", "")]


def test_a_place_before_a_colon_stands_over_those_behind_it():
    found = mentions_in("柳湾镇：东湾村、西湾村；石桥镇:河沿村")

    assert [(each.head, each.name) for each in found] == [
        ("柳湾镇", "东湾村"), ("柳湾镇", "西湾村"), ("石桥镇", "河沿村"),
    ]  # fmt: skip


def test_a_village_before_a_colon_owns_the_groups_behind_it():
    assert read("东湾村：一组、二组") == [("东湾村", "一组"), ("东湾村", "二组")]


def test_words_around_the_names_do_not_count():
    for text in ("包括东湾村、西湾村", "含：东湾村、西湾村等2个村", "1.东湾村 2.西湾村等",
                 "东湾村全村、西湾村（全部）", "东湾村、西湾村共2个行政村"):  # fmt: skip
        assert read(text) == [("东湾村", ""), ("西湾村", "")], text


def test_brackets_that_name_no_part_are_left_out():
    for note in ("原河沿村", "320人", "含李家屯", "选民412名"):
        assert read(f"东湾村（{note}）") == [("东湾村", "")], note


def test_a_bracket_that_takes_something_out_is_kept():
    assert read("东湾村（不含三组）") == [("东湾村", "不含三组")]


def test_the_same_place_twice_in_a_cell_is_one():
    assert read("东湾村、东湾村") == [("东湾村", "")]


def test_an_empty_cell_names_nothing():
    assert read(" 、。") == []


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("东湾村委会", "东湾村"), ("东湾村民委员会", "东湾村"), ("东湾村村民委员会", "东湾村"),
        ("东湾村村委会", "东湾村"), ("东 湾 村", "东湾村"), ("東灣村", "东湾村"),
        ("幸福社区居委会", "幸福社区"), ("幸福居委会", "幸福社区"), ("幸福居民委员会", "幸福社区"),
        ("幸福社区居民委员会", "幸福社区"), ("南关街道办事处", "南关街道"),
        ("南关街道办", "南关街道"),
        ("白音嘎查委员会", "白音嘎查"), ("东湾", "东湾"), ("县教育委员会", "县教育委员会"),
    ],
)  # fmt: skip
def test_names_of_one_place_are_compared_alike(text, whole):
    assert whole_name(text) == whole


def test_too_short_a_stem_means_nothing():
    assert (stem_name("东湾村"), stem_name("李村"), stem_name("南关街道")) == ("东湾", "", "南关")


@pytest.mark.parametrize(
    "text",
    ["县人民医院", "第一中学", "县公安局", "柳湾卫生院", "望溪纺织厂", "县直机关单位", "汽车站",
     "县教育委员会", "望溪县人民政府", "第二小学", "青澜银行望溪支行"],
)  # fmt: skip
def test_workplaces_are_known_by_how_they_end(text):
    assert is_workplace(text)


@pytest.mark.parametrize("text", ["东湾村", "幸福社区", "东湾村民委员会", "居民委员会", "阳光小区"])
def test_homes_are_no_workplaces(text):
    assert not is_workplace(text)
