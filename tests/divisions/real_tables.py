"""The real tables of divisions, counted without the importer."""

import csv


def rows_of(shared_data, name):
    with (shared_data / "divisions" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
