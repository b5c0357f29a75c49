"""Where a person may do what (权限范围), read from the assignments in force."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from core.paths import ancestor_paths, outermost
from divisions.enums import Level
from divisions.models import Division

from .enums import ROLE_ACTIONS
from .models import Assignment

#: attribute of the user object that keeps its grants for the length of a request
_KEPT = "_division_grants"


@dataclass(frozen=True)
class Scope:
    """The one record an assignment is narrowed to: ``directory.congress`` and its id."""

    label: str
    pk: int


@dataclass(frozen=True)
class Grant:
    """One assignment in force: a subtree, what may be done in it, perhaps a narrowing."""

    path: str
    role: str
    scope: Scope | None = None
    expires_on: datetime.date | None = None

    @property
    def actions(self) -> frozenset[str]:
        """What the role may do, in the words of Wagtail's permission policies."""
        return ROLE_ACTIONS.get(self.role, frozenset())

    def covers(self, path: str) -> bool:
        """Whether the division with ``path`` lies in the subtree."""
        return path.startswith(self.path)


def grants_of(user: User | AnonymousUser) -> list[Grant]:
    """Return what the assignments in force give the user; one query for each user object.

    Nothing for somebody who is not signed in or whose account is closed.
    """
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, _KEPT):
        assignments = Assignment.objects.in_force().filter(user=user)
        grants = [_grant(row) for row in assignments.select_related("division", "scope_type")]
        setattr(user, _KEPT, grants)
    return getattr(user, _KEPT)


def _grant(assignment: Assignment) -> Grant:
    return Grant(
        assignment.division.path or "", assignment.role, scope_of(assignment),
        assignment.expires_on,
    )  # fmt: skip


def scope_of(assignment: Assignment) -> Scope | None:
    """Return what the assignment is narrowed to; None: to nothing."""
    if assignment.scope_type is None or assignment.scope_id is None:
        return None
    kind = assignment.scope_type
    return Scope(f"{kind.app_label}.{kind.model}", assignment.scope_id)


def grants_for(user: User | AnonymousUser, actions: Collection[str]) -> list[Grant]:
    """Return the user's grants that allow any of ``actions``."""
    return [grant for grant in grants_of(user) if grant.actions & set(actions)]


def under_any(field: str, paths: Iterable[str]) -> Q | None:
    """Return the condition of lying in any of the subtrees; None where there is none."""
    condition: Q | None = None
    for path in outermost(paths):
        under = Q((f"{field}__under", path))
        condition = under if condition is None else condition | under
    return condition


def only_division_of(user: User | AnonymousUser) -> Division | None:
    """Return the division a new record of this user surely belongs to; None where he may choose.

    That is the root of his territory where he has one; what lies below stays open to choice.
    """
    roots = outermost(g.path for g in grants_for(user, {"add"}) if g.scope is None)
    if len(roots) != 1:
        return None
    return Division.objects.filter(path=roots[0]).first()


def unstaffed_above(place: Division) -> frozenset[str]:
    """Return the paths of the divisions above ``place`` that nobody works for."""
    staffed = Assignment.objects.in_force().filter(division__in=place.ancestor_ids)
    paths = set(staffed.values_list("division__path", flat=True))
    above = ancestor_paths(place.path or "")[:-1]
    return frozenset(path for path in above if paths.isdisjoint(ancestor_paths(path)))


def nearby_divisions(user: User | AnonymousUser) -> QuerySet[Division]:
    """Return the roots of the user's territory and what they govern directly.

    Somebody without assignments (a superuser) starts from the nation.
    """
    roots = outermost(grant.path for grant in grants_of(user))
    top = Division.objects.filter(path__in=roots) if roots else _nation()
    governed = Q(parent__in=top, governed_by=None) | Q(governed_by__in=top)
    return Division.objects.filter(Q(pk__in=top) | governed).order_by("path")


def _nation() -> QuerySet[Division]:
    return Division.objects.filter(level=Level.NATION)
