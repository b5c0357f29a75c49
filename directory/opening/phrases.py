"""A clerk's words for days that come back (哪些日子), read into a rule and said again.

Width, spaces, 星期/礼拜/周, 号/日, Chinese or Arabic numerals, 、 or 和 or a comma make no
difference; a raw RRULE is read too. What can be understood in two ways (第一周的周五、双周、每5日)
is not understood.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Sequence

from core.numerals import chinese_number, parse_number

from .recurrence import (
    DAILY,
    MONTHLY,
    WEEKLY,
    Recurrence,
    RecurrenceError,
    in_month,
    in_order,
    read_rrule,
)

#: what the form shows to somebody whose words were not understood
EXAMPLES = (
    "每天；工作日；每周二；每周二、周四；每周一至周五；每两周周三；每月20日；每月5日、20日；"
    "每月最后一天；每月第一个周五；每月最后一个工作日；每季度第一个月10日"
)
_WEEKDAYS = "一二三四五六日"
#: months that have a name together
_MONTHS = {
    "每季度第一个月": (1, 4, 7, 10), "每季度第二个月": (2, 5, 8, 11),
    "每季度第三个月": (3, 6, 9, 12), "单月": (1, 3, 5, 7, 9, 11), "双月": (2, 4, 6, 8, 10, 12),
}  # fmt: skip

_SPELLINGS = (
    (re.compile(r"\s|的|[。.]$"), ""),
    (re.compile(r"星期|礼拜|週"), "周"),
    (re.compile(r"周天"), "周日"),
    (re.compile(r"号"), "日"),
    (re.compile(r"每个|每逢"), "每"),
    (re.compile(r"逢"), ""),
    (re.compile(r"以及|[,;/和及与跟]"), "、"),
    (re.compile(r"到|[-~—–]+"), "至"),
)
_N = "[0-9〇零一二两三四五六七八九十廿卅]+"
_W = "[一二三四五六日1-7]"
_EVERY_DAY = re.compile(rf"每[天日]|天天|每(?P<n>{_N})天|(?P<other>隔[天日]|每隔一[天日])")
_WORKDAY = re.compile(r"每?周?(?:法定)?工作日")
_WEEKEND = re.compile(r"每?(?:周末|双休日)")
_WEEKLY = re.compile(rf"(?:每(?P<n>{_N})个?|(?P<other>隔|每隔一个?)|每)?周(?P<days>.+)")
_WEEKDAY_RANGE = re.compile(rf"周?({_W})至周?({_W})")
_WEEKDAY_LIST = re.compile(rf"周?{_W}+(?:周{_W})*")
_MONTHLY = re.compile(
    rf"(?:每月|每(?P<n>{_N})个月|(?P<other>隔月|每隔一个?月)"
    rf"|每?(?P<parity>[单双])数?月"
    rf"|每季度?(?:第(?P<nth>{_N})个?月|(?P<first>首月)|(?P<last>末月|最后一?个?月))"
    rf"|每年(?P<months>(?:{_N}月?、)*{_N}月))(?P<days>.+)"
)
_DATE = re.compile(
    rf"第?(?P<first>{_N})[日天]?至(?P<until>{_N})[日天]|第?(?P<day>{_N})[日天]"
    rf"|(?P<last>最后一?[天日]|月?[底末])|倒数第(?P<back>{_N})[天日]"
)
_COUNTED = re.compile(
    rf"(?:第(?P<nth>{_N})个?|(?P<more>{_N})个?|(?P<last>最后一?个?)|倒数第(?P<back>{_N})个?"
    rf"|(?P<first>首个?))(?P<subject>工作日|周{_W}+)?"
)


@functools.lru_cache(maxsize=1024)
def read_phrase(text: str) -> Recurrence:
    """Read the clerk's words, or a raw RRULE.

    Raises:
        RecurrenceError: they are not understood; the message shows what can be written.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        if is_rrule(plain):
            return read_rrule(plain)
        found = _read(_one_spelling(plain))
    except RecurrenceError as error:
        raise RecurrenceError(f"“{text}”：{error}。可以写：{EXAMPLES}。") from error
    if found is None:
        raise RecurrenceError(f"看不懂“{text}”。可以写：{EXAMPLES}。")
    return found


def is_rrule(text: str) -> bool:
    """Whether ``text`` means to be a raw RRULE."""
    return "FREQ=" in unicodedata.normalize("NFKC", text).upper()


def say(rule: Recurrence) -> str:
    """Say ``rule`` in the words a clerk would write, from which it can be read again."""
    if rule.freq == DAILY:
        if rule.is_every_workday:
            return "工作日"
        return "每天" if rule.interval == 1 else f"每{_count(rule.interval)}天"
    if rule.freq == WEEKLY:
        every = "每" if rule.interval == 1 else f"每{_count(rule.interval)}周"
        return every + _said_runs(rule.weekdays, lambda day: f"周{_WEEKDAYS[day]}")
    return _said_months(rule) + _said_days_of_month(rule)


def _one_spelling(text: str) -> str:
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return text


def _read(text: str) -> Recurrence | None:
    """Return the rule of a phrase in one spelling, ``None`` if it is not understood."""
    if match := _EVERY_DAY.fullmatch(text):
        return Recurrence(DAILY, _interval(match))
    if _WORKDAY.fullmatch(text):
        return Recurrence(DAILY, is_every_workday=True)
    if _WEEKEND.fullmatch(text):
        return Recurrence(WEEKLY, weekdays=(5, 6))
    if match := _MONTHLY.fullmatch(text):
        return _read_monthly(match)
    if match := _WEEKLY.fullmatch(text):
        days = _read_weekdays(match["days"])
        return Recurrence(WEEKLY, _interval(match), weekdays=days) if days else None
    return None


def _interval(match: re.Match[str]) -> int:
    """Return every how many days, weeks or months."""
    if match["other"]:
        return 2
    return 1 if match["n"] is None else _number(match["n"])


def _number(text: str) -> int:
    number = parse_number(text)
    if number is None:
        raise RecurrenceError(f"“{text}”不是数字")
    return number


def _weekday(character: str) -> int:
    return int(character) - 1 if character.isdigit() else _WEEKDAYS.index(character)


def _read_weekdays(text: str) -> tuple[int, ...]:
    """Return the weekdays listed, none if something else stands there."""
    days: set[int] = set()
    for item in text.split("、"):
        if match := _WEEKDAY_RANGE.fullmatch(item):
            first, last = _weekday(match[1]), _weekday(match[2])
            days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
        elif _WEEKDAY_LIST.fullmatch(item):
            days.update(_weekday(character) for character in item.replace("周", ""))
        else:
            return ()
    return tuple(sorted(days))


def _read_monthly(match: re.Match[str]) -> Recurrence | None:
    days = _DaysOfMonth()
    if not all(days.add(item) for item in match["days"].split("、")):
        return None
    return days.rule(_interval(match), _read_months(match))


def _read_months(match: re.Match[str]) -> tuple[int, ...]:
    if match["parity"]:
        return _MONTHS[f"{match['parity']}月"]
    if match["months"]:
        numbers = match["months"].replace("月", "").split("、")
        return tuple(sorted({_number(text) for text in numbers}))
    if match["first"] or match["last"]:
        return _MONTHS["每季度第一个月" if match["first"] else "每季度第三个月"]
    if match["nth"] is None:
        return ()
    nth = _number(match["nth"])
    if not 1 <= nth <= 3:
        raise RecurrenceError(f"一个季度没有第{nth}个月")
    return tuple(range(nth, 13, 3))


class _DaysOfMonth:
    """The days of a month that the items of a list name, read one after the other."""

    def __init__(self) -> None:
        self.dates: list[int] = []
        self.weekdays: list[tuple[int, int]] = []
        self.workdays: list[int] = []
        #: numbers whose noun comes later: the 5 of 5、20日
        self.waiting: list[int] = []
        #: the numbers of the weekday before: 第一个周二、周四
        self.numbers: list[int] = []

    def add(self, item: str) -> bool:
        """Take up one item; False if it is not understood."""
        if match := _DATE.fullmatch(item):
            self.dates += [*self.waiting, *_dates(match)]
            self.waiting = []
        elif match := _COUNTED.fullmatch(item):
            return self._add_counted(match)
        elif self.numbers and _WEEKDAY_LIST.fullmatch(item):
            self._add_weekdays(item)
        else:
            return False
        return True

    def rule(self, interval: int, months: tuple[int, ...]) -> Recurrence | None:
        """Return the rule of all the items; ``None`` if a number is left without its noun.

        Raises:
            RecurrenceError: they are of several kinds, or workdays of every other month.
        """
        if self.waiting:
            return None
        if sum(map(bool, (self.dates, self.weekdays, self.workdays))) > 1:
            raise RecurrenceError("几日、第几个周几、第几个工作日请分成几条写")
        if self.workdays and interval > 1:
            raise RecurrenceError("第几个工作日只能按每月、每季度或者几月写")
        return Recurrence(
            MONTHLY, interval, months, monthdays=in_month(self.dates),
            nths=in_order(self.weekdays), workdays=in_month(self.workdays),
        )  # fmt: skip

    def _add_counted(self, match: re.Match[str]) -> bool:
        subject = match["subject"]
        if match["more"] and subject and not self.waiting:
            return False
        self.waiting.append(_nth(match))
        if subject == "工作日":
            self.workdays += self.waiting
            self.waiting = []
        elif subject:
            self.numbers, self.waiting = self.waiting, []
            self._add_weekdays(subject)
        return True

    def _add_weekdays(self, text: str) -> None:
        for character in text.replace("周", ""):
            self.weekdays += [(nth, _weekday(character)) for nth in self.numbers]


def _nth(match: re.Match[str]) -> int:
    """Return which of the month, counted from its end where negative."""
    if match["back"]:
        return -_number(match["back"])
    if match["last"]:
        return -1
    return 1 if match["first"] else _number(match["nth"] or match["more"])


def _dates(match: re.Match[str]) -> list[int]:
    """Return the days of the month that an item names."""
    if match["first"]:
        first, until = _number(match["first"]), _number(match["until"])
        if not first < until <= 31:
            raise RecurrenceError(f"{first}日至{until}日写反了，或者没有这一天")
        return list(range(first, until + 1))
    if match["last"]:
        return [-1]
    return [-_number(match["back"])] if match["back"] else [_number(match["day"])]


def _count(number: int) -> str:
    return "两" if number == 2 else chinese_number(number)


def _said_runs(numbers: Sequence[int], said: Callable[[int], str]) -> str:
    """List ``numbers``, three or more in a row as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1 and number > 0:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = []
    for run in runs:
        is_range = len(run) > 2 and run[0] >= 0
        parts += [f"{said(run[0])}至{said(run[-1])}"] if is_range else [said(n) for n in run]
    return "、".join(parts)


def _said_months(rule: Recurrence) -> str:
    if rule.interval > 1:
        return f"每{_count(rule.interval)}个月"
    if not rule.months:
        return "每月"
    named = {months: name for name, months in _MONTHS.items()}
    return named.get(rule.months) or "每年" + "、".join(f"{month}月" for month in rule.months)


def _said_days_of_month(rule: Recurrence) -> str:
    if rule.monthdays:
        return _said_runs(rule.monthdays, _said_date)
    counted = [f"{_said_nth(nth)}周{_WEEKDAYS[day]}" for nth, day in rule.nths]
    return "、".join(counted or [f"{_said_nth(nth)}工作日" for nth in rule.workdays])


def _said_date(day: int) -> str:
    if day > 0:
        return f"{day}日"
    return "最后一天" if day == -1 else f"倒数第{chinese_number(-day)}天"


def _said_nth(nth: int) -> str:
    if nth == -1:
        return "最后一个"
    return f"第{chinese_number(nth)}个" if nth > 0 else f"倒数第{chinese_number(-nth)}个"
