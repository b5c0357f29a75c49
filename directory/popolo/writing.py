"""Writes what a Popolo file says, in one short transaction; everything is decided before."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from django.db import models, transaction

from core.databases import refresh_statistics
from core.names import fold_name
from directory.exceptions import RecordsChangedError
from directory.importers.roster_people import State
from directory.importers.roster_write import chunks, take_turn
from directory.importers.statements import (
    ROWS_AT_ONCE,
    Counters,
    Statement,
    insert,
    laid_ready,
    reserve_ids,
    update,
)
from directory.models import (
    Congress,
    Deputy,
    DeputyIdentifier,
    ElectoralUnit,
    ElectoralUnitArea,
    Mandate,
    Organ,
    OrganMember,
    OtherName,
    Term,
)

from . import records
from .matching import People
from .plan import DEPUTY_FIELDS, Claim
from .records import Plan

Wanted = TypeVar("Wanted")

_TABLES = (
    Congress, Term, ElectoralUnit, Organ, Deputy, DeputyIdentifier, OtherName, Mandate,
    OrganMember,
)  # fmt: skip
#: columns of a person that follow from the name
_NAME_COLUMNS = ("folded_name", "pinyin", "pinyin_key", "initials")
#: without a latest revision the admin edits the row itself, which the import has just written
_POINTERS = ("latest_revision", "live_revision")


def stamp() -> Counters:
    """Return where the tables stand before the file is compared with them."""
    return Counters.of(_TABLES)


def write(plan: Plan, since: Counters) -> None:
    """Write everything, or nothing.

    Raises:
        RecordsChangedError: somebody wrote since ``since``; nothing was written.
    """
    with laid_ready(_statements(plan)) as statements, transaction.atomic():
        take_turn()
        if stamp() != since:
            raise RecordsChangedError
        _refuse_if_changed(plan.people)
        for statement in statements:
            statement.execute()
    refresh_statistics(*_TABLES, ElectoralUnitArea)


def _refuse_if_changed(people: People) -> None:
    """Compare the people who are to change with what the file was compared with."""
    changed = sorted(s.pk for s in people.everybody if s.pk and s.changes)
    for pks in chunks(changed, ROWS_AT_ONCE):
        held = Deputy.objects.filter(pk__in=pks).select_for_update(of=("self",)).order_by("pk")
        for pk, *row in held.values_list("pk", *State._fields, *DEPUTY_FIELDS):
            states = len(State._fields)
            stored = people.stored[pk]
            if (State(*row[:states]), tuple(row[states:])) != (stored.state, stored.values):
                raise RecordsChangedError


def _statements(plan: Plan) -> Iterator[Statement]:
    """Yield the statements, new bodies first; ids are known from the start."""
    yield from _frame_statements(plan)
    yield from _people_statements(plan)
    yield from _claim_statements(plan)


def _frame_statements(plan: Plan) -> Iterator[Statement]:
    frame, units = plan.frame, plan.frame.units
    yield from _new(plan, Congress, frame.congresses, records.congress)
    yield from _new(plan, Term, units.terms.values(), records.term)
    new_units = [unit for unit in units.units.values() if unit.pk is None]
    yield from _new(plan, ElectoralUnit, [*new_units, *units.loose.values()], records.unit)
    yield from _inserts(
        ElectoralUnitArea(unit_id=unit.pk, division=place, part=part)
        for unit in new_units
        for place, part in dict.fromkeys(units.covers.get(unit, ()))
    )
    yield from _new(plan, Organ, frame.organs, records.organ)
    if frame.later_days:
        rows = [(term.pk, (*frame.days[term], None, None)) for term in frame.later_days]
        yield update(Term, ("starts_on", "ends_on", *_POINTERS), rows)
    if frame.later_parents:
        rows = [(b.pk, (*records.parent_ids(b), None, None)) for b in frame.later_parents]
        yield update(Organ, ("parent", "congress", *_POINTERS), rows)


def _people_statements(plan: Plan) -> Iterator[Statement]:
    present = plan.present
    yield from _new(plan, Deputy, present, records.deputy)
    yield from _inserts(
        OtherName(
            deputy_id=s.pk, name=name, folded_name=fold_name(name), language=language, note=note
        )
        for s in present
        for name, language, note in s.other_names
    )
    yield from _inserts(
        DeputyIdentifier(deputy_id=s.pk, scheme=scheme, identifier=number)
        for s in present
        for scheme, number in s.numbers
    )
    changed = [s for s in present if s.changes]
    for live in (True, False):
        some = [s for s in changed if plan.people.stored[s.pk].state.live is live]
        for chunk in chunks(some, ROWS_AT_ONCE):
            columns = (*DEPUTY_FIELDS, *_NAME_COLUMNS, *_POINTERS)
            rows = [(s.pk, records.deputy_values(s, plan.people.stored[s.pk])) for s in chunk]
            if live:
                columns = (*columns, "last_published_at")
                rows = [(pk, (*values, plan.now)) for pk, values in rows]
            yield update(Deputy, columns, rows)


def _claim_statements(plan: Plan) -> Iterator[Statement]:
    claims = plan.claims
    seats = [claim for claim in claims if claim.unit and claim.is_new]
    yield from _new(plan, Mandate, seats, records.mandate)
    yield from _inserts(
        records.office(plan, claim) for claim in claims if not claim.unit and claim.is_new
    )
    changed = [claim for claim in claims if claim.changes]
    for chunk in chunks([claim for claim in changed if claim.unit], ROWS_AT_ONCE):
        for columns, rows in _by_columns(chunk):
            yield update(
                Mandate, (*columns, *_POINTERS), [(pk, (*row, None, None)) for pk, row in rows]
            )
    for chunk in chunks([claim for claim in changed if not claim.unit], ROWS_AT_ONCE):
        for columns, rows in _by_columns(chunk):
            yield update(OrganMember, columns, rows)


def _by_columns(claims: Iterable[Claim]) -> Iterator[tuple[tuple[str, ...], list]]:
    """Yield the changes, those of the same columns together."""
    found: dict[tuple[str, ...], list] = {}
    for claim in claims:
        found.setdefault(tuple(claim.changes), []).append((claim.pk, tuple(claim.changes.values())))
    yield from found.items()


def _new(
    plan: Plan,
    model: type[models.Model],
    wanted: Iterable[Wanted],
    make: Callable[[Plan, Wanted], models.Model],
) -> Iterator[Statement]:
    """Yield the insertion of what is not stored; ``wanted`` get the ids first."""
    missing = [each for each in wanted if each.pk is None]
    ids = reserve_ids(model, len(missing))
    for each in missing:
        each.pk = next(ids)
    yield from _inserts(make(plan, each) for each in missing)


def _inserts(made: Iterable[models.Model]) -> Iterator[Statement]:
    for chunk in chunks(made, ROWS_AT_ONCE):
        yield insert(chunk)
