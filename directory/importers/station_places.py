"""Where the stations of a table belong (归属区划), and what they serve (服务范围)."""

from dataclasses import dataclass, field

from core.paths import ancestor_paths
from divisions.codes import DivisionCodeError
from divisions.enums import Level
from divisions.models import Division, DivisionNotFoundError

from .roster_links import places_of
from .roster_rows import Issue
from .station_kinds import read_level
from .station_rows import StationCode, StationText
from .unit_area_text import Mention, mentions_in
from .unit_places import Found, Place, UnitPlaces

_SHOWN = 4
#: columns that name where a station belongs, from the highest down
_STEPS = ("county", "town", "village")


@dataclass(slots=True)
class StationAreas:
    """What a station serves by the table: division pks with their names.

    ``is_whole`` says that everything was understood: only then may what is stored and not in the
    table be taken away.
    """

    areas: dict[int, str] = field(default_factory=dict)
    is_whole: bool = True
    issues: list[Issue] = field(default_factory=list)


class StationPlaces:
    """Finds the places that a table names, within the importing division."""

    def __init__(self, base: Division, headings: dict[str, str], names: list[str]) -> None:
        self._base, self._headings = base, headings
        self._places = UnitPlaces(base)
        self._by_name = places_of(names, base)
        self._divisions: dict[int, Division] = {base.pk: base}
        self._codes: dict[str, Division | None] = {}

    def home(self, station: StationText, issues: list[Issue]) -> Division | None:
        """Return where the station belongs, None with a question in ``issues``.

        By its code; else by the columns of places, each within the one before; else by the line
        above it, by the beginning of its name, or it is the importing division's own.
        """
        if code := station.cells.get("code"):
            return self._of_code(code, issues)
        found: Division | None = None
        for step in _STEPS:
            text = station.cells.get(step, "")
            if text and (found := self._within(found, text, step, issues)) is None:
                return None
        if found is None and station.town:
            found = self._within(None, station.town, "town", issues)
        elif found is None:
            found = self._by_name.get(station.name) or self._base
        if found:
            self._check_level(station, found, issues)
        return found

    def areas(self, station: StationText, home: Division) -> StationAreas:
        """Return the places that the station serves."""
        found = StationAreas()
        for area in station.areas:
            for mention in mentions_in(area.text):
                self._add(found, mention, home)
        return found

    def _of_code(self, text: str, issues: list[Issue]) -> Division | None:
        if text not in self._codes:
            try:
                self._codes[text] = Division.objects.by_code(text)
            except (DivisionCodeError, DivisionNotFoundError):
                self._codes[text] = None
        found = self._codes[text]
        if found is None:
            detail = f"没有代码为“{text[:20]}”的区划，请核对代码，或删去代码只写名称"
            self._ask(issues, StationCode.PLACE_UNKNOWN, "code", detail)
        elif not (found.path or "").startswith(self._base.path or ""):
            detail = f"{found.name}不在{self._base.name}之内，请由它自己的上级导入"
            self._ask(issues, StationCode.PLACE_OUTSIDE, "code", detail)
            return None
        return found

    def _within(
        self, above: Division | None, text: str, step: str, issues: list[Issue]
    ) -> Division | None:
        base = above or self._base
        if text in (base.name, base.short_name):
            return base
        scope = self._places.scope(base)
        found = self._places.find(Mention("", text, ""), scope)
        inside = [] if found.part or found.elsewhere else found.places
        if len(inside) == 1:
            return self._division(inside[0])
        if inside:
            where = "、".join(self._places.place_above(place) for place in inside[:_SHOWN])
            detail = f"{base.name}有 {len(inside)} 个“{text}”（{where}），请写明上一级或区划代码"
            self._ask(issues, StationCode.PLACE_AMBIGUOUS, step, detail)
        else:
            detail = f"{base.name}没有“{text}”，请核对名称，或写区划代码"
            self._ask(issues, StationCode.PLACE_UNKNOWN, step, detail)
        return None

    def _check_level(self, station: StationText, home: Division, issues: list[Issue]) -> None:
        text = station.cells.get("level", "")
        if not text:
            return
        level = read_level(text)
        if level is None:
            detail = f"级别“{text[:20]}”看不懂，没有采用；可以写县级、乡级、村级"
            self._ask(issues, StationCode.UNKNOWN_LEVEL, "level", detail)
        elif level != home.level:
            detail = (
                f"级别写的是{level.label}，归属的{home.name}是{Level(home.level).label}，"
                "按归属读入，请核对"
            )
            self._ask(issues, StationCode.LEVEL_CONFLICT, "level", detail)

    def _add(self, found: StationAreas, mention: Mention, home: Division) -> None:
        """Add what a mention means, or say why it cannot be told."""
        scope = self._places.scope(self._base, mention.head, home)
        if home.level == Level.VILLAGE and mention.name in (home.name, home.short_name):
            found.areas[home.pk] = home.name
            return
        meant = _nearest(self._places.find(mention, scope), home)
        problem, detail = None, ""
        if not meant.places or meant.elsewhere:
            problem = StationCode.AREA_UNKNOWN
            detail = f"没有找到“{mention.text}”，请核对名称，或在家站室页面的“服务范围”里选"
        elif len(meant.places) > 1:
            where = "、".join(self._places.place_above(p) for p in meant.places[:_SHOWN])
            problem = StationCode.AREA_AMBIGUOUS
            detail = f"有 {len(meant.places)} 个“{mention.name}”（{where}），请写明乡镇"
        if problem:
            found.is_whole = False
            self._ask(found.issues, problem, "areas", detail)
            return
        place = meant.places[0]
        if meant.part:
            detail = f"“{mention.text}”按{place.name}全部读入：服务范围写到村、社区为止"
            self._ask(found.issues, StationCode.AREA_IN_PART, "areas", detail)
        if meant.is_other_kind:
            detail = f"“{mention.name}”按{place.name}读入，请核对"
            self._ask(found.issues, StationCode.AREA_OTHER_KIND, "areas", detail)
        found.areas[place.pk] = place.name

    def _division(self, place: Place) -> Division:
        if place.pk not in self._divisions:
            self._divisions[place.pk] = Division.objects.get(pk=place.pk)
        return self._divisions[place.pk]

    def _ask(self, issues: list[Issue], code: StationCode, column: str, detail: str) -> None:
        issues.append(code.issue(self._headings[column], detail))


def _nearest(meant: Found, home: Division) -> Found:
    """Keep of several places of a name those that share the most of the station's own path."""
    for path in reversed(ancestor_paths(home.path or "")):
        inside = [place for place in meant.places if place.path.startswith(path)]
        if inside:
            return meant._replace(places=inside)
    return meant
