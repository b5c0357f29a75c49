"""Electoral units as an office's table (导出选区划分表) that ``import_electoral_units`` reads back.

One row a unit, its places in one cell: 柳湾镇：东湾村（三组）；柳湾镇：西湾村. The table says of
one congress and one term, as the import does, where the list is narrowed to them.
"""

from collections.abc import Iterator

from django.db.models import QuerySet

from core.levels import LABELS as LEVELS
from directory.importers.unit_headings import LABELS
from directory.models import ElectoralUnit, ElectoralUnitArea
from divisions.enums import Level
from divisions.models import Division
from editing.policies import Person

_COLUMNS = ("name", "number", "seats", "basis", "town", "areas")
#: for the reader; the import takes them from the command line
_FURTHER = ("代表层级", "届次")
_CHUNK = 2_000
#: what an office calls the whole of its own place
_WHOLE = {Level.PREFECTURE: "全市", Level.COUNTY: "全县", Level.TOWNSHIP: "全镇"}


def unit_headings() -> list[str]:
    """Return the headings of the columns."""
    return [*(LABELS[name] for name in _COLUMNS), *_FURTHER]


def unit_rows(units: QuerySet[ElectoralUnit], user: Person) -> Iterator[list[str]]:
    """Yield a row of texts for each of ``units``, all public, in three queries a two thousand."""
    joined = units.select_related("division", "term__congress__division")
    areas = ("areas__division__parent",)
    for unit in joined.prefetch_related(*areas).iterator(chunk_size=_CHUNK):
        congress = unit.term.congress if unit.term else None
        own = congress.division if congress else None
        yield [
            unit.name,
            "" if unit.number is None else str(unit.number),
            "" if unit.seats is None else str(unit.seats),
            unit.get_basis_display(),
            unit.division.name if unit.division.level == Level.TOWNSHIP else "",
            "；".join(_area(area, own) for area in unit.areas.all()),
            LEVELS[congress.level] if congress else "",
            str(unit.term.number) if unit.term else "",
        ]


def _area(area: ElectoralUnitArea, own: Division | None) -> str:
    """Return a place as a cell names it: its town before it, the part in brackets."""
    place = area.division
    if place == own and place.level in _WHOLE:
        name = _WHOLE[Level(place.level)]
    elif place.parent and place.parent.level == Level.TOWNSHIP:
        name = f"{place.parent.name}：{place.name}"
    else:
        name = place.name
    return f"{name}（{area.part}）" if area.part else name
