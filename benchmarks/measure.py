"""One measurement on one database: prepare it, measure, write the table as JSON.

Run as a process by ``python -m benchmarks``, with DATABASE_URL naming an empty database, so that
the peak of memory is its own.
"""

import gc
import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from django.core.management import call_command  # noqa: E402 - after setup

from . import answers, divisions, exports, pages, photos, rosters, wizard  # noqa: E402

#: each takes a size and returns the head and the rows of a table
MEASUREMENTS = {
    "pages": pages.run, "roster": rosters.run, "divisions": divisions.run, "photos": photos.run,
    "wizard": wizard.run, "exports": exports.run, "answers": answers.run,
}  # fmt: skip


def main(name: str, size: int, target: Path) -> None:
    """Measure ``name`` at ``size`` rows; write ``[head, *rows]`` to ``target``."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    gc.freeze()  # as config.wsgi does
    table = MEASUREMENTS[name](size)
    target.write_text(json.dumps(table, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
