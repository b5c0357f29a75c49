"""A clerk's words for opening days, the RRULE they mean, and the words that say it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.opening.phrases import EXAMPLES, is_rrule, read_phrase, say
from directory.opening.recurrence import RecurrenceError, read_rrule
from tests.directory.opening_rules import rules

WORK_WEEK = "BYDAY=MO,TU,WE,TH,FR"
MEANINGS = {
    "每天": "FREQ=DAILY",
    "每三天": "FREQ=DAILY;INTERVAL=3",
    "工作日": f"FREQ=DAILY;{WORK_WEEK}",
    "每个工作日": f"FREQ=DAILY;{WORK_WEEK}",
    "每周二": "FREQ=WEEKLY;BYDAY=TU",
    "星期二": "FREQ=WEEKLY;BYDAY=TU",
    "每个礼拜二": "FREQ=WEEKLY;BYDAY=TU",
    "每周2": "FREQ=WEEKLY;BYDAY=TU",
    "周天": "FREQ=WEEKLY;BYDAY=SU",
    "每星期日": "FREQ=WEEKLY;BYDAY=SU",
    "每周末": "FREQ=WEEKLY;BYDAY=SA,SU",
    "每周二和周四": "FREQ=WEEKLY;BYDAY=TU,TH",
    "每周二，周四": "FREQ=WEEKLY;BYDAY=TU,TH",
    "每周二及星期四": "FREQ=WEEKLY;BYDAY=TU,TH",
    "每周四、周二": "FREQ=WEEKLY;BYDAY=TU,TH",
    "每 周 一、三、五": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "每周一三五": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "每周一至周五": f"FREQ=WEEKLY;{WORK_WEEK}",
    "每周一到五": f"FREQ=WEEKLY;{WORK_WEEK}",
    "每周一—周五": f"FREQ=WEEKLY;{WORK_WEEK}",
    "每周五至周一": "FREQ=WEEKLY;BYDAY=MO,FR,SA,SU",
    "每周一至周三和周六": "FREQ=WEEKLY;BYDAY=MO,TU,WE,SA",
    "每两周周三": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "每2周的星期三": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "隔周周三": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "每隔一周的周三": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "每月20日": "FREQ=MONTHLY;BYMONTHDAY=20",
    "每月２０号": "FREQ=MONTHLY;BYMONTHDAY=20",
    "每个月的二十日": "FREQ=MONTHLY;BYMONTHDAY=20",
    "每月廿日": "FREQ=MONTHLY;BYMONTHDAY=20",
    "每月逢20日": "FREQ=MONTHLY;BYMONTHDAY=20",
    "每月5日和20日": "FREQ=MONTHLY;BYMONTHDAY=5,20",
    "每月5、20日": "FREQ=MONTHLY;BYMONTHDAY=5,20",
    "每月五号、二十号": "FREQ=MONTHLY;BYMONTHDAY=5,20",
    "每月1日至3日": "FREQ=MONTHLY;BYMONTHDAY=1,2,3",
    "每月31日": "FREQ=MONTHLY;BYMONTHDAY=31",
    "每月最后一天": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "每月月底": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "每月最后一天、15日": "FREQ=MONTHLY;BYMONTHDAY=15,-1",
    "每月第一个周五": "FREQ=MONTHLY;BYDAY=1FR",
    "每月第1个星期五": "FREQ=MONTHLY;BYDAY=1FR",
    "每月首个周五": "FREQ=MONTHLY;BYDAY=1FR",
    "每月最后一个礼拜五": "FREQ=MONTHLY;BYDAY=-1FR",
    "每月第一、三个周五": "FREQ=MONTHLY;BYDAY=1FR,3FR",
    "每月第一个和第三个周五": "FREQ=MONTHLY;BYDAY=1FR,3FR",
    "每月第一个周二、周四": "FREQ=MONTHLY;BYDAY=1TU,1TH",
    "每月最后一个工作日": f"FREQ=MONTHLY;{WORK_WEEK};BYSETPOS=-1",
    "每月第一个工作日": f"FREQ=MONTHLY;{WORK_WEEK};BYSETPOS=1",
    "每月倒数第二个工作日": f"FREQ=MONTHLY;{WORK_WEEK};BYSETPOS=-2",
    "每两个月20日": "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=20",
    "隔月20日": "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=20",
    "单月15日": "FREQ=MONTHLY;BYMONTH=1,3,5,7,9,11;BYMONTHDAY=15",
    "每逢双月15日": "FREQ=MONTHLY;BYMONTH=2,4,6,8,10,12;BYMONTHDAY=15",
    "每季度第一个月10日": "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=10",
    "每季首月10号": "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=10",
    "每季度第二个月10日": "FREQ=MONTHLY;BYMONTH=2,5,8,11;BYMONTHDAY=10",
    "每季度最后一个月第一个周五": "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=1FR",
    "每年3月、9月20日": "FREQ=MONTHLY;BYMONTH=3,9;BYMONTHDAY=20",
    "每年3、9月的20日": "FREQ=MONTHLY;BYMONTH=3,9;BYMONTHDAY=20",
}
#: raw rules of other programs, and the words they come back in
SAID_BACK = {
    "FREQ=WEEKLY;BYDAY=TU,TH": "每周二、周四",
    "rrule:freq=weekly;byday=th,tu": "每周二、周四",
    "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=WE": "每两周周三",
    "FREQ=WEEKLY;WKST=SU;BYDAY=WE": "每周三",
    "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=1": "每月第一个周五",
    "FREQ=MONTHLY;BYDAY=+1FR,-1FR": "每月第一个周五、最后一个周五",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": "每月最后一个工作日",
    "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5": "每年3月5日",
    "FREQ=MONTHLY;BYMONTHDAY=-2": "每月倒数第二天",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR,SA,SU": "每天",
    "FREQ=DAILY;BYDAY=SA": "每周六",
    "ＦＲＥＱ＝ＤＡＩＬＹ": "每天",
}
NOT_UNDERSTOOD = [
    "", " ", "有空就开", "每年", "每月", "每周", "每周二上午", "每周八", "每月20", "每5日",
    "每月第一周的周五", "双周周三", "每月三周五", "每月第一", "每月5日、", "每周二、", "每周一至",
    "每3月20日", "二十日", "每月零日", "每月0日", "每月32日", "每月三十二日", "每月20日至5日",
    "每月第六个周五", "每月第0个周五", "每月第24个工作日", "每季度第四个月10日", "每年13月1日",
    "每百周周三", "每0周周三", "每月5日和第一个周五", "每两个月第一个工作日",
    "FREQ=", "FREQ=SECONDLY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY;BYMONTHDAY=5",
    "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=1TU", "FREQ=MONTHLY;BYMONTHDAY=x",
    "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "FREQ=MONTHLY;BYDAY=FR", "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260101T000000Z", "FREQ=DAILY;COUNT=3", "FREQ=DAILY;BYHOUR=9",
    "FREQ=DAILY;INTERVAL=2;BYDAY=TU", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=1,2",
    "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=WE", "FREQ=WEEKLY;BYMONTH=3;BYDAY=WE",
    "FREQ=MONTHLY;INTERVAL=2;BYMONTH=3;BYMONTHDAY=5", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
    "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=1", "FREQ=YEARLY;BYMONTH=3;BYDAY=FR;BYSETPOS=1",
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "rrule"), MEANINGS.items())
def test_a_phrase_means_its_rule(phrase, rrule):
    assert read_phrase(phrase).rrule == rrule


@pytest.mark.parametrize(("rrule", "phrase"), SAID_BACK.items())
def test_a_raw_rule_is_said_back_in_chinese(rrule, phrase):
    assert say(read_phrase(rrule)) == phrase


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_what_is_not_understood_shows_what_can_be_written(text):
    with pytest.raises(RecurrenceError, match="可以写：每天；工作日；每周二"):
        read_phrase(text)


def test_mixed_kinds_of_days_are_told_to_be_parted():
    with pytest.raises(RecurrenceError, match="请分成几条写"):
        read_phrase("每月5日、第一个周五")


@pytest.mark.parametrize("example", EXAMPLES.split("；"))
def test_every_example_is_understood_and_said_back_word_for_word(example):
    assert say(read_phrase(example)) == example


def test_working_days_and_the_five_days_of_the_week_are_different_rules():
    every, weekly = read_phrase("工作日"), read_phrase("每周一至周五")

    assert every.follows_calendar
    assert not weekly.follows_calendar
    assert every.rrule != weekly.rrule


def test_only_a_rule_of_its_own_is_taken_for_a_raw_one():
    assert is_rrule("rrule:freq=daily")
    assert not is_rrule("每周二")


@given(rules)
def test_every_rule_is_said_in_words_that_mean_it(rule):
    assert read_phrase(say(rule)) == rule


@given(rules)
def test_every_rule_is_read_from_its_own_rrule(rule):
    assert read_rrule(rule.rrule) == rule


@given(st.text(max_size=60))
def test_any_text_is_either_understood_for_good_or_refused(text):
    try:
        rule = read_phrase(text)
    except RecurrenceError:
        return
    assert read_phrase(say(rule)) == rule


@given(
    st.text(
        alphabet="每周月季度年日号天第最后一二三十个工作星期至和、隔倒数的20153首单", max_size=14
    )
)
def test_any_words_of_the_trade_are_either_understood_for_good_or_refused(text):
    try:
        rule = read_phrase(text)
    except RecurrenceError:
        return
    assert read_phrase(say(rule)) == rule
