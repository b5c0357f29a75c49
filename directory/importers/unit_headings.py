"""What the columns of a table of electoral units are called (选区划分表的表头), and where they are.

Under each field the usual headings, the best first; compared as those of a roster are, without
spaces, brackets and marks, simplified.
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
        "选区名称 选举单位名称 选区 选举单位 选区全称 选区名 名称 单位名称 electoralunit "
        "constituency name"
    ),
    "number": _words("选区号 选区编号 选区序号 选区代码 选举单位编号 编号 编码 区号 number"),
    "sequence": _words("序号 序 顺序 顺序号 序列 序次 行号 no #"),
    "seats": _words(
        "应选名额 应选代表名额 应选代表数 应选人数 应选代表 应选代表人数 代表名额 代表名额数 名额 "
        "名额数 名额分配 分配名额 应选 代表数 应选名额数 代表人数 seats"
    ),
    "areas": _words(
        "所含村 包含村 包含村社区 所含村社区 所辖村 所辖村社区 所辖村居 所含村居 包含村居 选区范围 "
        "范围 划分范围 覆盖范围 选区所辖范围 选区划分范围 所辖范围 包括范围 包含范围 选区包括范围 "
        "区域范围 所辖区域 包含区域 所辖单位 所含单位 包含单位 组成单位 组成 选区组成 包括村 "
        "包括村社区 涵盖范围 行政村 村居 村社区 村名 村名称 村居名称 村 社区 所属村 areas"
    ),
    "part": _words("村民小组 居民小组 小组 村组 组 组别 小区 所含组 part"),
    "basis": _words(
        "划分方式 划分依据 划分标准 划分类型 划分办法 选区类型 选区类别 类型 类别 basis"
    ),
    "town": _words(
        "所属乡镇 所属乡镇街道 乡镇街道 所在乡镇 所在乡镇街道 所属镇 所属乡 所属街道 乡镇 镇街 "
        "街镇 镇乡 乡镇名称 乡镇街道名称 乡镇街 镇街道 乡 镇 街道 town"
    ),
    "note": _words("备注 说明 备考 note"),
}  # fmt: skip
#: what a field is called in messages, and in the report
LABELS = {
    "name": "选区名称", "number": "选区号", "sequence": "序号", "seats": "应选名额",
    "areas": "选区范围", "part": "小组", "basis": "划分方式", "town": "所属乡镇", "note": "备注",
}  # fmt: skip
#: headings over columns that are ours, and say nothing by themselves
_GROUPS = frozenset(_words("选区情况 选区信息 基本情况 代表情况 划分情况 其中"))
#: headings over people: 联系人 over 姓名 and 电话
_OTHERS = _words("联系人 负责人 联络员 组长 候选人 填报人 领导 工作人员")
_SUFFIXES = _words("情况 信息 一览")
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
    tails = [joined.removesuffix(suffix) for suffix in _SUFFIXES]
    parts = [part for part in _SEPARATOR.split(word) if part]
    for form in (word, joined, *tails, *parts[:1]):
        if form in _RANKS:
            return Claim(*_RANKS[form])
    return None


def _is_group(text: str) -> bool:
    return plain(text) in _GROUPS or claim_of(text) is not None


def _is_about_others(text: str) -> bool:
    return any(other in plain(text) for other in _OTHERS)


def _is_name(text: str) -> bool:
    """Say no: the heading of a unit's name may stand over others (选区: 编号 | 名称)."""
    return False


UNIT_TABLE = TableKind(
    words=HeadingWords(claim_of, _is_name, _is_group, _is_about_others),
    labels=LABELS,
    joined=frozenset({"areas"}),
    aside=frozenset({"sequence", "note"}),
    needed=(frozenset({"name", "number"}), frozenset({"seats", "areas", "town"})),
)
