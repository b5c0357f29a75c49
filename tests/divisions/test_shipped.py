"""The table of the country that comes with the project."""

import gzip
import tempfile
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase

from divisions.enums import Level
from divisions.importers.edition import date_in
from divisions.importers.table import read_table
from divisions.models import Division, DivisionCode
from divisions.shipped import PATH, TITLE, write_table

from .real_tables import rows_of
from .tables import stored


def load():
    said = StringIO()
    call_command("load_divisions", stdout=said)
    return said.getvalue()


class ShippedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.said = load()

    def test_every_level_is_there_down_to_townships(self):
        levels = Counter(Division.objects.values_list("level", flat=True))

        self.assertEqual(levels, {0: 1, 1: 34, 2: 333, 3: 2_974, 4: 41_351})
        self.assertIn("新增 44,692", self.said)

    def test_no_row_of_it_is_wrong(self):
        self.assertNotIn("有误", self.said)

    def test_twins_are_one_place_and_governors_are_set(self):
        at = Division.objects.by_code
        self.assertEqual(at("441900:2"), at("441900:3"))
        self.assertEqual({at("6542").governed_by, at("6543").governed_by}, {at("6540")})
        for code in ("71", "81", "82", "110101", "429021", "632857", "659001"):
            self.assertEqual(at(code).public_code, code)

    def test_codes_name_their_source_and_day(self):
        code = DivisionCode.objects.get(code="430522000000", level=Level.COUNTY)

        self.assertEqual((code.source, str(code.seen_on)), (TITLE, "2023-06-30"))

    def test_loading_twice_changes_nothing(self):
        before = stored()

        said = load()

        self.assertIn("新增 0，更新 0，不变 44,692", said)
        self.assertEqual(stored(), before)

    def test_what_is_written_of_it_is_the_file_itself(self):
        with tempfile.TemporaryDirectory() as folder:
            first, second = Path(folder) / "a.csv.gz", Path(folder) / "b.csv.gz"
            call_command("export_divisions", str(first), stdout=StringIO())
            write_table(second)

            self.assertEqual(first.read_bytes(), second.read_bytes())
            self.assertEqual(
                gzip.decompress(first.read_bytes()), gzip.decompress(PATH.read_bytes())
            )
            self.assertEqual(write_table(second, deepest=Level.PREFECTURE), 34 + 333)


class FileTests(SimpleTestCase):
    def test_its_name_and_its_title_tell_the_same_day(self):
        self.assertEqual(date_in(PATH.name), date_in(TITLE))

    def test_it_holds_codes_levels_and_names_alone(self):
        lines = gzip.decompress(PATH.read_bytes()).decode().splitlines()

        self.assertEqual(lines[:2], ["code,level,name", "11,1,北京市"])
        self.assertEqual({line.count(",") for line in lines}, {2})


@pytest.mark.real_data
class SourceTests(SimpleTestCase):
    def test_it_is_the_table_of_the_statistics_and_what_that_leaves_out(self):
        real = {
            (row["code"], int(row["level"]), row["name"])
            for row in rows_of(settings.SHARED_DATA, "divisions_2023_L1-L4.csv")
        }
        ours = {(row.code, row.level, row.name) for row in read_table(PATH).rows}

        self.assertEqual({code[:2] for code, *_ in ours - real}, {"71", "81", "82"})
        self.assertEqual(len(ours - real), 3)
        self.assertEqual({level for _, level, _ in real - ours}, {Level.PREFECTURE})
        self.assertEqual(len(real - ours), 9)
