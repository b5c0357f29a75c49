"""Tables are written as text, whatever they hold, and read back as they were."""

import csv
import io
import tracemalloc
from unittest import TestCase

from openpyxl import load_workbook

from directory.exporters.tables import FORMULA_SIGNS, csv_lines, xlsx_file


def read_xlsx(rows):
    with xlsx_file("表", ["甲", "乙"], rows) as file:
        return list(load_workbook(file, read_only=True).active.iter_rows(values_only=True))


class TableTests(TestCase):
    def test_the_sheet_bears_the_title(self):
        with xlsx_file("选区一览", ["甲"], []) as file:
            self.assertEqual(load_workbook(file).sheetnames, ["选区一览"])

    def test_no_sign_makes_a_formula(self):
        for sign in FORMULA_SIGNS:
            text = f"{sign}1+1"
            with self.subTest(sign=sign):
                with xlsx_file("表", [text], [[text]]) as file:
                    cells = [row[0] for row in load_workbook(file).active.iter_rows()]
                self.assertEqual({(c.data_type, c.quotePrefix) for c in cells}, {("s", True)})
                written = "".join(csv_lines([text], [[text]])).removeprefix("\ufeff")
                lines = list(csv.reader(io.StringIO(written, newline="")))
                self.assertEqual(lines, [[f"'{text}"], [f"'{text}"]])

    def test_numbers_stay_as_they_were_written(self):
        self.assertEqual(read_xlsx([["007", "1e5"]])[1], ("007", "1e5"))

    def test_what_xml_cannot_hold_is_left_out(self):
        self.assertEqual(read_xlsx([["张\x0b伟", "\x00=1"]])[1], ("张伟", "=1"))

    def test_csv_begins_with_the_mark_excel_looks_for(self):
        self.assertTrue(next(csv_lines(["甲"], [])).startswith("\ufeff甲"))

    def test_memory_does_not_grow_with_rows(self):
        def peak(count):
            rows = ([f"{number}号单位负责人"] * 5 for number in range(count))
            tracemalloc.start()
            try:
                xlsx_file("表", list("甲乙丙丁戊"), rows).close()
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

        peak(10)

        self.assertLess(peak(8_000) - peak(1_000), 2**20)

    def test_rows_are_written_as_they_come(self):
        lines = csv_lines(["甲"], iter(lambda: ["乙"], None))

        self.assertEqual([next(lines), next(lines)], ["\ufeff甲\r\n", "乙\r\n"])
