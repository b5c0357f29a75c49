"""Reading tables of electoral units: headings, merged cells, lines between rows, cells."""

import pytest

from directory.importers.exceptions import RosterFileError
from directory.importers.unit_reader import (
    parse_seats,
    parse_unit_number,
    read_units,
    town_in_heading,
)

from .roster_files import SheetSpec, write_workbook
from .unit_tables import HEADER, write_csv


@pytest.fixture
def read(tmp_path):
    """Read a workbook of one sheet."""

    def read_rows(*rows, per_town=False, **particulars):
        path = write_workbook(tmp_path / "选区.xlsx", SheetSpec(list(rows), **particulars))
        return read_units(path, per_town=per_town)

    return read_rows


def units(table):
    return [row.unit for row in table.rows if row.unit]


def areas(unit):
    return [area.text for area in unit.areas]


def codes(table):
    return {issue.code for row in table.rows for issue in row.issues}


def kinds(table):
    return [row.kind for row in table.rows]


def test_one_row_a_unit(read):
    (unit,) = units(read(HEADER, [3, "第三选区", "2名", "东湾村、西湾村"]))

    assert (unit.number, unit.name, unit.seats) == (3, "第三选区", 2)
    assert areas(unit) == ["东湾村、西湾村"]


def test_heading_is_found_below_titles_and_in_any_order(read):
    table = read(
        ["望溪县第十九届人大代表选区划分表"], ["2026 年 6 月"],
        ["序号", "包含村（社区）", "所属乡镇", "选区", "代表名额", "备注"],
        [1, "东湾村", "柳湾镇", "第一选区", 1, "新设"],
    )  # fmt: skip
    (unit,) = units(table)

    assert (unit.name, unit.seats, unit.town, unit.note) == ("第一选区", 1, "柳湾镇", "新设")
    assert kinds(table) == ["title", "title", "header", "data"]


def test_two_rows_of_headings_with_merged_cells(read):
    table = read(
        ["选区", None, "应选名额", "选区范围"], ["编号", "名称", None, None],
        [1, "城关选区", 2, "东湾村"],
        merges=("A1:B1", "C1:C2", "D1:D2"),
    )  # fmt: skip
    (unit,) = units(table)

    assert (unit.number, unit.name, unit.seats, areas(unit)) == (1, "城关选区", 2, ["东湾村"])
    assert kinds(table) == ["header", "header", "data"]


def test_two_rows_of_headings_in_a_text_file(tmp_path):
    rows = [
        ["选区", "", "应选名额", "选区范围"],
        ["编号", "名称", "", ""],
        [1, "城关选区", 2, "东湾村"],
    ]
    (unit,) = units(read_units(write_csv(tmp_path / "x.csv", rows)))

    assert (unit.number, unit.name, unit.seats) == (1, "城关选区", 2)


def test_many_rows_a_unit_with_merged_cells(read):
    table = read(
        HEADER, [1, "第一选区", 2, "东湾村"], [None, None, None, "西湾村"],
        [2, "第二选区", 1, "河沿村"],
        merges=("A2:A3", "B2:B3", "C2:C3"),
    )  # fmt: skip
    first, second = units(table)

    assert (areas(first), areas(second)) == (["东湾村", "西湾村"], ["河沿村"])
    assert kinds(table) == ["header", "data", "continuation", "data"]


def test_many_rows_a_unit_with_blank_cells_in_a_text_file(tmp_path):
    rows = [
        HEADER,
        [1, "第一选区", 2, "东湾村"],
        ["", "", "", "西湾村"],
        [2, "第二选区", 1, "河沿村"],
    ]
    first, second = units(read_units(write_csv(tmp_path / "x.csv", rows)))

    assert (areas(first), areas(second)) == (["东湾村", "西湾村"], ["河沿村"])


def test_many_rows_a_unit_with_the_unit_written_again(read):
    (unit,) = units(read(HEADER, [1, "第一选区", 2, "东湾村"], [1, "第一选区", 2, "西湾村"]))

    assert areas(unit) == ["东湾村", "西湾村"]


def test_a_count_of_rows_is_no_number_of_units(read):
    table = read(
        ["序号", "选区名称", "名额", "所含村"], [1, "城关选区", 2, "东湾村"],
        [2, None, None, "西湾村"], [3, "河东选区", 1, "河沿村"],
    )  # fmt: skip

    assert [unit.number for unit in units(table)] == [None, None]


def test_a_count_of_units_is_their_number(read):
    table = read(
        ["序号", "选区名称", "名额"], [1, "城关选区", 2], [2, "河东选区", 1],
    )  # fmt: skip

    assert [unit.number for unit in units(table)] == [1, 2]


def test_groups_in_a_column_of_their_own_are_parts(read):
    (unit,) = units(
        read(["选区名称", "名额", "村", "组"], ["第一选区", 1, "东湾村", "一组"],
             [None, None, None, "二组"], merges=("A2:A3", "B2:B3", "C2:C3"))
    )  # fmt: skip

    assert areas(unit) == ["东湾村（一组）", "东湾村（二组）"]


def test_lines_between_the_rows_name_the_town(read):
    table = read(
        ["选区名称", "名额", "所含村"], ["一、柳湾镇（2个选区）"], ["第一选区", 1, "东湾村"],
        ["南关街道"], ["第二选区", 1, "幸福社区"],
        merges=("A2:C2", "A4:C4"),
    )  # fmt: skip

    assert [unit.town for unit in units(table)] == ["柳湾镇", "南关街道"]
    assert kinds(table).count("section heading") == 2


def test_totals_notes_and_headings_printed_again_are_no_units(read):
    table = read(
        HEADER, [1, "第一选区", 2, "东湾村"], HEADER, [2, "第二选区", 1, "西湾村"],
        ["合计", None, 3, None], ["注：以公告为准"],
    )  # fmt: skip

    assert len(units(table)) == 2
    assert kinds(table)[-2:] == ["total", "note"]
    assert kinds(table)[2] == "repeated header"


def test_a_name_that_is_a_number_alone_is_a_district(read):
    table = read(["选区", "名额", "范围"], [17, 1, "东湾村"], ["十八", 1, "西湾村"])

    assert [(unit.name, unit.number) for unit in units(table)] == [
        ("第十七选区", 17), ("第十八选区", 18),
    ]  # fmt: skip


def test_without_a_name_the_number_names_the_district(read):
    (unit,) = units(read(["选区号", "名额", "范围"], ["第十七选区", 1, "东湾村"]))

    assert (unit.name, unit.number) == ("第十七选区", 17)


def test_number_in_the_name_goes_before_another_in_its_column(read):
    table = read(HEADER, [5, "第十七选区", 1, "东湾村"])

    assert units(table)[0].number == 17
    assert "number_conflict" in codes(table)


@pytest.mark.parametrize(
    ("word", "basis"),
    [("按居住状况", "residence"), ("居住地", "residence"), ("按工作单位", "workplace"),
     ("按生产单位、事业单位划分", "workplace"), ("混合", "mixed"), ("居住与单位合并", "mixed")],
)  # fmt: skip
def test_basis_is_read(read, word, basis):
    assert units(read([*HEADER, "划分方式"], [1, "第一选区", 1, "东湾村", word]))[0].basis == basis


def test_what_cannot_be_read_is_left_empty_and_said(read):
    table = read([*HEADER, "划分方式"], ["甲", "城关选区", "若干", "东湾村", "抽签"])
    (unit,) = units(table)

    assert (unit.number, unit.seats, unit.basis) == (None, None, "")
    assert codes(table) == {"number_unreadable", "seats_unreadable", "unknown_basis"}


def test_row_without_name_and_number_is_an_error(read):
    table = read(HEADER, [None, None, 2, "东湾村"])

    assert [row.outcome for row in table.rows if row.unit] == ["error"]


def test_same_unit_written_twice_is_a_duplicate_or_a_question(read):
    table = read(
        HEADER, [1, "第一选区", 2, "东湾村"], [2, "第二选区", 1, "河沿村"],
        [1, "第1选区", 2, "东湾村"], [2, "第二选区", 3, "西湾村"],
    )  # fmt: skip

    assert [row.outcome for row in table.rows if row.unit] == [
        "import", "import", "duplicate", "review",
    ]  # fmt: skip


def test_every_town_may_number_its_units_anew(read):
    rows = [
        ["所属乡镇", "选区名称", "名额", "所含村"],
        ["柳湾镇", "第一选区", 1, "东湾村"], ["石桥镇", "第一选区", 1, "河沿村"],
    ]  # fmt: skip

    assert len(units(read(*rows, per_town=True))) == 2
    assert len(units(read(*rows))) == 1


def test_hidden_and_struck_out_rows_are_questions(read):
    table = read(
        HEADER, [1, "第一选区", 1, "东湾村"], [2, "第二选区", 1, "西湾村"],
        hidden_rows=(2,), struck=("A3", "B3", "C3", "D3"),
    )  # fmt: skip

    assert codes(table) >= {"hidden_row", "struck_out_row"}
    assert {row.outcome for row in table.rows if row.unit} <= {"review", "error"}


def test_identity_numbers_are_taken_out(read):
    table = read([*HEADER, "备注"], [1, "第一选区", 1, "东湾村", "联系人110101199003074573"])

    assert "110101199003074573" not in str(units(table)[0].as_report())
    assert "identity_number" in codes(table)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_text_files_in_every_usual_encoding(tmp_path, encoding):
    rows = [HEADER, [1, "第一选区", 2, "东湾村"]]

    assert units(read_units(write_csv(tmp_path / "x.csv", rows, encoding)))[0].name == "第一选区"


def test_file_without_a_heading_is_refused(tmp_path):
    path = write_csv(tmp_path / "x.csv", [["甲", "乙"], ["1", "2"]])

    with pytest.raises(RosterFileError, match="没有找到表头"):
        read_units(path)


def test_columns_nobody_knows_are_named(read):
    table = read([*HEADER, "选民登记数"], [1, "第一选区", 1, "东湾村", 4211])

    assert "选民登记数" in "".join(table.notices)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("2名", 2),
        ("２人", 2),
        ("两名", 2),
        ("三", 3),
        ("0", 0),
        ("若干", None),
        ("", None),
    ],
)
def test_seats(text, number):
    assert parse_seats(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("17", 17), ("第十七选区", 17), ("17号", 17), ("№", None), ("一百〇五", 105), ("0", None),
     ("99999", None)],
)  # fmt: skip
def test_numbers(text, number):
    assert parse_unit_number(text) == number


def test_towns_in_headings():
    assert town_in_heading("（三）石桥乡 （7个选区，9名）") == "石桥乡"
    assert town_in_heading("南关街道办事处：") == "南关街道办事处"
    assert town_in_heading("第三选区") == ""
