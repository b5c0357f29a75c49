"""The places that bear the names of electoral units, and whether they can elect at all.

A congress elected by voters has districts inside its place; every other congress is elected by
the congresses next below it (选举法 第三条). Names that the table of divisions does not know
(大鹏新区) are nobody's business here: the table may be older than the roster.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from directory.models.congress import no_congress_text
from directory.models.unit import district_number
from divisions.enums import Kind, Level
from divisions.models import Division

from .known_divisions import KnownDivisions, chunks_of

#: places of statistics or administration alone, under whose names rosters group deputies
_UNSETTLED = frozenset({Kind.DEVELOPMENT_ZONE, Kind.OTHER_COUNTY, Kind.REGIMENT,
                        Kind.OTHER_TOWNSHIP, Kind.OTHER_VILLAGE})  # fmt: skip
#: places without a congress between the counties that elect and the province, or the prefecture
#: that governs them (塔城地区 under 伊犁州)
_BETWEEN = frozenset({Kind.PREFECTURE_AREA, Kind.LEAGUE})
#: no district bears the name of such a place unless it is meant
_COUNTIES = frozenset({Kind.COUNTY, Kind.AUTONOMOUS_COUNTY, Kind.BANNER, Kind.AUTONOMOUS_BANNER,
                       Kind.COUNTY_CITY, Kind.COUNTY_SPECIAL})  # fmt: skip
#: who elects the deputies of a congress that voters do not elect
_ELECTORS = {
    Level.NATION: "省、自治区、直辖市或者人民解放军",
    Level.PROVINCE: "设区的市、自治州，或者直接属于本省（自治区、直辖市）的县、市、区",
    Level.PREFECTURE: "县、市、区、旗",
}


_TAIL = re.compile("(?:人民代表大会|人大常委会|人大|代表团)$")


def forms_of(name: str, above: Division) -> list[str]:
    """Return what the place of a unit may be called (南山区代表团), as it is first."""
    bare = _TAIL.sub("", name)
    return list(dict.fromkeys([name, bare, bare.removeprefix(above.name)]))


class Elected(Protocol):
    """A congress: whose it is, and whether voters elect it."""

    division: Division

    @property
    def is_direct(self) -> bool: ...


class Areas:
    """Finds the place that bears a unit's name among the places of its congress.

    ``coded`` are places that codes have given to units.
    """

    def __init__(
        self, names: set[str], known: KnownDivisions, coded: Iterable[Division] = ()
    ) -> None:
        self._known = known
        self._places: dict[str, list[Division]] = defaultdict(list)
        for keys in chunks_of(sorted(names)):
            for place in known.read(Division.objects.filter(name__in=keys).valid()):
                self._places[place.name].append(place)
        short = {name for name in names - self._places.keys() if district_number(name) is None}
        for keys in chunks_of(sorted(short)):
            places = Division.objects.filter(short_name__in=keys, level__lte=Level.COUNTY)
            for place in known.read(places.valid()):
                self._places[place.short_name].append(place)
        self._load_above([*coded, *(p for places in self._places.values() for p in places)])

    def find(self, congress: Elected, name: str) -> Division | None:
        """Return the highest place of that name in the congress; None if there are several.

        Voters may elect as one unit for the whole place; a lower congress elects only where the
        law sets one up, so that such a place goes before others of the name.
        """
        above = congress.division
        inside = [
            place for place in self._named(name, above)
            if _lies_in(place, above) or place.governed_by_id == above.pk
        ]  # fmt: skip
        if congress.is_direct:
            places = inside
        else:
            below = [p for p in inside if p.level > above.level or p.governed_by_id == above.pk]
            able = [place for place in below if self._may_elect(place, above)]
            places = able or [place for place in below if place.may_have_congress] or below
        highest = min((place.level for place in places), default=None)
        found = [place for place in places if place.level == highest]
        return found[0] if len(found) == 1 else None

    def objection(self, congress: Elected, name: str, area: Division | None = None) -> str:
        """Return why a unit of this name cannot elect to the congress, "" if it may.

        ``area`` is the place that a code has given to the unit.
        """
        above = congress.division
        places = [area] if area else self._named(name, above)
        forms = forms_of(name, above)
        if not places or {above.name, above.short_name} & set(forms):
            return ""
        if congress.is_direct:
            return _objection_to_district(above, [p for p in places if p.name in forms])
        if any(self._may_elect(place, above) or _groups_electors(place, above)
               for place in places):  # fmt: skip
            return ""
        meant = _meant(places, above, forms)
        return _objection_to_elector(meant, above) if meant else ""

    def _named(self, name: str, above: Division) -> list[Division]:
        """Return the places that the name means in its first form that means any."""
        found = (self._places[form] for form in forms_of(name, above) if form in self._places)
        return next(found, [])

    def _may_elect(self, place: Division, above: Division) -> bool:
        """Say whether ``above`` is the next congress over the one of ``place``."""
        is_elector = place.may_have_congress and above.level < place.level <= Level.COUNTY
        return is_elector and above.pk in self._next_above(place)

    def _next_above(self, place: Division) -> set[int]:
        """Return the nearest places above that may have a congress; two for 塔城市."""
        found, waiting = set(), [place]
        while waiting:
            for pk in _above(waiting.pop()):
                upper = self._known[pk]
                if upper.may_have_congress:
                    found.add(pk)
                else:
                    waiting.append(upper)
        return found

    def _load_above(self, places: Iterable[Division]) -> None:
        """Hold all that stands above the places that have a congress."""
        new = [place for place in places if place.level <= Level.COUNTY]
        seen = {place.pk for place in new}
        while new:
            wanted = {pk for place in new for pk in (*place.ancestor_ids, *_above(place))} - seen
            self._known.load(wanted)
            seen |= wanted
            new = [self._known[pk] for pk in wanted]


def _above(place: Division) -> list[int]:
    """Return the ids of what stands directly above in elections."""
    upward = place.electoral_parent_id or place.parent_id
    return [pk for pk in (upward, place.governed_by_id) if pk]


def _lies_in(place: Division, above: Division) -> bool:
    return (place.path or "").startswith(above.path or "")


def _groups_electors(place: Division, above: Division) -> bool:
    """Say whether a place without a congress stands for the counties in it that elect."""
    if place.kind in _BETWEEN and place.governed_by_id == above.pk:
        return True
    if not _lies_in(place, above):
        return False
    is_between = place.kind in _BETWEEN and above.level == Level.PROVINCE
    return is_between or place.kind in _UNSETTLED


def _meant(places: list[Division], above: Division, forms: list[str]) -> Division | None:
    """Return the place that a unit unable to elect means; None if it may be one unknown to us."""
    inside = [place for place in places if _lies_in(place, above)]
    others = [
        place for place in places
        if (place.may_have_congress or place.kind in _BETWEEN)
        and (place.name in forms or place.level <= Level.PREFECTURE)
    ]  # fmt: skip
    return min(inside or others, key=lambda place: place.level, default=None)


def _objection_to_elector(place: Division, above: Division) -> str:
    deputies = f"{above.name}人大代表由下一级人民代表大会选举（选举法第三条）"
    remedy = f"请写选出这位代表的{_ELECTORS[Level(above.level)]}；如果写错了代表层级，请改层级。"
    if not place.may_have_congress:
        reason = f"{no_congress_text(place)}，不能选举{above.name}人大代表"
    elif _lies_in(above, place):
        reason = f"{place.name}在{above.name}之上，不能选举{above.name}人大代表"
    elif not _lies_in(place, above):
        reason = f"{place.name}不在{above.name}，不能选举{above.name}人大代表"
    else:
        reason = f"{place.name}不是{above.name}的下一级，不能选举{above.name}人大代表"
    return f"“选举单位”列写的是{place.name}：{reason}。{deputies}，{remedy}"


def _objection_to_district(above: Division, places: list[Division]) -> str:
    """Return why voters of ``above`` have no district of these places' name, "" if they may."""
    if any(_lies_in(place, above) for place in places):
        return ""
    foreign = [place for place in places if _is_no_district(place, above)]
    if not foreign:
        return ""
    place = min(foreign, key=lambda place: place.level)
    where = "在其之上" if _lies_in(above, place) else f"不在{above.name}"
    return (
        f"“选区”列写的是{place.name}：{place.name}{where}，不能是{above.name}的选区。{above.name}人大代表由选民"
        "按选区直接选举（选举法第三条），请写本地的选区；如果写错了代表层级，请改层级。"
    )


def _is_no_district(place: Division, above: Division) -> bool:
    """Say whether a place elsewhere can give its name to no district in ``above``.

    Districts of cities and towns bear names that districts of voters bear, too (城区, 城关镇).
    """
    if place.level <= Level.PREFECTURE or place.kind in _COUNTIES:
        return True
    return place.kind == Kind.DISTRICT and place.parent_id == above.parent_id
