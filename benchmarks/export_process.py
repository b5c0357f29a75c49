"""Ask the admin for one list as one file, in a process whose peak of memory is its own."""

import os
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from django.db import connection  # noqa: E402 - after setup
from django.test import Client  # noqa: E402

from accounts.models import User  # noqa: E402

_ADDRESSES = {
    "mandate": "/admin/snippets/directory/mandate/?table=roster",
    "deputy": "/admin/snippets/directory/deputy/?table=roster",
    "deputy-list": "/admin/snippets/directory/deputy/?table=list",
}


def main(what: str, kind: str, target: Path, told: Path) -> None:
    """Write the file to ``target``, the number of queries it took to ``told``."""
    user, _ = User.objects.get_or_create(username="bench", is_superuser=True, is_staff=True)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    queries = 0

    def count(execute: Any, *args: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*args)

    with connection.execute_wrapper(count), target.open("wb") as file:
        for piece in client.get(f"{_ADDRESSES[what]}&export={kind}"):
            file.write(piece)
    told.write_text(str(queries), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
