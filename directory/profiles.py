"""What the public sees on a deputy's own page (代表页)."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from core.readings import name_reading
from divisions.enums import Level

from .cards import (
    Mark,
    congress_word,
    has_ended,
    is_former,
    is_soldier,
    month,
    photo_url,
    rank_of,
    seat_title,
    shows_portrait,
)
from .enums import MandateStatus, Tenure, UnitKind
from .models import Deputy, Mandate
from .models.deputy import PAGE_PHOTO

#: places of an electoral district that are named before 等
_PLACES_NAMED = 6
_TENURE_WORDS = dict(Tenure.choices)


@dataclass(frozen=True)
class MandateLine:
    """What ``components/mandate_list.html`` shows of one mandate.

    ``announced`` says when its ending was announced, ``url`` leads to the announcement.
    """

    rank: int
    level: str
    title: str
    detail: list[str]
    is_ended: bool
    announced: str = ""
    url: str = ""


@dataclass(frozen=True)
class Fact:
    """A key and its value; ``lang`` where the value is not Chinese."""

    key: str
    value: str
    lang: str = ""


@dataclass(frozen=True)
class Profile:
    """What ``directory/deputy_detail.html`` shows."""

    name: str
    reading: str
    photo: str
    text: str
    marks: list[Mark]
    mandates: list[MandateLine]
    mandates_note: str
    facts: list[Fact]
    biography: str
    former: str

    @property
    def is_former(self) -> bool:
        """Whether the person holds no mandate any more; ``former`` is the word for it."""
        return bool(self.former)

    @property
    def description(self) -> str:
        """One sentence for search engines: the name and the latest seat."""
        return f"{self.name}，{self.mandates[0].title}。"


def trail_of(deputy: Deputy, on: datetime.date) -> list[tuple[str, str]]:
    """Return the way from the home page over the list of the lowest seat's place."""
    lowest = max(deputy.shown_mandates, key=lambda m: (m.is_serving(on), m.level))
    place, names = lowest.term.congress.division, reverse("directory:deputy_list")
    trail = [("首页", "/"), ("代表名录", names)]
    if place.level != Level.NATION:
        trail.append((place.name, f"{names}?{urlencode({'division': place.public_code})}"))
    return trail


def profile(deputy: Deputy, on: datetime.date) -> Profile:
    """Return the public page of ``deputy`` on the day ``on``.

    Args:
        deputy: with ``shown_mandates`` (``Mandate.objects.for_profile()``) and other names.
        on: a calendar day in Asia/Shanghai.
    """
    mandates = deputy.shown_mandates
    former, portrait = is_former(mandates, on), shows_portrait(mandates, on)
    serving = [m for m in mandates if m.is_serving(on)]
    return Profile(
        name=deputy.name,
        reading=name_reading(deputy.name, deputy.pinyin),
        photo=photo_url(deputy, PAGE_PHOTO) if portrait else "",
        text="" if former else _text(deputy),
        marks=[Mark(rank_of(m.level), m.term.congress.deputy_label) for m in serving],
        mandates=[_line(m, on) for m in _current_first(mandates, on)],
        mandates_note=_note(mandates, on),
        facts=[*_other_names(deputy), *_contact(deputy, serving, on)],
        biography=deputy.biography if portrait else "",
        former=_former_word(mandates) if former else "",
    )


def _former_word(mandates: list[Mandate]) -> str:
    """Return what one who holds no mandate any more is called, by the mandate that ended last."""
    last = max(mandates, key=lambda m: m.until or datetime.date.min)
    return "代表资格终止" if last.is_announced else "往届代表"


def _text(deputy: Deputy) -> str:
    """Return post, gender and ethnicity as sentences; what is unknown is left out."""
    post = "" if is_soldier(deputy.shown_mandates) else deputy.post.strip().rstrip("。")
    person = "，".join(part for part in (deputy.get_gender_display(), deputy.ethnicity) if part)
    return "".join(f"{sentence}。" for sentence in (post, person) if sentence)


def _current_first(mandates: list[Mandate], on: datetime.date) -> list[Mandate]:
    """Sort: in force before ended, then the highest level, then the latest term."""
    return sorted(mandates, key=lambda m: (has_ended(m, on), m.level, -m.term.number))


def _note(mandates: list[Mandate], on: datetime.date) -> str:
    """Return how many seats are held and were held."""
    ended = sum(has_ended(m, on) for m in mandates)
    held = len(mandates) - ended
    parts = [f"现任 {held} 项" if held else "", f"曾任 {ended} 项" if ended else ""]
    return "，".join(part for part in parts if part)


def _line(mandate: Mandate, on: datetime.date) -> MandateLine:
    ended = has_ended(mandate, on)
    is_announced = ended and mandate.is_announced
    parts = (
        _period(mandate, on),
        _elected_by(mandate),
        "" if ended else _TENURE_WORDS.get(mandate.known_tenure, ""),
    )
    return MandateLine(
        rank=rank_of(mandate.level),
        level=congress_word(mandate),
        title=seat_title(mandate),
        detail=[part for part in parts if part],
        is_ended=ended,
        announced=_announced(mandate) if is_announced else "",
        url=mandate.announcement_url if is_announced else "",
    )


def _announced(mandate: Mandate) -> str:
    """Return 2024 年 5 月 9 日公告（第三号）."""
    day = mandate.announced_on
    number = f"（{mandate.announcement}）" if mandate.announcement else ""
    return f"{month(day)} {day.day} 日公告{number}"


def _period(mandate: Mandate, on: datetime.date) -> str:
    """Return 2014 年 3 月补选—2016 年 11 月, 2022 年 1 月至今 …; unknown ends are left out."""
    since, until, ended = mandate.since, mandate.until, has_ended(mandate, on)
    start = f"{month(since)}{'补选' if mandate.is_by_election else ''}" if since else ""
    if since and since > on:
        return f"{start}起"
    if ended and until:
        return f"{start}—{month(until)}" if start else f"任至 {month(until)}"
    if ended:
        return f"{start}起任职" if start else "曾任"
    if mandate.is_by_election:
        return f"{start}，现任" if start else "补选，现任"
    return f"{start}至今" if start else "现任"


def _elected_by(mandate: Mandate) -> str:
    """Return who elected: the voters of a district and its places, a congress, the forces."""
    unit = mandate.unit
    if unit.kind == UnitKind.ARMED_FORCES:
        return "军队选出"
    if unit.kind == UnitKind.DISTRICT:
        return f"{unit.name}{_places(mandate)}选民直接选出"
    return f"{unit.electing_congress.name if unit.electing_congress else unit.name}选出"


def _places(mandate: Mandate) -> str:
    """Return the places of a district in brackets, unless they only repeat its name."""
    names = [f"{area.division.name}{area.part}" for area in mandate.unit.areas.all()]
    if not names or names == [mandate.unit.name]:
        return ""
    more = "等" if len(names) > _PLACES_NAMED else ""
    return f"（{'、'.join(names[:_PLACES_NAMED])}{more}）"


def _other_names(deputy: Deputy) -> list[Fact]:
    return [Fact("其他姓名", other.name, other.language) for other in deputy.other_names.all()]


def _contact(deputy: Deputy, serving: list[Mandate], on: datetime.date) -> list[Fact]:
    """Return how to reach a deputy who may be asked; own telephone and mail by consent alone."""
    if all(m.status == MandateStatus.SUSPENDED for m in serving):
        return []
    consented = {consent.field for consent in deputy.consents.all() if consent.stands(on)}
    facts = [
        Fact("联系方式", deputy.public_channel),
        Fact("本人电话", deputy.phone if "phone" in consented else ""),
        Fact("本人邮箱", deputy.email if "email" in consented else ""),
    ]
    return [fact for fact in facts if fact.value]
