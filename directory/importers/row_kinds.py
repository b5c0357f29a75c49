"""Telling the rows of a sheet apart: people, and what stands between, above and below them."""

import re
import unicodedata

from core.levels import CongressLevel
from core.names import DOT
from core.surnames import surname_of

from .headings import claim_of, plain
from .roster_layout import Layout
from .roster_rows import Kind
from .roster_words import (
    COUNT_BEHIND,
    DELEGATION,
    GROUP,
    NOT_DEPUTIES,
    NOTE,
    NUMERAL_IN_FRONT,
    TOTAL,
    UNIT,
)  # fmt: skip
from .sheets import Merge, SheetRow

_COUNT = re.compile(r"[\d.]+|[一二三四五六七八九十百〇零]+|第?\d+号?")
#: a heading is a line; what is longer, or ends as a sentence does, explains something
_LONGEST_HEADING = 40
#: a row with more cells than this is no heading between rows
_CELLS_OF_HEADING = 3
#: in a table of several columns, the longest name without dots that stands alone in its row
_LONGEST_LONE_NAME = 4
_BRACKETS = re.compile(r"[(【〔].*?(?:[)】〕]|$)")


class RowKinds:
    """Says of each row below the heading what it is; asked in the order of the sheet."""

    def __init__(self, layout: Layout, wide_merges: dict[int, Merge]) -> None:
        """Take the layout, and of each row the merge that spans several columns from its start."""
        self._layout = layout
        self._wide_merges = wide_merges
        self._sequence = layout.fields.get("sequence", [0])[0]
        self._personal = {
            column
            for field in ("gender", "ethnicity", "birth", "party", "phone")
            for column in layout.fields.get(field, [])
        }
        self._last = Kind.HEADER

    def kind_of(self, row: SheetRow) -> Kind:
        """Return what ``row``, which is not blank, is."""
        self._last = self._kind_of(row)
        return self._last

    def _kind_of(self, row: SheetRow) -> Kind:
        first = _closed_up(row.cells[min(row.cells)].text)
        named = row.cells.get(self._layout.name_column)
        name = _closed_up(named.text) if named else ""
        if self._is_repeated_header(row, name):
            return Kind.REPEATED_HEADER
        if TOTAL.match(first.lower()) or TOTAL.fullmatch(name) or _is_split_total(row):
            return Kind.TOTAL
        if NOTE.match(first.lower()) and not self._is_numbered_person(row, name):
            return Kind.NOTE
        is_unknown_name = named is not None and named.is_formula and not name
        if len(row.cells) == 1 and not is_unknown_name:
            return self._kind_of_line(row, first)
        may_be_heading = len(row.cells) <= _CELLS_OF_HEADING and not is_unknown_name
        if may_be_heading and self._is_heading(row, first, name):
            return Kind.SECTION_HEADING
        return Kind.DATA

    def _is_repeated_header(self, row: SheetRow, name: str) -> bool:
        """Say whether the heading is printed again: its words in their columns."""
        words = self._layout.words
        if name and plain(name) not in words[self._layout.name_column]:
            return False
        same = sum(plain(c.text) in words.get(n, ()) for n, c in row.cells.items())
        return same * 5 >= len(row.cells) * 4

    def _is_numbered_person(self, row: SheetRow, name: str) -> bool:
        """Say whether the row has a number and a name in their places, whatever comes first."""
        number = row.cells.get(self._sequence)
        is_name = bool(name) and not NOTE.match(name)
        return is_name and number is not None and bool(_COUNT.fullmatch(_closed_up(number.text)))

    def _kind_of_line(self, row: SheetRow, text: str) -> Kind:
        """Return the kind of a row with one cell, which may be merged over the others."""
        (column,) = row.cells
        is_over_table = self._is_over_table(row.number)
        is_name = column == self._layout.name_column and not is_over_table
        if _COUNT.fullmatch(text) and (text[0].isdecimal() or not is_name):
            return Kind.SEQUENCE_NUMBER_ONLY
        if _names_unit(text, is_name=is_name):
            return Kind.SECTION_HEADING
        if is_name and self._may_be_name(text):
            return Kind.DATA
        is_in_table = column > self._layout.name_column and column != self._sequence
        if is_in_table and not is_over_table and len(text) <= _LONGEST_HEADING:
            return Kind.DATA
        is_sentence = len(text) > _LONGEST_HEADING or text.endswith(("。", ";", ":"))
        return Kind.NOTE if is_sentence or self._last == Kind.NOTE else Kind.SECTION_HEADING

    def _is_over_table(self, number: int) -> bool:
        """Say whether the row begins with a cell merged over more columns than a name takes."""
        merge = self._wide_merges.get(number)
        return merge is not None and merge.right - merge.left > 1

    def _may_be_name(self, text: str) -> bool:
        """Say whether a text alone in the column of names is one; long ones are in narrow lists."""
        longest = _LONGEST_LONE_NAME if self._layout.rating > 3 and DOT not in text else 20
        return len(_BRACKETS.sub("", text)) <= longest and not re.search("[。:]", text)

    def _is_heading(self, row: SheetRow, first: str, name: str) -> bool:
        """Say whether two or three cells make a heading: 一 | 福田区代表团 | 44名."""
        if name and not _names_unit(name, is_name=True) and not COUNT_BEHIND.fullmatch(name):
            return False
        texts = {column: _closed_up(cell.text) for column, cell in row.cells.items()}
        if not any(_names_unit(text) for text in (first, name, "".join(texts.values()))):
            return False
        personal = self._personal - {self._sequence, self._layout.name_column}
        return not any(c in personal and not COUNT_BEHIND.fullmatch(t) for c, t in texts.items())


def unit_in_heading(text: str) -> tuple[str, str]:
    """Return the electoral unit or the group that a heading between rows names, ``""`` for none.

    A delegation (福田区代表团) stands for the place it comes from.
    """
    bare = _bare_heading(_closed_up(text))
    if match := DELEGATION.fullmatch(bare):
        return match["place"], ""
    if GROUP.fullmatch(bare):
        return "", bare
    return (bare, "") if UNIT.fullmatch(bare) else ("", "")


def others_in_heading(text: str) -> str:
    """Return a heading between rows that names people who are no deputies, ``""`` otherwise."""
    bare = _bare_heading(_BRACKETS.sub("", _closed_up(text)))
    return bare if NOT_DEPUTIES.search(bare) else ""


def level_in_heading(text: str) -> str:
    """Return the level that a heading between rows names (二、市人大代表), ``""`` for none."""
    return CongressLevel.from_words(_bare_heading(_closed_up(text))) or ""


def holds_other_header(row: SheetRow) -> bool:
    """Say whether the row is itself the heading of a table: a name's column and others."""
    texts = [cell.value for cell in row.cells.values() if isinstance(cell.value, str)]
    if len(texts) < 3 or not any("名" in text and len(text) < 12 for text in texts):
        return False
    known = [claim.field for text in texts if len(text) < 20 and (claim := claim_of(text))]
    return "name" in known and len(known) > 2 and len(known) * 2 >= len(row.cells)


def _closed_up(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _bare_heading(text: str) -> str:
    """Take the number in front and the count behind from a heading."""
    match = NUMERAL_IN_FRONT.match(text)
    return COUNT_BEHIND.sub("", text[match.end() :] if match else text).strip(":：、.")


def _names_unit(text: str, *, is_name: bool = False) -> bool:
    """Say whether the text names a delegation, a unit, a place or a group.

    In the column of names a place must not be one (李红旗, 王国镇), unless a number or a count
    stands beside it.
    """
    bare = _bare_heading(text)
    may_be_name = len(bare) < 3 or (surname_of(bare) and bare[-1] in "省州旗乡镇")
    if is_name and bare == text and may_be_name:
        return False
    return any(pattern.fullmatch(bare) for pattern in (DELEGATION, UNIT, GROUP))


def _is_split_total(row: SheetRow) -> bool:
    """Say whether 合 and 计 stand in two cells."""
    first, *others = row.cells.values()
    return bool(others) and f"{first.text}{others[0].text}" in ("合计", "总计", "小计", "共计")
