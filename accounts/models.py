"""People who sign in (账号)."""

from django.contrib.auth.models import AbstractUser

from core.visibility import RESTRICTED, TECHNICAL


class User(AbstractUser):
    """An account. What it may do is said by ``editing.Assignment`` alone."""

    visibility = dict.fromkeys(["id", "password", "groups", "user_permissions"], TECHNICAL) | (
        dict.fromkeys(
            ["username", "first_name", "last_name", "email", "is_staff", "is_active",
             "is_superuser", "last_login", "date_joined"],
            RESTRICTED,
        )
    )  # fmt: skip

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"

    def get_full_name(self) -> str:
        """Return surname and given name the Chinese way, without a space."""
        return f"{self.last_name}{self.first_name}".strip()

    def __str__(self) -> str:
        return self.get_full_name() or self.username
