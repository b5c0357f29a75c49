"""The invented places of the demo (``content/places.toml``), from the province to the villages."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from divisions.codes import trim_code
from divisions.enums import Kind, Level

CONTENT = Path(__file__).parent / "content"
NATION, PREFECTURE = "全国", "云岭州"
ZONE = Kind.DEVELOPMENT_ZONE
#: where the last three digits of villages begin; communities come before them
_FIRST_VILLAGE = 200


@dataclass(frozen=True)
class Place:
    """One invented place.

    ``parent`` is the short name of the place above it, ``group`` the ethnic group of a 民族乡.
    """

    code: str
    level: Level
    kind: Kind
    name: str
    short: str
    parent: str
    phone: str = ""
    elects_in: str = ""
    group: str = ""


@cache
def read_places() -> dict[str, Place]:
    """Return the places by short name, each after the one above it; short names are unique."""
    places: dict[str, Place] = {}
    entries = tomllib.loads((CONTENT / "places.toml").read_text(encoding="utf-8"))["place"]
    short_of = {entry["code"]: entry.get("short", entry["name"]) for entry in entries}
    for entry in entries:
        place = _place(entry, short_of)
        places[place.short] = place
        for village in _villages(entry, place):
            places[village.short] = village
    return places


def above(name: str, level: Level) -> str:
    """Return the place of ``level`` that ``name`` lies in, ``name`` itself included.

    Raises:
        KeyError: it lies in none.
    """
    place = read_places()[name]
    while place.level > level:
        place = read_places()[place.parent]
    if place.level != level:
        raise KeyError(f"{name} lies in no {level.label} place.")
    return place.short


def below(name: str) -> list[str]:
    """Return the places right below ``name``, in the order of their codes."""
    return [place.short for place in read_places().values() if place.parent == name]


def full_name(name: str) -> str:
    """Return a township or village as posts name it, with its county and township."""
    place = read_places()[name]
    has_own_name = place.level <= Level.COUNTY or read_places()[place.parent].kind == ZONE
    return name if has_own_name else full_name(place.parent) + name


def _place(entry: dict[str, str], short_of: dict[str, str]) -> Place:
    code = entry["code"]
    level = next(
        level for level in Level if level and trim_code(code, level).ljust(12, "0") == code
    )
    above_code = trim_code(code, level - 1).ljust(12, "0")
    return Place(
        code=code,
        level=level,
        kind=Kind(entry["kind"]),
        name=entry["name"],
        short=short_of[code],
        parent=short_of[above_code] if level > Level.PROVINCE else NATION,
        phone=entry.get("phone", ""),
        elects_in=short_of.get(entry.get("elects_in", ""), ""),
        group=entry.get("group", ""),
    )


def _villages(entry: dict[str, str], town: Place) -> Iterator[Place]:
    for key, kind, first in (
        ("communities", Kind.COMMUNITY, 1),
        ("villages", Kind.VILLAGE, _FIRST_VILLAGE),
    ):
        for number, name in enumerate(entry.get(key, "").split(), start=first):
            code = f"{trim_code(town.code, Level.TOWNSHIP)}{number:03d}"
            yield Place(code, Level.VILLAGE, kind, name, name, town.short)
