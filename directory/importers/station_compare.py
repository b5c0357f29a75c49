"""What a table says otherwise than the stored stations (家站室的变化)."""

from directory.enums import ColocationKind
from directory.models import Station

from .roster_people import State
from .roster_rows import Outcome
from .station_entries import STATION_COLUMNS, StationEntry, StoredStation
from .station_rows import StationCode
from .station_values import same_person

#: what a column of a station is called in messages
_LABELS = {field.name: str(field.verbose_name) for field in Station._meta.concrete_fields}


def compare(entry: StationEntry, headings: dict[str, str]) -> None:
    """Note what the table says otherwise than the stored station; what it leaves blank stays."""
    if not entry.may_continue:
        return
    stored = entry.stored or StoredStation(
        0, 0, "", "", "", State(True, False, False, None), dict.fromkeys(STATION_COLUMNS)
    )
    _compare_columns(entry, stored)
    _compare_areas(entry, stored)
    _compare_rules(entry, stored)
    _compare_liaisons(entry, stored, headings["liaison"])
    _compare_postings(entry, stored, headings["deputies"])
    if entry.stored is None:
        return
    changed = [*entry.labels]
    if entry.new_postings:
        names = "、".join(entry.deputies[pk] for pk in entry.new_postings)
        changed.append(f"进站代表（增{names}）")
    if changed:
        entry.issues.append(StationCode.CHANGED.issue("*", f"{'、'.join(changed)}。"))
    entry.outcome = Outcome.UPDATE if changed else Outcome.UNCHANGED


def _compare_columns(entry: StationEntry, stored: StoredStation) -> None:
    wanted = dict(entry.values.columns)
    if entry.kind and not (entry.stored and entry.is_kind_by_name):
        wanted["kind_id"] = entry.kind.pk
    entry.changes = {n: value for n, value in wanted.items() if value != stored.values.get(n)}
    entry.labels += [_LABELS[name.removesuffix("_id")] for name in entry.changes]
    entry.new_colocations = [k for k in entry.colocations if k not in stored.colocations]
    entry.labels += [ColocationKind(kind).label for kind in entry.new_colocations]


def _compare_areas(entry: StationEntry, stored: StoredStation) -> None:
    """Take away places only where the table was understood whole."""
    entry.new_areas = [pk for pk in entry.areas.areas if pk not in stored.areas]
    if entry.areas.areas and entry.areas.is_whole:
        entry.old_areas = sorted(stored.areas - entry.areas.areas.keys())
    if entry.new_areas or entry.old_areas:
        more, less = len(entry.new_areas), len(entry.old_areas)
        entry.labels.append(f"服务范围（增 {more} 处，减 {less} 处）")


def _compare_rules(entry: StationEntry, stored: StoredStation) -> None:
    """Take away hours of the kinds the table speaks of, where it was understood whole.

    What was not understood is kept as text where the station has no hours of the kind at all.
    """
    hours = entry.values.hours
    held = {key: pk for pk, key in stored.rules.items()}
    kinds = {key[0] for key in held}
    entry.new_rules = [
        each for each in hours
        if each.key not in held and (each.rrule or each.kind not in kinds)
    ]  # fmt: skip
    if hours and all(each.rrule for each in hours):
        wanted = {each.key for each in hours}
        entry.old_rules = [
            pk for key, pk in held.items()
            if key[0] in entry.values.hour_kinds and key not in wanted
        ]  # fmt: skip
    if entry.new_rules or entry.old_rules:
        more, less = len(entry.new_rules), len(entry.old_rules)
        entry.labels.append(f"开放时间（增 {more} 条，减 {less} 条）")


def _compare_liaisons(entry: StationEntry, stored: StoredStation, heading: str) -> None:
    """Add who is new; whoever the table does not name stays, and is named."""
    for said in entry.values.liaisons:
        known = next((each for each in stored.liaisons if same_person(each.name, said.name)), None)
        if known is None:
            entry.new_liaisons.append(said)
            continue
        fresh = said.office or known.office, said.telephone or known.telephone
        if fresh != (known.office, known.telephone):
            entry.changed_liaisons[known.pk] = fresh
    if entry.new_liaisons or entry.changed_liaisons:
        entry.labels.append("联络员")
    others = [
        each.name for each in stored.liaisons
        if not any(same_person(each.name, said.name) for said in entry.values.liaisons)
    ]  # fmt: skip
    if entry.values.liaisons and others:
        names = "、".join(others)
        detail = f"库中还有联络员{names}，没有改动；不再担任的请在家站室页面填结束日期"
        entry.issues.append(StationCode.LIAISONS_KEPT.issue(heading, detail))


def _compare_postings(entry: StationEntry, stored: StoredStation, heading: str) -> None:
    """Add who is new; who has left is not brought back, and nobody is ended."""
    for pk, name in entry.deputies.items():
        if pk not in stored.postings:
            entry.new_postings.append(pk)
        elif stored.postings[pk]:
            detail = f"{name}在库中已结束进站，没有恢复；又进站的请在“进站”里新增"
            entry.find(StationCode.POSTING_ENDED, heading, detail)
    others = [
        stored.posted[pk] for pk, is_over in stored.postings.items()
        if not is_over and pk not in entry.deputies
    ]  # fmt: skip
    if entry.text.deputies and others:
        names = "、".join(others)
        detail = f"库中还有{names}进站，没有改动；不再进站的请在“进站”里填结束日期"
        entry.issues.append(StationCode.POSTINGS_KEPT.issue(heading, detail))
