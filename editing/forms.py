"""Forms of the admin that offer and accept only what lies in the user's territories."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q, QuerySet
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms.models import WagtailAdminModelForm, WagtailAdminModelFormMetaclass
from wagtail.permissions import policy_registry

from core.paths import ancestor_paths
from divisions.models import Division

from .policies import DivisionPermissionPolicy, Person, is_superuser
from .territory import grants_for, grants_of, only_division_of, under_any
from .unique_rows import check_unique_rows

OUTSIDE = "这里不在您的权限范围内。"


def own_divisions(
    user: Person, actions: Collection[str], scopes: Collection[str] | None = None
) -> QuerySet[Division]:
    """Return the divisions in which the user may take any of ``actions``.

    With ``scopes`` (labels of models), assignments narrowed to anything else give nothing.
    """
    if is_superuser(user):
        return Division.objects.all()
    grants = [
        grant
        for grant in grants_for(user, actions)
        if scopes is None or grant.scope is None or grant.scope.label in scopes
    ]
    condition = under_any("path", (grant.path for grant in grants))
    return Division.objects.none() if condition is None else Division.objects.filter(condition)


def own_records(
    model: type[models.Model], user: Person, actions: Collection[str]
) -> QuerySet[models.Model]:
    """Return the records of ``model`` in the territory where the user may take ``actions``."""
    if model is Division:
        return own_divisions(user, actions)
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, actions)


def binding_records(model: type[models.Model], user: Person) -> QuerySet[models.Model]:
    """Return the records of ``model`` that hold where the user works.

    That is what he may refer to, of the divisions that govern his territories or lie in them.
    """
    records = policy_registry.get_by_type(model).referable(user)
    if is_superuser(user):
        return records
    paths = [grant.path for grant in grants_of(user)]
    binding = Q(division_path__in={above for path in paths for above in ancestor_paths(path)})
    within = under_any("division_path", paths)
    return records.filter(binding if within is None else binding | within)


def limit_choices(form: forms.ModelForm, user: Person, action: str) -> None:
    """Limit every foreign key of ``form`` that leads to a division or a record of one.

    Keys that decide where the record belongs (``home_fields``) take the user's own territory,
    all others also what is published. Rows that hang on a record (``scoped_owner`` names it) come
    from the records that hold where the user works.
    """
    home_fields = getattr(form._meta.model, "home_fields", ())
    for name, field in form.fields.items():
        target = getattr(getattr(field, "queryset", None), "model", None)
        if owner := getattr(target, "scoped_owner", ""):
            # A row of a record of a division, such as an item of a checklist.
            owners = binding_records(target._meta.get_field(owner).related_model, user)
            field.queryset = field.queryset.filter(**{f"{owner}__in": owners})
            continue
        policy = policy_registry.get_by_type(target, fallback=False) if target else None
        if not isinstance(policy, DivisionPermissionPolicy):
            continue
        if name in home_fields:
            field.queryset = own_records(target, user, [action])
            field.widget.own_only = True
        else:
            field.queryset = policy.referable(user)


class ScopedRows:
    """Rows that hang on a record of a division, the empty one to add among them (a formset)."""

    inherit_kwargs = ("for_user",)

    def add_fields(self, form: WagtailAdminModelForm, index: int | None) -> None:
        """Add what tells rows apart, limit what the row may name, and tell it what it hangs on."""
        super().add_fields(form, index)
        setattr(form.instance, self.fk.name, self.instance)
        limit_choices(form, form.for_user or AnonymousUser(), "change")


class _Metaclass(WagtailAdminModelFormMetaclass):
    """Makes the formsets of a form ``ScopedRows``."""

    def __init__(cls, *args: Any) -> None:  # noqa: N805 - a metaclass
        super().__init__(*args)
        for name, formset in vars(cls).get("formsets", {}).items():
            cls.formsets[name] = type(formset.__name__, (ScopedRows, formset), {})


class DivisionScopedForm(WagtailAdminModelForm, metaclass=_Metaclass):
    """The form of a record of a division; a key from outside the territories is no choice.

    What the record would be once saved is checked too, so that a division that follows from
    another field cannot slip through. Without a user nothing may be chosen.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user: Person = self.for_user or AnonymousUser()
        self.action = "change" if self.instance.pk else "add"
        limit_choices(self, self.user, self.action)
        if "division" in self.fields and not self.initial.get("division"):
            self.initial["division"] = only_division_of(self.user)

    def is_valid(self) -> bool:
        """Whether form and rows are right, and the rows may stand beside each other."""
        if not super().is_valid():
            return False
        rows = [each for each in self.formsets.values() if isinstance(each, BaseChildFormSet)]
        checked = [check_unique_rows(formset) for formset in rows]
        return all(checked)

    def _get_validation_exclusions(self) -> set[str]:
        """Let constraints see the columns that follow from the form's own, once these are good."""
        excluded = super()._get_validation_exclusions()
        return excluded if self.errors else excluded - set(self._derived_fields)

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        policy = policy_registry.get(self.instance)
        if not policy.user_has_permission_for_instance(self.user, self.action, self.instance):
            home_field = next((name for name in self._home_fields if name in self.fields), None)
            self.add_error(home_field, OUTSIDE)

    @property
    def _home_fields(self) -> tuple[str, ...]:
        return getattr(self._meta.model, "home_fields", ())

    @property
    def _derived_fields(self) -> tuple[str, ...]:
        return getattr(self._meta.model, "derived_fields", ())
