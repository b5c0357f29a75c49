"""Where the columns of an office's table are (表头), by the words that its kind of table uses."""

import dataclasses
from collections.abc import Callable, Mapping
from itertools import islice

from core.identity_numbers import is_identity_heading

from .heading_block import BY_GROUP, HeadingBlock
from .headings import Claim, HeadingWords, shown
from .roster_layout import SCANNED_ROWS, SCANNED_TO
from .roster_rows import RosterColumn
from .sheets import Sheet, SheetRow, column_letter


def _as_claimed(path: list[str], claim: Claim | None) -> Claim | None:
    return claim


@dataclasses.dataclass(frozen=True)
class TableKind:
    """What a kind of table looks like.

    Attributes:
        words: how its headings are known.
        labels: what a field is called in messages where the table has no such column.
        joined: fields of which all columns are read.
        aside: fields that say nothing about which sheet is meant.
        needed: of each of these sets one field must be there.
        refine: what a column claims, seen with all the headings over it.
    """

    words: HeadingWords
    labels: Mapping[str, str]
    joined: frozenset[str]
    aside: frozenset[str]
    needed: tuple[frozenset[str], ...]
    refine: Callable[[list[str], Claim | None], Claim | None] = _as_claimed


@dataclasses.dataclass(slots=True)
class TableLayout:
    """How to read the rows below a heading.

    Attributes:
        header_rows: the rows the heading fills.
        fields: the columns of each field.
        headings: the heading of each column.
        paths: all that stands over each column, from the top.
        words: what stands in the heading at each column, to know it again further down.
        unknown: columns whose heading nobody knows.
        rating: how many fields were recognised.
    """

    header_rows: list[int]
    fields: dict[str, list[int]]
    headings: dict[int, str]
    paths: dict[int, str]
    words: dict[int, set[str]]
    unknown: list[RosterColumn]
    labels: Mapping[str, str]
    rating: int

    def heading(self, field: str) -> str:
        """Return the heading of the field's column; the field's own name where it has none."""
        columns = self.fields.get(field)
        return self.headings[columns[0]] if columns else self.labels[field]


def find_layout(
    table: TableKind, sheet: Sheet, rows: list[SheetRow] | None = None
) -> TableLayout | None:
    """Return the best layout among the first rows of the sheet, None if no row is a heading."""
    if rows is None:
        rows = list(islice(sheet.read_rows(SCANNED_TO), SCANNED_ROWS))
    found = [
        layout
        for index, row in enumerate(rows)
        if any(table.words.claim_of(cell.text) for cell in row.cells.values())
        and (layout := _layout_at(table, sheet, rows, index))
    ]
    return max(found, key=lambda layout: layout.rating, default=None)


def _layout_at(
    table: TableKind, sheet: Sheet, rows: list[SheetRow], index: int
) -> TableLayout | None:
    """Return the layout whose heading holds ``rows[index]``, if it has what is needed."""
    block = HeadingBlock(sheet, rows, index, table.words)
    claims = {
        column: claim
        for column in block.columns
        if column not in sheet.hidden_columns
        and (claim := table.refine(block.path(column), block.claim(column)))
    }
    fields: dict[str, list[int]] = {}
    for column, claim in sorted(claims.items(), key=lambda item: (item[1].rank, item[0])):
        same = fields.setdefault(claim.field, [])
        if not same or claim.field in table.joined:
            same.append(column)
    if not all(fields.keys() & needed for needed in table.needed):
        return None
    for columns in fields.values():
        columns.sort()
    headings = {column: shown(block.leaf(column)) for column in block.columns}
    used = {column for columns in fields.values() for column in columns}
    return TableLayout(
        header_rows=[row.number for row in block.rows],
        fields=fields,
        headings=headings,
        paths={column: "".join(block.path(column)) for column in block.columns},
        words=block.words(),
        unknown=[
            RosterColumn(column_letter(column), heading)
            for column, heading in headings.items()
            if column not in used
            and column not in sheet.hidden_columns
            and (column not in claims or claims[column].rank >= BY_GROUP)
            and not is_identity_heading(heading)
        ],
        labels=table.labels,
        rating=len(fields.keys() - table.aside),
    )
