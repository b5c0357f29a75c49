"""Public pages of the directory (代表名录)."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views import View
from django.views.generic import DetailView, ListView

from core.paging import CappedPaginator, page_note
from core.registries import site_place

from .cards import deputy_card
from .counts import Tally
from .facets import Facets
from .forms import DeputyFilterForm
from .models import Deputy, FormerCode, Mandate
from .models.deputy import PAGE_PHOTO
from .profiles import Profile, profile, trail_of


class DeputyListView(ListView):
    """Deputies, filtered by the address and paged."""

    template_name = "directory/deputy_list.html"
    paginate_by = 24
    paginator_class = CappedPaginator

    def get_queryset(self) -> QuerySet[Deputy]:
        self.on = timezone.localdate()
        self.form = DeputyFilterForm(self.request.GET)
        self.start = site_place(self.request)
        self.tally = Tally(
            self.form.value("division"), self.on, start=self.start, people=self.form.named
        )
        return self.form.deputies(self.on).for_cards(Mandate.objects.for_cards())

    def get_paginator(self, *args: Any, **kwargs: Any) -> CappedPaginator:
        """Return the paginator; it need not count again whom the tally has counted."""
        paginator = super().get_paginator(*args, **kwargs)
        if self.tally.is_complete and self.form.holds_everybody_in_office:
            paginator.known_count = self.tally.at_level(self.form.division_level)
        paginator.counted = self.form.holders(self.on)
        return paginator

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        cards = [deputy_card(deputy, self.on) for deputy in page]
        half = -(-len(cards) // 2)
        return context | {
            "columns": [cards[:half], cards[half:]],
            "facets": Facets(self.form, self.on, page.paginator, self.tally, self.start),
            "page_note": page_note(page, "名"),
        }


class DeputyDetailView(DetailView):
    """A deputy, over all levels and terms. People who left office keep their page."""

    template_name = "directory/deputy_detail.html"
    slug_field = slug_url_kwarg = "code"

    def get_queryset(self) -> QuerySet[Deputy]:
        mandates = Mandate.objects.for_profile()
        deputies = Deputy.objects.live().for_cards(mandates, photo_spec=PAGE_PHOTO)
        return deputies.prefetch_related("other_names", "consents")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page; the address of a record that was merged leads to the one kept.

        Raises:
            Http404: nobody has the code, or had it.
        """
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            former = FormerCode.objects.filter(code=self.kwargs["code"], deputy__live=True)
            kept = former.select_related("deputy").first()
            if kept is None:
                raise
            # Not for good: a merge can be undone, and browsers would never ask again.
            return redirect(kept.deputy)

    def get_object(self, queryset: QuerySet[Deputy] | None = None) -> Deputy:
        """Return the deputy.

        Raises:
            Http404: nobody has the code, or nothing published says what the person is.
        """
        deputy = super().get_object(queryset)
        if not deputy.shown_mandates:
            raise Http404
        return deputy

    def preview(self, deputy: Deputy) -> HttpResponse:
        """Answer with the page of a person as edited, saved or not."""
        deputy.shown_mandates = list(Mandate.objects.for_profile().filter(deputy=deputy.pk))
        if not deputy.shown_mandates:
            return TemplateResponse(self.request, "directory/deputy_without_page.html")
        self.object = deputy
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | profile_context(
            self.object, timezone.localdate()
        )


def profile_context(deputy: Deputy, on: datetime.date) -> dict[str, Profile | list]:
    """Return what the page of ``deputy`` needs."""
    return {"profile": profile(deputy, on), "trail": trail_of(deputy, on)}


class ShortAddressView(View):
    """The short address of a deputy, for a printed code: leads to the page."""

    def get(self, request: HttpRequest, code: str) -> HttpResponseRedirect:
        return redirect("directory:deputy_detail", code=code.lower(), permanent=True)
