"""Pinyin of people and places (拼音): without tones, lower case, for sorting and finding.

``欧阳文渊`` gives ``ouyang wenyuan``-like text in one word per character: ``ou yang wen yuan``;
letters and digits stand as they are.
"""

from pypinyin import Style, lazy_pinyin

#: surnames that read otherwise than the character alone (姓氏读音)
SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "曾": "zeng", "查": "zha", "任": "ren",
    "朴": "piao", "盖": "ge", "乐": "yue", "翟": "zhai", "冼": "xian", "种": "chong", "燕": "yan",
    "华": "hua", "纪": "ji", "应": "ying", "宁": "ning", "缪": "miao", "员": "yun", "秘": "bi",
    "折": "she", "召": "shao", "隗": "wei", "尉迟": "yu chi", "万俟": "mo qi", "澹台": "tan tai",
    "长孙": "zhang sun", "鲜于": "xian yu", "单于": "chan yu", "令狐": "ling hu",
}  # fmt: skip


def _syllables(text: str) -> list[str]:
    return lazy_pinyin(text, style=Style.NORMAL, errors=str.lower)


def place_pinyin(name: str) -> str:
    """Return the syllables of a place's name, parted by spaces (柳湾镇 → ``liu wan zhen``)."""
    return " ".join(part.strip() for part in _syllables(name) if part.strip())


def person_pinyin(name: str) -> str:
    """Return the syllables of a person's name, the surname in its own reading."""
    for length in (2, 1):
        if (surname := name[:length]) in SURNAMES and len(name) > length:
            return f"{SURNAMES[surname]} {place_pinyin(name[length:])}"
    return place_pinyin(name)


def initials(pinyin: str) -> str:
    """Return the first letter of each syllable (``liu wan zhen`` → ``lwz``)."""
    return "".join(part[0] for part in pinyin.split())
