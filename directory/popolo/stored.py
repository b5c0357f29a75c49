"""What is stored of the bodies, terms and areas that a Popolo file names.

Organizations and areas agree by folded name within the division; a congress is the one of its
division, a term the one of its number.
"""

import datetime
from dataclasses import dataclass, field

from core.names import fold_name
from directory.importers.known_divisions import chunks_of
from directory.importers.roster_people import State
from directory.importers.roster_seats import WantedCongress, WantedTerm
from directory.models import ElectoralUnit, Organ, Term

from .bodies import Bodies, Body, load_congresses
from .issues import Outcome, Problem
from .places import Places
from .units import Units

#: first and last day of a term, as far as they are known
Days = tuple[datetime.date | None, datetime.date | None]


@dataclass(slots=True)
class Frame:
    """Bodies, terms and units with the ids of those that are stored.

    Attributes:
        days: first and last day of each term as they will be stored.
        later_days: stored terms that get days they have not had, with those they had.
        later_parents: stored organs that get a parent they have not had.
    """

    bodies: list[Body]
    congresses: list[WantedCongress]
    units: Units
    congress_names: dict[int, str]
    days: dict[WantedTerm, Days] = field(default_factory=dict)
    later_days: dict[WantedTerm, Days] = field(default_factory=dict)
    later_parents: list[Body] = field(default_factory=list)

    @property
    def organs(self) -> list[Body]:
        return [body for body in self.bodies if body.congress is None]


def load_frame(found: list[Body], bodies: Bodies, units: Units, places: Places) -> Frame:
    """Return bodies, terms and units, compared with what is stored."""
    frame = Frame(found, [], units, bodies.congress_names)
    _load_congresses(frame, bodies)
    _load_terms(frame)
    _load_units(frame, places)
    _load_loose_units(units)
    _load_organs(frame)
    _settle(frame)
    return frame


def _load_congresses(frame: Frame, bodies: Bodies) -> None:
    """Find the congresses; one that only the name of an area suggests is never made."""
    wanted = dict(bodies.congresses)
    for unit in frame.units.units.values():
        if unit.electing:
            unit.electing = wanted.setdefault(unit.electing.division.pk, unit.electing)
    load_congresses(wanted)
    for unit in frame.units.guessed:
        if unit.electing and unit.electing.pk is None:
            unit.electing = bodies.congresses.get(unit.electing.division.pk)
    frame.congresses = list(bodies.congresses.values())


def _load_terms(frame: Frame) -> None:
    terms = frame.units.terms
    frame.days = {term: frame.units.days_of(term) for term in terms.values()}
    columns = ("congress__division", "number", "pk", "starts_on", "ends_on", *State._fields)
    for keys in chunks_of(sorted({division for division, _ in terms})):
        stored = Term.objects.filter(congress__division__in=keys)
        for division, number, pk, *rest in stored.values_list(*columns):
            if term := terms.get((division, number)):
                term.pk = pk
                _compare_days(frame, term, (rest[0], rest[1]), State(*rest[2:]))


def _compare_days(
    frame: Frame,
    term: WantedTerm,
    stored: Days,
    state: State,
) -> None:
    """Fill the days nobody has entered; what stands there stays, a difference is said."""
    said = frame.days[term]
    if any(new and old and new != old for old, new in zip(stored, said, strict=True)):
        frame.units.periods[term].record.find(Problem.TERM_DIFFERS, "start_date")
    days = (stored[0] or said[0], stored[1] or said[1])
    is_sound = days[0] is None or days[1] is None or days[0] <= days[1]
    is_free = not (state.locked or state.has_draft)
    if days != stored and is_sound and is_free:
        frame.later_days[term] = stored
        frame.days[term] = days
    else:
        frame.days[term] = stored


def _load_units(frame: Frame, places: Places) -> None:
    wanted = {(t.pk, folded): unit for (t, folded), unit in frame.units.units.items() if t.pk}
    columns = ("term", "folded_name", "pk", "kind", "division")
    found = {}
    for keys in chunks_of(sorted({term for term, _ in wanted})):
        for term, folded, *rest in ElectoralUnit.objects.filter(term__in=keys).values_list(
            *columns
        ):
            if unit := wanted.get((term, folded)):
                found[unit] = rest
    places.known.load(division for _, _, division in found.values())
    for unit, (pk, kind, division) in found.items():
        unit.pk, unit.kind, unit.division = pk, kind, places.known[division]


def _load_loose_units(units: Units) -> None:
    stored = ElectoralUnit.objects.filter(term=None)
    for keys in chunks_of(sorted({division for division, _ in units.loose})):
        rows = stored.filter(division__in=keys).order_by("-pk")
        for division, folded, pk in rows.values_list("division", "folded_name", "pk"):
            if unit := units.loose.get((division, folded)):
                unit.pk = pk


def _load_organs(frame: Frame) -> None:
    wanted = {body.key: body for body in frame.organs}
    columns = ("division", "name", "pk", "parent", "congress")
    for keys in chunks_of(sorted({division for division, _ in wanted})):
        stored = Organ.objects.filter(division__in=keys).order_by("-pk")
        for division, name, pk, parent, congress in stored.values_list(*columns):
            if body := wanted.get((division, fold_name(name))):
                body.pk = pk
                if body.parent and not (parent or congress):
                    frame.later_parents.append(body)
    by_pk = {body.pk: body for body in frame.later_parents}  # of two of a name, the older
    frame.later_parents = [body for pk, body in by_pk.items() if body.pk == pk]


def _settle(frame: Frame) -> None:
    """Say what becomes of the records of organizations, areas and periods."""
    later = set(frame.later_parents)
    for body in frame.bodies:
        pk = body.congress.pk if body.congress else body.pk
        known = Outcome.UPDATE if body in later else Outcome.UNCHANGED
        body.record.outcome = Outcome.IMPORT if pk is None else known
    for area, units in frame.units.by_area.items():
        is_new = any(unit.pk is None for unit in units)
        area.outcome = Outcome.IMPORT if is_new else Outcome.UNCHANGED
    for term, period in frame.units.periods.items():
        known = Outcome.UPDATE if term in frame.later_days else Outcome.UNCHANGED
        period.record.outcome = Outcome.IMPORT if term.pk is None else known
