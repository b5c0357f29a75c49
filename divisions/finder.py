"""Find divisions by name, part of a name, pinyin, initials or code, among 665,000 (找区划).

A part of a name finds townships and what is above; a village is found by how its name begins.
Each question is a range of an index that holds all it asks for, level by level, so that it stops
at the first hits and costs the same for a rare and for a common beginning.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, SmallIntegerField, Value, When
from django.db.models.functions import Concat, Length
from django.utils import timezone

from core.paths import PathField

from .codes import DIGITS
from .enums import Level
from .models import Division, OtherName

#: characters that are looked at
MAX_LENGTH = 50
LIMIT = 20
_CODE = re.compile(r"[0-9]{2,12}")
_PINYIN = re.compile(r"[a-z0-9]+")
_DROPPED = re.compile(r"[\s'’‘`,，。、/\\%_>›\x00-\x1f\x7f\u200b-\u200f\ufeff]+")
#: characters as names and pinyin have them
_WRITTEN = str.maketrans({"(": "（", ")": "）", "ü": "v"})
#: how good a hit is; the first the best
_EXACT, _NAMED, _BEGINS, _HOLDS = range(4)
#: other names, places above, and steps from above down that are looked at
_OTHER_NAMES, _PLACES_ABOVE, _STEPS_DOWN = 200, 8, 3
#: what people leave out of the name of a place above
_UNITS = ("省", "市", "县", "区", "州", "旗", "镇", "乡")
_UNIT_ENDINGS = {
    *_UNITS, "街道", "村", "社区", "sheng", "shi", "xian", "qu", "zhou", "qi", "zhen", "xiang",
    "jiedao", "cun", "shequ",
}  # fmt: skip
#: levels whose short names are compared: the indexes leave them out, but these are few
_HIGH_LEVELS = (Level.PROVINCE, Level.PREFECTURE)
#: levels that are asked together: villages are many, the rest are few
_LEVELS = [list(range(Level.VILLAGE)), [Level.VILLAGE]]


@dataclass(frozen=True)
class Hit:
    """A division found; ``found_by`` is the other name that led there, empty where its own did."""

    division: Division
    found_by: str = ""


def find_divisions(  # noqa: PLR0913 - what a search may be narrowed by
    text: str,
    *,
    among: QuerySet[Division] | None = None,
    under: Division | None = None,
    level: int | None = None,
    with_ended: bool = False,
    on: datetime.date | None = None,
    limit: int = LIMIT,
) -> list[Hit]:
    """Return what ``text`` finds, the best first, then from the top down.

    Args:
        text: what somebody typed; spaces, marks and case do not count.
        among: only these; None is all.
        under: only this division and what it governs.
        level: only this level.
        with_ended: abolished places too, after those in force.
        on: the day on which places are in force (default: today).
        limit: at most so many.
    """
    search = _Search(_plain(text), limit)
    if not search.text:
        return []
    search.levels = _LEVELS if level is None else [[level]]
    search.divisions = Division.objects.all() if among is None else among
    if under is not None:
        search.narrow(under)
    on = on or timezone.localdate()
    if not with_ended:
        search.divisions = search.divisions.valid(on)
    return search.hits(on)


def _plain(text: str) -> str:
    """Return what counts of ``text``: ``Xī’ān`` and ``xi an`` give ``xian``."""
    text = unicodedata.normalize("NFKC", text[: MAX_LENGTH * 2]).lower()
    text = text.translate(_WRITTEN)
    if not any(character >= "\u2e80" for character in text):
        letters = unicodedata.normalize("NFD", text)
        text = "".join(c for c in letters if not unicodedata.combining(c))
    return _DROPPED.sub("", text)[:MAX_LENGTH]


def names_above(divisions: Iterable[Division]) -> dict[int, str]:
    """Return ``{id: 湖南省 › 邵阳市}`` for each of ``divisions``, in one query; no nation."""
    divisions = list(divisions)
    above = Division.objects.in_bulk({pk for d in divisions for pk in d.ancestor_ids[1:-1]})
    return {d.pk: " › ".join(above[pk].name for pk in d.ancestor_ids[1:-1]) for d in divisions}


class _Search:
    """One search; ``found`` is {id: (how good, other name)} in the order found."""

    divisions: QuerySet[Division]
    levels: Sequence[Sequence[int]]

    def __init__(self, text: str, limit: int) -> None:
        self.text = text
        self._limit = limit
        self._found: dict[int, tuple[int, str]] = {}

    def narrow(self, under: Division) -> None:
        """Keep what ``under`` governs; a code is looked for in a small subtree itself.

        A short code of elsewhere finds no villages: few places hang where their code does not.
        """
        own = under.public_code
        if not self.text.isdecimal():
            self.divisions = _spoiled(self.divisions).filter(spoiled__under=under.path)
        elif under.level >= Level.COUNTY:
            self.divisions = self.divisions.filter(path__under=under.path)
        else:
            self.divisions = _spoiled(self.divisions).filter(spoiled__under=under.path)
            is_elsewhere = not self.text.startswith(own) and not own.startswith(self.text)
            if is_elsewhere and len(self.text) < DIGITS[Level.COUNTY]:
                self.levels = [levels for levels in self.levels if levels != [Level.VILLAGE]]

    def hits(self, on: datetime.date) -> list[Hit]:
        """Return the hits, those in force on the day ``on`` first."""
        for ask in (self._by_code, self._by_name, self._within):
            self._found = {}
            ask()
            if hits := self._loaded(on):
                return hits
        return []

    def _loaded(self, on: datetime.date) -> list[Hit]:
        found = self._found
        if not found:
            return []
        ordered = sorted(
            (d for d in self.divisions.filter(pk__in=found) if d.level in self._all_levels),
            key=lambda d: (
                d.valid_until is not None and d.valid_until < on, found[d.pk][0], d.level,
                len(d.name), d.code, d.pk,
            ),
        )  # fmt: skip
        return [Hit(division, found[division.pk][1]) for division in ordered[: self._limit]]

    def _note(self, pk: int, grade: int, name: str = "") -> None:
        """Keep the best that led to a division; its own name before another one as good."""
        if pk not in self._found or (grade, name) < self._found[pk]:
            self._found[pk] = (grade, name)

    @property
    def _is_pinyin(self) -> bool:
        return _PINYIN.fullmatch(self.text) is not None

    def _is_full(self) -> bool:
        return len(self._found) >= self._limit

    # By code

    def _by_code(self) -> None:
        """Find the code itself at every level, then what begins with it, from the top down."""
        if not _CODE.fullmatch(self.text):
            return
        whole = self.text.ljust(12, "0")
        for levels in self.levels:
            rows = self.divisions.filter(
                codes__level__in=levels, codes__code__begins=self.text
            ).order_by("codes__level", "codes__code")
            for pk, code in rows.values_list("pk", "codes__code")[: self._limit]:
                self._note(pk, _EXACT if code == whole else _BEGINS)
            if self._is_full():
                return

    # By name

    def _by_name(self) -> None:
        """Find by name or pinyin, by a former or short name; of villages by the beginning."""
        columns = ["pinyin", "initials"] if self._is_pinyin else ["name"]
        for levels in self.levels:
            rows = self._united([self._of_column(levels, column) for column in columns])
            for pk, *texts in rows.values_list("pk", *columns):
                self._note(pk, min(map(self._grade, texts)))
            if self._is_full():
                break
        self._by_other_name(columns)

    def _of_column(self, levels: Sequence[int], column: str) -> QuerySet[Division]:
        """Return the divisions of ``levels`` that a column finds, as many as are wanted."""
        rows = self.divisions.filter(level__in=levels)
        if levels == [Level.VILLAGE]:
            # Thousands may begin so: whichever come first, not all of them sorted.
            rows = rows.filter(**{f"{column}__begins": self.text}).order_by()
        else:
            rows = self._higher(rows, column)
        return rows[: self._limit]

    def _united(self, found: list[QuerySet[Division]]) -> QuerySet[Division]:
        """Return what several columns found, in one query."""
        if len(found) == 1:
            return found[0]
        # A subquery holds order and limit: parts of a union may have neither.
        everywhere = Division.objects.order_by()
        first, *more = (everywhere.filter(pk__in=rows.values("pk")) for rows in found)
        return first.union(*more)

    def _higher(self, rows: QuerySet[Division], column: str) -> QuerySet[Division]:
        """Return townships and what is above them; part of a name will do, best hits first."""
        begins = {f"{column}__begins": self.text}
        if column != "name":
            return rows.filter(**begins).order_by("level", Length(column), "pk")
        grade = Case(When(**begins, then=0), default=1, output_field=SmallIntegerField())
        return rows.filter(name__contains=self.text).order_by(grade, "level", Length(column), "pk")

    def _grade(self, text: str) -> int:
        """Say how good a text is that may hold what was asked; the last grade where it does not."""
        if text == self.text:
            return _EXACT
        if text.startswith(self.text) and text.removeprefix(self.text) in _UNIT_ENDINGS:
            return _NAMED
        return _BEGINS if text.startswith(self.text) else _HOLDS

    @property
    def _all_levels(self) -> list[int]:
        return [level for levels in self.levels for level in levels]

    def _by_other_name(self, columns: list[str]) -> None:
        """Find by a name that a place had, or by a short one."""
        asked = Q()
        for column in columns:
            asked |= Q((f"{column}__{'contains' if column == 'name' else 'begins'}", self.text))
        names = OtherName.objects.filter(asked).order_by("name")
        for pk, name, *values in names.values_list("division_id", "name", *columns)[:_OTHER_NAMES]:
            self._note(pk, min(map(self._grade, values)), name)

    # By a place and what lies above it

    def _within(self) -> None:
        """Find what the end of the text names in the place that its beginning names (湖南邵阳)."""
        if self._is_pinyin:
            return
        roots = [("", self.text)]
        for _ in range(_STEPS_DOWN):
            roots = self._places_above(roots)
            for rest in dict.fromkeys(rest for _, rest in roots):
                under = Q(pk__in=[])
                for path in (path for path, text in roots if text == rest):
                    under |= Q(spoiled__under=path)
                rows = _spoiled(self.divisions).filter(
                    under, level__in=self._all_levels, name__begins=rest
                )
                ordered = rows.order_by("level", "name", "path")
                for pk in ordered.values_list("pk", flat=True)[: self._limit]:
                    self._note(pk, _BEGINS)
            if self._found or not roots:
                return

    def _places_above(self, roots: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the places that the beginnings of texts name, as path and what is left.

        Args:
            roots: where to look (a path) for the beginnings of which text.
        """
        found = []
        for path, text in roots:
            heads = {text[:end]: text[end:] for end in range(2, len(text))}
            names = {head + unit: head for head in heads for unit in ("", *_UNITS)}
            full = Division.objects.filter(level__lt=Level.VILLAGE, name__in=names)
            high = Division.objects.filter(level__in=_HIGH_LEVELS, short_name__in=heads)
            rows = [
                *full.order_by("level", "path").values_list("path", "name")[:_OTHER_NAMES],
                *high.order_by("level", "name").values_list("path", "short_name"),
                *_other_paths(heads),
            ]
            found += [
                (below, heads[names[name]])
                for below, name in rows
                if below.startswith(path) and below != path
            ]
        return list(dict.fromkeys(found))[:_PLACES_ABOVE]


def _other_paths(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the path of each place that has one of ``names`` besides its own, and that name."""
    rows = OtherName.objects.filter(name__in=names).values_list("division_id", "name")
    others = dict(rows[:_OTHER_NAMES])
    for place in Division.objects.filter(pk__in=others.keys()):
        yield place.path or "", others[place.pk]


def _spoiled(divisions: QuerySet[Division]) -> QuerySet[Division]:
    """Give the path under a name that no index serves: those of names and codes are the better."""
    return divisions.alias(spoiled=Concat("path", Value(""), output_field=PathField()))
