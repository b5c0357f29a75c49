"""One database, one size: fill it, measure it, write the figures as JSON.

Run as a process by ``python -m benchmarks``, with DATABASE_URL naming an empty database.
"""

import json
import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from django.core.management import call_command  # noqa: E402 - after setup
from django.db import connection  # noqa: E402

from . import dataset, pages, rosters  # noqa: E402


def main(size: int, target: Path) -> None:
    """Fill the database with ``size`` deputies, measure, and write the figures to ``target``."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    started = time.perf_counter()
    place = dataset.make_deputies(size)
    filled = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = pages.run(place)
    other = [["造数（含区划）", f"{filled:.0f} s"]]
    imported = rosters.run(place, min(size, 10_000))
    other += [[f"导入名册：{name}", str(value)] for name, value in imported.items()]
    target.write_text(json.dumps({"pages": rows, "other": other}, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
