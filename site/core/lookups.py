"""The lookup ``begins``: what a text column begins with, served by the column's index."""

from typing import Any

from django.db.models import CharField
from django.db.models.lookups import Lookup

#: sorts after every character
_LAST = "\U0010ffff"


@CharField.register_lookup
class Begins(Lookup):
    """``name__begins=text``: exact in case, no wildcards.

    SQLite gets a range (its LIKE scans the table), PostgreSQL a LIKE, which an index with
    ``varchar_pattern_ops`` serves.
    """

    lookup_name = "begins"

    def get_prep_lookup(self) -> str:
        return str(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        lhs, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            escaped = connection.ops.prep_for_like_query(self.rhs)
            return f"{lhs} LIKE %s", (*params, f"{escaped}%")
        return (
            f"({lhs} >= %s AND {lhs} < %s)",
            (*params, self.rhs, *params, self.rhs + _LAST),
        )
