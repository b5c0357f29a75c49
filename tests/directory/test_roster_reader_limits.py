"""The nastiest files: huge used ranges, stray cells, swollen archives, ten thousand columns."""

import time
import tracemalloc
import zipfile
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.importers.exceptions import RosterFileError
from directory.importers.heading_block import MAX_COLUMNS

from .roster_files import HEADER, SheetSpec, change_part, codes, data, person, read, write_workbook

LAST_ROW = 1_048_576
SHEET = "xl/worksheets/sheet1.xml"


def roster_file(tmp_path):
    return write_workbook(tmp_path / "名册.xlsx", [HEADER, person(), person(2, "王芳")])


def add_rows(path, rows):
    """Put rows of XML behind those of the sheet."""
    rows = iter(rows)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    head, tail = parts.pop(SHEET).split(b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in parts.items():
            file.writestr(name, content)
        with file.open(SHEET, "w", force_zip64=True) as part:
            part.write(head)
            while batch := "".join(islice(rows, 50_000)):
                part.write(batch.encode())
            part.write(b"</sheetData>" + tail)
    return path


def text_cell(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def cpu_seconds(function, *args):
    begin = time.process_time()
    result = function(*args)
    return result, time.process_time() - begin


def test_a_million_empty_rows_cost_seconds(tmp_path):
    for row in (
        '<row r="{0}" ht="15" customHeight="1"/>',
        '<row r="{0}"><c r="A{0}" s="0"/><c r="B{0}" s="0"/></row>',
    ):
        rows = (row.format(number) for number in range(4, LAST_ROW + 1))
        path = add_rows(roster_file(tmp_path), rows)

        roster, seconds = cpu_seconds(read, path)

        assert [r.kind for r in roster.rows] == ["header", "data", "data"]
        assert seconds < 20


def test_a_stray_space_in_the_last_corner_costs_nothing(tmp_path):
    row = f'<row r="{LAST_ROW}">{text_cell(f"XFD{LAST_ROW}", " ")}</row>'
    path = add_rows(roster_file(tmp_path), [row])

    tracemalloc.start()
    roster, seconds = cpu_seconds(read, path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(roster.rows) == 3
    assert seconds < 2
    assert peak < 5 * 2**20


def test_a_stray_word_in_the_last_row_is_reported_without_the_million_between(tmp_path):
    row = f'<row r="{LAST_ROW}">{text_cell(f"A{LAST_ROW}", "注：完")}</row>'
    roster = read(add_rows(roster_file(tmp_path), [row]))

    assert [(r.row, r.kind) for r in roster.rows[2:]] == [(3, "data"), (LAST_ROW, "note")]
    assert roster.notices == [f"第 4–{LAST_ROW - 1} 行是空行，没有逐行列出。"]


def test_numbers_dragged_down_too_far_are_no_people(tmp_path):
    rows = [*[HEADER, person()], *[[number] for number in range(2, 3000)]]
    roster = read(write_workbook(tmp_path / "a.xlsx", rows))

    assert len(data(roster)) == 1
    assert len(roster.rows) == 2 + 1000
    assert roster.notices == ["第 1003 行起有很多行只有序号，没有逐行列出。"]


def test_a_dimension_that_lies_is_not_believed(tmp_path):
    path = roster_file(tmp_path)
    for lie in (b"A1:A1", b"A1:XFD1048576", b"nonsense"):
        change_part(
            path, SHEET, lambda xml, lie=lie: xml.replace(b'ref="A1:H3"', b'ref="' + lie + b'"')
        )
        assert len(data(read(path))) == 2


def test_an_archive_that_inflates_is_refused_at_once(tmp_path):
    path = add_rows(roster_file(tmp_path), (" " * 10**6 for _ in range(600)))

    assert path.stat().st_size < 10 * 2**20
    begin = time.process_time()
    with pytest.raises(RosterFileError, match="解压后超过"):
        read(path)
    assert time.process_time() - begin < 1


def test_sixteen_thousand_columns_are_no_roster_but_no_trap(tmp_path):
    header = [*HEADER, *[f"列{n}" for n in range(16_000)]]
    roster = read(write_workbook(tmp_path / "a.xlsx", [header, person()]))

    assert len(roster.columns) == MAX_COLUMNS
    assert data(roster)[0].outcome == "import"


def test_a_text_file_of_blank_lines_and_one_of_commas_are_no_trap(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "姓名,选区\n李秋禾,甲\n" + ",,,\n" * 300_000 + "王芳,乙" + "," * 300_000, "utf-8"
    )

    roster, seconds = cpu_seconds(read, path)

    assert [row.person.name for row in data(roster)] == ["李秋禾", "王芳"]
    assert seconds < 10


def test_a_heading_far_down_is_found(tmp_path):
    rows = [[f"说明 {n}"] for n in range(150)]
    roster = read(write_workbook(tmp_path / "a.xlsx", [*rows, HEADER, person()]))

    assert roster.header_rows == [151]
    assert [row.row for row in data(roster)] == [152]


def test_characters_that_turn_the_text_round_do_not_reach_a_name(tmp_path):
    name = "\u202e李\u200f秋\u2066禾\ufeff"
    row = data(read(write_workbook(tmp_path / "a.xlsx", [HEADER, person(name=name)])))[0]

    assert row.person.name == "李秋禾"
    assert codes(row) == ["invisible_character"]


def test_texts_too_long_to_be_stored_do_not_stop_the_file(tmp_path):
    row = data(
        read(
            write_workbook(
                tmp_path / "a.xlsx",
                [
                    HEADER,
                    person(name="李" * 30_000, 选区="第" * 30_000, 工作单位及职务="教" * 30_000),
                ],
            )
        )
    )[0]

    assert row.outcome == "review"
    assert codes(row) == ["not_a_name", "text_too_long", "text_too_long"]


def test_one_sheet_with_every_trap_at_once(tmp_path):
    people = [
        person(1, "李　秋禾（女，回族）", 性别=None, 民族=None, 选区="第一\n选区"),
        person(2, "王芳", 选区=None, 出生年月=1963.1),
        person(3, "阿依古丽•买买提", 选区=None, 联系电话=13900000002),
        person(4, "赵云、钱进"),
        person(5, None),
        person(6, "孙立", 出生年月="1970.13", 民族="火星族"),
    ]
    spec = SheetSpec(
        [
            ["望溪县第五届人大代表花名册"], ["（第一代表小组）"],
            [*HEADER[:6], "选 区", "联系\n电话", "身份证号"],
            *[[*row, "110101199003070031"] for row in people],
            ["一、备用"], ["合", "计"], ["注：以上均为测试。"],
        ],
        merges=("A1:I1", "A2:I2", "G4:G6", "A10:I10", "A12:I12"),
        struck=("B9",),
    )  # fmt: skip
    roster = read(write_workbook(tmp_path / "a.xlsx", spec))

    assert [(row.kind, row.outcome.value) for row in roster.rows] == [
        ("title", "ignore"), ("subtitle", "ignore"), ("header", "ignore"),
        ("data", "import"), ("data", "import_with_warning"), ("data", "import"),
        ("data", "review"), ("data", "error"), ("data", "review"),
        ("section heading", "ignore"), ("total", "ignore"), ("note", "ignore"),
    ]  # fmt: skip
    assert {row.person.constituency for row in data(roster)[:3]} == {"第一选区"}
    assert data(roster)[0].person.ethnicity == "回族"
    assert data(roster)[2].person.name == "阿依古丽·买买提"
    assert "110101199003070031" not in repr(roster)


CHANGES = st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=3)), min_size=1, max_size=8)
PARTS = [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "_rels/.rels"]


def changed(content, changes):
    """``content`` with some bytes replaced."""
    content = bytearray(content)
    for place, new in changes:
        first = place % len(content)
        content[first : first + len(new)] = new
    return bytes(content)


@given(st.sampled_from(PARTS), CHANGES)
@settings(deadline=None)
def test_damaged_parts_are_read_or_refused_never_anything_else(tmp_path_factory, part, changes):
    path = roster_file(tmp_path_factory.mktemp("damaged"))
    change_part(path, part, lambda content: changed(content, changes))

    try:
        read(path)
    except RosterFileError as refused:
        assert str(refused)


@given(CHANGES)
@settings(deadline=None)
def test_damaged_archives_are_read_or_refused_never_anything_else(tmp_path_factory, changes):
    path = roster_file(tmp_path_factory.mktemp("damaged"))
    path.write_bytes(changed(path.read_bytes(), changes))

    try:
        read(path)
    except RosterFileError as refused:
        assert str(refused)


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused_never_anything_else(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes(content)

    with pytest.raises(RosterFileError):
        read(path)
