"""Files of divisions: what is read, and what is refused with the remedy."""

import gzip
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError
from hypothesis import given
from hypothesis import strategies as st

from divisions.exceptions import DivisionFileError
from divisions.importers import table as table_module
from divisions.importers.table import read_table
from divisions.models import Division

from .tables import SMALL, ImportTests, csv_text

TEXT = csv_text(SMALL)
NAMES = [name for _, name, *_ in SMALL]


def read(folder, content, name="区划.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_usual_encodings_and_delimiters_are_read(tmp_path, encoding, delimiter):
    text = csv_text(SMALL, delimiter=delimiter)

    found = read(tmp_path, text.encode(encoding))

    assert [row.name for row in found.rows] == NAMES
    assert not found.issues


def test_a_packed_table_is_read(tmp_path):
    assert len(read(tmp_path, gzip.compress(TEXT.encode()), "区划.csv.gz").rows) == 5


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_line_endings_of_every_system_are_read(tmp_path, ending):
    assert len(read(tmp_path, TEXT.replace("\n", ending)).rows) == 5


@pytest.mark.parametrize(
    "header",
    ["code,name,level,parent_code", "代码,名称,级别,上级代码", "区划代码,单位名称,层级,上级区划",
     "　代 码,名　称,级别,上级代码", "ＣＯＤＥ,Name,LEVEL,parent"],
)  # fmt: skip
def test_columns_are_known_by_their_usual_names(tmp_path, header):
    rows = read(tmp_path, f"{header}\n990121101,柳湾镇,4,990121\n").rows

    assert [(r.code, r.name, r.level, r.parent) for r in rows] == [
        ("990121101000", "柳湾镇", 4, "990121000000")
    ]


def test_columns_stand_in_any_order_below_a_title(tmp_path):
    text = "青澜省区划表,,\n,,\n备注,名称,代码\n新设,柳湾镇,990121101\n"

    (row,) = read(tmp_path, text).rows

    assert (row.line, row.code, row.digits, row.level) == (4, "990121101000", 9, None)


@pytest.mark.parametrize(
    "code", ["990121101", "９９０１２１１０１", " 990121101\u3000", "990121101.0"]
)
def test_codes_are_read_as_table_programs_write_them(tmp_path, code):
    (row,) = read(tmp_path, f"code,name\n{code},柳湾镇\n").rows

    assert row.code == "990121101000"


@pytest.mark.parametrize("word", ["4", "４", "乡", "乡级", "镇", "4级"])
def test_levels_are_read_as_numbers_and_words(tmp_path, word):
    (row,) = read(tmp_path, f"code,name,level\n990121101,柳湾镇,{word}\n").rows

    assert row.level == 4


def test_spaces_inside_names_go_and_empty_rows_are_nothing(tmp_path):
    found = read(tmp_path, "code,name\n990121101,柳 湾\u3000镇\n,\n\n")

    assert [row.name for row in found.rows] == ["柳湾镇"]
    assert not found.issues


REFUSED = [
    (b"", "文件是空的"),
    (b" \r\n\t\n", "文件是空的"),
    (b"PK\x03\x04\x14\x00", "Excel 工作簿（.xlsx）.*另存为"),
    (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 99, "旧版 Excel 文件（.xls）.*另存为"),
    (b"%PDF-1.7\n%", "PDF 文件，请改用文本表格"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "认不出文字编码.*另存为"),
    (b"\xff\xfe\x00", "认不出文字编码"),
    ("code\n99\n", "没有找到列名.*“代码”和“名称”两列.*“code”"),
    ("姓名,性别\n李秋禾,女\n", "没有找到列名.*现在的第一行是“姓名、性别”"),
    ("code,name\n", "列名下面没有一行数据"),
    ("\n" * 20 + TEXT, "没有找到列名"),
    ('code,name\n99,"' + "青" * 200_000, "第 2 行读不下去，请检查引号是否成对"),
    ('code,name\n99,青澜省\n9901,"云岭市\n990121,望溪县\n', "第 3 行读不下去，请检查引号"),
    (gzip.compress(TEXT.encode())[:-12], "压缩文件已损坏，请重新取得"),
]


@pytest.mark.parametrize(("content", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_table_is_refused_with_the_files_name_and_the_remedy(tmp_path, content, reason):
    with pytest.raises(DivisionFileError, match=f"^区划.csv：.*{reason}"):
        read(tmp_path, content)


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    for path in (tmp_path / "没有.csv", tmp_path):
        with pytest.raises(DivisionFileError, match="打不开文件"):
            read_table(path)


def test_too_large_a_file_is_refused_packed_or_not(tmp_path, monkeypatch):
    monkeypatch.setattr(table_module, "MAX_BYTES", 2**20)
    large = b"code,name\n" + b"99," + b"a" * 2**20

    for content in (large, gzip.compress(large)):
        with pytest.raises(DivisionFileError, match="文件超过 1 MB，请按省分开导入"):
            read(tmp_path, content)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda t: t.encode())))
def test_any_file_is_a_table_or_refused(content):
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = read(Path(folder), content)
        except DivisionFileError as error:
            assert str(error).startswith("区划.csv：")
        else:
            assert found.rows or found.issues


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12), st.text(max_size=3)),
                min_size=1, max_size=5))  # fmt: skip
def test_any_row_is_read_or_left_out_with_its_line(rows):
    with tempfile.TemporaryDirectory() as folder:
        text = csv_text(rows, header=("code", "name", "level"))
        try:
            found = read(Path(folder), text.encode("utf-8", "replace"))
        except DivisionFileError:
            return
    lines = [each.line for each in found.rows] + [each.row for each in found.issues]
    assert len(set(lines)) == len(lines)
    assert all(line > 1 for line in lines)


class CommandTests(ImportTests):
    def test_one_refused_file_keeps_all_from_being_written(self):
        good = self.table(SMALL)
        for number, (content, _) in enumerate(REFUSED):
            with self.subTest(number=number):
                bad = self.file(content, f"坏{number}.csv")

                with self.assertRaisesRegex(CommandError, f"^坏{number}.csv：") as caught:
                    self.run_import(good, bad)

                self.assertEqual(caught.exception.returncode, 1)
                self.assertEqual(Division.objects.count(), 1)
