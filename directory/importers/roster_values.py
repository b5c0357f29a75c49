"""Single values of a roster: from what a cell says to what is stored.

Each reader takes the text of a cell and returns the value, ``""`` for nothing, with what was
found. What is unknown or impossible is left empty and said, never guessed.
"""

import functools
import re
import unicodedata
from typing import NamedTuple

from core.han_variants import simplify
from core.levels import CongressLevel, no_congress_reason
from core.numerals import parse_number
from directory.enums import Tenure

from .roster_issues import Code, Finding
from .roster_words import (
    BLANKS,
    ETHNIC_GROUPS,
    ETHNIC_NICKNAMES,
    GENDERS,
    LONGEST,
    NO,
    OTHER_GROUPS,
    PARTIES,
    PARTY_TAIL,
    STROKES,
    TENURES,
    YES,
)
from .sheets import Cell

_LINE_BREAK = re.compile(r"[\r\n\x0b\x0c\u2028\u2029]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")
_BESIDE_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_BRACKETS = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]?")
_ETHNICITIES = {name: name for name in (*ETHNIC_GROUPS, *OTHER_GROUPS)}
_SHORT = {name.removesuffix("族"): name for name in ETHNIC_GROUPS} | ETHNIC_NICKNAMES
_CODES = {f"{number:02}": name for number, name in enumerate(ETHNIC_GROUPS, start=1)}
_TERM = re.compile(r"第?([0-9]{1,2}|[〇零一二三四五六七八九十廿卅]{1,4})届?")
_TERM_WITHIN = re.compile(
    r"(?<![\d〇零一二三四五六七八九十廿卅百千.\-—])"
    r"([0-9]{1,2}|[〇零一二三四五六七八九十廿卅]{1,4})届"
)
#: the highest number of a term that is believed
LAST_TERM = 99
#: since when somebody has been in a party
_SINCE = re.compile(r"\d[\d.年月日\-—]{3,}(?:入党|加入|参加)?")
_PHONE_SEPARATORS = re.compile(r"[、,，;；/／|\n]+|\s{2,}|(?<=\d{11})\s+(?=1\d{10})|\s*或\s*")
_MOBILE = re.compile(r"(?:\+?86)?(1\d{10})")
_LANDLINE = re.compile(
    r"(?:\+?86-?)?(?:(0\d{2,3})-?)?([2-9]\d{6,7})(?:(?:-|转|x|ext\.?)(\d{1,6}))?"
)
_SHORT_NUMBER = re.compile(r"[1-9]\d{2,5}")
_LOST_DIGITS = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NEWCOMER = re.compile("[新初]任")
_ALL_ZEROS = re.compile(r"0+")


#: the few words of these columns stand in every row
_remembered = functools.lru_cache(maxsize=1024)


class Reading(NamedTuple):
    """A value as read, and what was found about it."""

    value: str
    findings: list[Finding]


def tidy(text: str, *, keeps_lines: bool = False, closes_up: bool = False) -> str:
    """Return running text without stray spaces.

    Args:
        text: as it stands in the cell.
        keeps_lines: line breaks stay; else they become spaces.
        closes_up: spaces beside Chinese characters go (福　田　区), as in names of places.
    """
    lines = [" ".join(_INVISIBLE.sub("", line).split()) for line in _LINE_BREAK.split(text)]
    joined = ("\n" if keeps_lines else " ").join(line for line in lines if line)
    if closes_up:
        return _BESIDE_HAN.sub("", joined)
    return joined


def cell_text(cell: Cell) -> str:
    """Return the cell's text; a number shown with leading zeros keeps them."""
    zeros = cell.number_format
    if isinstance(cell.value, int) and _ALL_ZEROS.fullmatch(zeros):
        return str(cell.value).zfill(len(zeros))
    return cell.text


def fold(text: str) -> str:
    """Return a word as the tables have it: no spaces, half width, simplified, lower case."""
    return "".join(simplify(unicodedata.normalize("NFKC", text)).lower().split())


def read_text(text: str, field: str, *, keeps_lines: bool = False) -> Reading:
    """Read running text or the name of a place, group or station."""
    value = tidy(text, keeps_lines=keeps_lines, closes_up=field not in ("post", "education"))
    if fold(value) in BLANKS:
        return Reading("", [])
    if len(value) > LONGEST[field]:
        return Reading("", [Finding(Code.TEXT_TOO_LONG, f"{len(value)} 字，已留空")])
    if field == "education" and value.isdecimal():
        return Reading("", [Finding(Code.UNKNOWN_EDUCATION)])
    return Reading(value, [Finding(Code.LINE_BREAK_IN_CELL)] if _has_line_break(text) else [])


def _has_line_break(text: str) -> bool:
    return _LINE_BREAK.search(text.strip()) is not None


@_remembered
def read_gender(text: str) -> Reading:
    """Read 男, 女性, F and the codes of GB/T 2261.1."""
    word = _BRACKETS.sub("", fold(text))
    if word in STROKES or not word:
        return Reading("", [])
    if word in GENDERS:
        return Reading(GENDERS[word], [])
    return Reading("", [Finding(Code.UNKNOWN_GENDER, f"看不懂的性别：{text.strip()[:20]}")])


@_remembered
def read_tenure(text: str, heading: str) -> Reading:
    """Read 新任 and 连任, or yes and no to what the heading asks (是否连任)."""
    word = _BRACKETS.sub("", fold(text))
    if word in BLANKS:
        return Reading("", [])
    if word in TENURES:
        return Reading(TENURES[word], [])
    asked = {Tenure.RE_ELECTED: "连" in heading, Tenure.FIRST_TERM: bool(_NEWCOMER.search(heading))}
    if word in YES | NO and sum(asked.values()) == 1:
        is_re_elected = asked[Tenure.RE_ELECTED] == (word in YES)
        return Reading((Tenure.RE_ELECTED if is_re_elected else Tenure.FIRST_TERM).value, [])
    return Reading("", [Finding(Code.UNKNOWN_TENURE, f"看不懂：{text.strip()[:20]}")])


@_remembered
def read_ethnicity(text: str) -> Reading:
    """Read the name of an ethnic group, short (汉), in the words people use, or its code."""
    word = _BRACKETS.sub("", fold(text))
    if word in STROKES or not word:
        return Reading("", [])
    if word in _ETHNICITIES:
        return Reading(_ETHNICITIES[word], [])
    if name := _SHORT.get(word) or _CODES.get(word):
        return Reading(name, [Finding(Code.SHORT_ETHNICITY, f"{text.strip()} 即 {name}")])
    return Reading("", [Finding(Code.UNKNOWN_ETHNICITY, f"看不懂的民族：{text.strip()[:20]}")])


@_remembered
def read_party(text: str) -> Reading:
    """Read one affiliation or several (民盟、中共) as the full names of the organisations."""
    word = fold(text)
    parts = [p for p in re.split(r"[、,，;；/／兼+]", word) if p and not _SINCE.fullmatch(p)]
    if not word or word in STROKES or word in BLANKS - PARTIES.keys():
        return Reading("", [])
    names = [_party(part) for part in parts]
    if None in names or not names:
        detail = f"看不懂的政治面貌：{text.strip()[:20]}"
        return Reading("", [Finding(Code.UNKNOWN_PARTY, detail)])
    return Reading("、".join(dict.fromkeys(name for name in names if name)), [])


def _party(word: str) -> str | None:
    for form in (word, _BRACKETS.sub("", word)):
        for bare in (form, PARTY_TAIL.sub("", form)):
            if bare in PARTIES:
                return PARTIES[bare]
    return None


@_remembered
def read_level(text: str) -> Reading:
    """Read the level of the congress; one that is not understood keeps the row out."""
    word = tidy(text, closes_up=True)
    if fold(word) in STROKES or not word:
        return Reading("", [])
    if level := CongressLevel.from_words(word):
        return Reading(level.value, [])
    if reason := no_congress_reason(word):
        return Reading("", [Finding(Code.NO_CONGRESS, f"{reason}，请改正代表层级")])
    return Reading("", [Finding(Code.UNKNOWN_LEVEL, f"看不懂的代表层级：{word[:20]}")])


@_remembered
def read_term(text: str) -> tuple[int | None, list[Finding]]:
    """Read the number of a term: 第六届, 六届, 第6届, 6, 第十二届全国人民代表大会."""
    word = _BRACKETS.sub("", fold(text))
    if word in STROKES or not word:
        return None, []
    whole = _TERM.fullmatch(word)
    written = [whole[1]] if whole else _TERM_WITHIN.findall(word)
    numbers = {parse_number(number) for number in written}
    if len(numbers) == 1 and (number := numbers.pop()) and number <= LAST_TERM:
        return number, []
    return None, [Finding(Code.UNKNOWN_TERM, f"看不懂的届次：{text.strip()[:20]}")]


def read_phone(cell: Cell) -> Reading:
    """Read one telephone number or several; spaces and dashes go from mobile numbers."""
    text = unicodedata.normalize("NFKC", tidy(cell_text(cell), keeps_lines=True))
    if fold(text) in BLANKS or not text:
        return Reading("", [])
    if _LOST_DIGITS.fullmatch(text):
        return Reading("", [Finding(Code.PHONE_LOST_DIGITS, "科学计数，末尾数字已丢失，已留空")])
    findings = []
    if isinstance(cell.value, int | float):
        findings = [Finding(Code.NUMBER_CELL, f"数字单元格，读作 {len(text)} 位号码")]
    numbers = [_phone(part) for part in _PHONE_SEPARATORS.split(text) if part.strip()]
    if None in numbers:
        whole = tidy(text)[: LONGEST["phone"]]
        return Reading(whole, [*findings, Finding(Code.UNUSUAL_PHONE)])
    value = "、".join(dict.fromkeys(number for number in numbers if number))
    if len(value) > LONGEST["phone"]:
        return Reading("", [*findings, Finding(Code.TEXT_TOO_LONG)])
    return Reading(value, findings)


def _phone(text: str) -> str | None:
    """Return one number as it is written in full, None if it is no telephone number."""
    bare = re.sub(r"[\s()（）·.]", "", _named(text))
    digits = re.sub(r"[-—–_]", "", bare)
    if match := _MOBILE.fullmatch(digits):
        return match[1]
    if match := _LANDLINE.fullmatch(re.sub("[—–_]", "-", bare)):
        return "-".join(part for part in match.groups() if part)
    return digits if _SHORT_NUMBER.fullmatch(digits) else None


def _named(text: str) -> str:
    """Drop what says whose or what kind of number it is: 手机：…, …（办）."""
    return re.sub(
        r"^[^\d+(（]*[:：]|^[(（]?[\u4e00-\u9fff]+[)）]?|[(（][\u4e00-\u9fff]+[)）]$", "", text
    )


def read_code(cell: Cell, field: str) -> Reading:
    """Read a register number or a division's code."""
    value = "".join(unicodedata.normalize("NFKC", cell_text(cell)).split())
    return read_text(value, field)


def read_email(text: str) -> Reading:
    """Read a mail address."""
    value = "".join(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).split())
    if fold(value) in BLANKS or not value:
        return Reading("", [])
    if _EMAIL.fullmatch(value) and len(value) <= LONGEST["email"]:
        return Reading(value, [])
    return Reading("", [Finding(Code.INVALID_EMAIL)])
