"""The names of groups and stations in a roster's cells, and which records they mean."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from divisions.models import Division
from editing.scoped import ScopedRecord

from .known_divisions import chunks_of

_SEVERAL = re.compile(r"[、,，;；/\n]+")
#: what stands in a cell where there is none
_NONE = frozenset({"无", "暂无", "未定", "—", "-", "/"})
#: a name of which every place may have its own: 第一小组, 代表联络站
_GENERIC = re.compile(
    r"(?:第|[一二三四五六七八九十百\d]+|号|人大|代表|联系|联络|工作|活动|接待|小组|组|之|家|站|室|点"
    r"|本?[省市县区乡镇村])+"
)
_LONGEST_PLACE = 20


def split_text(text: str) -> list[str]:
    """Return the names in a cell; a cell that says 无 holds none."""
    parts = (part.strip() for part in _SEVERAL.split(text))
    return [part for part in dict.fromkeys(parts) if part and part not in _NONE]


def may_mean(name: str, other: str, path: str) -> bool:
    """Whether a name used in the division ``path`` may mean a record of the division ``other``.

    A generic one (第一小组) means one of its own; another also what lies above or below.
    """
    if _GENERIC.fullmatch(name):
        return other == path
    return other.startswith(path) or path.startswith(other)


def nearest_of(records: list[ScopedRecord], path: str) -> ScopedRecord | None:
    """Return the record nearest to the division ``path``, None where two are as near."""
    ranked = defaultdict(list)
    for record in records:
        is_below = record.division_path.startswith(path)
        ranked[not is_below, abs(len(record.division_path) - len(path))].append(record)
    nearest = ranked[min(ranked)]
    return nearest[0] if len(nearest) == 1 else None


def places_of(names: Iterable[str], place: Division) -> dict[str, Division]:
    """Return the one place below ``place`` that each name begins with; others are left out."""
    prefixes = {
        name[:end]: None for name in names for end in range(2, min(len(name), _LONGEST_PLACE) + 1)
    }
    found: dict[str, list[Division]] = defaultdict(list)
    below = Division.objects.under(place).valid().exclude(pk=place.pk)
    for keys in chunks_of(sorted(prefixes)):
        for division in below.filter(name__in=keys):
            found[division.name].append(division)
    return dict(_longest(names, found))


def _longest(
    names: Iterable[str], found: dict[str, list[Division]]
) -> Iterator[tuple[str, Division]]:
    for name in names:
        for end in range(min(len(name), _LONGEST_PLACE), 1, -1):
            places = found.get(name[:end], [])
            if len(places) == 1:
                yield name, places[0]
                break
