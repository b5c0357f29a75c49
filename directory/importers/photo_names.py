"""What the name of a photograph says (照片文件名): whose picture it is, and from where.

Offices name pictures 姓名, 编号+姓名, 单位-姓名 or 姓名（选举单位） and lay them into folders of
units; programs add 照片, 副本, （1）. The parts are only read here: which is a name is known when
they are compared with the stored people.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.names import fold_name

#: words that offices and programs add, at either end of a part
_ADDED = (
    "证件照", "标准照", "登记照", "工作照", "免冠照", "半身照", "个人照", "形象照", "电子照",
    "一寸照", "二寸照", "两寸照", "1寸照", "2寸照", "寸照", "照片", "相片", "头像", "副本", "复件",
    "拷贝", "复制", "修改", "修图", "最终版", "新版", "代表", "同志", "彩色", "正面",
    "copy", "photo", "scan",
)  # fmt: skip
_SUFFIXES = sorted(_ADDED, key=len, reverse=True)
_NOTE = re.compile(r"[(\[{【〔《<]([^()\[\]{}【】〔〕《》<>]*)[)\]}】〕》>]")
_SEPARATORS = re.compile(r"[\s_\-—–‐+,，;；、&~～=#|:：/]+")
#: a register number: digits, perhaps with letters and dashes, at the beginning or the end
_NUMBER_IN_FRONT = re.compile(r"^(?:no\.?|第)?([a-z]{0,3}\d+(?:-\d+)*)(?:号|\.|、)?", re.IGNORECASE)
_NUMBER_BEHIND = re.compile(r"(?<![a-z])[a-z]{0,3}\d[\d-]*$", re.IGNORECASE)
#: shorter numbers in brackets or at the end count copies
_NUMBER_NOTE = re.compile(r"[a-z]{0,3}[\d-]{3,}", re.IGNORECASE)
_CODE = re.compile(r"[0-9a-hjkmnp-tv-z]{8}")
#: the shortest and the longest name of a person that is looked for within a part
_SHORTEST, _LONGEST = 2, 20


@dataclass(frozen=True)
class PhotoName:
    """What a file name says, folded as names are.

    Attributes:
        names: what may be the person's name as a whole, the likeliest first.
        parts: what may begin or end with it (福田区张三).
        hints: what may be the unit, the township or the station: notes, folders, other parts.
        numbers: what may be a register number.
        codes: what may be a public code.
    """

    names: tuple[str, ...]
    parts: tuple[str, ...]
    hints: tuple[str, ...]
    numbers: tuple[str, ...]
    codes: tuple[str, ...]

    def within(self) -> list[tuple[str, str]]:
        """Return the beginnings and ends of the parts, each with the rest: ``(name, rest)``."""
        pairs = []
        for part in self.parts:
            for cut in range(_SHORTEST, min(len(part) - 1, _LONGEST)):
                pairs += [(part[-cut:], part[:-cut]), (part[:cut], part[cut:])]
        return pairs


NOTHING_SAID = PhotoName((), (), (), (), ())


def read_photo_name(base: str, folders: Iterable[str] = ()) -> PhotoName:
    """Read the name of a picture, ``base`` with its extension, and of its folders."""
    stem = unicodedata.normalize("NFKC", PurePosixPath(base).stem)
    notes = _NOTE.findall(stem)
    bare = _NOTE.sub(" ", stem).strip()
    numbers, rest = _numbers(bare)
    tokens = [_without_added(token) for token in _SEPARATORS.split(rest)]
    tokens = [token for token in tokens if token and not token.isdecimal()]
    whole = "".join(tokens)
    names = _folded([whole, *tokens]) if whole else ()
    hints = [*tokens, *notes, *(_without_added(folder) for folder in folders)]
    words = [stem.lower(), *_SEPARATORS.split(stem.lower()), *(note.lower() for note in notes)]
    return PhotoName(
        names=names,
        parts=tuple(name for name in names if len(name) > _SHORTEST),
        hints=_folded(hint for hint in hints if hint and not hint.isdecimal()),
        numbers=tuple(dict.fromkeys([*numbers, *filter(_NUMBER_NOTE.fullmatch, notes)])),
        codes=tuple(dict.fromkeys(word for word in words if _CODE.fullmatch(word))),
    )


def _numbers(text: str) -> tuple[list[str], str]:
    """Return the numbers at both ends of the text, and what is between."""
    numbers = []
    if match := _NUMBER_IN_FRONT.match(text):
        numbers.append(match[1])
        text = text[match.end() :].lstrip()
    elif match := _NUMBER_BEHIND.search(text):
        numbers += filter(_NUMBER_NOTE.fullmatch, [match[0]])
        text = text[: match.start()].rstrip()
    return numbers, text


def _without_added(text: str) -> str:
    """Return the text without what offices and programs add at its ends."""
    text = unicodedata.normalize("NFKC", text).strip(" .")
    lowered = text.lower()
    for word in _SUFFIXES:
        if lowered.endswith(word):
            return _without_added(text[: -len(word)].rstrip("的 "))
        if lowered.startswith(word):
            return _without_added(text[len(word) :].lstrip(" "))
    return text


def _folded(texts: Iterable[str]) -> tuple[str, ...]:
    folded = (fold_name(text) for text in texts)
    return tuple(dict.fromkeys(text for text in folded if len(text) >= _SHORTEST))
