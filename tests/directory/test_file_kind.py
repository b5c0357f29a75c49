"""Files that are no rosters, or say they are something else: refused with the reason."""

import gzip
import io
import zipfile

import pytest

from directory.importers import file_kind
from directory.importers.exceptions import RosterFileError

from .roster_files import HEADER, change_part, data, person, read, write_workbook

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 500
TEXT = ",".join(HEADER) + "\n1,李秋禾,女,汉族,1979.05,教师,第一选区,13800000001\n"


def archive(*names):
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as file:
        for name in names:
            file.writestr(name, "x")
    return buffer.getvalue()


def stream_name(name):
    """How a stream's name stands in the old container."""
    return OLE + name.encode("utf-16-le")


REFUSED = {
    "empty": (b"", "空的"),
    "only_blanks": (b"\xef\xbb\xbf \r\n\r\n", "空的"),
    "old_excel": (stream_name("Workbook"), r"旧版 Excel.*另存为.*xlsx"),
    "protected": (stream_name("EncryptedPackage"), "密码"),
    "old_word": (stream_name("WordDocument"), "Word"),
    "word": (archive("[Content_Types].xml", "word/document.xml"), "Word"),
    "binary_workbook": (archive("[Content_Types].xml", "xl/workbook.bin"), r"xlsb.*另存为"),
    "open_document": (archive("mimetype", "content.xml"), r"\.ods.*另存为"),
    "macro": (archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "宏"),
    "old_macro": (
        archive("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
        "宏",
    ),
    "slides": (archive("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
    "numbers": (archive("Index/Document.iwa"), r"Numbers.*导出"),
    "some_archive": (archive("名册.csv"), "压缩包.*解压"),
    "packed_text": (gzip.compress(TEXT.encode()), "压缩包.*解压"),
    "cut_archive": (b"PK\x03\x04" + b"\0" * 100, "损坏"),
    "web_page": ("<html><table><tr><td>姓名</td></tr></table>".encode(), "网页.*另存为"),
    "web_page_with_a_mark": (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "网页"),
    "xml_spreadsheet": (b'<?xml version="1.0"?><Workbook/>', "XML"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n", "图片"),
    "rich_text": (b"{\\rtf1 x}", "RTF"),
    "program": (b"\x7fELF\x02\x01\x01\x00\x03\x04\x05", "格式"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_roster_is_refused_with_the_reason_whatever_it_is_called(tmp_path, case):
    content, reason = REFUSED[case]
    for suffix in (".xlsx", ".csv", ".xls"):
        path = tmp_path / f"名册{suffix}"
        path.write_bytes(content)

        with pytest.raises(RosterFileError, match=reason):
            read(path)


def test_an_empty_workbook_is_refused(tmp_path):
    with pytest.raises(RosterFileError, match="空的"):
        read(write_workbook(tmp_path / "a.xlsx", [[None]]))


def test_text_without_a_heading_is_refused_and_shows_its_first_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("甲,乙\n丙,丁\n".encode("gbk"))

    with pytest.raises(RosterFileError, match=r"没有找到表头.*姓名.*第 1 行：甲 \| 乙"):
        read(path)


def test_a_workbook_without_a_heading_is_refused_and_shows_its_first_rows(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", [["望溪县", "甲"], [1, "李秋禾"]])

    with pytest.raises(RosterFileError, match=r"没有找到表头.*望溪县.*李秋禾"):
        read(path)


def test_a_file_larger_than_any_roster_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(file_kind, "MAX_BYTES", 2**20)
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode() + b"\n" * 2**21)

    with pytest.raises(RosterFileError, match="文件太大"):
        read(path)


def test_a_workbook_under_another_extension_is_refused(tmp_path):
    book = write_workbook(tmp_path / "a.xlsx", [HEADER, person()])
    for suffix in (".csv", ".txt", ".xls", ".zip", ".numbers"):
        path = tmp_path / f"名册{suffix}"
        path.write_bytes(book.read_bytes())

        with pytest.raises(RosterFileError, match=rf"扩展名是 \{suffix}，内容却是 Excel 工作簿"):
            read(path)


def test_text_under_another_extension_is_refused(tmp_path):
    for suffix in (".xlsx", ".XLS", ".et", ".docx", ".json"):
        path = tmp_path / f"名册{suffix}"
        path.write_bytes(TEXT.encode("gbk"))

        with pytest.raises(RosterFileError, match=rf"扩展名是 \{suffix.lower()}，内容却是文本"):
            read(path)


def test_the_right_extension_or_none_is_read_without_a_word(tmp_path):
    book = write_workbook(tmp_path / "a.xlsx", [HEADER, person()]).read_bytes()
    text = TEXT.encode()
    for content, suffixes in (
        (book, (".xlsx", ".XLSX", ".xlsm", "")),
        (text, (".csv", ".txt", ".TXT", ".tsv", "")),
    ):
        for suffix in suffixes:
            path = tmp_path / f"名册{suffix}"
            path.write_bytes(content)

            roster = read(path)

            assert [row.outcome for row in data(roster)] == ["import"]
            assert roster.notices == []


def test_a_cell_longer_than_any_spreadsheet_allows_is_refused(tmp_path):
    text = (TEXT + "2,周岭,男,汉族,1979.05," + "长" * 40_000 + ",第一选区,\n").encode()
    (tmp_path / "a.csv").write_bytes(text)
    book = write_workbook(tmp_path / "a.xlsx", [HEADER, person()])
    change_part(book, "xl/sharedStrings.xml",
                lambda xml: xml.replace("李秋禾".encode(), ("长" * 40_000).encode()))  # fmt: skip

    for name, place in (("a.csv", "第 3 行 F 列"), ("a.xlsx", "第 2 行 B 列")):
        with pytest.raises(RosterFileError, match=f"{place}有 40,000 个字，不像名册"):
            read(tmp_path / name)


def test_what_a_refusal_shows_of_the_file_does_nothing_to_a_terminal(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(("x" * 5_000 + "\n甲\x1b[31m\x00,乙\n").encode())

    with pytest.raises(RosterFileError, match="没有找到表头") as refused:
        read(path)

    assert "\x1b" not in str(refused.value)
    assert "\x00" not in str(refused.value)


def test_macros_are_found_in_a_real_workbook(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", [HEADER, person()])
    change_part(path, "xl/vbaProject.bin", lambda _: b"x")

    with pytest.raises(RosterFileError, match="宏"):
        read(path)


def test_utf16_without_a_mark_is_no_program(tmp_path):
    for encoding in ("utf-16-le", "utf-16-be"):
        path = tmp_path / "a.txt"
        path.write_bytes(TEXT.replace("李秋禾", "丁一上").encode(encoding))
        assert data(read(path))[0].person.name == "丁一上"
