"""Recognising the heading of one column: the rules over the words of ``roster_headers``."""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from core.han_variants import simplify

from .roster_headers import (
    GROUPS,
    HEADINGS,
    OTHER_PEOPLE,
    PREFIXES,
    SEPARATORS,
    SUFFIXES,
)
from .roster_words import ETHNIC_GROUPS

_BRACKETS = re.compile(r"[(\[{<【〔〈《][^)\]}>】〕〉》]*[)\]}>】〕〉》]?")
_MARKS = re.compile(r"[\s:*★※。.?!_\-—\"'“”‘’]+")
_SEPARATOR = re.compile(f"[{re.escape(SEPARATORS)}]+")
_LATIN = re.compile(r"[a-z]+")
_RANKS = {
    word: (field, rank) for field, words in HEADINGS.items() for rank, word in enumerate(words)
}
#: fields that together make a post; a heading of several of them is one
_POST_PARTS = frozenset(["post", "employer", "position", "occupation"])
#: what is longer is no heading
LONGEST_HEADING = 30
#: added to the rank of what is recognised only in part
_IN_PART = 100


class Claim(NamedTuple):
    """What a heading says its column holds; the lower the rank, the surer."""

    field: str
    rank: int


class HeadingWords(NamedTuple):
    """How the headings of one kind of table are known.

    Attributes:
        claim_of: the field that a column headed so fills.
        is_name: whether the column names what the rows are.
        is_group: whether the text may stand over several columns.
        is_about_others: whether the columns under it are none of ours.
    """

    claim_of: Callable[[str], Claim | None]
    is_name: Callable[[str], bool]
    is_group: Callable[[str], bool]
    is_about_others: Callable[[str], bool]


def plain(text: str) -> str:
    """Return a heading as it is compared: no spaces, brackets or marks, simplified, lower case."""
    folded = simplify(unicodedata.normalize("NFKC", text)).lower()
    bare = _MARKS.sub("", _BRACKETS.sub("", folded))
    return bare or _MARKS.sub("", folded)


@functools.lru_cache(maxsize=4096)
def claim_of(text: str) -> Claim | None:
    """Return the field that a column headed ``text`` fills, None if it is none we know."""
    word = plain(text)
    for form in _forms(word):
        if form in _RANKS:
            return Claim(*_RANKS[form])
    return _claim_of_parts(word)


def is_group(text: str) -> bool:
    """Say whether ``text`` is known to stand over several columns."""
    return plain(text) in GROUPS or is_about_others(text) or claim_of(text) is not None


def is_about_others(text: str) -> bool:
    """Say whether the columns under ``text`` tell of somebody else than the deputy."""
    word = plain(text)
    return any(other in word for other in OTHER_PEOPLE)


def is_name(text: str) -> bool:
    """Say whether a column headed ``text`` holds the names of the deputies."""
    if len(text) > LONGEST_HEADING:
        return False
    claim = claim_of(text)
    return claim is not None and claim.field == "name"


#: the headings of a roster of deputies
ROSTER_WORDS = HeadingWords(claim_of, is_name, is_group, is_about_others)


def is_answered(label: str, text: str) -> bool:
    """Say whether beside a heading stands its own value (性别 | 男), as in a form."""
    claim = claim_of(label)
    if claim is None or claim_of(text):
        return False
    if claim.field == "gender":
        return text.strip() in ("男", "女")
    return claim.field == "ethnicity" and text.strip().removesuffix("族") + "族" in ETHNIC_GROUPS


def shown(text: str) -> str:
    """Return a heading for messages: on one line, no spaces between Chinese characters."""
    joined = " ".join(text.split())
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", joined)


def _forms(word: str) -> Iterator[str]:
    """Yield the word itself, then without separators, prefix, suffix, its Latin half."""
    yield word
    joined = _SEPARATOR.sub("", word)
    yield joined
    for prefix in PREFIXES:
        if joined.startswith(prefix):
            yield joined.removeprefix(prefix)
    for suffix in SUFFIXES:
        if joined.endswith(suffix):
            yield joined.removesuffix(suffix)
    if not joined.isascii():
        yield _LATIN.sub("", joined)


def _claim_of_parts(word: str) -> Claim | None:
    """Return what a heading of several words claims: all of one field, or a post's parts."""
    parts = [part for part in _SEPARATOR.split(word) if part]
    if len(parts) < 2:
        return None
    known = [
        next((_RANKS[form] for form in _forms(part) if form in _RANKS), None) for part in parts
    ]
    if known[0] is None:
        return None
    fields = {claim[0] for claim in known if claim}
    field, rank = known[0]
    if len(fields) > 1 and fields <= _POST_PARTS:
        return Claim("post", _IN_PART)
    return Claim(field, rank if None not in known and len(fields) == 1 else rank + _IN_PART)
