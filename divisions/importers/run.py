"""An import of tables of divisions, from the files to the report."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from itertools import groupby
from pathlib import Path

from django.db import transaction

from divisions.codes import level_of

from .absence import settle_absent
from .comparison import compare
from .edition import Edition, edition_of
from .places import make_places
from .plan import Plan
from .report import Report
from .stored import Stored
from .table import Table, read_table
from .writing import write_plan

Progress = Callable[[str], None]


def import_files(
    paths: Sequence[Path],
    *,
    edition: str = "",
    is_complete: bool = False,
    is_strict: bool = False,
    is_dry_run: bool = False,
    progress: Progress,
) -> Report:
    """Import tables of divisions; a second import of the same files changes nothing.

    Files of one day are one table; days follow each other from the oldest. Rows that are wrong
    are left out and reported; the rest is written in one transaction.

    Args:
        paths: the files.
        edition: what the tables are called, with their day; else the files' names tell it.
        is_complete: what a table lacks is gone, be it more than half.
        is_strict: write nothing where a row is wrong.
        is_dry_run: write nothing at all.
        progress: takes a line for whoever waits.

    Returns:
        What was done; nothing was written where its ``refusal`` says why.

    Raises:
        DivisionFileError: nothing was written: a file is no table, or looks incomplete.
        DivisionsChangedError: somebody else changed the tree meanwhile.
    """
    read = []
    for path in paths:
        table = read_table(path)
        progress(f"已读取 {table.file}：{len(table.rows):,} 行")
        read.append((edition_of(edition, path), table))
    report = Report(is_dry_run)
    read.sort(key=lambda pair: (pair[0].as_of is None, str(pair[0].as_of)))
    days = [list(group) for _, group in groupby(read, key=lambda pair: pair[0].as_of)]
    # A later day is compared with what an earlier one wrote, so a trial of several writes too.
    is_one_day = len(days) == 1
    with nullcontext() if is_one_day else transaction.atomic():
        for same_day in days:
            tables = [table for _, table in same_day]
            plan = _plan(same_day[0][0], tables, is_complete=is_complete)
            report.add(plan, tables)
            report.refuse_for_rows(is_strict=is_strict)
            is_kept = not (is_dry_run or report.refusal)
            if plan.writes and (is_kept or not is_one_day):
                write_plan(plan, progress)
        if not is_one_day and not is_kept:
            transaction.set_rollback(True)
    return report


def _plan(edition: Edition, tables: Iterable[Table], *, is_complete: bool) -> Plan:
    rows = [row for table in tables for row in table.rows]
    stored = Stored((row.code, row.level or level_of(row.code)) for row in rows)
    plan = Plan(edition, stored, make_places(rows, stored))
    compare(plan)
    settle_absent(plan, is_complete=is_complete)
    return plan
