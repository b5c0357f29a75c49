"""A report that cannot be written is refused before the work, not after it."""

from pathlib import Path

import pytest

from core.reports import ReportUnwritableError, check_report


def test_a_new_file_and_one_that_is_replaced_pass_and_nothing_is_left_behind(tmp_path):
    old = tmp_path / "old.json"
    old.write_text("old", "utf-8")

    for path in (tmp_path / "new.json", old):
        check_report(path)

    assert [*tmp_path.iterdir()] == [old]
    assert old.read_text("utf-8") == "old"


def test_what_is_no_place_for_a_report_is_refused_with_the_reason(tmp_path):
    (tmp_path / "file").touch()
    for path, reason in (
        (tmp_path, "不是普通文件"),
        (Path("/dev/null"), "不是普通文件"),
        (tmp_path / "missing" / "a.json", "没有文件夹"),
        (tmp_path / "file" / "a.json", "没有文件夹"),
        (tmp_path / ("长" * 200), "报告写不进"),
        (Path("/proc/a.json"), "报告写不进"),
    ):
        with pytest.raises(ReportUnwritableError, match=reason):
            check_report(path)


def test_a_report_never_replaces_what_is_read(tmp_path):
    roster, link = tmp_path / "roster.csv", tmp_path / "link.csv"
    roster.touch()
    link.symlink_to(roster)

    for path in (roster, link):
        with pytest.raises(ReportUnwritableError, match="要读入的文件"):
            check_report(path, roster)
