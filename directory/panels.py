"""What forms of the directory (代表名录) show beside plain fields."""

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.panels import FieldPanel

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
