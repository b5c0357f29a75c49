"""What a namesake makes doubtful about a row that means nobody for sure (疑问)."""

import datetime

from .roster_entries import Entry
from .roster_findings import Finding
from .roster_people import StoredDeputy, StoredMandate, births_agree

_MONTH = len("1979-05")
#: doubts about one namesake, the gravest first
_GRAVITY = (
    Finding.POSSIBLE_SAME_PERSON, Finding.UNRELATED_MANDATES, Finding.SAME_NAME_OTHER_TERM,
    Finding.SAME_NAME_OTHER_LEVEL,
)  # fmt: skip


def doubt_about(
    entry: Entry, deputy: StoredDeputy, *, today: datetime.date
) -> tuple[Finding, StoredMandate | None] | None:
    """Return the gravest doubt that ``deputy`` raises, and the mandate that raises it.

    Asked of namesakes whom no other row of the same congress and term is.
    """
    if not deputy.mandates:
        near = not are_unrelated(deputy.path, entry.unit.congress.path)
        agree = births_agree(deputy.birth, entry.birth)
        return (Finding.SAME_NAME_NO_MANDATE, None) if near and agree else None
    found = []
    for mandate in deputy.mandates:
        if mandate.congress_path == entry.unit.congress.path:
            finding = _in_this_congress(entry, deputy, mandate)
        elif not are_unrelated(mandate.congress_path, entry.unit.congress.path):
            finding = _at_another_level(entry, deputy)
        else:
            finding = _elsewhere(entry, deputy, mandate, today)
        if finding:
            found.append((finding, mandate))
    return min(found, key=lambda doubt: _GRAVITY.index(doubt[0]), default=None)


def _in_this_congress(entry: Entry, deputy: StoredDeputy, mandate: StoredMandate) -> Finding | None:
    agree = births_agree(deputy.birth, entry.birth)
    if mandate.term_number != entry.unit.term.number:
        return Finding.SAME_NAME_OTHER_TERM if agree else None
    same_unit = entry.unit.pk == mandate.unit_id
    return Finding.POSSIBLE_SAME_PERSON if agree or same_unit else None


def _at_another_level(entry: Entry, deputy: StoredDeputy) -> Finding | None:
    """Return the remark, unless the reader has made it already."""
    finding = Finding.SAME_NAME_OTHER_LEVEL
    if finding in [issue.code for issue in entry.row.issues]:
        return None
    return finding if births_agree(deputy.birth, entry.birth) else None


def _elsewhere(
    entry: Entry, deputy: StoredDeputy, mandate: StoredMandate, today: datetime.date
) -> Finding | None:
    """Ask about two seats in places without a tie (选举法 第四十八条), both in office."""
    same_birth = len(entry.birth) >= _MONTH and entry.birth == deputy.birth
    genders = {entry.person.gender, deputy.gender} - {""}
    both_open = mandate.is_open and not entry.unit.term.is_over(today)
    return Finding.UNRELATED_MANDATES if same_birth and both_open and len(genders) < 2 else None


def are_foreign_twins(earlier: Entry, entry: Entry, today: datetime.date) -> bool:
    """Whether two rows seem to be one person in two places without a tie, both in office."""
    same_birth = len(entry.birth) >= _MONTH and entry.birth == earlier.birth
    if not same_birth or entry.person.gender != earlier.person.gender:
        return False
    over = earlier.unit.term.is_over(today) or entry.unit.term.is_over(today)
    return are_apart(earlier, entry) and not over


def are_apart(one: Entry, other: Entry) -> bool:
    """Whether the congresses of two rows lie in places without a tie."""
    return are_unrelated(one.unit.congress.path, other.unit.congress.path)


def are_unrelated(one: str, other: str) -> bool:
    """Whether neither of two places governs the other; asked of their paths."""
    return not (one.startswith(other) or other.startswith(one))


def seat_text(deputy: StoredDeputy, mandate: StoredMandate | None) -> str:
    """Return whom a question speaks of: the public code and the seat."""
    if mandate is None:
        return f"库中的 {deputy.code}，没有代表资格。"
    return (
        f"库中的 {deputy.code}：{mandate.congress_name}第{mandate.term_number}届，"
        f"{mandate.unit_name}。"
    )
