"""What no roster holds of the people of the demo: lives, channels, places, what became of seats."""

import hashlib
import uuid

from django.db import transaction

from directory.enums import EndGround, MandateStatus
from directory.models import Deputy, DeputyIdentifier, Mandate, OtherName
from directory.models.deputy import CODE_DIGITS
from directory.services import end_mandate, suspend_mandate
from divisions.enums import Level
from divisions.models import Division

from .deputies import REGISTER, SOURCE, divisions_by_short_name
from .people import Person, Seat
from .places import read_places

_CODE_LENGTH = 8
_GROUNDS = {"辞职": EndGround.RESIGNED, "调离": EndGround.MOVED_AWAY, "去世": EndGround.DIED}
_BY_ELECTION, _SUSPENDED = "补选", "暂停"
_OFFICES = {
    Level.PREFECTURE: "云岭州人大常委会代表工作委员会",
    Level.COUNTY: "{}人大常委会代表联络工作委员会",
    Level.TOWNSHIP: "{}人大代表联络站",
}


def stored_people(people: list[Person]) -> dict[Deputy, Person]:
    """Return the people of the demo by the deputy that is stored for them."""
    by_number = {person.number: person for person in people}
    identifiers = DeputyIdentifier.objects.filter(scheme=REGISTER, identifier__in=by_number)
    return {
        each.deputy: by_number[each.identifier]
        for each in identifiers.select_related("deputy__division")
    }


@transaction.atomic
def load_lives(deputies: dict[Deputy, Person]) -> int:
    """Complete the deputies; return how many biographies there are."""
    divisions = divisions_by_short_name()
    keepers = _keepers()
    for deputy, person in deputies.items():
        deputy.code, deputy.uuid = _code(person), uuid.uuid5(uuid.NAMESPACE_OID, person.number)
        deputy.division = keepers.get(deputy.pk, deputy.division)
        deputy.pinyin = person.pinyin or deputy.pinyin
        deputy.source = SOURCE
        if person.biography:
            deputy.biography = f"<p>{person.biography}</p>"
        if person.kind != "军人":
            deputy.residence = divisions[person.home]
            deputy.work_place = divisions[person.work]
        if deputy.pk in keepers:
            deputy.public_channel = _channel(person)
        deputy.full_clean()
        deputy.save()
        for name, language in person.other:
            OtherName.objects.get_or_create(deputy=deputy, name=name, language=language)
    return sum(bool(person.biography) for person in deputies.values())


@transaction.atomic
def load_events(deputies: dict[Deputy, Person]) -> int:
    """End, suspend and date the seats that something happened to; return their number."""
    seats = [
        (deputy, seat) for deputy, person in deputies.items() for seat in person.seats if seat.word
    ]
    congresses = divisions_by_short_name()
    for deputy, seat in seats:
        mandate = Mandate.objects.get(
            deputy=deputy,
            term__congress__division=congresses[seat.congress],
            term__number=seat.term,
        )
        _happen(mandate, seat)
    return len(seats)


def _happen(mandate: Mandate, seat: Seat) -> None:
    """Write into the mandate what became of it, unless it stands there."""
    if seat.word == _BY_ELECTION and not mandate.is_by_election:
        mandate.is_by_election, mandate.starts_on = True, seat.on
        mandate.full_clean()
        mandate.save()
    elif seat.word == _SUSPENDED and mandate.status == MandateStatus.SERVING:
        suspend_mandate(mandate=mandate)
    elif seat.word in _GROUNDS and seat.on and mandate.is_open:
        end_mandate(mandate=mandate, on=seat.on, ground=_GROUNDS[seat.word], source=SOURCE)


def _code(person: Person) -> str:
    """Return the public address, the same in every demo."""
    digest = hashlib.sha256(f"demo {person.number}".encode()).digest()
    return "".join(CODE_DIGITS[byte % len(CODE_DIGITS)] for byte in digest[:_CODE_LENGTH])


def _keepers() -> dict[int, Division]:
    """Return who keeps the record of each deputy in office: the highest seat that has staff.

    Nobody works for the province on this site; it keeps those who sit for nobody else.
    """
    keepers: dict[int, Division] = {}
    for mandate in Mandate.objects.serving().select_related("division").order_by("-level", "pk"):
        if mandate.division.level > Level.PROVINCE or mandate.deputy_id not in keepers:
            keepers[mandate.deputy_id] = mandate.division
    return keepers


def _channel(person: Person) -> str:
    """Return the station or office that passes on what people say, with its telephone."""
    place = read_places()[person.work]
    while not place.phone:
        place = read_places()[place.parent]
    return f"{_OFFICES[place.level].format(place.short)}，电话 {place.phone}"
