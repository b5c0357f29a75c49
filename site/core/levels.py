"""Levels of congresses (代表层级).

The one table that joins a roster's words, the names used in reports and on the command line, and
the levels of the administrative tree.
"""

import enum
import re
import unicodedata
from typing import Self

from .han_variants import simplify


class CongressLevel(enum.StrEnum):
    """Level of a congress, the highest first; the value is the word of reports and options."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"

    @classmethod
    def of_division_level(cls, level: int) -> Self:
        """Return the congress level of a division level (0 nation … 4 township)."""
        return list(cls)[level]

    @classmethod
    def from_words(cls, text: str) -> Self | None:
        """Return the level a roster means by ``text`` (市级, 设区的市, 县（区）, town …).

        None where it names no level, several, or a place without a congress (街道, 盟, 地区).
        """
        word = _plain(text)
        for level, words in WORDS.items():
            if word in words:
                return cls(level)
        return None

    @property
    def division_level(self) -> int:
        """Return the division level (0 nation … 4 township)."""
        return list(type(self)).index(self)

    @property
    def division_word(self) -> str:
        """Return what the administrative tree calls this level (``city`` → ``prefecture``)."""
        return DIVISION_WORDS[self]

    @property
    def label(self) -> str:
        """Return the level in Chinese (市级)."""
        return LABELS[self]


LABELS = {
    CongressLevel.NATIONAL: "全国",
    CongressLevel.PROVINCIAL: "省级",
    CongressLevel.CITY: "市级",
    CongressLevel.COUNTY: "县级",
    CongressLevel.TOWNSHIP: "乡级",
}
DIVISION_WORDS = {
    CongressLevel.NATIONAL: "nation",
    CongressLevel.PROVINCIAL: "province",
    CongressLevel.CITY: "prefecture",
    CongressLevel.COUNTY: "county",
    CongressLevel.TOWNSHIP: "township",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: what rosters write, without the tails of ``_TAIL``; simplified, lower case, without spaces
WORDS = {
    CongressLevel.NATIONAL: _words(
        "全国 全国级 国家 国家级 中央 中央级 national nation country state-level"
    ),
    CongressLevel.PROVINCIAL: _words(
        "省 省级 自治区 自治区级 直辖市 直辖市级 省部级 省市自治区 省自治区直辖市 "
        "provincial province provincial-level"
    ),
    CongressLevel.CITY: _words(
        "市 市级 州 州级 市州 市州级 州市 州市级 地级 地级市 地市 地市级 设区市 设区的市 "
        "设区的市级 设区市级 自治州 自治州级 设区的市自治州 省辖市 副省级市 "
        "city city-level prefecture prefectural prefecture-level municipal municipality"
    ),
    CongressLevel.COUNTY: _words(
        "县 县级 区 区级 县区 区县 县区级 区县级 县市区 县市区级 市区县 区市县 县级市 旗 旗级 "
        "县旗 旗县 旗县区 旗县市区 自治县 自治旗 市辖区 市辖区级 林区 特区 不设区的市 不设区市 "
        "不设区的市市辖区 county county-level district"
    ),
    CongressLevel.TOWNSHIP: _words(
        "乡 乡级 镇 镇级 乡镇 乡镇级 镇乡 镇乡级 民族乡 民族乡级 民族乡镇 乡民族乡镇 苏木 "
        "苏木级 民族苏木 township township-level town town-level"
    ),
}
#: what rosters write for places that have no congress (地方组织法 第七条), by the kind of place
WITHOUT_CONGRESS = {
    "街道": _words("街道 街道级 街道办 街道办级 街道办事处 街道工委 办事处 subdistrict street"),
    "地区": _words("地区 地区级 行署 地区行署 行政公署 地区工委"),
    "盟": _words("盟 盟级 盟行署 盟工委 league"),
    "开发区": _words(
        "开发区 开发区级 经济开发区 经济技术开发区 经开区 高新区 高新技术开发区 "
        "高新技术产业开发区 新区 新区级 管委会 管理区 功能区 园区 "
        "工业园区 产业园区 示范区 保税区 度假区 风景区 风景名胜区 zone"
    ),
    "区公所": _words("区公所"),
    "团场、农场": _words("兵团 师 团场 团场级 农场 农场级 林场 牧场"),
    "村、社区": _words(
        "村 村级 行政村 自然村 村委会 村民委员会 村民小组 社区 社区级 居委会 居民委员会 村居 "
        "村社区 嘎查 village community"
    ),
}
_TAIL = re.compile(r"(?:人民代表大会代表|人民代表大会|人大代表|人大|代表)$")
_NO_LETTERS = re.compile(r"[\W_]+")


def no_congress_reason(text: str) -> str:
    """Return why there are no deputies of the level a roster calls ``text``, "" if that is not it.

    Streets, prefectures that are no prefecture-level cities, leagues, zones and villages have no
    congress (地方组织法 第七条).
    """
    word = _plain(text)
    for kind, words in WITHOUT_CONGRESS.items():
        if word in words:
            return (
                f"{kind}不设人民代表大会（地方组织法第七条），没有“{text.strip()[:20]}”这一级的代表"
            )
    return ""


def _plain(text: str) -> str:
    """Drop what does not change the meaning: spaces, marks, brackets, 人大代表 at the end."""
    folded = simplify(unicodedata.normalize("NFKC", text)).lower().strip()
    if folded.isascii():
        return folded.replace("_", "-").replace(" ", "-")
    folded = _NO_LETTERS.sub("", folded)
    return _TAIL.sub("", folded) or folded
