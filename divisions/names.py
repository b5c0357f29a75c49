"""Short names of divisions (简称): what people call a place and its deputies.

云南省 and 龙沙区 stay whole; 伊犁哈萨克自治州 is 伊犁州, 新疆维吾尔自治区 is 新疆, a village loses
its 村民委员会.
"""

import re

from .enums import Kind, Level

#: names of the ethnic groups as they stand in names of places (GB/T 3304), 族 or not
_GROUPS = [
    "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家",
    "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇",
    "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌",
    "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔",
    "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
]  # fmt: skip
#: groups that also stand without 族 (伊犁哈萨克自治州)
_BARE_GROUPS = [group for group in _GROUPS if len(group) > 2 or group in {"蒙古", "锡伯"}]
_LONGEST_FIRST = sorted(_GROUPS, key=len, reverse=True)
_GROUPS_AT_END = re.compile(f"(?:(?:{'|'.join(_LONGEST_FIRST)})族|{'|'.join(_BARE_GROUPS)}|各族)+$")
_AUTONOMOUS = re.compile(r"^(?P<stem>.+?)自治(?P<unit>[区州县旗])$")
_ETHNIC_DISTRICT = re.compile(r"^(?P<stem>.+族)区$")
_SPECIAL_REGION = re.compile(r"特别行政区$")
_VILLAGE_COMMITTEE = re.compile(
    r"(?<=[村查])(?:村)?(?:民|牧民)?(?:委员会|委会)$|村民委员会$|村委会$"
)
_RESIDENTS_COMMITTEE = re.compile(r"(?<=社区)(?:居民委员会|居委会|委员会)$")

_UNIT = re.compile(
    r"(?:自治州|自治县|自治旗|地区|县|市|区|旗|盟|镇|民族乡|乡|苏木|街道办事处|街道|社区居委会"
    r"|社区居民委员会|社区|居委会|居民委员会|村委会|村民委员会|村|嘎查)$"
)

#: short names that do not follow from the name
_SHORT_NAMES = {
    "内蒙古自治区": "内蒙古",
    "博尔塔拉蒙古自治州": "博州", "克孜勒苏柯尔克孜自治州": "克州", "巴音郭楞蒙古自治州": "巴州",
    "前郭尔罗斯蒙古族自治县": "前郭县", "喀喇沁左翼蒙古族自治县": "喀左县",
    "阜新蒙古族自治县": "阜蒙县", "杜尔伯特蒙古族自治县": "杜蒙县",
    "莫力达瓦达斡尔族自治旗": "莫旗", "鄂伦春自治旗": "鄂伦春旗", "鄂温克族自治旗": "鄂温克旗",
    "东乡族自治县": "东乡县",
}  # fmt: skip


def short_name_of(name: str, kind: str, level: int) -> str:
    """Return the short name of a place; ``name`` itself where there is none."""
    return _SHORT_NAMES.get(name) or _derived(name, kind, level)


def spoken_names_of(name: str, kind: str, level: int) -> list[str]:
    """Return the short names that a search for part of ``name`` does not find (伊犁州, 巴州)."""
    names = dict.fromkeys([short_name_of(name, kind, level), _derived(name, kind, level)])
    return [short for short in names if not name.startswith(short)]


def stem_of(name: str) -> str:
    """Return the name without its unit (邵东县 → 邵东); empty where too little is left to tell."""
    stem = _UNIT.sub("", name)
    stem = _GROUPS_AT_END.sub("", stem) or stem
    return stem if len(stem) > 1 else ""


def _derived(name: str, kind: str, level: int) -> str:
    """Return the short name that follows from ``name`` by rule."""
    if kind == Kind.NATION or level == Level.TOWNSHIP:
        return name
    if level == Level.VILLAGE:
        return _short_village(name)
    if kind == Kind.SPECIAL_REGION:
        return _SPECIAL_REGION.sub("", name)
    if match := _AUTONOMOUS.match(name):
        unit = "" if kind == Kind.AUTONOMOUS_REGION else match["unit"]
        return (_without_groups(match["stem"])) + unit
    if match := _ETHNIC_DISTRICT.match(name):
        return f"{_without_groups(match['stem'])}区"
    return name


def _without_groups(stem: str) -> str:
    """Return ``stem`` without the ethnic groups at its end (延边朝鲜族 → 延边)."""
    return _GROUPS_AT_END.sub("", stem) or stem


def _short_village(name: str) -> str:
    """Return 酿溪社区 for 酿溪社区居委会 and 东湾村 for 东湾村村民委员会 or 东湾村委会."""
    if (short := _RESIDENTS_COMMITTEE.sub("", name)) != name:
        return short
    short = _VILLAGE_COMMITTEE.sub("", name)
    if short in ("", name):
        return name
    return short if short.endswith(("村", "嘎查", "社区")) else f"{short}村"
