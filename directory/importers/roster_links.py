"""Turns what a roster says of groups and stations into memberships and postings (入组、进站).

The texts stay with the mandates as the roster gave them. What is planned before anything is
written can be told in a preview. Only a row that is new, or says something new of them, is read
so: what staff have ended or deleted does not come back. Nothing ends because a text has changed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from core.names import fold_name
from directory.enums import GroupMode, GroupRole
from directory.models import DeputyGroup, GroupMembership, Posting, Station, StationKind
from divisions.models import Division
from editing.changes import note_changes, prepare
from editing.models import Verb
from editing.scoped import ScopedRecord

from .known_divisions import chunks_of
from .roster_entries import Entry
from .roster_link_names import may_mean, nearest_of, places_of, split_text
from .roster_people import MANDATE_FIELDS
from .roster_rights import Rights

_ROLE = re.compile(r"[（(](组长|副组长|联络员|组员|成员)[)）]$")
_ROLES = {
    "组长": GroupRole.LEADER, "副组长": GroupRole.DEPUTY_LEADER, "联络员": GroupRole.LIAISON,
}  # fmt: skip
#: the kind of a station whose name tells none
_USUAL_KIND = "代表联络站"
_AT_ONCE = 1_000
#: names or rows that a notice spells out
_NAMED = 10


@dataclass(frozen=True)
class LinkOptions:
    """Whose roster it is, what its texts are noted as, and what its importer may write."""

    place: Division
    source: str
    rights: Rights


@dataclass(frozen=True)
class _Wish:
    """One name in a cell, and whose."""

    entry: Entry
    name: str

    @property
    def division(self) -> Division:
        return self.entry.unit.division

    @property
    def deputy(self) -> int:
        """The id of the person, known once the people are written."""
        assert self.entry.person_id is not None  # noqa: S101 - who calls has written them
        return self.entry.person_id

    @property
    def person(self) -> object:
        """What tells the person from others, one who has no id yet too."""
        return self.entry.person_id or id(self.entry.same_as or self.entry)


@dataclass
class LinkPlan:
    """The links that a roster asks for.

    Attributes:
        notices: what to know of them before and after, in Chinese.
    """

    planners: list["_Planner"]
    notices: list[str] = field(default_factory=list)

    @property
    def has_drafts(self) -> bool:
        """Whether something of it will wait for an approver."""
        return any(planner.has_drafts for planner in self.planners)

    def write(self) -> None:
        """Write and note all of it; the people have ids by now, and the caller's set is open."""
        for planner in self.planners:
            planner.write()


def plan_links(entries: Iterable[Entry], options: LinkOptions) -> LinkPlan:
    """Return what the rows that write something ask for; nothing is written."""
    written = [entry for entry in entries if entry.writes]
    plan = LinkPlan([_Stations(options), _Groups(options)])
    for planner in plan.planners:
        planner.plan(written)
        plan.notices += planner.notices()
    return plan


class _Planner:
    """What stations and groups have in common."""

    target: type[ScopedRecord]
    link_model: type[ScopedRecord]
    target_key: str
    column: str
    #: what making a link is called
    act: str

    def __init__(self, options: LinkOptions) -> None:
        self.options = options
        self.now = timezone.now()
        self.made: list[ScopedRecord] = []
        self.links: list[tuple[_Wish, ScopedRecord]] = []
        self._unclear: dict[str, list[int]] = defaultdict(list)
        self._closed: dict[str, list[int]] = defaultdict(list)
        self._moved: list[int] = []

    def plan(self, entries: Iterable[Entry]) -> None:
        """Find or make what the rows name, and what of it they are not linked to yet."""
        wishes = [_Wish(entry, name) for entry in entries for name in self._names(entry)]
        if not wishes:
            return
        names = {self._name(wish.name) for wish in wishes}
        self._places = places_of(names, self.options.place)
        self._found = self._stored(names)
        wanted = [(wish, target) for wish in wishes if (target := self._target(wish))]
        held = self._held([target.pk for _, target in wanted if target.pk])
        for wish, target in wanted:
            key = (wish.person, target.pk or id(target))
            if key not in held and self._may_write(target.division):
                held.add(key)
                self.links.append((wish, target))

    def _names(self, entry: Entry) -> list[str]:
        """Return the names in the row's cell, as far as they are new."""
        names = split_text(getattr(entry.person, MANDATE_FIELDS[self.column]))
        if entry.mandate is None:
            return names
        if self.column not in entry.mandate_changes:
            return []
        former = split_text(entry.former(self.column))
        if set(former) - set(names):
            self._moved.append(entry.row.row)
        return [name for name in names if name not in former]

    def _target(self, wish: _Wish) -> ScopedRecord | None:
        """Return what a name means, made where there is none; None where people have to say."""
        name, path = self._name(wish.name), wish.division.path or ""
        folded = fold_name(name)
        found = self._found[folded]
        if name not in self._places:
            found = [each for each in found if may_mean(folded, each.division_path, path)]
        if found:
            nearest = nearest_of(found, path)
            if nearest is None:
                self._unclear[name].append(wish.entry.row.row)
            return nearest
        division = self._places.get(name, wish.division)
        if not self._may_write(division):
            self._closed[name].append(wish.entry.row.row)
            return None
        record = self._complete(self._new(name, division), division)
        self._found[folded].append(record)
        self.made.append(record)
        return record

    def _stored(self, names: Iterable[str]) -> dict[str, list[ScopedRecord]]:
        """Return ``{folded name: records}`` of the roster's division and below."""
        wanted = {fold_name(name) for name in names}
        found: dict[str, list[ScopedRecord]] = defaultdict(list)
        within = self.target.objects.filter(division_path__under=self.options.place.path)
        for record in within.select_related("division").iterator():
            if (folded := fold_name(record.name)) in wanted:
                found[folded].append(record)
        return found

    def _held(self, targets: list[int]) -> set[tuple[object, int]]:
        """Return the links there are, of now or of before: who left is not brought back."""
        pairs: set[tuple[object, int]] = set()
        for keys in chunks_of(sorted(set(targets))):
            links = self.link_model.objects.filter(**{f"{self.target_key}__in": keys})
            pairs.update(links.values_list("deputy", self.target_key))
        return pairs

    @property
    def has_drafts(self) -> bool:
        """Whether something of it will wait for an approver."""
        divisions = {target.division_path: target.division for _, target in self.links}
        return any(not self._may_publish(division) for division in divisions.values())

    def notices(self) -> Iterator[str]:
        """Yield what is to be known of the plan, in Chinese."""
        label = self.target._meta.verbose_name
        if self.made:
            names = "、".join(str(record) for record in self.made[:_NAMED])
            more = "……" if len(self.made) > _NAMED else ""
            yield f"新建{label} {len(self.made)} 个：{names}{more}"
        if self.links:
            yield f"{self.act} {len(self.links):,} 人次"
        for name, rows in self._unclear.items():
            yield f"“{name}”在本地不止一个，不知是哪一个，没有{self.act}：{rows_text(rows)}"
        for name, rows in self._closed.items():
            yield f"“{name}”不在您的权限范围内，没有{self.act}：{rows_text(rows)}"
        if self._moved:
            yield f"改了{label}，原来的{self.act}没有结束，请核对：{rows_text(self._moved)}"

    def write(self) -> None:
        """Write and note the new records, then the links to them."""
        self._insert(self.made)
        self._insert(
            [
                self._complete(self._link(wish, target), target.division)
                for wish, target in self.links
            ]
        )

    def _insert(self, records: list[ScopedRecord]) -> None:
        if records:
            model = type(records[0])
            model._base_manager.bulk_create(records, batch_size=_AT_ONCE)
            note_changes(prepare(model, record.pk, Verb.CREATED) for record in records)

    def _complete(self, record: ScopedRecord, division: Division) -> ScopedRecord:
        """Give a new record what saving would."""
        record.division, record.source = division, self.options.source
        record.derive()
        record.live = self._may_publish(division)
        record.has_unpublished_changes = not record.live
        if record.live:
            record.first_published_at = record.last_published_at = self.now
        return record

    def _may_write(self, division: Division) -> bool:
        return self.options.rights.may_write(division.path or "")

    def _may_publish(self, division: Division) -> bool:
        return self.options.rights.may_publish(division.path or "")

    def _name(self, text: str) -> str:
        return text

    def _link(self, wish: _Wish, target: ScopedRecord) -> ScopedRecord:
        raise NotImplementedError

    def _new(self, name: str, division: Division) -> ScopedRecord:
        raise NotImplementedError


class _Stations(_Planner):
    target, link_model, target_key = Station, Posting, "station"
    column, act = "station_text", "登记进站"

    def __init__(self, options: LinkOptions) -> None:
        super().__init__(options)
        above = options.place.ancestor_ids
        kinds = StationKind.objects.filter(live=True, division__in=above).order_by("-division_path")
        self._kinds = sorted(kinds, key=lambda kind: -len(kind.name))

    def _link(self, wish: _Wish, target: Station) -> Posting:
        return Posting(deputy_id=wish.deputy, station=target)

    def _new(self, name: str, division: Division) -> Station:
        usual = next(kind for kind in self._kinds if kind.name == _USUAL_KIND)
        kind = next((kind for kind in self._kinds if kind.name in name), usual)
        return Station(name=name, kind=kind)


class _Groups(_Planner):
    target, link_model, target_key = DeputyGroup, GroupMembership, "group"
    column, act = "group_text", "登记入组"

    def _name(self, text: str) -> str:
        return _ROLE.sub("", text).strip()

    def _link(self, wish: _Wish, target: DeputyGroup) -> GroupMembership:
        role = _ROLE.search(wish.name)
        return GroupMembership(
            deputy_id=wish.deputy, group=target,
            role=_ROLES.get(role.group(1), GroupRole.MEMBER) if role else GroupRole.MEMBER,
        )  # fmt: skip

    def _new(self, name: str, division: Division) -> DeputyGroup:
        return DeputyGroup(name=name, mode=GroupMode.MIXED)


def rows_text(numbers: list[int]) -> str:
    """Return which rows of the sheet these are, the first ten of them."""
    shown = "、".join(str(number) for number in sorted(set(numbers))[:_NAMED])
    more = "等" if len(set(numbers)) > _NAMED else ""
    return f"第 {shown} {more}行"
