"""Loads the deputies of the demo through the importers, and dates their terms."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from directory.enums import UnitKind
from directory.importers.roster_load import RosterOrder, import_roster
from directory.models import Congress, ElectoralUnit, ElectoralUnitArea, Term
from divisions.models import Division

from .congresses import TermPlan, UnitPlan, read_congresses
from .people import Person
from .places import NATION, read_places
from .rosters import RosterFile, write_rosters

SOURCE = "演示数据（虚构）"
#: one register for all levels, so that a person is known again in every roster
REGISTER = "云岭州代表登记册（演示）"
_FILES_A_LINE = 8


class DemoRosterError(RuntimeError):
    """A row of the demo's own rosters was not taken over."""


def divisions_by_short_name() -> dict[str, Division]:
    """Return the stored places of the demo under the names its contents use."""
    codes = {place.code: place.short for place in read_places().values()}
    stored = Division.objects.filter(code__in=codes)
    return {NATION: Division.objects.root()} | {codes[each.code]: each for each in stored}


def load_deputies(people: list[Person], report: Callable[[str], None]) -> None:
    """Write the rosters and import them, the term before first.

    Raises:
        DemoRosterError: a row was left out.
    """
    divisions = divisions_by_short_name()
    by_code = {division.code: division for division in divisions.values()}
    with TemporaryDirectory() as folder:
        files = write_rosters(people, Path(folder))
        for number, file in enumerate(files, start=1):
            _import(file, by_code[file.division_code])
            if number % _FILES_A_LINE == 0 or number == len(files):
                report(f"  已导入 {number} / {len(files)} 份花名册")


def _import(file: RosterFile, place: Division) -> None:
    order = RosterOrder(
        path=file.path, place=place, level=file.level, term=file.term, register=REGISTER
    )
    result = import_roster(order, lambda text: None)
    if result.left_out or result.refusal:
        rows = [(row.row, [issue.detail for issue in row.issues]) for row in result.left_out]
        raise DemoRosterError(f"{file.title}: {result.refusal} {rows}")


@transaction.atomic
def load_terms_and_units() -> int:
    """Date the terms, and give each district its number of seats and its places.

    Returns:
        The number of units.
    """
    divisions = divisions_by_short_name()
    units = 0
    for plan in read_congresses().values():
        congress = Congress.objects.get(division=divisions[plan.place])
        for term_plan in plan.terms:
            term = _date_term(congress, term_plan)
            for unit in ElectoralUnit.objects.filter(term=term):
                _complete_unit(unit, plan.units[unit.name], divisions)
                units += 1
    return units


def _date_term(congress: Congress, plan: TermPlan) -> Term:
    term = Term.objects.get(congress=congress, number=plan.number)
    if term.starts_on is None:
        term.starts_on, term.ends_on, term.source = plan.starts_on, plan.ends_on, SOURCE
        term.full_clean()
        term.save()
    return term


def _complete_unit(unit: ElectoralUnit, plan: UnitPlan, divisions: dict[str, Division]) -> None:
    if unit.kind != UnitKind.DISTRICT or unit.basis:
        return
    unit.seats, unit.basis = plan.seats or None, plan.basis
    unit.full_clean()
    unit.save()
    for place, part in plan.areas:
        area = ElectoralUnitArea(unit=unit, division=divisions[place], part=part)
        area.full_clean()
        area.save()
