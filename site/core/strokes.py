"""Order of names by strokes (姓氏笔画排序).

By the number of strokes of the first character, then by its strokes one after the other
(横竖撇点折); the people of one surname stand together, given names of one character before those of
two; then each following character in the same way.

Source: 《通用规范汉字表》 and 《GB13000.1字符集汉字字序（笔画序）规范》, as far as
``data/stroke_order.txt.gz`` has them; the characters it has no strokes of follow those of the
same number.
"""

import gzip
from functools import cache
from pathlib import Path

from .paths import encode_step
from .surnames import surname_of

#: all Chinese characters in their order, a line for each number of strokes
DATA = Path(__file__).with_name("data") / "stroke_order.txt.gz"
#: length of a key, at most; what lies behind it is far into a very long name
LONGEST_KEY = 200
#: what is no Chinese character stands behind all that are
_OTHERS = 1_000_000
#: a given name of as many characters or more is sorted by its characters alone
_LONG = 9


def stroke_key(name: str) -> str:
    """Return what ``name`` is sorted by: digits and small letters, the same in any collation."""
    surname = surname_of(name) or name[:1]
    given = name[len(surname) :]
    is_chinese = "·" not in name and name[:1] in _ranks()
    length = min(len(given), _LONG) if is_chinese else _LONG
    key = f"{_steps(surname[:1])}{len(surname)}{_steps(surname[1:])}{length}{_steps(given)}"
    return key[:LONGEST_KEY]


def _steps(text: str) -> str:
    ranks = _ranks()
    return "".join(encode_step(ranks.get(c, _OTHERS + ord(c))) for c in text.casefold())


@cache
def _ranks() -> dict[str, int]:
    """Return ``{character: place in the order}``."""
    lines = gzip.decompress(DATA.read_bytes()).decode().split("\n")
    characters = (c for line in lines if not line.startswith("#") for c in line.split("\t")[-1])
    return {character: rank for rank, character in enumerate(characters)}
