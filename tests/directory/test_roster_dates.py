"""Dates of birth: every way rosters write them, and what nobody can be born on."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from directory.importers.roster_dates import read_birth, read_day
from directory.importers.sheets import Cell

TODAY = datetime.date(2025, 6, 1)


def birth(value, number_format="General", *, is_text_file=False):
    """Birth and codes of a cell."""
    cell = Cell(value, "" if isinstance(value, str) else number_format)
    reading = read_birth(cell, today=TODAY, is_text_file=is_text_file)
    return reading.birth, [finding.code.value for finding in reading.findings]


def test_plain_ways_of_writing_a_month_need_no_remark():
    for text in (
        "1970.05", "1970年5月", "1970年05月", "1970-05", "1970-5", "197005", "1970/5", "1970.5",
        "1970年5月生", "1970 年 5 月", "1970、5", "1970．05".replace("．", "."), "1970.05.",
        "一九七〇年五月", "1970.05（阳历）", "May 1970", "1970-05-12", "1970.5.12", "1970年5月12日",
        "19700512", "1970-05-12 00:00:00", "1970-05-12T00:00:00", "1970年5月12日出生",
    ):  # fmt: skip
        assert birth(text) == ("1970-05", []), text


def test_the_day_is_kept_where_it_is_written():
    for text in ("19700512", "1970.5.12", "1970年5月12日", "1970-05-12 00:00:00"):
        assert read_birth(Cell(text), today=TODAY).day == 12, text
    assert read_birth(Cell("1970.05"), today=TODAY).day is None


def test_october_that_lost_its_zero_is_never_january_in_silence():
    assert birth(1963.1) == ("1963-10", ["ambiguous_year_month"])
    assert birth(1963.1, "0.0") == ("1963-10", ["ambiguous_year_month"])
    assert birth(1963.1, "#.##") == ("1963-10", ["ambiguous_year_month"])
    assert birth("1963.1", is_text_file=True) == ("1963-10", ["ambiguous_year_month"])


def test_two_shown_decimals_leave_no_doubt():
    for number_format in ("0.00", "0.00_ ", "0.00;[Red]-0.00", "#0.00", "0.00_);\\(0.00\\)"):
        assert birth(1963.1, number_format) == ("1963-10", ["numeric_year_month"]), number_format
    assert birth(1963.0999999999999, "0.00") == ("1963-10", ["numeric_year_month"])
    assert birth(1963.01, "0.00") == ("1963-01", ["numeric_year_month"])


def test_a_text_cell_has_lost_nothing_but_is_warned_of():
    assert birth("1963.1") == ("1963-01", ["ambiguous_year_month"])
    assert birth("1963.1.") == ("1963-01", ["ambiguous_year_month"])
    assert birth("1963/1") == ("1963-01", [])
    assert birth("1963年1月", is_text_file=True) == ("1963-01", [])


def test_other_numbers_are_year_and_month():
    assert birth(1963.12) == ("1963-12", ["numeric_year_month"])
    assert birth(1963.2) == ("1963-02", ["numeric_year_month"])
    assert birth(195704) == ("1957-04", ["numeric_year_month"])
    assert birth(19570412) == ("1957-04", ["numeric_year_month"])
    assert birth(1957.0412) == ("1957-04", ["numeric_year_month"])


def test_dates_of_the_spreadsheet_need_no_remark():
    assert birth(datetime.datetime(1977, 11, 1), 'yyyy"年"m"月"') == ("1977-11", [])
    assert birth(datetime.datetime(1977, 11, 14), "yyyy/m/d") == ("1977-11", [])


def test_the_first_of_a_month_is_no_day_in_a_date_cell():
    for day, number_format, expected in [
        (1, "yyyy/m/d", None), (14, "yyyy/m/d", 14), (14, 'yyyy"年"m"月"', None),
    ]:  # fmt: skip
        cell = Cell(datetime.datetime(1977, 11, day), number_format)
        assert read_birth(cell, today=TODAY).day == expected, (day, number_format)


def test_a_year_shown_as_a_date_is_no_birth():
    assert birth(datetime.datetime(1905, 5, 16), "yyyy/m/d") == ("", ["invalid_date"])


def test_two_digit_years_are_read_and_warned_of():
    for text, expected in [
        ("66.11", "1966-11"), ("66年11月", "1966-11"), ("66-11", "1966-11"), ("Nov-66", "1966-11"),
        ("七〇年五月", "1970-05"), ("02.05", "2002-05"), ("70.5.12", "1970-05"),
    ]:  # fmt: skip
        assert birth(text) == (expected, ["two_digit_year"]), text
    assert birth(66.11) == ("1966-11", ["numeric_year_month", "two_digit_year"])
    assert birth(66.1) == ("1966-10", ["ambiguous_year_month", "two_digit_year"])


def test_day_numbers_without_a_date_format_are_read_and_warned_of():
    assert birth("25447") == ("1969-09", ["serial_as_text"])
    assert birth(25447) == ("1969-09", ["serial_number"])


def test_year_and_month_run_together_may_be_a_day_number_and_are_left_empty():
    assert birth("19705") == ("", ["invalid_date"])


def test_fullwidth_digits_are_read():
    assert birth("１９６５．０８") == ("1965-08", ["fullwidth_digits"])


def test_a_year_alone_stays_a_year():
    for value in ("1970", "1970年", 1970, "一九七〇年"):
        assert birth(value) == ("1970", ["year_only"]), value


def test_crossed_out_cells_are_empty_without_remark():
    for text in ("/", "-", "—", " ／ ", "…"):
        assert birth(text) == ("", []), text


def test_what_cannot_be_is_left_empty_and_said():
    for value in (
        "1955.13", "1955.00", "1970.02.30", "19700230", "1970年13月", "不详", "55岁", "12/5/1970",
        "1899.12", "2030.01", "2025.07", "2010.05", "1970.05-1971.06", "00000", "99999", "abc",
        1955.13, 1.5, -1963.1, 1e300, True, datetime.time(1, 2), datetime.datetime(2030, 1, 1),
    ):  # fmt: skip
        assert birth(value) == ("", ["invalid_date"]), value


def test_the_age_counts_on_the_month():
    assert birth("2007.06") == ("2007-06", [])
    assert birth("2007.07") == ("", ["invalid_date"])
    assert birth("1900.01") == ("1900-01", [])


def test_the_detail_never_holds_the_day():
    for text in ("1970.02.30", "19700230", "2030-01-17"):
        reading = read_birth(Cell(text), today=TODAY)
        assert "30" not in reading.findings[0].detail.replace("2030", "")
        assert "17" not in reading.findings[0].detail


def test_whole_days_are_read_for_other_columns():
    assert read_day(Cell("2021年10月8日")) == "2021-10-08"
    assert read_day(Cell("2021.10.8")) == "2021-10-08"
    assert read_day(Cell(datetime.datetime(2021, 10, 8), "yyyy/m/d")) == "2021-10-08"
    assert read_day(Cell("2021.10")) == ""
    assert read_day(Cell("2021.02.30")) == ""


MONTHS = st.dates(datetime.date(1900, 1, 1), datetime.date(2007, 5, 31))


@given(
    MONTHS, st.sampled_from(["%Y.%m", "%Y-%m", "%Y/%m", "%Y年%m月", "%Y%m", "%Y.%m.%d", "%Y%m%d"])
)
def test_every_month_in_every_form_is_read_as_itself(month, form):
    text = month.strftime(form).replace(str(month.year), f"{month.year:04}")
    assert birth(text, is_text_file=True) == (f"{month:%Y-%m}", [])


@given(MONTHS)
def test_every_number_with_two_decimals_is_its_month(month):
    value = float(f"{month:%Y.%m}")
    assert birth(value, "0.00") == (f"{month:%Y-%m}", ["numeric_year_month"])
    expected = "ambiguous_year_month" if month.month == 10 else "numeric_year_month"
    assert birth(value) == (f"{month:%Y-%m}", [expected])


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.datetimes()))
def test_no_cell_breaks_the_reader_and_no_birth_is_impossible(value):
    reading = read_birth(Cell(value, "General"), today=TODAY)
    assert reading.birth == "" or "1900" <= reading.birth <= "2007-06"
