"""The account in whose name a command acts (--user)."""

from django.core.management.base import CommandError

from accounts.models import User


def user_named(username: object) -> User | None:
    """Return the account of that name; None without a name: the system.

    Raises:
        CommandError: there is none, or it is closed.
    """
    if not username:
        return None
    try:
        return User.objects.get(is_active=True, username=str(username))
    except (User.DoesNotExist, ValueError) as error:
        raise CommandError(f"没有账号 {username}，或已停用。") from error
