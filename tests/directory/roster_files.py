"""Roster files for tests: workbooks as Excel writes them, in few words. People are invented."""

import dataclasses
import datetime
import re
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from directory.importers.roster_reader import read_roster
from directory.importers.roster_rows import Roster, RosterRow

TODAY = datetime.date(2025, 6, 1)
HEADER = ["序号", "姓名", "性别", "民族", "出生年月", "工作单位及职务", "选区", "联系电话"]


def person(number=1, name="李秋禾", **values):
    """A row under ``HEADER`` with nothing to remark; ``values`` by heading."""
    usual = {
        "性别": "女", "民族": "汉族", "出生年月": "1979.05", "选区": "第一选区",
        "工作单位及职务": "望溪县第一中学，教师", "联系电话": "13800000001",
    }  # fmt: skip
    row = {"序号": number, "姓名": name} | usual | values
    return [row[heading] for heading in HEADER]


@dataclasses.dataclass
class SheetSpec:
    """A sheet: its rows, and by reference (``B2``) what is particular about a cell."""

    rows: list
    title: str = "名册"
    state: str = "visible"
    merges: tuple = ()
    hidden_rows: tuple = ()
    hidden_columns: tuple = ()
    struck: tuple = ()
    formats: dict = dataclasses.field(default_factory=dict)
    cached: dict = dataclasses.field(default_factory=dict)


def write_workbook(path: Path, *sheets, is_1904=False) -> Path:
    """Write the sheets, lists of rows or ``SheetSpec``s, as an .xlsx file."""
    book = Workbook()
    book.remove(book.active)
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    specs = [s if isinstance(s, SheetSpec) else SheetSpec(s) for s in sheets]
    for spec in specs:
        _fill(book.create_sheet(spec.title), spec)
    save(book, path)
    for number, spec in enumerate(specs, start=1):
        if spec.cached:
            change_part(
                path, f"xl/worksheets/sheet{number}.xml", lambda xml, s=spec: _cache(xml, s.cached)
            )
    return path


def _fill(sheet, spec):
    for number, row in enumerate(spec.rows, start=1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    for reference in spec.merges:
        sheet.merge_cells(reference)
    for number in spec.hidden_rows:
        sheet.row_dimensions[number].hidden = True
    for letter in spec.hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    for reference in spec.struck:
        sheet[reference].font = Font(strike=True)
    for reference, number_format in spec.formats.items():
        sheet[reference].number_format = number_format
    sheet.sheet_state = spec.state


def save(book: Workbook, path: Path) -> Path:
    """Save the book, its texts in a table of their own as Excel has them (openpyxl: inline)."""
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    texts = []

    def share(match):
        texts.append(match[2])
        return f'{match[1]} t="s"><v>{len(texts) - 1}</v></c>'

    inline = re.compile(r'(<c [^>]*?) t="inlineStr"><is>(.*?)</is></c>', re.DOTALL)
    for name, xml in list(parts.items()):
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = inline.sub(share, xml)
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    table = "".join(f"<si>{text}</si>" for text in texts)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{namespace}">{table}</sst>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="rIdS" Type="{kind}" Target="sharedStrings.xml"/>'
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace("</Relationships>", f"{relation}</Relationships>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _cache(xml: bytes, values: dict) -> bytes:
    """Put in the results that Excel keeps beside its formulas."""
    text = xml.decode()
    for reference, value in values.items():
        kind = ' t="str"' if isinstance(value, str) else ""
        text = re.sub(
            rf'<c r="{reference}"( s="\d+")?[^>]*>(<f>.*?</f>)<v ?/?>(?:</v>)?</c>',
            rf'<c r="{reference}"\1{kind}>\2<v>{value}</v></c>',
            text,
        )
    return text.encode()


def change_part(path: Path, part: str, change) -> None:
    """Rewrite one part of the archive with ``change(bytes)``; a missing one starts empty."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def read(path: Path, *, level="county", term=5) -> Roster:
    return read_roster(path, level=level, term=term, today=TODAY)


def data(roster: Roster) -> list:
    return [row for row in roster.rows if row.kind == "data"]


def only(roster: Roster) -> RosterRow:
    """The one data row."""
    (row,) = data(roster)
    return row


def codes(row) -> list[str]:
    return [issue.code for issue in row.issues]
