"""The planner of PostgreSQL knows what a bulk load brought."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.databases import refresh_statistics


class StatisticsTests(TestCase):
    def test_postgresql_counts_the_rows_of_the_running_transaction(self):
        User.objects.bulk_create(User(username=f"u{number}") for number in range(50))

        with CaptureQueriesContext(connection) as queries:
            refresh_statistics(User)

        if connection.vendor != "postgresql":
            self.assertEqual(len(queries), 0)
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [User._meta.db_table]
            )
            self.assertEqual(cursor.fetchone(), (50,))
