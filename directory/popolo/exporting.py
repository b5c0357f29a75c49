"""Publish a division's subtree as Popolo: what anybody may see, and nothing else.

Fields come from the declarations of visibility (``core.visibility``), people by the rules of their
public page: who left office keeps name, terms and unit; a soldier's post, unit and places stay
unnamed; own telephone and mail stand only while a consent does. Every name is one that Popolo has.
Records are written one by one, so that a whole province need not stand in memory.
"""

import datetime
import gc
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from core.databases import reading_thriftily
from directory.importers.roster_seats import UNKNOWN_UNITS
from directory.importers.roster_write import chunks
from directory.models import (
    Congress,
    Deputy,
    ElectoralUnit,
    ElectoralUnitArea,
    Mandate,
    Organ,
    OrganMember,
    Term,
)
from divisions.models import Division

from .id_set import IdSet
from .published import (
    area_document,
    congress_document,
    mandate_document,
    office_document,
    organ_document,
    person_document,
    person_id,
    post_document,
    term_document,
)

Record = TypeVar("Record", bound=models.Model)

_CHUNK = 100
_IDS_AT_ONCE = 2_000


def export_popolo(base: Division, out: TextIO, on: datetime.date) -> Counter:
    """Write the published records of ``base`` and all below it; return how many of each class.

    Args:
        base: the division whose subtree is published.
        out: where the JSON document goes.
        on: the day on which it is true.
    """
    with reading_thriftily(), _site_left_alone():
        return _Export(base, out, on).write()


@contextmanager
def _site_left_alone() -> Iterator[None]:
    """Let the collector of garbage pass over what the site consists of, some 100,000 objects.

    People and seats refer to each other, so that only the collector frees them; now it is quick
    enough to do so after each chunk.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class _Export:
    def __init__(self, base: Division, out: TextIO, on: datetime.date) -> None:
        self.base, self.out, self.on = base, out, on
        self.counts: Counter = Counter()
        self.people, self.congresses, self.terms, self.units = IdSet(), IdSet(), IdSet(), IdSet()
        #: units in whose seats nobody sits that is published
        self.vacant = IdSet()

    def write(self) -> Counter:
        """Write the sections; memberships name only what stands in the others."""
        sections = {
            "persons": self._persons(),
            "memberships": self._memberships(),
            "organizations": self._organizations(),
            "areas": self._areas(),
            "posts": self._posts(),
            "events": self._events(),
        }
        self.out.write("{")
        for number, (name, documents) in enumerate(sections.items()):
            self.out.write(f'{"," if number else ""}\n"{name}": [')
            for position, document in enumerate(documents):
                self.out.write(",\n" if position else "\n")
                self.out.write(json.dumps(document, ensure_ascii=False))
                self.counts[name] += 1
            self.out.write("\n]")
        self.out.write("\n}\n")
        return self.counts

    # People and what they are members of

    def _seats(self) -> QuerySet[Mandate]:
        """Return the published mandates of the subtree, in published terms."""
        mandates = Mandate.objects.live().filter(division_path__under=self.base.path)
        return mandates.filter(term__live=True, term__congress__live=True)

    def _offices(self) -> QuerySet[OrganMember]:
        """Return the offices of deputies in published organs of the subtree."""
        offices = OrganMember.objects.filter(
            organ__live=True, organ__division_path__under=self.base.path
        )
        return offices.exclude(deputy=None)

    def _published_people(self) -> QuerySet[Deputy]:
        """Return who is published: with a seat or office here, or kept here without any at all."""
        own = OuterRef("pk")
        without = Q(division_path__under=self.base.path)
        without &= ~Exists(Mandate.objects.filter(deputy=own))
        without &= ~Exists(OrganMember.objects.filter(deputy=own))
        here = Q(Exists(self._seats().filter(deputy=own)))
        here |= Q(Exists(self._offices().filter(deputy=own)))
        mandates = Mandate.objects.live().select_related("term", "unit").order_by("pk")
        return (
            Deputy.objects.live()
            .filter(here | without)
            .prefetch_related(
                Prefetch("mandates", mandates, to_attr="shown_mandates"), "other_names", "consents"
            )
        )

    def _persons(self) -> Iterator[dict[str, Any]]:
        for deputy in _in_order(self._published_people()):
            self.people.add(deputy.pk)
            yield person_document(deputy, self.on)

    def _memberships(self) -> Iterator[dict[str, Any]]:
        seats = (
            self._seats()
            .select_related("term__congress__division", "unit__electing_congress__division")
            .annotate(
                person=F("deputy__uuid"),
                is_placed=Exists(ElectoralUnitArea.objects.filter(unit=OuterRef("unit"))),
            )
        )
        for mandate in _in_order(seats):
            if mandate.deputy_id in self.people:
                document = mandate_document(
                    mandate, person_id(mandate.person), self.on,
                    is_placed=mandate.is_placed,
                )  # fmt: skip
                self._note(mandate, document)
                yield document
        offices = self._offices().select_related("unit").annotate(person=F("deputy__uuid"))
        for office in _in_order(offices):
            if office.deputy_id in self.people:
                yield office_document(office, person_id(office.person))

    def _note(self, mandate: Mandate, document: dict[str, Any]) -> None:
        """Remember what a membership names, so that it is written too."""
        self.congresses.add(mandate.term.congress_id)
        self.terms.add(mandate.term_id)
        if "area_id" in document:
            self.units.add(mandate.unit_id)
        if "on_behalf_of_id" in document:
            self.congresses.add(mandate.unit.electing_congress_id)

    # What they are members of

    def _note_vacant(self) -> None:
        """Remember the published units of the subtree for which nobody published sits."""
        units = ElectoralUnit.objects.filter(
            live=True, term__live=True, term__congress__live=True,
            division_path__under=self.base.path,
        ).exclude(areas=None, name__in=UNKNOWN_UNITS.values())  # fmt: skip
        rows = units.values_list("pk", "term", "term__congress").distinct()
        for pk, term, congress in rows.iterator(_CHUNK):
            if pk not in self.units:
                self.vacant.add(pk)
                self.terms.add(term)
                self.congresses.add(congress)
        self.units.update(self.vacant)

    def _organizations(self) -> Iterator[dict[str, Any]]:
        self._note_vacant()
        organs = Organ.objects.filter(live=True, division_path__under=self.base.path)
        organs = organs.select_related("division", "parent", "congress__division")
        for organ in _in_order(organs):
            if organ.congress_id and organ.congress.live:
                self.congresses.add(organ.congress_id)
            yield organ_document(organ)
        below = Congress.objects.filter(live=True, division_path__under=self.base.path)
        self.congresses.update(below.values_list("pk", flat=True))
        for congresses in _by_pk(Congress.objects.filter(live=True), self.congresses):
            for congress in congresses.select_related("division"):
                yield congress_document(congress)

    def _areas(self) -> Iterator[dict[str, Any]]:
        loose = ElectoralUnit.objects.filter(
            live=True, term=None, division_path__under=self.base.path
        )
        self.units.update(loose.values_list("pk", flat=True))
        for units in _by_pk(ElectoralUnit.objects.filter(live=True), self.units):
            for unit in units.prefetch_related("areas__division"):
                yield area_document(unit)

    def _posts(self) -> Iterator[dict[str, Any]]:
        for units in _by_pk(ElectoralUnit.objects.all(), self.vacant):
            for unit in units.select_related("term__congress__division"):
                yield post_document(unit)

    def _events(self) -> Iterator[dict[str, Any]]:
        below = Term.objects.filter(
            live=True, congress__live=True, division_path__under=self.base.path
        )
        self.terms.update(below.values_list("pk", flat=True))
        for terms in _by_pk(Term.objects.filter(live=True), self.terms):
            for term in terms.select_related("congress__division"):
                yield term_document(term)


def _in_order(records: QuerySet[Record]) -> Iterator[Record]:
    """Yield all records by id, some hundred at a time.

    Their ids are asked for once: asking for each next page anew would sort them all every time.
    A cursor would do where it stays on the server; behind a connection pool it does not.
    """
    ids = IdSet()
    ids.update(records.order_by().values_list("pk", flat=True).iterator(_IDS_AT_ONCE))
    for some in _by_pk(records, ids):
        chunk = list(some)
        while chunk:
            yield chunk.pop(0)


def _by_pk(records: QuerySet, pks: IdSet) -> Iterator[QuerySet]:
    """Yield the records of these ids, some thousand at a time."""
    for chunk in chunks(pks, _CHUNK):
        yield records.filter(pk__in=chunk).order_by("pk")
        gc.collect()
