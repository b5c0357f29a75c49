"""Make places of rows: their level, what is no place, twins of one place, what lies above."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from divisions.codes import DIGITS, level_of
from divisions.enums import Kind, Level
from divisions.kinds import (
    CITIES_WITHOUT_DISTRICTS,
    NO_PLACE_PREFIXES,
    is_place,
    kind_of,
)

from .issues import RowIssue
from .stored import Stored, StoredPlace
from .table import Row

Key = tuple[str, int]


@dataclass(slots=True, eq=False)
class Place:
    """A place of the table. ``above`` is its parent: another one, or one that is stored."""

    row: Row
    level: int
    kind: Kind
    codes: list[Key]
    above: "Place | StoredPlace"
    #: the stored place whose second code this row is
    same_as: StoredPlace | None = None

    @property
    def code(self) -> str:
        """The twelve digits of its code, at its highest level."""
        return self.row.code

    @property
    def name(self) -> str:
        """Its name, as the table has it."""
        return self.row.name


@dataclass
class Places:
    """The places of a table by code and level (a twin stands under each of its codes)."""

    by_code: dict[Key, Place] = field(default_factory=dict)
    issues: list[RowIssue] = field(default_factory=list)
    #: what the table has that is no place of its own: ``defects`` of the report
    defects: Counter[str] = field(default_factory=Counter)
    twins: list[Key] = field(default_factory=list)

    def __iter__(self) -> Iterator[Place]:
        """Yield each place once, from the top down."""
        return iter(dict.fromkeys(self.by_code.values()))


def make_places(rows: Iterable[Row], stored: Stored) -> Places:
    """Return the places of ``rows``; what lies above may be stored already."""
    maker = _Maker(stored)
    for row, level in sorted(maker.levelled(rows), key=lambda pair: (pair[1], pair[0].code)):
        maker.add(row, level)
    return maker.places


class _Maker:
    """Rows go in from the top down, so that what lies above is known."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._groups: dict[Key, Row] = {}
        self.places = Places()

    def levelled(self, rows: Iterable[Row]) -> list[tuple[Row, int]]:
        """Return each row with its level; a row of another's code and level is left out."""
        seen: dict[Key, Row] = {}
        result = []
        for row in rows:
            level = row.level or level_of(row.code)
            if int(row.code[DIGITS[level] :] or 0):
                detail = f"代码 {row.code} 的位数多于{Level(level).label}，请核对代码和级别。"
                self._refuse(row, "代码", "level_mismatch", detail)
            elif (first := seen.get((row.code, level))) is None:
                seen[row.code, level] = row
                result.append((row, level))
            elif first.name == row.name:
                self.places.defects["repeated_rows"] += 1
            else:
                detail = f"代码 {row.code} 在第 {first.line} 行已是“{first.name}”，请删去其中一行。"
                self._refuse(row, "代码", "code_repeated", detail)
        return result

    def add(self, row: Row, level: int) -> None:
        """Add the row as a place, as the twin of one, or as a group that is none."""
        if row.parent == row.code:
            self.places.defects["self_parents"] += 1
        if not is_place(level, row.name):
            self._groups[row.code, level] = row
            self.places.defects["no_places"] += 1
            return
        if twin := self._same_code(row, level):
            if twin.name != row.name:
                detail = f"代码 {row.code} 在上一级是“{twin.name}”，名称应当相同，请核对。"
                self._refuse(row, "名称", "twin_differs", detail)
            else:
                self._join(twin, row, level)
                self.places.defects["codes_at_two_levels"] += 1
            return
        above = self._above(row, level)
        if above is None:
            return
        if self._is_city_itself(row, level, above):
            self._join(above, row, level)
            self.places.defects["cities_repeated_below"] += 1
            return
        kind = kind_of(row.code, level, row.name)
        self.places.by_code[row.code, level] = Place(row, level, kind, [(row.code, level)], above)

    def _same_code(self, row: Row, level: int) -> Place | StoredPlace | None:
        """Return the place that has the same code at a higher level."""
        for higher in range(Level.PROVINCE, level):
            if found := self._find(row.code, higher):
                return found
        return None

    def _join(self, twin: Place | StoredPlace, row: Row, level: int) -> None:
        """Make the row's code one more of ``twin``'s."""
        if isinstance(twin, StoredPlace):
            kind = Kind(twin.kind)
            place = Place(row, twin.level, kind, [(row.code, level)], twin, same_as=twin)
            self.places.by_code[row.code, level] = place
        else:
            twin.codes.append((row.code, level))
            self.places.by_code[row.code, level] = twin
        self.places.twins.append((row.code, level))

    def _is_city_itself(self, row: Row, level: int, above: Place | StoredPlace) -> bool:
        """Say whether the county row is the undivided city above it once more (嘉峪关)."""
        return (
            level == Level.COUNTY
            and above.kind == Kind.CITY_WITHOUT_DISTRICTS
            and above.name == row.name
        )

    def _find(self, code: str, level: int) -> Place | StoredPlace | None:
        return self.places.by_code.get((code, level)) or self._stored.by_code(code, level)

    def _above(self, row: Row, level: int) -> Place | StoredPlace | None:
        """Return what the row lies in; None, and an issue, where nobody knows."""
        if level == Level.PROVINCE:
            return self._stored.root
        found = self._given(row.parent, level) if row.parent else self._by_digits(row, level)
        if found is None:
            code = row.parent or row.code[: DIGITS[level - 1]]
            column = "上级代码" if row.parent else "代码"
            detail = (
                f"“{row.name}”的上级 {code} 既不在这份表里，也没有导入过。"
                "请先导入包含上级的区划表，或改正代码。"
            )
            self._refuse(row, column, "parent_unknown", detail)
        return found

    def _given(self, code: str, level: int) -> Place | StoredPlace | None:
        """Return the nearest place above ``level`` that has the parent's code."""
        for higher in range(level - 1, 0, -1):
            if found := self._find(code, higher):
                return found
            if group := self._groups.get((code, higher)):
                return self._given(group.parent, higher) if group.parent else self._province(code)
        return self._province(code) if code[:4] in NO_PLACE_PREFIXES else None

    def _by_digits(self, row: Row, level: int) -> Place | StoredPlace | None:
        """Return the place whose code begins the row's; a step may only be missing by law."""
        for higher in range(level - 1, 0, -1):
            code = row.code[: DIGITS[higher]].ljust(12, "0")
            if found := self._find(code, higher):
                return found
            by_law = NO_PLACE_PREFIXES if higher == Level.PREFECTURE else CITIES_WITHOUT_DISTRICTS
            if row.code[:4] not in by_law:
                return None
        return None

    def _province(self, code: str) -> Place | StoredPlace | None:
        return self._find(code[:2].ljust(12, "0"), Level.PROVINCE)

    def _refuse(self, row: Row, column: str, code: str, detail: str) -> None:
        self.places.issues.append(row.issue(column, code, detail))
