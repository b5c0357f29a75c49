"""What the cell of a unit's places says (选区范围): its places one by one, each with its part.

Reads 东湾村、西湾村, 东湾村（三、四组）, 东湾村三组、四组, 柳湾镇：东湾村；石桥镇：河沿村 and the
like; which place a name means is not asked here.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from core.names import fold_name

_NUMERALS = "0-9一二三四五六七八九十百〇零"
#: parts of a village that are numbered: 三组, 三、四组, 1至5队
NUMBERED_PART = re.compile(
    f"(?:第)?[{_NUMERALS}]+(?:[、~～至到—-]+[{_NUMERALS}]+)*(?:个)?(?:村民|居民)?"
    "(?:小组|组|社|队|屯|网格|号楼|栋|幢|单元)"
)
_JOINED_NUMERALS = re.compile(
    f"(?<=[{_NUMERALS}])[、,，](?=[{_NUMERALS}]+(?:[、,，~至到—-][{_NUMERALS}]+)*(?:村民|居民)?(?:小组|组|社|队))"
)
_SEPARATORS = re.compile(r"[、,，;；。\s/／|]+")
_BRACKETED = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]?")
_NUMBERING = re.compile(r"^(?:[0-9]{1,3}[.．)、]|[(（][0-9一二三四五六七八九十]+[)）])")
_LEADING = re.compile("^(?:其中|包括|包含|含|辖|所辖|以及)+(?:[:：])?")
_TRAILING = re.compile(
    f"(?:等(?:[{_NUMERALS}]+个)?|(?:共|合计)[{_NUMERALS}]+个)(?:行政村|自然村|村|居|社区|单位)*$"
)
#: what a bracket says that names no part: the whole is meant
_NO_PART = re.compile(
    "原|含|包括|全部|全体|全村|整村|[0-9]+(?:人|户|名)|选民|人口|户数|行政村|村委会驻地|驻地"
)
_WHOLE = re.compile("(?:的)?(?:全部|全体|全村|整村|全域|所有村民小组|各组|各村民小组)$")
#: stands for a separator that parts nothing; no cell holds it
_JOINT = "\x00"


class Mention(NamedTuple):
    """One place as a cell names it.

    Attributes:
        head: what stands before a colon over it (柳湾镇：…), "" for nothing.
        name: the place's name, perhaps with a part behind it (东湾村三组).
        part: the part in brackets.
    """

    head: str
    name: str
    part: str

    @property
    def text(self) -> str:
        """The place as it was written, without the head."""
        return f"{self.name}（{self.part}）" if self.part else self.name


def mentions_in(text: str) -> list[Mention]:
    """Return the places that the text of a cell names, in its order."""
    found: list[Mention] = []
    head = ""
    for token in _tokens(text):
        before, colon, after = token.partition(":")
        if colon:
            head = _LEADING.sub("", before)
        mention = _mention(head, after if colon else token)
        if mention is None:
            continue
        if NUMBERED_PART.fullmatch(mention.name) and not mention.part:
            mention = _belonging(found, mention)
        found.append(mention)
    return list(dict.fromkeys(found))


def _tokens(text: str) -> Iterator[str]:
    """Yield what separators part, those inside brackets and between numerals aside."""
    plain = unicodedata.normalize("NFKC", text)
    plain = _BRACKETED.sub(lambda m: "(" + _SEPARATORS.sub(_JOINT, m[1]) + ")", plain)
    plain = _JOINED_NUMERALS.sub(_JOINT, plain)
    for token in _SEPARATORS.split(plain):
        if token:
            yield token.replace(_JOINT, "、")


def _mention(head: str, token: str) -> Mention | None:
    """Return the place a token names; None where it names none (等, 1.)."""
    parts = [part.strip("、") for part in _BRACKETED.findall(token)]
    name = _NUMBERING.sub("", _BRACKETED.sub("", token))
    name = _WHOLE.sub("", _TRAILING.sub("", _LEADING.sub("", name)))
    if not name or name.isdecimal():
        return None
    part = "、".join(part for part in parts if part and not _NO_PART.match(part))
    return Mention(head, name, part)


def _belonging(found: list[Mention], part: Mention) -> Mention:
    """Return a numbered part with the place it belongs to: that before it, or over it."""
    if found and found[-1].head == part.head:
        before = found[-1]
        name = _without_part(before.name)
        if name:
            return Mention(part.head, name, part.name)
    return Mention("", part.head, part.name) if part.head else part


def _without_part(name: str) -> str:
    """Return the place of 东湾村三组: 东湾村; the name itself where it has no numbered part."""
    for start in range(1, len(name)):
        if NUMBERED_PART.fullmatch(name[start:]):
            return name[:start]
    return name


# Names of villages, compared

_COMMITTEES = (
    (re.compile("(.+?)嘎查(?:村民|牧民|村)?(?:委员会|委会)"), "嘎查"),
    (re.compile("(.+?)(?:村)?(?:村民|牧民)委员会|(.+?)(?:村)?村委(?:员?会)?"), "村"),
    (re.compile("(.+?)(?:社区)?(?:居民委员会|居委会|居委)|(.+?)社区委员会"), "社区"),
    (re.compile("(.+?)街道(?:办事处|办)"), "街道"),
)
_VILLAGE_UNITS = ("村", "社区", "嘎查")
_TOWN_UNITS = ("镇", "民族乡", "乡", "街道", "苏木")
_UNIT = re.compile(f"(?:{'|'.join((*_VILLAGE_UNITS, *_TOWN_UNITS))})$")


def whole_name(text: str) -> str:
    """Return a place's name as it is compared: 东湾村委会, 东湾村民委员会 and 东湾村 are one."""
    folded = fold_name(text)
    for pattern, unit in _COMMITTEES:
        if match := pattern.fullmatch(folded):
            stem = next(group for group in match.groups() if group)
            return stem if stem.endswith(unit) else f"{stem}{unit}"
    return folded


def stem_name(whole: str) -> str:
    """Return a compared name without its unit (东湾村 → 东湾); "" where too little is left."""
    stem = _UNIT.sub("", whole)
    return stem if len(stem) > 1 else ""


def unit_of_name(whole: str) -> tuple[str, bool]:
    """Return the unit at the end of a compared name, and whether it is one of townships."""
    match = _UNIT.search(whole)
    unit = match.group() if match else ""
    return unit, unit in _TOWN_UNITS


_WORKPLACE = re.compile(
    "(?:医院|卫生院|卫生室|保健院|诊所|小学|中学|大学|学院|学校|高中|初中|一中|二中|三中|职中|党校|幼儿园|园区"
    "|公司|厂|集团|银行|支行|信用社|联社|[一-龥]局|法院|检察院|政府|机关|机关单位|党委|县委|区委|市委|人大"
    "|政协|[^民居]委员会|单位|中心|[^区]所|[供车火客电总分]站|[警防]大队|支队|企业|合作社|商会|协会|矿|林场|农场|电厂"
    "|部门|办公室|系统|超市|商场|酒店|宾馆|报社|电视台|图书馆|文化馆|监狱|车间|分公司|基地|研究院|研究所)$"
)


def is_workplace(text: str) -> bool:
    """Say whether the text names where people work (县人民医院), not where they live."""
    return _WORKPLACE.search(text) is not None
