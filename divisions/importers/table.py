"""Read a table of divisions from a text file.

Source: CSV (comma, semicolon or tab; UTF-8, UTF-16 or GB 18030; plain or gzip) with one place a
line. Columns, in any order and under any name of ``_HEADINGS``: code (2, 4, 6, 9 or 12 digits)
and name; level (1–5) and code of the parent may be left out.
"""

import csv
import gzip
import io
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from divisions.codes import DIGITS, expand_code
from divisions.enums import Level
from divisions.exceptions import DivisionFileError

from .issues import RowIssue

#: bytes of text that are read; the whole country with its villages has 60 million
MAX_BYTES = 256 * 2**20
_HEADINGS = {
    "code": {"code", "代码", "区划代码", "行政区划代码", "统计用区划代码", "编码", "区划编码"},
    "name": {"name", "名称", "区划名称", "行政区划名称", "单位名称", "地名", "行政区划"},
    "level": {"level", "级别", "层级", "行政级别"},
    "parent": {"parent_code", "parent", "上级代码", "父级代码", "上级区划代码", "上级区划"},
}
_LEVELS = {
    "省": 1, "地": 2, "市": 2, "县": 3, "区县": 3, "乡": 4, "乡镇": 4, "镇": 4, "村": 5,
}  # fmt: skip
_LENGTHS = frozenset({*DIGITS.values()})
_WHOLE_NUMBER = re.compile(r"(\d+)\.0*")
_SCIENTIFIC = re.compile(r"[\d.]+[eE]\+?\d+")
_BLANK = re.compile(r"[\s\u200b\ufeff]+")
_AS_CSV = "请在 Excel 或 WPS 里“另存为”CSV UTF-8（逗号分隔）后再导入。"
#: how files begin that are no text
_STARTS = {
    b"PK\x03\x04": f"这是 Excel 工作簿（.xlsx）或压缩包，不是文本表格。{_AS_CSV}",
    bytes.fromhex("D0CF11E0A1B11AE1"): f"这是旧版 Excel 文件（.xls），不是文本表格。{_AS_CSV}",
    b"%PDF": "这是 PDF 文件，请改用文本表格（CSV）。",
}


@dataclass(frozen=True)
class Row:
    """A line of the table: twelve digits of ``code`` (``digits`` written), parent or empty."""

    file: str
    line: int
    code: str
    digits: int
    name: str
    level: int | None
    parent: str

    def issue(self, column: str, code: str, detail: str) -> RowIssue:
        """Return what is wrong with this row in ``column``."""
        value = {"代码": self.code, "名称": self.name, "上级代码": self.parent}.get(column, "")
        return RowIssue(self.file, self.line, column, code, value, detail)


@dataclass(frozen=True)
class Table:
    """What a file holds: its rows, and the issues of those that are none."""

    file: str
    rows: list[Row]
    issues: list[RowIssue]


def read_table(path: Path) -> Table:
    """Read the file at ``path``.

    Raises:
        DivisionFileError: it is no text table with the columns that are needed.
    """
    try:
        lines = _lines(_text(_bytes(path)))
        columns, rows = _columns(lines)
        table = Table(path.name, [], [])
        for line, cells in rows:
            _read_row(table, line, {name: _cell(cells, at) for name, at in columns.items()})
    except OSError as error:
        raise DivisionFileError(f"打不开文件 {path}：{error.strerror}。") from error
    except DivisionFileError as error:
        raise DivisionFileError(f"{path.name}：{error}") from error
    if not table.rows and not table.issues:
        raise DivisionFileError(f"{path.name}：列名下面没有一行数据。")
    return table


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if data.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise DivisionFileError("压缩文件已损坏，请重新取得。") from error
    if len(data) > MAX_BYTES:
        raise DivisionFileError(f"文件超过 {MAX_BYTES // 2**20} MB，请按省分开导入。")
    if not data.strip():
        raise DivisionFileError("文件是空的。")
    for start, detail in _STARTS.items():
        if data.startswith(start):
            raise DivisionFileError(detail)
    return data


def _text(data: bytes) -> str:
    """Return the text in whichever of the usual encodings it is."""
    encodings = ["utf-8-sig", "gb18030"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DivisionFileError(f"认不出文字编码，或者这不是文本文件。{_AS_CSV}")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of each record."""
    head = text[:2000]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    end = 0
    try:
        for cells in reader:
            yield end + 1, cells
            end = reader.line_num
    except csv.Error as error:
        raise DivisionFileError(f"第 {end + 1} 行读不下去，请检查引号是否成对。") from error


def _columns(
    lines: Iterator[tuple[int, list[str]]],
) -> tuple[dict[str, int], Iterator[tuple[int, list[str]]]]:
    """Return where each column stands, and the lines below the headings."""
    first: list[str] = []
    for number, cells in lines:
        names = [_BLANK.sub("", unicodedata.normalize("NFKC", cell)).lower() for cell in cells]
        found = {
            column: names.index(heading)
            for column, headings in _HEADINGS.items()
            for heading in headings
            if heading in names
        }
        if {"code", "name"} <= found.keys():
            return found, lines
        first = first or [cell.strip() for cell in cells if cell.strip()]
        if number > 10:
            break
    raise DivisionFileError(
        "没有找到列名：第一行应当有“代码”和“名称”两列（也可写 code、name），"
        f"现在的第一行是“{'、'.join(first)[:60]}”。"
    )


def _cell(cells: list[str], at: int) -> str:
    return _BLANK.sub("", cells[at]) if at < len(cells) else ""


def _read_row(table: Table, line: int, cells: dict[str, str]) -> None:
    """Add the row or its issue to ``table``; a row without anything is nothing."""
    if not any(cells.values()):
        return

    def refuse(column: str, code: str, value: str, detail: str) -> None:
        table.issues.append(RowIssue(table.file, line, column, code, value, detail))

    code, parent = (_digits(cells.get(column, "")) for column in ("code", "parent"))
    level = _level(cells.get("level", ""))
    name = cells["name"]
    if fault := _code_fault(code):
        refuse("代码", "code_malformed", code, fault)
    elif not name:
        refuse("名称", "name_missing", "", f"代码 {code} 没有名称，请补上。")
    elif len(name) > 80:
        refuse("名称", "name_too_long", name[:20], "名称超过 80 个字，请核对是否错列。")
    elif cells.get("level") and level is None:
        refuse("级别", "level_unknown", cells["level"], "级别应写 1 到 5（省、地、县、乡、村）。")
    elif parent and (fault := _code_fault(parent)):
        refuse("上级代码", "parent_malformed", parent, fault)
    else:
        above = expand_code(parent) if parent else ""
        full = expand_code(code)
        table.rows.append(Row(table.file, line, full, len(code), name, level, above))


def _digits(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    match = _WHOLE_NUMBER.fullmatch(text)
    return match[1] if match else text


def _level(text: str) -> int | None:
    text = unicodedata.normalize("NFKC", text).removesuffix("级")
    number = int(text) if text.isascii() and text.isdigit() else _LEVELS.get(text, 0)
    return number if Level.PROVINCE <= number <= Level.VILLAGE else None


def _code_fault(code: str) -> str:
    """Return what is wrong with ``code`` and what to do; empty where nothing is."""
    if not code:
        return "没有代码，请补上。"
    if _SCIENTIFIC.fullmatch(code):
        return f"“{code}”被表格软件改成了科学计数法，请把这一列设为“文本”并重新填写代码。"
    if not re.fullmatch(r"[0-9]+", code) or len(code) not in _LENGTHS:
        return f"“{code}”不是区划代码：应为 2、4、6、9 或 12 位数字。"
    return ""
