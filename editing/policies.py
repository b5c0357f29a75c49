"""Permission policies (权限规则) that read assignments instead of groups.

Wagtail asks its registry for the policy of a model; ``register_policies`` puts ours there for
every record of a division. A policy alone is not enough: see ``docs/architecture.md``.
"""

from collections.abc import Collection as Several
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q, QuerySet
from wagtail.models import Collection
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import User
from core.paths import ancestor_paths
from divisions.models import Division

from .enums import ROLE_ACTIONS, Role
from .models import Assignment
from .territory import Grant, Scope, grants_for, grants_of, scope_of, under_any

Person = User | AnonymousUser


def is_superuser(user: Person) -> bool:
    """Whether the user may do everything that is open at all."""
    return user.is_active and user.is_superuser


def roles_allowing(actions: Several[str]) -> list[str]:
    """Return the roles that allow any of ``actions``."""
    return [role for role, allowed in ROLE_ACTIONS.items() if allowed & set(actions)]


def active_users(
    assignments: QuerySet[Assignment], *, include_superusers: bool = True
) -> QuerySet[User]:
    """Return the holders of ``assignments`` whose account is open, with or without superusers."""
    holders = Q(pk__in=assignments.values("user"))
    if include_superusers:
        holders |= Q(is_superuser=True)
    return User.objects.filter(holders, is_active=True)


class DivisionPermissionPolicy(BasePermissionPolicy):
    """Who may do what with the records of a ``DivisionScopedModel``.

    Two territories: what a user may *edit* are the subtrees of his assignments; what he may
    *refer* to (action ``choose``) is that plus whatever is published.
    """

    @property
    def path_field(self) -> str:
        """Name of the column with the path of the record's division."""
        return self.model.path_field

    @property
    def closed_actions(self) -> frozenset[str]:
        """Actions that nobody may take by hand."""
        return self.model.closed_actions

    # What the user may do with some record or other

    def user_has_permission(self, user: Person, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Person, actions: Several[str]) -> bool:
        wanted = self._open(actions)
        return bool(wanted) and (is_superuser(user) or bool(self._grants(user, wanted)))

    # What he may do with one record

    def user_has_permission_for_instance(
        self, user: Person, action: str, instance: models.Model
    ) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(
        self, user: Person, actions: Several[str], instance: models.Model
    ) -> bool:
        """Ask about the stored row and about where the record in hand would belong."""
        wanted = self._open(actions)
        if not wanted or is_superuser(user):
            return bool(wanted)
        if "choose" in wanted and self._stored(self.referable(user), instance):
            return True
        grants = self._grants(user, wanted)
        if not any(self._holds(grant, instance) for grant in grants):
            return False
        return self._stored(self._under(grants), instance) or self._is_new(instance)

    # Which records

    def instances_user_has_any_permission_for(
        self, user: Person, actions: Several[str]
    ) -> QuerySet:
        wanted = self._open(actions)
        if is_superuser(user):
            return self.model._default_manager.all() if wanted else self._none()
        if "choose" in wanted:
            return self.referable(user)
        return self._under(self._grants(user, wanted))

    def referable(self, user: Person) -> QuerySet:
        """Return what a chooser offers the user: his own territory and what is published."""
        if is_superuser(user):
            return self.model._default_manager.all()
        if not grants_of(user):
            return self._none()
        own = self._under(self._grants(user, {"choose"}))
        published = self.published()
        return own if published is None else own | published

    def published(self) -> QuerySet | None:
        """Return the records anybody may see; None where the model knows no publishing."""
        try:
            self.model._meta.get_field("live")
        except FieldDoesNotExist:
            return None
        return self.model._default_manager.filter(live=True)

    # Which users

    def users_with_any_permission(self, actions: Several[str]) -> QuerySet[User]:
        assignments = Assignment.objects.in_force().filter(
            role__in=roles_allowing(self._open(actions))
        )
        return active_users(assignments)

    def users_with_any_permission_for_instance(
        self, actions: Several[str], instance: models.Model
    ) -> QuerySet[User]:
        """Return who may act on the record as it is stored, superusers included."""
        paths = ancestor_paths(getattr(instance, self.path_field))
        above = Assignment.objects.in_force().filter(
            role__in=roles_allowing(self._open(actions)), division__path__in=paths
        )
        holding = [
            row.pk for row in above.select_related("scope_type")
            if (scope := scope_of(row)) is None or self._belongs(instance, scope)
        ]  # fmt: skip
        return active_users(above.filter(pk__in=holding))

    # How it is told

    def _open(self, actions: Several[str]) -> set[str]:
        """Return ``actions`` without those closed to everybody."""
        return set(actions) - self.closed_actions

    def _none(self) -> QuerySet:
        return self.model._default_manager.none()

    def _grants(self, user: Person, actions: Several[str]) -> list[Grant]:
        """Return the grants that allow any of ``actions`` on some record of the model."""
        return [
            grant for grant in grants_for(user, actions)
            if grant.scope is None or self._lookup(grant.scope)
        ]  # fmt: skip

    def _lookup(self, scope: Scope) -> str:
        return getattr(self.model, "scope_lookups", {}).get(scope.label, "")

    def _under(self, grants: list[Grant]) -> QuerySet:
        """Return the stored records in the territory of ``grants``."""
        manager = self.model._default_manager
        condition = under_any(self.path_field, (g.path for g in grants if g.scope is None))
        for grant in grants:
            if grant.scope is None:
                continue
            belonging = manager.filter(**{self._lookup(grant.scope): grant.scope.pk})
            narrowed = Q((f"{self.path_field}__under", grant.path), pk__in=belonging.values("pk"))
            condition = narrowed if condition is None else condition | narrowed
        return manager.none() if condition is None else manager.filter(condition)

    def _stored(self, records: QuerySet, instance: models.Model) -> bool:
        return instance.pk is not None and records.filter(pk=instance.pk).exists()

    def _is_new(self, instance: models.Model) -> bool:
        """Whether no row stands behind the record; an object made from a revision has one."""
        return not self._stored(self.model._default_manager.all(), instance)

    def _holds(self, grant: Grant, instance: models.Model) -> bool:
        """Whether the record, as it stands in memory, lies in the territory of ``grant``."""
        path = self.path_of(instance)
        if path is None or not grant.covers(path):
            return False
        return grant.scope is None or self._belongs(instance, grant.scope)

    def path_of(self, instance: Any) -> str | None:
        """Return the path of the division the record in hand would belong to."""
        division = instance.owning_division()
        return division.path if division else None

    def _belongs(self, instance: models.Model, scope: Scope) -> bool:
        """Whether the record in hand belongs to the record an assignment is narrowed to.

        Foreign keys are read from the record itself; what others say of it, from the database.
        """
        lookup = self._lookup(scope)
        if not lookup:
            return False
        value: Any = instance
        for step in lookup.split("__"):
            value = value.pk if step == "pk" else getattr(value, step, None)
            if isinstance(value, models.Manager):
                belonging = self.model._default_manager.filter(**{lookup: scope.pk})
                return self._stored(belonging, instance)
            if value is None:
                return False
        return getattr(value, "pk", value) == scope.pk


class DivisionFilePolicy(DivisionPermissionPolicy):
    """The same for images and documents, for which Wagtail also asks about collections.

    Collections are not used: everybody who may upload sees one, the root.
    """

    def collections_user_has_any_permission_for(
        self, user: Person, actions: Several[str]
    ) -> QuerySet[Collection]:
        if not self.user_has_any_permission(user, actions):
            return Collection.objects.none()
        return Collection.objects.filter(depth=1)

    def collections_user_has_permission_for(
        self, user: Person, action: str
    ) -> QuerySet[Collection]:
        return self.collections_user_has_any_permission_for(user, [action])

    def user_has_any_permission_for_instance(
        self, user: Person, actions: Several[str], instance: models.Model
    ) -> bool:
        """Whoever may add files here may also delete the ones he uploaded himself."""
        if super().user_has_any_permission_for_instance(user, actions, instance):
            return True
        own = instance.uploaded_by_user_id is not None and instance.uploaded_by_user_id == user.pk
        may_add = super().user_has_any_permission_for_instance
        return own and "delete" in actions and may_add(user, ["add"], instance)


class DivisionTreePolicy(DivisionPermissionPolicy):
    """Who may correct the administrative tree (行政区划): offices, in their own territory.

    Divisions are public facts: everybody may refer to every one. They come and go by import.
    """

    path_field = "path"
    closed_actions = frozenset({"add", "delete", "bulk_delete"})

    def _grants(self, user: Person, actions: Several[str]) -> list[Grant]:
        anybody = set(actions) == {"choose"}
        return [
            grant for grant in super()._grants(user, actions)
            if anybody or grant.role == Role.OFFICE
        ]  # fmt: skip

    def published(self) -> QuerySet | None:
        return Division.objects.all()

    def path_of(self, instance: Any) -> str | None:
        return instance.path


class InstanceBoundPolicy:
    """The policy of a view on one record: what is asked of the model is answered for the record.

    Wagtail's generic views ask "may he change such records?" where "this record" is meant.
    """

    def __init__(self, policy: BasePermissionPolicy, instance: models.Model) -> None:
        self._policy = policy
        self._instance = instance
        self._answers: dict[tuple[Any, str], bool] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._policy, name)

    def user_has_permission(self, user: Person, action: str) -> bool:
        """Say whether the user may take the action on the view's record; asked once."""
        key = (user.pk, action)
        if key not in self._answers:
            self._answers[key] = self._policy.user_has_permission_for_instance(
                user, action, self._instance
            )
        return self._answers[key]

    def user_has_any_permission(self, user: Person, actions: Several[str]) -> bool:
        """Say whether the user may take any of the actions on the view's record."""
        return any(self.user_has_permission(user, action) for action in actions)
