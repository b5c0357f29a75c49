"""The congresses of the demo, their terms and electoral units (``content/congresses.toml``)."""

import datetime
import tomllib
from dataclasses import dataclass
from functools import cache

from core.levels import CongressLevel
from core.numerals import chinese_number

from .places import CONTENT, below

MOST_SEATS = 3


@dataclass(frozen=True)
class UnitPlan:
    """An electoral unit; ``areas`` are places with a part (or nothing) of each.

    ``basis`` is a value of ``UnitBasis``, empty where a congress elects; ``seats`` may be 0 where
    nobody said.
    """

    name: str
    number: int | None = None
    seats: int = 0
    areas: tuple[tuple[str, str], ...] = ()
    basis: str = ""

    @property
    def places(self) -> list[str]:
        """The places whose people may sit for it, none for a district of workplaces."""
        if self.basis == "workplace":
            return []
        return list(dict.fromkeys(place for place, _ in self.areas))


@dataclass(frozen=True)
class TermPlan:
    """A term; ``ends_on`` is None for the one that runs."""

    number: int
    starts_on: datetime.date
    ends_on: datetime.date | None = None


@dataclass(frozen=True)
class CongressPlan:
    """A congress: its place by short name, its terms (the newest first), its units by name."""

    place: str
    level: CongressLevel
    terms: tuple[TermPlan, ...]
    units: dict[str, UnitPlan]
    seats: int

    @property
    def is_direct(self) -> bool:
        return self.level in {CongressLevel.COUNTY, CongressLevel.TOWNSHIP}


def district_name(number: int | str) -> str:
    """Return what the district of this number is called (17 → 第十七选区)."""
    return f"第{chinese_number(int(number))}选区"


@cache
def read_congresses() -> dict[str, CongressPlan]:
    """Return the congresses by the short name of their place, the highest first."""
    text = (CONTENT / "congresses.toml").read_text(encoding="utf-8")
    plans = [_congress(entry) for entry in tomllib.loads(text)["congress"]]
    return {plan.place: plan for plan in plans}


def _congress(entry: dict) -> CongressPlan:
    if "units" in entry:
        units = [UnitPlan(name) for name in entry["units"]]
    elif "districts" in entry:
        units = [_district(*district) for district in entry["districts"]]
    else:
        villages = enumerate(below(entry["place"]), start=1)
        units = [_district(number, MOST_SEATS, village) for number, village in villages]
    return CongressPlan(
        place=entry["place"],
        level=CongressLevel(entry["level"]),
        terms=tuple(_terms(entry["held"])),
        units={unit.name: unit for unit in units},
        seats=entry.get("seats", 0),
    )


def _district(number: int, seats: int, places: str, basis: str = "residence") -> UnitPlan:
    parts = [place.partition(":") for place in places.split()]
    areas = tuple((place, part) for place, _, part in parts)
    return UnitPlan(district_name(number), number, seats, areas, basis)


def _terms(held: list) -> list[TermPlan]:
    terms: list[TermPlan] = []
    ends_on = None
    for number, starts_on in held:
        terms.append(TermPlan(number, starts_on, ends_on))
        ends_on = starts_on - datetime.timedelta(days=1)
    return terms
