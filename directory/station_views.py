"""The page of a station in the admin (家站室)."""

from functools import cached_property

from django.contrib.admin.utils import quote
from django.urls import reverse
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import EditView


class StationEditView(EditView):
    """The page of a station; it leads to planning who receives people there."""

    rota_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        url = reverse(self.rota_url_name, args=(quote(self.object.pk),))
        button = Button("排接待日", url=url, icon_name="calendar-alt", priority=50)
        return [*super().header_more_buttons, button]
