"""Who is who (是不是同一个人): which stored person each row of a roster means.

Identity is never the name. A row means a stored person when the register number agrees, or when
folded name, term and unit agree, and the birth month where both know it. What is weaker is a
question, unless the namesake sits at another level: then the row is somebody new, with a remark.
Open mandates in two places of which neither governs the other are always a question (选举法
第四十八条).
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from .roster_entries import Entry
from .roster_findings import Finding
from .roster_headers import LABELS
from .roster_people import (
    DEPUTY_FIELDS,
    MANDATE_FIELDS,
    Namesakes,
    StoredDeputy,
    StoredMandate,
    births_agree,
    changed_values,
    load_namesakes,
)
from .roster_rows import Outcome
from .roster_seats import WantedUnit

#: names that are asked for at once
_NAMES_AT_ONCE = 500
_MONTH = len("1979-05")
#: an answer that says: somebody new
NEW = "new"


@dataclass(frozen=True)
class MatchOptions:
    """What the rows are matched by, beside themselves.

    Attributes:
        register: the register whose numbers the rows carry.
        answers: ``{sheet row: public code or NEW}``, decisions of a person.
        sees: whether a stored person is this user's business (path, live).
    """

    register: str
    answers: dict[int, str]
    today: datetime.date
    sees: Callable[[str, bool], bool] = lambda path, live: True


def match_people(
    entries: Iterable[Entry], options: MatchOptions, progress: Callable[[int], None]
) -> None:
    """Find the stored person of every entry, and what differs; a few queries per 500 names."""
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_name[entry.folded_name].append(entry)
    done = 0
    for names in _chunks(iter(by_name), _NAMES_AT_ONCE):
        chunk = [entry for name in names for entry in by_name[name]]
        stored = load_namesakes(
            names,
            {entry.person.register_number for entry in chunk} - {""},
            {options.answers.get(entry.row.row, NEW) for entry in chunk} - {NEW},
            options.register,
            options.today,
        )
        for name in names:
            _Group(by_name[name], stored, options).match()
        done += len(chunk)
        progress(done)


class _Group:
    """The rows of one name against the stored people of that name."""

    def __init__(self, entries: list[Entry], stored: Namesakes, options: MatchOptions) -> None:
        self.entries = entries
        self.stored, self.options = stored, options
        name = entries[0].folded_name
        self.namesakes = [
            deputy for deputy in stored.by_name.get(name, [])
            if options.sees(deputy.path, deputy.state.live)
        ]  # fmt: skip
        #: who is taken, in which congress and term, by which row
        self.taken: dict[tuple[int, int, int], Entry] = {}
        self.new: list[Entry] = []
        self.found: list[tuple[Entry, StoredDeputy, StoredMandate | None]] = []

    def match(self) -> None:
        """Take the sure matches first, so that they raise no question about the rest."""
        rest = [entry for entry in self.entries if not self._by_number(entry)]
        rest = [entry for entry in rest if not self._by_seat(entry)]
        for entry in rest:
            self._ask(entry)
            if not entry.is_left_out:
                self._add_new(entry)
        said: dict[int, set[str]] = defaultdict(set)
        for entry, deputy, mandate in sorted(self.found, key=lambda each: each[0].row.row):
            number = entry.person.register_number
            entry.adds_number = bool(number) and number not in self.stored.by_number
            _compare(entry, deputy, mandate, said[deputy.pk])

    # Sure matches

    def _by_number(self, entry: Entry) -> bool:
        """Match by a person's answer or by the register number; False: neither says anything."""
        if answer := self.options.answers.get(entry.row.row, ""):
            if answer == NEW:
                self._add_new(entry)
                return True
            deputy = self.stored.by_code.get(answer)
            if deputy is None or deputy.folded_name != entry.folded_name:
                entry.find(Finding.ANSWER_UNKNOWN, "*")
                return True
        else:
            deputy = self.stored.by_number.get(entry.person.register_number)
            if deputy is None:
                return False
            if deputy.folded_name != entry.folded_name:
                return self._ask_about_number(entry, deputy)
        self._take(entry, deputy)
        return True

    def _ask_about_number(self, entry: Entry, deputy: StoredDeputy) -> bool:
        """Ask about a number that somebody else has in the same congress and term.

        Elsewhere it says nothing: congresses and terms may number their deputies anew.
        """
        path, number = entry.unit.congress.division.path, entry.unit.term.number
        seats = {(mandate.congress_path, mandate.term_number) for mandate in deputy.mandates}
        if (path, number) not in seats:
            return False
        entry.find(Finding.REGISTER_NUMBER_OF_OTHER, "register_number", f"库中的 {deputy.code}。")
        entry.meant = (deputy.pk,)
        return True

    def _by_seat(self, entry: Entry) -> bool:
        """Match by name, term and unit, and the birth month where both know it."""
        unit = entry.unit
        if unit.pk is None:
            return False
        found = [
            deputy
            for deputy in self.namesakes
            if any(mandate.unit_id == unit.pk for mandate in deputy.mandates)
            and births_agree(deputy.birth, entry.birth)
            and not self._numbers_differ(entry, deputy)
        ]
        exact = [deputy for deputy in found if deputy.birth == entry.birth]
        found = exact if len(exact) == 1 else found
        if len(found) != 1:
            return False
        self._take(entry, found[0])
        return True

    def _numbers_differ(self, entry: Entry, deputy: StoredDeputy) -> bool:
        number = entry.person.register_number
        return bool(number and deputy.numbers and number not in deputy.numbers)

    def _take(self, entry: Entry, deputy: StoredDeputy) -> None:
        """Decide what a row says about a stored person whom it surely means."""
        entry.meant = (deputy.pk,)
        congress, number = entry.unit.congress, entry.unit.term.number
        key = (deputy.pk, congress.division.pk, number)
        if earlier := self.taken.get(key):
            entry.find(Finding.POSSIBLE_SAME_PERSON, "*", of=earlier.row.row)
            return
        mandate = _mandate_of(deputy, entry.unit)
        if mandate is None and (elsewhere := _open_in_term(deputy, entry.unit)):
            detail = f"库中是{elsewhere.unit_name}。"
            entry.find(Finding.UNIT_CHANGED, "constituency", detail)
            return
        foreign = None if mandate or self._is_over(entry.unit) else _unrelated(deputy, entry.unit)
        if foreign:
            entry.find(Finding.UNRELATED_MANDATES, "*", _seat_text(deputy, foreign))
            return
        self.taken[key] = entry
        entry.deputy = deputy.pk
        entry.mandate = mandate.pk if mandate else None
        self.found.append((entry, deputy, mandate))

    # Questions

    def _ask(self, entry: Entry) -> None:
        """Note what namesakes make doubtful about a row that means nobody for sure."""
        doubts: dict[Finding, list[str]] = defaultdict(list)
        for deputy in self.namesakes:
            if question := self._question(entry, deputy):
                finding, mandate = question
                entry.meant += (deputy.pk,)
                doubts[finding].append(_seat_text(deputy, mandate))
        for finding, seats in doubts.items():
            more = f"另有 {len(seats) - 1} 人同名。" if len(seats) > 1 else ""
            entry.find(finding, "name", f"{seats[0]}{more}")
        for earlier in self.new:
            if earlier.unit is entry.unit and births_agree(earlier.birth, entry.birth):
                entry.find(Finding.POSSIBLE_SAME_PERSON, "*", of=earlier.row.row)
            elif self._is_foreign_twin(earlier, entry):
                entry.find(Finding.UNRELATED_MANDATES, "*", of=earlier.row.row)

    def _is_foreign_twin(self, earlier: Entry, entry: Entry) -> bool:
        """Whether two rows seem to be one person in two places without a tie, both in office."""
        if not _same_birth(earlier, entry) or not _row_paths_part(earlier, entry):
            return False
        return not (self._is_over(earlier.unit) or self._is_over(entry.unit))

    def _is_over(self, unit: WantedUnit) -> bool:
        """Whether the term of a row is known to be over."""
        term = unit.term.stored
        return bool(term and term.ends_on and term.ends_on < self.options.today)

    def _question(
        self, entry: Entry, deputy: StoredDeputy
    ) -> tuple[Finding, StoredMandate | None] | None:
        """Return the gravest doubt that ``deputy`` raises."""
        agree = births_agree(deputy.birth, entry.birth)
        path = entry.unit.congress.division.path or ""
        if not deputy.mandates:
            near = not _are_unrelated(deputy.path, path)
            return (Finding.SAME_NAME_NO_MANDATE, None) if near and agree else None
        doubts = [(self._doubt(entry, deputy, each), each) for each in deputy.mandates]
        found = [(finding, mandate) for finding, mandate in doubts if finding]
        return min(found, key=lambda doubt: _GRAVITY.index(doubt[0]), default=None)

    def _doubt(self, entry: Entry, deputy: StoredDeputy, mandate: StoredMandate) -> Finding | None:
        unit = entry.unit
        agree = births_agree(deputy.birth, entry.birth)
        path = unit.congress.division.path or ""
        if mandate.congress_path == path:
            if mandate.term_number != unit.term.number:
                return Finding.SAME_NAME_OTHER_TERM if agree else None
            if (deputy.pk, unit.congress.division.pk, unit.term.number) in self.taken:
                return None
            same_unit = unit.pk == mandate.unit_id
            return Finding.POSSIBLE_SAME_PERSON if agree or same_unit else None
        if not _are_unrelated(mandate.congress_path, path):
            return self._other_level(entry) if agree else None
        same = len(entry.birth) >= _MONTH and entry.birth == deputy.birth
        genders = {entry.person.gender, deputy.gender} - {""}
        if same and mandate.is_open and len(genders) < 2 and not self._is_over(unit):
            return Finding.UNRELATED_MANDATES
        return None

    def _other_level(self, entry: Entry) -> Finding | None:
        """Return the remark, unless the reader has made it already."""
        finding = Finding.SAME_NAME_OTHER_LEVEL
        made = [issue.code for issue in (*entry.row.issues, *entry.issues)]
        return None if finding in made else finding

    def _add_new(self, entry: Entry) -> None:
        """Let the row make somebody new, or one more mandate of somebody an earlier row makes."""
        number = entry.person.register_number
        earlier = next((e for e in self.new if number and e.person.register_number == number), None)
        if earlier is None:
            self.new.append(entry)
            return
        if earlier.unit.term is entry.unit.term:
            entry.find(Finding.POSSIBLE_SAME_PERSON, "*", of=earlier.row.row)
        elif _row_paths_part(earlier, entry):
            entry.find(Finding.UNRELATED_MANDATES, "*", of=earlier.row.row)
        else:
            entry.same_as = earlier
            earlier.twins.append(entry)


#: doubts about one namesake, the gravest first
_GRAVITY = (
    Finding.POSSIBLE_SAME_PERSON, Finding.UNRELATED_MANDATES, Finding.SAME_NAME_OTHER_TERM,
    Finding.SAME_NAME_OTHER_LEVEL,
)  # fmt: skip


def _mandate_of(deputy: StoredDeputy, unit: WantedUnit) -> StoredMandate | None:
    """Return the person's mandate of that unit, the open one first."""
    held = [mandate for mandate in deputy.mandates if mandate.unit_id == unit.pk]
    return max(held, key=lambda mandate: (mandate.is_open, mandate.pk), default=None)


def _open_in_term(deputy: StoredDeputy, unit: WantedUnit) -> StoredMandate | None:
    """Return the person's open mandate of the same term but another unit."""
    term = unit.term.stored
    return next((m for m in deputy.mandates if term and m.term_id == term.pk and m.is_open), None)


def _unrelated(deputy: StoredDeputy, unit: WantedUnit) -> StoredMandate | None:
    path = unit.congress.division.path or ""
    return next(
        (m for m in deputy.mandates if m.is_open and _are_unrelated(m.congress_path, path)), None
    )


def _are_unrelated(one: str, other: str) -> bool:
    """Whether neither of two places governs the other."""
    return not (one.startswith(other) or other.startswith(one))


def _row_paths_part(one: Entry, other: Entry) -> bool:
    """Whether the congresses of two rows lie in places without a tie."""
    paths = [entry.unit.congress.division.path or "" for entry in (one, other)]
    return _are_unrelated(*paths)


def _same_birth(one: Entry, other: Entry) -> bool:
    same_gender = one.person.gender == other.person.gender
    return len(one.birth) >= _MONTH and one.birth == other.birth and same_gender


def _seat_text(deputy: StoredDeputy, mandate: StoredMandate | None) -> str:
    """Return whom a question speaks of: the public code and the seat."""
    if mandate is None:
        return f"库中的 {deputy.code}，没有代表资格。"
    return (
        f"库中的 {deputy.code}：{mandate.congress_name}第{mandate.term_number}届，"
        f"{mandate.unit_name}。"
    )


def _compare(
    entry: Entry, deputy: StoredDeputy, mandate: StoredMandate | None, said: set[str]
) -> None:
    """Note what the row says otherwise than the stored person and mandate.

    ``said`` holds the fields that earlier rows have filled for this person; the row adds its own.
    """
    person = entry.person
    wanted = [(name, "" if name in said else getattr(person, name)) for name in DEPUTY_FIELDS]
    wanted = [(name, entry.birth if name == "birth" and value else value) for name, value in wanted]
    said |= {name for name, value in wanted if value not in ("", None)}
    entry.deputy_changes = changed_values(deputy.values, wanted)
    if mandate is not None:
        wanted = ((column, getattr(person, name)) for column, name in MANDATE_FIELDS.items())
        entry.mandate_changes = changed_values(mandate.values, wanted)
        if not mandate.is_open:
            entry.find(Finding.MANDATE_HAS_ENDED, "*")
    changed = [*entry.deputy_changes, *(MANDATE_FIELDS[name] for name in entry.mandate_changes)]
    if entry.adds_number:
        changed.append("register_number")
    if mandate is not None and not changed:
        entry.outcome = Outcome.UNCHANGED
        return
    entry.outcome = Outcome.UPDATE
    entry.seen = (deputy, mandate)
    what = "、".join(LABELS.get(name, "出生日") for name in changed)
    seat = "增加一项代表资格" if mandate is None else ""
    entry.find(Finding.CHANGED, "*", "；".join(part for part in (seat, what) if part) + "。")


def _chunks(names: Iterator[str], size: int) -> Iterator[list[str]]:
    while chunk := list(islice(names, size)):
        yield chunk
