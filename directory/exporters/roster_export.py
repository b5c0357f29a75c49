"""People and seats as a roster (导出花名册) that ``import_roster`` reads back to the same records.

What a record keeps to the staff of its territory (限本级查看) is left out where it lies elsewhere.
"""

from collections.abc import Iterator

from django.db.models import Prefetch, Q, QuerySet
from wagtail.permissions import policy_registry

from core.levels import LABELS as LEVELS
from directory.enums import Tenure
from directory.importers.roster_headers import LABELS
from directory.models import Deputy, Mandate
from editing.policies import Person

from .sight import Sight

#: fields of a roster, in the order of its columns
_OF_PERSON = (
    "name", "gender", "ethnicity", "birth", "party", "education", "post", "native_place", "phone",
    "email",
)  # fmt: skip
#: what the roster calls the columns of a mandate
_OF_SEAT = {
    "deputy_class": "deputy_class", "group": "group_text", "station": "station_text",
    "tenure": "stated_tenure",
}  # fmt: skip
_TENURES = dict(Tenure.choices)
_COLUMNS = (*_OF_PERSON, "constituency", "level", "term", *_OF_SEAT)
#: seats in memory at once, each with person, unit, term and congress
_CHUNK = 500
_JOINED = ("unit", "term__congress__division")


def headings() -> list[str]:
    """Return the headings of the columns."""
    return [LABELS[name] for name in _COLUMNS]


def roster_rows(mandates: QuerySet[Mandate], user: Person) -> Iterator[list[str]]:
    """Yield a row of texts for each of ``mandates``, of which a few hundred stand in memory."""
    people, seats = Sight(Deputy, user), Sight(Mandate, user)
    for mandate in (
        mandates.select_related("deputy", *_JOINED)
        .defer("deputy__biography")
        .iterator(chunk_size=_CHUNK)
    ):
        yield [*_person(mandate.deputy, people), *_seat(mandate, seats)]


def people_rows(deputies: QuerySet[Deputy], user: Person) -> Iterator[list[str]]:
    """Yield a row for each seat in force of ``deputies``; one without a seat for who has none.

    Left out are seats that are neither published nor in the territory; there are two queries for
    each few hundred people.
    """
    people, seats = Sight(Deputy, user), Sight(Mandate, user)
    policy = policy_registry.get_by_type(Mandate)
    own = policy.instances_user_has_permission_for(user, "view").order_by().values("pk")
    shown = Mandate.objects.serving().filter(Q(live=True) | Q(pk__in=own))
    held = Prefetch("mandates", shown.select_related(*_JOINED), to_attr="held")
    for deputy in deputies.prefetch_related(held).iterator(chunk_size=_CHUNK):
        person = list(_person(deputy, people))
        for mandate in deputy.held:
            yield [*person, *_seat(mandate, seats)]
        if not deputy.held:
            yield [*person, *[""] * (len(_COLUMNS) - len(person))]


def _person(deputy: Deputy, sight: Sight) -> Iterator[str]:
    for name in _OF_PERSON:
        if name == "gender":
            yield deputy.get_gender_display()
        else:
            yield getattr(deputy, name) if sight.shows(deputy, name) else ""


def _seat(mandate: Mandate, sight: Sight) -> Iterator[str]:
    yield mandate.unit.name
    yield LEVELS[mandate.term.congress.level]
    yield str(mandate.term.number)
    for column in _OF_SEAT.values():
        text = getattr(mandate, column) if sight.shows(mandate, column) else ""
        yield _TENURES.get(text, text) if column == "stated_tenure" else text
