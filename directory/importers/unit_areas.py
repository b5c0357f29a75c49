"""Where the units of a table lie (选区范围): from what their cells say to the records' areas.

What no place bears the name of is kept as text. A workplace (县人民医院) becomes a part of the
unit's town, else of its congress's place; any other text a part of the town, where one is known,
else it stands in the unit's source and in the report alone: hung on a whole county it would be
shown in every village of it.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from directory.enums import UnitBasis, UnitKind
from directory.models import ElectoralUnitArea
from divisions.models import Division

from .roster_issues import Code
from .roster_rows import Issue
from .roster_seats import WantedUnit
from .unit_area_text import Mention, is_workplace, mentions_in
from .unit_places import Found, Place, Scope, UnitPlaces
from .unit_rows import UnitCode, UnitRow, UnitText

_LONGEST_PART = ElectoralUnitArea._meta.get_field("part").max_length or 0
_SHOWN = 4
#: words that join two places
_JOINTS = ("和", "及", "与")


class Area(NamedTuple):
    """A place a unit covers, whole or in part."""

    division: int
    part: str


@dataclass(slots=True)
class UnitAreas:
    """Where one unit lies.

    Attributes:
        areas: in the order of the table, each once.
        shown: what the table's places turned out to be, in words.
        unplaced: texts that no division could take.
        basis: what the places say of the unit's basis where the table does not, "" for nothing.
        issues: what was found on the way.
    """

    areas: dict[Area, str] = field(default_factory=dict)
    unplaced: list[str] = field(default_factory=list)
    basis: str = ""
    issues: list[Issue] = field(default_factory=list)
    homes: int = 0
    workplaces: int = 0

    @property
    def shown(self) -> list[str]:
        """What the table's places turned out to be, in words."""
        return [*self.areas.values(), *self.unplaced]


class AreaFinder:
    """Finds the areas of units; ``headings`` are those of the table's columns, by field."""

    def __init__(self, places: UnitPlaces, headings: dict[str, str]) -> None:
        self._places, self._headings = places, headings

    def areas_of(self, row: UnitRow, unit: UnitText, wanted: WantedUnit) -> UnitAreas:
        """Return where a unit lies, by what its cells say."""
        found = UnitAreas()
        congress, maintainer = wanted.congress.division, wanted.division
        scopes = {}
        for area in unit.areas:
            if area.town not in scopes:
                scopes[area.town] = self._scope(unit, area.town, congress, maintainer, found)
            known = len(found.issues)
            for mention in mentions_in(area.text):
                self._add(found, mention, self._narrowed(scopes[area.town], mention), unit)
            if area.row != row.row:
                for issue in found.issues[known:]:
                    issue.detail = f"第 {area.row} 行：{issue.detail}"
        if found.workplaces and wanted.kind == UnitKind.DISTRICT:
            found.basis = UnitBasis.MIXED if found.homes else UnitBasis.WORKPLACE
        return found

    def _scope(
        self, unit: UnitText, town: str, congress: Division, maintainer: Division, found: UnitAreas
    ) -> Scope:
        """Return where to look, narrowed by the town column, else by the unit's own name."""
        scope = self._places.scope(congress, town, maintainer)
        if town and not scope.is_written and town != congress.name:
            detail = f"{congress.name}没有“{town}”，按全{_unit_word(congress)}查找"
            found.issues.append(UnitCode.TOWN_UNKNOWN.issue(self._headings["town"], detail))
        if scope.town is None and (head := self._places.town_at_head(scope, unit.name)):
            return scope._replace(town=head)
        return scope

    def _narrowed(self, scope: Scope, mention: Mention) -> Scope:
        """Return the scope within the town that stands before a colon over the place."""
        if mention.head and (town := self._places.town(scope, mention.head)):
            return scope._replace(town=town, is_written=True)
        return scope

    def _add(self, found: UnitAreas, mention: Mention, scope: Scope, unit: UnitText) -> None:
        """Add what a mention means, or say why it cannot be told."""
        meant = self._places.find(mention, scope)
        may_be_two = not meant.places or meant.part.startswith(_JOINTS)
        if may_be_two and (several := self._joined(mention, scope)):
            for each in several:
                self._take(found, each, mention)
            return
        if not meant.places:
            self._keep_text(found, mention, scope, unit)
        elif len(meant.places) > 1:
            self._ask(found, UnitCode.AREA_AMBIGUOUS, _ambiguity(mention, meant, self._places))
        elif meant.elsewhere and scope.town:
            detail = f"{scope.town.name}没有“{mention.name}”，别的乡镇有，请核对所属乡镇"
            self._ask(found, UnitCode.AREA_IN_OTHER_TOWN, detail)
        else:
            self._take(found, meant, mention)

    def _joined(self, mention: Mention, scope: Scope) -> list[Found]:
        """Return the two places of 东湾村和西湾村, where both are places."""
        name = mention.name
        for at in range(1, len(name) - 1):
            if name[at] in _JOINTS:
                halves = [
                    self._places.find(Mention(mention.head, half, ""), scope)
                    for half in (name[:at], name[at + 1 :])
                ]
                if all(len(half.places) == 1 for half in halves):
                    return halves
        return []

    def _take(self, found: UnitAreas, meant: Found, mention: Mention) -> None:
        place = meant.places[0]
        if meant.is_other_kind:
            detail = f"“{mention.name}”按{place.name}读入，请核对"
            self._ask(found, UnitCode.AREA_OTHER_KIND, detail)
        is_work = is_workplace(meant.part)
        self._put(found, place, meant.part, is_work=is_work)

    def _keep_text(self, found: UnitAreas, mention: Mention, scope: Scope, unit: UnitText) -> None:
        """Keep what no place bears the name of, as a part of the nearest place known."""
        is_work = unit.basis == UnitBasis.WORKPLACE or is_workplace(mention.name)
        if not is_work:
            self._ask(found, UnitCode.AREA_UNKNOWN, f"没有找到“{mention.text}”，已作为文字保留")
        if is_work or scope.town:
            self._put(found, scope.town or scope.congress, mention.text, is_work=is_work)
        else:
            found.homes += 1
            found.unplaced.append(mention.text)

    def _put(self, found: UnitAreas, place: Place, part: str, *, is_work: bool) -> None:
        if len(part) > _LONGEST_PART:
            detail = f"“{part[:20]}…”有 {len(part)} 字，已留空"
            found.issues.append(Issue.of_code(self._headings["areas"], Code.TEXT_TOO_LONG, detail))
            return
        found.workplaces += is_work
        found.homes += not is_work
        found.areas.setdefault(Area(place.pk, part), f"{place.name}{part}")

    def _ask(self, found: UnitAreas, code: UnitCode, detail: str) -> None:
        found.issues.append(code.issue(self._headings["areas"], detail))


def _ambiguity(mention: Mention, meant: Found, places: UnitPlaces) -> str:
    where = "、".join(places.place_above(place) for place in meant.places[:_SHOWN])
    return f"有 {len(meant.places)} 个“{mention.name}”（{where}），请写明乡镇"


def _unit_word(congress: Division) -> str:
    return congress.name[-1:]
