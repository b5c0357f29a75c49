"""What the database holds of the places that a table speaks of."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Count, Max, QuerySet

from divisions.enums import Level, NameKind
from divisions.models import Division, DivisionCode, OtherName

_CHUNK = 900


@dataclass(slots=True)
class StoredCode:
    """A row of ``DivisionCode``."""

    pk: int
    code: str
    level: int
    valid_until: datetime.date | None
    seen_on: datetime.date | None


@dataclass(slots=True, eq=False)
class StoredPlace:
    """A row of ``Division`` with its codes and the names it had."""

    pk: int
    level: int
    kind: str
    code: str
    name: str
    short_name: str
    parent_id: int | None
    governed_by_id: int | None
    valid_until: datetime.date | None
    is_end_estimated: bool
    corrected_fields: list[str]
    codes: list[StoredCode] = field(default_factory=list)
    former_names: set[str] = field(default_factory=set)

    @property
    def seen_on(self) -> datetime.date | None:
        """The day of the newest table that lists one of its codes in force."""
        days = [c.seen_on for c in self.codes if c.valid_until is None and c.seen_on]
        return max(days, default=None)


#: number and highest id of divisions and codes: changed, the tree changed
Fingerprint = tuple[int, int, int, int]


def fingerprint() -> Fingerprint:
    """Return what tells whether somebody wrote to the tree meanwhile."""
    counts = [
        model._base_manager.aggregate(number=Count("pk"), last=Max("pk"))
        for model in (Division, DivisionCode)
    ]
    return tuple(c[key] or 0 for c in counts for key in ("number", "last"))


class Stored:
    """The places of some levels and, of villages, those of some counties."""

    def __init__(self, codes: Iterable[tuple[str, int]]) -> None:
        """Load what may have to do with ``codes``, pairs of twelve digits and level."""
        wanted = list(codes)
        self.fingerprint = fingerprint()
        self.places: dict[int, StoredPlace] = {}
        self._by_code: dict[tuple[str, int], StoredPlace] = {}
        self._load(Division.objects.filter(level__lt=Level.VILLAGE))
        self._load_codes(DivisionCode.objects.filter(level__lt=Level.VILLAGE))
        counties = sorted({code[:6] for code, level in wanted if level == Level.VILLAGE})
        for prefix in counties:
            rows = DivisionCode.objects.filter(level=Level.VILLAGE, code__begins=prefix)
            missing = set(rows.values_list("division_id", flat=True)) - self.places.keys()
            for chunk in _chunks(missing):
                self._load(Division.objects.filter(pk__in=chunk))
            self._load_codes(rows)
        self._load_names()

    @property
    def root(self) -> StoredPlace:
        """The nation."""
        return next(place for place in self.places.values() if place.level == Level.NATION)

    def by_code(self, code: str, level: int) -> StoredPlace | None:
        """Return the place that has the code at this level, else the one that had it last."""
        return self._by_code.get((code, level))

    def _load(self, divisions: QuerySet[Division]) -> None:
        rows = divisions.order_by("pk").values_list(
            "pk", "level", "kind", "code", "name", "short_name", "parent_id", "governed_by_id",
            "valid_until", "is_end_estimated", "corrected_fields",
        )  # fmt: skip
        for row in rows.iterator(5_000):
            self.places[row[0]] = StoredPlace(*row)

    def _load_codes(self, codes: QuerySet[DivisionCode]) -> None:
        rows = codes.order_by("pk").values_list(
            "division_id", "pk", "code", "level", "valid_until", "seen_on"
        )
        for division_id, *values in rows.iterator(5_000):
            code = StoredCode(*values)
            place = self.places.get(division_id)
            if place is None:  # a village whose code stands at another level
                continue
            place.codes.append(code)
            if code.valid_until is None or self._is_later(code):
                self._by_code[code.code, code.level] = place

    def _is_later(self, code: StoredCode) -> bool:
        """Say whether a withdrawn code was in force longer than the one remembered."""
        place = self._by_code.get((code.code, code.level))
        if place is None:
            return True
        ends = [c.valid_until for c in place.codes if (c.code, c.level) == (code.code, code.level)]
        return None not in ends and max(end for end in ends if end) < code.valid_until

    def _load_names(self) -> None:
        names = OtherName.objects.filter(kind=NameKind.FORMER)
        for division_id, name in names.values_list("division_id", "name").iterator(5_000):
            if place := self.places.get(division_id):
                place.former_names.add(name)


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
