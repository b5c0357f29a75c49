from hypothesis import given
from hypothesis import strategies as st

from core.numerals import chinese_number, parse_number


@given(st.integers(0, 9_999))
def test_what_is_written_is_read_back(number):
    assert parse_number(chinese_number(number)) == number
    assert parse_number(str(number)) == number


def test_other_ways_of_writing_are_read():
    for text, number in [
        ("一九七〇", 1970), ("二〇一二", 2012), ("二零一二", 2012), ("廿一", 21), ("卅", 30),
        ("一百零五", 105), ("两百", 200),
    ]:  # fmt: skip
        assert parse_number(text) == number, text


def test_what_is_no_number_gives_none():
    for text in ("", "第六", "六届", "x", "1a", "-1", "1.5"):
        assert parse_number(text) is None, text
