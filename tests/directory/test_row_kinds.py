"""Telling people from titles, totals, notes, headings; rows that are questions or errors."""

from directory.importers.roster_issues import QUESTIONS, Code, Severity
from directory.importers.roster_rows import Issue, outcome_of

from .roster_files import HEADER, codes, data, only, person


def kinds(roster):
    return [row.kind for row in roster.rows]


# rows that are questions or errors


def test_struck_out_and_hidden_rows_and_names_that_are_formulas_are_questions(roster_of):
    roster = roster_of(
        HEADER, *[person(n, name) for n, name in enumerate(["李秋禾", "王芳", "=Z1", "赵云"], 1)],
        struck=("B2",), hidden_rows=(3,), cached={"B4": "钱进"},
    )  # fmt: skip

    assert [(row.outcome, codes(row)) for row in data(roster)] == [
        ("review", ["struck_out_row"]),
        ("review", ["hidden_row"]),
        ("review", ["name_is_formula"]),
        ("import", []),
    ]
    assert data(roster)[2].person.name == "钱进"


def test_a_name_whose_formula_has_no_result_is_a_question_in_every_kind_of_row(roster_of):
    rows = roster_of(
        HEADER, person(1, "=Z1"), [2, "=Z2"], [None, "=Z3"], [3, "=Z4", None, None, None, "柳湾镇"],
        ["合计", "=COUNTA(B2:B5)"],
    ).rows  # fmt: skip

    assert [(row.kind, row.outcome) for row in rows[1:]] == [("data", "review")] * 4 + [
        ("total", "ignore")
    ]
    for row in rows[1:5]:
        assert (codes(row), row.person) == (["name_is_formula"], None)
        assert "没有它的结果" in row.issues[0].detail


def test_a_name_whose_formula_fails_is_a_question(roster_of):
    row = only(roster_of(HEADER, person(1, "=Z1"), cached={"B2": "#N/A"}))

    assert (row.outcome, row.person) == ("review", None)


def test_people_under_a_heading_of_others_are_a_question(roster_of):
    roster = roster_of(
        HEADER, person(), ["列席人员名单"], person(2, "王芳"), ["二、福田区代表团（联络员：张三）"],
        person(3, "赵云"), ["三、上届代表"], person(4, "钱进"), ["第二小组"], person(5, "孙立"),
    )  # fmt: skip

    assert [(row.outcome, codes(row)) for row in data(roster)] == [
        ("import", []),
        ("review", ["other_people_in_heading"]),
        ("import", []),
        ("review", ["other_people_in_heading"]),
        ("review", ["other_people_in_heading", "unit_from_heading"]),
    ]
    assert "“列席人员名单”" in data(roster)[1].issues[0].detail


def test_a_row_is_struck_out_where_most_of_it_is(roster_of):
    roster = roster_of(HEADER, person(), struck=("A2", "C2", "D2", "E2", "F2"))

    assert codes(only(roster)) == ["struck_out_row"]


def test_a_single_struck_out_cell_is_empty_and_said(roster_of):
    row = only(roster_of(HEADER, person(), struck=("H2",)))

    assert row.person.phone == ""
    assert (row.outcome, codes(row)) == ("import_with_warning", ["struck_out_cell"])


def test_a_missing_name_is_an_error_with_row_and_column(roster_of):
    row = only(roster_of(HEADER, person(name=None)))

    assert (row.row, row.outcome, row.person) == (2, "error", None)
    assert [(i.column, i.code, i.severity) for i in row.issues] == [
        ("姓名", "missing_name", "error")
    ]


def test_a_row_with_more_cells_than_headings_is_an_error(roster_of):
    row = only(roster_of(HEADER, [*person(), None, "多出"]))

    assert (row.outcome, codes(row), row.person) == ("error", ["extra_cells"], None)
    assert "J" in row.issues[0].detail
    assert "多出" not in row.issues[0].detail


def test_a_doubtful_name_is_a_question(roster_of):
    for name in ("李敏、王芳", "李敏2", "空缺", "李敏（已故）"):
        assert only(roster_of(HEADER, person(name=name))).outcome == "review", name


def test_each_code_weighs_as_its_table_says():
    for code in Code:
        assert code.label
        held = code in set(QUESTIONS)
        assert not held or code.severity == Severity.REVIEW


def test_a_row_weighs_as_its_worst_issue():
    def outcome(*codes):
        return outcome_of([Issue.of_code("姓名", code) for code in codes])

    assert outcome() == "import"
    assert outcome(Code.INNER_SPACE) == "import"
    assert outcome(Code.INNER_SPACE, Code.INVALID_DATE) == "import_with_warning"
    assert outcome(Code.SAME_NAME_OTHER_LEVEL) == "import_with_warning"
    assert outcome(Code.INVALID_DATE, Code.HIDDEN_ROW) == "review"
    assert outcome(Code.HIDDEN_ROW, Code.UNKNOWN_LEVEL) == "error"


# rows that are no people


def test_titles_totals_notes_and_blanks_are_ignored(roster_of):
    roster = roster_of(
        ["望溪县第五届人大代表花名册"], ["填报单位：望溪县人大常委会"], [], HEADER,
        person(), [], [2], person(3, "王芳"),
        ["合　计", None, "2人"], ["注：本表由各代表团填报。"], ["2.代表层级填写全国、省、市。"],
        ["填表人：赵云", None, None, "审核人：钱进", None, "联系电话：0999-8022222"],
        merges=("A1:H1", "A2:H2", "A10:H10", "A11:H11"),
    )  # fmt: skip

    assert kinds(roster) == [
        "title", "subtitle", "blank", "header", "data", "blank", "sequence number only", "data",
        "total", "note", "note", "note",
    ]  # fmt: skip
    assert {row.outcome for row in roster.rows if row.kind != "data"} == {"ignore"}


def test_totals_are_known_wherever_they_stand(roster_of):
    for total in (
        ["合计"], [None, "合计", None, "3人"], ["共3人"], ["合", "计"], ["小计", None, 3],
        [None, None, None, "其中：女代表2人"], ["总人数：3"], [None, "男2人", "女1人"],
    ):  # fmt: skip
        assert kinds(roster_of(HEADER, person(), total))[-1] == "total", total


def test_names_that_begin_as_totals_and_notes_do_are_people(roster_of):
    for name in ("计春华", "共青松", "王合计", "李红旗", "王国镇", "张州", "注春"):
        rows = data(roster_of(HEADER, person(name=name)))
        assert [row.person.name for row in rows] == [name]


def test_a_heading_that_is_printed_again_is_no_person(roster_of):
    roster = roster_of(HEADER, person(), HEADER, person(2, "王芳"))

    assert kinds(roster) == ["header", "data", "repeated header", "data"]


def test_a_heading_of_two_rows_is_known_again(roster_of):
    top, bottom = ["序号", "姓名", "联系方式", None], [None, None, "手机", "办公电话"]
    roster = roster_of(
        top, bottom, [1, "李秋禾", "13800000001"], top, bottom, [2, "王芳", "13900000002"],
        merges=("A1:A2", "B1:B2", "C1:D1", "A4:A5", "B4:B5", "C4:D4"),
    )  # fmt: skip

    assert kinds(roster) == [
        "header", "header", "data", "repeated header", "repeated header", "data",
    ]  # fmt: skip


def test_a_second_table_with_other_columns_is_read_by_its_own_heading(roster_of):
    roster = roster_of(
        ["序号", "姓名", "性别", "民族", "选区"], [1, "李秋禾", "女", "汉族", "第一选区"], [],
        ["序号", "选区", "姓名", "性别"], [1, "第二选区", "王芳", "女"],
    )  # fmt: skip

    assert [(r.person.name, r.person.constituency) for r in data(roster)] == [
        ("李秋禾", "第一选区"), ("王芳", "第二选区"),
    ]  # fmt: skip
    assert roster.notices == ["第 4 行起表头不同，其下按新表头读取。"]


def test_headings_between_rows_are_no_people_and_name_the_unit_where_no_column_does(roster_of):
    roster = roster_of(
        ["序号", "姓名", "性别"], ["一、望溪镇代表团（2名）"], [1, "李秋禾", "女"], ["二、其他"],
        [2, "王芳", "女"], ["第三选区"], [3, "赵云", "男"], merges=("A2:C2", "A6:C6"),
    )  # fmt: skip

    assert kinds(roster)[1::2] == ["section heading"] * 3
    assert [(r.person.constituency, codes(r)) for r in data(roster)] == [
        ("望溪镇", ["unit_from_heading"]), ("", []), ("第三选区", ["unit_from_heading"]),
    ]  # fmt: skip


def test_headings_between_rows_do_not_change_a_unit_that_has_a_column(roster_of):
    roster = roster_of(HEADER, ["一、柳湾镇代表团（2名）"], person(), merges=("A2:H2",))

    assert only(roster).person.constituency == "第一选区"


def test_a_heading_of_another_level_makes_its_rows_questions(roster_of):
    roster = roster_of(
        ["序号", "姓名"], ["一、市人大代表（1名）"], [1, "李秋禾"], ["第一代表小组"], [2, "王芳"],
        ["二、县人大代表"], [3, "赵云"],
    )  # fmt: skip

    assert [(row.outcome, codes(row)) for row in data(roster)] == [
        ("review", ["other_level_in_heading"]),
        ("review", ["other_level_in_heading", "unit_from_heading"]),
        ("import", []),
    ]


def test_headings_in_the_column_of_names_are_no_people(roster_of):
    for line in (
        [None, "柳湾镇代表团"], ["一", "柳湾镇代表团", None, "44名"], [None, "一、柳湾镇（12名）"],
        [None, "第一代表小组"], ["（一）柳湾镇代表团44人"],
    ):  # fmt: skip
        roster = roster_of(["序号", "姓名", "性别", "民族"], line, [1, "李秋禾", "女", "汉族"])
        assert kinds(roster)[1] == "section heading", line


def test_a_line_merged_over_the_table_is_no_person(roster_of):
    header = ["姓名", "性别", "选区"]
    for line in ("其他人员", "以下为女代表", "李敏"):
        roster = roster_of(header, ["李秋禾", "女", "甲"], [line], merges=("A3:C3",))
        assert kinds(roster) == ["header", "data", "section heading"], line


def test_a_person_of_whom_little_is_known_is_one(roster_of):
    for row in ([None, "李秋禾"], [1, "李秋禾"], [None, "王国镇", "第一选区"], [1, "罗湖"]):
        assert kinds(roster_of(["序号", "姓名", "选区"], row))[1] == "data", row


# merged cells


def test_merged_cells_are_filled_down(roster_of):
    roster = roster_of(
        HEADER, person(), person(2, "王芳", 选区=None), person(3, "赵云", 选区=None),
        person(4, "钱进", 选区=None), merges=("G2:G4",),
    )  # fmt: skip

    assert [r.person.constituency for r in data(roster)] == ["第一选区"] * 3 + [""]


def test_cells_that_are_only_blank_are_not_filled(roster_of):
    roster = roster_of(HEADER, person(), person(2, "王芳", 选区=None))

    assert [r.person.constituency for r in data(roster)] == ["第一选区", ""]


def test_several_rows_of_one_merged_name_are_one_person(roster_of):
    roster = roster_of(
        HEADER, person(), [None] * 5 + ["望溪县青年联合会，副主席"], person(2, "王芳"),
        merges=("A2:A3", "B2:B3", "C2:C3"),
    )  # fmt: skip

    assert kinds(roster) == ["header", "data", "continuation", "data"]
    assert data(roster)[0].person.post == "望溪县第一中学，教师\n望溪县青年联合会，副主席"
    assert codes(data(roster)[0]) == ["joined_rows"]
