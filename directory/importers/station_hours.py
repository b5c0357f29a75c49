"""What a cell says of opening hours (开放时间): the days, the hours, what kind of day it is.

Reads 每月20日上午9:00—12:00, 代表接待日：每周三；每周五下午2点半至5点 and the like; the days are
read by ``opening.phrases``. Where no hours are written, the office's usual ones are taken and that
is said. ``say_hours`` writes a stored rule so that it is read back to the same.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from core.numerals import parse_number
from directory.enums import DayKind, HolidayRule
from directory.models import OpeningRule
from directory.opening.phrases import read_phrase, say
from directory.opening.recurrence import RecurrenceError

Span = tuple[datetime.time, datetime.time]

#: the hours of a rule whose days nobody understood: it opens nothing
UNKNOWN_SPAN: Span = (datetime.time(0, 0), datetime.time(23, 59))
_LONGEST_PHRASE = OpeningRule._meta.get_field("phrase").max_length or 0
_LONGEST_NOTE = OpeningRule._meta.get_field("note").max_length or 0

_OUTSIDE_BRACKETS = "(?![^(]*[)])"
_PARTS = re.compile(rf"[;\n。]+{_OUTSIDE_BRACKETS}")
#: days that have their hours in common: 每周三、每周五上午
_DAYS = re.compile(rf"[,、](?=每){_OUTSIDE_BRACKETS}")
_BRACKETED = re.compile(r"[(]([^()]*)[)]?")
_BOUND = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?([起止])")
_PREFIXES = (
    (re.compile(r"(?:主任|主席|领导)(?:[(]?主席[)]?)?接待(?:日|时间)?:?"), DayKind.LEADERS),
    (re.compile(r"(?:代表)?(?:小组)?活动(?:日|时间)?:?"), DayKind.ACTIVITY),
    (re.compile(r"(?:代表)?(?:联系)?(?:选民|群众)?走访(?:日|时间)?:?"), DayKind.VISIT),
    (re.compile(r"(?:代表)?(?:集中)?接待(?:选民|群众)?(?:日|时间)?:?"), DayKind.RECEPTION),
    (re.compile(r"(?:日常)?(?:对外)?(?:开放|办公|值班|服务)(?:日|时间)?:?"), DayKind.OPEN),
)  # fmt: skip
_HOLIDAYS = (
    (re.compile("(?:法定)?节假日?(?:不休|照常|正常|开放)"), HolidayRule.KEEP),
    (re.compile("(?:法定)?(?:节假日?)?.*顺延"), HolidayRule.NEXT_WORKDAY),
    (re.compile("(?:法定)?(?:节假日?|国家法定假日)(?:除外|不开放|休息)"), HolidayRule.SKIP),
)
_HALF = "上午|早上|早晨|早|中午|下午|午后|傍晚|晚上|晚"
_N = "(?:[0-9]{1,2}|[〇零一二两三四五六七八九十]{1,3})"
_MINUTES = "[:点时](?:[0-9]{2}分?|半|整|[一1]刻|[三3]刻)?"
_CLOCKS = re.compile(
    rf"(?P<half>{_HALF})?(?P<from>{_N})(?P<from_minutes>{_MINUTES})?[-—–~至到]+"
    rf"(?P<until_half>{_HALF})?(?P<until>{_N})(?P<until_minutes>{_MINUTES})?(?![0-9日号月天周])"
)
_HALF_DAY = re.compile("上午|下午|全天|整天")
_FILLING = re.compile(r"^[,:、]+|[,:、]*(?:开放|接待|对外|集中|时间|为|[,:、])*$")
#: brackets within a remark would end it
_OTHER_BRACKETS = str.maketrans("()（）", "〔〕〔〕")
#: what is kept as text is written in full width, as people write
_FULL_WIDTH = str.maketrans("〔〕(),;", "（）（），；")
_AFTERNOON = ("下午", "午后", "傍晚", "晚上", "晚")
#: an hour before it without 上午 or 下午 is one of the afternoon
_EARLIEST = 7


@dataclass(frozen=True)
class OfficeHours:
    """The usual hours of the office (上下班时间), for words without a clock."""

    morning: Span = (datetime.time(9, 0), datetime.time(12, 0))
    afternoon: Span = (datetime.time(14, 30), datetime.time(17, 30))

    @property
    def day(self) -> Span:
        """From the first to the last minute."""
        return self.morning[0], self.afternoon[1]

    def of(self, word: str) -> Span:
        """Return the hours that 上午, 下午 or 全天 means."""
        return {"上午": self.morning, "下午": self.afternoon}.get(word, self.day)


@dataclass(frozen=True)
class HoursText:
    """One rule as a table has it.

    Attributes:
        kind: a ``DayKind``.
        rrule: empty where the days were not understood; ``phrase`` then holds the text.
        is_assumed: no clock was written, or one without its half of the day.
        reason: why it was not understood.
    """

    kind: str
    phrase: str
    span: Span
    rrule: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    on_holidays: str = HolidayRule.SKIP
    note: str = ""
    is_assumed: bool = False
    reason: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What tells two rules apart; how the days are worded does not."""
        days = self.rrule or self.phrase
        return self.kind, days, self.span, self.starts_on, self.ends_on, self.on_holidays

    def rule(self) -> OpeningRule:
        """Return the rule that is stored for it, without a station."""
        return OpeningRule(
            kind=self.kind, phrase=self.phrase, rrule=self.rrule, opens_at=self.span[0],
            closes_at=self.span[1], starts_on=self.starts_on, ends_on=self.ends_on,
            on_holidays=self.on_holidays, note=self.note,
        )  # fmt: skip


def key_of(rule: OpeningRule) -> tuple[object, ...]:
    """Return the key of a stored rule, as ``HoursText.key``."""
    span = (rule.opens_at, rule.closes_at)
    return (
        rule.kind, rule.rrule or rule.phrase, span, rule.starts_on, rule.ends_on, rule.on_holidays
    )  # fmt: skip


def read_hours(text: str, kind: str, office: OfficeHours) -> list[HoursText]:
    """Return the rules that a cell names, in its order; ``kind`` is that of its column."""
    found: list[HoursText] = []
    phrase = ""
    for part in _PARTS.split(unicodedata.normalize("NFKC", text)):
        for each in _with_hours(_DAYS.split("".join(part.split()))):
            rules = list(_Part(each, kind, phrase, office).rules())
            found += rules
            phrase = rules[-1].phrase if rules[-1].rrule else phrase
    return list({rule.key: rule for rule in found}.values())


def _with_hours(parts: list[str]) -> Iterator[str]:
    """Yield the parts; one without hours has those of the last."""
    hours = "".join(_hours_in(parts[-1]))
    for part in filter(None, parts):
        yield part if any(_hours_in(part)) else f"{part}{hours}"


def _hours_in(text: str) -> Iterator[str]:
    """Yield what the text says of hours: clocks and halves of the day."""
    clocks = [match.group() for match in _CLOCKS.finditer(text) if _is_clock(match)]
    yield from clocks or _HALF_DAY.findall(text)


def _is_clock(match: re.Match[str]) -> bool:
    return bool(match["from_minutes"] or match["until_minutes"] or match["half"])


def say_hours(rule: OpeningRule) -> str:
    """Say a stored rule so that ``read_hours`` reads it back to the same."""
    bounds = [f"{day.isoformat()}{word}" for day, word in
              ((rule.starts_on, "起"), (rule.ends_on, "止")) if day]  # fmt: skip
    holidays = {HolidayRule.KEEP: "节假日照常", HolidayRule.NEXT_WORKDAY: "节假日顺延"}
    note = rule.note.translate(_OTHER_BRACKETS)
    remarks = ["，".join(bounds), holidays.get(HolidayRule(rule.on_holidays), ""), note]
    span = (rule.opens_at, rule.closes_at)
    hours = "" if span == UNKNOWN_SPAN else f" {rule.opens_at:%H:%M}—{rule.closes_at:%H:%M}"
    tail = "".join(f"（{remark}）" for remark in remarks if remark)
    return f"{rule.get_kind_display()}：{rule.phrase}{hours}{tail}"


class _Part:
    """One part of a cell: the days, with one or several spans of hours."""

    def __init__(self, text: str, kind: str, before: str, office: OfficeHours) -> None:
        self.whole, self.kind, self.before, self.office = text, kind, before, office
        self.starts_on: datetime.date | None = None
        self.ends_on: datetime.date | None = None
        self.on_holidays: str = HolidayRule.SKIP
        self.note = ""
        self.is_assumed = False

    def rules(self) -> Iterator[HoursText]:
        """Yield a rule for each span; at least one, understood or not."""
        text = self._without_prefix(self.whole)
        bare = text.translate(_FULL_WIDTH)
        try:
            spans, text = self._spans(self._without_remarks(text))
            days = _FILLING.sub("", text) or self.before
            if not days:
                raise RecurrenceError("没有写哪些日子")
            recurrence = read_phrase(days)
            if recurrence.interval > 1 and self.starts_on is None:
                raise RecurrenceError("隔几天、几周、几个月的要写明从哪天起，例如（2026-03-04起）")
            phrase = days if len(days) <= _LONGEST_PHRASE else say(recurrence)
            if len(phrase) > _LONGEST_PHRASE:
                raise RecurrenceError("日子太多，请分成几条写")
        except (RecurrenceError, ValueError) as error:
            yield HoursText(
                self.kind, bare[:_LONGEST_PHRASE], UNKNOWN_SPAN,
                note=bare[:_LONGEST_NOTE] if len(bare) > _LONGEST_PHRASE else "",
                reason=str(error),
            )  # fmt: skip
            return
        for span in spans:
            yield HoursText(
                self.kind, phrase, span, recurrence.rrule, self.starts_on, self.ends_on,
                self.on_holidays, self.note, self.is_assumed,
            )  # fmt: skip

    def _without_prefix(self, text: str) -> str:
        for pattern, kind in _PREFIXES:
            if (match := pattern.match(text)) and match.end() < len(text):
                self.kind = kind
                return text[match.end() :]
        return text

    def _without_remarks(self, text: str) -> str:
        """Take what stands in brackets: from when to when, what of holidays, a note."""
        notes = []
        for remark in _BRACKETED.findall(text):
            rest = _BOUND.sub("", remark).strip(",、至")
            for year, month, day, word in _BOUND.findall(remark):
                self._bound(datetime.date(int(year), int(month), int(day)), word)
            rule = next((rule for pattern, rule in _HOLIDAYS if pattern.fullmatch(rest)), None)
            if rule:
                self.on_holidays = rule
            elif rest and not _HALF_DAY.fullmatch(rest):
                notes.append(rest)
        self.note = "；".join(notes).translate(_FULL_WIDTH)[:_LONGEST_NOTE]
        return _BRACKETED.sub(lambda m: m[1] if _HALF_DAY.fullmatch(m[1]) else "", text)

    def _bound(self, day: datetime.date, word: str) -> None:
        if word == "起":
            self.starts_on = day
        else:
            self.ends_on = day

    def _spans(self, text: str) -> tuple[list[Span], str]:
        """Return the spans of hours, and the text without them.

        Raises:
            ValueError: what looks like hours is none.
        """
        spans: list[Span] = []
        for match in _CLOCKS.finditer(text):
            if _is_clock(match):
                spans.append(self._span(match))
                text = text.replace(match.group(), "", 1)
        halves = _HALF_DAY.findall(text)
        text = _HALF_DAY.sub("", text)
        if not spans:
            self.is_assumed = True
            spans = [self.office.of(word) for word in halves or ["全天"]]
        return spans, text

    def _span(self, match: re.Match[str]) -> Span:
        half, until_half = match["half"], match["until_half"]
        opens = _minutes(match["from"], match["from_minutes"], half)
        closes = _minutes(match["until"], match["until_minutes"], until_half or half)
        if not half and not until_half and opens < _EARLIEST * 60:
            self.is_assumed = True
            opens, closes = opens + 720, closes + 720
        if closes <= opens and closes < 720:
            closes += 720
        if not 0 <= opens < closes <= 24 * 60:
            raise ValueError(f"“{match.group()}”不是几点到几点")
        return _time(opens), _time(closes)


def _minutes(hour: str, minutes: str | None, half: str | None) -> int:
    """Return the minutes since midnight of one clock."""
    number = parse_number(hour) or 0
    if number < 12 and (half in _AFTERNOON or (half == "中午" and number < 6)):
        number += 12
    tail = (minutes or "")[1:].removesuffix("分")
    quarters = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45}
    return number * 60 + (int(tail) if tail.isdecimal() else quarters.get(tail, 0))


def _time(minutes: int) -> datetime.time:
    """Return the clock at ``minutes`` after midnight; a day ends at 23:59."""
    return datetime.time(*divmod(min(minutes, 24 * 60 - 1), 60))
