"""Who sits where: fills the congresses of the demo with invented people.

First come those whose lives are written out, then those of the listed posts, then the officials
of the townships; what is left of the seats goes to people of the villages. The term before is
filled with those who were re-elected and with people who have left since.
"""

import dataclasses
import itertools
import random
from collections import Counter
from collections.abc import Iterable

from core.levels import CongressLevel
from divisions.enums import Kind, Level

from .congresses import MOST_SEATS, CongressPlan, UnitPlan, read_congresses
from .people import Person, PersonMaker, Seat, read_cast
from .places import PREFECTURE, above, full_name, read_places
from .posts import Post, read_posts

SEED = 20260101
_CHIEF_TOWN = "白苇市"
_OF_THE_PREFECTURE = ("云岭州", "驻云岭州")
#: townships where those who work in a county town live
_SEATS = {
    "白苇市": ["新华街道", "芦洲街道"], "望溪县": ["南关街道"], "松坪县": ["云杉镇"],
}  # fmt: skip
_FORMER = "往届"
#: seats of the term before that went to people who have left, by congress
_LEFT = {"白苇市": 17, "望溪县": 18, "松坪县": 14, "柳湾镇": 10, "石桥镇": 6, "云杉镇": 6}
_REELECTED_SHARE = 0.4
#: born later, a person was too young for the term before
_LAST_YEAR_BEFORE = 1990
#: villages that live by their herds
_HERDING = {
    "巴音布拉格村", "牧场村", "鹿场村", "上格桑村", "下格桑村", "措宁村", "德吉村", "卓玛沟村",
}  # fmt: skip
#: posts a village has many of
_COMMON = ("村民", "居民", "牧民", "村民小组长")
_SECRETARY = "党支部书记"


def elect() -> list[Person]:
    """Return all deputies of the demo with their seats; always the same."""
    return _Election().run()


class _Election:
    def __init__(self) -> None:
        self.chance = random.Random(SEED)  # noqa: S311 - invented people, no secret
        self.people = read_cast()
        self.plans = read_congresses()
        self.posts = read_posts()
        self.maker = PersonMaker(self.chance, {person.name for person in self.people})
        self.taken = Counter(
            (seat.congress, seat.term, seat.unit) for p in self.people for seat in p.seats
        )
        self.held = {person.post for person in self.people}
        self.left: set[str] = set()
        self.turns: Counter[str] = Counter()

    def run(self) -> list[Person]:
        for heading in self.posts:
            if heading.split()[0] in self.plans:
                self._elect_listed(heading)
        townships = self._plans(CongressLevel.TOWNSHIP)
        for plan in townships:
            self._elect_officials(plan)
        for plan in self._plans(CongressLevel.COUNTY):
            for unit in plan.units.values():
                self._fill(plan, unit, unit.seats)
        for plan in townships:
            self._fill_township(plan)
        self._elect_those_who_left()
        for number, person in enumerate(self.people, start=1):
            person.number = f"YL{number:04d}"
            person.phone = f"1000990{number:04d}"
        return self.people

    def _plans(self, level: CongressLevel) -> list[CongressPlan]:
        return [plan for plan in self.plans.values() if plan.level == level]

    # seats

    def _seat(self, person: Person, plan: CongressPlan, unit: str, *, was_in: bool = False) -> None:
        """Give ``person`` a seat in the running term, and in the one before if it ``was_in``."""
        for term in plan.terms[: 2 if was_in else 1]:
            key = (plan.place, term.number, unit)
            if not plan.is_direct or self.taken[key] < MOST_SEATS:
                self.taken[key] += 1
                person.seats.append(Seat(*key))

    def _emptiest(self, plan: CongressPlan, units: Iterable[UnitPlan], term: int = 0) -> str:
        """Return the unit with the fewest seats taken; ``term`` 0 runs, 1 is the one before."""
        number = plan.terms[term].number
        return min(units, key=lambda unit: self.taken[plan.place, number, unit.name]).name

    def _was_in(self, person: Person) -> bool:
        return (
            int(person.birth[:4]) <= _LAST_YEAR_BEFORE and self.chance.random() < _REELECTED_SHARE
        )

    def _person(self, post: Post, text: str, place: str) -> Person:
        """Return a new person who works in ``place``."""
        is_rural = read_places()[place].level >= Level.TOWNSHIP
        home = above(place, Level.TOWNSHIP) if is_rural else self.chance.choice(_SEATS[place])
        places = [place, home, read_places()[home].parent, PREFECTURE]
        person = self.maker.make(post, text=text, home=home, work=place, places=places)
        self.people.append(person)
        self.held.add(text)
        return person

    # listed posts

    def _elect_listed(self, heading: str) -> None:
        congress, *unit = heading.split()
        plan = self.plans[congress]
        region = unit[0] if unit and unit[0] in read_places() else congress
        for post in self.posts[heading]:
            person = self._person(post, post.text, _workplace(post.text, region))
            elected_by = unit[0] if unit else post.district
            self._seat(person, plan, elected_by, was_in=post.is_reelected)
            if "州" in post.also:
                self._seat(person, self.plans[PREFECTURE], congress, was_in=post.is_reelected)
            if "省" in post.also:
                self._seat(person, self.plans["青澜省"], PREFECTURE)

    # townships and counties

    def _elect_officials(self, plan: CongressPlan) -> None:
        """Elect the officials of a township: to its own congress, some to the county's too."""
        place = read_places()[plan.place]
        head = "镇长" if place.kind == Kind.TOWN else "乡长"
        for post in self.posts["乡镇"][: 6 if plan.seats > 12 else 4]:
            text = post.text.format(org=full_name(plan.place), head=head)
            # 地方组织法 第八十五条: the head of a 民族乡 belongs to its ethnic group
            group = place.group if "{head}" in post.text else ""
            person = self._person(dataclasses.replace(post, group=group), text, plan.place)
            unit = self._emptiest(plan, plan.units.values())
            self._seat(person, plan, unit, was_in=self._was_in(person))
            if "县" in post.also and (county := self.plans.get(place.parent)):
                units = [u for u in county.units.values() if _lies_in(u, plan.place)]
                self._seat(person, county, self._emptiest(county, units))

    def _fill(self, plan: CongressPlan, unit: UnitPlan, seats: int) -> None:
        """Elect people of the villages of ``unit`` until it has ``seats``."""
        villages = itertools.cycle(unit.places)
        term = plan.terms[0].number
        while unit.places and self.taken[plan.place, term, unit.name] < seats:
            self._elect_villager(plan, unit.name, next(villages))

    def _fill_township(self, plan: CongressPlan) -> None:
        term = plan.terms[0].number
        for unit in plan.units.values():
            self._fill(plan, unit, 1)
        while sum(self.taken[plan.place, term, unit] for unit in plan.units) < plan.seats:
            unit = self._emptiest(plan, plan.units.values())
            self._elect_villager(plan, unit, plan.units[unit].places[0])

    def _elect_villager(self, plan: CongressPlan, unit: str, village: str) -> None:
        post, text = self._next_post(village, plan)
        person = self._person(post, text, village)
        self._seat(person, plan, unit, was_in=self._was_in(person))
        town = above(village, Level.TOWNSHIP)
        is_in_county = read_places()[town].parent == plan.place
        if "县" in post.also and is_in_county and town in self.plans:
            own = next(u for u in self.plans[town].units.values() if village in u.places)
            self._seat(person, self.plans[town], own.name)

    def _next_post(self, village: str, plan: CongressPlan) -> tuple[Post, str]:
        """Return a post of ``village`` that nobody has, or one it has many of."""
        posts = self.posts[_heading(village)]
        sends_its_secretary = plan.level == CongressLevel.COUNTY or _spread(village) % 3 == 0
        is_led = any(f"{village}{_SECRETARY}" in text for text in self.held)
        while True:
            turn = self.turns[village]
            self.turns[village] += 1
            # each village begins elsewhere in the list, if not with its secretary
            start = 0 if sends_its_secretary and turn == 0 else _spread(village)
            post = posts[(turn + start) % len(posts)]
            text = post.text.format(org=full_name(village))
            is_free = text not in self.held and not (is_led and _SECRETARY in text)
            if is_free or text.endswith(_COMMON):
                return post, text

    # the term before

    def _elect_those_who_left(self) -> None:
        for heading in self.posts:
            if heading.startswith(_FORMER):
                _, congress, unit = heading.split()
                for post in self.posts[heading]:
                    place = _workplace(post.text, unit if unit in read_places() else congress)
                    self._seat_before(self._person(post, post.text, place), congress, unit)
        for congress, count in _LEFT.items():
            plan = self.plans[congress]
            units = [unit for unit in plan.units.values() if unit.places]
            for _ in range(count):
                unit = plan.units[self._emptiest(plan, units, term=1)]
                village = self.chance.choice(unit.places)
                person = self._person(*self._earlier_post(village), village)
                self._seat_before(person, congress, unit.name)

    def _earlier_post(self, village: str) -> tuple[Post, str]:
        """Return a post of ``village`` as somebody held it five years ago."""
        while True:
            post = self.chance.choice(self.posts[_heading(village)])
            text = post.text.format(org=full_name(village))
            if text not in self.left or text.endswith(_COMMON):
                break
        self.left.add(text)
        youngest, oldest = post.ages
        return dataclasses.replace(post, ages=(youngest + 6, min(oldest + 8, 74))), text

    def _seat_before(self, person: Person, congress: str, unit: str) -> None:
        """Give a seat of the term before to somebody who left; the portrait is gone by now."""
        person.sitter = None
        key = (congress, self.plans[congress].terms[1].number, unit)
        self.taken[key] += 1
        person.seats.append(Seat(*key))


def _workplace(text: str, region: str) -> str:
    """Return the smallest place that a post names, else the county it is in."""
    named = [place for place in read_places().values() if place.short in text]
    named = [place for place in named if place.level >= Level.COUNTY]
    if named:
        return max(named, key=lambda place: place.level).short
    is_of_the_prefecture = text.startswith(_OF_THE_PREFECTURE) or region not in _SEATS
    return _CHIEF_TOWN if is_of_the_prefecture else region


def _spread(village: str) -> int:
    """Return a number that differs from village to village."""
    return sum(map(ord, village))


def _lies_in(unit: UnitPlan, town: str) -> bool:
    return any(above(place, Level.TOWNSHIP) == town for place in unit.places)


def _heading(village: str) -> str:
    """Return under what heading posts.txt has the posts of ``village``."""
    if read_places()[village].kind == Kind.COMMUNITY:
        return "社区"
    return "牧业村" if village in _HERDING else "村"
