"""What the columns of a table of stations are called (家站室一览表的表头).

Under each field the usual headings, the best first; compared as those of a roster are, without
spaces, brackets and marks, simplified. The coordinate system may stand in the heading itself
(经度（GCJ-02）, 百度坐标): it is no part of the field's name.
"""

import functools
import re

from .headings import LONGEST_HEADING, Claim, HeadingWords, plain
from .roster_headers import SEPARATORS
from .table_layout import TableKind


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


HEADINGS = {
    "name": _words(
        "家站室名称 站室名称 站点名称 家站名称 阵地名称 联络站名称 代表联络站名称 工作室名称 "
        "代表之家名称 联系点名称 场所名称 家站室 联络站 站点 名称 单位名称 name station"
    ),
    "kind": _words(
        "类别 类型 种类 家站室类别 家站室类型 站室类型 站室类别 站点类型 站点类别 阵地类型 "
        "阵地类别 场所类型 性质 kind type"
    ),
    "level": _words("级别 层级 设在哪一级 设置级别 所属级别 所属层级 家站室级别 level"),
    "code": _words("区划代码 行政区划代码 区划编码 行政区划编码 地区代码 归属区划代码"),
    "county": _words(
        "所属县市区 所属县区 所属县市 所在县市区 所在县 所属县 所属区县 县市区 县区 县市 县 区县"
    ),
    "town": _words(
        "归属区划 所属区划 所在区划 行政区划 所属地区 所在地区 所属区域 归属地 所属乡镇 "
        "所属乡镇街道 所在乡镇 所在乡镇街道 乡镇街道 乡镇 镇街 街镇 所属镇 所属街道 所在街道 "
        "乡镇名称 乡镇街道名称 街道 镇 town"
    ),
    "village": _words("所属村 所在村 所属社区 所在社区 所属村社区 所在村社区 村社区 村居 village"),
    "address": _words(
        "地址 详细地址 地点 所在地址 站室地址 家站室地址 站点地址 具体地址 具体位置 详细位置 "
        "办公地址 所在地 设置地点 地理位置 address"
    ),
    "directions": _words("怎么走 交通 乘车路线 交通路线 到达方式 公交"),
    "telephone": _words(
        "公开电话 联系电话 电话 站室电话 家站室电话 固定电话 办公电话 座机 值班电话 咨询电话 "
        "服务电话 电话号码 telephone phone tel"
    ),
    "liaison": _words(
        "联络员 联络员姓名 家站室联络员 站室联络员 专职联络员 联系人 联系人姓名 专管员 管理员 "
        "工作人员 liaison"
    ),
    "liaison_office": _words("联络员职务 联系人职务 联络员单位及职务 联络员职务职级"),
    "liaison_phone": _words(
        "联络员公开电话 联络员电话 联络员联系电话 联络员联系方式 联络员手机 联络员手机号 "
        "联系人电话 联系人手机 联络员办公电话"
    ),
    "areas": _words(
        "服务范围 服务区域 覆盖范围 服务村 服务村社区 服务片区 联系范围 联系区域 联系村 "
        "联系村社区 辐射范围 辐射区域 覆盖区域 覆盖村 覆盖村社区 辖区范围 服务对象范围 范围 areas"
    ),
    "hours": _words("开放时间 开放日 服务时间 办公时间 值班时间 工作时间 hours"),
    "reception": _words(
        "接待时间 接待日 代表接待日 代表接待时间 接待群众时间 接待选民时间 接待选民日 "
        "接待群众日 接待安排"
    ),
    "leaders": _words("主任接待日 主席接待日 主任接待时间 领导接待日 主任主席接待日"),
    "activity": _words("活动时间 活动日 代表活动日 代表活动时间 代表小组活动日 活动安排"),
    "visit": _words("走访日 选民走访日 走访时间 联系走访时间"),
    "deputies": _words(
        "进站代表 驻站代表 入站代表 进站代表姓名 驻站代表姓名 进驻代表 联系代表 接待代表 "
        "进站代表名单 代表名单 代表姓名 人大代表 代表 deputies"
    ),
    "grid": _words("网格编码 网格号 网格代码 网格编号 网格 所属网格 所在网格"),
    "brand": _words("品牌 特色品牌 品牌名称 工作品牌"),
    "longitude": _words("经度 东经 longitude lng lon 坐标经度"),
    "latitude": _words("纬度 北纬 latitude lat 坐标纬度"),
    "position": _words("坐标 经纬度 位置坐标 地理坐标 定位坐标 地图坐标 坐标位置 经纬度坐标"),
    "system": _words("坐标系 坐标系统 坐标类型 坐标体系"),
    "is_step_free": _words("无台阶 有无台阶无障碍 无障碍通道"),
    "has_lift": _words("有电梯 电梯"),
    "access_note": _words("无障碍说明 无障碍情况 无障碍设施"),
    "opened_on": _words("设立日期 设立时间 成立时间 成立日期 建站时间 建成时间 挂牌时间 启用时间"),
    "closed_on": _words("撤销日期 撤销时间 停用时间 停用日期"),
    "sequence": _words("序号 序 顺序 顺序号 行号 no #"),
    "note": _words("备注 说明 备考 note"),
}  # fmt: skip
#: what a field is called in messages, and in an export
LABELS = {
    "name": "名称", "kind": "类别", "level": "级别", "code": "区划代码", "county": "所属县",
    "town": "归属区划", "village": "所在村", "address": "地址", "directions": "怎么走",
    "telephone": "公开电话", "liaison": "联络员", "liaison_office": "联络员职务",
    "liaison_phone": "联络员公开电话", "areas": "服务范围", "hours": "开放时间",
    "reception": "接待日", "leaders": "主任接待日", "activity": "活动日", "visit": "走访日",
    "deputies": "进站代表", "grid": "网格编码", "brand": "品牌", "longitude": "经度",
    "latitude": "纬度", "position": "坐标", "system": "坐标系", "is_step_free": "无台阶",
    "has_lift": "有电梯", "access_note": "无障碍说明", "opened_on": "设立日期",
    "closed_on": "撤销日期", "sequence": "序号", "note": "备注",
}  # fmt: skip
#: headings over columns that are ours, and say nothing by themselves
_GROUPS = frozenset(_words("基本情况 基本信息 家站室情况 站室情况 阵地情况 开放情况 位置"))
#: headings over people of whom the table says nothing that is kept
_OTHERS = _words("负责人 站长 填报人 分管领导 主要领导 验收")
#: what a column is under a heading of its own: ``{field above: {field of the column: field}}``
_UNDER = {
    "liaison": {"telephone": "liaison_phone", "liaison": "liaison"},
    "deputies": {"deputies": "deputies"},
}
#: what a column under a group may be called besides
_PERSON = {"姓名": "", "名单": "", "职务": "office", "单位及职务": "office", "手机": "phone",
           "手机号": "phone", "联系方式": "phone"}  # fmt: skip
_SYSTEM = re.compile(
    "gcj0?2?|bd0?9|wgs84|cgcs2000|gps|2000国家|火星|国测局?|高德|腾讯|百度|北斗|天地图|地图(?=经|纬|坐)"
)
_SUFFIXES = ("情况", "信息", "一览", "x", "y")
_SEPARATOR = re.compile(f"[{re.escape(SEPARATORS)}]+")
_RANKS = {
    word: (field, rank) for field, words in HEADINGS.items() for rank, word in enumerate(words)
}


@functools.lru_cache(maxsize=1024)
def claim_of(text: str) -> Claim | None:
    """Return the field that a column headed ``text`` fills, None if it is none we know."""
    if len(text) > LONGEST_HEADING:
        return None
    word = plain(text)
    joined = _SEPARATOR.sub("", word)
    bare = _SYSTEM.sub("", joined)
    tails = [joined.removesuffix(suffix) for suffix in _SUFFIXES]
    parts = [part for part in _SEPARATOR.split(word) if part]
    for form in (word, joined, bare, *tails, *parts[:1]):
        if form in _RANKS:
            return Claim(*_RANKS[form])
    return None


def _refine(path: list[str], claim: Claim | None) -> Claim | None:
    """Return what a column is: the telephone under 联络员 is no telephone of the station."""
    if len(path) < 2 or claim is None:
        return claim
    above = next((c.field for text in path[:-1] if (c := claim_of(text))), "")
    if above not in _UNDER:
        return claim
    word, own = plain(path[-1]), claim_of(path[-1])
    if word in _PERSON:
        field = above if not _PERSON[word] else f"{above}_{_PERSON[word]}"
        return Claim(field, 0) if field in HEADINGS else None
    return Claim(_UNDER[above][own.field], 0) if own and own.field in _UNDER[above] else None


def _is_group(text: str) -> bool:
    return plain(text) in _GROUPS or claim_of(text) is not None or _is_about_others(text)


def _is_about_others(text: str) -> bool:
    return any(plain(text).startswith(other) for other in _OTHERS)


def _is_name(text: str) -> bool:
    """Say no: the heading of a station's name may stand over others."""
    return False


STATION_TABLE = TableKind(
    words=HeadingWords(claim_of, _is_name, _is_group, _is_about_others),
    labels=LABELS,
    joined=frozenset({"areas", "deputies"}),
    aside=frozenset({"sequence", "note"}),
    needed=(
        frozenset({"name"}),
        frozenset(
            HEADINGS.keys() - {"name", "sequence", "note", "level", "opened_on", "closed_on"}
        ),
    ),
    refine=_refine,
)
