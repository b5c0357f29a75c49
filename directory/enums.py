"""Choices of the directory, each legal one with its article."""

import datetime

from django.db import models


class Gender(models.TextChoices):
    """Gender (性别) as a roster gives it."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class Election(models.TextChoices):
    """How a congress is elected (选举法 第三条)."""

    DIRECT = "direct", "直接选举"
    INDIRECT = "indirect", "间接选举"


class UnitKind(models.TextChoices):
    """Kinds of electoral units (选举法 第十条至第十六条、第二十五条)."""

    DISTRICT = "district", "选区"
    ELECTING_UNIT = "electing_unit", "选举单位"
    ARMED_FORCES = "armed_forces", "军队"
    ELECTION_MEETING = "election_meeting", "选举会议"


class UnitBasis(models.TextChoices):
    """What an electoral district goes by (选举法 第二十五条)."""

    RESIDENCE = "residence", "按居住状况"
    WORKPLACE = "workplace", "按生产单位、事业单位、工作单位"
    MIXED = "mixed", "居住与单位合并"


class MandateStatus(models.TextChoices):
    """Where a mandate stands. Suspension (代表法 (2025) 第六十一条) is no end of it."""

    SERVING = "serving", "在任"
    SUSPENDED = "suspended", "暂停执行职务"
    ENDED = "ended", "已终止"


class EndGround(models.TextChoices):
    """Grounds on which a mandate ends (代表资格终止的情形)."""

    TERM_ENDED = "term_ended", "任期届满"
    MOVED_AWAY = "moved_away", "迁出或者调离本行政区域"
    RESIGNED = "resigned", "辞职（含责令辞职）被接受"
    ABSENT_TWICE = "absent_twice", "未经批准两次不出席本级人大会议"
    RECALLED = "recalled", "被罢免"
    LOST_NATIONALITY = "lost_nationality", "丧失中华人民共和国国籍"
    LOST_POLITICAL_RIGHTS = "lost_political_rights", "依照法律被剥夺政治权利"
    INCAPACITATED = "incapacitated", "丧失行为能力"
    DIED = "died", "去世"
    ELECTION_INVALID = "election_invalid", "当选无效"
    DIVISION_CHANGED = "division_changed", "行政区划变动"


#: the seven grounds of 代表法 第六十二条 (until 2025-03-10: 第四十九条), in its order
_ITEMS = {
    EndGround.MOVED_AWAY: "一", EndGround.RESIGNED: "二", EndGround.ABSENT_TWICE: "三",
    EndGround.RECALLED: "四", EndGround.LOST_NATIONALITY: "五",
    EndGround.LOST_POLITICAL_RIGHTS: "六", EndGround.INCAPACITATED: "七",
}  # fmt: skip
#: the first day of the 代表法 as amended in 2010, and in 2025, each counting its articles anew
RENUMBERED_ON = datetime.date(2010, 10, 28)
AMENDED_ON = datetime.date(2025, 3, 11)
#: the first day of the 选举法 as amended in 2020, whose articles moved by one
ELECTION_LAW_ON = datetime.date(2020, 10, 18)


def article_of(ground: str, on: datetime.date, *, is_national: bool = False) -> str:
    """Return the article that names ``ground`` in the law in force on the day ``on``.

    Empty for a change of divisions, which no article names as a ground of its own, for death
    before 2025-03-11, and for days whose law counted its articles in an earlier way.

    Args:
        ground: an ``EndGround``.
        on: the last day in office.
        is_national: whether the National People's Congress is meant: until 2025 the length of a
            term stood in the constitution alone, in two places.
    """
    if ground in _ITEMS and on >= RENUMBERED_ON:
        article = "第六十二条第一款" if on >= AMENDED_ON else "第四十九条"
        return f"代表法{article}第（{_ITEMS[EndGround(ground)]}）项"
    if ground == EndGround.TERM_ENDED:
        constitution = "宪法第六十条" if is_national else "宪法第九十八条"
        return "代表法第二条" if on >= AMENDED_ON else constitution
    if ground == EndGround.DIED and on >= AMENDED_ON:
        return "代表法第六十二条第二款"
    if ground == EndGround.ELECTION_INVALID and on >= ELECTION_LAW_ON:
        return "选举法第四十七条"
    return ""


def suspension_article(on: datetime.date) -> str:
    """Return the article on suspension (暂时停止执行代表职务) in force on the day ``on``.

    Empty for days whose law counted its articles in an earlier way.
    """
    if on < RENUMBERED_ON:
        return ""
    return "代表法第六十一条" if on >= AMENDED_ON else "代表法第四十八条"
