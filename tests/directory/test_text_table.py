"""The part of the reader that opens text files: encodings, separators, records, quotes."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importers.exceptions import RosterFileError
from directory.importers.text_table import read_text_table

HEADING = ["姓名", "性别", "单位"]
ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5"]


def heading_cells(rows):
    """Rate rows by how many of the three headings stand in the first."""
    texts = {cell.text for cell in rows[0].cells.values()} if rows else set()
    return len(texts & {*HEADING, "職務", "性別"})


def table(path):
    """The records as lists, by the line they begin on."""
    sheet = read_text_table(path, heading_cells)
    return {
        row.number: [
            row.cells[c].value if c in row.cells else "" for c in range(1, max(row.cells) + 1)
        ]
        for row in sheet.read_rows()
    }


def written(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    return path


def test_each_encoding_is_known_by_the_heading_it_shows(tmp_path):
    for encoding in ENCODINGS:
        title = "性別" if encoding == "big5" else "性别"
        unit = "單位" if encoding == "big5" else "单位"
        content = f"姓名,{title},{unit}\n李敏,女,第一中學\n".encode(encoding, "replace")

        rows = table(written(tmp_path, content))

        assert rows[1] == ["姓名", title, unit], encoding
        assert rows[2][:2] == ["李敏", "女"], encoding


def test_utf16_with_a_mark_is_read_in_both_orders(tmp_path):
    for mark, encoding in [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]:
        content = mark + "姓名\t性别\t单位\r\n李敏\t女\t学校\r\n".encode(encoding)
        assert table(written(tmp_path, content))[2] == ["李敏", "女", "学校"], encoding


def test_rare_characters_of_gb18030_come_through(tmp_path):
    content = "姓名,性别,单位\n𠮷田·买买提,女,䶮水\n".encode("gb18030")
    assert table(written(tmp_path, content))[2] == ["𠮷田·买买提", "女", "䶮水"]


def test_a_few_damaged_bytes_do_not_cost_the_file(tmp_path):
    rows = "".join(f"李{n},女,第一中学\n" for n in range(50))
    content = ("姓名,性别,单位\n" + rows).encode() + b"\xe6\x9d,\xe5\xa5\xb3,x\n"

    last = table(written(tmp_path, content))[52]

    assert "\ufffd" in last[0]
    assert last[1] == "女"


def test_each_separator_is_known(tmp_path):
    for separator in ",;\t，；|":
        text = f"姓名{separator}性别{separator}单位\n李敏{separator}女{separator}甲、乙\n"
        assert table(written(tmp_path, text.encode()))[2] == ["李敏", "女", "甲、乙"], separator


def test_each_kind_of_line_end_is_known(tmp_path):
    for end in ("\n", "\r\n", "\r"):
        text = f"姓名,性别,单位{end}李敏,女,a{end}王芳,女,b"
        rows = table(written(tmp_path, text.encode()))
        assert rows == {1: HEADING, 2: ["李敏", "女", "a"], 3: ["王芳", "女", "b"]}, repr(end)


def test_a_record_is_numbered_by_the_line_it_begins_on(tmp_path):
    text = '姓名,性别,单位\n\n李敏,女,"第一\n中学\n"\n,,\n王芳,女,"a ""b"", c"\n'

    rows = table(written(tmp_path, text.encode()))

    assert rows == {1: HEADING, 3: ["李敏", "女", "第一\n中学\n"], 7: ["王芳", "女", 'a "b", c']}


def test_blank_cells_are_left_out(tmp_path):
    sheet = read_text_table(
        written(tmp_path, "姓名,性别,单位\n , \u3000,x,,,\n".encode()), heading_cells
    )
    assert [list(row.cells) for row in sheet.read_rows()] == [[1, 2, 3], [3]]


def test_what_keeps_spreadsheets_from_counting_is_taken_off(tmp_path):
    text = '姓名,性别,单位\n="李敏",女,"=""0012"""\n王芳,女,\'0012\n'
    rows = table(written(tmp_path, text.encode()))
    assert rows[2] == ["李敏", "女", "0012"]
    assert rows[3] == ["王芳", "女", "0012"]


def test_a_quotation_mark_that_is_never_closed_refuses_the_file(tmp_path):
    text = '姓名,性别,单位\n李敏,女,"第一中学\n王芳,女,b\n'
    with pytest.raises(RosterFileError, match="第 2 行起有一个引号"):
        table(written(tmp_path, text.encode()))


def test_a_stray_pair_of_quotation_marks_is_told_from_a_line_break(tmp_path):
    text = '姓名,性别,单位\n李敏,女,"学校\n王芳,女,医院\n赵云,男,"农场\n钱进,男,"a\nb"\n'

    rows = list(read_text_table(written(tmp_path, text.encode()), heading_cells).read_rows())

    assert [(row.number, row.last_line, row.swallowed) for row in rows] == [
        (1, 1, 0), (2, 4, 2), (5, 6, 0),
    ]  # fmt: skip


def test_a_field_of_a_million_characters_is_no_trap(tmp_path):
    text = f'姓名,性别,单位\n李敏,女,"{"x" * 2_000_000}"\n'
    with pytest.raises(RosterFileError, match="引号"):
        table(written(tmp_path, text.encode()))


CELLS = st.text(
    st.one_of(
        st.sampled_from("李敏女,;\t，\"'\n学 校"),
        st.characters(codec="gb18030", exclude_categories=["Cs", "Cc"]),
    ),
    max_size=8,
).filter(
    lambda text: "\r" not in text and not text.startswith(("'", '="')) and "\ufffd" not in text
)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.sampled_from(",;\t"),
)
def test_what_is_written_is_read_back(tmp_path_factory, records, encoding, separator):
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([HEADING, *records])
    path = tmp_path_factory.mktemp("text") / "a.csv"
    path.write_bytes(buffer.getvalue().encode(encoding))

    sheet = read_text_table(path, heading_cells)
    read = [
        [row.cells[c].value if c in row.cells else "" for c in (1, 2, 3)]
        for row in sheet.read_rows()
    ]

    blank = " \t\r\n\xa0\u3000\u200b\u200c\u200d\u2060\ufeff"
    expected = [["" if not c.strip(blank) else c for c in record] for record in records]
    assert read == [HEADING, *[record for record in expected if any(record)]]


def test_marks_of_files_put_together_and_utf32_are_no_trap(tmp_path):
    text = "姓名,性别,单位\n李敏,女,学校\n"
    for content in (b"\xef\xbb\xbf" * 2 + text.encode(), text.encode("utf-32")):
        assert table(written(tmp_path, content))[2] == ["李敏", "女", "学校"]


def test_a_torn_character_in_a_short_file_spoils_no_other(tmp_path):
    content = "姓名,性别,单位\n李敏,女,学\ud800校\n周岭,男,医院\n".encode("utf-8", "surrogatepass")
    rows = table(written(tmp_path, content))
    assert rows[2][:2] == ["李敏", "女"]
    assert "\ufffd" in rows[2][2]
    assert rows[3] == ["周岭", "男", "医院"]


def test_what_is_text_in_no_encoding_is_refused(tmp_path):
    with pytest.raises(RosterFileError, match=r"编码.*另存为"):
        table(written(tmp_path, bytes(range(128, 256)) * 200))
