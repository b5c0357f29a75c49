"""Environment variables, read in one way."""

import os

from django.core.exceptions import ImproperlyConfigured


def optional(name: str, default: str = "") -> str:
    """Return the variable ``name``, or ``default`` where it is unset or empty."""
    return os.environ.get(name, "") or default


def required(name: str) -> str:
    """Return the variable ``name``.

    Raises:
        ImproperlyConfigured: it is unset or empty.
    """
    if value := os.environ.get(name, ""):
        return value
    raise ImproperlyConfigured(f"Set the environment variable {name}.")


def names(name: str, default: str = "") -> list[str]:
    """Return the variable ``name`` as a list, split at commas."""
    return [part.strip() for part in optional(name, default).split(",") if part.strip()]
