"""Whole rosters, written as offices write them, and who comes out of each row."""

import datetime

import pytest

from directory.importers.exceptions import RosterFileError
from directory.importers.roster_reader import read_roster
from directory.importers.roster_rows import REPORTED, Person

from .roster_files import (
    HEADER,
    TODAY,
    SheetSpec,
    codes,
    data,
    only,
    person,
    read,
    write_workbook,
)

ID_NUMBER = "110101199003070031"


# what one row says


def test_a_plain_row_is_a_person_without_remark(roster_of):
    row = only(roster_of(HEADER, person()))

    assert (row.row, row.outcome, row.issues) == (2, "import", [])
    assert row.person == Person(
        name="李秋禾", gender="female", ethnicity="汉族", birth="1979-05",
        post="望溪县第一中学，教师", constituency="第一选区", level="county", term=5,
        phone="13800000001",
    )  # fmt: skip


def test_the_report_shows_only_its_keys_and_never_the_day_of_birth(roster_of):
    row = only(roster_of(HEADER, person(出生年月="1979.05.17")))

    assert row.person.birth_day == 17
    assert tuple(row.person.as_report()) == REPORTED
    assert "17" not in str(row.person.as_report().values())


def test_columns_of_the_file_win_over_the_options(roster_of):
    roster = roster_of(
        ["姓名", "代表层级", "届次"], ["李秋禾", "市级", "第七届"], ["王芳", None, None]
    )

    assert [(r.person.level, r.person.term) for r in data(roster)] == [("city", 7), ("county", 5)]


def test_a_level_or_term_that_is_not_understood_keeps_the_row_out(roster_of):
    roster = roster_of(
        ["姓名", "级别", "届次"],
        ["李秋禾", "街道", "五"],
        ["王芳", "县", "本届"],
        ["赵云", "市、县", "五"],
    )

    assert [(row.outcome, codes(row)) for row in data(roster)] == [
        ("error", ["no_congress"]), ("error", ["unknown_term"]), ("error", ["unknown_level"]),
    ]  # fmt: skip


def test_employer_and_post_in_two_columns_are_one_post(roster_of):
    roster = roster_of(
        ["姓名", "单位", "职务"], ["李秋禾", "望溪县医院", "院长"], ["王芳", "农民", None]
    )

    assert [row.person.post for row in data(roster)] == ["望溪县医院院长", "农民"]


def test_year_and_month_of_birth_in_two_columns_are_one_birth(roster_of):
    roster = roster_of(
        ["姓名", "出生年月", None], [None, "年", "月"], ["李秋禾", 1979, 5], ["王芳", 1980, None],
        merges=("B1:C1",),
    )  # fmt: skip

    assert [row.person.birth for row in data(roster)] == ["1979-05", "1980"]


def test_a_name_over_two_columns_is_one_name(roster_of):
    roster = roster_of(["姓名", None, "性别"], ["李", "秋禾", "女"], merges=("A1:B1",))

    assert only(roster).person.name == "李秋禾"


def test_numbers_of_all_columns_of_telephones_are_kept(roster_of):
    roster = roster_of(
        ["姓名", "联系方式", None], [None, "手机", "办公电话"],
        ["李秋禾", 13800000001, "0999-8022222"], merges=("A1:A2", "B1:C1"),
    )  # fmt: skip

    assert only(roster).person.phone == "13800000001、0999-8022222"


def test_where_column_and_bracket_disagree_neither_is_taken(roster_of):
    row = only(roster_of(HEADER, person(name="李秋禾（男，回族）")))

    assert (row.person.gender, row.person.ethnicity) == ("", "")
    assert codes(row) == ["note_in_name", "gender_conflict", "ethnicity_conflict"]
    assert row.outcome == "import_with_warning"


def test_errors_of_the_spreadsheet_are_empty_and_said(roster_of):
    row = only(roster_of(HEADER, person(民族="#N/A", 选区="#REF!")))

    assert (row.person.ethnicity, row.person.constituency) == ("", "")
    assert codes(row) == ["error_value", "error_value"]


def test_a_formula_gives_its_last_result_and_none_is_said(roster_of):
    roster = roster_of(
        HEADER, person(性别="=X1"), person(2, "王芳", 性别="=X2"), cached={"C2": "女"}
    )

    assert [row.person.gender for row in data(roster)] == ["female", ""]
    assert [codes(row) for row in data(roster)] == [[], ["formula_without_value"]]


def test_a_group_that_became_a_date_is_left_empty_and_said(roster_of):
    roster = roster_of(["姓名", "代表小组"], ["李秋禾", datetime.datetime(2025, 1, 2)])

    assert only(roster).person.group == ""
    assert codes(only(roster)) == ["date_in_text_column"]


def test_private_use_and_lost_characters_are_warned_of(roster_of):
    row = only(roster_of(HEADER, person(name="李\ue863", 选区="第\ufffd选区")))

    assert row.person.name == "李\ue863"
    assert codes(row) == ["private_use_character", "lost_character"]
    assert row.outcome == "import_with_warning"


# identity numbers


def test_identity_numbers_are_nowhere_in_what_is_read(roster_of):
    spaced = f"{ID_NUMBER[:6]} {ID_NUMBER[6:14]} {ID_NUMBER[14:]}"
    roster = roster_of(
        ["名册", None, ID_NUMBER],
        ["姓名", "身份证号", "手机", "工作单位及职务", "出生年月", "备注", "选区"],
        [
            f"李秋禾 {ID_NUMBER}",
            ID_NUMBER,
            ID_NUMBER,
            f"教师，身份证号：{ID_NUMBER}",
            ID_NUMBER,
            ID_NUMBER,
        ],
        ["王芳", int(ID_NUMBER), int(ID_NUMBER), spaced, spaced, None, "第一选区"],
        ["赵云", None, f"13800000001 {ID_NUMBER}", None, None, None, f"{ID_NUMBER}选区"],
    )

    shown = repr(roster)
    for piece in (ID_NUMBER, ID_NUMBER[6:14], spaced, ID_NUMBER[14:]):
        assert piece not in shown
    rows = data(roster)
    assert [row.person.name for row in rows] == ["李秋禾", "王芳", "赵云"]
    assert rows[0].person.post == "教师，"
    assert rows[2].person.phone == "13800000001"
    assert all("identity_number" in codes(row) for row in rows)
    assert "“身份证号”列不读取、不保存。" in roster.notices


def test_identity_numbers_are_masked_where_no_heading_is_found(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", [["李秋禾", ID_NUMBER], ["王芳", int(ID_NUMBER)]])

    with pytest.raises(RosterFileError) as refused:
        read(path)

    assert ID_NUMBER not in str(refused.value)
    assert "李秋禾" in str(refused.value)


# sheets


def test_the_visible_sheet_with_the_best_heading_is_read_and_the_others_are_named(tmp_path):
    path = write_workbook(
        tmp_path / "a.xlsx",
        SheetSpec([["填表说明"]], title="说明"),
        SheetSpec([["姓名", "性别"], ["王芳", "女"]], title="工作人员"),
        SheetSpec([HEADER, person()], title="代表"),
        SheetSpec([HEADER, person(name="旧名册")], title="旧", state="hidden"),
    )

    roster = read(path)

    assert roster.sheet == "代表"
    assert [row.person.name for row in data(roster)] == ["李秋禾"]
    assert len(roster.notices) == 1
    assert "“工作人员”" in roster.notices[0]
    assert "旧" not in roster.notices[0]


def test_a_hidden_column_is_not_read(roster_of):
    roster = roster_of(HEADER, person(), hidden_columns=("H",))

    assert only(roster).person.phone == ""
    assert roster.notices == ["隐藏的列没有读入：联系电话。"]


def unknown(roster):
    return [(column.letter, column.heading) for column in roster.unknown_columns]


def test_columns_that_nobody_knows_are_named_and_not_their_content(roster_of):
    roster = roster_of(
        [*HEADER, "备 注", "身份证号", None, "照片", "单位"],
        [*person(), "病假", ID_NUMBER, "甲", None, "某校"],
        [*person(2, "王芳"), None, None, None, None, None],
    )

    assert unknown(roster) == [("I", "备注"), ("K", ""), ("L", "照片")]
    assert (
        "表头认不出、没有读入的列：“备注”（I 列）、没有表头的 K 列、“照片”（L 列）。"
        in roster.notices
    )
    assert not any(piece in repr(roster) for piece in ("病假", "甲", ID_NUMBER))
    assert [row.outcome for row in data(roster)] == ["import", "import"]


def test_columns_under_known_headings_are_no_unknown_ones(roster_of):
    roster = roster_of(
        [*HEADER[:-1], "联系方式", None, "电话"], [None] * 7 + ["手机", "办公电话"],
        [*person(), "83012345", None], merges=("H1:I1",), hidden_columns=("J",),
    )  # fmt: skip

    assert unknown(roster) == []


def test_a_column_of_its_own_under_the_heading_of_another_is_unknown(roster_of):
    roster = roster_of(
        ["姓名", "政治面貌", None], [None, "党派", "入党时间"], ["李秋禾", "中共党员", "1990.7"],
        merges=("A1:A2", "B1:C1"),
    )  # fmt: skip

    assert only(roster).person.party == "中国共产党"
    assert unknown(roster) == [("C", "入党时间")]
    assert len(roster.notices) == 1


def test_a_form_and_a_table_on_its_side_are_refused_and_named(tmp_path):
    form = [["代表登记表"], ["姓名", "张海", "性别", "男", "民族", "汉族"], ["党派", "群众"]]
    sideways = [["姓名", "王海", "李山", "周川"], ["性别", "男", "女", "男"]]
    for rows in (form, sideways):
        with pytest.raises(RosterFileError, match="像是登记表或横排的表"):
            read(write_workbook(tmp_path / "a.xlsx", rows))


def test_columns_unknown_in_a_second_heading_are_named_too(roster_of):
    roster = roster_of(
        HEADER, person(), ["姓名", "民族", "性别", "特长"], ["王芳", "汉族", "女", "书法"]
    )

    assert unknown(roster) == [("D", "特长")]


def test_an_empty_level_or_term_is_taken_from_the_options_and_counted(roster_of):
    roster = roster_of(
        ["姓名", "性别", "代表层级", "届次"], ["李秋禾", "女", "市级", "第六届"], ["王芳", "女"],
        ["赵云", "男", None, "第六届"],
    )  # fmt: skip

    assert [(r.person.level, r.person.term) for r in data(roster)] == [
        ("city", 6), ("county", 5), ("county", 6),
    ]  # fmt: skip
    assert roster.notices == [
        "“代表层级”列有 2 行是空的，按导入时选的县级读入。",
        "“届次”列有 1 行是空的，按导入时选的第 5 届读入。",
    ]


def test_a_term_in_the_title_that_is_not_the_chosen_one_is_said(roster_of):
    title = ["望溪县第六届人民代表大会代表名册"]
    assert roster_of(title, HEADER, person()).notices == [
        "标题写的是第 6 届，导入时选的是第 5 届，请核对。"
    ]
    assert roster_of(title, HEADER, person(), term=6).notices == []


# text files


def test_a_text_file_is_read_like_a_sheet(tmp_path):
    path = tmp_path / "名册.txt"
    path.write_bytes(
        "代表名册\r\n姓名\t出生年月\t选区\r\n\r\n李秋禾\t1979.1\t第一选区\r\n"
        '王芳\t1980.5\t"第二\r\n选区"\r\n合计\t2人\r\n'.encode("gb18030")
    )

    roster = read(path)

    assert [(row.row, row.kind) for row in roster.rows] == [
        (1, "title"), (2, "header"), (3, "blank"), (4, "data"), (5, "data"), (7, "total"),
    ]  # fmt: skip
    assert roster.sheet == ""
    assert [r.person.birth for r in data(roster)] == ["1979-10", "1980-05"]
    assert codes(data(roster)[0]) == ["ambiguous_year_month"]
    assert data(roster)[1].person.constituency == "第二选区"


def test_units_that_a_text_file_may_have_lost_are_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("姓名,选区\n李秋禾,第一选区\n王芳,\n赵云,\n", "utf-8")

    (notice,) = read(path).notices

    assert notice.startswith("“选区”列有 2 行是空的")


def test_groups_that_look_like_lost_merges_are_said_and_not_filled_in(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("姓名,代表小组\n李秋禾,第一小组\n王芳,\n赵云,第二小组\n钱进,\n", "utf-8")

    roster = read(path)

    assert [row.person.group for row in data(roster)] == ["第一小组", "", "第二小组", ""]
    assert [notice[:15] for notice in roster.notices] == ["“代表小组”列有 2 行是空的"]


def test_groups_that_some_people_have_and_some_have_not_are_nothing_to_say(tmp_path):
    path = tmp_path / "a.csv"
    for rows in ("甲,\n李敏,一组\n赵云,\n", "李敏,一组\n赵云,一组\n王芳,\n钱进,\n"):
        path.write_text(f"姓名,代表小组\n{rows}", "utf-8")

        assert read(path).notices == []


def test_lines_that_a_quotation_mark_has_joined_are_an_error(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('姓名,性别,选区\n李敏,女,"甲\n王芳,女,乙\n赵云,男,"丙\n钱进,男,丁\n', "utf-8")

    rows = data(read(path))

    assert [(r.row, r.outcome, codes(r)) for r in rows] == [
        (2, "error", ["unbalanced_quotes"]), (5, "import", []),
    ]  # fmt: skip
    assert "第 2–4 行" in rows[0].issues[0].detail


def test_an_unquoted_comma_makes_a_row_too_long_not_a_wrong_person(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("姓名,职务,选区\n李敏,院长,书记,第一选区\n", "utf-8")

    assert codes(only(read(path))) == ["extra_cells"]


# options


def test_the_age_is_judged_by_the_day_that_is_given(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", [HEADER, person(出生年月="2006.01")])

    early = read_roster(path, today=datetime.date(2023, 12, 31))
    late = read_roster(path, today=TODAY)

    assert only(early).person.birth == ""
    assert only(late).person.birth == "2006-01"
