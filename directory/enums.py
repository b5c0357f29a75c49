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


class OrganKind(models.TextChoices):
    """Standing bodies of congresses and of where no congress is (地方组织法 (2022))."""

    STANDING_COMMITTEE = "standing_committee", "常务委员会"
    CHAIRPERSONS = "chairpersons", "主任会议"
    SPECIAL_COMMITTEE = "special_committee", "专门委员会"
    WORKING_COMMITTEE = "working_committee", "常委会工作委员会、办事机构"
    AREA_COMMITTEE = "area_committee", "地区（盟）人大工作委员会"
    STREET_COMMITTEE = "street_committee", "街道人大工作委员会"
    PRESIDIUM = "presidium", "乡镇人大主席团"
    OTHER = "other", "其他"


class SessionKind(models.TextChoices):
    """Whose meeting it is."""

    CONGRESS = "congress", "人民代表大会"
    STANDING_COMMITTEE = "standing_committee", "常务委员会"
    CHAIRPERSONS = "chairpersons", "主任会议"
    PRESIDIUM = "presidium", "主席团"


class DelegationRole(models.TextChoices):
    """Who leads a delegation (代表团)."""

    LEADER = "leader", "团长"
    DEPUTY_LEADER = "deputy_leader", "副团长"


class UnitFamily(models.TextChoices):
    """Families of handling units: 一府一委两院, and the others that handle suggestions."""

    GOVERNMENT = "government", "人民政府及其部门"
    SUPERVISION = "supervision", "监察委员会"
    COURT = "court", "人民法院"
    PROCURATORATE = "procuratorate", "人民检察院"
    PARTY = "party", "党委部门"
    MASS = "mass", "群团组织"
    VERTICAL = "vertical", "垂直管理单位"
    ENTERPRISE = "enterprise", "企事业单位"
    OTHER = "other", "其他"


class Tenure(models.TextChoices):
    """Whether somebody sat in the term before (新任、连任)."""

    FIRST_TERM = "first_term", "新任"
    RE_ELECTED = "re_elected", "连任"


class StationFunction(models.TextChoices):
    """What a station is for, the five roles (阵地的作用)."""

    PUBLICITY = "publicity", "宣传"
    RECEPTION = "reception", "联系接待群众"
    SUPERVISION = "supervision", "监督"
    REPORTING = "reporting", "代表报告履职、接受监督"
    STUDY = "study", "学习培训"


class ColocationKind(models.TextChoices):
    """What shares the rooms of a station (共建点)."""

    LEGISLATION = "legislation", "基层立法联系点"
    BUDGET = "budget", "预算审查监督联系点"
    MEDIATION = "mediation", "矛盾调解室"
    INDUSTRY = "industry", "产业链联络站"
    OTHER = "other", "其他"


class ChecklistSubject(models.TextChoices):
    """What a checklist is about."""

    STATION = "station", "家站室"
    GROUP = "group", "代表小组"


class DayKind(models.TextChoices):
    """What a day at a station is (接待日、代表活动日、选民走访日)."""

    OPEN = "open", "开放日"
    RECEPTION = "reception", "代表接待日"
    LEADERS = "leaders", "主任（主席）接待日"
    ACTIVITY = "activity", "代表活动日"
    VISIT = "visit", "选民走访日"


class HolidayRule(models.TextChoices):
    """What becomes of a day that is a holiday (节假日怎样安排)."""

    SKIP = "skip", "不开放"
    KEEP = "keep", "照常"
    NEXT_WORKDAY = "next_workday", "顺延到下一个工作日"


class GroupMode(models.TextChoices):
    """How a group is made up (编组方式)."""

    LEVEL = "level", "按层级"
    MIXED = "mixed", "跨层级混合"
    FIELD = "field", "按行业、领域"


class GroupRole(models.TextChoices):
    """What somebody is in a group."""

    LEADER = "leader", "组长"
    DEPUTY_LEADER = "deputy_leader", "副组长"
    LIAISON = "liaison", "联络员"
    MEMBER = "member", "组员"


class ExceptionKind(models.TextChoices):
    """How a day differs from the opening rules (临时变动)."""

    CLOSED = "closed", "不开放"
    MOVED = "moved", "改期"
    EXTRA = "extra", "加开"


class BatchKind(models.TextChoices):
    """What an import brings."""

    ROSTER = "roster", "花名册"
    UNITS = "units", "选区表"
    STATIONS = "stations", "家站室表"
    ROTA = "rota", "接待日排班"
    PHOTOS = "photos", "照片"
    POPOLO = "popolo", "开放数据文件"
    TERM_CHANGE = "term_change", "换届"


class BatchState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", "已上传"
    READING = "reading", "正在读取"
    PREVIEW = "preview", "待确认"
    WRITING = "writing", "正在写入"
    DRAFT = "draft", "待审核"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    UNDONE = "undone", "已撤销"


class DeputyGap(models.TextChoices):
    """What the public page of a deputy may lack (资料缺项)."""

    PHOTO = "photo", "缺照片"
    POST = "post", "缺工作单位及职务"
    CONTACT = "contact", "缺联系渠道"
    UNPOSTED = "unposted", "没有进站"
    STALE = "stale", "一年没有核对"


class StationGap(models.TextChoices):
    """What the public page of a station may lack (资料缺项)."""

    ADDRESS = "address", "缺地址"
    TELEPHONE = "telephone", "缺电话"
    PHOTO = "photo", "缺照片"
    AREA = "area", "缺服务范围"
    OPENING = "opening", "缺开放时间"
    LIAISON = "liaison", "缺联络员"
    DEPUTY = "deputy", "没有代表进站"
    DOCUMENTS = "documents", "缺制度文件"
    STALE = "stale", "一年没有核对"
