"""Turns what a roster says of groups and stations into memberships and postings (入组、进站).

The texts stay with the mandates as the roster gave them. A station or group of that name is
looked for in the roster's division and below; a missing one is made, in the place its name begins
with. Running again makes nothing twice, and nothing is ended because a text has changed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from core.databases import refresh_statistics
from core.names import fold_name
from directory.enums import GroupMode, GroupRole, MandateStatus
from directory.models import (
    DeputyGroup,
    GroupMembership,
    Mandate,
    Posting,
    Station,
    StationKind,
)
from divisions.models import Division
from editing.changes import note_changes, prepare
from editing.models import Verb
from editing.scoped import ScopedRecord

from .known_divisions import chunks_of
from .roster_rights import Rights

_SEVERAL = re.compile(r"[、,，;；/\n]+")
_ROLE = re.compile(r"[（(](组长|副组长|联络员|组员|成员)[)）]$")
_ROLES = {
    "组长": GroupRole.LEADER, "副组长": GroupRole.DEPUTY_LEADER, "联络员": GroupRole.LIAISON,
}  # fmt: skip
#: what stands in a cell where there is none
_NONE = frozenset({"无", "暂无", "未定", "—", "-", "/"})
#: the kind of a station whose name tells none
_USUAL_KIND = "代表联络站"
_LONGEST_PLACE = 20
_AT_ONCE = 1_000


@dataclass(frozen=True)
class LinkOptions:
    """Whose roster it is, what its texts are noted as, and what its importer may write."""

    place: Division
    source: str
    rights: Rights


def link_texts(terms: Iterable[int], options: LinkOptions) -> int:
    """Make the postings and memberships that the open mandates of ``terms`` speak of.

    Returns the number of new ones. What the importing user may not write is left as text.
    """
    mandates = Mandate.objects.filter(term__in=list(terms), ends_on=None)
    mandates = mandates.exclude(status=MandateStatus.ENDED)
    mandates = mandates.filter(division_path__under=options.place.path)
    with transaction.atomic():
        made = _Stations(options).link(mandates, "station_text")
        made += _Groups(options).link(mandates, "group_text")
    if made:
        refresh_statistics(Station, Posting, DeputyGroup, GroupMembership)
    return made


def split_text(text: str) -> list[str]:
    """Return the names in a cell; a cell that says 无 holds none."""
    parts = (part.strip() for part in _SEVERAL.split(text))
    return [part for part in dict.fromkeys(parts) if part and part not in _NONE]


class _Linker:
    """What stations and groups have in common."""

    target: type[ScopedRecord]
    link_model: type[ScopedRecord]
    target_key: str

    def __init__(self, options: LinkOptions) -> None:
        self.options = options
        self.now = timezone.now()

    def link(self, mandates: models.QuerySet[Mandate], column: str) -> int:
        """Make the links that the texts in ``column`` speak of, and what they lead to."""
        wanted = [
            (deputy, name)
            for deputy, text in mandates.exclude(**{column: ""})
            .order_by("pk").values_list("deputy", column).iterator()
            for name in split_text(text)
        ]  # fmt: skip
        if not wanted:
            return 0
        targets = self._targets({self._name(name) for _, name in wanted})
        held = self._held([target.pk for target in targets.values()])
        links = []
        for deputy, name in wanted:
            target = targets.get(fold_name(self._name(name)))
            if target is None or (deputy, target.pk) in held:
                continue
            held.add((deputy, target.pk))
            links.append(self._made(self._link(deputy, target, name), target.division))
        self._write(links)
        return len(links)

    def _name(self, text: str) -> str:
        return text

    def _link(self, deputy: int, target: ScopedRecord, text: str) -> ScopedRecord:
        raise NotImplementedError

    def _new(self, name: str, division: Division) -> ScopedRecord:
        raise NotImplementedError

    def _targets(self, names: set[str]) -> dict[str, ScopedRecord]:
        """Return ``{folded name: record}``; a name that two records have is left to people."""
        found: dict[str, list[ScopedRecord]] = defaultdict(list)
        within = self.target.objects.filter(division_path__under=self.options.place.path)
        for record in within.select_related("division"):
            found[fold_name(record.name)].append(record)
        missing = [name for name in sorted(names) if fold_name(name) not in found]
        places = places_of(missing, self.options.place)
        made = []
        for name in missing:
            division = places.get(name, self.options.place)
            if fold_name(name) not in found and self._may_write(division):
                record = self._made(self._new(name, division), division)
                found[fold_name(name)].append(record)
                made.append(record)
        self._write(made)
        return {name: records[0] for name, records in found.items() if len(records) == 1}

    def _held(self, targets: list[int]) -> set[tuple[int, int]]:
        """Return the links there are, of now or of before: who left is not brought back."""
        pairs: set[tuple[int, int]] = set()
        for keys in chunks_of(sorted(targets)):
            links = self.link_model.objects.filter(**{f"{self.target_key}__in": keys})
            pairs.update(links.values_list("deputy", self.target_key))
        return pairs

    def _may_write(self, division: Division) -> bool:
        return self.options.rights.may_write(division.path or "")

    def _made(self, record: ScopedRecord, division: Division) -> ScopedRecord:
        """Give a new record what saving would."""
        record.division, record.source = division, self.options.source
        record.derive()
        record.live = self.options.rights.may_publish(division.path or "")
        record.has_unpublished_changes = not record.live
        if record.live:
            record.first_published_at = record.last_published_at = self.now
        return record

    def _write(self, records: list[ScopedRecord]) -> None:
        """Write new records that the user may write, and note them."""
        allowed = [record for record in records if self._may_write(record.division)]
        if not allowed:
            return
        model = type(allowed[0])
        model._base_manager.bulk_create(allowed, batch_size=_AT_ONCE)
        note_changes(prepare(model, record.pk, Verb.CREATED) for record in allowed)


class _Stations(_Linker):
    target, link_model, target_key = Station, Posting, "station"

    def __init__(self, options: LinkOptions) -> None:
        super().__init__(options)
        above = options.place.ancestor_ids
        kinds = StationKind.objects.filter(live=True, division__in=above).order_by("-division_path")
        self._kinds = sorted(kinds, key=lambda kind: -len(kind.name))

    def _link(self, deputy: int, target: Station, text: str) -> Posting:
        return Posting(deputy_id=deputy, station=target)

    def _new(self, name: str, division: Division) -> Station:
        usual = next(kind for kind in self._kinds if kind.name == _USUAL_KIND)
        kind = next((kind for kind in self._kinds if kind.name in name), usual)
        return Station(name=name, kind=kind)


class _Groups(_Linker):
    target, link_model, target_key = DeputyGroup, GroupMembership, "group"

    def _name(self, text: str) -> str:
        return _ROLE.sub("", text).strip()

    def _link(self, deputy: int, target: DeputyGroup, text: str) -> GroupMembership:
        role = _ROLE.search(text)
        return GroupMembership(
            deputy_id=deputy, group=target,
            role=_ROLES.get(role.group(1), GroupRole.MEMBER) if role else GroupRole.MEMBER,
        )  # fmt: skip

    def _new(self, name: str, division: Division) -> DeputyGroup:
        return DeputyGroup(name=name, mode=GroupMode.MIXED)


def places_of(names: Iterable[str], place: Division) -> dict[str, Division]:
    """Return the one place below ``place`` that each name begins with; others are left out."""
    prefixes = {
        name[:end]: None for name in names for end in range(2, min(len(name), _LONGEST_PLACE) + 1)
    }
    found: dict[str, list[Division]] = defaultdict(list)
    below = Division.objects.under(place).valid().exclude(pk=place.pk)
    for keys in chunks_of(sorted(prefixes)):
        for division in below.filter(name__in=keys):
            found[division.name].append(division)
    return dict(_longest(names, found))


def _longest(
    names: Iterable[str], found: dict[str, list[Division]]
) -> Iterator[tuple[str, Division]]:
    for name in names:
        for end in range(min(len(name), _LONGEST_PLACE), 1, -1):
            places = found.get(name[:end], [])
            if len(places) == 1:
                yield name, places[0]
                break
