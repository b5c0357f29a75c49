"""Whole rosters, written as offices write them, and what becomes of each row."""

import datetime

import pytest

from directory.importers.exceptions import RosterFileError
from directory.importers.roster_issues import QUESTIONS, Code, Severity
from directory.importers.roster_reader import read_roster
from directory.importers.roster_rows import REPORTED, Person, outcome_of

from .roster_files import HEADER, TODAY, SheetSpec, codes, data, person, read, write_workbook

ID_NUMBER = "110101199003070031"


@pytest.fixture
def roster_of(tmp_path):
    """Read a workbook of one sheet: rows, and what is particular about it."""

    def read_rows(*rows, level="county", term=5, **particulars):
        path = write_workbook(tmp_path / "名册.xlsx", SheetSpec(list(rows), **particulars))
        return read(path, level=level, term=term)

    return read_rows


def kinds(roster):
    return [row.kind for row in roster.rows]


def only(roster):
    (row,) = data(roster)
    return row


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
    roster = roster_of(["姓名", "级别", "届次"], ["李秋禾", "街道", "五"], ["王芳", "县", "本届"])

    assert [(row.outcome, codes(row)) for row in data(roster)] == [
        ("error", ["unknown_level"]), ("error", ["unknown_term"]),
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


# rows that are questions or errors


def test_struck_out_and_hidden_rows_and_names_that_are_formulas_are_questions(roster_of):
    roster = roster_of(
        HEADER, *[person(n, name) for n, name in enumerate(["李秋禾", "王芳", "=Z1", "赵云"], 1)],
        struck=("B2",), hidden_rows=(3,), cached={"B4": "钱进"},
    )  # fmt: skip

    assert [(row.outcome, codes(row)) for row in data(roster)] == [
        ("review", ["struck_out_row"]),
        ("review", ["hidden_row"]),
        ("review", ["name_is_formula"]),
        ("import", []),
    ]
    assert data(roster)[2].person.name == "钱进"


def test_a_row_is_struck_out_where_most_of_it_is(roster_of):
    roster = roster_of(HEADER, person(), struck=("A2", "C2", "D2", "E2", "F2"))

    assert codes(only(roster)) == ["struck_out_row"]


def test_a_single_struck_out_cell_is_empty_and_said(roster_of):
    row = only(roster_of(HEADER, person(), struck=("H2",)))

    assert row.person.phone == ""
    assert (row.outcome, codes(row)) == ("import_with_warning", ["struck_out_cell"])


def test_a_missing_name_is_an_error_with_row_and_column(roster_of):
    row = only(roster_of(HEADER, person(name=None)))

    assert (row.row, row.outcome, row.person) == (2, "error", None)
    assert [(i.column, i.code, i.severity) for i in row.issues] == [
        ("姓名", "missing_name", "error")
    ]


def test_a_row_with_more_cells_than_headings_is_an_error(roster_of):
    row = only(roster_of(HEADER, [*person(), None, "多出"]))

    assert (row.outcome, codes(row), row.person) == ("error", ["extra_cells"], None)
    assert "J" in row.issues[0].detail
    assert "多出" not in row.issues[0].detail


def test_a_doubtful_name_is_a_question(roster_of):
    for name in ("李敏、王芳", "李敏2", "空缺", "李敏（已故）"):
        assert only(roster_of(HEADER, person(name=name))).outcome == "review", name


def test_each_code_weighs_as_its_table_says():
    for code in Code:
        assert code.label
        held = code in set(QUESTIONS)
        assert not held or code.severity == Severity.REVIEW


def test_a_row_weighs_as_its_worst_issue():
    assert outcome_of([]) == "import"


# rows that are no people


def test_titles_totals_notes_and_blanks_are_ignored(roster_of):
    roster = roster_of(
        ["望溪县第五届人大代表花名册"], ["填报单位：望溪县人大常委会"], [], HEADER,
        person(), [], [2], person(3, "王芳"),
        ["合　计", None, "2人"], ["注：本表由各代表团填报。"], ["2.代表层级填写全国、省、市。"],
        ["填表人：赵云", None, None, "审核人：钱进", None, "联系电话：0999-8022222"],
        merges=("A1:H1", "A2:H2", "A10:H10", "A11:H11"),
    )  # fmt: skip

    assert kinds(roster) == [
        "title", "subtitle", "blank", "header", "data", "blank", "sequence number only", "data",
        "total", "note", "note", "note",
    ]  # fmt: skip
    assert {row.outcome for row in roster.rows if row.kind != "data"} == {"ignore"}


def test_totals_are_known_wherever_they_stand(roster_of):
    for total in (
        ["合计"], [None, "合计", None, "3人"], ["共3人"], ["合", "计"], ["小计", None, 3],
        [None, None, None, "其中：女代表2人"], ["总人数：3"], [None, "男2人", "女1人"],
    ):  # fmt: skip
        assert kinds(roster_of(HEADER, person(), total))[-1] == "total", total


def test_names_that_begin_as_totals_and_notes_do_are_people(roster_of):
    for name in ("计春华", "共青松", "王合计", "李红旗", "王国镇", "张州", "注春"):
        rows = data(roster_of(HEADER, person(name=name)))
        assert [row.person.name for row in rows] == [name]


def test_a_heading_that_is_printed_again_is_no_person(roster_of):
    roster = roster_of(HEADER, person(), HEADER, person(2, "王芳"))

    assert kinds(roster) == ["header", "data", "repeated header", "data"]


def test_a_heading_of_two_rows_is_known_again(roster_of):
    top, bottom = ["序号", "姓名", "联系方式", None], [None, None, "手机", "办公电话"]
    roster = roster_of(
        top, bottom, [1, "李秋禾", "13800000001"], top, bottom, [2, "王芳", "13900000002"],
        merges=("A1:A2", "B1:B2", "C1:D1", "A4:A5", "B4:B5", "C4:D4"),
    )  # fmt: skip

    assert kinds(roster) == [
        "header", "header", "data", "repeated header", "repeated header", "data",
    ]  # fmt: skip


def test_a_second_table_with_other_columns_is_read_by_its_own_heading(roster_of):
    roster = roster_of(
        ["序号", "姓名", "性别", "民族", "选区"], [1, "李秋禾", "女", "汉族", "第一选区"], [],
        ["序号", "选区", "姓名", "性别"], [1, "第二选区", "王芳", "女"],
    )  # fmt: skip

    assert [(r.person.name, r.person.constituency) for r in data(roster)] == [
        ("李秋禾", "第一选区"), ("王芳", "第二选区"),
    ]  # fmt: skip
    assert roster.notices == ["第 4 行起表头不同，其下按新表头读取。"]


def test_headings_between_rows_are_no_people_and_name_the_unit_where_no_column_does(roster_of):
    roster = roster_of(
        ["序号", "姓名", "性别"], ["一、望溪镇代表团（2名）"], [1, "李秋禾", "女"], ["二、其他"],
        [2, "王芳", "女"], ["第三选区"], [3, "赵云", "男"], merges=("A2:C2", "A6:C6"),
    )  # fmt: skip

    assert kinds(roster)[1::2] == ["section heading"] * 3
    assert [(r.person.constituency, codes(r)) for r in data(roster)] == [
        ("望溪镇", ["unit_from_heading"]), ("", []), ("第三选区", ["unit_from_heading"]),
    ]  # fmt: skip


def test_headings_between_rows_do_not_change_a_unit_that_has_a_column(roster_of):
    roster = roster_of(HEADER, ["一、柳湾镇代表团（2名）"], person(), merges=("A2:H2",))

    assert only(roster).person.constituency == "第一选区"


def test_headings_in_the_column_of_names_are_no_people(roster_of):
    for line in (
        [None, "柳湾镇代表团"], ["一", "柳湾镇代表团", None, "44名"], [None, "一、柳湾镇（12名）"],
        [None, "第一代表小组"], ["（一）柳湾镇代表团44人"],
    ):  # fmt: skip
        roster = roster_of(["序号", "姓名", "性别", "民族"], line, [1, "李秋禾", "女", "汉族"])
        assert kinds(roster)[1] == "section heading", line


def test_a_person_of_whom_little_is_known_is_one(roster_of):
    for row in ([None, "李秋禾"], [1, "李秋禾"], [None, "王国镇", "第一选区"], [1, "罗湖"]):
        assert kinds(roster_of(["序号", "姓名", "选区"], row))[1] == "data", row


# merged cells


def test_merged_cells_are_filled_down(roster_of):
    roster = roster_of(
        HEADER, person(), person(2, "王芳", 选区=None), person(3, "赵云", 选区=None),
        person(4, "钱进", 选区=None), merges=("G2:G4",),
    )  # fmt: skip

    assert [r.person.constituency for r in data(roster)] == ["第一选区"] * 3 + [""]


def test_cells_that_are_only_blank_are_not_filled(roster_of):
    roster = roster_of(HEADER, person(), person(2, "王芳", 选区=None))

    assert [r.person.constituency for r in data(roster)] == ["第一选区", ""]


def test_several_rows_of_one_merged_name_are_one_person(roster_of):
    roster = roster_of(
        HEADER, person(), [None] * 5 + ["望溪县青年联合会，副主席"], person(2, "王芳"),
        merges=("A2:A3", "B2:B3", "C2:C3"),
    )  # fmt: skip

    assert kinds(roster) == ["header", "data", "continuation", "data"]
    assert data(roster)[0].person.post == "望溪县第一中学，教师\n望溪县青年联合会，副主席"
    assert codes(data(roster)[0]) == ["joined_rows"]


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


def test_a_term_in_the_title_that_is_not_the_chosen_one_is_said(roster_of):
    title = ["望溪县第六届人民代表大会代表名册"]
    assert roster_of(title, HEADER, person()).notices == [
        "标题写的是第 6 届，导入时选的是第 5 届，请核对。"
    ]
    assert roster_of(title, HEADER, person(), term=6).notices == []


# duplicates


def test_a_row_that_repeats_an_earlier_one_is_a_duplicate_of_it(roster_of):
    roster = roster_of(HEADER, person(), person(2, "王芳"), person(3, "李 秋 禾"))

    last = data(roster)[-1]
    assert (last.outcome, last.issues[-1].code, last.issues[-1].of) == (
        "duplicate", "duplicate_row", 2,
    )  # fmt: skip


def test_the_same_person_with_something_different_is_a_question(roster_of):
    for change in ({"工作单位及职务": "望溪县医院"}, {"联系电话": None}, {"出生年月": None}):
        last = data(roster_of(HEADER, person(), person(2, **change)))[-1]
        assert (last.outcome, last.issues[-1].of) == ("review_duplicate", 2), change
        assert last.issues[-1].severity == "review"


def test_people_of_one_name_are_told_apart_by_unit_level_term_and_month(roster_of):
    for change in ({"选区": "第二选区"}, {"出生年月": "1979.06"}, {"出生年月": "1980"}):
        rows = data(roster_of(HEADER, person(), person(2, **change)))
        assert rows[1].outcome == "import", change


def test_a_guessed_month_does_not_tell_two_people_apart(roster_of):
    rows = data(roster_of(HEADER, person(出生年月="1979.01"), person(2, 出生年月=1979.1)))

    assert rows[1].outcome == "review_duplicate"


def test_spellings_of_one_name_are_one(roster_of):
    header = ["姓名", "选区"]
    rows = data(roster_of(header, ["买买提·吐尔逊", "甲 区"], ["买买提•吐尔逊", "甲区"]))

    assert rows[1].outcome == "duplicate"


def test_a_namesake_at_another_level_is_imported_with_a_warning(roster_of):
    header = ["姓名", "代表层级", "选区"]
    rows = data(
        roster_of(header, ["李秋禾", "县", "甲"], ["李秋禾", "市", "乙"], ["李秋禾", "县", "丙"])
    )

    assert [(r.outcome, codes(r)) for r in rows] == [
        ("import", []),
        ("import_with_warning", ["same_name_other_level"]),
        ("import_with_warning", ["same_name_other_level"]),
    ]
    assert rows[1].issues[0].of is None
    assert "第 2 行" in rows[1].issues[0].detail


def test_questions_and_errors_are_not_compared(roster_of):
    rows = data(roster_of(HEADER, person(), person(2), struck=("B2",)))

    assert [row.outcome for row in rows] == ["review", "import"]


def test_one_register_number_for_two_names_is_a_question(roster_of):
    header = ["姓名", "代表证号", "选区"]
    rows = data(
        roster_of(header, ["李秋禾", "0012", "甲"], ["王芳", "0012", "乙"], ["赵云", "0013", "乙"])
    )

    assert [row.outcome for row in rows] == ["import", "review", "import"]
    assert rows[1].issues[-1].of == 2


def test_register_numbers_that_repeat_all_over_number_something_else(roster_of):
    names = ["李敏", "王芳", "赵云", "钱进", "孙立", "周红", "吴江", "郑和平"]
    rows = [[name, f"A{number % 3}", "甲"] for number, name in enumerate(names)]
    roster = roster_of(["姓名", "代表证号", "选区"], *rows)

    assert {row.person.register_number for row in data(roster)} == {""}
    assert roster.notices == ["代表编号多处重复，不能用来认人，没有采用。"]


def test_each_township_congress_numbers_its_own_deputies(roster_of):
    header = ["姓名", "代表证号", "选区", "级别"]
    rows = data(roster_of(header, ["李秋禾", "1号", "甲", "乡"], ["王芳", "1号", "乙", "乡"]))

    assert [row.outcome for row in rows] == ["import", "import"]


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
