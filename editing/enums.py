"""Roles (角色) and what each may do inside its territory."""

from django.db import models


class Role(models.TextChoices):
    """Roles of staff; one person may hold several, in several divisions."""

    EDITOR = "editor", "编辑"
    APPROVER = "approver", "审核人"
    OFFICE = "office", "代表工委"


_READ = {"view", "choose"}
_WRITE = {"add", "change"}

#: what a role may do, in the words of Wagtail's permission policies
ROLE_ACTIONS: dict[str, frozenset[str]] = {
    Role.EDITOR: frozenset(_READ | _WRITE),
    Role.APPROVER: frozenset(_READ | _WRITE | {"publish", "lock", "unlock", "delete"}),
    Role.OFFICE: frozenset(_READ | _WRITE | {"publish", "lock", "unlock", "delete", "bulk_delete"}),
}
