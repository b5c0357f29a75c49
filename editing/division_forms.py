"""The form that corrects a division (行政区划)."""

from typing import Any

from django import forms
from wagtail.permissions import policy_registry

from divisions.models import Division
from divisions.services import correct_division

from .forms import OUTSIDE, DivisionScopedForm


class DivisionForm(DivisionScopedForm):
    """Corrects what was read from name and code.

    A place moves only between governors that both lie in the user's territory: nobody takes
    what is another's, and nobody moves himself.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["governed_by"]
        policy = policy_registry.get_by_type(Division)
        field.queryset = policy.instances_user_has_permission_for(self.user, "change")
        field.widget.own_only = True

    def clean_governed_by(self) -> Division | None:
        """Check the move.

        Raises:
            ValidationError: it leads into the division's own subtree, or outside the territory.
        """
        chosen = self.cleaned_data["governed_by"]
        stored = Division.objects.select_related("governed_by", "parent").get(pk=self.instance.pk)
        before, after = stored.governor, chosen or stored.parent
        if before == after:
            return chosen
        if after is None or (after.path or "").startswith(stored.path or ""):
            raise forms.ValidationError("不能由它自己或它的下级管辖。")
        policy = policy_registry.get_by_type(Division)
        for governor in filter(None, (before, after)):
            if not policy.user_has_permission_for_instance(self.user, "change", governor):
                raise forms.ValidationError(OUTSIDE)
        return chosen

    def save(self, commit: bool = True) -> Division:
        """Write what changed; a move rewrites the paths of all below."""
        values = {name: self.cleaned_data[name] for name in self.changed_data}
        return correct_division(division=self.instance, **values)
