"""Writing assignments (权限分配), with what hangs on them."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User

from .models import Assignment

#: the one group of the site: whoever holds an assignment may open the admin, and no more
ADMIN_GROUP = "后台登录"


@transaction.atomic
def grant_assignment(*, assignment: Assignment, granted_by: User | None) -> Assignment:
    """Store a new or changed assignment and let its holder into the admin.

    Args:
        assignment: new or changed, not yet stored.
        granted_by: who gives the rights; None for a command.

    Raises:
        ValidationError: it cannot stand, or stands already.
    """
    assignment.granted_by = granted_by
    assignment.full_clean()
    assignment.save()
    _settle_admin_access(assignment.user)
    return assignment


@transaction.atomic
def revoke_assignment(*, assignment: Assignment, revoked_by: User | None) -> None:
    """Take the rights back; with the last assignment goes the way into the admin."""
    log(instance=assignment, action="wagtail.delete", user=revoked_by)
    assignment.delete()
    _settle_admin_access(assignment.user)


def _settle_admin_access(user: User) -> None:
    """Put the user into the group that opens the admin, or out of it."""
    group = Group.objects.get(name=ADMIN_GROUP)
    if user.assignments.exists():
        user.groups.add(group)
    else:
        user.groups.remove(group)
