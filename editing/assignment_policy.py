"""Who may give rights to whom (权限分配)."""

from collections.abc import Collection as Several

from django.db.models import Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import User
from core.paths import ancestor_paths

from .enums import Role
from .models import Assignment
from .policies import Person, active_users, is_superuser
from .territory import Grant, grants_of, scope_of, under_any


def offices_of(user: Person) -> list[Grant]:
    """Return the grants by which the user may give rights to others."""
    return [grant for grant in grants_of(user) if grant.role == Role.OFFICE]


class AssignmentPolicy(BasePermissionPolicy):
    """An office gives and takes rights in its own territory, never its own.

    An office narrowed to one record gives only rights narrowed to the same record.
    """

    def user_has_permission(self, user: Person, action: str) -> bool:
        return is_superuser(user) or bool(offices_of(user))

    def user_has_permission_for_instance(
        self, user: Person, action: str, instance: Assignment
    ) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(
        self, user: Person, actions: Several[str], instance: Assignment
    ) -> bool:
        """Ask about the assignment as it stands in memory and, where it is stored, as stored."""
        if is_superuser(user):
            return True
        if instance.user_id == user.pk and set(actions) != {"view"}:
            return False
        if not offices_over(user, instance):
            return False
        if instance.pk is None:
            return True
        stored = self.instances_user_has_any_permission_for(user, actions)
        return stored.filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(
        self, user: Person, actions: Several[str]
    ) -> QuerySet[Assignment]:
        assignments = Assignment.objects.all()
        if is_superuser(user):
            return assignments
        offices = offices_of(user)
        condition = under_any("division__path", (g.path for g in offices if g.scope is None))
        for grant in offices:
            if grant.scope is not None:
                app_label, model = grant.scope.label.split(".")
                narrowed = Q(
                    ("division__path__under", grant.path), scope_id=grant.scope.pk,
                    scope_type__app_label=app_label, scope_type__model=model,
                )  # fmt: skip
                condition = narrowed if condition is None else condition | narrowed
        if condition is None:
            return assignments.none()
        found = assignments.filter(condition)
        return found if set(actions) == {"view"} else found.exclude(user_id=user.pk)

    def users_with_any_permission(self, actions: Several[str]) -> QuerySet[User]:
        return active_users(Assignment.objects.in_force().filter(role=Role.OFFICE))

    def users_with_any_permission_for_instance(
        self, actions: Several[str], instance: Assignment
    ) -> QuerySet[User]:
        above = ancestor_paths(instance.division.path or "")
        offices = Assignment.objects.in_force().filter(
            role=Role.OFFICE, scope_type=None, division__path__in=above
        )
        return active_users(offices)


def offices_over(user: Person, assignment: Assignment) -> list[Grant]:
    """Return the grants by which the user may give what ``assignment`` gives."""
    path = assignment.division.path if assignment.division_id else None
    if path is None:
        return []
    scope = scope_of(assignment)
    return [
        grant for grant in offices_of(user)
        if grant.covers(path) and grant.scope in (None, scope)
    ]  # fmt: skip
