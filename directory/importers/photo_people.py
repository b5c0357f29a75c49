"""The stored people whom photographs may show: of the names, numbers and codes in the files.

Only people kept in the subtree of the importing division are looked at.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from core.paths import ancestor_paths
from directory.models import (
    Deputy,
    DeputyIdentifier,
    ElectoralUnit,
    Mandate,
    OtherName,
    Posting,
)
from directory.models.unit import fold_unit_name
from divisions.models import Division

from .known_divisions import chunks_of
from .roster_people import State

_SHORTEST_HINT = 2


@dataclass(eq=False, slots=True)
class Sitter:
    """A person as stored; ``places`` are folded names of what the person belongs to."""

    pk: int
    code: str
    name: str
    folded_name: str
    path: str
    photo: int | None
    state: State
    places: set[str] = field(default_factory=set)
    units: list[str] = field(default_factory=list)

    def agrees_with(self, hint: str) -> bool:
        """Whether a folded hint speaks of a place of this person."""
        hint = fold_unit_name(hint)
        return any(hint in place or place in hint for place in self.places)

    @property
    def label(self) -> str:
        """The person in a question: code and units."""
        units = f"，{'、'.join(self.units)}" if self.units else ""
        return f"{self.name}（{self.code}{units}）"


@dataclass(slots=True)
class Sitters:
    """Stored people: by folded names, by register number, by public code."""

    by_name: dict[str, list[Sitter]]
    by_number: dict[str, Sitter]
    by_code: dict[str, Sitter]


def load_sitters(
    place: Division, names: Collection[str], numbers: Collection[str], codes: Collection[str],
    register: str, sees: Callable[[str, bool], bool],
) -> Sitters:  # fmt: skip
    """Return the people of ``names``, ``numbers`` of ``register`` and ``codes`` under ``place``.

    Another name of a person (曾用名) is as good as the name.

    Those whom ``sees``, asked with path and publication, does not let the user know are left out.
    """
    kept = Deputy.objects.filter(division_path__under=place.path)
    people: dict[int, Sitter] = {}
    others: dict[int, set[str]] = defaultdict(set)
    for chunk in chunks_of(sorted(names)):
        _read(kept.filter(folded_name__in=chunk), people)
        _read_other_names(kept, chunk, people, others)
    for chunk in chunks_of(sorted(codes)):
        _read(kept.filter(code__in=chunk), people)
    numbered: dict[str, int] = {}
    for chunk in chunks_of(sorted(numbers)):
        held = DeputyIdentifier.objects.filter(scheme=register, identifier__in=chunk)
        numbered |= dict(held.values_list("identifier", "deputy"))
    for chunk in chunks_of(sorted(set(numbered.values()) - people.keys())):
        _read(kept.filter(pk__in=chunk), people)
    people = {pk: each for pk, each in people.items() if sees(each.path, each.state.live)}
    _add_places(people)
    return Sitters(
        _by_name(people.values(), others),
        {number: people[pk] for number, pk in numbered.items() if pk in people},
        {sitter.code: sitter for sitter in people.values()},
    )


def known_places(place: Division, hints: Iterable[str]) -> set[str]:
    """Return those of the folded ``hints`` that are names of units or places under ``place``."""
    by_text = {text: hint for hint in hints for text in (hint, fold_unit_name(hint))}
    known = set()
    for chunk in chunks_of(sorted(by_text)):
        units = ElectoralUnit.objects.filter(
            division_path__under=place.path, folded_name__in=chunk
        ).values_list("folded_name", flat=True)
        below = Division.objects.filter(path__under=place.path)
        named = below.filter(Q(name__in=chunk) | Q(short_name__in=chunk)).values_list(
            "name", "short_name"
        )
        found = {*units, *(text for pair in named for text in pair)}
        known |= {by_text[text] for text in found if text in by_text}
    return known


def _read(found: QuerySet, people: dict[int, Sitter]) -> None:
    columns = ("pk", "code", "name", "folded_name", "division_path", "photo", *State._fields)
    for row in found.order_by("pk").values_list(*columns):
        pk, code, name, folded_name, path, photo, *state = row
        sitter = Sitter(pk, code, name, folded_name, path, photo, State(*state))
        people.setdefault(pk, sitter)


def _read_other_names(
    kept: QuerySet, names: list[str], people: dict[int, Sitter], others: dict[int, set[str]]
) -> None:
    """Add those of whom ``names`` are other names, and to ``others`` which of them."""
    held = OtherName.objects.filter(folded_name__in=names, deputy__in=kept.values("pk"))
    found = list(held.values_list("deputy", "folded_name"))
    for pk, folded_name in found:
        others[pk].add(folded_name)
    _read(kept.filter(pk__in={pk for pk, _ in found}), people)


def _by_name(sitters: Iterable[Sitter], others: dict[int, set[str]]) -> dict[str, list[Sitter]]:
    by_name = defaultdict(list)
    for sitter in sitters:
        for folded_name in {sitter.folded_name} | others.get(sitter.pk, set()):
            by_name[folded_name].append(sitter)
    return dict(by_name)


def _add_places(people: dict[int, Sitter]) -> None:
    """Give each person the names of units, groups, stations and places."""
    texts: dict[int, set[str]] = defaultdict(set)
    for chunk in chunks_of(sorted(people)):
        seats = Mandate.objects.filter(deputy__in=chunk).order_by("pk")
        columns = ("deputy", "unit__name", "group_text", "station_text", "unit__division__name")
        for pk, unit, *others in seats.values_list(*columns):
            texts[pk] |= {unit, *others}
            people[pk].units.append(unit)
        posted = Posting.objects.filter(deputy__in=chunk)
        for pk, *names in posted.values_list("deputy", "station__name", "station__division__name"):
            texts[pk].update(names)
    names_of = _names_of_places({sitter.path for sitter in people.values()})
    for pk, sitter in people.items():
        above = (name for path in ancestor_paths(sitter.path) for name in names_of.get(path, ()))
        folded = (fold_unit_name(text) for text in (*texts[pk], *above) if text)
        sitter.places = {text for text in folded if len(text) >= _SHORTEST_HINT}


def _names_of_places(paths: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return ``{path: (name, short name)}`` of the places with ``paths`` and those above them."""
    wanted = {above for path in paths for above in ancestor_paths(path)}
    names: dict[str, tuple[str, str]] = {}
    for chunk in chunks_of(sorted(wanted)):
        places = Division.objects.filter(path__in=chunk)
        for path, name, short_name in places.values_list("path", "name", "short_name"):
            names[path or ""] = (name, short_name)
    return names
