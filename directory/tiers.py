"""Who answers for a place, as the page of the place shows it (各级代表)."""

import datetime
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.http import urlencode

from divisions.enums import Level
from divisions.models import Division

from .answers import Answer, PlaceAnswer, Tier, who_answers
from .cards import DeputyCard, deputy_card, rank_of
from .enums import Election
from .models import Deputy, Mandate

#: cards that a tier shows; the rest is one link. Who lives nearest sees more
_SHOWN, _SHOWN_NEAR = 6, 12
#: cards of people at the stations, those folded included
_MOST_POSTED = 60


@dataclass(frozen=True)
class Fold:
    """People shown apart, for ``components/fold.html``."""

    title: str
    cards: list[DeputyCard]


@dataclass(frozen=True)
class TierView:
    """One level of congress on the page of a place, for ``directory/place_answers.html``."""

    rank: int
    label: str
    note: str
    cards: list[DeputyCard] = field(default_factory=list)
    more_url: str = ""
    more_text: str = ""
    folds: list[Fold] = field(default_factory=list)
    empty: str = ""


@dataclass(frozen=True)
class PostedView:
    """Who is posted at the stations of a place: cards, and a fold with the rest."""

    note: str
    cards: list[DeputyCard]
    folds: list[Fold]


@dataclass(frozen=True)
class PlaceAnswers:
    """All levels of congress for one place, and who receives people at its stations."""

    title: str
    notes: str
    tiers: list[TierView]
    posted: PostedView | None = None


def place_answers(division: Division, on: datetime.date) -> PlaceAnswers | None:
    """Return who answers for ``division`` on the day ``on``; ``None`` for the whole nation."""
    if division.level == Level.NATION:
        return None
    found = who_answers(division, on=on)
    cards = _Cards(division, on, found)
    return PlaceAnswers(
        title=f"替{division.name}说话的代表",
        notes="".join(found.notes),
        tiers=[cards.tier(tier) for tier in found.tiers],
        posted=cards.posted(found.posted),
    )


def _all_answers(tier: Tier) -> list[Answer]:
    return [*tier.answers, *tier.workplace, *tier.unmapped]


class _Cards:
    """The cards of all tiers, loaded together."""

    def __init__(self, division: Division, on: datetime.date, found: PlaceAnswer) -> None:
        self.on = on
        self.is_near = division.level >= Level.TOWNSHIP
        shown = {
            answer.deputy.pk
            for tier in found.tiers
            for group in (tier.answers, tier.workplace, tier.unmapped)
            for answer in group[: self.shown(tier)]
        }
        shown |= {answer.deputy.pk for answer in found.posted[:_MOST_POSTED]}
        loaded = Deputy.objects.filter(pk__in=shown).for_cards(Mandate.objects.for_cards())
        self.deputies = {deputy.pk: deputy for deputy in loaded}

    def shown(self, tier: Tier) -> int:
        """Return how many cards of each group ``tier`` shows."""
        directly = tier.congress is not None and tier.congress.election == Election.DIRECT
        return _SHOWN_NEAR if directly and self.is_near else _SHOWN

    def tier(self, tier: Tier) -> TierView:
        """Return what the page shows of ``tier``."""
        reasons = {self._why(answer) for answer in tier.answers}
        shared = reasons.pop() if len(reasons) == 1 else ""
        count = f"{len(tier.answers):,} 位" if tier.answers else ""
        nobody = "" if tier.answers or tier.folded_count else "没有查到覆盖这里的选区"
        note = [shared, count or nobody, tier.note]
        has_people = bool(_all_answers(tier) or tier.folded_count)
        more_url, more_text = self._more(tier)
        return TierView(
            rank=rank_of(tier.level.division_level),
            label=tier.label,
            note=" · ".join(part for part in note if part) if has_people else "",
            cards=self._some(tier, tier.answers, noted=not shared),
            more_url=more_url,
            more_text=more_text,
            folds=[
                Fold(f"{title}：{len(answers):,} 位", self._some(tier, answers))
                for title, answers in (
                    ("按单位划分的选区", tier.workplace),
                    ("选区范围未录入", tier.unmapped),
                )
                if answers
            ],
            empty="" if has_people else f"{tier.label}还没有录入",
        )

    def posted(self, answers: list[Answer]) -> PostedView | None:
        """Return what the page shows of those posted at the stations; None where nobody is."""
        if not answers:
            return None
        count = len(answers)
        note = f"{count:,} 位" if count <= _MOST_POSTED else f"{count:,} 位，列出 {_MOST_POSTED} 位"
        cards = [self._card(answer) for answer in answers[:_MOST_POSTED]]
        rest = cards[_SHOWN_NEAR:]
        folds = [Fold(f"其余 {len(rest):,} 位", rest)] if rest else []
        return PostedView(note, cards[:_SHOWN_NEAR], folds)

    def _some(self, tier: Tier, answers: list[Answer], *, noted: bool = True) -> list[DeputyCard]:
        """Return the cards of the first ``answers``, each saying why it is here if ``noted``."""
        return [self._card(answer, noted=noted) for answer in answers[: self.shown(tier)]]

    def _more(self, tier: Tier) -> tuple[str, str]:
        """Return address and text of the link to the rest; empty where nothing is left out."""
        if tier.folded_count and tier.folded_url:
            return tier.folded_url, f"看全部 {len(tier.answers) + tier.folded_count:,} 位"
        groups = (tier.answers, tier.workplace, tier.unmapped)
        if tier.congress is None or all(len(group) <= self.shown(tier) for group in groups):
            return "", ""
        place = tier.congress.division
        electing = {a.mandate.unit.electing_congress for a in tier.answers} - {None}
        if tier.congress.election == Election.INDIRECT and len(electing) == 1:
            place = electing.pop().division
        query = urlencode({"division": place.public_code, "level": tier.level})
        whose = "" if place == tier.congress.division else f"{place.name}选出的"
        return f"{reverse('directory:deputy_list')}?{query}", f"看{whose}全部{tier.label}"

    def _card(self, answer: Answer, *, noted: bool = True) -> DeputyCard:
        card = deputy_card(self.deputies[answer.deputy.pk], self.on, marked=[answer.mandate])
        return replace(card, note=self._why(answer) if noted else "")

    def _why(self, answer: Answer) -> str:
        return " · ".join(part for part in (answer.reason, answer.part) if part)
