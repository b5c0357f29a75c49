"""The cell of a name: the name itself, the notes beside it, and what makes it doubtful.

Whatever may not be one person's name is a question to somebody; it is never repaired by guess.
"""

import re
import unicodedata
from typing import NamedTuple

from core.names import DOT, read_name
from core.surnames import surname_of

from .headings import claim_of
from .roster_issues import Code, Finding
from .roster_values import fold, read_ethnicity, read_gender
from .roster_words import (
    BLANKS,
    BODIES_AND_POSTS,
    ENDED,
    LONGEST,
    NOT_PEOPLE,
    POSTS_LIKE_NAMES,
    VACANCIES,
)

_CHANGES = {
    "inner_space": Code.INNER_SPACE,
    "outer_space": Code.OUTER_SPACE,
    "invisible_character": Code.INVISIBLE_CHARACTER,
    "name_dot": Code.NAME_DOT,
}
#: stars and triangles beside a name, explained somewhere below the table
_SIGNS = re.compile(r"^[*＊△▲▽☆★○●◎※#＃]+|[*＊△▲▽☆★○●◎※#＃]+$")
_NUMBER_IN_FRONT = re.compile(r"^\s*[(（]?\d{1,4}[)）、.．,，\s]\s*(?=[^\W\d_])")
_BETWEEN_PEOPLE = re.compile(r"[、,;/\\|&+]|\s和\s")
_TWO_NAMES = re.compile(r"(\w{2,3})[和与及](\w{2,3})")
_LETTERS = re.compile("[A-Za-zÀ-ɏЀ-ӿ]{2,}")
_BETWEEN_NOTES = re.compile(r"[、,，;；/／\s]+")
_PLACEHOLDERS = frozenset(["某", "某某", "某某某", "xx", "xxx", "×××", "××", "姓名", "待填"])
#: more than any name without dots has, a Tibetan or Mongolian one included
_LONGEST_HAN = 10
_LONGEST = 40


class NameCell(NamedTuple):
    """A name cell as read; ``note`` is what stands in brackets, for comparing two rows."""

    name: str
    gender: str
    ethnicity: str
    note: str
    findings: list[Finding]


def read_name_cell(text: str) -> NameCell:
    """Read the cell of a name, in which gender and ethnicity may stand in brackets."""
    findings = []
    if match := _NUMBER_IN_FRONT.match(text):
        text = text[match.end() :]
        findings.append(Finding(Code.LEADING_NUMBER))
    unsigned = _SIGNS.sub("", text.strip())
    signs = [text.strip()] if unsigned != text.strip() else []
    reading = read_name(unsigned if signs else text)
    gender, ethnicity, noted = _read_notes(reading.notes)
    changes = [Finding(_CHANGES[change]) for change in reading.changes]
    if signs:
        noted.append(Finding(Code.UNKNOWN_NOTE_IN_NAME, "姓名旁的记号没有采用"))
    name = "" if _says_nothing(reading.name) else reading.name
    doubt = _doubt(name, unsigned, reading.notes)
    findings += [*noted, *changes, *doubt]
    return NameCell(name, gender, ethnicity, "、".join(reading.notes), findings)


def _says_nothing(name: str) -> bool:
    return fold(name) in BLANKS or fold(name) in _PLACEHOLDERS


def _read_notes(notes: list[str]) -> tuple[str, str, list[Finding]]:
    """Take gender and ethnicity from the notes; say what else they hold."""
    gender = ethnicity = ""
    findings = [Finding(Code.NOTE_IN_NAME, f"括注：{'；'.join(notes)}")] if notes else []
    for word in [w for note in notes for w in _BETWEEN_NOTES.split(note) if w]:
        is_word = not word.isdecimal()
        if is_word and (found := read_gender(word).value):
            gender = gender or found
        elif is_word and (found := read_ethnicity(word).value):
            ethnicity = ethnicity or found
        elif ENDED.search(word):
            findings.append(Finding(Code.ENDED_MANDATE, f"括注“{word}”：代表资格可能已变动"))
        elif word not in VACANCIES:
            findings.append(Finding(Code.UNKNOWN_NOTE_IN_NAME, f"括注“{word}”没有采用"))
    return gender, ethnicity, findings


def _doubt(name: str, text: str, notes: list[str]) -> list[Finding]:
    """Return why ``name`` may not be one person's name, nothing if it may."""
    if name in VACANCIES or (not name and VACANCIES & set(notes)):
        return [Finding(Code.VACANT_SEAT)]
    if not name:
        return [Finding(Code.MISSING_NAME)]
    if _holds_several(name, text):
        return [Finding(Code.SEVERAL_PEOPLE)]
    reason = _why_no_name(name)
    return [Finding(Code.NOT_A_NAME, reason)] if reason else []


def _holds_several(name: str, text: str) -> bool:
    """Say whether the cell may name two people, by its marks, its lines or a wide gap."""
    pair = _TWO_NAMES.fullmatch(name)
    if _BETWEEN_PEOPLE.search(name) or (pair and all(map(surname_of, pair.groups()))):
        return True
    parts = _spaced_name(text).split()
    if not all(_is_han(part) for part in parts) or len(parts) < 2:
        return False
    whole = [part for part in parts if len(part) > 1]
    return len(whole) > 1 and surname_of("".join(parts)) != parts[0]


def _spaced_name(text: str) -> str:
    """Return the name without brackets and invisible characters, its spaces left in."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[(\[【〔<《][^)\]】〕>》]*[)\]】〕>》]?", " ", plain)
    return "".join(c for c in plain if unicodedata.category(c) != "Cf").strip()


def _is_han(text: str) -> bool:
    return all(unicodedata.category(c) in ("Lo", "Co", "Nl") for c in text)


def _why_no_name(name: str) -> str:
    """Say why no person has this name, "" if one may."""
    if any(c.isdecimal() for c in name):
        return "姓名里有数字"
    if len(name) < 2:
        return "姓名只有一个字"
    odd = [c for c in re.sub(r"(?<=[A-Za-z])\.", "", name) if not _is_part_of_name(c)]
    if odd:
        return f"姓名里有“{odd[0]}”"
    if reason := _why_no_whole_name(name):
        return reason
    longest = _LONGEST_HAN if _is_han(name) else _LONGEST
    return f"姓名过长（{len(name)} 字）" if len(name) > min(longest, LONGEST["name"]) else ""


def _why_no_whole_name(name: str) -> str:
    if "某" in name:
        return "姓名用“某”代替"
    if _LETTERS.search(name) and any(map(_is_han, name)):
        return "姓名里中文和字母混在一起"
    return "不像人的姓名" if _is_body_or_post(name) or claim_of(name) else ""


def _is_body_or_post(name: str) -> bool:
    """Say whether the text names an organisation or a post instead of somebody."""
    if NOT_PEOPLE.search(name) or name in POSTS_LIKE_NAMES:
        return True
    surname = surname_of(name)
    may_be_name = DOT in name or (surname and len(name) <= len(surname) + 2)
    return not may_be_name and BODIES_AND_POSTS.search(name) is not None


def _is_part_of_name(character: str) -> bool:
    return character in f"{DOT} -'’" or unicodedata.category(character) in (
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nl", "Co",
    )  # fmt: skip
