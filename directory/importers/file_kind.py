"""What kind of file was handed in: its content says so, and its extension must agree.

A false extension is refused: the program that keeps the file shows something else than is read.
"""

import enum
import zipfile
from pathlib import Path

from .exceptions import RosterFileError

MAX_BYTES = 100 * 2**20
#: how much of a file is looked at
_HEAD = 4096
_SAVE_AS = "请用 Excel 或 WPS 打开它，“另存为”Excel 工作簿（.xlsx）后再导入。"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
#: how files begin that are neither spreadsheet nor text
_OTHER_STARTS = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "压缩包（请先解压）",
    b"7z\xbc\xaf": "压缩包（请先解压）",
    b"\x1f\x8b": "压缩包（请先解压）",
    b"{\\rtf": "写字板（RTF）文档",
    b"SQLite format 3": "数据库文件",
}
#: parts of Office documents that are no workbooks
_DOCUMENTS = {"word/document.xml": "Word 文档", "ppt/presentation.xml": "PowerPoint 文稿"}
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<meta", b"<table", b"<?xml", b"<workbook")
#: signs of UTF-16, whose bytes may be control characters: its mark, a separator, a line end
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b",\0", b"\0,", b"\t\0", b"\0\t", b"\n\0", b"\0\n")


class FileKind(enum.StrEnum):
    """Kinds of files that are read."""

    WORKBOOK = "workbook"
    TEXT = "text"


#: extensions that do not belie the content; a name without one says nothing
_SUFFIXES = {
    FileKind.WORKBOOK: frozenset({"", ".xlsx", ".xlsm", ".xltx"}),
    FileKind.TEXT: frozenset({"", ".csv", ".txt", ".tsv"}),
}


def file_kind(path: Path) -> FileKind:
    """Return what kind of file ``path`` is.

    Raises:
        RosterFileError: it is of no kind that is read, empty or too large, or its extension
            is false; the message says what it is and what to do.
    """
    kind = _kind_by_content(path)
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES[kind]:
        raise RosterFileError(_false_extension(kind, suffix))
    return kind


def _false_extension(kind: FileKind, suffix: str) -> str:
    what, right = {
        FileKind.WORKBOOK: (" Excel 工作簿", ".xlsx"),
        FileKind.TEXT: ("文本", ".csv"),
    }[kind]
    return (
        f"扩展名是 {suffix}，内容却是{what}，不予导入。"
        f"请核对是不是这个文件；是的话，把扩展名改为 {right} 再导入。"
    )


def _kind_by_content(path: Path) -> FileKind:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise RosterFileError(f"文件太大（{size // 2**20} MB），超过 {MAX_BYTES // 2**20} MB。")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise RosterFileError("文件是空的。")
    if head.startswith(_OLE):
        raise RosterFileError(_ole_message(path))
    if head.startswith(b"PK"):
        return _kind_of_archive(path)
    if reason := _refusal(head):
        raise RosterFileError(reason)
    return FileKind.TEXT


def _refusal(head: bytes) -> str:
    """Return why a file that begins so is no text, "" if it may be."""
    for start, what in _OTHER_STARTS.items():
        if head.startswith(start):
            return f"这是{what}，不是名册。请提供 .xlsx 或 .csv 文件。"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return f"这个文件的内容是网页或 XML，不是真正的表格。{_SAVE_AS}"
    has_control = any(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a" for byte in head)
    if has_control and not any(sign in head for sign in _UTF16):
        return "认不出这个文件的格式，或文字里混有控制字符。请提供 .xlsx 或 .csv 文件。"
    return ""


def _ole_message(path: Path) -> str:
    """Tell apart what shares the old container: protected workbooks, .xls, Word documents."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "文件设了打开密码，无法读取。请先去掉密码（另存为时不设密码）再导入。"
    if "WordDocument".encode("utf-16-le") in content:
        return "这是 Word 文档，不是表格。请把名册复制到 Excel 里，存为 .xlsx 后再导入。"
    return f"这是旧版 Excel（.xls）或 WPS 表格（.et）文件，读不出隐藏行和删除线。{_SAVE_AS}"


def _kind_of_archive(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RosterFileError(f"文件已损坏，打不开。{_SAVE_AS}") from error
    if "xl/workbook.bin" in names:
        raise RosterFileError(f"这是二进制工作簿（.xlsb）。{_SAVE_AS}")
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise RosterFileError(f"文件含有宏，不予导入。{_SAVE_AS}")
    document = next((what for part, what in _DOCUMENTS.items() if part in names), "")
    if document:
        raise RosterFileError(f"这是 {document}，不是表格。请把名册复制到 Excel 里再导入。")
    if "[content_types].xml" in names:
        return FileKind.WORKBOOK
    raise RosterFileError(_other_archive(names))


def _other_archive(names: set[str]) -> str:
    """Say what an archive is that holds no Office document."""
    if "content.xml" in names:
        return f"这是 OpenDocument 文件（.ods）。{_SAVE_AS}"
    if any(name.endswith(".iwa") for name in names):
        return "这是 Numbers 表格。请在 Numbers 里导出为 Excel（.xlsx）后再导入。"
    return "这是压缩包，不是名册。请先解压，再导入里面的 .xlsx 或 .csv 文件。"
