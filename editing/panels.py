"""Parts of a form that Wagtail does not bring."""

from collections.abc import Sequence
from typing import Any

from wagtail.admin.panels import InlinePanel, Panel


class RecordsPanel(InlinePanel):
    """Rows that are records of their own, each of its own division (代表资格 of a person).

    What lies in the user's territory can be written; of the rest, what is published is shown with
    who keeps it. The form is a ``RecordsForm``, its view has ``RecordsViewMixin``.

    Args:
        shown: public fields of the record that stand in the list of what cannot be written here.
        select_related: relations that those fields' texts need.
    """

    def __init__(
        self,
        relation_name: str,
        *args: Any,
        shown: Sequence[str] = (),
        select_related: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(relation_name, *args, **kwargs)
        self.shown = tuple(shown)
        self.select_related = tuple(select_related)

    def clone_kwargs(self) -> dict[str, Any]:
        return super().clone_kwargs() | {
            "shown": self.shown, "select_related": self.select_related,
        }  # fmt: skip

    def get_form_options(self) -> dict[str, Any]:
        """Ask nothing of the form around it: ``RecordsForm`` makes the rows."""
        return {}

    class BoundPanel(InlinePanel.BoundPanel):
        """The rows of one person; not shown where the form has none, as in an old revision."""

        template_name = "editing/records_panel.html"

        def __init__(self, panel: Panel, form: Any, **kwargs: Any) -> None:
            has_rows = form is not None and panel.relation_name in form.formsets
            super().__init__(panel=panel, form=form if has_rows else None, **kwargs)

        def is_shown(self) -> bool:
            return self.form is not None

        def get_comparison(self) -> list[Any]:
            """Return nothing: records have revisions of their own."""
            return []
