"""What is to become of each station of a table: what is stored of it, and what changes."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from core.names import fold_name
from directory.models import (
    Colocation,
    OpeningRule,
    Posting,
    Station,
    StationArea,
    StationKind,
    StationLiaison,
)
from divisions.models import Division

from .known_divisions import chunks_of
from .roster_entries import LEFT_OUT
from .roster_people import State
from .roster_rights import Rights
from .roster_rows import Issue, Outcome
from .station_hours import HoursText, key_of
from .station_people import StationPeople
from .station_places import StationAreas
from .station_rows import StationCode, StationRow, StationText
from .station_values import COLUMNS, LiaisonText, StationValues
from .unit_rows import outcome_of

#: columns of a station that a table may change
STATION_COLUMNS = (*COLUMNS, "kind_id")
_STATES = len(State._fields)


class StoredLiaison(NamedTuple):
    """Who looks after a station today."""

    pk: int
    name: str
    office: str
    telephone: str


@dataclass(slots=True)
class StoredStation:
    """A station as it is stored; ``postings`` says of each deputy whether it is over."""

    pk: int
    division: int
    name: str
    folded_name: str
    path: str
    state: State
    values: dict[str, object]
    areas: set[int] = field(default_factory=set)
    rules: dict[int, tuple[object, ...]] = field(default_factory=dict)
    liaisons: list[StoredLiaison] = field(default_factory=list)
    colocations: set[str] = field(default_factory=set)
    postings: dict[int, bool] = field(default_factory=dict)
    posted: dict[int, str] = field(default_factory=dict)


def load_stored(path: str, *, on: datetime.date, pks: Iterable[int] | None = None) -> list[
    StoredStation
]:  # fmt: skip
    """Return the stations under ``path``, or those with ``pks``, as they are on the day ``on``."""
    stations = Station.objects.filter(division_path__under=path).order_by("pk")
    if pks is not None:
        stations = stations.filter(pk__in=list(pks))
    columns = ("pk", "division", "name", "folded_name", "division_path")
    found = []
    for row in stations.values_list(*columns, *State._fields, *STATION_COLUMNS):
        pk, division, name, folded, of, *rest = row
        values = dict(zip(STATION_COLUMNS, rest[_STATES:], strict=True))
        state = State(*rest[:_STATES])
        found.append(StoredStation(pk, division, name, folded, of, state, values))
    by_pk = {station.pk: station for station in found}
    for keys in chunks_of(sorted(by_pk)):
        _add_rows(keys, by_pk, on)
    return found


def _add_rows(keys: list[int], by_pk: dict[int, StoredStation], on: datetime.date) -> None:
    """Give stations what hangs on them."""
    for pk, division in StationArea.objects.filter(station__in=keys).values_list(
        "station", "division"
    ):
        by_pk[pk].areas.add(division)
    for rule in OpeningRule.objects.filter(station__in=keys).order_by("pk"):
        by_pk[rule.station_id].rules[rule.pk] = key_of(rule)
    liaisons = StationLiaison.objects.filter(station__in=keys).order_by("pk")
    for liaison in liaisons:
        if liaison.holds(on):
            row = StoredLiaison(liaison.pk, liaison.name, liaison.office, liaison.telephone)
            by_pk[liaison.station_id].liaisons.append(row)
    for pk, kind in Colocation.objects.filter(station__in=keys).values_list("station", "kind"):
        by_pk[pk].colocations.add(kind)
    postings = Posting.objects.filter(station__in=keys).order_by("pk")
    for posting in postings.select_related("deputy"):
        station, is_over = by_pk[posting.station_id], not posting.holds(on)
        known = station.postings.get(posting.deputy_id, True)
        station.postings[posting.deputy_id] = known and is_over
        station.posted[posting.deputy_id] = posting.deputy.name


@dataclass(slots=True)
class StationEntry:
    """A station that can be read, and what is to become of it.

    Attributes:
        kind: None where nobody can tell; ``colocations`` what shares its rooms.
        changes: ``{column: new value}`` of a stored station.
        new_areas, old_areas: divisions to add and take away.
        new_rules, old_rules: rules to add; keys of rules to take away.
        new_liaisons, changed_liaisons: to add; ``{pk: (office, telephone)}``.
        deputies: whom the table posts, as far as known; ``new_postings`` those not posted yet.
        labels: what changes, in words.
    """

    row: StationRow
    text: StationText
    home: Division
    kind: StationKind | None
    values: StationValues
    areas: StationAreas
    colocations: tuple[str, ...] = ()
    is_kind_by_name: bool = False
    outcome: Outcome = Outcome.IMPORT
    issues: list[Issue] = field(default_factory=list)
    stored: StoredStation | None = None
    changes: dict[str, object] = field(default_factory=dict)
    new_areas: list[int] = field(default_factory=list)
    old_areas: list[int] = field(default_factory=list)
    new_rules: list[HoursText] = field(default_factory=list)
    old_rules: list[int] = field(default_factory=list)
    new_liaisons: list[LiaisonText] = field(default_factory=list)
    changed_liaisons: dict[int, tuple[str, str]] = field(default_factory=dict)
    new_colocations: list[str] = field(default_factory=list)
    deputies: dict[int, str] = field(default_factory=dict)
    new_postings: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.stored is None and self.outcome in (
            Outcome.IMPORT, Outcome.IMPORT_WITH_WARNING,
        )  # fmt: skip

    @property
    def is_changed(self) -> bool:
        return self.outcome == Outcome.UPDATE

    @property
    def touches_station(self) -> bool:
        """Whether more changes than who is posted there."""
        return bool(self.labels)

    @property
    def may_continue(self) -> bool:
        """Whether nothing has kept the row out so far."""
        return self.outcome not in LEFT_OUT and self.outcome != Outcome.DUPLICATE

    def find(self, code: StationCode, column: str, detail: str = "") -> None:
        """Note a finding; the outcome follows from all there are."""
        self.issues.append(code.issue(column, detail))
        self.settle()

    def settle(self) -> None:
        """Work out the outcome anew."""
        self.outcome = outcome_of([*self.row.issues, *self.issues])


def match_stored(entries: list[StationEntry], stored: list[StoredStation]) -> None:
    """Give each entry the stored station of its name and division.

    One of that name in a division above is a question: it may be the same, entered too high up.
    """
    by_key = {(station.division, station.folded_name): station for station in stored}
    above: dict[str, list[StoredStation]] = defaultdict(list)
    named = {(entry.home.pk, fold_name(entry.text.name)) for entry in entries}
    for station in stored:
        if (station.division, station.folded_name) not in named:
            above[station.folded_name].append(station)
    for entry in entries:
        folded, path = fold_name(entry.text.name), entry.home.path or ""
        entry.stored = by_key.get((entry.home.pk, folded))
        higher = [s for s in above[folded] if s.path != path and path.startswith(s.path)]
        if entry.stored is None and higher:
            detail = (
                f"库中上一级已有“{higher[0].name}”。是同一处的，请先在后台把它的归属区划改为"
                f"{entry.home.name}再导入；不是同一处的，请改名称"
            )
            entry.find(StationCode.NAMESAKE_ABOVE, "*", detail)


def find_deputies(entry: StationEntry, people: StationPeople, heading: str) -> None:
    """Note whom the row posts; a name that does not mean one person in office is listed."""
    held = entry.stored.postings if entry.stored else {}
    for text in entry.text.deputies:
        for mentioned in people.mentioned_in(text):
            found = people.candidates(mentioned)
            posted = [each for each in found if held.get(each.pk) is False]
            if len(found) > 1 and len(posted) == 1:
                found = posted
            if len(found) == 1 and (found[0].is_serving or posted):
                entry.deputies[found[0].pk] = found[0].name
                continue
            code, detail = StationCode.DEPUTY_FORMER, f"“{mentioned.name}”不是现任代表，没有进站"
            if len(found) > 1:
                code = StationCode.DEPUTY_AMBIGUOUS
                who = "；".join(each.label for each in found)
                detail = (
                    f"有 {len(found)} 位“{mentioned.name}”：{who}。没有进站，请在姓名后写明"
                    f"网址编号，例如 {mentioned.name}（{found[0].code}）"
                )
            elif not found:
                code = StationCode.DEPUTY_UNKNOWN
                others = "；".join(each.label for each in people.namesakes(mentioned))
                hint = (
                    f"名录里的{others}与括号里写的不符" if others else "请核对姓名，或先导入花名册"
                )
                detail = f"没有找到代表“{mentioned.name}”，没有进站；{hint}"
            entry.find(code, heading, detail)


def apply_rights(entries: Iterable[StationEntry], rights: Rights) -> None:
    """Leave out what the user may not write, and what is being edited."""
    for entry in entries:
        if (entry.is_new or entry.is_changed) and (code := _obstacle(entry, rights)):
            entry.find(code, "*")


def _obstacle(entry: StationEntry, rights: Rights) -> StationCode | None:
    path = entry.home.path or ""
    if not rights.may_write(path):
        return StationCode.OUTSIDE_TERRITORY
    if entry.stored is None or not entry.touches_station:
        return None
    if entry.stored.state.locked:
        return StationCode.RECORD_LOCKED
    if entry.stored.state.has_draft:
        return StationCode.DRAFT_WAITING
    if entry.stored.state.live and not rights.may_publish(path):
        return StationCode.NEEDS_APPROVAL
    return None
