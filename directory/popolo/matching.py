"""Who is who: which stored person each person of a Popolo file is, and what differs.

It is the stored one of the same id in the file's source, or of our own id; else the one of the
same folded name in the same unit of the same term, unless the birth months differ. The name alone
never says so, nor does another register's number: ``everypolitician_legacy`` counts anew in every
country.
"""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.names import fold_name
from directory.importers.known_divisions import chunks_of
from directory.importers.roster_people import State, births_agree, changed_values
from directory.models import Deputy, DeputyIdentifier, Mandate, OtherName

from .issues import Problem
from .plan import DEPUTY_FIELDS, Somebody

_LONGEST = DeputyIdentifier._meta.get_field("identifier").max_length
_PREFIX = "popolo:"


@dataclass(frozen=True, slots=True)
class StoredPerson:
    """A person as stored; ``values`` are those of ``DEPUTY_FIELDS``."""

    pk: int
    pinyin: str
    state: State
    values: tuple[str, ...]

    def says(self, column: str) -> str:
        """Return the stored value of a column."""
        return self.values[DEPUTY_FIELDS.index(column)]

    @property
    def is_busy(self) -> bool:
        return self.state.locked or self.state.has_draft


@dataclass
class People:
    """Everybody in a file, and what is stored of those who are."""

    everybody: list[Somebody]
    stored: dict[int, StoredPerson] = field(default_factory=dict)


def scheme_of(source: str) -> str:
    """Return the scheme under which the ids of a source are kept."""
    return _shortened(f"{_PREFIX}{source}")


def identifier_of(somebody: Somebody) -> str:
    """Return the person's id in the source, as it is kept."""
    return _shortened(somebody.key)


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST and text.isprintable():
        return text
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]
    head = "".join(c for c in text if c.isprintable())[: _LONGEST - 25]
    return f"{head}#{digest}"


def match_people(everybody: list[Somebody], scheme: str) -> People:
    """Find the stored person of everybody, and what differs; a few queries per 2,000 people."""
    people = People(everybody)
    _by_id(everybody, scheme)
    _by_seat(everybody, scheme)
    _load(people)
    for somebody in everybody:
        if somebody.is_left_out:
            continue
        somebody.is_new = somebody.pk is None
        if not somebody.is_new:
            _compare(somebody, people.stored[somebody.pk])
    _keep_free_codes([somebody for somebody in everybody if somebody.is_new])
    _keep_new_numbers(everybody, scheme)
    _keep_new_names(everybody)
    return people


def _by_id(everybody: list[Somebody], scheme: str) -> None:
    numbered = {identifier_of(somebody): somebody for somebody in everybody}
    held = DeputyIdentifier.objects.filter(scheme=scheme)
    for keys in chunks_of(sorted(numbered)):
        for number, pk in held.filter(identifier__in=keys).values_list("identifier", "deputy"):
            numbered[number].pk = pk
    ours = {somebody.uuid: somebody for somebody in everybody if somebody.uuid}
    for keys in chunks_of(sorted(ours)):
        for uid, pk in Deputy.objects.filter(uuid__in=keys).values_list("uuid", "pk"):
            ours[uid].pk = pk


def _by_seat(everybody: list[Somebody], scheme: str) -> None:
    """Find who holds the same seat under the same name and is nobody else of the source."""
    found = _holders([somebody for somebody in everybody if somebody.pk is None])
    taken = {somebody.pk for somebody in everybody if somebody.pk}
    known = defaultdict(set)
    for keys in chunks_of(sorted({pk for pks in found.values() for pk in pks})):
        held = DeputyIdentifier.objects.filter(scheme=scheme, deputy__in=keys)
        for pk, number in held.values_list("deputy", "identifier"):
            known[pk].add(number)
    for somebody, holders in found.items():
        pks = {pk for pk in holders - taken if _may_be(somebody, known[pk])}
        if len(pks) == 1:
            somebody.pk, somebody.uuid = pks.pop(), None
            taken.add(somebody.pk)
        elif pks:
            _leave_out(somebody)


def _may_be(somebody: Somebody, numbers: set[str]) -> bool:
    """Say whether a stored person of these ids of the source may be ``somebody``.

    Upstream merges namesakes and parts them again: then one id begins with the other.
    """
    own = somebody.origin or somebody.key
    return not numbers or any(n == _shortened(own) or n.startswith(f"{own}#") for n in numbers)


def _holders(unknown: list[Somebody]) -> dict[Somebody, set[int]]:
    """Return who holds a seat of the same unit under the same name."""
    wanted = defaultdict(list)
    for somebody in unknown:
        units = {claim.unit.pk for claim in somebody.claims if claim.unit and claim.unit.pk}
        for unit in units:
            wanted[unit, fold_name(somebody.values["name"])].append(somebody)
    found = defaultdict(set)
    columns = ("unit", "deputy__folded_name", "deputy", "deputy__birth")
    for keys in chunks_of(sorted({unit for unit, _ in wanted})):
        for unit, name, pk, birth in Mandate.objects.filter(unit__in=keys).values_list(*columns):
            for somebody in wanted.get((unit, name), ()):
                if births_agree(birth, somebody.values.get("birth", "")):
                    found[somebody].add(pk)
    return found


def _leave_out(somebody: Somebody) -> None:
    somebody.is_left_out = True
    somebody.record.find(Problem.SEVERAL_STORED, "name")
    for claim in somebody.claims:
        claim.record.find(Problem.UNKNOWN_PERSON, "person_id")


def _load(people: People) -> None:
    columns = ("pk", "pinyin", *State._fields, *DEPUTY_FIELDS)
    states = 2 + len(State._fields)
    for keys in chunks_of(sorted({s.pk for s in people.everybody if s.pk})):
        for row in Deputy.objects.filter(pk__in=keys).values_list(*columns):
            state = State(*row[2:states])
            people.stored[row[0]] = StoredPerson(*row[:2], state, row[states:])


def _compare(somebody: Somebody, stored: StoredPerson) -> None:
    wanted = [(column, somebody.values.get(column, "")) for column in DEPUTY_FIELDS]
    changes = changed_values(stored.values, wanted)
    if changes and stored.is_busy:
        somebody.record.find(Problem.RECORD_BUSY)
        return
    somebody.changes = changes


def _keep_new_numbers(everybody: Iterable[Somebody], scheme: str) -> None:
    """Drop the numbers that are stored, and those that are somebody else's, which is said."""
    present = [somebody for somebody in everybody if not somebody.is_left_out]
    for somebody in present:
        if somebody.uuid is None:
            somebody.numbers.insert(0, (scheme, identifier_of(somebody)))
    holders = _number_holders(present)
    for somebody in present:
        new = []
        for pair in dict.fromkeys(somebody.numbers):
            holder = holders.setdefault(pair, somebody)
            if holder is somebody:
                new.append(pair)
            elif holder != (somebody.pk or somebody):
                somebody.record.find(Problem.IDENTIFIER_TAKEN, "identifiers", " ".join(pair))
        somebody.numbers = new


def _number_holders(people: Iterable[Somebody]) -> dict[tuple[str, str], int | Somebody]:
    """Return who holds the numbers by which ``people`` go elsewhere."""
    holders: dict[tuple[str, str], int | Somebody] = {}
    numbers = {number for somebody in people for _, number in somebody.numbers}
    for keys in chunks_of(sorted(numbers)):
        held = DeputyIdentifier.objects.filter(identifier__in=keys)
        for kept, number, pk in held.values_list("scheme", "identifier", "deputy"):
            holders[kept, number] = pk
    return holders


def _keep_new_names(everybody: Iterable[Somebody]) -> None:
    """Drop the other names that are stored."""
    known = {s.pk: s for s in everybody if s.pk and not s.is_left_out and s.other_names}
    stored = defaultdict(set)
    for keys in chunks_of(sorted(known)):
        rows = OtherName.objects.filter(deputy__in=keys)
        for pk, *name in rows.values_list("deputy", "name", "language", "note"):
            stored[pk].add(tuple(name))
    for pk, somebody in known.items():
        somebody.other_names = [n for n in somebody.other_names if n not in stored[pk]]


def _keep_free_codes(new: list[Somebody]) -> None:
    """Let new people keep the public code and UUID of the file, where nobody has them."""
    for column in ("code", "uuid"):
        given: dict[str | uuid.UUID, Somebody] = {}
        for somebody in new:
            value = getattr(somebody, column)
            if value and given.setdefault(value, somebody) is not somebody:
                setattr(somebody, column, "" if column == "code" else None)
        for keys in chunks_of(sorted(given)):
            taken = Deputy.objects.filter(**{f"{column}__in": keys})
            for value in taken.values_list(column, flat=True):
                setattr(given[value], column, "" if column == "code" else None)
