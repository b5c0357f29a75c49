"""The form of an assignment (权限分配)."""

import datetime
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.permissions import policy_registry

from accounts.models import User

from .assignment_policy import offices_over
from .forms import OUTSIDE, own_divisions, own_records
from .models import Assignment
from .policies import is_superuser
from .scoped import DivisionScopedModel
from .services import grant_assignment

#: what the form sets itself, so that constraints must see it
_SET_HERE = frozenset({"user", "scope_type", "scope_id"})


def narrowing_models() -> list[type[models.Model]]:
    """Return the models to whose records an assignment may be narrowed."""
    labels = {
        label
        for model in apps.get_models() if issubclass(model, DivisionScopedModel)
        for label in model.scope_lookups
    }  # fmt: skip
    return [apps.get_model(label) for label in sorted(labels)]


class AssignmentForm(WagtailAdminModelForm):
    """Gives a person, named by the exact user name, a role in a division.

    Nobody is offered a list of accounts. An office gives rights in its own territory, no longer
    than its own last, and none to itself.
    """

    username = forms.CharField(
        label="用户名", max_length=150, help_text="完整的登录用户名；账号由系统管理员建立。"
    )

    class Meta(WagtailAdminModelForm.Meta):
        model = Assignment
        fields = ["username", "division", "role", "starts_on", "expires_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["username"].disabled = True
            self.initial["username"] = self.instance.user.username
        self.fields["division"].queryset = own_divisions(self.for_user, {"change"})
        self.fields["division"].widget.own_only = True
        for model in narrowing_models():
            self.fields[_field_of(model)] = self._narrowing_field(model)

    def _narrowing_field(self, model: type[models.Model]) -> forms.ModelChoiceField:
        """Return the field that narrows the assignment to one record of ``model``."""
        viewset = model.snippet_viewset.chooser_viewset
        widget = viewset.widget_class()
        widget.own_only = True
        scope = self.instance.scope if self.instance.pk else None
        return forms.ModelChoiceField(
            own_records(model, self.for_user, {"change"}), widget=widget, required=False,
            label=f"只限于某一{model._meta.verbose_name}", help_text="不填则管全部内容。",
            initial=scope.pk if isinstance(scope, model) else None,
        )  # fmt: skip

    def clean_username(self) -> str:
        """Find the account.

        Raises:
            ValidationError: there is no open account of this name.
        """
        username = self.cleaned_data["username"]
        if not self.instance.pk:
            user = User.objects.filter(username=username, is_active=True).first()
            if user is None:
                raise forms.ValidationError("没有这个用户名的账号，请核对，或请系统管理员建立。")
            self.instance.user = user
        return username

    def clean(self) -> dict[str, Any]:
        """Narrow the assignment to the one record chosen, if any."""
        cleaned = super().clean()
        chosen = [found for m in narrowing_models() if (found := cleaned.get(_field_of(m)))]
        if len(chosen) > 1:
            raise forms.ValidationError("只能限于其中一项。")
        scope = chosen[0] if chosen else None
        self.instance.scope_type = ContentType.objects.get_for_model(scope) if scope else None
        self.instance.scope_id = scope.pk if scope else None
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        excluded = super()._get_validation_exclusions()
        return excluded if self.errors else excluded - _SET_HERE

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            self._check_rights()

    def _check_rights(self) -> None:
        """Refuse what lies above the giver's own rights."""
        action = "change" if self.instance.pk else "add"
        policy = policy_registry.get_by_type(Assignment)
        if self.instance.user == self.for_user and not is_superuser(self.for_user):
            self.add_error("username", "不能给自己分配权限。")
        elif not policy.user_has_permission_for_instance(self.for_user, action, self.instance):
            self.add_error("division", OUTSIDE)
        elif (limit := self._last_day()) and not _within(self.instance.expires_on, limit):
            self.add_error("expires_on", f"不能晚于您自己的到期日期 {limit:%Y-%m-%d}。")

    def _last_day(self) -> datetime.date | None:
        """Return the day up to which the giver may give; None: without end."""
        if is_superuser(self.for_user):
            return None
        days = [grant.expires_on for grant in offices_over(self.for_user, self.instance)]
        return None if None in days else max(days)

    def save(self, commit: bool = True) -> Assignment:
        """Store the assignment, given by whoever fills the form."""
        return grant_assignment(assignment=self.instance, granted_by=self.for_user)


def _field_of(model: type[models.Model]) -> str:
    return f"only_{model._meta.model_name}"


def _within(day: datetime.date | None, limit: datetime.date) -> bool:
    return day is not None and day <= limit
