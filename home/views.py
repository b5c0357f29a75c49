"""The search over people and places (搜索), until full-text search comes."""

from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from directory.cards import deputy_card
from directory.models import Deputy, Mandate
from divisions.places import find_place_hits

from .front_page import list_url

#: people and places shown; the rest of the people is one link
_PEOPLE, _PLACES, _LONGEST = 12, 20, 50


class SearchView(TemplateView):
    """People by name, pinyin and initials; places by name, pinyin and code."""

    template_name = "home/search.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        asked = self.request.GET.get("q", "").strip()[:_LONGEST]
        return super().get_context_data(
            **kwargs,
            q=asked,
            trail=[("首页", "/")],
            search_url=reverse("home:search"),
            find_url=reverse("divisions:find"),
            title=f"“{asked}”的搜索结果" if asked else "搜索",
            **(self.results(asked) if asked else {}),
        )

    def results(self, asked: str) -> dict[str, object]:
        """Return the people and the places that ``asked`` names."""
        on = timezone.localdate()
        people = Deputy.objects.live().holding(Mandate.objects.live()).named(asked)
        found = list(people.for_cards(Mandate.objects.for_cards())[: _PEOPLE + 1])
        cards = [deputy_card(deputy, on) for deputy in found[:_PEOPLE]]
        half = -(-len(cards) // 2)
        places = find_place_hits(asked, _PLACES)
        return {
            "columns": [cards[:half], cards[half:]] if cards else [],
            "people_url": list_url(q=asked, state="all") if len(found) > _PEOPLE else "",
            "people_note": f"{len(cards)} 位",
            "places": places,
            "places_note": f"{len(places)} 个",
        }
