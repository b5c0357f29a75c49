"""Who is who (是不是同一个人): which stored person each row of a roster means.

Identity is never the name. A row means a stored person when the register number agrees, or when
folded name, term and unit agree, and the birth month where both know it. What is weaker is a
question, unless the namesake sits at another level: then the row is somebody new, with a remark.
Open mandates in two places of which neither governs the other are always a question (选举法
第四十八条).
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby, islice

from .roster_doubts import are_apart, are_foreign_twins, are_unrelated, doubt_about, seat_text
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
    ordered = sorted(entries, key=lambda entry: (entry.folded_name, entry.row.row))
    groups = (list(group) for _, group in groupby(ordered, key=lambda entry: entry.folded_name))
    done = 0
    while chunk := list(islice(groups, _NAMES_AT_ONCE)):
        people = [entry for group in chunk for entry in group]
        stored = load_namesakes(
            [group[0].folded_name for group in chunk],
            {entry.person.register_number for entry in people} - {""},
            {options.answers.get(entry.row.row, NEW) for entry in people} - {NEW},
            options.register,
            options.today,
        )
        for group in chunk:
            _Group(group, stored, options).match()
        done += len(people)
        progress(done)


class _Group:
    """The rows of one name against the stored people of that name."""

    def __init__(self, entries: list[Entry], stored: Namesakes, options: MatchOptions) -> None:
        self.entries = entries
        self.stored, self.options = stored, options
        name = entries[0].folded_name
        self.namesakes = [
            deputy for deputy in stored.by_name.get(name, []) if _is_seen(deputy, options)
        ]
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
        detail = f"库中的 {deputy.code}。"
        entry.ask(deputy.pk, Finding.REGISTER_NUMBER_OF_OTHER, "register_number", detail)
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
        congress, number = entry.unit.congress, entry.unit.term.number
        key = (deputy.pk, congress.division.pk, number)
        if earlier := self.taken.get(key):
            entry.ask(deputy.pk, Finding.POSSIBLE_SAME_PERSON, "*", of=earlier.row.row)
            return
        mandate = _mandate_of(deputy, entry.unit)
        if mandate is None and (elsewhere := _open_in_term(deputy, entry.unit)):
            detail = f"库中是{elsewhere.unit_name}。"
            entry.ask(deputy.pk, Finding.UNIT_CHANGED, "constituency", detail)
            return
        is_over = entry.unit.term.is_over(self.options.today)
        if foreign := None if mandate or is_over else _unrelated(deputy, entry.unit):
            detail = seat_text(deputy, foreign)
            entry.ask(deputy.pk, Finding.UNRELATED_MANDATES, "*", detail)
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
            if doubt := self._doubt(entry, deputy):
                finding, mandate = doubt
                entry.meant += (deputy.pk,)
                doubts[finding].append(seat_text(deputy, mandate))
        for finding, seats in doubts.items():
            more = f"另有 {len(seats) - 1} 人同名。" if len(seats) > 1 else ""
            entry.find(finding, "name", f"{seats[0]}{more}")
        for earlier in self.new:
            if earlier.unit is entry.unit and births_agree(earlier.birth, entry.birth):
                entry.find(Finding.POSSIBLE_SAME_PERSON, "*", of=earlier.row.row)
            elif are_foreign_twins(earlier, entry, self.options.today):
                entry.find(Finding.UNRELATED_MANDATES, "*", of=earlier.row.row)

    def _doubt(
        self, entry: Entry, deputy: StoredDeputy
    ) -> tuple[Finding, StoredMandate | None] | None:
        """Return the doubt about a namesake whom no other row of this congress and term is."""
        key = (deputy.pk, entry.unit.congress.division.pk, entry.unit.term.number)
        return doubt_about(entry, deputy, is_taken=key in self.taken, today=self.options.today)

    def _add_new(self, entry: Entry) -> None:
        """Let the row make somebody new, or one more mandate of somebody an earlier row makes."""
        number = entry.person.register_number
        earlier = next((e for e in self.new if number and e.person.register_number == number), None)
        if earlier is None:
            self.new.append(entry)
            return
        if earlier.unit.term is entry.unit.term:
            entry.find(Finding.POSSIBLE_SAME_PERSON, "*", of=earlier.row.row)
        elif are_apart(earlier, entry):
            entry.find(Finding.UNRELATED_MANDATES, "*", of=earlier.row.row)
        else:
            entry.same_as = earlier
            earlier.twins += (entry,)


def _is_seen(deputy: StoredDeputy, options: MatchOptions) -> bool:
    """Whether a namesake may be spoken of; seats that may not are left out of sight."""
    held = bool(deputy.mandates)
    deputy.mandates = [m for m in deputy.mandates if options.sees(m.unit_path, m.state.live)]
    return options.sees(deputy.path, deputy.state.live) and held == bool(deputy.mandates)


def _mandate_of(deputy: StoredDeputy, unit: WantedUnit) -> StoredMandate | None:
    """Return the person's mandate of that unit, the open one first."""
    held = [mandate for mandate in deputy.mandates if mandate.unit_id == unit.pk]
    return max(held, key=lambda mandate: (mandate.is_open, mandate.pk), default=None)


def _open_in_term(deputy: StoredDeputy, unit: WantedUnit) -> StoredMandate | None:
    """Return the person's open mandate of the same term but another unit."""
    return next((m for m in deputy.mandates if m.term_id == unit.term.pk and m.is_open), None)


def _unrelated(deputy: StoredDeputy, unit: WantedUnit) -> StoredMandate | None:
    path = unit.congress.path
    return next(
        (m for m in deputy.mandates if m.is_open and are_unrelated(m.congress_path, path)), None
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
    if changes := changed_values(deputy.values, wanted):
        entry.deputy_changes = changes
    if mandate is not None:
        wanted = ((column, getattr(person, name)) for column, name in MANDATE_FIELDS.items())
        if changes := changed_values(mandate.values, wanted):
            entry.mandate_changes = changes
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
