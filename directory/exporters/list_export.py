"""Lists of the admin as tables to read (导出列表), with the columns their models declare.

A column is a field that some reader may see; what is restricted is left blank in rows that lie
outside the reader's territory.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, ForeignKey, Model, QuerySet
from django.utils import timezone
from wagtail.fields import RichTextField

from core.visibility import CONSENTED, PUBLIC, RESTRICTED, visibility_of
from editing.policies import Person

from .sight import Sight

_SHOWN = frozenset({PUBLIC, CONSENTED, RESTRICTED})
#: apps whose records have a name that says something to the reader
_NAMED = frozenset({"directory", "divisions"})
#: types of columns that no cell can say
_UNSPOKEN = frozenset({"UUIDField", "JSONField", "FileField"})
_CHUNK = 2_000


@dataclass(frozen=True)
class ListTable:
    """One list as a table.

    Attributes:
        model: whose records it lists.
        related: what the names of its foreign keys need loaded beside the keys themselves.
    """

    model: type[Model]
    related: tuple[str, ...] = ()

    @property
    def fields(self) -> list[Field]:
        """The fields that are columns, in the order in which the model declares them."""
        seen_by = visibility_of(self.model)
        own = {field.name: field for field in self.model._meta.concrete_fields}
        names = [name for name, seen in seen_by.items() if seen in _SHOWN and name in own]
        return [own[name] for name in names if _is_readable(own[name])]

    def headings(self) -> list[str]:
        """Return the headings of the columns."""
        return [str(field.verbose_name) for field in self.fields]

    def rows(self, records: QuerySet, user: Person) -> Iterator[list[str]]:
        """Yield a row of texts for each of ``records``, in a query for each two thousand."""
        fields, sight = self.fields, Sight(self.model, user)
        keys = [field.name for field in fields if isinstance(field, ForeignKey)]
        for record in records.select_related(*keys, *self.related).iterator(chunk_size=_CHUNK):
            yield [
                _text(record, field) if sight.shows(record, field.name) else "" for field in fields
            ]


def _is_readable(field: Field) -> bool:
    """Whether a cell can say it: no pictures, texts with markup, keys and data."""
    if field.is_relation:
        return field.related_model._meta.app_label in _NAMED
    return field.get_internal_type() not in _UNSPOKEN and not isinstance(field, RichTextField)


def _text(record: Model, field: Field) -> str:
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    return _written(getattr(record, field.name))


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return str(value)
