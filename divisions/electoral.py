"""The electoral chain (选举隶属): whose elections a place takes part in."""

from collections.abc import Iterator

from .models import Division


def electoral_chain(division: Division) -> list[Division]:
    """Return ``division`` and everything above it in elections, the lowest level first.

    Upward leads ``electoral_parent`` where set, else ``parent``; who governs a place instead of
    its parent belongs to the chain too (塔城市: 塔城地区, 伊犁州, 新疆). One query, and one more
    for each step that leaves the path.
    """
    known = {division.pk: division}
    known |= Division.objects.in_bulk(division.ancestor_ids[:-1])
    while missing := {pk for place in _reached(division, known) for pk in _above(place)} - set(
        known
    ):
        known |= Division.objects.in_bulk(missing)
    return sorted(_reached(division, known), key=lambda place: (-place.level, -place.pk))


def _above(place: Division) -> Iterator[int]:
    """Yield the ids of what stands directly above ``place``."""
    if upward := place.electoral_parent_id or place.parent_id:
        yield upward
    if place.governed_by_id:
        yield place.governed_by_id


def _reached(division: Division, known: dict[int, Division]) -> list[Division]:
    """Return what can be reached upward through the divisions in ``known``."""
    reached, waiting = {division.pk: division}, [division]
    while waiting:
        for pk in _above(waiting.pop()):
            if pk in known and pk not in reached:
                reached[pk] = known[pk]
                waiting.append(known[pk])
    return list(reached.values())
