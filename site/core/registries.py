"""Where apps that stand later announce themselves to those that stand earlier.

Filled in ``AppConfig.ready()``; read at run time. The order of registration is the order of
``INSTALLED_APPS`` and means nothing: readers sort by the entry's own ``order``.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import models

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """A list of entries, each registered once."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def register(self, entry: Entry) -> None:
        if entry not in self._entries:
            self._entries.append(entry)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True)
class PathCopy:
    """A column that repeats the path of the division its row belongs to."""

    model: type[models.Model]
    path_field: str = "division_path"


@dataclass(frozen=True)
class MenuEntry:
    """A section in the head of every public page."""

    label: str
    url_name: str
    order: int
    #: how one looks there, beside the label where there is room
    note: str = ""


@dataclass(frozen=True)
class PlaceSection:
    """A part of the page of a place.

    ``load`` takes the division and the day and returns what ``template`` shows as ``data``, or
    ``None`` to be left out.
    """

    template: str
    load: Callable[[models.Model, datetime.date], object | None] = field(compare=False)
    order: int = 100


@dataclass(frozen=True)
class DailyTask:
    """What is to be deleted once its time is over.

    ``purge`` takes the present moment and returns how many things it deleted; at once again it
    deletes nothing more.
    """

    label: str
    purge: Callable[[datetime.datetime], int] = field(compare=False)
    order: int = 100


@dataclass(frozen=True)
class DemoLoader:
    """A step of the demo: ``load`` takes a function that reports progress."""

    name: str
    load: Callable[[Callable[[str], None]], None] = field(compare=False)
    order: int = 100


class Provider(Generic[Entry]):
    """One function that a later app provides and an earlier one calls."""

    def __init__(self, default: Callable[..., Entry]) -> None:
        self._function = default

    def provide(self, function: Callable[..., Entry]) -> None:
        self._function = function

    def __call__(self, *args: object) -> Entry:
        return self._function(*args)


path_copies: Registry[PathCopy] = Registry()
menu_entries: Registry[MenuEntry] = Registry()
demo_loaders: Registry[DemoLoader] = Registry()
place_sections: Registry[PlaceSection] = Registry()
daily_tasks: Registry[DailyTask] = Registry()

#: takes a text and a number; returns at most so many divisions of which a part bears the name,
#: each with the part
part_finder: Provider[list[tuple[models.Model, str]]] = Provider(lambda text, limit: [])

#: takes the request and returns the division the site is made for, ``None`` where nobody said
site_place: Provider[models.Model | None] = Provider(lambda request: None)
