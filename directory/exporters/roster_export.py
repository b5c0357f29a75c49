"""A list of seats as a roster (导出花名册) that ``import_roster`` reads back to the same records.

What a person keeps to the staff of the territory (限本级查看) is left out of rows whose person is
kept elsewhere.
"""

from collections.abc import Iterator

from django.db.models import QuerySet

from core.levels import LABELS as LEVELS
from core.visibility import PUBLIC, visibility_of
from directory.importers.roster_headers import LABELS
from directory.models import Deputy, Mandate
from editing.policies import Person, is_superuser
from editing.territory import Grant, grants_of

#: fields of a roster, in the order of its columns
_OF_PERSON = (
    "name", "gender", "ethnicity", "birth", "party", "education", "post", "native_place", "phone",
    "email",
)  # fmt: skip
_COLUMNS = (*_OF_PERSON, "constituency", "level", "term", "deputy_class", "group", "station")
_CHUNK = 2_000


def headings() -> list[str]:
    """Return the headings of the columns."""
    return [LABELS[name] for name in _COLUMNS]


def roster_rows(mandates: QuerySet[Mandate], user: Person) -> Iterator[list[str]]:
    """Yield a row of texts for each of ``mandates``, in a query for each two thousand."""
    grants = None if is_superuser(user) else grants_of(user)
    joined = mandates.select_related("deputy", "unit", "term__congress__division")
    for mandate in joined.iterator(chunk_size=_CHUNK):
        yield [*_person(mandate.deputy, grants), *_seat(mandate)]


def _person(deputy: Deputy, grants: list[Grant] | None) -> Iterator[str]:
    is_own = grants is None or any(grant.covers(deputy.division_path) for grant in grants)
    seen_by = visibility_of(Deputy)
    for name in _OF_PERSON:
        if name == "gender":
            yield deputy.get_gender_display()
        else:
            yield getattr(deputy, name) if is_own or seen_by[name] == PUBLIC else ""


def _seat(mandate: Mandate) -> Iterator[str]:
    yield mandate.unit.name
    yield LEVELS[mandate.term.congress.level]
    yield str(mandate.term.number)
    yield from (mandate.deputy_class, mandate.group_text, mandate.station_text)
