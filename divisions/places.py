"""What the page of a place says: the way to it, what lies below, what became of it (找代表)."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q

from core.registries import part_finder

from .enums import Kind, Level
from .finder import find_divisions, names_above
from .models import Division

#: what one step of the way is called
STEP_WORDS = {
    Level.PROVINCE: "省", Level.PREFECTURE: "市、州", Level.COUNTY: "县、市、区",
    Level.TOWNSHIP: "乡镇、街道", Level.VILLAGE: "村、社区",
}  # fmt: skip
#: what is to be chosen next
_QUESTIONS = {
    Level.PROVINCE: "哪个省？", Level.PREFECTURE: "哪个市或州？", Level.COUNTY: "哪个县、市或区？",
    Level.TOWNSHIP: "哪个乡镇或街道？", Level.VILLAGE: "哪个村或社区？",
}  # fmt: skip


@dataclass(frozen=True)
class PickerGroup:
    """Places of one kind, for ``components/place_picker.html``."""

    title: str
    places: list[tuple[str, str]]


@dataclass(frozen=True)
class Step:
    """One place on the way, for ``components/place_path.html``; no ``url``, no way back."""

    level: str
    name: str
    url: str = ""


def around(division: Division, on: datetime.date) -> tuple[list[Division], list[Division]]:
    """Return the divisions above ``division`` and those it governs directly, in one query.

    Above: from the one below the nation down, without ``division`` itself. Below: those that
    exist on the day ``on``, by code.
    """
    above = set(division.ancestor_ids[1:-1])
    governed = Q(parent=division, governed_by=None) | Q(governed_by=division)
    # A union: both halves are found by their indexes, one condition with OR looks through all.
    unordered = Division.objects.order_by()
    both = unordered.filter(pk__in=above).union(unordered.filter(governed).valid(on))
    found = list(both.order_by("code", "path"))
    return (
        sorted((d for d in found if d.pk in above), key=lambda d: d.path or ""),
        [d for d in found if d.pk not in above],
    )


def places_below(division: Division, on: datetime.date) -> list[Division]:
    """Return what ``division`` governs directly on the day ``on``, by code."""
    return around(division, on)[1]


def picker_groups(places: list[Division]) -> list[PickerGroup]:
    """Return ``places`` by kind; places of one kind alone need no title."""
    kinds = list(Kind)
    ordered = sorted(places, key=lambda place: kinds.index(Kind(place.kind)))
    groups = [
        PickerGroup(Kind(kind).label, [(d.name, d.get_absolute_url()) for d in same])
        for kind, same in groupby(ordered, key=lambda place: place.kind)
    ]
    return groups if len(groups) > 1 else [PickerGroup("", g.places) for g in groups]


def steps_of(way: list[Division], site_place: Division | None) -> list[Step]:
    """Return the steps of the way; those below the site's own place may be chosen anew."""
    start = site_place.path if site_place and site_place.path else ""
    steps, above = [], None
    for division in (d for d in way if d.level != Level.NATION):
        open_to_change = division.path != start and (division.path or "").startswith(start)
        url = above.get_absolute_url() if above and open_to_change else ""
        steps.append(Step(STEP_WORDS[Level(division.level)], division.name, url))
        above = division
    return steps


def question(division: Division, below: list[Division]) -> str:
    """Return what the visitor is asked next, with bars where the line may break."""
    wanted = _QUESTIONS[Level(min(place.level for place in below))]
    if division.level == Level.NATION:
        return f"您住在|{wanted}"
    return f"您住在{division.name}的|{wanted}"


def day(date: datetime.date) -> str:
    """Return 2019 年 12 月 31 日."""
    return f"{date.year} 年 {date.month} 月 {date.day} 日"


@dataclass(frozen=True)
class PlaceHit:
    """A place found by name, for ``components/search_result.html``."""

    name: str
    url: str
    text: str


def find_places(text: str, limit: int = 20) -> list[Division]:
    """Return the places that ``text`` names, the best hit first, abolished ones last."""
    return [hit.division for hit in find_divisions(text, with_ended=True, limit=limit)]


def find_place_hits(text: str, limit: int = 20) -> list[PlaceHit]:
    """Return what ``text`` finds: places by their names, else those a part of which bears it."""
    if places := find_places(text, limit):
        return place_hits(places)
    parts = part_finder(text, limit)
    above = names_above({place.pk: place for place, _ in parts}.values())
    return [
        PlaceHit(
            name=f"{place.name}{part}",
            url=place.get_absolute_url(),
            text=above[place.pk],
        )
        for place, part in parts
    ]


def place_hits(places: list[Division]) -> list[PlaceHit]:
    """Return ``places`` with the names of all places above each, in one query."""
    above = names_above(places)
    return [
        PlaceHit(name=place.name, url=place.get_absolute_url(), text=above[place.pk])
        for place in places
    ]
