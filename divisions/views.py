"""The pages of places (找代表): choose downward, see who answers."""

import datetime

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.registries import place_sections, site_place

from .endings import ending_text, successors_of
from .enums import Level
from .models import Division, DivisionNotFoundError
from .places import (
    STEP_WORDS,
    around,
    find_place_hits,
    picker_groups,
    question,
    steps_of,
)

_PICKER_LEAD = "选最近住满一年的地方。您的选择只写在网址里，我们不留存，也不要定位权限。"
_ANSWER_LEAD = "各级代表都可以找。不知道找哪一级，就先找离您最近的。"


class PlaceView(TemplateView):
    """A place: the way to it, who answers for it, what lies below it.

    A place with much to choose from asks first; at a township the answer stands first, for
    there the names are already few.
    """

    template_name = "divisions/place.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        self.division = self.find_division()
        if self.is_elsewhere():
            query = request.META.get("QUERY_STRING", "")
            address = self.division.get_absolute_url() + (f"?{query}" if query else "")
            return HttpResponseRedirect(address)
        return super().get(request, *args, **kwargs)

    def find_division(self) -> Division:
        """Return the place the address names.

        Raises:
            Http404: no place has the code.
        """
        try:
            return Division.objects.by_code(self.kwargs["code"])
        except DivisionNotFoundError as error:
            raise Http404 from error

    def is_elsewhere(self) -> bool:
        """Whether the place has another address than the one asked for."""
        own = self.division.public_code
        return self.kwargs["code"] != own and Division.objects.by_code(own) == self.division

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        on = timezone.localdate()
        start = site_place(self.request)
        above, below = around(self.division, on)
        asks = bool(below) and self.division.level < Level.TOWNSHIP
        ended = self.division.has_ended(on)
        return super().get_context_data(
            **kwargs,
            division=self.division,
            trail=self.trail(above, start),
            asks=asks,
            groups=picker_groups(below),
            below_title=self.below_title(below),
            jump_text="先看这里的代表" if asks else "再选一级，名单更准",
            steps=steps_of([*above, self.division], start),
            next_step=STEP_WORDS[Level(min(d.level for d in below))] if below else "",
            **(self.ending() if ended else self.heading(below if asks else [])),
            sections=[] if ended else self.sections(on),
        )

    def below_title(self, below: list[Division]) -> str:
        """Return the heading above the places to choose from."""
        if not below:
            return ""
        words = STEP_WORDS[Level(min(d.level for d in below))]
        return f"{self.division.name}的 {len(below)} 个{words}"

    def trail(self, above: list[Division], start: Division | None) -> list[tuple[str, str]]:
        """Return the way from the home page to the place above this one."""
        first = start.path if start and start.path else ""
        within = [d for d in above if (d.path or "").startswith(first) and d.path != first]
        return [
            ("首页", "/"),
            ("找代表", reverse("divisions:find")),
            *((d.name, d.get_absolute_url()) for d in within),
        ]

    def heading(self, below: list[Division]) -> dict[str, object]:
        """Return what the head of the page says: a question where there is more to choose."""
        name = self.division.name
        if below:
            return {
                "page_title": f"{name}的代表", "kicker": "找代表", "lead": _PICKER_LEAD,
                "title": question(self.division, below),
            }  # fmt: skip
        return {
            "page_title": f"{name}的代表", "kicker": "", "lead": _ANSWER_LEAD,
            "title": f"替{name}|说话的代表",
        }  # fmt: skip

    def ending(self) -> dict[str, object]:
        """Return what the page of an abolished place says: since when, and what became of it."""
        place = self.division
        successors = successors_of(place)
        above = place.governor
        return {
            "page_title": f"{place.name}（已撤销）", "kicker": "已撤销",
            "title": f"{place.name}|已经撤销",
            "lead": ending_text(place, successors),
            "successors": picker_groups(successors),
            "has_ended": True,
            "above": above if above and above.level != Level.NATION else None,
        }  # fmt: skip

    def sections(self, on: datetime.date) -> list[tuple[str, object]]:
        """Return what other apps say of the place on the day ``on``: template and data."""
        entries = sorted(place_sections, key=lambda entry: entry.order)
        loaded = [(entry.template, entry.load(self.division, on)) for entry in entries]
        return [(template, data) for template, data in loaded if data is not None]


class FindView(PlaceView):
    """Where choosing begins: the places below the site's own, and a search for a place."""

    def find_division(self) -> Division:
        """Return the place the site is made for, else the nation."""
        return site_place(self.request) or Division.objects.root()

    def is_elsewhere(self) -> bool:
        """This address is its own."""
        return False

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        asked = self.request.GET.get("q", "").strip()[:50]
        if asked:
            hits = find_place_hits(asked)
            return context | {
                "hits": hits, "q": asked, "page_title": f"找“{asked}”",
                "hits_note": f"{len(hits)} 个",
            }  # fmt: skip
        return context | {"page_title": "找代表"}

    def trail(self, above: list[Division], start: Division | None) -> list[tuple[str, str]]:
        """Return the way from the home page."""
        return [("首页", "/")]

    def sections(self, on: datetime.date) -> list[tuple[str, object]]:
        """Leave the answers to the places below."""
        return []
