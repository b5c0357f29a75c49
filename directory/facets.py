"""Tabs, facets and chips around the list of deputies (缩小范围), each a link."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode

from core.levels import CongressLevel
from core.numerals import chinese_number
from core.paging import CappedPaginator, count_text
from divisions.enums import Kind
from divisions.models import Division
from divisions.places import around

from .counts import Tally, terms_of
from .forms import DeputyFilterForm, Order, State


@dataclass(frozen=True)
class Option:
    """One choice: a tab or an entry of a facet; ``count`` is a text, empty where not counted."""

    text: str
    count: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class FacetGroup:
    """A facet and its options; ``state`` names the chosen one."""

    title: str
    options: list[Option]
    state: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Chip:
    """A chosen filter; ``url`` leads to the list without it."""

    text: str
    url: str


def level_word(level: str, place: Division | None) -> str:
    """Return what a level is called in ``place``: 市级, in an autonomous prefecture 州级."""
    is_prefecture = place is not None and place.kind == Kind.AUTONOMOUS_PREFECTURE
    return "州级" if is_prefecture and level == CongressLevel.CITY else CongressLevel(level).label


class Facets:
    """What stands around one list of deputies.

    Counts are of people in office within the place of the list whom its search for a name finds.
    """

    def __init__(
        self,
        form: DeputyFilterForm,
        on: datetime.date,
        paginator: CappedPaginator,
        tally: Tally,
        start: Division | None,
    ) -> None:
        """Take the list's filters, its day, its paginator, who sits there, and the site's place."""
        self.form, self.on, self.paginator, self.start = form, on, paginator, start
        self._tally = tally
        self.chosen = {name: value for name in form.fields if (value := form.value(name))}
        self.division: Division | None = self.chosen.get("division")
        self.level: str = self.chosen.get("level", "")

    def word(self, level: str) -> str:
        """Return what ``level`` is called here."""
        return level_word(level, self.start)

    def url(self, **changes: object) -> str:
        """Return the address of the list with some filters changed; ``None`` takes one away."""
        values = {**self.chosen, **changes}
        texts = {
            name: value.public_code if isinstance(value, Division) else value
            for name, value in values.items()
            if value is not None
        }
        return reverse("directory:deputy_list") + (f"?{urlencode(texts)}" if texts else "")

    @cached_property
    def title(self) -> str:
        """The heading: the place's deputies."""
        if self.division is None:
            return "人大代表名录"
        return f"{self.division.name}的人大代表"

    @cached_property
    def _around(self) -> tuple[list[Division], list[Division]]:
        """The places above the list's own and those directly below it."""
        place = self.division or self.start
        return around(place, self.on) if place else ([], [])

    @cached_property
    def trail(self) -> list[tuple[str, str]]:
        """The way from the home page, over the places between the site's own and the list's."""
        if self.division is None:
            return [("首页", "/")]
        first = self.start.path if self.start and self.start.path else ""
        above = [p for p in self._around[0] if (p.path or "").startswith(first)]
        return [
            ("首页", "/"),
            ("代表名录", reverse("directory:deputy_list")),
            *((p.name, self.url(division=p, q=None)) for p in above if p.path != first),
        ]

    @cached_property
    def lead(self) -> str:
        """One sentence on how to read the counts."""
        return "人数是现任的。一人可以同时是几级代表，所以各级相加会多于总数。"

    @cached_property
    def search_label(self) -> str:
        """The label of the search for a name."""
        return "在这份名单里按姓名找"

    @cached_property
    def is_unindexed(self) -> bool:
        """Whether no search engine is to keep the list.

        It answers a search for a name, or repeats another list in another order.
        """
        return "q" in self.chosen or self.form.order != Order.PINYIN

    @cached_property
    def summary(self) -> str:
        """One line about the list: level, term, state, how many."""
        words = [f"{self.word(self.level)}代表"] if self.level else []
        if term := self.chosen.get("term"):
            words.append(f"第{chinese_number(term)}届")
        words.append(State(self.form.standing).label)
        return f"{' · '.join(words)}：{count_text(self.paginator, '名')}"

    @cached_property
    def orders(self) -> list[Option]:
        """What the list can be sorted by."""
        current, first = self.form.order, Order.PINYIN
        return [
            Option(
                order.label, "", self.url(sort=None if order == first else order), order == current
            )
            for order in Order
        ]

    @cached_property
    def kept(self) -> list[tuple[str, object]]:
        """Filters that a search for a name keeps."""
        return [
            (name, value.public_code if isinstance(value, Division) else value)
            for name, value in self.chosen.items()
            if name != "q"
        ]

    @cached_property
    def chips(self) -> list[Chip]:
        """The chosen filters."""
        labels = {
            "division": lambda value: value.name,
            "level": self.word,
            "term": lambda value: f"第{chinese_number(value)}届",
            "state": lambda value: State(value).label,
            "q": lambda value: f"“{value}”",
        }
        return [
            Chip(labels[name](value), self.url(**{name: None}))
            for name, value in self.chosen.items()
            if name in labels
        ]

    @cached_property
    def tabs(self) -> list[Option]:
        """The levels, each with the number of people in office."""
        people = self._tally.by_level if self._tally.is_complete else None
        tabs = [Option("全部", "", self.url(level=None, term=None), not self.level)]
        for level in CongressLevel:
            count = "" if people is None else f"{people[level.division_level]:,}"
            url = self.url(level=level, term=None)
            tabs.append(Option(self.word(level), count, url, self.level == level))
        return tabs

    @cached_property
    def groups(self) -> list[FacetGroup]:
        """The facets at the side: places below, terms of the level, in office or not."""
        return [group for group in (self._places(), self._terms(), self._states()) if group.options]

    def _places(self) -> FacetGroup:
        place, below = self.division or self.start, self._around[1]
        if place is None:
            return FacetGroup("地区", [])
        people: dict[int, int] = {}
        if self._tally.is_complete:
            people = self._tally.by_place(below, self.form.division_level)
        options = [
            Option(
                lower.name,
                f"{people[lower.pk]:,}" if people else "",
                self.url(division=lower),
                is_current=False,
            )
            for lower in below
        ]
        state = self.division.name if self.division else ""
        return FacetGroup("地区", options, state, is_open=True)

    def _terms(self) -> FacetGroup:
        if not self.level:
            return FacetGroup("届次", [])
        is_counted = self._tally.is_complete
        numbers = terms_of(self.division, self.form.division_level) if is_counted else []
        chosen = self.chosen.get("term")
        options = [
            Option(f"第{chinese_number(n)}届", "", self.url(term=n), n == chosen) for n in numbers
        ]
        return FacetGroup("届次", options, f"第{chinese_number(chosen)}届" if chosen else "")

    def _states(self) -> FacetGroup:
        options = [
            Option(state.label, "", self.url(state=state), self.form.standing == state)
            for state in State
        ]
        return FacetGroup("在任", options, State(self.form.standing).label)
