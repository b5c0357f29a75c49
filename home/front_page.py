"""What the home page says: how many deputies of each level, and where they are (首页)."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from core.levels import CongressLevel
from directory.cards import rank_of
from directory.counts import Tally
from directory.facets import level_word
from divisions.enums import Kind, Level
from divisions.models import Division
from divisions.places import places_below

#: what the places below a site's own are called together
_BELOW = {
    Level.NATION: "各省、自治区、直辖市", Level.PROVINCE: "各市州", Level.PREFECTURE: "各县市区",
    Level.COUNTY: "各乡镇街道", Level.TOWNSHIP: "各村和社区",
}  # fmt: skip
#: 全州 …; what has no word of its own is 全境
_WHOLE = {
    Kind.NATION: "全国", Kind.PROVINCE: "全省", Kind.AUTONOMOUS_REGION: "全区",
    Kind.MUNICIPALITY: "全市", Kind.CITY_WITH_DISTRICTS: "全市",
    Kind.CITY_WITHOUT_DISTRICTS: "全市",
    Kind.AUTONOMOUS_PREFECTURE: "全州", Kind.COUNTY: "全县", Kind.AUTONOMOUS_COUNTY: "全县",
    Kind.BANNER: "全旗", Kind.AUTONOMOUS_BANNER: "全旗", Kind.DISTRICT: "全区",
    Kind.COUNTY_CITY: "全市", Kind.TOWN: "全镇", Kind.TOWNSHIP: "全乡",
}  # fmt: skip


@dataclass(frozen=True)
class LevelCount:
    """One line of ``components/level_panel.html``."""

    rank: int
    text: str
    count: str
    url: str


def list_url(**filters: object) -> str:
    """Return the address of the list of deputies with ``filters``."""
    address = reverse("directory:deputy_list")
    return f"{address}?{urlencode(filters)}" if filters else address


def front_page(place: Division | None, on: datetime.date) -> dict[str, object]:
    """Return what ``home/home_page.html`` shows of the site's ``place`` on the day ``on``."""
    whole = place or Division.objects.root()
    tally = Tally(None, on, start=whole)
    return {
        "lines": ["有话要说，", "先找家门口的代表。"],
        "lead": _lead(whole, tally),
        "search_url": reverse("home:search"),
        "links": [("从县市一级一级选", reverse("divisions:find")), ("按姓名找", list_url())],
        "levels": _levels(place, tally),
        "levels_title": "五级代表都在这里",
        "levels_note": f"截至 {on.year} 年 {on.month} 月 {on.day} 日 · 现任",
        "places_title": _BELOW.get(Level(whole.level), ""),
        "places": _places(whole, on, tally),
    }


def _lead(whole: Division, tally: Tally) -> str:
    """Return the sentence below the title; an empty register says that it is empty."""
    ask = "告诉我们您住在哪里，就能看到谁替您说话。"
    if not tally.is_complete:
        return ask
    if not tally.people:
        return "代表名录还没有导入。地方已经可以查，代表录入以后这里就能找到。"
    return f"{_WHOLE.get(Kind(whole.kind), '全境')} {tally.people:,} 名各级人大代表。{ask}"


def _levels(place: Division | None, tally: Tally) -> list[LevelCount]:
    """Return the five levels, the nation first, with the people in office; none uncounted."""
    if not tally.is_complete or not tally.people:
        return []
    return [
        LevelCount(
            rank_of(level.division_level),
            f"{level_word(level, place)}人大代表",
            f"{tally.by_level[level.division_level]:,} 名",
            list_url(level=level),
        )
        for level in CongressLevel
    ]


def _places(whole: Division, on: datetime.date, tally: Tally) -> list[tuple[str, str, str]]:
    """Return the places below with the people in office there, for ``place_index.html``."""
    below = places_below(whole, on)
    is_counted = tally.is_complete and tally.people
    people = tally.by_place(below) if is_counted else {}
    return [
        (
            place.name,
            f"代表 {people[place.pk]:,} 名" if people else "",
            list_url(division=place.public_code) if people else place.get_absolute_url(),
        )
        for place in below
    ]
