"""The public section of a division."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel

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

    visibility = {"page_ptr": TECHNICAL, "division": PUBLIC}

    content_panels = [*BasePage.content_panels, FieldPanel("division")]

    class Meta:
        verbose_name = "区划栏目"
        verbose_name_plural = "区划栏目"

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Send the visitor to the place's own address."""
        return redirect(self.division, permanent=True)
