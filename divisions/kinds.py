"""Kinds of divisions (区划类别), read from code, level and name; the tables say what neither does.

Source: GB/T 2260 and 统计用区划代码编制规则 (digits 5–6: 71–79 zones made for statistics; digits
7–9: 001–099 街道, 100–199 镇, 200–399 乡, 400–599 units like a 街道 or a 乡; digits 10–12 likewise
for 社区 and 村); 宪法 第三十条; 民政部 行政区划代码 for the tables.
"""

import re

from .enums import Kind, Level

#: prefectures without counties below them (不设区的市): their voters elect their congress
CITIES_WITHOUT_DISTRICTS = frozenset({"4419", "4420", "4604", "6202"})
#: 神农架林区 and 六枝特区, counties by law
_SPECIAL_COUNTIES = frozenset({"429021", "520203"})
#: zones whose code does not show it
_ZONES = frozenset({"632857"})
#: counties of the statistics that are neither by law
_OTHER_COUNTIES = frozenset({"460321", "460322", "460323"})
#: townships that their name would take for a 乡
_OTHER_TOWNSHIPS = frozenset({"371603400", "540171400"})
#: places that a list of GB/T 2260 leaves out although the statistics know them
STATISTICAL_ONLY = frozenset({"232761", "232762", "232763", "232764"}) | _OTHER_COUNTIES
#: provinces that the statistics leave out: missing there, nothing has happened to them
OUTSIDE_STATISTICS = frozenset({"71", "81", "82"})
#: {code of a division: code of the one that governs it}, where its parent by code does not
GOVERNED_BY = {"654200000000": "654000000000", "654300000000": "654000000000"}

#: rows that group others and are no places
_NO_PLACE = re.compile(r"市辖区|县|(?:省|自治区|直辖市)?直辖.*")
#: prefixes of such rows, for lists that leave them out
NO_PLACE_PREFIXES = frozenset(
    {"1101", "1201", "3101", "4190", "4290", "4690", "5001", "5002", "6590"}
)
#: what zones of the county level are called (开发区 and the like)
_ZONE_NAME = re.compile(
    r"(?:开发区|管理区|产业园区|工业园区|科技园区|示范区|实验区|试验区|高新区|产业区|工业区|聚集区|集聚区|保税区|食品区"
    r"|名胜区|风景区|度假区|新城|管委会|管理委员会|行政委员会|产业园|创意园|工业园)$"
)
_NEW_AREA = re.compile(r"新区$")

#: (level, pattern, kind), the first that fits
_BY_ENDING = {
    Level.PROVINCE: [
        ("自治区$", Kind.AUTONOMOUS_REGION), ("特别行政区$", Kind.SPECIAL_REGION),
        ("市$", Kind.MUNICIPALITY), ("", Kind.PROVINCE),
    ],
    Level.PREFECTURE: [
        ("自治州$", Kind.AUTONOMOUS_PREFECTURE), ("地区$", Kind.PREFECTURE_AREA),
        ("盟$", Kind.LEAGUE), ("市$", Kind.CITY_WITH_DISTRICTS), ("", Kind.DEVELOPMENT_ZONE),
    ],
    Level.COUNTY: [
        (_ZONE_NAME.pattern, Kind.DEVELOPMENT_ZONE), ("自治县$", Kind.AUTONOMOUS_COUNTY),
        ("自治旗$", Kind.AUTONOMOUS_BANNER), ("县$", Kind.COUNTY), ("旗$", Kind.BANNER),
        ("市$", Kind.COUNTY_CITY), ("区$", Kind.DISTRICT), ("", Kind.OTHER_COUNTY),
    ],
    Level.TOWNSHIP: [
        ("街道(?:办事处)?$", Kind.SUBDISTRICT), ("区公所$", Kind.COUNTY_OFFICE),
        ("^兵团|[^集组]团(?:场|分部|生活区)?$", Kind.REGIMENT), ("民族苏木$", Kind.ETHNIC_SUMU),
        ("苏木$", Kind.SUMU), ("(?:特殊|直属)乡镇$|小镇$", Kind.OTHER_TOWNSHIP),
        ("镇$", Kind.TOWN),
        ("(?:族|哈萨克|蒙古|柯尔克孜|塔吉克|塔塔尔|乌孜别克|达斡尔|鄂伦春|鄂温克|锡伯)乡$",
         Kind.ETHNIC_TOWNSHIP),
        ("乡$", Kind.TOWNSHIP), ("", Kind.OTHER_TOWNSHIP),
    ],
    Level.VILLAGE: [
        ("虚拟|生活区", Kind.OTHER_VILLAGE),
        ("(?:村|嘎查)(?:民|牧民)?(?:委员会|委会)?$|(?:村|牧)(?:民)?委(?:员)?会$", Kind.VILLAGE),
        ("社区|居(?:民)?委(?:员)?会$", Kind.COMMUNITY), ("", Kind.OTHER_VILLAGE),
    ],
}  # fmt: skip
_RULES = {
    level: [(re.compile(pattern), kind) for pattern, kind in rules]
    for level, rules in _BY_ENDING.items()
}
_OUTER_NOTE = re.compile(r"^（[^）]*）|（[^）]*）$")


def is_place(level: int, name: str) -> bool:
    """Say whether a row is a place at all (市辖区, 县, 省直辖县级行政区划 … only group others)."""
    return level not in (Level.PREFECTURE, Level.COUNTY) or not _NO_PLACE.fullmatch(name)


def kind_of(code: str, level: int, name: str) -> Kind:
    """Return the kind of the place with the twelve digits ``code`` and this ``name``."""
    if level == Level.NATION:
        return Kind.NATION
    if level == Level.COUNTY and (special := _county_by_code(code, name)):
        return special
    if level == Level.PREFECTURE and code[:4] in CITIES_WITHOUT_DISTRICTS:
        return Kind.CITY_WITHOUT_DISTRICTS
    if level == Level.TOWNSHIP and code[:9] in _OTHER_TOWNSHIPS:
        return Kind.OTHER_TOWNSHIP
    bare = _OUTER_NOTE.sub("", name) or name
    return next(kind for pattern, kind in _RULES[Level(level)] if pattern.search(bare))


def is_statistical_only(code: str, kind: str) -> bool:
    """Say whether lists of GB/T 2260 leave this county out although it exists."""
    return kind == Kind.DEVELOPMENT_ZONE or code[:6] in STATISTICAL_ONLY


def _county_by_code(code: str, name: str) -> Kind | None:
    """Return the kind of a county-level place that its code gives away; None where it does not."""
    prefix, number = code[:6], int(code[4:6])
    if prefix in _SPECIAL_COUNTIES:
        return Kind.COUNTY_SPECIAL
    if prefix in _OTHER_COUNTIES:
        return Kind.OTHER_COUNTY
    # 新区 are districts by law where they bear a district's number (浦东新区), else zones.
    is_zone = prefix in _ZONES or 71 <= number <= 79
    if is_zone or (_NEW_AREA.search(name) and not 1 <= number <= 20):
        return Kind.DEVELOPMENT_ZONE
    return None
