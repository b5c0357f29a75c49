"""The part of the reader that opens .xlsx files: cells, formats, limits, damage."""

import datetime
import re
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from directory.importers import workbook
from directory.importers.exceptions import RosterFileError
from directory.importers.sheets import Merge, column_letter, column_number
from directory.importers.workbook import read_workbook

from .roster_files import SheetSpec, change_part, save, write_workbook

SHEET = "xl/worksheets/sheet1.xml"


def cells(path):
    (sheet,) = read_workbook(path)
    return {row.number: row.cells for row in sheet.read_rows()}


def raw_sheet(tmp_path, rows):
    """A workbook whose rows are given as XML."""
    path = write_workbook(tmp_path / "raw.xlsx", [["x"]])
    data = b"<sheetData>" + rows.encode() + b"</sheetData>"
    change_part(path, SHEET, lambda xml: re.sub(rb"<sheetData>.*</sheetData>", data, xml))
    return path


def test_values_come_as_they_are_stored(tmp_path):
    day = datetime.datetime(1979, 5, 1)
    path = write_workbook(tmp_path / "a.xlsx", [["李敏", 6, 1963.1, True, day]])

    row = cells(path)[1]

    assert [row[c].value for c in range(1, 6)] == ["李敏", 6, 1963.1, True, day]


def test_number_formats_come_with_numbers_and_dates(tmp_path):
    spec = SheetSpec([[1963.1, 1963.1]], formats={"A1": "0.00"})

    row = cells(write_workbook(tmp_path / "a.xlsx", spec))[1]

    assert (row[1].number_format, row[2].number_format) == ("0.00", "General")


def test_chinese_date_formats_that_no_file_spells_out_are_dates(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", SheetSpec([[25447]], formats={"A1": "0.00"}))
    change_part(path, "xl/styles.xml", lambda xml: re.sub(rb'numFmtId="2"', b'numFmtId="57"', xml))

    cell = cells(path)[1][1]

    assert cell.value == datetime.datetime(1969, 9, 1)
    assert cell.number_format == 'yyyy"年"m"月"'


def test_dates_of_a_1904_workbook_are_the_days_they_show(tmp_path):
    day = datetime.datetime(1979, 5, 12)
    path = write_workbook(tmp_path / "a.xlsx", [[day]], is_1904=True)

    assert b'date1904="1"' in zipfile.ZipFile(path).read("xl/workbook.xml")
    assert cells(path)[1][1].value == day


def test_a_formula_of_text_without_a_result_is_told_from_an_empty_result(tmp_path):
    path = raw_sheet(
        tmp_path,
        '<row r="1"><c r="A1" t="str"><f>Z1</f></c><c r="B1" t="str"><f>Z1</f><v></v></c></row>',
    )

    row = cells(path)[1]

    assert (row[1].value, row[1].is_formula, 2 in row) == (None, True, False)


def test_a_formula_comes_with_its_last_result(tmp_path):
    spec = SheetSpec([["=A9", "=1+1", "=B9"]], cached={"A1": "李敏", "B1": 2})

    row = cells(write_workbook(tmp_path / "a.xlsx", spec))[1]

    assert [(row[c].value, row[c].is_formula) for c in (1, 2, 3)] == [
        ("李敏", True), (2, True), (None, True),
    ]  # fmt: skip


def test_a_formula_whose_result_is_an_empty_text_is_blank(tmp_path):
    path = raw_sheet(
        tmp_path, '<row r="1"><c r="A1" t="str"><f>B1</f><v></v></c><c r="B1"><v>1</v></c></row>'
    )

    assert list(cells(path)[1]) == [2]


def test_error_values_are_told_from_text(tmp_path):
    path = raw_sheet(tmp_path, '<row r="1"><c r="A1" t="e"><f>NA()</f><v>#N/A</v></c></row>')

    assert cells(path)[1][1].is_error


def test_text_is_read_from_all_three_places_without_its_readings(tmp_path):
    path = raw_sheet(
        tmp_path,
        '<row r="1"><c r="A1" t="inlineStr"><is><t>李</t></is></c>'
        '<c r="B1" t="inlineStr"><is><r><t>王</t></r><r><rPr><b/></rPr><t>芳</t></r>'
        '<rPh sb="0" eb="1"><t>wang</t></rPh></is></c>'
        '<c r="C1" t="str"><v>赵</v></c>'
        '<c r="D1" t="inlineStr"><is><t>a_x000D_b</t></is></c></row>',
    )

    assert [cell.value for cell in cells(path)[1].values()] == ["李", "王芳", "赵", "a\rb"]


def test_shared_strings_with_fonts_of_their_own_are_whole(tmp_path):
    book = Workbook()
    book.active["A1"] = CellRichText("王", TextBlock(InlineFont(b=True), "芳"))
    path = save(book, tmp_path / "a.xlsx")

    assert cells(path)[1][1].value == "王芳"


def test_struck_out_text_is_known_by_the_cell_or_by_a_part_of_it(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"] = "李敏", "王芳"
    sheet["A1"].font = Font(strike=True)
    sheet["C1"] = CellRichText("赵云 ", TextBlock(InlineFont(strike=True), "钱进"))
    sheet["D1"] = CellRichText(TextBlock(InlineFont(strike=False), "孙立"))
    sheet["D1"].font = Font(strike=True)
    path = save(book, tmp_path / "a.xlsx")

    assert [cell.is_struck for cell in cells(path)[1].values()] == [True, False, True, False]


def test_hidden_rows_and_columns_and_merges_are_known(tmp_path):
    spec = SheetSpec(
        [["a", "b", "c"]] * 4, merges=("A1:C1", "B2:B4"), hidden_rows=(3,), hidden_columns=("C",)
    )

    (sheet,) = read_workbook(write_workbook(tmp_path / "a.xlsx", spec))

    assert sheet.merges == [Merge(1, 1, 1, 3), Merge(2, 2, 4, 2)]
    assert sheet.hidden_columns == {3}
    assert [row.number for row in sheet.read_rows() if row.is_hidden] == [3]


def test_merges_behind_many_rows_are_found(tmp_path):
    rows = [[f"李{n}", "望溪县第一中学，教师"] for n in range(12_000)]
    spec = SheetSpec(rows, merges=("B11999:B12000",))

    (sheet,) = read_workbook(write_workbook(tmp_path / "a.xlsx", spec))

    assert sheet.merges == [Merge(11_999, 2, 12_000, 2)]
    assert sum(1 for _ in sheet.read_rows()) == 12_000


def test_a_number_too_large_for_a_date_stays_a_number(tmp_path):
    spec = SheetSpec([[10**9, -5.5]], formats={"A1": "yyyy/m/d", "B1": "yyyy/m/d"})

    row = cells(write_workbook(tmp_path / "a.xlsx", spec))[1]

    assert row[1].value == 10**9


def test_a_row_of_no_height_is_hidden(tmp_path):
    path = raw_sheet(tmp_path, '<row r="1" ht="0" customHeight="1"><c r="A1"><v>1</v></c></row>')

    (sheet,) = read_workbook(path)

    assert [row.is_hidden for row in sheet.read_rows()] == [True]


def test_blank_cells_are_left_out_whatever_blank_they_hold(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", [["", " ", "\u3000", "\xa0\n", "\u200b", "x"]])

    assert list(cells(path)[1]) == [6]


def test_rows_and_cells_without_a_reference_are_counted(tmp_path):
    path = raw_sheet(
        tmp_path, "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"
    )

    assert {n: list(row) for n, row in cells(path).items()} == {1: [1, 2], 3: [1]}


def test_prefixed_element_names_are_read(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", SheetSpec([["李敏"], ["王芳"]], merges=("A1:A2",)))

    def prefixed(xml):
        xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml)
        return xml.replace(b"xmlns=", b"xmlns:x=")

    change_part(path, SHEET, prefixed)

    (sheet,) = read_workbook(path)
    assert [row.cells[1].value for row in sheet.read_rows()] == ["李敏"]
    assert sheet.merges == [Merge(1, 1, 2, 1)]


def test_hidden_sheets_are_not_opened(tmp_path):
    path = write_workbook(
        tmp_path / "a.xlsx",
        SheetSpec([["a"]], title="一", state="hidden"),
        SheetSpec([["b"]], title="二"),
        SheetSpec([["c"]], title="三", state="veryHidden"),
    )

    assert [sheet.name for sheet in read_workbook(path)] == ["二"]


def test_a_workbook_of_hidden_sheets_is_refused(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", [["a"]])
    change_part(
        path, "xl/workbook.xml", lambda xml: xml.replace(b'state="visible"', b'state="hidden"')
    )

    with pytest.raises(RosterFileError, match="没有可见的工作表"):
        read_workbook(path)


def test_document_types_are_refused_in_every_part(tmp_path):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    for part in (SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"):
        path = write_workbook(tmp_path / "a.xlsx", [["李敏"]])
        change_part(
            path, part, lambda xml: bomb + xml.partition(b"?>")[2] if b"?>" in xml else bomb + xml
        )

        with pytest.raises(RosterFileError, match="损坏"):
            list(read_workbook(path)[0].read_rows())


def test_a_workbook_cut_short_is_refused(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", [["李敏", "女"]] * 2000)
    change_part(path, SHEET, lambda xml: xml[: len(xml) // 2])

    with pytest.raises(RosterFileError, match="损坏"):
        list(read_workbook(path)[0].read_rows())


def test_a_damaged_archive_is_refused(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", [[f"李{n}"] for n in range(3000)])
    content = bytearray(path.read_bytes())
    middle = content.find(b"xl/worksheets/sheet1.xml") + 200
    content[middle : middle + 50] = b"\xff" * 50
    path.write_bytes(content)

    with pytest.raises(RosterFileError, match="损坏"):
        list(read_workbook(path)[0].read_rows())


def test_a_reference_to_a_missing_text_is_damage(tmp_path):
    path = raw_sheet(tmp_path, '<row r="1"><c r="A1" t="s"><v>99</v></c></row>')

    with pytest.raises(RosterFileError, match="损坏"):
        list(read_workbook(path)[0].read_rows())


def test_what_inflates_beyond_the_limit_is_refused_unread(tmp_path, monkeypatch):
    path = write_workbook(tmp_path / "a.xlsx", [["李敏"]])
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 2**20)
    change_part(path, SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b" " * 2**20))

    assert path.stat().st_size < 20_000
    with pytest.raises(RosterFileError, match="解压后超过"):
        read_workbook(path)


def test_too_many_texts_and_too_many_parts_are_refused(tmp_path, monkeypatch):
    path = write_workbook(tmp_path / "a.xlsx", [["李敏"]])
    monkeypatch.setitem(workbook.PART_LIMITS, "sharedstrings.xml", 10)
    with pytest.raises(RosterFileError, match="不像名册"):
        read_workbook(path)

    monkeypatch.undo()
    monkeypatch.setattr(workbook, "MAX_PARTS", 3)
    with pytest.raises(RosterFileError, match="不像名册"):
        read_workbook(path)


def test_a_relation_that_leads_out_of_the_package_finds_nothing(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", [["李敏"]])
    change_part(
        path, "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(b"/xl/worksheets/sheet1.xml", b"../../../../etc/passwd"),
    )  # fmt: skip

    with pytest.raises(RosterFileError, match="损坏"):
        read_workbook(path)


def test_columns_and_letters_lead_to_each_other():
    for number, letters in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16384, "XFD")]:
        assert column_letter(number) == letters
        assert column_number(letters) == number
