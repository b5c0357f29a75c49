"""Finding the heading of a roster and what its columns hold."""

import pytest

from core.identity_numbers import is_identity_heading
from directory.importers.exceptions import RosterFileError
from directory.importers.heading_block import MAX_COLUMNS
from directory.importers.headings import claim_of, plain
from directory.importers.roster_headers import HEADINGS, LABELS
from directory.importers.roster_layout import find_layout
from directory.importers.sheets import Cell, Merge, Sheet, SheetRow

OTHER_NAMES = {
    "name": "姓名 姓　名 代表姓名 名字 姓名（必填） *姓名 姓名： 姓名/Name Name 姓名Name 代表",
    "gender": "性别 性\n别 性別 代表性别 Gender",
    "ethnicity": "民族 族别 民族（全称）",
    "birth": "出生年月 出生日期 出生年月日 生日 出\n生\n年\n月 出生年月（岁） Birth",
    "party": "政治面貌 党派 政治面貌/党派 party",
    "education": "学历 文化程度 学历学位 学历/学位 学历（学位）",
    "post": (
        "工作单位及职务 单位职务 单位及职务 工作单位和职务 工作单位、职务 单位/职务 "
        "现工作单位及职务 工作单位及职务（职称）"
    ),
    "employer": "工作单位 单位 所在单位",
    "position": "职务 现任职务 职务/职称",
    "occupation": "职业",
    "constituency": (
        "选区 选举单位 选区/选举单位 选区（选举单位） 所在选区 所属选区 原选举单位 代表团 "
        "所在代表团 delegation 区 县（市、区） 乡镇（街道） 選區"
    ),
    "level": "代表层级 级别 层级 level",
    "term": "届次 届 届别 term",
    "group": "代表小组 所属代表小组 小组 所在小组",
    "station": "联络站 进站 联系站点 所属家站 所进驻联络站 所进驻\n联络站 代表之家 所在联络站",
    "phone": "联系电话 手机 手机号 手机号码 phone 办公电话 联系方式 本人手机 電話",
    "native_place": "籍贯",
    "deputy_class": "代表类别 代表结构 代表类型",
    "register_number": "代表证号 代表编号 register external_id",
    "division_code": "行政区划代码 division_code",
    "email": "邮箱 E-mail",
    "sequence": "序号 序 No. 序　号",
}


def sheet_row(number, texts):
    cells = {c: Cell(t) for c, t in enumerate(texts, start=1) if t not in ("", None)}
    return SheetRow(number, cells)


def layout(*rows, merges=(), hidden=()):
    """The layout of rows given as lists or as texts parted by spaces; ``_`` is a blank cell."""
    lists = [r.split() if isinstance(r, str) else r for r in rows]
    made = [sheet_row(n, ["" if t == "_" else t for t in r]) for n, r in enumerate(lists, start=1)]
    made = [row for row in made if row.cells]
    sheet = Sheet("", lambda _: iter(made), [Merge(*m) for m in merges], frozenset(hidden))
    return find_layout(sheet)


def test_every_usual_heading_is_known():
    for field, line in OTHER_NAMES.items():
        for heading in line.split(" "):
            claim = claim_of(heading)
            assert claim and claim.field == field, (heading, claim)


def test_headings_of_something_else_are_not_taken():
    for heading in (
        "备注", "照片", "年龄", "联络员", "联系人", "联络员姓名", "推荐人", "配偶", "连任届数",
        "住址", "person_id", "wikidata", "occupation_code", "入党时间", "身份证号",
    ):  # fmt: skip
        assert claim_of(heading) is None, heading


def test_no_heading_belongs_to_two_fields_or_to_papers():
    words = [word for group in HEADINGS.values() for word in group]
    assert len(words) == len(set(words))
    assert not [word for word in words if is_identity_heading(word)]
    assert all(plain(word) == word for word in words)


def test_every_field_has_a_name_for_people():
    assert HEADINGS.keys() <= LABELS.keys()


def test_the_heading_is_found_below_titles_and_notes():
    found = layout("名册", "填报单位：望溪县", [], "序号 姓名 性别 民族", "1 李敏 女 汉族")
    assert found.header_rows == [4]
    assert found.fields == {"sequence": [1], "name": [2], "gender": [3], "ethnicity": [4]}


def test_columns_may_stand_in_any_order():
    assert layout("选区 民族 姓名 性别").fields["name"] == [3]


def test_a_list_of_names_needs_no_other_column():
    assert layout("姓名", "李敏").fields == {"name": [1]}


def test_a_row_that_only_mentions_a_name_is_no_heading():
    assert layout("姓名 李敏 电话 13800000001", "性别 女 民族 汉族") is None
    assert layout("甲 姓名 乙 丙") is None
    assert layout("一 二 三", "四 五 六") is None


def test_the_heading_with_most_known_columns_counts_and_the_other_is_named():
    found = layout(
        "姓名 职务", "赵云 组长", [], "序号 姓名 性别 民族 选区", "1 李敏 女 汉族 第一选区"
    )
    assert found.header_rows == [4]
    assert found.notices == ["第 1 行也像表头，列数较少，其下的内容没有读入。"]


def test_two_rows_with_merged_groups_are_one_heading():
    found = layout(
        "序号 姓名 联系方式 _ 选区", "_ _ 手机 办公电话 _", "1 李敏 138 020 第一选区",
        merges=[(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 2, 5)],
    )  # fmt: skip
    assert found.header_rows == [1, 2]
    assert found.fields["phone"] == [3, 4]
    assert found.fields["constituency"] == [5]
    assert [c.heading for c in found.columns] == ["序号", "姓名", "手机", "办公电话", "选区"]


def test_a_group_above_the_names_is_part_of_the_heading():
    found = layout(
        "名册", "序号 基本情况 _ _ 选区", "_ 姓名 性别 民族 _", "1 李敏 女 汉族 第一选区",
        merges=[(2, 1, 3, 1), (2, 2, 2, 4), (2, 5, 3, 5)],
    )  # fmt: skip
    assert found.header_rows == [2, 3]
    assert found.fields["constituency"] == [5]
    assert found.fields["sequence"] == [1]


def test_two_rows_of_a_text_file_are_one_heading_without_merges():
    found = layout("序号 姓名 联系方式 _ 选区", "_ _ 手机 办公电话", "1 李敏 138 020 第一选区")
    assert found.header_rows == [1, 2]
    assert found.fields["phone"] == [3, 4]


def test_a_first_person_without_a_name_is_no_second_row_of_the_heading():
    found = layout("序号 姓名 性别 民族", "1 _ 女 汉族", "2 李敏 女 汉族")
    assert found.header_rows == [1]


def test_year_and_month_of_birth_in_two_columns_are_known_by_their_group():
    found = layout(
        "姓名 出生年月 _ 性别", "_ 年 月 _", merges=[(1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)]
    )
    assert found.fields["birth_year"] == [2]
    assert found.fields["birth_month"] == [3]


def test_columns_about_somebody_else_are_not_read():
    found = layout(
        "姓名 性别 联络员 _", "_ _ 姓名 电话", "李敏 女 王芳 139",
        merges=[(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4)],
    )  # fmt: skip
    assert found.fields == {"name": [1], "gender": [2]}


def test_what_hangs_under_a_known_group_is_of_its_field():
    found = layout(
        "姓名 学历 _ 性别", "_ 全日制 在职 _", merges=[(1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)]
    )
    assert found.fields["education"] == [2, 3]


def test_of_two_columns_of_one_field_the_better_is_read_and_the_other_named():
    found = layout("姓名 代表团 选区", "李敏 望溪团 第一选区")
    assert found.fields["constituency"] == [3]
    assert found.notices == ["“代表团”列没有读入：同样的内容取自“选区”列。"]


def test_employer_and_post_are_read_together_unless_one_column_holds_both():
    assert layout("姓名 单位 职务").fields.keys() == {"name", "employer", "position"}
    both = layout("姓名 单位 职务 工作单位及职务")
    assert both.fields == {"name": [1], "post": [4]}
    assert len(both.notices) == 2


def test_a_merged_heading_over_two_columns_holds_both():
    found = layout("姓名 工作单位及职务 _ 性别", merges=[(1, 2, 1, 3)])
    assert found.fields["post"] == [2, 3]


def test_unknown_columns_are_listed_but_not_read():
    found = layout("姓名 性别 备注 照片")
    assert [(c.letter, c.heading, c.field) for c in found.columns] == [
        ("A", "姓名", "name"), ("B", "性别", "gender"), ("C", "备注", ""), ("D", "照片", ""),
    ]  # fmt: skip


def test_columns_of_papers_are_dropped_and_said():
    found = layout("姓名 性别 身份证号 代表证号")
    assert [c.field for c in found.columns] == ["name", "gender", "", "register_number"]
    assert found.notices == ["“身份证号”列不读取、不保存。"]


def test_hidden_columns_are_not_read_and_said():
    found = layout("姓名 性别 民族", hidden=[3])
    assert found.fields == {"name": [1], "gender": [2]}
    assert found.notices == ["隐藏的列没有读入：民族。"]
    assert layout("姓名 性别 民族", hidden=[1]) is None


def test_two_adjacent_columns_of_names_are_refused_like_two_rosters():
    with pytest.raises(RosterFileError, match="A 列和 B 列"):
        layout("姓名 姓名 性别 选区", "甲乙 丙丁 男 第一选区")


def test_a_name_in_two_columns_under_one_merged_heading_is_one():
    found = layout("姓名 _ 性别", "欧阳 娜娜 女", merges=[Merge(1, 1, 1, 2)])

    assert found.fields["name"] == [1, 2]


def test_two_rosters_side_by_side_are_refused():
    with pytest.raises(RosterFileError, match="B 列和 E 列"):
        layout("序号 姓名 性别 序号 姓名 性别", "1 李敏 女 2 王芳 女")


def test_a_second_column_of_names_that_is_empty_harms_nothing():
    assert layout("序号 姓名 性别 姓名", "1 李敏 女 _").fields["name"] == [2]


def test_numbers_that_count_the_rows_are_no_register_numbers():
    assert "sequence" in layout("编号 姓名 性别", "1 李敏 女", "2 王芳 女").fields
    for numbers in (("0012", "0345"), ("A1", "A2"), ("3", "9")):
        rows = [f"{number} 李敏 女" for number in numbers]
        assert "register_number" in layout("编号 姓名 性别", *rows).fields, numbers
    assert "register_number" in layout("序号 编号 姓名 性别", "1 1 李敏 女").fields


def test_a_heading_wider_than_any_roster_is_cut():
    found = layout(["姓名", "性别", *(f"列{n}" for n in range(1000))])
    assert found.last_column == MAX_COLUMNS
