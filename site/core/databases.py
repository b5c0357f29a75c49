"""The database as a whole: made ready to serve, or removed."""

import fcntl
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, models
from django.db.migrations.executor import MigrationExecutor

#: what SQLite holds while an export reads: 4 MB of pages, no file mapped into memory
_THRIFTY = {"cache_size": -4_096, "mmap_size": 0}


class SiteIsRunningError(RuntimeError):
    """The site is being served from this folder, or another command holds it."""


@contextmanager
def site_lock(*, exclusive: bool) -> Iterator[None]:
    """Hold this folder's site: shared to serve it, exclusive to replace its database.

    Raises:
        SiteIsRunningError: somebody else holds it.
    """
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR / "site.lock").open("w") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SiteIsRunningError from error
        yield


def prepare_database(report: Callable[[str], None]) -> None:
    """Bring tables and cache table up to date; quick where there is nothing to do."""
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        report(f"正在更新数据库（{len(plan)} 步）……")
        steps = _StepCounter(len(plan), report)
        call_command("migrate", interactive=False, verbosity=1, stdout=steps)
    call_command("createcachetable", verbosity=0)


def require_database() -> None:
    """Refuse a command where the database does not answer or its tables are not up to date.

    Raises:
        CommandError: it is so; the message says what to run.
    """
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise CommandError("连不上数据库。请核对 DATABASE_URL。") from error
    if plan:
        raise CommandError("数据库还没有建好或不是最新。请先运行 manage.py migrate。")


def refresh_statistics(*tables: type[models.Model]) -> None:
    """Tell the planner of PostgreSQL what a bulk load has brought into ``tables``.

    Autovacuum does so a minute later; until then it plans for the tables as they were, and a join
    that looks through "empty" ones takes seconds.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")


class _StepCounter(io.TextIOBase):
    """Takes what ``migrate`` prints and reports every fortieth step."""

    def __init__(self, total: int, report: Callable[[str], None]) -> None:
        self._total = total
        self._report = report
        self._done = 0

    def write(self, text: str) -> int:
        if text.lstrip().startswith("Applying"):
            self._done += 1
            if self._done % 40 == 0:
                self._report(f"  已完成 {self._done} / {self._total}")
        return len(text)


def sqlite_file() -> Path | None:
    """Return the file of the SQLite database; None for another database or one in memory."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or ":memory:" in name:
        return None
    return Path(name)


def remove_uploads() -> int:
    """Delete every file that a row of this database names, and no other; return their number."""
    removed = 0
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                for name in model._base_manager.values_list(field.attname, flat=True):
                    if name:
                        field.storage.delete(name)
                        removed += 1
    return removed


def remove_sqlite_file() -> None:
    """Delete the SQLite database, which must not be in use; the next connection makes a new one."""
    file = sqlite_file()
    connections.close_all()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)


@contextmanager
def reading_thriftily() -> Iterator[None]:
    """Let SQLite keep few pages in memory while a long export reads every row once.

    Its usual cache makes pages of the site quick; here it would only fill up.
    """
    if connection.vendor != "sqlite":
        yield
        return
    usual = {name: _pragma(name) for name in _THRIFTY}
    for name, value in _THRIFTY.items():
        _pragma(f"{name}={value}")
    _pragma("shrink_memory")
    try:
        yield
    finally:
        for name, was in usual.items():
            if was is not None:  # a database in memory has no mapped file
                _pragma(f"{name}={was}")


def _pragma(text: str) -> int | None:
    """Set or ask something of SQLite; return the number it answers, None where it answers none."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {text}")
        row = cursor.fetchone()
    return row[0] if row else None
