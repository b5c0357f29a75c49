"""The seats (代表资格) that proposals speak of: stored ones, and those still to be made."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from wagtail.permissions import policy_registry

from accounts.models import User
from divisions.models import Division
from editing.changes import note_changes, prepare
from editing.models import Verb
from editing.scoped import ScopedRecord

from .enums import UnitKind
from .importers.roster_seats import WantedCongress, WantedTerm, new_unit
from .models import Congress, ElectoralUnit, ElectoralUnitArea, Mandate, Proposal, Term
from .models.unit import district_number, fold_unit_name

_NOT_YOURS = "这个选区（选举单位）不在您的权限范围内。"
#: a place's congress, number of the term, folded name of the unit
Key = tuple[int, int, str]


@dataclass(eq=False, slots=True)
class ProposedSeat:
    """Where a proposal says that its person sits; what is None is not stored yet.

    ``keeper`` is who would maintain the unit; ``mandate`` is the person's own in this unit.
    """

    place: Division
    number: int
    name: str
    keeper: Division
    congress: Congress | None = None
    term: Term | None = None
    unit: ElectoralUnit | None = None
    mandate: Mandate | None = None

    @property
    def key(self) -> Key:
        """What tells one unit from another."""
        return self.place.pk, self.number, fold_unit_name(self.name)

    def __str__(self) -> str:
        return f"{self.place}第{self.number}届 {self.name}"

    def missing(self) -> Iterator[ScopedRecord]:
        """Yield the records, not stored yet, that have to be made before somebody can sit."""
        congress = self.congress or Congress(division=self.place)
        if self.congress is None:
            congress.derive()
            yield congress
        term = self.term or Term(congress=congress, number=self.number, division=self.place)
        if self.term is None:
            yield term
        if self.unit is None:
            yield self._new_unit(congress, term)

    def _new_unit(self, congress: Congress, term: Term) -> ElectoralUnit:
        """Return the unit as the import of a roster would make it."""
        wanted_term = WantedTerm(
            WantedCongress(self.place, congress.pk, congress.election), self.number
        )
        unit = new_unit(wanted_term, self.name, self.area)
        number = district_number(self.name) if unit.kind == UnitKind.DISTRICT else None
        return ElectoralUnit(
            term=term, kind=unit.kind, name=self.name, number=number, division=unit.division
        )

    @property
    def area(self) -> Division | None:
        """The place that a missing unit covers: its keeper's, below the congress's own."""
        return self.keeper if self.keeper.level > self.place.level else None


def load_seats(
    proposals: Iterable[Proposal], people: dict[int, int | None]
) -> dict[int, ProposedSeat]:
    """Return the seats of proposals, by key of the proposal, in a fixed number of queries.

    Args:
        proposals: with ``congress_place`` and ``division``.
        people: ``{key of the proposal: key of the person}``, None where nobody is stored.
    """
    seats = {each.pk: seat for each in proposals if (seat := _seat_of(each))}
    _fill(list(seats.values()))
    units = {seat.unit.pk for seat in seats.values() if seat.unit}
    held: dict[tuple[int, int], Mandate] = {}
    found = Mandate.objects.filter(unit__in=units, deputy__in=set(people.values()) - {None})
    for mandate in found.order_by("pk"):
        held[mandate.deputy_id, mandate.unit_id] = mandate
    for pk, seat in seats.items():
        if seat.unit:
            seat.mandate = held.get((people.get(pk), seat.unit.pk))
    return seats


def _seat_of(proposal: Proposal) -> ProposedSeat | None:
    number, name = proposal.person.get("term"), proposal.person.get("unit")
    if proposal.congress_place is None or not number or not name:
        return None
    return ProposedSeat(proposal.congress_place, int(number), str(name), proposal.division)


def _fill(seats: Collection[ProposedSeat]) -> None:
    """Put in what is stored of congresses, terms and units."""
    places = {seat.place.pk for seat in seats}
    congresses = {c.division_id: c for c in Congress.objects.filter(division__in=places)}
    terms = {}
    for term in Term.objects.filter(congress__division__in=places).select_related(
        "congress__division", "division"
    ):
        terms[term.congress.division_id, term.number] = term
    wanted = {terms[key].pk for s in seats if (key := (s.place.pk, s.number)) in terms}
    names = {fold_unit_name(seat.name) for seat in seats}
    units = ElectoralUnit.objects.filter(term__in=wanted, folded_name__in=names)
    by_name = {(u.term_id, u.folded_name): u for u in units.select_related("division")}
    for seat in seats:
        seat.congress = congresses.get(seat.place.pk)
        seat.term = terms.get((seat.place.pk, seat.number))
        if seat.term:
            seat.unit = by_name.get((seat.term.pk, fold_unit_name(seat.name)))
            if seat.unit:
                seat.unit.term = seat.term


class SeatRights:
    """What a user may do with records of a place and congress; each question is asked once."""

    def __init__(self, user: User) -> None:
        self._user = user
        self._answers: dict[tuple[object, ...], bool] = {}

    def may(self, action: str, record: ScopedRecord) -> bool:
        """Whether the user may take ``action`` on a record that is not stored yet."""
        division = record.owning_division()
        unit = record.unit if isinstance(record, Mandate) else record
        congress = getattr(getattr(unit, "term", None), "congress_id", None)
        key = (type(record), action, division and division.pk, congress)
        if key not in self._answers:
            policy = policy_registry.get(record)
            self._answers[key] = policy.user_has_permission_for_instance(self._user, action, record)
        return self._answers[key]


def obstacle_to(seat: ProposedSeat, rights: SeatRights) -> str:
    """Return why the user may not seat anybody there, in Chinese; "" where nothing does."""
    if seat.unit is not None:
        return "" if rights.may("add", Mandate(unit=seat.unit)) else _NOT_YOURS
    needed: list[ScopedRecord] = [ElectoralUnit(division=seat.area or seat.place, term=seat.term)]
    if seat.congress is None:
        needed.append(Congress(division=seat.place))
    elif seat.term is None:
        needed.append(Term(congress=seat.congress, number=seat.number))
    lacking = next((each for each in needed if not rights.may("add", each)), None)
    if lacking is None:
        return ""
    return f"“{seat}”还没有{lacking._meta.verbose_name}，请先由管那里的同志新增。"


def make_units(
    seats: Iterable[tuple[ProposedSeat, str]], rights: SeatRights, now: datetime
) -> None:
    """Make the congresses, terms and units that are missing, each once, and put them in.

    Beside each seat stands its source.
    """
    made: dict[object, ScopedRecord] = {}
    units: list[tuple[ElectoralUnit, Division | None]] = []
    for seat, source in seats:
        seat.congress = seat.congress or made.get(seat.place.pk)
        seat.term = seat.term or made.get((seat.place.pk, seat.number))
        seat.unit = seat.unit or made.get(seat.key)
        for record in seat.missing():
            settle(record, rights, now)
            if not isinstance(record, Congress):
                record.source = source
            match record:
                case Congress():
                    record.save()
                    seat.congress = made[seat.place.pk] = record
                case Term():
                    record.save()
                    seat.term = made[seat.place.pk, seat.number] = record
                case ElectoralUnit():
                    seat.unit = made[seat.key] = record
                    units.append((record, seat.area))
    _store_units(units)


def _store_units(units: list[tuple[ElectoralUnit, Division | None]]) -> None:
    """Store new units with what they cover and who elects, and note them."""
    areas = {area.pk for _, area in units if area}
    electing = {c.division_id: c for c in Congress.objects.filter(division__in=areas)}
    for unit, area in units:
        if area and unit.kind == UnitKind.ELECTING_UNIT:
            unit.electing_congress = electing.get(area.pk)
        # An object made before its term was stored still has none.
        unit.term_id = unit.term.pk
    ElectoralUnit.objects.bulk_create(unit for unit, _ in units)
    ElectoralUnitArea.objects.bulk_create(
        ElectoralUnitArea(unit=unit, division=area) for unit, area in units if area
    )
    note_changes(prepare(ElectoralUnit, unit.pk, Verb.CREATED) for unit, _ in units)


def settle(record: ScopedRecord, rights: SeatRights, now: datetime) -> None:
    """Complete a new record: published where the user may publish it, else a draft."""
    record.derive()
    record.live = rights.may("publish", record)
    record.has_unpublished_changes = not record.live
    if record.live:
        record.first_published_at = record.last_published_at = now
