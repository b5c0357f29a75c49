"""Rows of one roster compared with each other: duplicates, questions, namesakes."""

from .roster_files import HEADER, codes, data, person


def test_a_row_that_repeats_an_earlier_one_is_a_duplicate_of_it(roster_of):
    roster = roster_of(HEADER, person(), person(2, "王芳"), person(3, "李 秋 禾"))

    last = data(roster)[-1]
    assert (last.outcome, last.issues[-1].code, last.issues[-1].of) == (
        "duplicate", "duplicate_row", 2,
    )  # fmt: skip


def test_the_same_person_with_something_different_is_a_question(roster_of):
    for change in ({"工作单位及职务": "望溪县医院"}, {"联系电话": None}, {"出生年月": None}):
        last = data(roster_of(HEADER, person(), person(2, **change)))[-1]
        assert (last.outcome, last.issues[-1].of) == ("review_duplicate", 2), change
        assert last.issues[-1].severity == "review"


def test_people_of_one_name_are_told_apart_by_unit_level_term_and_month(roster_of):
    for change in ({"选区": "第二选区"}, {"出生年月": "1979.06"}, {"出生年月": "1980"}):
        rows = data(roster_of(HEADER, person(), person(2, **change)))
        assert rows[1].outcome == "import", change


def test_a_guessed_month_does_not_tell_two_people_apart(roster_of):
    rows = data(roster_of(HEADER, person(出生年月="1979.01"), person(2, 出生年月=1979.1)))

    assert rows[1].outcome == "review_duplicate"


def test_spellings_of_one_name_are_one(roster_of):
    header = ["姓名", "选区"]
    rows = data(roster_of(header, ["买买提·吐尔逊", "甲 区"], ["买买提•吐尔逊", "甲区"]))

    assert rows[1].outcome == "duplicate"


def test_a_namesake_at_another_level_is_imported_with_a_warning(roster_of):
    header = ["姓名", "代表层级", "选区"]
    rows = data(
        roster_of(header, ["李秋禾", "县", "甲"], ["李秋禾", "市", "乙"], ["李秋禾", "县", "丙"])
    )

    assert [(r.outcome, codes(r)) for r in rows] == [
        ("import", []),
        ("import_with_warning", ["same_name_other_level"]),
        ("import_with_warning", ["same_name_other_level"]),
    ]
    assert rows[1].issues[0].of is None
    assert "第 2 行" in rows[1].issues[0].detail


def test_questions_and_errors_are_not_compared(roster_of):
    rows = data(roster_of(HEADER, person(), person(2), struck=("B2",)))

    assert [row.outcome for row in rows] == ["review", "import"]


def test_one_register_number_for_two_names_is_a_question(roster_of):
    header = ["姓名", "代表证号", "选区"]
    rows = data(
        roster_of(header, ["李秋禾", "0012", "甲"], ["王芳", "0012", "乙"], ["赵云", "0013", "乙"])
    )

    assert [row.outcome for row in rows] == ["import", "review", "import"]
    assert rows[1].issues[-1].of == 2


def test_register_numbers_that_repeat_all_over_number_something_else(roster_of):
    names = ["李敏", "王芳", "赵云", "钱进", "孙立", "周红", "吴江", "郑和平"]
    rows = [[name, f"A{number % 3}", "甲"] for number, name in enumerate(names)]
    roster = roster_of(["姓名", "代表证号", "选区"], *rows)

    assert {row.person.register_number for row in data(roster)} == {""}
    assert roster.notices == ["代表编号多处重复，不能用来认人，没有采用。"]


def test_each_township_congress_numbers_its_own_deputies(roster_of):
    header = ["姓名", "代表证号", "选区", "级别"]
    rows = data(roster_of(header, ["李秋禾", "1号", "甲", "乡"], ["王芳", "1号", "乙", "乡"]))

    assert [row.outcome for row in rows] == ["import", "import"]
