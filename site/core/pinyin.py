"""Pinyin of people and places (拼音): without tones, lower case, for sorting and finding.

One word a character, parted by spaces: ``欧阳文渊`` gives ``ou yang wen yuan``. ü is written v;
letters and digits stand as they are.

Source of the surnames' readings: 现代汉语词典. The tables hold only what pypinyin reads otherwise.
"""

import re

from pypinyin import Style, lazy_pinyin

#: surnames that read otherwise than the character alone (姓氏读音)
SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "曾": "zeng", "查": "zha", "任": "ren",
    "朴": "piao", "盖": "ge", "乐": "yue", "翟": "zhai", "冼": "xian", "种": "chong", "燕": "yan",
    "华": "hua", "纪": "ji", "应": "ying", "宁": "ning", "缪": "miao", "员": "yun", "秘": "bi",
    "折": "she", "召": "shao", "隗": "wei", "覃": "qin", "卜": "bu", "阚": "kan", "都": "du",
    "薄": "bo", "句": "gou", "能": "nai", "乜": "nie", "繁": "po", "六": "lu", "黑": "he",
    "祭": "zhai", "么": "yao", "洗": "xian", "尉迟": "yu chi", "万俟": "mo qi", "澹台": "tan tai",
    "长孙": "zhang sun", "鲜于": "xian yu", "单于": "chan yu", "令狐": "ling hu",
    "乐正": "yue zheng", "子车": "zi ju", "句龙": "gou long",
}  # fmt: skip

#: names of places that read otherwise than their characters, longer words first where they nest
_PLACE_WORDS = {
    "长子县": "zhang zi xian", "乐清": "yue qing", "乐亭": "lao ting", "乐陵": "lao ling",
    "洪洞": "hong tong", "浚县": "xun xian", "涡阳": "guo yang", "单县": "shan xian",
    "单城": "shan cheng", "繁峙": "fan shi", "六合区": "lu he qu", "六安": "lu an",
    "荥经": "ying jing", "筠连": "jun lian", "武陟": "wu zhi", "朝阳": "chao yang",
    "宕昌": "tan chang", "珲春": "hun chun", "漯河": "luo he", "覃塘": "qin tang",
    "浪卡子": "lang ka zi", "红寺堡": "hong si bu", "闵行": "min hang", "太行": "tai hang",
    "绥棱": "sui ling", "穆棱": "mu ling", "南乐": "nan le", "民乐": "min le",
    "大栅栏": "da shi lan", "解州": "xie zhou", "尉犁": "yu li", "蔚县": "yu xian",
    "番禺": "pan yu", "东莞": "dong guan", "重庆": "chong qing", "厦门": "xia men",
}  # fmt: skip
#: characters that nearly every place name reads so
_PLACE_CHARACTERS = {"都": "du", "什": "shi", "勒": "le", "长": "chang"}
_PLACE_PARTS = re.compile("(" + "|".join(_PLACE_WORDS) + ")")


def place_pinyin(name: str) -> str:
    """Return the syllables of a place's name, parted by spaces (柳湾镇 → ``liu wan zhen``)."""
    syllables: list[str] = []
    for part in _PLACE_PARTS.split(name):
        if part in _PLACE_WORDS:
            syllables.append(_PLACE_WORDS[part])
        elif part:
            syllables += _place_syllables(part)
    return " ".join(syllables)


def person_pinyin(name: str) -> str:
    """Return the syllables of a person's name, a Chinese surname in its own reading."""
    if "·" not in name:
        for length in (2, 1):
            if (surname := name[:length]) in SURNAMES and len(name) > length:
                return " ".join([SURNAMES[surname], *_syllables(name[length:])])
    return " ".join(_syllables(name))


def initials(pinyin: str) -> str:
    """Return the first letter of each syllable (``liu wan zhen`` → ``lwz``)."""
    return "".join(part[0] for part in pinyin.split())


def _syllables(text: str) -> list[str]:
    parts = lazy_pinyin(text, style=Style.NORMAL, errors=str.lower)
    return " ".join(parts).split()


def _place_syllables(text: str) -> list[str]:
    """Return the syllables of ``text``, characters with one reading in place names corrected."""
    syllables = _syllables(text)
    if len(syllables) != len(text):  # letters or digits stand together: no telling which is which
        return syllables
    return [_PLACE_CHARACTERS.get(c, s) for c, s in zip(text, syllables, strict=True)]
