"""Divisions that a Popolo file names by code or by name, below the importing division."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F

from directory.importers.known_divisions import KnownDivisions, chunks_of
from divisions.codes import DivisionCodeError, split_reference
from divisions.models import Division, DivisionCode


class Places:
    """The importing division and what lies below it, above it for congresses it elects to."""

    def __init__(self, base: Division) -> None:
        self.base = base
        self.known = KnownDivisions()
        self._by_code: dict[tuple[str, int | None], int] = {}
        self._by_name: dict[str, list[Division]] = defaultdict(list)

    def load_codes(self, references: Iterable[str]) -> None:
        """Hold the divisions of codes (``CODE`` or ``CODE:LEVEL``); other texts mean none."""
        codes = {wanted[0] for reference in references if (wanted := _split(reference))}
        in_force_last = F("valid_until").asc(nulls_last=True)
        for keys in chunks_of(sorted(codes)):
            rows = DivisionCode.objects.filter(code__in=keys).order_by(in_force_last, "-level")
            for code, level, pk in rows.values_list("code", "level", "division"):
                self._by_code[code, level] = self._by_code[code, None] = pk
        self.known.load(self._by_code.values())

    def load_names(self, names: Iterable[str]) -> None:
        """Hold the divisions of these names below the importing one."""
        for keys in chunks_of(sorted(set(names) - {""})):
            below = Division.objects.under(self.base).filter(name__in=keys).valid()
            for place in self.known.read(below):
                self._by_name[place.name].append(place)

    def by_code(self, reference: str) -> Division | None:
        """Return the division of a code, if it lies on the path of the importing one or below."""
        wanted = _split(reference)
        pk = self._by_code.get(wanted) if wanted else None
        if pk is None:
            return None
        place, base = self.known[pk].path or "", self.base.path or ""
        return self.known[pk] if place.startswith(base) or base.startswith(place) else None

    def by_name(self, name: str) -> Division | None:
        """Return the only division of that name that may have a congress."""
        if name in {self.base.name, self.base.short_name}:
            return self.base
        able = [place for place in self._by_name.get(name, ()) if place.may_have_congress]
        return able[0] if len(able) == 1 else None


def _split(reference: str) -> tuple[str, int | None] | None:
    try:
        return split_reference(reference)
    except DivisionCodeError:
        return None
