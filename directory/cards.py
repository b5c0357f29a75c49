"""What the public sees of a deputy (公开内容): the card in a list, the lines of the mandates.

Every public page takes people from here and from ``profiles``, so that the rules of visibility
stand in one place: what a model declares restricted is read here for one purpose only, to leave
something out.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from wagtail.images.utils import generate_signature

from core.numerals import chinese_number
from divisions.enums import Kind, Level

from .enums import MandateStatus, UnitKind
from .models import Deputy, Mandate
from .models.deputy import CARD_PHOTO

#: what a congress is called for short, by the kind of its division
_WORDS = {
    Kind.NATION: "全国", Kind.AUTONOMOUS_REGION: "自治区", Kind.PROVINCE: "省",
    Kind.MUNICIPALITY: "市", Kind.CITY_WITH_DISTRICTS: "市", Kind.CITY_WITHOUT_DISTRICTS: "市",
    Kind.AUTONOMOUS_PREFECTURE: "州", Kind.COUNTY: "县", Kind.AUTONOMOUS_COUNTY: "县",
    Kind.BANNER: "旗", Kind.AUTONOMOUS_BANNER: "旗", Kind.DISTRICT: "区", Kind.COUNTY_CITY: "市",
    Kind.COUNTY_SPECIAL: "县", Kind.TOWN: "镇", Kind.TOWNSHIP: "乡", Kind.ETHNIC_TOWNSHIP: "乡",
    Kind.SUMU: "苏木", Kind.ETHNIC_SUMU: "苏木",
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A level and the word beside it; ``rank`` 1 is the township, 5 the nation."""

    rank: int
    text: str


@dataclass(frozen=True)
class DeputyCard:
    """What ``components/deputy_card.html`` shows."""

    name: str
    url: str
    post: str = ""
    photo: str = ""
    marks: list[Mark] = field(default_factory=list)
    is_former: bool = False
    note: str = ""


def rank_of(level: int) -> int:
    """Return how many strokes the mark of a division level has (nation 5 … township 1)."""
    return Level.VILLAGE - level


def congress_word(mandate: Mandate) -> str:
    """Return what the mandate's congress is called for short (全国, 省, 州, 县, 镇)."""
    return _WORDS.get(Kind(mandate.term.congress.division.kind), "")


def term_word(mandate: Mandate) -> str:
    """Return congress and term for short: 县第十八届."""
    return f"{congress_word(mandate)}第{chinese_number(mandate.term.number)}届"


def seat_title(mandate: Mandate) -> str:
    """Return the seat in full: 云岭州第十四届人民代表大会代表."""
    term = f"第{chinese_number(mandate.term.number)}届"
    congress = mandate.term.congress
    if congress.division.level == Level.NATION:
        return f"{term}{congress.name}代表"
    return f"{congress.name.removesuffix('人民代表大会')}{term}人民代表大会代表"


def has_ended(mandate: Mandate, on: datetime.date) -> bool:
    """Whether the mandate is over on the day ``on``; one still to begin is not."""
    if mandate.until is not None and mandate.until < on:
        return True
    return mandate.status == MandateStatus.ENDED and mandate.ends_on is None


def is_former(mandates: Iterable[Mandate], on: datetime.date) -> bool:
    """Whether every mandate is over on the day ``on`` (往届代表)."""
    return all(has_ended(mandate, on) for mandate in mandates)


def last_day(mandates: Iterable[Mandate]) -> datetime.date | None:
    """Return the last day in office; ``None`` where nobody knows it."""
    return max((m.until for m in mandates if m.until), default=None)


def shows_portrait(mandates: list[Mandate], on: datetime.date) -> bool:
    """Whether photo and biography may be shown: in office, or out of it not long enough."""
    if not is_former(mandates, on):
        return True
    left = last_day(mandates)
    kept = datetime.timedelta(days=settings.FORMER_PORTRAIT_DAYS)
    return left is not None and on <= left + kept


def is_soldier(mandates: Iterable[Mandate]) -> bool:
    """Whether the armed forces elected the person: then unit, post and places stay unnamed."""
    return any(m.unit.kind == UnitKind.ARMED_FORCES for m in mandates)


def photo_url(deputy: Deputy, spec: str) -> str:
    """Return the address of the portrait in the size ``spec``, without a query.

    A picture not made yet in that size is made when its address is first asked for.
    """
    if file := getattr(deputy, "photo_file", None):
        return default_storage.url(file)
    if deputy.photo_id is None:
        return ""
    signature = generate_signature(deputy.photo_id, spec)
    return reverse("wagtailimages_serve", args=[signature, deputy.photo_id, spec])


def month(day: datetime.date) -> str:
    """Return 2022 年 1 月."""
    return f"{day.year} 年 {day.month} 月"


def deputy_card(
    deputy: Deputy, on: datetime.date, *, marked: Iterable[Mandate] | None = None
) -> DeputyCard:
    """Return the card of a deputy loaded by ``Deputy.objects.for_cards()``.

    Args:
        deputy: its ``shown_mandates`` are the published ones.
        on: the day the card speaks of.
        marked: mandates whose level and term the card names; by default the levels of all
            mandates in force, without the term.
    """
    mandates = deputy.shown_mandates
    former = is_former(mandates, on)
    if marked is not None:
        marks = [Mark(rank_of(m.level), term_word(m)) for m in marked]
    else:
        marks = [Mark(rank_of(m.level), congress_word(m)) for m in mandates if m.is_serving(on)]
    return DeputyCard(
        name=deputy.name,
        url=deputy.get_absolute_url(),
        post="" if former or is_soldier(mandates) else deputy.post,
        photo=photo_url(deputy, CARD_PHOTO) if shows_portrait(mandates, on) else "",
        marks=list(dict.fromkeys(marks)),
        is_former=former,
        note=_former_note(mandates) if former else "",
    )


def _former_note(mandates: list[Mandate]) -> str:
    """Return the last seat and its last month: …第十七届人民代表大会代表，任至 2021 年 12 月."""
    latest = max(mandates, key=lambda m: m.until or datetime.date.min, default=None)
    if latest is None:
        return ""
    title = seat_title(latest)
    return f"{title}，任至 {month(latest.until)}" if latest.until else title
