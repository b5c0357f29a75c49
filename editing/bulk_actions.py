"""Actions on several records at once (批量操作), within the territory."""

from typing import Any

from django.db.models import Model, ProtectedError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.functional import classproperty
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.models import get_snippet_models

from .scoped import DivisionScopedModel
from .views import still_in_use


class ScopedBulkActionMixin(SnippetBulkAction):
    """An action on several records; what is not the user's is neither touched nor shown."""

    def get_actionable_objects(self) -> tuple[list[Model], dict[str, list]]:
        """Return what may be deleted, and what may be seen but not deleted.

        "All" is nothing: it would mean more than the list shows where that is filtered.
        """
        records = self.permission_policy.instances_user_has_permission_for(
            self.request.user, "view"
        )
        ids = [pk for pk in self.request.GET.getlist("id") if pk.isdecimal()]
        records = list(records.filter(pk__in=ids))
        mine = [record for record in records if self.check_perm(record)]
        others = [record for record in records if record not in mine]
        return mine, {"items_with_no_access": others}


class ScopedDeleteBulkAction(ScopedBulkActionMixin, DeleteBulkAction):
    """Delete several records."""

    template_name = "editing/confirm_bulk_delete.html"

    @classproperty
    def models(cls) -> list[type[Model]]:  # noqa: N805 - a property of the class
        """The snippets that belong to a division."""
        return [m for m in get_snippet_models() if issubclass(m, DivisionScopedModel)]

    def get_usage_url(self, snippet: Model) -> None:
        """Leave out the link: usage is not recorded."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError as error:
            messages.error(self.request, still_in_use(error))
            return HttpResponseRedirect(self.next_url)
