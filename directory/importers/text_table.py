"""Tables in text files (.csv, .txt): encoding, separator, records over several lines.

Encodings: UTF-8 with or without mark, GB18030 (and so GBK, GB2312), UTF-16 of either order, Big5,
then whatever charset-normalizer takes it for. Separators: comma, semicolon, tab, the Chinese
comma and semicolon, a bar. Among what can be decoded at all, the pair wins under which a heading
is recognised best: a table of names is too short to be judged by its bytes.
"""

import csv
import functools
import io
import sys
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path

from charset_normalizer import from_bytes

from .exceptions import RosterFileError
from .sheets import Cell, Sheet, SheetRow

_ENCODINGS = ("utf-8-sig", "gb18030", "utf-16-le", "utf-16-be", "big5hkscs")
_MARKS = {
    b"\xff\xfe\0\0": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"\xef\xbb\xbf": "utf-8-sig",
}
_SEPARATORS = ",\t;，；|"
#: rows in which a heading is looked for, and characters that suffice to hold them
SAMPLE_ROWS = 100
_SAMPLE = 2**18
#: a line of its own behind the last: where it is not read as such, a quotation mark is open
_END = "\x1a<end of table>"
_INVISIBLE = " \t\r\n\xa0\u3000\u200b\u200c\u200d\u2060\ufeff"
#: so many damaged characters are passed over in the shortest file: one torn one becomes three
_DAMAGED = 4
_NO_TEXT = (
    "认不出文件的文字编码，或者它不是文本。请用 Excel 或 WPS 打开，"
    "“另存为”Excel 工作簿（.xlsx）后再导入。"
)
csv.field_size_limit(2**20)

Recognise = Callable[[list[SheetRow]], int]


def read_text_table(path: Path, recognise: Recognise) -> Sheet:
    """Return the file as a sheet; ``recognise`` rates how good a heading its first rows hold.

    Raises:
        RosterFileError: it is no text in any encoding; or a quotation mark is never closed
            (found while the rows are read).
    """
    data = path.read_bytes()
    text, separator = _best_reading(data, recognise)
    return Sheet("", functools.partial(_records, text, separator), is_text_file=True)


def _best_reading(data: bytes, recognise: Recognise) -> tuple[str, str]:
    """Return the text and the separator under which a heading is recognised best."""
    best = (-1, "", ",")
    for text in _decodings(data):
        for separator in _SEPARATORS:
            records = _quietly(_records(text[:_SAMPLE], separator))
            rating = recognise(list(islice(records, SAMPLE_ROWS)))
            if rating > best[0]:
                best = (rating, text, separator)
        if best[0] > 0:
            break
    if best[0] < 0:
        raise RosterFileError(_NO_TEXT)
    return best[1], best[2]


def _decodings(data: bytes) -> Iterator[str]:
    """Yield what the file may say, without a fault first, then with a few damaged characters."""
    for errors in ("strict", "replace"):
        for encoding in _candidates(data):
            try:
                text = data.decode(encoding, errors=errors)
            except UnicodeDecodeError:
                continue
            if text.count("\ufffd") <= len(text) // 100 + _DAMAGED:
                yield text.lstrip("\ufeff")  # files put together keep the marks of each


def _candidates(data: bytes) -> Iterator[str]:
    """Yield the encodings to try: the one a mark declares, else the likely ones in order."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            yield encoding
            return
    yield from _ENCODINGS
    guess = from_bytes(data[:_SAMPLE]).best()
    if guess:
        yield guess.encoding


def _quietly(records: Iterator[SheetRow]) -> Iterator[SheetRow]:
    """Yield the records up to the first that cannot be read."""
    try:
        yield from records
    except RosterFileError:
        return


def _records(text: str, separator: str, last: int = sys.maxsize) -> Iterator[SheetRow]:
    """Yield the records that hold something, numbered by the line they begin on."""
    lines = chain(io.StringIO(text, newline=""), ["\n", _END])
    reader = csv.reader(lines, delimiter=separator)
    begins = 1
    width = 0
    while begins <= last:
        try:
            record = next(reader)
        except csv.Error as error:  # a cell beyond the limit of the library
            raise RosterFileError(
                f'第 {begins} 行起有一格长得不像表格，多半是引号（"）没有配对。请改正后再导入。'
            ) from error
        if record == [_END]:
            return
        if record and record[-1].endswith(_END):
            raise RosterFileError(_open_quote(begins))
        if begins == reader.line_num:
            width, swallowed = max(width, len(record)), 0
        else:
            swallowed = _swallowed(record, separator, width)
        if any(record) and (cells := _cells(record)):
            yield SheetRow(begins, cells, last_line=reader.line_num, swallowed=swallowed)
        begins = reader.line_num + 1


def _open_quote(line: int) -> str:
    return f'第 {line} 行起有一个引号（"）没有配对，后面的内容分不清行。请改正后再导入。'


def _cells(record: list[str]) -> dict[int, Cell]:
    return {
        column: Cell(text)
        for column, value in enumerate(record, start=1)
        if value and (text := _bare(value)).strip(_INVISIBLE)
    }


def _bare(value: str) -> str:
    """Take off what keeps a spreadsheet from counting: ``="0012"``, ``'0012``."""
    stripped = value.strip()
    if stripped.startswith('="') and stripped.endswith('"'):
        return stripped[2:-1]
    return stripped[1:] if stripped.startswith("'") else value


def _swallowed(record: list[str], separator: str, width: int) -> int:
    """Return how many whole records stand inside the cells of this one.

    A quotation mark typed into one line and another some lines below draw all between them into
    one cell; such lines have as many separators as the table, an honest line break has fewer.
    """
    needed = max(2, (width - 1) * 2 // 3)
    return sum(line.count(separator) >= needed for cell in record for line in cell.splitlines()[1:])
