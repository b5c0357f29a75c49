"""Tell what became of places whose code left the tables: a new code, or a successor."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Protocol, TypeVar

from divisions.enums import Level
from divisions.names import stem_of


class Coded(Protocol):
    """What is compared: a place of the table or a stored one."""

    code: str
    level: int
    name: str


Old = TypeVar("Old", bound=Coded)
New = TypeVar("New", bound=Coded)
#: digits of the code that two places must share: a county may change its prefecture
_SHARED_DIGITS = {
    Level.PROVINCE: 2, Level.PREFECTURE: 2, Level.COUNTY: 2, Level.TOWNSHIP: 4, Level.VILLAGE: 6,
}  # fmt: skip


def recoded(old: Iterable[Old], new: Iterable[New]) -> list[tuple[Old, New]]:
    """Return the places that kept name and level under another code (公主岭市 220381 → 220184)."""
    return _pairs(old, new, lambda place: place.name)


def succeeded(old: Iterable[Old], new: Iterable[New]) -> list[tuple[Old, New]]:
    """Return the places made into one of another kind that kept the stem (邵东县 → 邵东市)."""
    return _pairs(old, new, lambda place: stem_of(place.name))


def _pairs(
    old: Iterable[Old], new: Iterable[New], key: Callable[[Coded], str]
) -> list[tuple[Old, New]]:
    """Return who stand alone on both sides under the same key, level and region."""
    before, after = _grouped(old, key), _grouped(new, key)
    return [
        (before[shared][0], after[shared][0])
        for shared in before.keys() & after.keys()
        if len(before[shared]) == len(after[shared]) == 1
    ]


def _grouped(places: Iterable[New], key: Callable[[Coded], str]) -> dict[Hashable, list[New]]:
    groups: dict[Hashable, list[New]] = defaultdict(list)
    for place in places:
        region = place.code[: _SHARED_DIGITS[Level(place.level)]]
        if name := key(place):
            groups[place.level, region, name].append(place)
    return groups
