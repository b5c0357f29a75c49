"""The public section of a division."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from core.models import BasePage
from core.visibility import PUBLIC, TECHNICAL

from .division import Division


class DivisionPage(BasePage):
    """The public section of a division (区划栏目), made when it first publishes.

    Its public address is the place's own, ``/place/<code>/``; its path in the tree redirects there.
    """

    division = models.OneToOneField(
        Division, on_delete=models.PROTECT, related_name="page", verbose_name="行政区划"
    )

    subpage_types = ["divisions.DivisionPage", "home.PlainPage"]
    #: never made by hand: whoever made another's would have rights on it, and keep its owner out
    is_creatable = False
    #: its address leads elsewhere: there is nothing to preview
    preview_modes = ()

    visibility = {"page_ptr": TECHNICAL, "division": PUBLIC}

    content_panels = [*BasePage.content_panels, FieldPanel("division", read_only=True)]

    class Meta:
        verbose_name = "区划栏目"
        verbose_name_plural = "区划栏目"

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Send the visitor to the place's own address."""
        return redirect(self.division, permanent=True)

    def can_move_to(self, parent: Page) -> bool:
        """Stay below the sections of the divisions above: rights follow the page tree."""
        above = parent.specific
        if isinstance(above, DivisionPage):
            governor = above.division.path or ""
            if not (self.division.path or "").startswith(governor):
                return False
        return super().can_move_to(parent)
