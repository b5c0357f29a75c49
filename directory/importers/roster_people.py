"""The stored people whom a row of a roster may mean: everybody of the same name.

Loaded name by name in chunks, so that a roster of a hundred thousand rows needs neither a query
for each row nor the whole table in memory.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q

from directory.enums import MandateStatus
from directory.models import Deputy, DeputyIdentifier, Mandate

#: columns of a deputy that a roster fills, named alike in ``Person``
DEPUTY_FIELDS = (
    "name", "gender", "ethnicity", "birth", "birth_day", "party", "education", "native_place",
    "post", "phone", "email",
)  # fmt: skip
#: columns of a mandate that a roster fills, by the field of ``Person``
MANDATE_FIELDS = {
    "deputy_class": "deputy_class", "group_text": "group", "station_text": "station",
}  # fmt: skip


class State(NamedTuple):
    """Where a record stands in the way of drafts and locks."""

    live: bool
    locked: bool
    has_unpublished_changes: bool
    latest_revision_id: int | None

    @property
    def has_draft(self) -> bool:
        """Whether somebody has saved changes that are not published yet."""
        return self.has_unpublished_changes and self.latest_revision_id is not None


@dataclass(slots=True)
class StoredMandate:
    """A mandate as stored; ``values`` are those of ``MANDATE_FIELDS``."""

    pk: int
    deputy_id: int
    term_id: int
    unit_id: int
    unit_name: str
    unit_path: str
    congress_id: int
    congress_path: str
    congress_name: str
    term_number: int
    level: int
    is_open: bool
    state: State
    values: tuple[str, ...]


@dataclass(slots=True)
class StoredDeputy:
    """A person as stored; ``values`` are those of ``DEPUTY_FIELDS``."""

    pk: int
    code: str
    folded_name: str
    path: str
    pinyin: str
    state: State
    values: tuple
    mandates: list[StoredMandate] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)

    @property
    def birth(self) -> str:
        return self.values[DEPUTY_FIELDS.index("birth")]

    @property
    def gender(self) -> str:
        return self.values[DEPUTY_FIELDS.index("gender")]


@dataclass(slots=True)
class Namesakes:
    """Stored people of a few names: by folded name, by register number, by public code."""

    by_name: dict[str, list[StoredDeputy]]
    by_number: dict[str, StoredDeputy]
    by_code: dict[str, StoredDeputy]


def load_namesakes(
    names: Collection[str], numbers: Collection[str], codes: Collection[str], register: str,
    today: datetime.date,
) -> Namesakes:  # fmt: skip
    """Return everybody of ``names``, and whom the numbers of ``register`` and ``codes`` mean."""
    numbered = DeputyIdentifier.objects.filter(scheme=register)
    wanted = Q(folded_name__in=names)
    if numbers:
        wanted |= Q(pk__in=numbered.filter(identifier__in=numbers).values("deputy"))
    if codes:
        wanted |= Q(code__in=codes)
    columns = (
        "pk",
        "code",
        "folded_name",
        "division_path",
        "pinyin",
        *State._fields,
        *DEPUTY_FIELDS,
    )
    people = {
        row[0]: StoredDeputy(*row[:5], State(*row[5:9]), row[9:])
        for row in Deputy.objects.filter(wanted).order_by("pk").values_list(*columns)
    }
    _add_mandates(people, wanted, today)
    held = numbered.filter(deputy__in=Deputy.objects.filter(wanted).values("pk"))
    by_number = {}
    for deputy_id, number in held.values_list("deputy", "identifier"):
        if deputy_id in people:
            people[deputy_id].numbers.add(number)
            by_number[number] = people[deputy_id]
    by_name = defaultdict(list)
    for deputy in people.values():
        by_name[deputy.folded_name].append(deputy)
    return Namesakes(dict(by_name), by_number, {each.code: each for each in people.values()})


def _add_mandates(people: dict[int, StoredDeputy], wanted: Q, today: datetime.date) -> None:
    columns = (
        "pk", "deputy_id", "term_id", "unit_id", "unit__name", "unit__division_path",
        "term__congress_id", "term__division_path", "term__congress__name", "term__number",
        "level", "status", "ends_on", "term__ends_on", *State._fields, *MANDATE_FIELDS,
    )  # fmt: skip
    held = Mandate.objects.filter(deputy__in=Deputy.objects.filter(wanted).values("pk"))
    for row in held.order_by("pk").values_list(*columns):
        status, ends = row[11], [day for day in row[12:14] if day]
        is_open = status != MandateStatus.ENDED and all(day >= today for day in ends)
        mandate = StoredMandate(*row[:11], is_open, State(*row[14:18]), row[18:])
        if mandate.deputy_id in people:
            people[mandate.deputy_id].mandates.append(mandate)


def births_agree(one: str, other: str) -> bool:
    """Whether two births (YYYY-MM, YYYY or "") may be the same: nothing known says otherwise."""
    return one.startswith(other) or other.startswith(one)


def changed_values(stored: tuple, wanted: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Return ``{column: new value}`` where a roster says something else than what is stored.

    An empty cell erases nothing; a year alone does not take the month away; the ends of lines
    of a text typed in the admin do not count.
    """
    changes = {}
    for old, (column, new) in zip(stored, wanted, strict=True):
        if new in ("", None) or new == old:
            continue
        if column == "birth" and str(old).startswith(str(new)):
            continue
        if isinstance(old, str) and old.replace("\r\n", "\n") == new:
            continue
        changes[column] = new
    return changes
