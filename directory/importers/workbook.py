"""Excel workbooks (.xlsx): their visible sheets, with all a roster's reader asks of them.

Values, number formats, struck-out text, hidden rows and columns, merged ranges and formulas;
hidden sheets are not opened. Rows come from ``sheet_xml``.

Source: ECMA-376 part 1 (§18.2 workbook, §18.8 styles) and part 2 (packages).
"""

import contextlib
import datetime
import functools
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from .exceptions import RosterFileError
from .sheet_xml import SharedText, SheetParser, Style, read_strings
from .sheets import Merge, Sheet, SheetRow, column_number

#: all XML parts together, unpacked; ten times what 100,000 rows of 15 columns take is enough
MAX_UNPACKED = 500 * 2**20
MAX_PARTS = 5_000
PART_LIMITS = {"sharedstrings.xml": 128 * 2**20, "styles.xml": 32 * 2**20}
#: date formats of Chinese Excel that no file spells out (§18.8.30); not in openpyxl's table
_CHINESE_FORMATS = {
    **dict.fromkeys([27, 36, 50, 52, 57], 'yyyy"年"m"月"'),
    **dict.fromkeys([28, 29, 51, 53, 54, 58], 'm"月"d"日"'),
    **dict.fromkeys([30], "m-d-yy"),
    **dict.fromkeys([31], 'yyyy"年"m"月"d"日"'),
    **dict.fromkeys([32, 33, 34, 35, 55, 56], 'h"时"mm"分"'),
}
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ExpatError, ParseError, DefusedXmlException, EOFError,
    KeyError, IndexError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip
_DAMAGED = "文件已损坏或不是规范的 .xlsx，读不下去。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。"
_CHUNK = 2**20
_END_OF_ROWS = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_START_OF_ROWS = re.compile(rb"<(?:\w+:)?sheetData[\s/>]")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s+ref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_ATTRIBUTE = re.compile(rb"(\w+)=[\"']([^\"']*)[\"']")
#: longer than any tag that is searched for
_OVERLAP = 64


def read_workbook(path: Path) -> list[Sheet]:
    """Return the visible worksheets of the workbook, in its order.

    Raises:
        RosterFileError: it is damaged, larger than a roster can be, or has no visible sheet.
    """
    with _refusing_damage(), zipfile.ZipFile(path) as archive:
        package = _Package(archive)
        package.check_limits()
        book = package.related("", "officeDocument")
        root = package.xml(book)
        strings_part, styles_part = (
            package.related(book, "sharedStrings"),
            package.related(book, "styles"),
        )
        parser = functools.partial(
            SheetParser,
            package.strings(strings_part) if strings_part else [],
            _styles(package.xml(styles_part)) if styles_part else [],
            _epoch(root),
        )
        sheets = [
            _sheet(package, part, name, functools.partial(_rows, path, part, parser))
            for name, part in _visible_sheets(root, package.relations(book))
        ]
    if not sheets:
        raise RosterFileError("工作簿里没有可见的工作表；隐藏的工作表不读取。")
    return sheets


@contextlib.contextmanager
def _refusing_damage() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise RosterFileError(_DAMAGED) from error


class _Relation(NamedTuple):
    """How a part names another."""

    id: str
    kind: str
    part: str


class _Package:
    """The parts of a workbook by name, whatever slashes and letters its writer used."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts = {_part_name(info.filename): info for info in archive.infolist()}

    def check_limits(self) -> None:
        """Refuse what inflates beyond any roster; ``zipfile`` holds a part to its stated size."""
        sizes = {name: i.file_size for name, i in self._parts.items() if name.endswith(".xml")}
        if len(self._archive.infolist()) > MAX_PARTS or sum(sizes.values()) > MAX_UNPACKED:
            limit = MAX_UNPACKED // 2**20
            raise RosterFileError(f"工作簿解压后超过 {limit} MB，不像名册，不予导入。")
        for name, size in sizes.items():
            if size > PART_LIMITS.get(posixpath.basename(name), size):
                raise RosterFileError("工作簿的文字或样式多得不像名册，不予导入。")

    def open(self, part: str) -> IO[bytes]:
        return self._archive.open(self._parts[_part_name(part)])

    def xml(self, part: str) -> Element:
        with self.open(part) as stream:
            return fromstring(stream.read(), forbid_dtd=True)

    def strings(self, part: str) -> list[str | SharedText]:
        with self.open(part) as stream:
            return read_strings(stream)

    def relations(self, source: str) -> list[_Relation]:
        """Return what ``source`` (``""``: the package) relates to inside the package."""
        folder, name = posixpath.split(source)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        return [
            _Relation(
                node.get("Id", ""),
                posixpath.basename(node.get("Type", "")),
                posixpath.join("/", folder, node.get("Target", "").replace("\\", "/")),
            )
            for node in root
            if node.get("TargetMode") != "External"
        ]

    def related(self, source: str, kind: str) -> str:
        """Return the part that ``source`` relates to as ``kind``, "" if there is none."""
        return next((r.part for r in self.relations(source) if r.kind == kind), "")


def _part_name(name: str) -> str:
    return posixpath.normpath("/" + name.replace("\\", "/").lstrip("/")).lower()


def _children(root: Element, tag: str) -> Iterator[Element]:
    """Yield all elements of that local name; strict files have other namespaces."""
    return (node for node in root.iter() if node.tag.rpartition("}")[2] == tag)


def _visible_sheets(root: Element, relations: list[_Relation]) -> Iterator[tuple[str, str]]:
    """Yield name and part of each worksheet that is shown; chart and macro sheets are others."""
    parts = {r.id: r.part for r in relations if r.kind == "worksheet"}
    for sheet in _children(root, "sheet"):
        relation_id = next((v for k, v in sheet.items() if k.endswith("}id")), "")
        if sheet.get("state", "visible") == "visible" and relation_id in parts:
            yield sheet.get("name", ""), parts[relation_id]


def _epoch(root: Element) -> datetime.datetime:
    """Return day 0 of the workbook's dates: 1900 or, from old Macs, 1904."""
    properties = next(_children(root, "workbookPr"), None)
    is_1904 = properties is not None and properties.get("date1904", "0") not in ("0", "false")
    return MAC_EPOCH if is_1904 else WINDOWS_EPOCH


def _styles(root: Element) -> list[Style]:
    """Return the cell formats by their index."""
    formats = BUILTIN_FORMATS | _CHINESE_FORMATS
    for node in _children(root, "numFmt"):
        formats[int(node.get("numFmtId", "0"))] = node.get("formatCode", "General")
    struck = [_is_struck(font) for fonts in _children(root, "fonts") for font in fonts]
    styles = []
    for xf in [xf for formats_of_cells in _children(root, "cellXfs") for xf in formats_of_cells]:
        number_format = formats.get(int(xf.get("numFmtId", "0")), "General")
        font = int(xf.get("fontId", "0"))
        is_struck = font < len(struck) and struck[font]
        styles.append(Style(number_format, is_date_format(number_format), is_struck))
    return styles


def _is_struck(font: Element) -> bool:
    return any(node.get("val", "1") not in ("0", "false") for node in _children(font, "strike"))


def _rows(
    path: Path, part: str, parser: Callable[[], SheetParser], last: int
) -> Iterator[SheetRow]:
    with (
        _refusing_damage(),
        zipfile.ZipFile(path) as archive,
        _Package(archive).open(part) as stream,
    ):
        yield from parser().rows(stream, last)


def _sheet(
    package: _Package, part: str, name: str, source: Callable[[int], Iterator[SheetRow]]
) -> Sheet:
    """Return the sheet with what stands before and behind its rows: columns and merges.

    Searched for as bytes: parsing two million empty cells to reach the merges would double the
    time of a large sheet.
    """
    with package.open(part) as stream:
        head, tail = _around_rows(stream)
    merges = [
        Merge(int(top), column_number(left.decode()), int(bottom), column_number(right.decode()))
        for left, top, right, bottom in _MERGE.findall(tail)
    ]
    hidden: set[int] = set()
    for column in _COLUMN.findall(head):
        attrs = dict(_ATTRIBUTE.findall(column))
        if attrs.get(b"hidden", b"0") not in (b"0", b"false"):
            hidden.update(range(int(attrs[b"min"]), int(attrs[b"max"]) + 1))
    return Sheet(name, source, merges, frozenset(hidden))


def _around_rows(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """Return what stands before and behind the rows of a sheet's XML."""
    head = stream.read(_CHUNK)
    window, tail = head, b""
    while chunk := stream.read(_CHUNK):
        if tail:
            tail += chunk
        elif match := _END_OF_ROWS.search(window):
            tail = window[match.start() :] + chunk
        else:
            window = window[-_OVERLAP:] + chunk
    if not tail and (match := _END_OF_ROWS.search(window)):
        tail = window[match.start() :]
    start = _START_OF_ROWS.search(head)
    return head[: start.start() if start else None], tail
