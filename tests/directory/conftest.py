"""What the tests of the directory share."""

import pytest

from .roster_files import SheetSpec, read, write_workbook


@pytest.fixture
def roster_of(tmp_path):
    """Read a workbook of one sheet: rows, and what is particular about it."""

    def read_rows(*rows, level="county", term=5, **particulars):
        path = write_workbook(tmp_path / "名册.xlsx", SheetSpec(list(rows), **particulars))
        return read(path, level=level, term=term)

    return read_rows
