"""The one to three rows of a heading (表头), seen column by column."""

import re

from core.identity_numbers import is_identity_heading

from .headings import LONGEST_HEADING, ROSTER_WORDS, Claim, HeadingWords, plain
from .roster_headers import BIRTH_PARTS
from .sheets import Sheet, SheetRow

#: more columns than any roster has: what lies beyond is not looked at
MAX_COLUMNS = 256
#: added to the rank of a column that is known by the heading above its own only
BY_GROUP = 200


class HeadingBlock:
    """The rows of one heading, seen column by column."""

    def __init__(
        self, sheet: Sheet, rows: list[SheetRow], index: int, words: HeadingWords = ROSTER_WORDS
    ) -> None:
        anchor = rows[index]
        self._words = words
        self._merges = [m for m in sheet.merges if m.top <= anchor.number + 1]
        self._names = {c for c, cell in anchor.cells.items() if self._words.is_name(cell.text)}
        before = rows[index - 1] if index else None
        after = rows[index + 1] if index + 1 < len(rows) else None
        self.rows = [anchor]
        if before and before.number == anchor.number - 1 and self._is_group_row(before, anchor):
            self.rows.insert(0, before)
        if after and after.number == anchor.number + 1 and self._is_sub_row(anchor, after):
            self.rows.append(after)
        self._texts = [self._spread(row) for row in self.rows]
        self.columns = sorted({c for texts in self._texts for c in texts if c <= MAX_COLUMNS})

    def leaf(self, column: int) -> str:
        """Return the lowest heading of the column."""
        return next((t[column] for t in reversed(self._texts) if column in t), "")

    def claim(self, column: int) -> Claim | None:
        """Return what the column is, by its own heading, else by the one above it."""
        path = self.path(column)
        if not path or self.is_identity(column):
            return None
        *groups, leaf = path
        if any(self._words.is_about_others(group) for group in groups):
            return None
        group = next((c for text in groups if (c := self._words.claim_of(text))), None)
        if group and group.field == "birth" and plain(leaf) in BIRTH_PARTS:
            return Claim(BIRTH_PARTS[plain(leaf)], 0)
        own = self._words.claim_of(leaf)
        if own or not group:
            return own
        return Claim(group.field, group.rank + BY_GROUP)

    def is_merged(self, column: int) -> bool:
        """Say whether one heading stands over the column and the one before it."""
        rows = {row.number for row in self.rows}
        return any(m.left < column <= m.right and m.top in rows for m in self._merges)

    def is_identity(self, column: int) -> bool:
        """Say whether the column holds identity numbers, by any of its headings."""
        return any(is_identity_heading(text) for text in self.path(column))

    def path(self, column: int) -> list[str]:
        """Return what stands over the column, from the top."""
        return [texts[column] for texts in self._texts if column in texts]

    def words(self) -> dict[int, set[str]]:
        return {c: {plain(t[c]) for t in self._texts if c in t} for c in self.columns}

    def _span(self, row: int, column: int) -> int:
        """Return the last column of the merged range that begins here."""
        return next((m.right for m in self._merges if (m.left, m.top) == (column, row)), column)

    def _spread(self, row: SheetRow) -> dict[int, str]:
        """Return the texts of a row, those of merged cells under each of their columns."""
        return {
            c: cell.text
            for column, cell in row.cells.items()
            for c in range(column, min(self._span(row.number, column), MAX_COLUMNS) + 1)
        }

    def _is_group_row(self, row: SheetRow, anchor: SheetRow) -> bool:
        if not _are_headings(row) or any(
            self._words.is_name(cell.text) and c not in self._names for c, cell in row.cells.items()
        ):
            return False
        first = min(row.cells)
        end = self._span(row.number, first)
        is_title = len(row.cells) == 1 and (end == first or end >= max(anchor.cells))
        return not is_title and any(self._words.is_group(cell.text) for cell in row.cells.values())

    def _is_sub_row(self, anchor: SheetRow, row: SheetRow) -> bool:
        if self._names & row.cells.keys() or not _are_headings(row):
            return False
        spans = {
            c
            for column in anchor.cells
            for c in range(column, self._span(anchor.number, column) + 1)
            if self._span(anchor.number, column) > column
        }
        known = {
            c
            for c, cell in row.cells.items()
            if self._words.claim_of(cell.text) or plain(cell.text) in BIRTH_PARTS
        }
        return bool(known | spans & row.cells.keys()) and row.cells.keys() <= known | spans


def _are_headings(row: SheetRow) -> bool:
    """Say whether the row holds nothing but short texts that are no label of a value."""
    return all(
        isinstance(cell.value, str)
        and len(cell.value) <= LONGEST_HEADING
        and not re.search("[:：].", cell.value, re.DOTALL)
        for cell in row.cells.values()
    )
