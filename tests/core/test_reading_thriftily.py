"""A long export leaves SQLite's cache as it was."""

from django.db import connection
from django.test import TestCase

from core.databases import reading_thriftily


def cache_size():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        return cursor.fetchone()[0]


class CacheTests(TestCase):
    def test_the_cache_is_small_inside_and_as_before_afterwards(self):
        if connection.vendor != "sqlite":
            with reading_thriftily():
                self.assertTrue(connection.is_usable())
            return
        before = cache_size()

        with self.assertRaises(ValueError), reading_thriftily():
            self.assertEqual(cache_size(), -4_096)
            raise ValueError

        self.assertEqual(cache_size(), before)
