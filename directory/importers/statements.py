"""Rows made ready for the database before it is locked.

Django's ``bulk_create`` builds objects and SQL while the transaction runs; for ten thousand
people that is most of the time. Here the ids are reserved and the parameters prepared first, so
that the lock lasts only as long as the database itself needs.
"""

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections, models

#: rows of one statement: few enough that a hundred thousand need not stand in memory at once
ROWS_AT_ONCE = 1_000
#: bytes of statements that are kept in memory
_IN_MEMORY = 32 * 2**20


@dataclass(frozen=True)
class Statement:
    """One statement and the parameters of the rows it is carried out for."""

    sql: str
    rows: list[tuple]

    def execute(self) -> None:
        """Carry it out in the running transaction."""
        with connection.cursor() as cursor:
            cursor.executemany(self.sql, self.rows)


@contextmanager
def laid_ready(statements: Iterable[Statement]) -> Iterator[Iterator[Statement]]:
    """Make all statements before the first is yielded.

    What would fill the memory lies in a nameless temporary file meanwhile.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        count = 0
        for statement in statements:
            pickle.dump(statement, file)
            count += 1
        file.seek(0)
        yield (pickle.load(file) for _ in range(count))  # noqa: S301 - written just above


@dataclass(frozen=True)
class Counters:
    """How far the ids of some tables have been given out; differs once somebody adds a row."""

    last: tuple[int, ...]

    @classmethod
    def of(cls, tables: Iterable[type[models.Model]]) -> "Counters":
        return cls(tuple(_last_id(model) for model in tables))


def _last_id(model: type[models.Model]) -> int:
    """Return the highest id given out: on SQLite ever, on PostgreSQL among the rows there are."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            table = model._meta.db_table
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
        return row[0] if row else 0
    return model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0


def reserve_ids(model: type[models.Model], count: int) -> Iterator[int]:
    """Return ``count`` ids for new rows.

    On PostgreSQL they are taken from the sequence. On SQLite they follow the last id given out:
    the writer makes sure, by ``Counters``, that nobody has added a row since.
    """
    if connection.vendor == "sqlite" or not count:
        first = _last_id(model) + 1 if count else 1
        return iter(range(first, first + count))
    column = model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), column, count],
        )
        return iter([row[0] for row in cursor.fetchall()])


def insert(records: Sequence[models.Model], *, keeps_first: bool = False) -> Statement:
    """Return the insertion of ``records``, at least one, all of one model.

    Records without an id get one from the database. ``keeps_first`` passes over a row that a
    unique constraint refuses.
    """
    first = records[0]
    fields = [f for f in first._meta.concrete_fields if not (f.primary_key and first.pk is None)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(first._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - names of columns, no values
    if keeps_first:
        sql += " ON CONFLICT DO NOTHING"
    preparers = [_preparer(field) for field in fields]
    return Statement(sql, [tuple(prepare(record) for prepare in preparers) for record in records])


def insert_for_each(record: models.Model, field_name: str, values: Iterable[Any]) -> Statement:
    """Return the insertion of copies of ``record`` that differ in one field alone.

    Faster than ``insert`` where there are many, for the others are made ready once.
    """
    statement = insert([record])
    fields = [f for f in record._meta.concrete_fields if not (f.primary_key and record.pk is None)]
    place = fields.index(record._meta.get_field(field_name))
    row = statement.rows[0]
    before, after = row[:place], row[place + 1 :]
    return Statement(statement.sql, [(*before, value, *after) for value in values])


def _preparer(field: models.Field) -> Callable[[models.Model], Any]:
    """Return what makes a record's value of ``field`` ready; plain texts are ready as they are."""
    database = connections[connection.alias]
    is_text = isinstance(field, (models.CharField, models.TextField))

    def prepare(record: models.Model) -> Any:
        value = field.pre_save(record, True)
        if value is None or (is_text and type(value) is str):
            return value
        return field.get_db_prep_save(value, database)

    return prepare


def update(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[int, Sequence]]
) -> Statement:
    """Return the change of ``columns`` (attribute names) to the values given by id."""
    fields = [model._meta.get_field(name) for name in columns]
    quote, database = connection.ops.quote_name, connections[connection.alias]
    settings = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    pk = quote(model._meta.pk.column)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {settings} WHERE {pk} = %s"  # noqa: S608 - names of columns, no values
    return Statement(
        sql,
        [
            (*(f.get_db_prep_save(v, database) for f, v in zip(fields, values, strict=True)), pk)
            for pk, values in rows
        ],
    )


def delete(model: type[models.Model], rows: Iterable[tuple], columns: Sequence[str]) -> Statement:
    """Return the deletion of the rows whose ``columns`` (of the table) hold the values given."""
    quote = connection.ops.quote_name
    condition = " AND ".join(f"{quote(column)} = %s" for column in columns)
    sql = f"DELETE FROM {quote(model._meta.db_table)} WHERE {condition}"  # noqa: S608 - names of columns, no values
    return Statement(sql, list(rows))
