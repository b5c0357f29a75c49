"""Names of people (姓名): read from lists, cleaned for storing, folded for comparing."""

import re
import unicodedata
from typing import NamedTuple

from .han_variants import simplify

#: the dot between the parts of a name (间隔号), the only one that is stored
DOT = "\u00b7"
#: what people type or paste in its place: bullets, katakana, Hangul and other dots, operators …
_DOTS = "•‧∙⋅・\u119e◦●⦁⸱⸳ꞏ᛫ᐧ∘"
#: full stops: a dot only between Chinese characters (买买提.吐尔逊, but J. Smith)
_FULL_STOPS = ".。"
_HAN_CLASS = (
    "[\u3006\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff]"
)
_ANY_DOT = re.compile(rf"\s*[{DOT}{_DOTS}]\s*")
_STOP_BETWEEN = re.compile(rf"(?<={_HAN_CLASS})\s*[{_FULL_STOPS}]\s*(?={_HAN_CLASS})")
_DOTS_IN_A_ROW = re.compile(rf"{DOT}{{2,}}")
_SPACES = re.compile(r"\s+")
_NOTE = re.compile(r"[(\[{<【〔〈《「]([^()\[\]{}<>【】〔〕〈〉《》「」]*)[)\]}>】〕〉》」]?")
_HAN = re.compile(_HAN_CLASS)
#: characters of a font's private area, which other computers show as a box
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
#: blanks that are neither space nor format characters: Hangul fillers, an empty braille cell
_FILLERS = "\u115f\u1160\u2800"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


class NameReading(NamedTuple):
    """What stands in a name cell: the name to store and what had to be done to get it.

    ``notes`` are the texts in brackets (女、瑶族), ``changes`` some of ``outer_space``,
    ``inner_space``, ``invisible_character`` and ``name_dot``.
    """

    name: str
    notes: list[str]
    changes: list[str]


def read_name(text: str) -> NameReading:
    """Part a name cell into the name and the notes in brackets, and clean the name."""
    text = unicodedata.normalize("NFKC", text)
    visible = _without_invisible(text)
    changes = ["invisible_character"] if visible != text else []
    whole = visible.strip()
    notes = [note.strip() for note in _NOTE.findall(whole)]
    bare = _NOTE.sub(" ", whole).strip() if notes else whole
    dotted = _with_one_dot(bare)
    if dotted != bare:
        changes.append("name_dot")
    name = _close_up(dotted)
    if name != dotted:
        changes.append("inner_space")
    elif whole != visible:
        changes.append("outer_space")
    return NameReading(name, [note for note in notes if note], changes)


def clean_name(text: str) -> str:
    """Return the name as it is stored: no stray spaces, one kind of dot, brackets kept."""
    text = _without_invisible(unicodedata.normalize("NFKC", text)).strip()
    return unicodedata.normalize("NFKC", _close_up(_with_one_dot(text)))


def fold_name(text: str) -> str:
    """Return the form in which two spellings of one name are the same.

    Width, case, spaces, dots, invisible characters and variants of a character (繁体、异体) do
    not count. Not for showing.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = _SPACES.sub("", _SELECTORS.sub("", _without_invisible(folded)))
    folded = _ANY_DOT.sub("", _STOP_BETWEEN.sub("", folded))
    return simplify(unicodedata.normalize("NFKC", folded))


def has_private_use(text: str) -> bool:
    """Say whether ``text`` holds characters only the office's own font can draw (造字)."""
    return _PRIVATE_USE.search(text) is not None


def _without_invisible(text: str) -> str:
    """Drop characters nobody sees: zero width, byte order marks, directions, fillers."""
    return "".join(character for character in text if not _is_invisible(character))


def _is_invisible(character: str) -> bool:
    if character in _FILLERS:
        return True
    return unicodedata.category(character) in ("Cf", "Cc") and not character.isspace()


def _with_one_dot(name: str) -> str:
    dotted = _DOTS_IN_A_ROW.sub(DOT, _ANY_DOT.sub(DOT, _STOP_BETWEEN.sub(DOT, name)))
    return dotted.strip(DOT)


def _close_up(name: str) -> str:
    """Take the spaces out between Chinese characters, leave one between other letters."""

    def closed(match: re.Match[str]) -> str:
        before, after = name[match.start() - 1], name[match.end()]
        return "" if _HAN.match(before) and _HAN.match(after) else " "

    return _SPACES.sub(closed, name)
