"""Compare the places of a table with the stored ones, place by place; write nothing.

A table counts for its day. What it shows against a newer one is history: its other name becomes
a former one, its code that later tables lack becomes a withdrawn place. What it shows against an
older one is a change. In either order the result is the same. A table without a day only adds
and renames.
"""

import datetime
from typing import Any

from divisions.enums import Level
from divisions.kinds import GOVERNED_BY, OUTSIDE_STATISTICS
from divisions.models import Division
from divisions.names import short_name_of

from .places import Place
from .plan import Move, NewPlace, Plan, Target
from .stored import Stored, StoredCode, StoredPlace

EVE = datetime.timedelta(days=1)


def compare(plan: Plan) -> None:
    """Find or plan each place of the table, from the top down."""
    comparison = _Comparison(plan)
    for place in plan.places:
        comparison.take(place)


class _Comparison:
    """Places go in from the top down."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._day = plan.edition.as_of
        self._newest = _newest_days(plan.stored)

    def take(self, place: Place) -> None:
        """Compare one place with the stored one of its code, or plan a new one."""
        found = place.same_as or self._match(place)
        if found is None:
            self._plan.targets[place] = self._new(place)
            return
        self._plan.targets[place] = found
        codes = [c for key in place.codes for c in found.codes if (c.code, c.level) == key]
        known = {(code.code, code.level) for code in found.codes}
        self._plan.codes += [(found, key, None) for key in place.codes if key not in known]
        if self._is_older_than(codes):
            self._remember_name(place, found, codes)
        else:
            self._bring_up_to_date(place, found, codes)

    def _match(self, place: Place) -> StoredPlace | None:
        found = (self._plan.stored.by_code(*key) for key in place.codes)
        return next((stored for stored in found if stored), None)

    def _is_older_than(self, codes: list[StoredCode]) -> bool:
        """Say whether a newer table has listed one of ``codes``, or lacked it."""
        day = self._day
        days = [*(c.seen_on for c in codes), *(c.valid_until for c in codes)]
        return day is not None and any(other and day < other for other in days)

    def _remember_name(self, place: Place, found: StoredPlace, codes: list[StoredCode]) -> None:
        """Keep the name that an older table has as a former one."""
        if place.name == found.name or any(code.valid_until for code in codes):
            return
        newest = max(code.seen_on for code in codes if code.seen_on)
        self._note_name(found, place.name, found.name, newest - EVE)

    def _note_name(
        self, found: StoredPlace, old: str, new: str, until: datetime.date | None
    ) -> None:
        if old not in found.former_names:
            self._plan.former_names.append((found, old, until))
            self._plan.renamed.append({"code": found.code, "from": old, "to": new})

    def _bring_up_to_date(self, place: Place, found: StoredPlace, codes: list[StoredCode]) -> None:
        """Note what the newer or equally old table says otherwise."""
        day = self._day
        if day:
            self._plan.seen += [c.pk for c in codes if c.seen_on is None or c.seen_on < day]
        if found.valid_until:
            if not (found.is_end_estimated and day and day > found.valid_until):
                return
            self._restore(found, codes)
        self._note_changes(place, found)
        if place.same_as is None:
            self._check_parent(place, found)

    def _restore(self, found: StoredPlace, codes: list[StoredCode]) -> None:
        """Take a place back into force that an older table seemed to have lost."""
        found.valid_until = None
        self._plan.updates[found.pk] |= {"valid_until": None, "is_end_estimated": False}
        self._plan.code_ends[None] += [c.pk for c in codes if c.valid_until]
        self._plan.restored.append(found)

    def _note_changes(self, place: Place, found: StoredPlace) -> None:
        """Note another name, kind or short name, unless a person corrected it."""
        values: dict[str, Any] = {
            "name": place.name,
            "kind": place.kind.value,
            "short_name": short_name_of(place.name, place.kind, found.level),
        }
        changed = {key: value for key, value in values.items() if value != getattr(found, key)}
        for key in sorted(changed.keys() & set(found.corrected_fields)):
            ours, theirs = getattr(found, key), changed.pop(key)
            self._plan.kept.append(
                {"code": found.code, "field": key, "ours": ours, "theirs": theirs}
            )
        if "name" in changed:
            self._note_name(found, found.name, place.name, self._plan.edition.eve)
        if changed:
            self._plan.updates[found.pk] |= changed

    def _check_parent(self, place: Place, found: StoredPlace) -> None:
        """Note a move, unless a person said where the place hangs."""
        stored = self._plan.stored.places
        parent: Target | None = self._above(place)
        governor = self._governor(place)
        if "parent" in found.corrected_fields:
            parent = stored.get(found.parent_id or 0)
        if "governed_by" in found.corrected_fields or governor is None:
            governor = stored.get(found.governed_by_id or 0)
        hangs = (id_of(parent), id_of(governor))
        if parent and hangs != (found.parent_id, found.governed_by_id):
            self._plan.moves.append(Move(found, parent, governor))

    def _new(self, place: Place) -> NewPlace:
        division = Division(code=place.code, level=place.level, kind=place.kind, name=place.name)
        division.derive()
        parent = self._above(place)
        return NewPlace(
            place, division, parent, self._governor(place), self._last_day(place, parent)
        )

    def _last_day(self, place: Place, parent: Target) -> datetime.date | None:
        """Return the last day of a place that newer tables no longer have; None where it stands."""
        if place.code[:2] in OUTSIDE_STATISTICS:
            return None
        if parent.valid_until:
            return parent.valid_until
        newest = self._newest.get(_region(place.code, place.level))
        return newest - EVE if newest and self._day and self._day < newest else None

    def _above(self, place: Place) -> Target:
        above = place.above
        return above if isinstance(above, StoredPlace) else self._plan.targets[above]

    def _governor(self, place: Place) -> Target | None:
        """Return who governs the place where its parent does not."""
        code = GOVERNED_BY.get(place.code)
        if code is None:
            return None
        governor = self._plan.places.by_code.get((code, place.level))
        if governor is None:
            return self._plan.stored.by_code(code, place.level)
        return self._plan.targets.get(governor)


def id_of(target: Target | None) -> int | None:
    """Return the id of a stored place; 0 for one that has none yet."""
    if target is None:
        return None
    return target.pk if isinstance(target, StoredPlace) else 0


def _region(code: str, level: int) -> tuple[int, str]:
    """Return where one table covers a level: the nation, a province, below that a county."""
    digits = {Level.PROVINCE: 0, Level.PREFECTURE: 2, Level.COUNTY: 2}.get(Level(level), 6)
    return level, code[:digits]


def _newest_days(stored: Stored) -> dict[tuple[int, str], datetime.date]:
    """Return the day of the newest table that covers a level somewhere."""
    newest: dict[tuple[int, str], datetime.date] = {}
    for place in stored.places.values():
        for code in place.codes:
            if code.seen_on and code.valid_until is None:
                region = _region(code.code, code.level)
                newest[region] = max(newest.get(region, code.seen_on), code.seen_on)
    return newest
