"""Who may do what with pages: what lies below the public section of a division (区划栏目)."""

from collections.abc import Collection as Several
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_permission_codename
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import User
from core.paths import ancestor_paths
from divisions.models import DivisionPage

from .enums import ROLE_ACTIONS
from .models import Assignment
from .policies import Person, active_users, roles_allowing
from .territory import grants_of, under_any

#: what Wagtail knows to permit on a page
PAGE_ACTIONS = frozenset({"add", "change", "publish", "lock", "unlock", "bulk_delete"})


@dataclass(frozen=True)
class PagePermission:
    """Stands in for ``auth.Permission`` in a ``PageGrant``."""

    codename: str


@dataclass(frozen=True)
class PageGrant:
    """Stands in for Wagtail's ``GroupPagePermission``: one permission on a page and below it."""

    page: Page
    permission: PagePermission

    @property
    def page_id(self) -> int:
        """Key of the page."""
        return self.page.pk


def outermost_sections(paths: Iterable[str]) -> QuerySet[DivisionPage]:
    """Return the sections of the divisions under ``paths`` that lie in no other one of them.

    A section's parent is the section of a division above it, or the home page.
    """
    condition = under_any("division__path", paths)
    if condition is None:
        return DivisionPage.objects.none()
    sections = DivisionPage.objects.filter(condition)
    parent_path = Substr("path", 1, F("depth") * Page.steplen - Page.steplen)
    return sections.alias(parent_path=parent_path).exclude(
        Exists(sections.filter(path=OuterRef("parent_path")))
    )


class DivisionPagePolicy(PagePermissionPolicy):
    """Wagtail's own rules; only the grants come from assignments instead of groups.

    An assignment gives its rights on the sections of every division in its subtree. A narrowed
    one gives none, and what belongs to no division (the home page) is left to superusers.
    """

    def get_all_permissions_for_user(self, user: Person) -> list[PageGrant]:
        if user.is_superuser:
            return []
        paths_of_role: dict[str, list[str]] = {}
        for grant in grants_of(user):
            if grant.scope is None:
                paths_of_role.setdefault(grant.role, []).append(grant.path)
        return [
            PageGrant(page, PagePermission(get_permission_codename(action, Page._meta)))
            for role, paths in paths_of_role.items()
            for page in outermost_sections(paths)
            for action in sorted(ROLE_ACTIONS[role] & PAGE_ACTIONS)
        ]

    def instances_user_has_any_permission_for(
        self, user: Person, actions: Several[str]
    ) -> QuerySet[Page]:
        if (everything := self._base_queryset_for_user(user)) is not None:
            return everything
        codenames = self._get_permission_codenames(actions)
        granted = self.get_cached_permissions_for_user(user)
        return self._below(
            grant.page for grant in granted if grant.permission.codename in codenames
        )

    def explorable_instances(self, user: Person) -> QuerySet[Page]:
        """Return the user's sections with all below, and the way down to them."""
        if (everything := self._base_queryset_for_user(user)) is not None:
            return everything
        pages = {grant.page_id: grant.page for grant in self.get_cached_permissions_for_user(user)}
        if not pages:
            return self.model._default_manager.none()
        root = Page.objects.first_common_ancestor_of(list(pages.values()))
        way = {
            page.path[:end]
            for page in pages.values()
            for end in range(len(root.path), len(page.path), Page.steplen)
        }
        return self._below(pages.values()) | self.model._default_manager.filter(path__in=way)

    def users_with_any_permission(
        self, actions: Several[str], include_superusers: bool = True
    ) -> QuerySet[User]:
        assignments = Assignment.objects.in_force().filter(
            role__in=roles_allowing(actions), scope_type=None
        )
        return active_users(assignments, include_superusers=include_superusers)

    def users_with_any_permission_for_instance(
        self, actions: Several[str], instance: Page, include_superusers: bool = True
    ) -> QuerySet[User]:
        steps = range(Page.steplen, len(instance.path) + 1, Page.steplen)
        sections = DivisionPage.objects.filter(path__in=[instance.path[:end] for end in steps])
        governors = {
            path
            for division_path in sections.values_list("division__path", flat=True)
            for path in ancestor_paths(division_path)
        }
        assignments = Assignment.objects.in_force().filter(
            role__in=roles_allowing(actions), scope_type=None, division__path__in=governors
        )
        return active_users(assignments, include_superusers=include_superusers)

    def _below(self, pages: Iterable[Page]) -> QuerySet[Page]:
        """Return ``pages`` and everything below them."""
        condition: Q | None = None
        for path in {page.path for page in pages}:
            below = Q(path__startswith=path)
            condition = below if condition is None else condition | below
        manager = self.model._default_manager
        return manager.none() if condition is None else manager.filter(condition)
