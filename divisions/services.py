"""What changes the administrative tree by hand: moves, corrections, places added."""

import logging
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat, Substr

from core.paths import encode_step
from core.registries import path_copies

from .codes import expand_code, level_of
from .enums import NameKind
from .exceptions import DivisionMoveError
from .kinds import kind_of
from .models import Division, DivisionCode, OtherName
from .names import spoken_names_of

logger = logging.getLogger(__name__)

#: fields that an import fills and a person may correct; corrected, they stay as they are
CORRECTABLE = ("name", "short_name", "kind", "parent", "governed_by")


def lock_tree() -> Division:
    """Return the nation's row, locked until the transaction ends: one writer of paths at a time."""
    return Division.objects.select_for_update().get(level=0)


@transaction.atomic
def move_division(
    *, division: Division, parent: Division | None, governed_by: Division | None = None
) -> int:
    """Hang a division and all below it under another; return the number of paths rewritten.

    The paths of the subtree and every copy of them (``core.registries.path_copies``) change with
    it. ``governed_by`` is who governs it where that is not ``parent``.

    Raises:
        DivisionMoveError: it would hang under itself, or under nothing.
    """
    lock_tree()
    division.refresh_from_db()
    governor = governed_by or parent
    if governor is None:
        raise DivisionMoveError(f"{division.name}必须有上级区划。")
    governor.refresh_from_db(fields=["path"])
    old, above = division.path or "", governor.path or ""
    if above.startswith(old):
        raise DivisionMoveError(f"不能把{division.name}移到它自己的下级{governor.name}之下。")
    division.parent, division.governed_by = parent, governed_by
    division.save(update_fields=["parent", "governed_by"])
    division.path = above + encode_step(division.pk)
    moved = rewrite_paths(old=old, new=division.path)
    logger.info(
        "division moved",
        extra={"event": "division_moved", "division_id": division.pk, "paths": moved},
    )
    return moved


def rewrite_paths(*, old: str, new: str) -> int:
    """Replace ``old`` by ``new`` at the head of every path under it, and of every copy.

    Returns:
        The number of paths rewritten, copies included. The caller holds the transaction.
    """
    if old == new:
        return 0
    columns = [(Division, "path"), *((copy.model, copy.path_field) for copy in path_copies)]
    moved = 0
    for model, column in columns:
        rest = Substr(F(column), len(old) + 1)
        moved += model._base_manager.filter(**{f"{column}__under": old}).update(
            **{column: Concat(Value(new), rest, output_field=CharField())}
        )
    return moved


@transaction.atomic
def correct_division(*, division: Division, **values: Any) -> Division:
    """Write what a person says about a division; an import will not overwrite it.

    A name that changes is kept as a former one; a new place in the tree rewrites the paths.

    Raises:
        DivisionMoveError: it cannot hang there.
        ValidationError: a value is not allowed.
    """
    stored = Division.objects.select_for_update().get(pk=division.pk)
    before = {name: getattr(stored, name) for name in values}
    changed = [name for name, value in values.items() if value != before[name]]
    place = {name: values[name] for name in ("parent", "governed_by") if name in changed}
    if place:
        move_division(
            division=stored,
            parent=place.get("parent", stored.parent),
            governed_by=place.get("governed_by", stored.governed_by),
        )
    for name in changed:
        setattr(stored, name, values[name])
    if "name" in changed and "short_name" not in {*changed, *stored.corrected_fields}:
        stored.short_name = ""  # follows from the new name
    marks = {name for name in changed if name in CORRECTABLE}
    stored.corrected_fields = sorted({*stored.corrected_fields, *marks})
    stored.full_clean()
    stored.save()
    if "name" in changed:
        OtherName.objects.get_or_create(division=stored, name=before["name"], kind=NameKind.FORMER)
    if {"name", "short_name"} & set(changed):
        refresh_short_names(division=stored)
    return stored


@transaction.atomic
def add_division(*, code: str, name: str, parent: Division) -> Division:
    """Add a place that the tables lack, with its level and kind read from code and name.

    Raises:
        DivisionCodeError: the code is none.
        ValidationError: the code is taken, or the name is empty.
    """
    code = expand_code(code)
    level = level_of(code)
    division = Division(
        code=code, name=name, level=level, kind=kind_of(code, level, name), parent=parent
    )
    division.full_clean()
    division.save()
    row = DivisionCode(division=division, code=code, level=level, source="人工添加")
    row.full_clean()
    row.save()
    refresh_short_names(division=division)
    return division


def refresh_short_names(*, division: Division) -> None:
    """Store anew the short names under which a division is found."""
    names = spoken_names_of(division.name, division.kind, division.level)
    if not division.name.startswith(division.short_name) and division.short_name not in names:
        names.append(division.short_name)
    stored = division.other_names.filter(kind=NameKind.SHORT)
    stored.exclude(name__in=names).delete()
    missing = set(names) - set(stored.values_list("name", flat=True))
    for name in sorted(missing):
        OtherName.objects.create(division=division, name=name, kind=NameKind.SHORT)
