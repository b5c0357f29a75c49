"""Who answers for a place (谁代表这里): deputies of every level, each with the reason.

Followed is the electoral chain of the place, upward. Where voters elect, the areas of the units
say who it is; where a lower congress elects, the congress on the chain does, never the level
alone. Whatever is unknown stays unknown and is said. Only what is published and in office counts;
the armed forces elect apart from all places and are never listed.

Source: 选举法 (2020) 第二条、第六条、第二十五条; 地方组织法 (2022) 第七条、第八条.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from core.levels import CongressLevel
from divisions.electoral import electoral_chain
from divisions.endings import ending_text, successors_of
from divisions.enums import Kind, Level
from divisions.models import Division

from .answer_postings import Postings, StationName
from .answer_queries import Seats, load_seats
from .enums import UnitBasis
from .models import Congress, Deputy, ElectoralUnitArea, Mandate
from .models.congress import no_congress_text

#: every page that names the deputies of a place says so
REGISTRATION_NOTE = "以选民登记为准。"
_UNMAPPED = "选区范围未录入"
_UNKNOWN_ELECTION = "选举的人大未录入"
_WORKPLACE = "按单位划分的选区"
#: says that somebody works or lives near, never which of the two, nor where
_NEARBY = "在本地工作、生活"
#: places that have no congress but a working body of a standing committee (地方组织法 第五十九条)
_WITH_COMMITTEE = {Kind.PREFECTURE_AREA, Kind.LEAGUE}


@dataclass(frozen=True)
class Answer:
    """One deputy of a place.

    Attributes:
        part: which part of the place the unit covers; empty where it covers the whole of it.
        reason: why the deputy is named (由新邵县人民代表大会选举).
    """

    deputy: Deputy
    mandate: Mandate
    part: str
    reason: str

    @property
    def name(self) -> str:
        """The deputy's name."""
        return self.deputy.name

    @property
    def level(self) -> CongressLevel:
        """The level of the congress."""
        return CongressLevel.of_division_level(self.mandate.level)

    @property
    def congress(self) -> Congress:
        """The congress the deputy sits in."""
        return self.mandate.term.congress

    @property
    def unit(self) -> str:
        """The name of the electoral unit."""
        return self.mandate.unit.name


@dataclass
class Tier:
    """The deputies of one congress for a place.

    Attributes:
        congress: None where it has not been entered.
        note: what is to be said of the tier as a whole.
        answers: those who answer for the place, who covers the whole of it first.
        folded_count: further deputies, shown by a link to ``folded_url`` alone.
        workplace: deputies of units made of workplaces, never of places.
        unmapped: deputies of units of which nobody has entered where they lie or who elects.
    """

    division: Division
    congress: Congress | None
    note: str = ""
    answers: list[Answer] = field(default_factory=list)
    folded_count: int = 0
    folded_url: str = ""
    workplace: list[Answer] = field(default_factory=list)
    unmapped: list[Answer] = field(default_factory=list)

    @property
    def level(self) -> CongressLevel:
        """The level of the congress."""
        return CongressLevel.of_division_level(self.division.level)

    @property
    def label(self) -> str:
        """What its deputies are called (新邵县人大代表)."""
        if self.congress:
            return self.congress.deputy_label
        return f"{self.division.short_name or self.division.name}人大代表"


@dataclass(frozen=True)
class PlaceAnswer:
    """Who answers for ``division`` on the day ``on``: the lowest level first, and what to note.

    ``posted`` are the deputies at the stations of the place whom no tier names for it.
    """

    division: Division
    on: datetime.date
    tiers: list[Tier]
    notes: list[str]
    posted: list[Answer] = field(default_factory=list)


def who_answers(division: Division, on: datetime.date | None = None) -> PlaceAnswer:
    """Return who answers for ``division`` on the day ``on`` (default: today).

    Nobody answers for a place that has been abolished by then; the note says what became of it.
    Where what stood above a place has been abolished, what has taken it over does. At most nine
    queries where the chain follows the path and somebody is posted, whatever the number of
    deputies; one more where it leaves the path, one or two for each abolished place on it.
    """
    on = on or timezone.localdate()
    if division.has_ended(on):
        note = ending_text(division, successors_of(division))
        return PlaceAnswer(division, on, [], [note])
    chain, endings = _chain(division, on)
    seats = load_seats(division, chain, on)
    tiers = _Tiers(division, chain, seats, on).all()
    named = {answer.deputy.pk for tier in tiers for answer in tier.answers}
    standing = [place for place in chain if not place.has_ended(on)]
    notes = [*endings, *_notes(standing)]
    return PlaceAnswer(division, on, tiers, notes, _posted(seats.postings, named))


def _posted(postings: Postings, named: set[int]) -> list[Answer]:
    """Return who is posted at the place beside those ``named`` for it, nearest station first."""
    answers = [
        _answer(mandate, "", _posting_text(postings.here[deputy]))
        for deputy, mandate in postings.mandates.items()
        if deputy not in named
    ]
    firsts = dict.fromkeys(stations[0] for stations in postings.here.values())
    ranks = {station: rank for rank, station in enumerate(firsts)}
    return sorted(
        answers, key=lambda a: (ranks[postings.here[a.deputy.pk][0]], a.deputy.pinyin_key)
    )


def _posting_text(stations: Iterable[StationName]) -> str:
    return f"进驻{'、'.join(station.name for station in stations)}"


def _chain(division: Division, on: datetime.date) -> tuple[list[Division], list[str]]:
    """Return the electoral chain, and what to say of those on it that have been abolished.

    These stay on it, for units may still be drawn by them; the only one that has taken a place
    over joins it, with all above it.
    """
    chain = {place.pk: place for place in electoral_chain(division)}
    endings = []
    for place in [place for place in chain.values() if place.has_ended(on)]:
        successors = successors_of(place)
        endings.append(ending_text(place, successors))
        if len(successors) == 1:
            chain |= {each.pk: each for each in electoral_chain(successors[0])}
    return sorted(chain.values(), key=lambda place: (-place.level, -place.pk)), endings


def _notes(chain: list[Division]) -> list[str]:
    """Return which places of the chain have no congress, and what the page says in any case."""
    notes = []
    has_county = any(d.level == Level.COUNTY and d.may_have_congress for d in chain)
    for place in chain:
        if place.may_have_congress or place.level in (Level.VILLAGE, Level.NATION):
            continue
        more = ""
        if place.kind in _WITH_COMMITTEE:
            more = "，只设人大工作委员会"
        elif place.level == Level.COUNTY and not has_county:
            more = "，县级选区未录入"
        notes.append(f"{no_congress_text(place)}{more}。")
    return [*notes, REGISTRATION_NOTE]


class _Tiers:
    """Sorts the seats into tiers."""

    def __init__(
        self, division: Division, chain: list[Division], seats: Seats, on: datetime.date
    ) -> None:
        self.division, self.seats = division, seats
        self.above = {place.pk for place in chain}
        self.tiers: dict[int, Tier] = {}
        congresses = {congress.division_id: congress for congress in seats.congresses}
        for place in chain:
            if place.may_have_congress and not place.has_ended(on):
                self.tiers[place.pk] = Tier(place, congresses.get(place.pk))

    def all(self) -> list[Tier]:
        """Return the tiers filled, the lowest level first."""
        for mandate in self.seats.direct:
            self._add_direct(mandate)
        for mandate in self.seats.indirect:
            self._add_indirect(mandate)
        for folded in self.seats.folded:
            tier = self._tier_of(folded.congress)
            tier.folded_count += folded.count
            note = f"{folded.count:,} 位{_UNKNOWN_ELECTION}"
            if folded.electing is not None:
                tier.folded_url = _list_url(folded.electing.division, tier.level)
                note = f"由{folded.electing.name}选举"
            tier.note = "；".join(part for part in (tier.note, note) if part)
        for tier in self.tiers.values():
            tier.answers.sort(key=self._order)
            tier.answers = [self._with_posting(tier, answer) for answer in tier.answers]
        return sorted(
            self.tiers.values(), key=lambda tier: (-tier.division.level, tier.division.pk)
        )

    def _tier_of(self, congress: Congress) -> Tier:
        """Return the tier of a congress; one that elects from the chain need not stand on it."""
        return self.tiers.setdefault(congress.division_id, Tier(congress.division, congress))

    # Elected by voters

    def _add_direct(self, mandate: Mandate) -> None:
        tier = self._tier_of(mandate.term.congress)
        areas = self.seats.areas.get(mandate.unit_id, [])
        part = self._part(areas)
        if mandate.unit.basis == UnitBasis.WORKPLACE or self._is_only_work(mandate, areas):
            named = "、".join(area.part for area in areas if area.part)
            tier.workplace.append(_answer(mandate, named, _WORKPLACE))
        elif not areas:
            tier.unmapped.append(_answer(mandate, "", _UNMAPPED))
        elif part is not None:
            tier.answers.append(_answer(mandate, part, f"由{mandate.unit.name}选民选举"))

    def _part(self, areas: Iterable[ElectoralUnitArea]) -> str | None:
        """Return which part of the place the areas cover: "" all of it, None nothing of it."""
        parts = []
        for area in areas:
            place, is_here = area.division, area.division_id == self.division.pk
            if area.division_id in self.above and not area.part:
                return ""
            if is_here:
                parts.append(area.part)
            elif area.division_id in self.above or self._is_below(place):
                prefix = "" if area.part.startswith(place.name) else place.name
                parts.append(f"{prefix}{area.part}")
        return "、".join(parts) or None

    def _is_only_work(self, mandate: Mandate, areas: Iterable[ElectoralUnitArea]) -> bool:
        """Whether a unit of homes and workplaces reaches the place by a workplace above it alone.

        A hospital that votes with two villages answers for those two, not for all of the county.
        """
        if mandate.unit.basis != UnitBasis.MIXED:
            return False
        reaching = [
            area for area in areas
            if area.division_id in self.above or self._is_below(area.division)
        ]  # fmt: skip
        return bool(reaching) and all(
            area.part and area.division_id in self.above - {self.division.pk} for area in reaching
        )

    def _is_below(self, place: Division) -> bool:
        return (place.path or "").startswith(self.division.path or "")

    # Elected by a lower congress

    def _add_indirect(self, mandate: Mandate) -> None:
        tier, electing = self._tier_of(mandate.term.congress), mandate.unit.electing_congress
        if electing is None:
            tier.unmapped.append(_answer(mandate, "", _UNKNOWN_ELECTION))
            return
        is_part = electing.division_id not in self.above
        part = electing.division.name if is_part else ""
        tier.answers.append(_answer(mandate, part, f"由{electing.name}选举"))

    def _order(self, answer: Answer) -> tuple:
        """Sort: who covers the whole place, who works or lives nearest, then unit and name."""
        unit, deputy = answer.mandate.unit, answer.deputy
        near = [path for path in self.seats.near_paths if self._is_near(deputy, path)]
        return bool(answer.part), -len(near), unit.number or 0, unit.name, deputy.pinyin_key

    def _is_near(self, deputy: Deputy, path: str) -> bool:
        """Whether the deputy is posted, works or lives in the place with ``path``."""
        posted = self.seats.postings.near.get(deputy.pk, ())
        return _works_or_lives(deputy, path) or any(s.path.startswith(path) for s in posted)

    def _with_posting(self, tier: Tier, answer: Answer) -> Answer:
        """Return the answer, saying where the deputy is posted, else that he is from near.

        Of the province's and the nation's deputies alone it is said that they are from near:
        those of the county and the prefecture are anyway.
        """
        deputy, postings = answer.deputy, self.seats.postings
        if stations := postings.here.get(deputy.pk) or postings.near.get(deputy.pk):
            return replace(answer, reason=f"{answer.reason}，{_posting_text(stations)}")
        is_high = tier.division.level <= Level.PROVINCE
        if is_high and any(_works_or_lives(deputy, path) for path in self.seats.near_paths):
            return replace(answer, reason=f"{answer.reason}，{_NEARBY}")
        return answer


def _answer(mandate: Mandate, part: str, reason: str) -> Answer:
    return Answer(mandate.deputy, mandate, part, reason)


def _works_or_lives(deputy: Deputy, path: str) -> bool:
    """Whether the deputy works or lives in the place with ``path``."""
    places = (deputy.work_place, deputy.residence)
    return any(place and (place.path or "").startswith(path) for place in places)


def _list_url(electing: Division, level: CongressLevel) -> str:
    """Return the list of the deputies of ``level`` whom the congress of a place elects."""
    query = {"division": electing.public_code, "level": level.value}
    return f"{reverse('directory:deputy_list')}?{urlencode(query)}"
