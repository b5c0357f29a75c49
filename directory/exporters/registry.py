"""Which lists can be taken along, and as what (可以导出的列表)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from directory.models import (
    Checklist,
    Congress,
    Delegation,
    Deputy,
    DeputyGroup,
    DeputyLink,
    ElectoralUnit,
    GroupMembership,
    HandlingUnit,
    HandlingUnitKind,
    Mandate,
    Organ,
    Posting,
    ReceptionDay,
    Session,
    Station,
    StationKind,
    Term,
    Vacancy,
)
from editing.policies import Person

from .list_export import ListTable
from .roster_export import headings, people_rows, roster_rows
from .station_export import station_headings, station_rows
from .unit_export import unit_headings, unit_rows


@dataclass(frozen=True)
class Export:
    """One way to take a list along.

    Attributes:
        name: of the file, and in the address.
        label: what it is called where it is offered, and its sheet.
        headings: gives the headings of the columns.
        rows: takes the records listed and who asks; yields a row of texts for each.
    """

    name: str
    label: str
    headings: Callable[[], list[str]]
    rows: Callable[[QuerySet, Person], Iterator[list[str]]]


def _listed(model: type[Model], *related: str) -> Export:
    table = ListTable(model, related)
    return Export("list", "列表", table.headings, table.rows)


#: the first way of each list is the usual one
EXPORTS: dict[type[Model], tuple[Export, ...]] = {
    Deputy: (Export("roster", "花名册", headings, people_rows), _listed(Deputy)),
    Mandate: (
        Export("roster", "花名册", headings, roster_rows),
        _listed(Mandate, "term__congress"),
    ),
    ElectoralUnit: (
        Export("units", "选区划分表", unit_headings, unit_rows),
        _listed(ElectoralUnit, "term__congress"),
    ),
    Vacancy: (_listed(Vacancy),),
    DeputyGroup: (_listed(DeputyGroup, "term__congress"),),
    GroupMembership: (_listed(GroupMembership),),
    DeputyLink: (_listed(DeputyLink),),
    Station: (Export("stations", "家站室表", station_headings, station_rows), _listed(Station)),
    Posting: (_listed(Posting),),
    ReceptionDay: (_listed(ReceptionDay),),
    StationKind: (_listed(StationKind),),
    Checklist: (_listed(Checklist),),
    Congress: (_listed(Congress),),
    Term: (_listed(Term),),
    Session: (_listed(Session, "term__congress"),),
    Delegation: (_listed(Delegation, "term__congress"),),
    Organ: (_listed(Organ, "term__congress"),),
    HandlingUnit: (_listed(HandlingUnit),),
    HandlingUnitKind: (_listed(HandlingUnitKind),),
}
