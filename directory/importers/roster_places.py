"""Which congress a row of a roster speaks of (本行说的是哪个人大).

A row names a level and a unit, sometimes a division code. The congress is that of the level on
the electoral chain of the roster's own division; else the one the unit's name begins with, among
the places below; a division code decides alone.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F

from core.levels import CongressLevel
from core.names import fold_name
from directory.exceptions import RosterRefusedError
from directory.models.congress import no_congress_text
from divisions.codes import DivisionCodeError, expand_code
from divisions.electoral import electoral_chain
from divisions.models import Division, DivisionCode

from .known_divisions import KnownDivisions, chunks_of
from .roster_findings import Finding
from .roster_headers import LABELS
from .roster_rows import Issue, Person


class RowError(Exception):
    """A row that cannot be placed; carries the issue."""

    def __init__(self, finding: Finding, field: str, detail: str) -> None:
        super().__init__(detail)
        self.issue: Issue = finding.issue(LABELS[field], detail)


def congress_on(chain: list[Division], level: CongressLevel) -> Division:
    """Return the division of ``level`` on the electoral chain that may have a congress.

    Raises:
        LookupError: there is none; the message says why, in Chinese.
    """
    of_level = [division for division in chain if division.level == level.division_level]
    for division in of_level:
        if division.may_have_congress:
            return division
    if of_level:
        raise LookupError(f"{no_congress_text(of_level[0])}，没有{level.label}人民代表大会。")
    raise LookupError(f"{chain[0].name}没有{level.label}人民代表大会。")


class RosterPlaces:
    """Finds the congress of each row; asks the database once for all rows, not for each.

    Raises:
        RosterRefusedError: the roster's division or level has no congress.
    """

    def __init__(self, base: Division, level: CongressLevel) -> None:
        if not base.may_have_congress:
            raise RosterRefusedError(f"{no_congress_text(base)}，不能导入它的代表名册。")
        self.base, self.level = base, level
        self.chain = electoral_chain(base)
        self.forget()
        #: the congress whose roster this is; None where its level lies below the division
        self.home = self._home()

    def _home(self) -> Division | None:
        if self.level.division_level > self.base.level:
            if not self._names_below(self.level.division_level):
                text = f"{self.base.name}没有{self.level.label}人民代表大会。"
                raise RosterRefusedError(text)
            return None
        try:
            return congress_on(self.chain, self.level)
        except LookupError as error:
            raise RosterRefusedError(str(error)) from error

    def forget(self) -> None:
        """Let go of the places that were found; ``prepare`` begins anew."""
        self.known = KnownDivisions()
        self._by_code: dict[str, list[tuple[int, int]]] = {}
        self._below: dict[int, dict[str, list[Division]]] = {}

    def prepare(self, people: Iterable[Person]) -> None:
        """Load every division that the rows name by code, and what governs it."""
        codes = set()
        for person in people:
            try:
                codes.add(expand_code(person.division_code))
            except DivisionCodeError:
                continue
        found = defaultdict(list)
        in_force_first = F("valid_until").desc(nulls_first=True)
        for keys in chunks_of(sorted(codes)):
            rows = DivisionCode.objects.filter(code__in=keys).order_by(in_force_first, "level")
            for code, level, pk in rows.values_list("code", "level", "division"):
                found[code].append((level, pk))
        self._by_code = dict(found)
        named = {pk for rows in found.values() for _, pk in rows}
        self.known.load(named)
        self.known.load({up for pk in named for up in self.known[pk].ancestor_ids})

    def find(self, person: Person) -> tuple[Division, Division | None]:
        """Return the congress's division and, where a code names one, the place meant.

        Raises:
            RowError: no congress, or more than one, can be meant.
        """
        level = CongressLevel(person.level) if person.level else self.level
        if person.division_code:
            return self._by_division_code(person, level)
        if level.division_level > self.base.level:
            return self._by_unit_name(person, level), None
        try:
            return congress_on(self.chain, level), None
        except LookupError as error:
            raise RowError(Finding.NO_CONGRESS, "level", str(error)) from error

    def _by_division_code(self, person: Person, level: CongressLevel) -> tuple[Division, Division]:
        place = self._place_of_code(person.division_code, level)
        if not self._is_related(place):
            raise RowError(
                Finding.UNKNOWN_CONGRESS, "division_code", f"{place.name}不在{self.base.name}。"
            )
        if place.level < level.division_level:
            return self._by_unit_name(person, level, place), place
        try:
            return congress_on(self._chain_of(place), level), place
        except LookupError as error:
            raise RowError(Finding.NO_CONGRESS, "division_code", str(error)) from error

    def _chain_of(self, place: Division) -> list[Division]:
        """Return the electoral chain of a place named by code; nearly always it is the path."""
        return electoral_chain(place) if place.electoral_parent_id else self.known.above(place)

    def _place_of_code(self, text: str, level: CongressLevel) -> Division:
        """Return the division with the code, of the row's level if several have it."""
        try:
            found = self._by_code.get(expand_code(text), [])
        except DivisionCodeError as error:
            raise RowError(Finding.UNKNOWN_DIVISION_CODE, "division_code", str(error)) from error
        if not found:
            raise RowError(Finding.UNKNOWN_DIVISION_CODE, "division_code", f"没有区划代码 {text}。")
        of_level = [pk for code_level, pk in found if code_level == level.division_level]
        return self.known[of_level[0] if of_level else found[0][1]]

    def _is_related(self, place: Division) -> bool:
        """Whether the place lies in the roster's division, or the other way round."""
        path, base = place.path or "", self.base.path or ""
        return path.startswith(base) or base.startswith(path)

    def _by_unit_name(
        self, person: Person, level: CongressLevel, within: Division | None = None
    ) -> Division:
        """Return the place of ``level`` whose name the unit's begins with (柳湾镇第三选区)."""
        unit, within = fold_name(person.constituency), within or self.base
        names = self._names_below(level.division_level)
        for end in range(len(unit), 1, -1):
            found = [
                division
                for division in names.get(unit[:end], [])
                if (division.path or "").startswith(within.path or "")
            ]
            if len(found) > 1:
                raise RowError(
                    Finding.UNKNOWN_CONGRESS, "constituency", f"{within.name}有几个“{unit[:end]}”。"
                )
            if found and found[0].may_have_congress:
                return found[0]
            if found:
                raise RowError(
                    Finding.NO_CONGRESS, "constituency", f"{no_congress_text(found[0])}。"
                )
        raise RowError(
            Finding.UNKNOWN_CONGRESS,
            "level",
            f"认不出是{within.name}下面哪个{level.label}人民代表大会的代表：请在选区前写明地名。",
        )

    def _names_below(self, level: int) -> dict[str, list[Division]]:
        """Return the places of a level in the roster's division, by full and by short name."""
        if level not in self._below:
            names: dict[str, list[Division]] = defaultdict(list)
            places = Division.objects.under(self.base).filter(level=level).valid()
            for division in self.known.read(places):
                for name in {fold_name(division.name), fold_name(division.short_name)} - {""}:
                    names[name].append(division)
            self._below[level] = names
        return self._below[level]
