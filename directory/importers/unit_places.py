"""The places that a table of electoral units names (选区范围里的地方), found by their names.

Searched are the places of the unit's congress: those below it, and those that vote with it from
elsewhere. A name is taken as written, then as a former one, then without its unit (东湾); what
means several places is nobody's to guess.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Q

from core.paths import STEP
from divisions.enums import Level, NameKind
from divisions.models import Division, OtherName

from .unit_area_text import NUMBERED_PART, Mention, stem_name, unit_of_name, whole_name

_CHUNK = 5_000
#: how a place's name may end where a part follows it
_ENDINGS = tuple("村区会委镇乡道处木查场县市旗")
#: what goes on with a name rather than naming a part of it
_GOES_ON = ("街道", "镇", "乡", "社区", "居委", "村委", "居民委", "村民委", "办事处")
_WHOLE_OF = {
    Level.TOWNSHIP: ("全镇", "全乡", "全街道", "本镇", "本乡", "本街道"),
    Level.COUNTY: ("全县", "全区", "全市", "全旗", "本县", "本区", "本市", "本旗"),
}

_whole = functools.lru_cache(maxsize=65_536)(whole_name)


class Place(NamedTuple):
    """A division, with no more than finding it by name takes."""

    pk: int
    level: int
    name: str
    path: str
    code: str = ""


class Found(NamedTuple):
    """What a mention turned out to be.

    Attributes:
        places: one: it is that place; none: not found; several: nobody can tell.
        part: which part of the place; "" for all of it.
        elsewhere: found in another town than the one written beside it.
        is_other_kind: a 村 was written and a 社区 found, or the other way round.
    """

    places: list[Place]
    part: str = ""
    elsewhere: bool = False
    is_other_kind: bool = False


_NOTHING = Found([])


class Scope(NamedTuple):
    """Where the places of a unit are looked for.

    Attributes:
        congress: the place of the unit's congress.
        paths: the subtrees that vote for it.
        town: the town the table or the unit's name points to; ``is_written``: a column does.
    """

    congress: Place
    paths: tuple[str, ...]
    town: Place | None = None
    is_written: bool = False


class UnitPlaces:
    """Finds places by name; loaded once, in three queries and one more for each place outside."""

    def __init__(self, base: Division) -> None:
        self._names: tuple[dict[str, list[Place]], ...] = tuple(defaultdict(list) for _ in range(3))
        self._by_pk: dict[int, Place] = {}
        self._outside: dict[str, list[str]] = defaultdict(list)
        paths = [base.path or "", *self._voting_from_elsewhere(base)]
        under = Q()
        for path in paths:
            under |= Q(path__under=path)
        places = Division.objects.filter(under).valid().order_by("path")
        columns = ("pk", "level", "name", "path", "code")
        for pk, level, name, path, code in places.values_list(*columns).iterator(_CHUNK):
            self._add(Place(pk, level, name, path or "", code))
        self._add_former_names()

    def _voting_from_elsewhere(self, base: Division) -> Iterator[str]:
        """Yield the paths of places that vote in the base from outside of it."""
        elsewhere = Division.objects.filter(electoral_parent__path__under=base.path).valid()
        for path, above in elsewhere.values_list("path", "electoral_parent__path"):
            if path and above:
                self._outside[above].append(path)
            if path and not path.startswith(base.path or ""):
                yield path

    def _add(self, place: Place) -> None:
        exact, _, stems = self._names
        self._by_pk[place.pk] = place
        whole = _whole(place.name)
        exact[whole].append(place)
        if place.level >= Level.TOWNSHIP and (stem := stem_name(whole)):
            stems[stem].append(place)

    def _add_former_names(self) -> None:
        former = OtherName.objects.filter(kind=NameKind.FORMER).order_by("pk")
        rows = former.values_list("division", "name")
        for pk, name in rows.iterator(_CHUNK):
            if place := self._by_pk.get(pk):
                self._names[1][_whole(name)].append(place)

    # Where to look

    def scope(
        self, congress: Division, town: str = "", maintainer: Division | None = None
    ) -> Scope:
        """Return where the places of a unit are looked for; an unknown ``town`` narrows nothing.

        ``maintainer`` is the place whose name the unit bears, where it bears one.
        """
        above = congress.path or ""
        own = Place(congress.pk, congress.level, congress.name, above, congress.code)
        outside = (p for over, paths in self._outside.items() if over.startswith(above)
                   for p in paths if not p.startswith(above))  # fmt: skip
        scope = Scope(own, (above, *outside))
        if town and (place := self.town(scope, town)):
            return scope._replace(town=place, is_written=True)
        if congress.level == Level.TOWNSHIP:
            return scope._replace(town=own)
        if maintainer and maintainer.level == Level.TOWNSHIP:
            return scope._replace(town=self._by_pk.get(maintainer.pk))
        return scope

    def town(self, scope: Scope, text: str) -> Place | None:
        """Return the one township of that name, None if there is none or several."""
        found = self._look_up(text, scope.paths, Level.TOWNSHIP)
        return found[0] if len(found) == 1 else None

    def town_at_head(self, scope: Scope, name: str) -> Place | None:
        """Return the township with whose whole name a unit's begins (柳湾镇第三选区)."""
        for end in range(len(name) - 1, 1, -1):
            if name[:end].endswith(_ENDINGS) and (found := self._exact(name[:end], scope.paths)):
                towns = [place for place in found if place.level == Level.TOWNSHIP]
                return towns[0] if len(towns) == 1 else None
        return None

    def place_above(self, place: Place) -> str:
        """Return the place with the name of what lies directly above it (柳湾镇东湾村)."""
        above = place.path[:-STEP]
        upper = self._by_pk.get(int(above[-STEP:], 36)) if above else None
        return f"{upper.name}{place.name}" if upper else place.name

    # Finding

    def find(self, mention: Mention, scope: Scope) -> Found:
        """Return what a mention means within ``scope``."""
        if whole := _whole_of(mention.name, scope):
            return Found([whole], mention.part)
        found = self._find(mention.name, scope)
        return found._replace(part=found.part + mention.part) if mention.part else found

    def _find(self, text: str, scope: Scope) -> Found:
        paths = (scope.town.path,) if scope.town else scope.paths
        if found := self._within(text, paths):
            return found
        if scope.town and (found := self._within(text, scope.paths)):
            is_town = all(place.level == Level.TOWNSHIP for place in found.places)
            names_town = is_town or self.town_at_head(scope, text) is not None
            return found._replace(elsewhere=scope.is_written and not names_town)
        return _NOTHING

    def _within(self, text: str, paths: tuple[str, ...]) -> Found | None:
        """Return the place of that name, or of its beginning, in the subtrees."""
        if places := self._look_up(text, paths):
            return Found(places, is_other_kind=_is_other_kind(text, places))
        for end in range(len(text) - 1, 1, -1):
            head, rest = text[:end], text[end:]
            if NUMBERED_PART.fullmatch(rest):
                places = self._look_up(head, paths)
            elif head.endswith(_ENDINGS) and not rest.startswith(_GOES_ON):
                places = self._exact(head, paths)
            else:
                continue
            if found := self._part_of(places, rest):
                return found
        return None

    def _part_of(self, places: list[Place], rest: str) -> Found | None:
        """Return what ``rest`` is of the places found: a place within, or a part."""
        if len(places) == 1 and places[0].level < Level.VILLAGE:
            inside = self._within(rest, (places[0].path,))
            if inside or places[0].level < Level.TOWNSHIP:
                return inside
        return Found(places, rest.removeprefix("的")) if places else None

    def _exact(self, text: str, paths: tuple[str, ...]) -> list[Place]:
        return _inside(self._names[0].get(_whole(text), ()), paths)

    def _look_up(
        self, text: str, paths: tuple[str, ...], level: Level | None = None
    ) -> list[Place]:
        """Return the places of a name: its own before a former one before a short one.

        A short name means a village before a township; one with a unit means none of the other
        level (东湾村 is not 东湾镇).
        """
        whole = _whole(text)
        exact, former, stems = self._names
        for names, key in ((exact, whole), (former, whole), (stems, stem_name(whole) or whole)):
            found = _inside(names.get(key, ()), paths)
            if names is stems:
                found = _of_one_level(found, whole, level)
            elif level is not None:
                found = [place for place in found if place.level == level]
            if found:
                return found
        return []


def _inside(places: Iterable[Place], paths: tuple[str, ...]) -> list[Place]:
    return list(dict.fromkeys(place for place in places if place.path.startswith(paths)))


def _of_one_level(places: list[Place], whole: str, level: Level | None) -> list[Place]:
    unit, is_town = unit_of_name(whole)
    if unit:
        level = Level.TOWNSHIP if is_town else Level.VILLAGE
    if level is None and any(place.level == Level.VILLAGE for place in places):
        level = Level.VILLAGE
    return [place for place in places if level is None or place.level == level]


def _whole_of(text: str, scope: Scope) -> Place | None:
    """Return what 全镇 or 全县 means."""
    if text in _WHOLE_OF[Level.TOWNSHIP]:
        return scope.town
    is_own = scope.congress.level in (Level.COUNTY, Level.PREFECTURE)
    return scope.congress if is_own and text in _WHOLE_OF[Level.COUNTY] else None


def _is_other_kind(text: str, places: list[Place]) -> bool:
    """Say whether a short name was found under another unit than the text says (村 for 社区)."""
    whole = _whole(text)
    unit, _ = unit_of_name(whole)
    stem = stem_name(whole)
    others = [_whole(place.name) for place in places]
    return bool(unit) and all(stem_name(o) == stem and not o.endswith(unit) for o in others)
