"""What a form says above its fields of how complete the record is (资料齐不齐)."""

import datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel

from .checklists import ChecklistState, checklist_states
from .completeness import Completeness, deputy_completeness, station_completeness
from .models import Deputy, Station


class CompletenessPanel(Panel):
    """How much of what the public should read is there, as stored; nothing of a new record."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one record."""

        template_name = "directory/completeness_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            on = timezone.localdate()
            return super().get_context_data(parent_context) | {
                "completeness": _completeness(self.instance, on),
                "checklists": _checklists(self.instance, on),
                "confirmed_on": self.instance.confirmed_on,
            }


def _completeness(record: Deputy | Station, on: datetime.date) -> Completeness | None:
    """Return how complete the record is; ``None`` where it owes nothing any more."""
    complete = deputy_completeness if isinstance(record, Deputy) else station_completeness
    return complete([record], on).get(record.pk)


def _checklists(record: Deputy | Station, on: datetime.date) -> list[ChecklistState]:
    return checklist_states([record], on)[record.pk] if isinstance(record, Station) else []
