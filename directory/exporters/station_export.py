"""A list of stations as a table (导出家站室表) that ``import_stations`` reads back to the same.

What hangs on a station and no table of offices holds stays behind: pictures, rule documents,
checks, changes of single days, the introduction, and who looked after it before. What staff alone
may see (网格编码, the position) is left out of the rows of other territories.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Count, QuerySet
from django.utils import timezone

from core.visibility import PUBLIC, visibility_of
from directory.enums import ColocationKind
from directory.importers.station_headings import LABELS
from directory.importers.station_hours import say_hours
from directory.models import (
    Colocation,
    Deputy,
    OpeningRule,
    Posting,
    Station,
    StationArea,
    StationLiaison,
)
from divisions.enums import Level
from divisions.models import Division
from editing.policies import Person, is_superuser
from editing.territory import Grant, grants_of

_COLUMNS = (
    "name", "kind", "level", "town", "code", "address", "directions", "telephone", "liaison",
    "areas", "hours", "deputies", "grid", "brand", "longitude", "latitude", "is_step_free",
    "has_lift", "access_note", "opened_on", "closed_on",
)  # fmt: skip
#: headings that say more than the field's own name
_HEADINGS = {
    "liaison": "联络员（职务、公开电话）", "longitude": "经度（WGS-84）",
    "latitude": "纬度（WGS-84）",
}  # fmt: skip
#: what shares the rooms and stands beside the kind, as tables write it
_BESIDE = (ColocationKind.LEGISLATION, ColocationKind.BUDGET)
#: columns whose field of a station is called otherwise
_OF_STATION = {"grid": "grid_code"}
_CHUNK = 500


def station_headings() -> list[str]:
    """Return the headings of the columns."""
    return [_HEADINGS.get(name, LABELS[name]) for name in _COLUMNS]


def station_rows(stations: QuerySet[Station], user: Person) -> Iterator[list[str]]:
    """Yield a row of texts for each of ``stations``, in a few queries for each five hundred."""
    grants = None if is_superuser(user) else grants_of(user)
    found = stations.select_related("kind", "division").iterator(chunk_size=_CHUNK)
    while chunk := list(islice(found, _CHUNK)):
        table = _Rows(chunk, grants)
        yield from (table.row(station) for station in chunk)


class _Rows:
    """What hangs on some stations, loaded at once."""

    def __init__(self, stations: list[Station], grants: list[Grant] | None) -> None:
        self._grants = grants
        self._seen_by = visibility_of(Station)
        keys = [station.pk for station in stations]
        today = timezone.localdate()
        self._areas = _texts(
            (area.station_id, _place(area.division))
            for area in StationArea.objects.filter(station__in=keys)
            .select_related("division__parent").order_by("pk")
        )  # fmt: skip
        self._rules = _texts(
            (rule.station_id, say_hours(rule))
            for rule in OpeningRule.objects.filter(station__in=keys).order_by("pk")
        )
        self._liaisons = _texts(
            (liaison.station_id, _said(liaison))
            for liaison in StationLiaison.objects.filter(station__in=keys).order_by("pk")
            if liaison.holds(today)
        )
        self._beside = _texts(
            (pk, ColocationKind(kind).label)
            for pk, kind in Colocation.objects.filter(station__in=keys, kind__in=_BESIDE)
            .order_by("pk").values_list("station", "kind")
        )  # fmt: skip
        self._deputies = self._people(keys)

    def row(self, station: Station) -> list[str]:
        """Return the texts of one station, in the order of the columns."""
        beside = "、".join(dict.fromkeys(self._beside[station.pk]))
        said = {
            "kind": f"{station.kind}（{beside}）" if beside else str(station.kind),
            "level": Level(station.division.level).label,
            "town": station.division.name,
            "code": station.division.code,
            "liaison": "、".join(self._liaisons[station.pk]),
            "areas": "、".join(self._areas[station.pk]),
            "hours": "；".join(self._rules[station.pk]),
            "deputies": "、".join(self._deputies[station.pk]),
        }
        return [
            said[name] if name in said else self._value(station, _OF_STATION.get(name, name))
            for name in _COLUMNS
        ]

    def _value(self, station: Station, name: str) -> str:
        is_own = self._grants is None or any(
            grant.covers(station.division_path) for grant in self._grants
        )
        value = getattr(station, name)
        if value is None or not (is_own or self._seen_by[name] == PUBLIC):
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        return str(value)

    def _people(self, keys: list[int]) -> dict[int, list[str]]:
        """Return who is posted, by the public code too where another deputy bears the name."""
        postings = list(
            Posting.objects.live().current().filter(station__in=keys, deputy__live=True)
            .select_related("deputy").order_by("pk")
        )  # fmt: skip
        names = {posting.deputy.folded_name for posting in postings}
        shared = set(
            Deputy.objects.filter(folded_name__in=names).order_by().values("folded_name")
            .annotate(count=Count("pk")).filter(count__gt=1).values_list("folded_name", flat=True)
        )  # fmt: skip
        return _texts((posting.station_id, _named(posting.deputy, shared)) for posting in postings)


def _texts(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for pk, text in pairs:
        found[pk].append(text)
    return found


def _place(division: Division) -> str:
    """Return a place's name, a village's with its town before it."""
    above = division.parent if division.level == Level.VILLAGE else None
    return f"{above.name}{division.name}" if above else division.name


def _said(liaison: StationLiaison) -> str:
    office = f"（{liaison.office}）" if liaison.office else ""
    return f"{liaison.name}{office}{liaison.telephone}"


def _named(deputy: Deputy, shared: set[str]) -> str:
    return f"{deputy.name}（{deputy.code}）" if deputy.folded_name in shared else deputy.name
