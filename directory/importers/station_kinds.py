"""The kind of a station (家站室类别) as a table or the station's own name has it."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from core.names import fold_name
from directory.enums import ColocationKind
from directory.models import StationKind
from divisions.enums import Level
from divisions.models import Division

#: what tables call the kinds that ship with the project
_ALIASES = {
    "家": "代表之家", "之家": "代表之家", "站": "代表联络站", "联络站": "代表联络站",
    "联系站": "代表联络站", "室": "代表工作室", "工作室": "代表工作室", "点": "代表联络点",
    "联络点": "代表联络点", "联系点": "代表联络点", "接待室": "代表接待室",
    "接待站": "代表接待室", "活动室": "代表活动室", "小组活动室": "代表小组活动室",
    "监督联络室": "代表监督联络室", "网上家站": "网上家站室", "网上家站室": "网上家站室",
    "云上家站室": "网上家站室", "线上家站室": "网上家站室", "云上代表之家": "网上家站室",
    "网上代表之家": "网上家站室", "云家站": "网上家站室",
}  # fmt: skip
_IN_FRONT = re.compile(
    "^(?:[省州市县区乡镇村]+级|地市级|街道级?|乡镇街道级?|乡镇|村社区|社区)?"
    "(?:人民代表大会|全国人大|人大)?(?:代表)?"
)
_LEGISLATION = re.compile("(?:基层)?立法(?:意见征询|征询|信息采集)?(?:联系点|联络点|点|站)")
_BUDGET = re.compile("预算(?:审查)?监督(?:联系点|联络点|联络站)")
_SEVERAL = re.compile(r"[、,，;；/／+()（）\s]+|兼|暨|和|及")
#: words of a level in a table of stations, beside those of congresses
_LEVELS = (
    (Level.VILLAGE, "村级 村 村社区 村社区级 社区 社区级 村居"),
    (Level.TOWNSHIP, "乡级 乡镇级 乡镇 乡镇街道级 乡镇街道 镇级 街道级 镇 乡 街道 镇街 镇街级"),
    (Level.COUNTY, "县级 县 区级 区 县区级 县市区级 县市级 县级市 县市区 旗级 旗"),
    (Level.PREFECTURE, "地级 州级 市级 地市级 设区的市 州市级 盟级 州 地区级"),
    (Level.PROVINCE, "省级 自治区级 省 直辖市级"),
)
_BY_WORD = {word: level for level, words in _LEVELS for word in words.split()}


class KindReading(NamedTuple):
    """What a table says of a station's kind.

    Attributes:
        kind: None where nobody can tell.
        is_by_name: the station's name told it.
        colocations: what shares its rooms (``ColocationKind``), named beside the kind.
    """

    kind: StationKind | None
    is_by_name: bool = False
    colocations: tuple[str, ...] = ()


class StationKinds:
    """The kinds that stations of ``place`` and below it may have."""

    def __init__(self, place: Division) -> None:
        related = StationKind.objects.filter(live=True, division__in=place.ancestor_ids)
        below = StationKind.objects.filter(live=True, division_path__under=place.path)
        self._kinds = sorted({*related, *below}, key=lambda k: (-len(k.division_path), k.pk))

    def read(self, text: str, name: str, division: Division) -> KindReading:
        """Return what a station's kind is, by its cell, else by the station's name."""
        usable = [k for k in self._kinds if (division.path or "").startswith(k.division_path)]
        if own := self._named(text, usable):
            return KindReading(own)
        colocations, rest = _colocations(text)
        words = [word for word in _SEVERAL.split(rest) if word]
        found = {kind for word in words if (kind := self._named(word, usable))}
        if len(found) == 1:
            return KindReading(found.pop(), colocations=colocations)
        by_name = None if found else self._in_name(name, usable)
        return KindReading(by_name, is_by_name=True, colocations=colocations)

    def labels(self, division: Division) -> str:
        """Name the kinds that a station of ``division`` may have."""
        usable = (k for k in self._kinds if (division.path or "").startswith(k.division_path))
        return "、".join(dict.fromkeys(kind.name for kind in usable))

    def _named(self, word: str, usable: Iterable[StationKind]) -> StationKind | None:
        by_name: dict[str, StationKind] = {}
        for kind in usable:
            by_name.setdefault(fold_name(kind.name), kind)
        folded = fold_name(word)
        bare = _IN_FRONT.sub("", folded, count=1)
        for form in (folded, f"代表{bare}", _ALIASES.get(folded, ""), _ALIASES.get(bare, "")):
            if form in by_name:
                return by_name[form]
        return None

    def _in_name(self, name: str, usable: Iterable[StationKind]) -> StationKind | None:
        """Return the kind that the station's name holds, the longest, the nearest."""
        folded = fold_name(name)
        held = [kind for kind in usable if fold_name(kind.name) in folded]
        if held:
            return max(held, key=lambda kind: len(kind.name))
        for alias in sorted(_ALIASES, key=len, reverse=True):
            if len(alias) > 1 and folded.endswith(alias):
                return self._named(alias, usable)
        return None


def read_level(text: str) -> Level | None:
    """Return the division level that a table's word means (乡镇级, 村（社区）), None for none."""
    return _BY_WORD.get(re.sub(r"[()、,/\s]", "", fold_name(text)))


def _colocations(text: str) -> tuple[tuple[str, ...], str]:
    """Return what shares the rooms, and the text without it."""
    found = []
    for pattern, kind in ((_LEGISLATION, ColocationKind.LEGISLATION),
                          (_BUDGET, ColocationKind.BUDGET)):  # fmt: skip
        if pattern.search(text):
            found.append(kind.value)
            text = pattern.sub("", text)
    return tuple(found), text
