"""Divisions held once each, with no more columns than an import asks of them."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from divisions.models import Division

_CHUNK = 2_000
#: what says whether a place may have a congress, what it is called and where it lies
_COLUMNS = (
    "level", "kind", "code", "name", "short_name", "path", "parent", "governed_by",
    "electoral_parent",
)  # fmt: skip


class KnownDivisions:
    """A roster of the whole nation names tens of thousands of places, most of them many times."""

    def __init__(self) -> None:
        self._held: dict[int, Division] = {}

    def __getitem__(self, pk: int) -> Division:
        return self._held[pk]

    def keep(self, division: Division) -> Division:
        """Return the division held under the id of ``division``, this one if there was none."""
        return self._held.setdefault(division.pk, division)

    def read(self, divisions: QuerySet) -> list[Division]:
        """Return what the query finds."""
        return [self.keep(found) for found in divisions.only(*_COLUMNS).iterator(_CHUNK)]

    def load(self, pks: Iterable[int]) -> None:
        """Hold the divisions with these ids."""
        for keys in chunks_of(sorted(set(pks) - self._held.keys())):
            self.read(Division.objects.filter(pk__in=keys))

    def above(self, division: Division) -> list[Division]:
        """Return what governs ``division``, itself first, the nation last; all are held."""
        return [self._held[pk] for pk in reversed(division.ancestor_ids)]


def chunks_of(keys: list) -> Iterator[list]:
    """Yield ``keys`` in lists that fit into one query."""
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
