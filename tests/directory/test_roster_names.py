"""The cell of a name: what is read from it, and what is a question to somebody."""

import csv
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importers.roster_names import read_name_cell


def codes(text):
    return [finding.code.value for finding in read_name_cell(text).findings]


def test_plain_names_need_no_remark():
    for name in (
        "李敏",
        "欧阳娜娜",
        "买买提·吐尔逊",
        "阿依古丽·买买提·吐尔逊",
        "John Smith",
        "J. Smith",
        "𠮷田",
        "和李平",
        "额尔敦巴特尔",
        "共青",
        "计春",
        "王国镇",
    ):
        assert read_name_cell(name) == (name, "", "", "", []), name


def test_gender_and_ethnicity_come_from_the_brackets():
    for text, gender, ethnicity in [
        ("李敏（女）", "female", ""),
        ("李敏（女，瑶族）", "female", "瑶族"),
        ("李敏(女、瑶)", "female", "瑶族"),
        ("李敏（回）", "", "回族"),
        ("李敏（女）（回族）", "female", "回族"),
        ("李敏【女 回族】", "female", "回族"),
        ("李敏（女", "female", ""),
        ("（女）李敏", "female", ""),
    ]:
        cell = read_name_cell(text)
        assert (cell.name, cell.gender, cell.ethnicity) == ("李敏", gender, ethnicity), text
        assert codes(text) == ["note_in_name"], text


def test_spaces_are_named_once():
    assert codes(" 段大波\n") == ["outer_space"]
    assert codes("唐\u3000健 ") == ["inner_space"]
    assert codes("欧阳　娜娜") == ["inner_space"]
    assert codes("王 小 明") == ["inner_space"]
    assert codes(" 王岚（女）\n") == ["note_in_name", "outer_space"]


def test_other_notes_are_not_taken_over_but_said():
    for text in ("李敏（兼）", "李敏（曾用名王芳）", "李敏（1）", "*李敏", "李敏△"):
        assert read_name_cell(text).name == "李敏"
        assert read_name_cell(text).gender == ""
        assert "unknown_note_in_name" in codes(text), text


def test_a_note_that_the_mandate_ended_is_a_question():
    for note in ("已故", "辞职", "2023年3月调离", "罢免", "资格终止", "暂停执行代表职务"):
        assert "ended_mandate" in codes(f"李敏（{note}）"), note


def test_a_number_in_front_is_taken_off():
    for text in ("1.李敏", "12、李敏", "（3）李敏", "4 李敏"):
        assert read_name_cell(text).name == "李敏", text
        assert codes(text)[0] == "leading_number", text


def test_two_people_in_one_cell_are_a_question():
    for text in (
        "李敏、王芳",
        "李敏/王芳",
        "李敏\n王芳",
        "李敏　王芳",
        "李敏，王芳",
        "李敏和王芳",
        "李敏 & 王芳",
        "1、李敏、王芳",
    ):
        assert "several_people" in codes(text), text


def test_a_space_where_a_dot_may_belong_is_a_question():
    assert codes("阿卜杜 热合曼") == ["inner_space", "several_people"]


def test_what_may_be_no_name_is_a_question():
    for text in (
        "李敏2",
        "李某",
        "欧阳某某",
        "李敏同志",
        "李敏 Li Min",
        "李",
        "赵■明",
        "李?敏",
        "福田区代表团",
        "民族",
        "出生年月",
        "望溪县第一中学委员会",
        "李敏)",
        "=A3",
        "赵钱孙李周吴郑王冯陈褚",
        "李敏@example.org",
    ):
        assert "not_a_name" in codes(text), text


def test_a_post_or_a_body_in_place_of_a_name_is_a_question():
    for text in [
        "总经理",
        "党支部",
        "办公室",
        "村委会主任",
        "教师",
        "校长",
        "镇长",
        "书记",
        "张主任",
        "董事长",
        "农民",
        "村民",
        "代表",
        "党委",
        "县人大代表",
        "支部书记",
        "车间主任",
        "财政局",
        "第一小学",
        "商业银行",
        "护士",
        "居委会",
        "工会",
        "总经理助理",
        "个体户",
        "律师",
        "联络员",
        "望溪县第一中学",
        "柳湾镇人民政府",
    ]:
        assert codes(text) == ["not_a_name"], text
        assert read_name_cell(text).name == text, text


def test_rare_characters_are_no_foreign_letters():
    assert codes("李𠮷𠮷") == []
    assert codes("李\U00020bb7敏") == []


def test_names_that_sound_like_posts_or_bodies_stay_names():
    for text in [
        "徐小学",
        "刘州长",
        "党育民",
        "农民生",
        "代表林",
        "王国镇",
        "李红旗",
        "高主华",
        "欧阳农民",
        "工布多吉",
        "其其格",
        "阿不都·委员",
        "安居士",
        "商会林",
    ]:
        assert codes(text) == [], text


@pytest.mark.real_data
def test_no_usual_name_is_taken_for_a_post(shared_data):
    with (shared_data / "names" / "given_name_chars.csv").open(encoding="utf-8-sig") as file:
        usual = [row["char"] for row in itertools.islice(csv.DictReader(file), 120)]
    names = ["".join(parts) for parts in itertools.product(("李", "农", "欧阳"), usual, usual)]

    assert [name for name in names if "not_a_name" in codes(name)] == []
    assert len(names) == 3 * 120 * 120


def test_a_vacant_seat_is_nobody():
    for text in ("空缺", "缺额", "（空缺）", "待补选"):
        assert codes(text)[-1] == "vacant_seat", text


def test_a_cell_that_says_nothing_lacks_the_name():
    for text in ("", " ", "无", "/", "某某", "xx", "（女）", "\u200b", "不详"):
        assert codes(text)[-1] == "missing_name", text
        assert read_name_cell(text).name == "", text


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text):
    cell = read_name_cell(text)
    assert cell.name or cell.findings
    assert cell.name == cell.name.strip()
