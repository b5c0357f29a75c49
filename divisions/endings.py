"""What became of a place that has been abolished (撤销)."""

from collections.abc import Iterable

from .models import Division
from .places import day


def successors_of(division: Division) -> list[Division]:
    """Return the places that an abolished one has become part of, by code."""
    return list(division.succeeded_by.order_by("code"))


def ending_text(division: Division, successors: Iterable[Division]) -> str:
    """Return in one sentence until when an abolished place existed and what it has become.

    ``division`` has a last day.
    """
    last = "最迟存在到" if division.is_end_estimated else "存在到"
    names = "、".join(place.name for place in successors)
    became = f"，并入{names}" if names else ""
    return f"{division.name}{last} {day(division.valid_until)}{became}。"
