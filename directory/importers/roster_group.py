"""The rows of one name and the stored people of that name: what is sure, and who is taken."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from directory.models import AnswerKind

from .roster_doubts import are_unrelated, seat_text
from .roster_entries import Entry
from .roster_findings import Finding
from .roster_people import Namesakes, StoredDeputy, StoredMandate, births_agree
from .roster_rows import Outcome
from .roster_seats import WantedUnit


@dataclass(frozen=True)
class MatchOptions:
    """What the rows are matched by, beside themselves and the answers to them.

    Attributes:
        register: the register whose numbers the rows carry.
        takes_same: take for the person who sat before whoever agrees in all that is known.
        sees: whether a stored person is this user's business (path, live).
        may_write: whether the user keeps what belongs to a division (path).
    """

    register: str
    today: datetime.date
    takes_same: bool = False
    sees: Callable[[str, bool], bool] = lambda path, live: True
    may_write: Callable[[str], bool] = lambda path: True


class NameGroup:
    """Rows of one name, as they find their people."""

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

    def _by_number(self, entry: Entry) -> bool:
        """Match by the register number; False: it says nothing."""
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
        if len(found) > 1:
            found = [deputy for deputy in found if self._key(entry, deputy) not in self.taken]
        exact = [deputy for deputy in found if deputy.birth == entry.birth]
        found = exact if len(exact) == 1 else found
        if len(found) != 1:
            return False
        self._take(entry, found[0])
        return True

    def _key(self, entry: Entry, deputy: StoredDeputy) -> tuple[int, int, int]:
        return deputy.pk, entry.unit.congress.division.pk, entry.unit.term.number

    def _numbers_differ(self, entry: Entry, deputy: StoredDeputy) -> bool:
        number = entry.person.register_number
        return bool(number and deputy.numbers and number not in deputy.numbers)

    def _take(self, entry: Entry, deputy: StoredDeputy, *, is_decided: bool = False) -> None:
        """Decide what a row says about a stored person whom it means.

        ``is_decided``: staff say so, and what would be a question otherwise is none.
        """
        key = self._key(entry, deputy)
        if earlier := self.taken.get(key):
            if is_decided:
                self._repeat(entry, earlier)
            else:
                entry.ask(deputy.pk, Finding.POSSIBLE_SAME_PERSON, "*", of=earlier.row.row)
            return
        mandate = _mandate_of(deputy, entry.unit)
        if mandate is None and (elsewhere := _open_in_term(deputy, entry.unit)):
            detail = f"库中是{elsewhere.unit_name}。"
            if not is_decided:
                entry.ask(deputy.pk, Finding.UNIT_CHANGED, "constituency", detail)
                return
            entry.find(Finding.UNIT_KEPT, "constituency")
            mandate = elsewhere
        is_over = entry.unit.term.is_over(self.options.today)
        foreign = None if mandate or is_over else _unrelated(deputy, entry.unit)
        if foreign and not is_decided:
            detail = seat_text(deputy, foreign)
            entry.ask(deputy.pk, Finding.UNRELATED_MANDATES, "*", detail)
            return
        self.taken[key] = entry
        entry.deputy = deputy.pk
        entry.mandate = mandate.pk if mandate else None
        self.found.append((entry, deputy, mandate))
        if is_decided:
            entry.decide(AnswerKind.PERSON, f"按答复认作库中的 {deputy.code}。")

    def _repeat(self, entry: Entry, earlier: Entry) -> None:
        """Let a row be another row's double: staff say so."""
        entry.outcome = Outcome.DUPLICATE
        entry.same_as, entry.deputy = earlier, earlier.deputy
        detail = f"按答复与第 {earlier.row.row} 行是同一人。"
        entry.decide(AnswerKind.DUPLICATE, detail, earlier.row.row)


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
