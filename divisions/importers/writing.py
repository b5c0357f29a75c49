"""Write what an import planned: prepared before, in one transaction, in bulk."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.core.management.color import no_style
from django.db import connection, models, transaction

from core.databases import refresh_statistics
from core.paths import encode_step
from divisions.enums import NameKind
from divisions.exceptions import DivisionsChangedError
from divisions.models import Division, DivisionCode, OtherName
from divisions.names import spoken_names_of
from divisions.services import lock_tree, move_division, refresh_short_names

from .plan import NewPlace, Plan, Target
from .stored import StoredPlace, fingerprint

_BATCH = 2_000
#: rows between two lines of progress
_STEP = 10_000
Item = TypeVar("Item")
Progress = Callable[[str], None]


@transaction.atomic
def write_plan(plan: Plan, progress: Progress) -> None:
    """Write ``plan``; all or nothing.

    Raises:
        DivisionsChangedError: somebody wrote to the tree since the plan was made.
    """
    lock_tree()
    if fingerprint() != plan.stored.fingerprint:
        raise DivisionsChangedError("导入期间有人修改了区划，没有写入任何内容，请再导入一次。")
    ids = _create(plan, progress)
    _update(plan)
    _write_codes(plan)
    _write_names(plan)
    _move(plan, ids)
    through = Division.succeeded_by.through
    through.objects.bulk_create(
        through(from_division_id=_id(plan, old, ids), to_division_id=_id(plan, new, ids))
        for old, new in plan.successors
    )
    refresh_statistics(Division, DivisionCode, OtherName, through)


def _create(plan: Plan, progress: Progress) -> dict[NewPlace, int]:
    """Create the new divisions, paths included, with their codes; return their ids."""
    created = plan.created
    ids = dict(zip(created, _reserve_ids(len(created)), strict=True))
    paths = _Paths(plan, ids)
    for new in created:
        division = new.division
        division.pk = ids[new]
        division.parent_id = _id(plan, new.parent, ids)
        division.governed_by_id = _id(plan, new.governed_by, ids) if new.governed_by else None
        division.path = paths.of(new)
        division.valid_until = new.valid_until
        division.is_end_estimated = new.valid_until is not None
    for done, chunk in _chunks(created):
        Division.objects.bulk_create(new.division for new in chunk)
        DivisionCode.objects.bulk_create(
            _code(plan, ids[new], *key, new.valid_until) for new in chunk for key in new.place.codes
        )
        if done % _STEP == 0 or done == len(created):
            progress(f"已写入 {done:,} / {len(created):,} 个区划")
    _reset_ids()
    return ids


class _Paths:
    """Paths of new places; a stored one's is read once."""

    def __init__(self, plan: Plan, ids: dict[NewPlace, int]) -> None:
        self._plan = plan
        self._ids = ids
        above = {
            target.pk
            for new in ids
            for target in (
                plan.actual(new.parent),
                new.governed_by and plan.actual(new.governed_by),
            )
            if isinstance(target, StoredPlace)
        }
        self._stored: dict[int, str] = {}
        for _, chunk in _chunks(above):
            rows = Division.objects.filter(pk__in=chunk).values_list("pk", "path")
            self._stored |= {pk: path or "" for pk, path in rows}

    def of(self, target: Target) -> str:
        target = self._plan.actual(target)
        if isinstance(target, StoredPlace):
            return self._stored[target.pk]
        if not target.division.path:
            governor = target.governed_by or target.parent
            target.division.path = self.of(governor) + encode_step(self._ids[target])
        return target.division.path


def _reserve_ids(count: int) -> Iterable[int]:
    """Return ids that nobody else takes; the tree is locked."""
    if connection.vendor == "postgresql":
        table = Division._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
    last = Division.objects.aggregate(last=models.Max("pk"))["last"] or 0
    return range(last + 1, last + 1 + count)


def _reset_ids() -> None:
    """Let the database go on counting after the ids given by hand."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Division]):
            cursor.execute(statement)


def _update(plan: Plan) -> None:
    for pk, values in plan.updates.items():
        if "name" in values:
            named = Division(name=values["name"])
            named.derive()
            values |= {"pinyin": named.pinyin, "initials": named.initials}
        Division.objects.filter(pk=pk).update(**values)


def _write_codes(plan: Plan) -> None:
    for _, chunk in _chunks(plan.seen):
        DivisionCode.objects.filter(pk__in=chunk).update(seen_on=plan.edition.as_of)
    for day, codes in plan.code_ends.items():
        for _, chunk in _chunks(codes):
            DivisionCode.objects.filter(pk__in=chunk).update(valid_until=day)
    DivisionCode.objects.bulk_create(
        _code(plan, place.pk, *key, until) for place, key, until in plan.codes
    )


def _code(
    plan: Plan, division_id: int, code: str, level: int, until: object | None
) -> DivisionCode:
    return DivisionCode(
        division_id=division_id, code=code, level=level, valid_until=until,
        seen_on=plan.edition.as_of, source=plan.edition.title,
    )  # fmt: skip


def _write_names(plan: Plan) -> None:
    names = [
        OtherName(
            division_id=place.pk, name=name, kind=NameKind.FORMER, valid_until=until,
            source=plan.edition.title,
        )
        for place, name, until in plan.former_names
    ]  # fmt: skip
    for new in plan.created:
        names += [
            OtherName(division_id=new.division.pk, name=name, kind=NameKind.SHORT)
            for name in spoken_names_of(new.name, new.place.kind, new.level)
        ]
    for name in names:
        name.derive()
    OtherName.objects.bulk_create(names, batch_size=_BATCH)
    renamed = [pk for pk, values in plan.updates.items() if {"name", "short_name"} & values.keys()]
    for _, chunk in _chunks(renamed):
        for division in Division.objects.filter(pk__in=chunk):
            refresh_short_names(division=division)


def _move(plan: Plan, ids: dict[NewPlace, int]) -> None:
    for move in plan.moves:
        parent = Division.objects.get(pk=_id(plan, move.parent, ids))
        governor = move.governed_by and Division.objects.get(pk=_id(plan, move.governed_by, ids))
        division = Division.objects.get(pk=move.place.pk)
        move_division(division=division, parent=parent, governed_by=governor or None)


def _id(plan: Plan, target: Target, ids: dict[NewPlace, int]) -> int:
    target = plan.actual(target)
    return target.pk if isinstance(target, StoredPlace) else ids[target]


def _chunks(items: Iterable[Item]) -> Iterator[tuple[int, list[Item]]]:
    """Yield how many items are done with each chunk, and the chunk."""
    iterator, done = iter(items), 0
    while chunk := list(islice(iterator, _BATCH)):
        done += len(chunk)
        yield done, chunk
