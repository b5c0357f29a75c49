"""What forms of the directory (代表名录) show beside plain fields."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import FieldPanel, InlinePanel

from core.levels import LABELS as LEVELS
from directory.enums import Gender
from directory.importers.roster_headers import LABELS

#: what a proposal keeps beside a roster's own columns, and what it calls otherwise
_SEAT = {"congress": "人民代表大会", "term": "届次", "unit": "选区、选举单位"}
_WORDS = dict(Gender.choices) | {str(level): label for level, label in LEVELS.items()}


class ReportedPersonPanel(FieldPanel):
    """A row of a roster, as ``Proposal.person`` holds it, under the headings of a roster."""

    def format_value_for_display(self, value: dict[str, object]) -> SafeString:
        labels = LABELS | _SEAT
        lines = (
            (labels.get(key, key), _WORDS.get(str(said), said))
            for key, said in value.items() if said not in (None, "")
        )  # fmt: skip
        return format_html_join(SafeString("<br>"), "{}：{}", lines)


class LastingRowsFormSet(BaseChildFormSet):
    """Rows of which none that is stored may be deleted."""

    def clean(self) -> None:
        """Refuse a deletion.

        Raises:
            ValidationError: a stored row is to go.
        """
        super().clean()
        if any(form.instance.pk and self._should_delete_form(form) for form in self.forms):
            raise ValidationError("已保存的不能删除。")


class LastingRowsPanel(InlinePanel):
    """Rows that stay once they are stored: the form offers no way to delete them."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = LastingRowsFormSet
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        """Shows stored rows without the button that deletes."""

        template_name = "directory/lasting_rows_panel.html"
