"""Says of several records at once that they are still right (核对无误)."""

from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import classproperty
from wagtail.permissions import policy_registry

from accounts.models import User
from editing.bulk_actions import ScopedBulkActionMixin

from .models import Deputy, Station


class ConfirmBulkAction(ScopedBulkActionMixin):
    """Note the day and who has looked at the records and found them right."""

    display_name = "核对无误"
    aria_label = "核对所选的记录，确认无误"
    action_type = "confirm"
    template_name = "directory/confirm_records.html"
    action_priority = 20

    @classproperty
    def models(cls) -> list[type[Model]]:  # noqa: N805 - a property of the class
        return [Deputy, Station]

    def check_perm(self, snippet: Model) -> bool:
        """Whether the user may change the record."""
        policy = policy_registry.get(snippet)
        return policy.user_has_permission_for_instance(self.request.user, "change", snippet)

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "user": self.request.user}

    @classmethod
    def execute_action(
        cls, objects: list[Model], user: User | None = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Confirm the records; what they say does not change."""
        for record in objects:
            record.confirmed_on, record.confirmed_by = timezone.localdate(), user
            record.save(update_fields=["confirmed_on", "confirmed_by"])
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"已核对 {num_parent_objects} 条。"
