"""Which congress and term the units of a table belong to, and of what kind they are.

The seats of rosters are found the same way (``roster_seats``): by the level on the electoral chain
of the table's own division, else by the town beside the unit or at the head of its name.
"""

from core.levels import CongressLevel
from directory.enums import UnitKind

from .roster_places import RosterPlaces
from .roster_rows import Kind, Outcome, Person, RosterRow
from .roster_seats import ARMED_FORCES, Seating, WantedUnit, find_seats
from .unit_areas import UnitAreas
from .unit_places import UnitPlaces
from .unit_rows import UnitRow, UnitText

_ELECTION_MEETING = "选举会议"


def seat_units(
    seats: RosterPlaces, places: UnitPlaces, rows: list[UnitRow], *, level: CongressLevel, term: int
) -> Seating:
    """Return the unit of each row (by sheet row), stored or to be made, or why there is none."""
    below = level.division_level > seats.base.level
    scope = places.scope(seats.base)
    wanted = []
    for row in rows:
        if row.unit is None or not row.unit.name:
            continue
        town = places.town(scope, row.unit.town) if below and row.unit.town else None
        person = Person(
            constituency=row.unit.name,
            level=level.value,
            term=term,
            division_code=town.code if town else "",
        )
        wanted.append(RosterRow(row.row, Kind.DATA.value, Outcome.IMPORT, person=person))
    return find_seats(seats, wanted)


def settle_kind(wanted: WantedUnit, unit: UnitText, places: UnitAreas) -> None:
    """Correct the kind of a unit still to be made by what the table says of its places.

    A unit of soldiers lies nowhere: where a whole place is found, its name only sounds so
    (武警路社区); where all its places are soldiers', it is one whatever its name.
    """
    if wanted.pk is not None:
        return
    has_home = any(not area.part for area in places.areas)
    texts = places.shown
    if _ELECTION_MEETING in unit.name:
        wanted.kind = UnitKind.ELECTION_MEETING
    elif wanted.kind == UnitKind.ARMED_FORCES and has_home and wanted.congress.is_direct:
        wanted.kind = UnitKind.DISTRICT
    elif texts and not has_home and all(ARMED_FORCES.search(text) for text in texts):
        wanted.kind = UnitKind.ARMED_FORCES
