"""The invented people of the demo: who they are, apart from what they were elected to."""

import datetime
import random
import tomllib
from dataclasses import dataclass, field

from divisions.enums import Level

from .congresses import district_name, read_congresses
from .names import NameGiver
from .places import CONTENT, read_places
from .portraits import Sitter
from .posts import KINDS, Post
from .sitters import sitter_for

#: ages are counted on this day, so that the demo is the same in every year
COUNTED_ON = datetime.date(2026, 1, 1)
_FEMALE_SHARE = 0.36
_PORTRAIT_SHARE = 0.78
#: words of posts that members of the party hold
_PARTY_MEMBERS = ("党委", "党支部", "党总支", "党工委", "党组", "委书记", "委副书记", "委常委")
#: parties of a kind of deputy, a common one several times
_PARTIES = {
    "领导": ["中共党员"] * 9 + ["无党派人士"],
    "专技": ["中共党员"] * 6
    + ["群众", "群众", "群众", "民盟盟员", "九三学社社员", "农工党党员", "民进会员", "无党派人士"],
    "工人": ["中共党员", "群众"],
    "农民": ["中共党员", "中共党员", "群众", "群众", "群众"],
    "牧民": ["中共党员", "中共党员", "群众", "群众", "群众"],
    "企业": ["中共党员", "中共党员", "民建会员", "无党派人士", "群众", "群众"],
    "基层": ["中共党员", "中共党员", "中共党员", "群众"],
    "军人": ["中共党员"],
}
#: in towns and villages
_RURAL_PARTIES = ("中共党员", "群众")
_RURAL_SCHOOLING = {"专技": ["中专", "大学专科", "大学专科", "大学本科"]}
_SCHOOLING = {
    "领导": ["大学本科", "大学本科", "研究生"],
    "专技": ["大学本科", "大学本科", "研究生"],
    "工人": ["高中", "中专", "大学专科"],
    "农民": ["初中", "高中", "高中", "中专", "大学专科"],
    "牧民": ["小学", "初中", "初中", "高中"],
    "企业": ["高中", "大学专科", "大学本科"],
    "基层": ["高中", "大学专科", "大学本科"],
    "军人": ["大学本科"],
}


@dataclass
class Seat:
    """A seat in one term of a congress.

    ``word`` is what happened on the day ``on``: 补选, 辞职, 调离, 去世 or 暂停; empty for nothing.
    """

    congress: str
    term: int
    unit: str
    word: str = ""
    on: datetime.date | None = None


@dataclass
class Person:
    """An invented deputy; places are short names, ``kind`` a key of ``KINDS``."""

    name: str
    gender: str
    group: str
    birth: str
    party: str
    education: str
    kind: str
    post: str
    home: str
    work: str
    seats: list[Seat] = field(default_factory=list)
    number: str = ""
    phone: str = ""
    pinyin: str = ""
    biography: str = ""
    other: list[tuple[str, str]] = field(default_factory=list)
    sitter: Sitter | None = None

    @property
    def deputy_class(self) -> str:
        return KINDS[self.kind]


def read_cast() -> list[Person]:
    """Return the people whose lives are written out."""
    entries = tomllib.loads((CONTENT / "cast.toml").read_text(encoding="utf-8"))["person"]
    people = []
    for entry in entries:
        face = entry.pop("face")
        seats = [_seat(text) for text in entry.pop("seats")]
        other = [(name, language) for name, language in entry.pop("other", [])]
        person = Person(**entry, seats=seats, other=other)
        if face is not False:
            person.sitter = sitter_for(person, _age(person), **face)
        people.append(person)
    return people


class PersonMaker:
    """Makes a person for a post, the same ones in the same order."""

    def __init__(self, chance: random.Random, taken: set[str]) -> None:
        self._chance = chance
        self._names = NameGiver(chance, taken)

    def make(self, post: Post, *, text: str, home: str, work: str, places: list[str]) -> Person:
        """Return somebody who holds ``post``, worded ``text``.

        ``places``, the nearest first, decide the ethnic group.
        """
        is_rural = read_places()[work].level >= Level.TOWNSHIP
        gender = post.gender or ("女" if self._chance.random() < _FEMALE_SHARE else "男")
        is_female = gender == "女"
        group = post.group or self._names.group(places, is_female=is_female)
        year = COUNTED_ON.year - 1 - self._chance.randint(*post.ages)
        person = Person(
            name=self._names.name(group=group, is_female=is_female, year=year),
            gender=gender,
            group=group,
            birth=f"{year}-{self._chance.randint(1, 12):02d}",
            party=post.party or self._party(text, post.kind, is_rural=is_rural),
            education=self._schooling(post.kind, is_rural=is_rural),
            kind=post.kind,
            post=text,
            home=home,
            work=work,
        )
        if post.kind != "军人" and self._chance.random() < _PORTRAIT_SHARE:
            person.sitter = sitter_for(person, _age(person))
        return person

    def _party(self, text: str, kind: str, *, is_rural: bool) -> str:
        if any(word in text for word in _PARTY_MEMBERS):
            return "中共党员"
        parties = [p for p in _PARTIES[kind] if p in _RURAL_PARTIES or not is_rural]
        return self._chance.choice(parties)

    def _schooling(self, kind: str, *, is_rural: bool) -> str:
        schooling = _RURAL_SCHOOLING if is_rural and kind in _RURAL_SCHOOLING else _SCHOOLING
        return self._chance.choice(schooling[kind])


def _age(person: Person) -> int:
    return COUNTED_ON.year - int(person.birth[:4])


def _seat(text: str) -> Seat:
    congress, term, unit, *event = text.split()
    if read_congresses()[congress].is_direct:
        unit = district_name(unit)
    word, on = event or ("", "")
    return Seat(congress, int(term), unit, word, datetime.date.fromisoformat(on) if on else None)
