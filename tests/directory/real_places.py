"""Part of the real table of divisions, for tests against real rosters."""

import csv
from pathlib import Path

from divisions.enums import Kind, Level
from divisions.kinds import GOVERNED_BY, is_place, kind_of
from divisions.models import Division, DivisionCode

#: the first digits of what stands at each level
_DIGITS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}


def load_real_places(shared_data: Path, *prefixes: str) -> None:
    """Store the places whose code begins with one of ``prefixes``, and those above them.

    Twins at two levels become one place; rows that only group others are left out.
    """
    rows = []
    for path in ("divisions_2023_L1-L4.csv", "villages_2023_xinshao_430522.csv"):
        with (shared_data / "divisions" / path).open(encoding="utf-8-sig", newline="") as file:
            rows += [row for row in csv.DictReader(file) if _is_wanted(row, prefixes)]
    stored = {}
    for row in sorted(rows, key=lambda row: row["level"]):
        code, level = row["code"], int(row["level"])
        if not is_place(level, row["name"]):
            continue
        twin = next((stored[code, up] for up in range(1, level) if (code, up) in stored), None)
        place = twin or _store(row, code, level, stored)
        stored[code, level] = place
        DivisionCode.objects.create(division=place, code=code, level=level)


def _is_wanted(row, prefixes):
    mine = row["code"][: _DIGITS[int(row["level"])]]
    return any(mine.startswith(prefix) or prefix.startswith(mine) for prefix in prefixes)


def _store(row, code, level, stored):
    governor = stored.get((GOVERNED_BY.get(code, ""), Level.PREFECTURE))
    return Division.objects.create(
        level=level, kind=Kind(kind_of(code, level, row["name"])), code=code, name=row["name"],
        parent=_parent(code, level, stored), governed_by=governor,
    )  # fmt: skip


def _parent(code, level, stored):
    for up in range(level - 1, 0, -1):
        if place := stored.get((code[: _DIGITS[up]].ljust(12, "0"), up)):
            return place
    return Division.objects.root()
