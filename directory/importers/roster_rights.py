"""What the person who imports a roster may write (导入者的权限)."""

import hashlib
import json
from collections.abc import Iterable, Iterator

from accounts.models import User
from divisions.models import Division
from editing.territory import Grant, Scope, grants_for, unstaffed_above

from .roster_entries import Entry
from .roster_findings import Finding
from .roster_people import State
from .roster_seats import WantedCongress, WantedUnit


class Rights:
    """The territory of the importing user; without a user (the system) nothing is closed."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self._is_free = user is None or (user.is_active and user.is_superuser)
        write = [] if user is None else grants_for(user, {"change"})
        self._write = [grant for grant in write if "add" in grant.actions]
        self._publish = [grant for grant in write if "publish" in grant.actions]
        #: divisions above the roster's that nobody works for, and the roster's
        self._vacant: frozenset[str] = frozenset()
        self._stands_in = ""

    def stand_in_for(self, place: Division) -> None:
        """Let the office of ``place`` make what those above it need and nobody there will make.

        A prefecture that works alone keeps its deputies to the province's and the nation's
        congress itself; what exists there already is none of its business.
        """
        path = place.path or ""
        if self._is_free or not self.may_write(path):
            return
        self._vacant, self._stands_in = unstaffed_above(place), path

    def keep_here(self, units: Iterable[WantedUnit], place: Division) -> None:
        """Let ``place`` maintain the new units that nobody else would."""
        for unit in units:
            if unit.pk is None and unit.path in self._vacant:
                unit.division = place

    def may_write(self, path: str, congress: WantedCongress | None = None) -> bool:
        """Whether records of the division with ``path`` may be made and changed."""
        return self._is_free or _allow(self._write, path, congress)

    def may_publish(self, path: str, congress: WantedCongress | None = None) -> bool:
        """Whether they may be made public."""
        return self._is_free or _allow(self._publish, path, congress)

    def may_make(self, path: str, congress: WantedCongress | None = None) -> bool:
        """Whether a congress or a term may be made there."""
        return self.may_write(path, congress) or path in self._vacant

    def may_publish_new(self, path: str, congress: WantedCongress | None = None) -> bool:
        """Whether what is made there may be made public."""
        return self.may_publish(self._stands_in if path in self._vacant else path, congress)

    def sees(self, path: str, is_live: bool) -> bool:
        """Whether a stored person may be spoken of: published, or the user's own business."""
        return is_live or self.may_write(path)

    def may_seat(self, unit: WantedUnit) -> bool:
        """Whether a row's unit, and what is still to be made above it, may be written."""
        if not self.may_write(unit.path, unit.congress):
            return False
        if unit.pk is None and unit.term.pk is None:
            return self.may_make(unit.congress.path, unit.congress)
        return True


def _allow(grants: Iterable[Grant], path: str, congress: WantedCongress | None) -> bool:
    known = congress is not None and congress.pk is not None
    scope = Scope("directory.congress", congress.pk) if known else None
    return any(
        grant.covers(path) and (grant.scope is None or grant.scope == scope) for grant in grants
    )


def apply_rights(entries: Iterable[Entry], rights: Rights) -> None:
    """Turn what the user may not write into proposals, and leave alone what is being edited."""
    for entry in entries:
        if not entry.writes:
            continue
        if finding := _obstacle(entry, rights):
            entry.find(finding, "*")
            entry.is_proposal = finding in _PROPOSED
    for entry in entries:
        if entry.same_as is not None and entry.same_as.is_left_out:
            entry.same_as = None


_PROPOSED = frozenset({Finding.OUTSIDE_TERRITORY, Finding.NEEDS_APPROVAL})


def _obstacle(entry: Entry, rights: Rights) -> Finding | None:
    """Return what keeps a row from being written."""
    if not rights.may_seat(entry.unit):
        return Finding.OUTSIDE_TERRITORY
    return next((finding for finding, _ in _obstacles(entry, rights)), None)


def _obstacles(entry: Entry, rights: Rights) -> Iterator[tuple[Finding, str]]:
    """Yield what keeps stored records from being changed, and the paths of their divisions."""
    for path, state, congress in _touched(entry):
        if finding := _obstacle_of_record(rights, path, state, congress):
            yield finding, path


def keeper_of(entry: Entry, rights: Rights) -> str:
    """Return the path of the division that decides on a proposal.

    That is the keeper of the seat, unless only a stored record is in the way, or something of it
    that is not the importer's to see: then its keeper.
    """
    if not rights.may_seat(entry.unit):
        return entry.unit.path
    hidden = [entry.seen[0].path] if entry.seen and entry.has_hidden_changes else []
    return next((path for _, path in _obstacles(entry, rights)), [*hidden, entry.unit.path][0])


def _touched(entry: Entry) -> Iterator[tuple[str, State, WantedCongress | None]]:
    """Yield the stored records that a row changes: path of the division, state, congress."""
    deputy, mandate = entry.seen or (None, None)
    if deputy and (entry.deputy_changes or entry.adds_number):
        yield deputy.path, deputy.state, None
    if mandate and entry.mandate_changes:
        yield mandate.unit_path, mandate.state, entry.unit.congress


def _obstacle_of_record(
    rights: Rights, path: str, state: State, congress: WantedCongress | None
) -> Finding | None:
    """Return what keeps a stored record from being changed."""
    if not rights.may_write(path, congress):
        return Finding.OUTSIDE_TERRITORY
    if state.locked:
        return Finding.RECORD_LOCKED
    if state.has_draft:
        return Finding.DRAFT_WAITING
    if state.live and not rights.may_publish(path, congress):
        return Finding.NEEDS_APPROVAL
    return None


def proposed(entry: Entry) -> dict[str, object]:
    """Return what a proposal keeps of a row: the person as reported, and the seat."""
    unit, kind = entry.unit, entry.person.deputy_class
    return entry.person.as_report() | ({"deputy_class": kind} if kind else {}) | {
        "congress": unit.congress.division.name, "term": unit.term.number, "unit": unit.name,
    }  # fmt: skip


def fingerprint(entry: Entry) -> str:
    """Return what tells one proposal from another: the same row proposes the same only once."""
    text = json.dumps([entry.unit.congress.division.pk, proposed(entry)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
