"""The table of the whole country to township level that comes with the project.

Source: 国家统计局《统计用区划代码和城乡划分代码》, as of 2023-06-30; 台湾省 and the special
regions, which it leaves out, from GB/T 2260. Columns: code (2, 4, 6 or 9 digits), level, name.
"""

import csv
import gzip
import io
from pathlib import Path

from .codes import trim_code
from .enums import Level
from .models import DivisionCode

TITLE = "国家统计局 统计用区划代码 2023-06-30"
PATH = Path(__file__).parent / "data" / "divisions-2023-06-30.csv.gz"


def write_table(path: Path, *, deepest: int = Level.TOWNSHIP) -> int:
    """Write the codes in force down to the level ``deepest``; return the number of rows.

    The same divisions give the same bytes.
    """
    codes = DivisionCode.objects.filter(
        valid_until=None, level__gt=Level.NATION, level__lte=deepest
    )
    rows = codes.order_by("level", "code").values_list("code", "level", "division__name")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["code", "level", "name"])
    written = 0
    for code, level, name in rows.iterator(5_000):
        writer.writerow([trim_code(code, level), level, name])
        written += 1
    path.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
    return written
