"""Says a change of a record in words (变化的说法)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db import models
from django.utils.html import strip_tags

from core.visibility import TECHNICAL, visibility_of

from .changes import Snapshot, child_relations, noted_fields
from .models import RecordChange

#: a longer text is cut
_LONGEST = 200

#: takes a model and keys, returns ``{key: name}`` of those whose names may be said
Namer = Callable[[type[models.Model], set[int]], dict[int, str]]


@dataclass(frozen=True)
class Line:
    """One field of a change; empty texts say that there was, or is, nothing."""

    label: str
    before: str
    after: str


class LineMaker:
    """Makes the lines of the changes of one model; asks for each name once."""

    def __init__(self, model: type[models.Model], namer: Namer) -> None:
        self._fields = {field.name: field for field in noted_fields(model)}
        self._children = {each.get_accessor_name(): each for each in child_relations(model)}
        self._namer = namer
        self._names: dict[type[models.Model], dict[int, str]] = defaultdict(dict)

    def of(self, change: RecordChange) -> list[Line]:
        """Return the lines of ``change``; none of a record that is new."""
        lines = []
        for name in change.after | change.before:
            before, after = change.before.get(name), change.after.get(name)
            if name in self._fields:
                field = self._fields[name]
                lines.append(
                    Line(
                        str(field.verbose_name), self._text(field, before), self._text(field, after)
                    )
                )
            elif name in self._children:
                lines += self._child_lines(self._children[name], before or [], after or [])
        return lines

    def _child_lines(
        self, relation: models.ManyToOneRel, before: list[Snapshot], after: list[Snapshot]
    ) -> list[Line]:
        """Return a line for each row that hangs on the record and differs."""
        label = str(relation.related_model._meta.verbose_name)
        old, new = ({row["pk"]: row for row in rows} for rows in (before, after))
        return [
            Line(label, self._row(relation, old.get(pk)), self._row(relation, new.get(pk)))
            for pk in sorted(old.keys() | new.keys())
            if old.get(pk) != new.get(pk)
        ]

    def _row(self, relation: models.ManyToOneRel, row: Snapshot | None) -> str:
        if row is None:
            return ""
        seen_by = visibility_of(relation.related_model)
        texts = (
            self._text(field, row[field.name])
            for field in relation.related_model._meta.concrete_fields
            if field.name in row and seen_by[field.name] != TECHNICAL
        )
        return "，".join(text for text in texts if text)

    def _text(self, field: models.Field, value: Any) -> str:
        """Return a stored value as people read it."""
        if value in (None, "", [], {}):
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(field, models.ForeignKey):
            return self._name(field.related_model, value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.TimeField):
            return f"{time.fromisoformat(value):%H:%M}"
        text = strip_tags(str(value))
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"

    def _name(self, model: type[models.Model], key: int) -> str:
        names = self._names[model]
        if key not in names:
            names[key] = self._namer(model, {key}).get(key, f"编号 {key}")
        return names[key]
