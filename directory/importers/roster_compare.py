"""What a row says otherwise than the stored person and mandate that it means, or may mean."""

from core.visibility import PUBLIC, visibility_of
from directory.models import Deputy
from directory.models.unit import fold_unit_name

from .roster_entries import Entry
from .roster_findings import Finding
from .roster_headers import LABELS
from .roster_people import (
    DEPUTY_FIELDS,
    MANDATE_FIELDS,
    StoredDeputy,
    StoredMandate,
    births_agree,
    changed_values,
)
from .roster_rows import Outcome

_MONTH = len("1979-05")
_PUBLIC = frozenset(n for n in DEPUTY_FIELDS if visibility_of(Deputy)[n] == PUBLIC)


def compare(
    entry: Entry,
    deputy: StoredDeputy,
    mandate: StoredMandate | None,
    said: set[str],
    *,
    is_own: bool,
) -> None:
    """Note what the row says otherwise than the stored person and mandate.

    Of a person kept elsewhere only what is public is compared: a difference, or none, would tell
    the rest. ``said`` holds the fields that earlier rows have filled for this person; the row
    adds its own.
    """
    person = entry.person
    _compare_person(entry, deputy, said, is_own=is_own)
    if mandate is not None:
        wanted = ((column, getattr(person, name)) for column, name in MANDATE_FIELDS.items())
        if changes := changed_values(mandate.values, wanted):
            entry.mandate_changes = changes
        if not mandate.is_open:
            entry.find(Finding.MANDATE_HAS_ENDED, "*")
    changed = [*entry.deputy_changes, *(MANDATE_FIELDS[name] for name in entry.mandate_changes)]
    if entry.adds_number:
        changed.append("register_number")
    if changed or mandate is None or entry.has_hidden_changes:
        entry.seen = (deputy, mandate)
    if mandate is not None and not changed:
        entry.outcome = Outcome.UNCHANGED
        return
    entry.outcome = Outcome.UPDATE
    what = "、".join(LABELS.get(name, "出生日") for name in changed)
    seat = "增加一项代表资格" if mandate is None else ""
    entry.find(Finding.CHANGED, "*", "；".join(part for part in (seat, what) if part) + "。")


def _compare_person(entry: Entry, deputy: StoredDeputy, said: set[str], *, is_own: bool) -> None:
    wanted = [(name, "" if name in said else getattr(entry.person, name)) for name in DEPUTY_FIELDS]
    wanted = [(name, entry.birth if name == "birth" and value else value) for name, value in wanted]
    said |= {name for name, value in wanted if value not in ("", None)}
    if changes := changed_values(deputy.values, wanted):
        shown = {name: changes[name] for name in changes if is_own or name in _PUBLIC}
        entry.deputy_changes = shown
        entry.has_hidden_changes = len(shown) < len(changes)
    entry.is_foreign = not is_own and any(v for name, v in wanted if name not in _PUBLIC)


def is_same_as_before(entry: Entry, deputy: StoredDeputy) -> bool:
    """Say whether all that is known speaks for a namesake who sat in an earlier term.

    The gender agrees where both know it. The birth month agrees; where one of the two does not
    know it, the unit of the same name must have elected the namesake.
    """
    if len({entry.person.gender, deputy.gender} - {""}) > 1:
        return False
    if len(entry.birth) == len(deputy.birth) == _MONTH:
        return entry.birth == deputy.birth
    if any(each.code == Finding.UNIT_UNKNOWN for each in entry.issues):
        return False
    unit = fold_unit_name(entry.unit.name)
    return births_agree(entry.birth, deputy.birth) and any(
        fold_unit_name(mandate.unit_name) == unit
        for mandate in deputy.mandates
        if mandate.congress_path == entry.unit.congress.path
    )
