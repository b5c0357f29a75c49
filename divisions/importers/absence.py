"""What a table lacks, and what became of it."""

from divisions.enums import Level
from divisions.exceptions import DivisionFileError
from divisions.kinds import OUTSIDE_STATISTICS, is_statistical_only

from .comparison import id_of
from .matching import recoded, succeeded
from .plan import Move, NewPlace, Plan
from .stored import StoredPlace

#: provinces in a table that lists them all
_ALL_PROVINCES = 31
#: share of the places covered that a table may lack before it looks incomplete
_LOST_SHARE = 0.5


def settle_absent(plan: Plan, *, is_complete: bool) -> None:
    """Decide what became of the places that either side lacks.

    Raises:
        DivisionFileError: the table lacks more than half of what it covers, unless
            ``is_complete`` says that this is meant.
    """
    covered = _covered(plan)
    day = plan.edition.as_of
    matched = {target.pk for target in plan.targets.values() if isinstance(target, StoredPlace)}
    absent = [place for place in covered if place.pk not in matched] if day else []
    gone = [place for place in absent if day and (place.seen_on is None or place.seen_on < day)]
    later = [place for place in absent if day and place.seen_on and place.seen_on > day]
    if len(gone) > _LOST_SHARE * len(covered) and not is_complete:
        raise DivisionFileError(
            f"这份表里缺少 {len(gone)} 个现有的区划（它覆盖的范围内共 {len(covered)} 个），"
            "像是不完整的表，没有写入任何内容。确认完整的，请加 --complete 再导入。"
        )
    created = plan.created
    _settle_history(plan, [new for new in created if new.valid_until], later)
    _settle_changes(plan, gone, [new for new in created if not new.valid_until])


def _covered(plan: Plan) -> list[StoredPlace]:
    """Return the stored places in force that a complete table of this kind lists."""
    rows = [place.row for place in plan.places]
    is_short = all(row.digits <= 6 for row in rows)
    is_gb = is_short and not any("71" <= row.code[4:6] <= "79" for row in rows)
    levels = {level for _, level in plan.places.by_code}
    known = _known_parents(plan)
    matched = {target.pk for target in plan.targets.values() if isinstance(target, StoredPlace)}
    covered = []
    for place in sorted(plan.stored.places.values(), key=lambda place: place.level):
        if place.level not in levels or place.valid_until or place.parent_id not in known:
            continue
        if place.code[:2] in OUTSIDE_STATISTICS:
            continue
        if is_gb and is_statistical_only(place.code, place.kind):
            continue
        covered.append(place)
        if place.pk not in matched:
            known.add(place.pk)  # what lies below what it lacks should be listed too
    return covered


def _known_parents(plan: Plan) -> set[int]:
    """Return the ids of the places whose children the table lists.

    These are its own rows, and what lies above its lowest rows: a table of villages leaves the
    townships out. The nation's provinces are listed only by a table that has them all.
    """
    known = {target.pk for target in plan.targets.values() if isinstance(target, StoredPlace)}
    lowest = max((level for _, level in plan.places.by_code), default=0)
    known |= {
        place.above.pk
        for place in plan.places
        if isinstance(place.above, StoredPlace) and place.level == lowest
    }
    provinces = sum(1 for place in plan.places if place.level == Level.PROVINCE)
    root = plan.stored.root.pk
    return known | {root} if provinces >= _ALL_PROVINCES else known - {root}


def _settle_history(plan: Plan, old: list[NewPlace], later: list[StoredPlace]) -> None:
    """An older table: its places that are no more, against those that came later."""
    for was, now in recoded(old, later):
        plan.codes += [(now, key, was.valid_until) for key in was.place.codes]
        plan.recoded.append({"from": was.code, "to": now.code, "name": now.name})
        plan.replaced[was] = now
        later.remove(now)
    left = [place for place in old if place not in plan.replaced]
    plan.withdrawn += left
    plan.successors += succeeded(left, later)


def _settle_changes(plan: Plan, gone: list[StoredPlace], new: list[NewPlace]) -> None:
    """A newer table: what left it, against what came into it."""
    for was, now in recoded(gone, new):
        _recode(plan, was, now)
        gone.remove(was)
        new.remove(now)
    for place in gone:
        _end_codes(plan, place)
        plan.updates[place.pk] |= {"valid_until": plan.edition.eve, "is_end_estimated": True}
    plan.withdrawn += gone
    plan.successors += succeeded(gone, new)


def _recode(plan: Plan, was: StoredPlace, now: NewPlace) -> None:
    """Let the stored place go on under the new code, and where the new one hangs."""
    _end_codes(plan, was)
    plan.codes += [(was, key, None) for key in now.place.codes]
    plan.updates[was.pk] |= {"code": now.code}
    plan.recoded.append({"from": was.code, "to": now.code, "name": now.name})
    plan.replaced[now] = was
    if id_of(now.parent) != was.parent_id and "parent" not in was.corrected_fields:
        governor = plan.stored.places.get(was.governed_by_id or 0)
        plan.moves.append(Move(was, now.parent, governor))


def _end_codes(plan: Plan, place: StoredPlace) -> None:
    ended = [code.pk for code in place.codes if code.valid_until is None]
    plan.code_ends[plan.edition.eve] += ended
