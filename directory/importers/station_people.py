"""The deputies whom a table posts to stations (进站代表), found by name; never guessed.

Looked at are people kept below the importing division or above it. Brackets behind a name tell
namesakes apart: the public code, a level (县), a part of the unit or post.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from core.levels import CongressLevel
from core.names import fold_name
from core.paths import ancestor_paths
from directory.models import Deputy, Mandate
from divisions.models import Division

from .known_divisions import chunks_of
from .roster_links import split_text
from .roster_rights import Rights

_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_COUNT = re.compile(r"等?(?:共)?[0-9一二三四五六七八九十]+(?:名|人|位)(?:代表)?$")
#: what stands behind a name and tells nobody apart
_NO_HINT = re.compile("男|女|.{1,5}族|副?[组站]长|联络员|召集人|组员|成员|牵头|负责人?|中共党员")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Mentioned:
    """One name of a cell, with what stands in brackets behind it."""

    name: str
    hints: tuple[str, ...] = ()


@dataclass(eq=False, slots=True)
class Candidate:
    """A stored person; ``texts`` are folded: units, congresses, post."""

    pk: int
    code: str
    name: str
    path: str
    live: bool
    is_serving: bool = False
    levels: set[str] = field(default_factory=set)
    seats: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def agrees_with(self, hint: str) -> bool:
        """Whether what stands behind the name speaks of this person."""
        if hint.lower() == self.code:
            return True
        word = hint.removesuffix("代表").removesuffix("人大")
        if level := CongressLevel.from_words(word):
            return level.value in self.levels
        folded = fold_name(hint)
        return bool(folded) and any(folded in text for text in self.texts)

    @property
    def label(self) -> str:
        """The person in a question: code and seats."""
        seats = f"，{'、'.join(self.seats)}" if self.seats else ""
        return f"{self.name}（{self.code}{seats}）"


def names_in(text: str, known: Iterable[str] = ()) -> list[Mentioned]:
    """Return the names in a cell; a space parts two unless both together are one ``known``."""
    whole = set(known)
    found = []
    hidden = _BRACKETS.sub(lambda m: "(" + re.sub(r"[、,，;；/\n]+", " ", m[1]) + ")", text)
    for piece in split_text(hidden):
        said = (hint for part in _BRACKETS.findall(piece) for hint in part.split())
        hints = tuple(hint for hint in said if not _NO_HINT.fullmatch(hint))
        bare = _COUNT.sub("", _BRACKETS.sub(" ", piece)).strip().removesuffix("等")
        parts = _SPACES.split(bare)
        is_one = len(parts) == 1 or fold_name(bare) in whole or all(len(p) == 1 for p in parts)
        for name in [bare] if is_one else parts:
            if name and name not in ("代表", "无"):
                found.append(Mentioned(name, hints))
    return list(dict.fromkeys(found))


class StationPeople:
    """The stored people of the names that a table mentions, in three queries for each 2,000."""

    def __init__(self, place: Division, cells: Iterable[str], rights: Rights) -> None:
        wanted: set[str] = set()
        for text in cells:
            for piece in split_text(_BRACKETS.sub(" ", text)):
                wanted |= {fold_name(piece), *map(fold_name, _SPACES.split(piece))}
        self._by_name: dict[str, list[Candidate]] = defaultdict(list)
        kept = Q(division_path__under=place.path) | Q(
            division_path__in=ancestor_paths(place.path or "")
        )
        for names in chunks_of(sorted(wanted - {""})):
            people = Deputy.objects.filter(kept, folded_name__in=names).order_by("pk")
            columns = ("pk", "code", "name", "division_path", "live", "folded_name", "post")
            for pk, code, name, path, live, folded, post in people.values_list(*columns):
                candidate = Candidate(pk, code, name, path, live, texts=[fold_name(post)])
                if rights.sees(candidate.path, candidate.live):
                    self._by_name[folded].append(candidate)
        self._add_seats()

    def mentioned_in(self, text: str) -> list[Mentioned]:
        """Return the names in a cell."""
        return names_in(text, self._by_name)

    def candidates(self, mentioned: Mentioned) -> list[Candidate]:
        """Return whom a name may mean: those in office, as far as any of them is."""
        people = self._by_name.get(fold_name(mentioned.name), [])
        agreeing = [c for c in people if all(c.agrees_with(hint) for hint in mentioned.hints)]
        serving = [each for each in agreeing if each.is_serving]
        return serving or agreeing

    def namesakes(self, mentioned: Mentioned) -> list[Candidate]:
        """Return all who bear the name, whatever stands behind it."""
        return self._by_name.get(fold_name(mentioned.name), [])

    def _add_seats(self) -> None:
        people = {each.pk: each for group in self._by_name.values() for each in group}
        for keys in chunks_of(sorted(people)):
            seats = Mandate.objects.serving().filter(deputy__in=keys).order_by("level", "pk")
            joined = seats.select_related("term__congress__division", "unit")
            for seat in joined:
                person, congress = people[seat.deputy_id], seat.term.congress
                person.is_serving = True
                person.levels.add(congress.level)
                person.seats.append(f"{congress.division.name}{seat.unit.name}")
                person.texts += [fold_name(seat.unit.name), fold_name(congress.division.name)]
