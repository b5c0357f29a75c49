"""Organizations of a Popolo file: the congress of a division, or an organ of any other kind.

An organization is a congress (人民代表大会) only where classification and name, or our own export,
say so and its division may have one. Every other one, the legislature of another country and a
party alike, becomes an ``Organ``: nobody there is a deputy of a people's congress.
"""

import re
import unicodedata
from dataclasses import dataclass

from core.names import fold_name
from directory.enums import OrganKind
from directory.importers.known_divisions import chunks_of
from directory.importers.roster_seats import WantedCongress
from directory.models import Congress, Organ
from divisions.enums import Level
from divisions.models import Division

from .issues import Kind, Problem, Record
from .places import Places
from .reading import PopoloFile, reference_of
from .values import Fields
from .words import CONGRESS, DIVISION_SCHEME, LEGISLATURES, ORGAN_CLASSES, PARTIES

_LONGEST_NAME = Organ._meta.get_field("name").max_length
_IN_CHINESE = re.compile(r"^(?:中华人民共和国)?(.+?)(?:人民代表大会|人大)$")
_IN_ENGLISH = re.compile(r"\bpeople'?s congress\b")
_KINDS = {word: kind for kind, word in ORGAN_CLASSES.items()}


@dataclass(eq=False, slots=True)
class Body:
    """An organization; ``congress`` where it is one, else ``pk`` is that of its organ."""

    record: Record
    name: str
    division: Division
    kind: OrganKind
    classification: str
    congress: WantedCongress | None = None
    parent: "Body | None" = None
    pk: int | None = None

    @property
    def key(self) -> tuple[int, str]:
        """What tells organs apart: division and folded name."""
        return self.division.pk, fold_name(self.name)

    @property
    def is_legislature(self) -> bool:
        return self.congress is not None or self.classification in LEGISLATURES

    @property
    def is_party(self) -> bool:
        return self.classification in PARTIES


class Bodies:
    """Finds out what each organization of a file is."""

    def __init__(self, file: PopoloFile, places: Places) -> None:
        self.file, self.places = file, places
        self.by_reference: dict[str, Body] = {}
        self.congresses: dict[int, WantedCongress] = {}
        #: name of a congress as given, by division
        self.congress_names: dict[int, str] = {}
        self._by_key: dict[tuple[int, str], Body] = {}

    def read(self) -> list[Body]:
        """Return the organizations, each once; two of one name are one."""
        found = {}
        for record in self.file.records[Kind.ORGANIZATION]:
            if record.is_importable and (name := self._name(record)):
                found[record] = name
        self._load_places(found)
        for record, name in found.items():
            self._add(record, name)
        load_congresses(self.congresses)
        bodies = list(dict.fromkeys(self.by_reference.values()))
        self._find_parents(bodies)
        return bodies

    def of(self, reference: object) -> Body | None:
        return self.by_reference.get(reference_of(reference) or "")

    def congress(self, division: Division) -> WantedCongress:
        """Return the one congress of a division."""
        return self.congresses.setdefault(division.pk, WantedCongress(division))

    def _name(self, record: Record) -> str:
        name = Fields(record).text("name")
        if not name:
            record.find(Problem.NO_NAME, "name")
        elif len(name) > _LONGEST_NAME:
            record.find(Problem.NAME_TOO_LONG, "name")
            return ""
        return name

    def _load_places(self, found: dict[Record, str]) -> None:
        self.places.load_codes(_division_code(record) for record in found)
        matches = (_IN_CHINESE.match(name) for name in found.values())
        self.places.load_names(match.group(1) for match in matches if match)

    def _add(self, record: Record, name: str) -> None:
        fields = Fields(record)
        classification = fields.text("classification").lower()
        code = _division_code(record)
        place = self.places.by_code(code) if code else None
        if code and place is None:
            record.find(Problem.UNKNOWN_DIVISION, "identifiers", code)
        body = Body(
            record=record, name=name, division=place or self.places.base,
            kind=_KINDS.get(classification, OrganKind.OTHER), classification=classification,
        )  # fmt: skip
        if division := self._division_of_congress(body, place):
            body.division, body.congress = division, self.congress(division)
            if _IN_CHINESE.match(name):
                self.congress_names.setdefault(division.pk, name)
        record.kept |= fields.kept()
        first = self._by_key.setdefault((*body.key, body.congress), body)
        if first is not body:
            record.find(Problem.SAME_NAME, "name", f"见 {first.record.place}")
        self.by_reference[record.reference] = first

    def _division_of_congress(self, body: Body, place: Division | None) -> Division | None:
        """Return whose congress the organization is; None if it is none of ours."""
        if body.classification not in LEGISLATURES:
            return None
        if place is not None:
            division = place if body.classification == CONGRESS else None
        else:
            division = self._by_congress_name(body.name)
        return division if division and division.may_have_congress else None

    def _by_congress_name(self, name: str) -> Division | None:
        if match := _IN_CHINESE.match(name):
            return self.places.by_name(match.group(1))
        plain = unicodedata.normalize("NFKC", name).replace("’", "'").replace("‘", "'").lower()
        if not _IN_ENGLISH.search(plain):
            return None
        is_national = plain.startswith(("national ", "china", "chinese"))
        return self.places.base if is_national == (self._level == Level.NATION) else None

    @property
    def _level(self) -> int:
        return self.places.base.level

    def _find_parents(self, bodies: list[Body]) -> None:
        """Set the parents; one that stands below its own child is left out."""
        for body in bodies:
            reference = reference_of(body.record.data.get("parent_id"))
            if not reference:
                continue
            body.parent = self.by_reference.get(reference)
            if body.parent is None:
                body.record.find(Problem.UNKNOWN_PARENT, "parent_id", reference[:60])
            elif _stands_below(body.parent, body):
                body.parent = None
                body.record.find(Problem.PARENT_CYCLE, "parent_id", reference[:60])


def load_congresses(wanted: dict[int, WantedCongress]) -> None:
    """Give congresses (by division) the ids and elections of the stored ones."""
    for keys in chunks_of(sorted(wanted)):
        rows = Congress.objects.filter(division__in=keys)
        for division, pk, election in rows.values_list("division", "pk", "election"):
            wanted[division].pk, wanted[division].election = pk, election


def _stands_below(body: Body | None, other: Body) -> bool:
    while body is not None:
        if body is other:
            return True
        body = body.parent
    return False


def _division_code(record: Record) -> str:
    items = record.data.get("identifiers")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and item.get("scheme") == DIVISION_SCHEME:
            return reference_of(item.get("identifier")) or ""
    return ""
