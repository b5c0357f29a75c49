"""Dates of birth as rosters write them: to a year, a month and perhaps a day.

Excel turns 1963.10 typed into a cell into the number 1963.1. With the format 0.00 it still shows
1963.10 and is October beyond doubt; in any other format, and in text files saved from such a
sheet, 1963.1 may be October or January. It is read as October and warned of: whoever types months
with two digits writes January 1963.01. In a text cell of a workbook nothing has been lost, so
1963.1 is January there, and warned of too. ``1963/1`` and ``1963年1月`` are January.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from core.numerals import parse_number

from .roster_issues import Code, Finding
from .roster_words import STROKES
from .sheets import Cell

ADULT_AGE = 18
_EARLIEST = 1900
#: day numbers of 1927 and later: five digits
_SERIALS = range(10_000, 100_000)
#: day numbers that are years (1963 with a date format shows 1905-05-16)
_YEARS = range(1900, 2100)
_SEPARATOR = r"[.,·/\\\-—–_~年、。]"
_DATE = re.compile(
    rf"(?P<year>\d{{4}}|\d{{2}})(?:{_SEPARATOR}(?P<month>\d{{1,2}})月?份?"
    rf"(?:{_SEPARATOR}?(?P<day>\d{{1,2}}))?[日号]?)?年?"
    r"(?: \d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?|T\d{2}:\d{2}\S*)?"
)
_SPACES_AROUND = re.compile(rf"\s*({_SEPARATOR}|[月日号])\s*(?!\d+:)")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})?")
_MONTH_FIRST = re.compile(
    r"(?P<month>[a-z]{3})[a-z]*[\s\-.,/]+(?P<year>\d{4}|\d{2})", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CHINESE = re.compile(
    r"(?P<year>[〇零○O一二三四五六七八九]{2,4})年(?:(?P<month>[〇零元正一二三四五六七八九十]{1,3})月"
    r"(?:(?P<day>[〇零一二三四五六七八九十廿]{1,3})[日号]?)?)?"
)
_AROUND = re.compile(r"^(?:出?生于|生于|公历|阳历)|(?:出?生|生人)$|[(（\[【].*?[)）\]】]")
_FULLWIDTH = re.compile("[０-９]")
_LOST_ZERO = re.compile(r"(?:\d{4}|\d{2})\.1")
_TWO_DECIMALS = re.compile(r"\.0[0#?]|\.[0#?]0")


class BirthReading(NamedTuple):
    """A birth as read: ``YYYY-MM``, ``YYYY`` or ``""``; ``day`` only where it is written."""

    birth: str
    day: int | None
    findings: list[Finding]


class _Parts(NamedTuple):
    year: int
    month: int | None = None
    day: int | None = None


def read_birth(cell: Cell, *, today: datetime.date, is_text_file: bool = False) -> BirthReading:
    """Read the cell of a birth; what is impossible on the day ``today`` is left empty.

    Impossible: no such month or day, before 1900, in the future, younger than 18.
    """
    value = cell.value
    if isinstance(value, datetime.datetime | datetime.date):
        parts, findings = _from_date(value, cell.number_format)
    elif isinstance(value, bool | datetime.time) or value is None:
        parts, findings = None, [Finding(Code.INVALID_DATE, f"不是日期：{cell.text}")]
    elif isinstance(value, int | float):
        parts, findings = _from_number(float(value), cell.number_format, today)
    else:
        parts, findings = _from_text(value, today, is_text_file=is_text_file)
    if parts is None:
        return BirthReading("", None, findings)
    if fault := _fault(parts, today):
        kept = [f for f in findings if f.code == Code.FULLWIDTH_DIGITS]
        return BirthReading("", None, [*kept, Finding(Code.INVALID_DATE, fault)])
    if parts.month is None:
        return BirthReading(f"{parts.year}", None, [*findings, Finding(Code.YEAR_ONLY)])
    return BirthReading(f"{parts.year}-{parts.month:02}", parts.day, findings)


def read_day(cell: Cell) -> str:
    """Return a whole date in ISO form, ``""`` where the cell holds none."""
    if isinstance(cell.value, datetime.datetime | datetime.date):
        return cell.value.isoformat()[:10]
    parts = _parse(_plain(cell.text))
    if not parts or not parts.month or not parts.day:
        return ""
    try:
        return datetime.date(parts.year, parts.month, parts.day).isoformat()
    except ValueError:
        return ""


Read = tuple[_Parts | None, list[Finding]]


def _from_date(value: datetime.date, number_format: str) -> Read:
    """Read a date cell; a first of the month is what Excel adds to a month typed without a day."""
    serial = (datetime.datetime(value.year, value.month, value.day) - WINDOWS_EPOCH).days
    if serial in _YEARS:
        detail = f"{serial} 带日期格式，显示成 {value.year} 年，不像出生日期"
        return None, [Finding(Code.INVALID_DATE, detail)]
    shows_day = "d" in re.sub(r'"[^"]*"|\[[^\]]*\]', "", number_format).lower()
    day = value.day if shows_day and value.day > 1 else None
    return _Parts(value.year, value.month, day), []


def _from_number(value: float, number_format: str, today: datetime.date) -> Read:
    text = format(round(value, 4), ".10g")
    shown = [Finding(Code.NUMERIC_YEAR_MONTH, f"数字 {text}，格式 {number_format or '常规'}")]
    if _LOST_ZERO.fullmatch(text):
        if not _TWO_DECIMALS.search(number_format.split(";", maxsplit=1)[0]):
            detail = f"单元格是数字 {text}，末尾的 0 可能已丢失：读作 10 月，请核对"
            shown = [Finding(Code.AMBIGUOUS_YEAR_MONTH, detail)]
        text += "0"
    if match := _COMPACT.fullmatch(text):
        return _parts(match), shown
    if value.is_integer() and value in _YEARS:
        return _Parts(int(value)), []
    if re.fullmatch(r"\d{5}", text):
        return _from_serial(int(value), Code.SERIAL_NUMBER)
    if match := re.fullmatch(r"(?P<year>\d{2,4})\.(?P<month>\d{1,2})(?P<day>\d{2})?", text):
        return _with_century(_parts(match), today, shown)
    return None, [Finding(Code.INVALID_DATE, f"看不懂的数字 {text}")]


def _from_serial(serial: int, code: Code) -> Read:
    """Read a day number without a date format, unless it may be 1970 and 5 written together."""
    year, digit = divmod(serial, 10)
    if year in _YEARS and digit:
        detail = f"{serial} 可能是 {year} 年 {digit} 月，也可能是日期序号"
        return None, [Finding(Code.INVALID_DATE, detail)]
    if serial not in _SERIALS:
        return None, [Finding(Code.INVALID_DATE, f"看不懂的数字 {serial}")]
    date = from_excel(serial)
    month = f"{date.year}-{date.month:02}"
    detail = f"{serial} 是表格软件的日期序号，读作 {month}，请核对"
    return _Parts(date.year, date.month), [Finding(code, detail)]


def _from_text(text: str, today: datetime.date, *, is_text_file: bool) -> Read:
    plain = _plain(text)
    if plain in STROKES:
        return None, []
    findings = [Finding(Code.FULLWIDTH_DIGITS)] if _FULLWIDTH.search(text) else []
    if _LOST_ZERO.fullmatch(plain):
        if is_text_file:
            detail = f"“{plain}”末尾的 0 可能已丢失：读作 10 月，请核对"
            plain += "0"
        else:
            detail = f"“{plain}”是文字，读作 1 月；若是 10 月请改为 {plain}0"
        findings.append(Finding(Code.AMBIGUOUS_YEAR_MONTH, detail))
    if re.fullmatch(r"\d{5}", plain):
        parts, serial = _from_serial(int(plain), Code.SERIAL_AS_TEXT)
        return parts, findings + serial
    parts = _parse(plain)
    if parts is None:
        return None, [*findings, Finding(Code.INVALID_DATE, f"看不懂的日期：{plain[:20]}")]
    return _with_century(parts, today, findings)


def _plain(text: str) -> str:
    """Return the text without what does not belong to the date: notes, 出生, spaces inside."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    if plain in STROKES:
        return plain
    return _SPACES_AROUND.sub(r"\1", _AROUND.sub("", plain)).strip(" .。,、")


def _parse(text: str) -> _Parts | None:
    """Return the parts of a written date, in any of the forms rosters use."""
    readers: list[tuple[re.Pattern[str], Callable[[re.Match[str]], _Parts | None]]] = [
        (_COMPACT, _parts),
        (_DATE, _parts),
        (_CHINESE, _chinese_parts),
        (_MONTH_FIRST, _month_first_parts),
    ]
    for pattern, reader in readers:
        if match := pattern.fullmatch(text):
            return reader(match)
    return None


def _parts(match: re.Match[str]) -> _Parts:
    year, month, day = (match["year"], match["month"], match["day"])
    return _Parts(int(year), int(month) if month else None, int(day) if day else None)


def _chinese_parts(match: re.Match[str]) -> _Parts:
    month = (match["month"] or "").replace("正", "一")
    return _Parts(
        parse_number(match["year"]) or 0,
        parse_number(month) if month else None,
        parse_number(match["day"]) if match["day"] else None,
    )


def _month_first_parts(match: re.Match[str]) -> _Parts | None:
    month = match["month"].lower()
    return _Parts(int(match["year"]), _MONTHS.index(month) + 1) if month in _MONTHS else None


def _with_century(parts: _Parts, today: datetime.date, findings: list[Finding]) -> Read:
    """Complete a year of two digits: this century for whoever would be of age, else the last."""
    if parts.year >= 100:
        return parts, findings
    century = 2000 if 2000 + parts.year <= today.year - ADULT_AGE else 1900
    full = parts._replace(year=century + parts.year)
    detail = f"两位年份 {parts.year:02}，读作 {full.year} 年，请核对"
    return full, [*findings, Finding(Code.TWO_DIGIT_YEAR, detail)]


def _fault(parts: _Parts, today: datetime.date) -> str:
    """Say why nobody who is a deputy on ``today`` was born then, "" if somebody may have been."""
    year, month, day = parts
    if month is not None and not 1 <= month <= 12:
        return f"没有 {month} 月"
    if day is not None:
        try:
            datetime.date(year, month or 1, day)
        except ValueError:
            return f"{year} 年 {month} 月没有这一天"
    if year < _EARLIEST:
        return f"{year} 年太早"
    if (year, month or 1) > (today.year, today.month):
        return f"{year} 年 {month or 1} 月还没有到"
    if (today.year - year) * 12 + today.month - (month or 1) < ADULT_AGE * 12:
        return f"{year} 年生，未满 {ADULT_AGE} 周岁"
    return ""
