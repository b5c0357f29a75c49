"""Paths in the administrative tree, and the one lookup that asks for a subtree.

A path is the ids of all governors from the root down, five base-36 digits each: a subtree is
what begins with its root's path.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models

from .lookups import Begins

STEP = 5
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def encode_step(pk: int) -> str:
    """Return the five base-36 digits of one step.

    Raises:
        ValueError: ``pk`` is negative or beyond 36⁵ − 1.
    """
    if not 0 <= pk < 36**STEP:
        raise ValueError(f"{pk} does not fit into a step of a path.")
    digits = ""
    for _ in range(STEP):
        pk, rest = divmod(pk, 36)
        digits = _DIGITS[rest] + digits
    return digits


def division_id(path: str) -> int:
    """Return the id of the division at the end of ``path``."""
    return int(path[-STEP:], 36)


def ancestor_paths(path: str) -> list[str]:
    """Return the paths from the root down to ``path`` itself."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def outermost(paths: Iterable[str]) -> list[str]:
    """Return ``paths`` sorted, without those that lie under another one."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


class PathField(models.CharField):
    """A path in the administrative tree; ``field__under=path`` asks for the subtree."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", STEP * 10)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


@PathField.register_lookup
class Under(Begins):
    """``path__under=p``: the place with the path ``p`` and everything below it."""

    lookup_name = "under"
