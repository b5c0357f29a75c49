"""Where a roster's headings stand and which column holds what.

A heading may stand in any of the first ``SCANNED_ROWS`` rows that hold something, over one to
three rows (联系方式 over 手机 and 办公电话), its columns in any order. What makes a row the heading
is a column of names; among several, the one with most known columns counts.
"""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, pairwise

from core.identity_numbers import is_identity_heading

from .exceptions import RosterFileError
from .heading_block import BY_GROUP, HeadingBlock
from .headings import Claim, is_answered, is_name, shown
from .roster_headers import LABELS, NUMBERINGS
from .roster_rows import RosterColumn
from .sheets import Sheet, SheetRow, column_letter, column_number

SCANNED_ROWS = 200
#: behind this row no heading is looked for: a million empty ones would be read for nothing
SCANNED_TO = 5_000
_MANY_DIGITS = re.compile(r"\d{6}")
#: fields of which all columns are read; of the others only those under one merged heading are
_JOINED = ("phone", "education")
_POSTS = ("post", "employer", "position", "occupation")


@dataclasses.dataclass(slots=True)
class Layout:
    """How to read the rows below a heading.

    Attributes:
        header_rows: the rows the heading fills.
        columns: all of them, from A on.
        fields: the columns of each field, the first to be asked first.
        words: what stands in the heading at each column, to know it again further down.
        rating: how many fields were recognised.
        twins: further columns headed just as the names are.
        unknown: columns whose heading nobody knows.
    """

    header_rows: list[int]
    columns: list[RosterColumn]
    fields: dict[str, list[int]]
    words: dict[int, set[str]]
    rating: int
    twins: list[int] = dataclasses.field(default_factory=list)
    unknown: list[RosterColumn] = dataclasses.field(default_factory=list)
    notices: list[str] = dataclasses.field(default_factory=list)

    @property
    def name_column(self) -> int:
        return self.fields["name"][0]

    @property
    def last_column(self) -> int:
        return len(self.columns)

    def choose(self, chosen: Mapping[str, str]) -> None:
        """Read the columns with these letters as these fields (``""``: not at all).

        Raises:
            RosterFileError: no column of names is left.
        """
        for letter, field in chosen.items():
            number = column_number(letter)
            if number > self.last_column or is_identity_heading(self.columns[number - 1].heading):
                continue
            for columns in self.fields.values():
                if number in columns:
                    columns.remove(number)
            if field:
                others = self.fields.get(field, []) if field in _JOINED else []
                self.fields[field] = [*others, number]
            self.columns[number - 1].field = field
            self.unknown = [each for each in self.unknown if each.letter != letter]
        self.fields = {field: columns for field, columns in self.fields.items() if columns}
        if "name" not in self.fields:
            raise RosterFileError("没有哪一列是姓名，请指定姓名列。")

    def heading(self, field: str) -> str:
        """Return the heading of the field's column; the field's own name where it has none."""
        columns = self.fields.get(field)
        return self.columns[columns[0] - 1].heading if columns else LABELS[field]


def find_layout(sheet: Sheet, rows: list[SheetRow] | None = None) -> Layout | None:
    """Return the best layout among the first rows of the sheet, None if no row is a heading.

    Raises:
        RosterFileError: two columns of names stand side by side.
    """
    if rows is None:
        rows = list(islice(sheet.read_rows(SCANNED_TO), SCANNED_ROWS))
    found = [
        layout
        for index, row in enumerate(rows)
        if _may_be_heading(row) and (layout := layout_at(sheet, rows, index))
    ]
    if not found:
        return None
    best = max(found, key=lambda layout: layout.rating)
    _check_names(best, rows)
    _settle_numbering(best, rows)
    earlier = [layout for layout in found if layout.header_rows[0] < best.header_rows[0]]
    best.notices += [
        f"第 {layout.header_rows[0]} 行也像表头，列数较少，其下的内容没有读入。"
        for layout in earlier
        if layout.rating > 1 and not set(layout.header_rows) & set(best.header_rows)
    ]
    return best


def layout_at(sheet: Sheet, rows: list[SheetRow], index: int) -> Layout | None:
    """Return the layout whose row with the name's heading is ``rows[index]``, None if none is."""
    block = HeadingBlock(sheet, rows, index)
    claims = {
        column: claim
        for column in block.columns
        if column not in sheet.hidden_columns and (claim := block.claim(column))
    }
    fields = _assigned(claims, block)
    if "name" not in fields or (len(fields) < 2 and len(rows[index].cells) > 2):
        return None
    used = {column: field for field, columns in fields.items() for column in columns}
    last = max(block.columns)
    columns = [
        RosterColumn(column_letter(c), shown(block.leaf(c)), used.get(c, ""))
        for c in range(1, last + 1)
    ]
    layout = Layout(
        header_rows=[row.number for row in block.rows],
        columns=columns,
        fields=fields,
        words=block.words(),
        rating=len(fields.keys() - {"sequence"}),
        twins=[
            c
            for c, claim in claims.items()
            if claim == claims[fields["name"][0]] and c not in fields["name"]
        ],
    )
    layout.unknown = [
        column
        for number, column in enumerate(columns, start=1)
        if column.heading
        and not column.field
        and (number not in claims or claims[number].rank >= BY_GROUP)
        and number not in sheet.hidden_columns
        and not block.is_identity(number)
    ]
    layout.notices = list(_notices(layout, claims, sheet))
    return layout


def _may_be_heading(row: SheetRow) -> bool:
    """Say whether a heading of names stands in the row, and no value: that were a form."""
    texts = [cell.text for cell in row.cells.values()]
    if not any(map(is_name, texts)) or any(_MANY_DIGITS.search(text) for text in texts):
        return False
    return not any(is_answered(label, text) for label, text in pairwise(texts))


def _assigned(claims: dict[int, Claim], block: HeadingBlock) -> dict[str, list[int]]:
    """Give each field its columns: the surest, or several where they are joined.

    Two columns of names are one only under one merged heading: else they are two people.
    """
    fields: dict[str, list[int]] = {}
    for column, claim in sorted(claims.items(), key=lambda item: (item[1].rank, item[0])):
        same = fields.setdefault(claim.field, [])
        is_same_cell = same and column - 1 in same and claims[column - 1] == claim
        if claim.field == "name" and not block.is_merged(column):
            is_same_cell = False
        if not same or claim.field in _JOINED or is_same_cell:
            same.append(column)
    for other in _unneeded_posts(fields):
        del fields[other]
    return fields


def _unneeded_posts(fields: dict[str, list[int]]) -> list[str]:
    """Return the parts of a post that are not read, because a surer column holds all of it."""
    if "post" in fields:
        return [f for f in _POSTS[1:] if f in fields]
    if "employer" in fields or "position" in fields:
        return [f for f in _POSTS[3:] if f in fields]
    return []


def _notices(layout: Layout, claims: dict[int, Claim], sheet: Sheet) -> Iterator[str]:
    used = {column for columns in layout.fields.values() for column in columns}
    for column, claim in claims.items():
        is_known = claim.rank < BY_GROUP and claim.field != "sequence"
        if column not in used and is_known:
            kept = layout.heading(claim.field if claim.field in layout.fields else "post")
            heading = layout.columns[column - 1].heading
            yield f"“{heading}”列没有读入：同样的内容取自“{kept}”列。"
    hidden = [
        c for c in layout.columns if column_number(c.letter) in sheet.hidden_columns and c.heading
    ]
    if hidden:
        yield f"隐藏的列没有读入：{'、'.join(c.heading for c in hidden)}。"
    papers = [c.heading for c in layout.columns if is_identity_heading(c.heading)]
    if papers:
        yield f"“{'”“'.join(papers)}”列不读取、不保存。"


def _check_names(layout: Layout, rows: Iterable[SheetRow]) -> None:
    """Refuse two rosters side by side: half of the people would be lost."""
    below = [row.cells for row in rows if row.number > layout.header_rows[-1]]
    for column in layout.twins:
        if any(column in cells and layout.name_column in cells for cells in below):
            letters = f"{column_letter(layout.name_column)} 列和 {column_letter(column)} 列"
            raise RosterFileError(
                f"有两个姓名列（{letters}），像是两份名册并排。请改成一人一行、上下排列后再导入。"
            )


def _settle_numbering(layout: Layout, rows: Iterable[SheetRow]) -> None:
    """Tell a register number from a mere count of rows where 编号 may mean either."""
    column = layout.fields.get("register_number", [0])[0]
    if not column or "sequence" in layout.fields or not layout.words[column] & set(NUMBERINGS):
        return
    below = [row for row in rows if row.number > layout.header_rows[-1]]
    numbers = [row.cells[column].text for row in below if column in row.cells]
    if all(n.isdecimal() for n in numbers) and all(
        int(b) - int(a) == 1 for a, b in pairwise(numbers)
    ):
        layout.fields["sequence"] = layout.fields.pop("register_number")
        layout.columns[column - 1].field = "sequence"
