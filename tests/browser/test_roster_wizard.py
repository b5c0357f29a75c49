"""A clerk brings a roster into the site: reads, answers, confirms, mends, and takes it back."""

from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from directory.enums import BatchState
from directory.models import (
    Congress,
    Deputy,
    DeputyGroup,
    ElectoralUnit,
    GroupMembership,
    ImportBatch,
    Mandate,
    Posting,
    Station,
    Term,
)
from divisions.models import Division
from editing.enums import Role
from tests.directory.real_places import load_real_places
from tests.factories import AssignmentFactory, DeputyGroupFactory, UserFactory

from .clerk import PASSWORD, Clerk

pytestmark = pytest.mark.browser

KEPT = (
    Congress, Term, ElectoralUnit, Deputy, Mandate, Station, Posting, DeputyGroup, GroupMembership,
)  # fmt: skip
HEADINGS = [
    "序 号", "姓　名", "性\n别", "民族", "出生年月", "工作单位\n及职务", "选　区", "届次",
    "联系电话", "代表小组",
]  # fmt: skip
ROWS = [
    [1, "周　燕", "女", "汉", 1979.05, "望溪县第一小学教师", "第十七选区", "第十八届",
     13800000001, "柳湾代表小组"],
    [2, "王桂兰", "女", "汉族", "1970年5月", "望溪县民政局局长", "县直机关选区", "十八届", "", ""],
    [3, "吴 勇", "男", "回", 1963.1, "东湾村村民", "第十七选区", 18, "13800000003", ""],
    [4, "", "男", "汉", "1981-03", "柳湾镇农技站站长", "第十七选区", 18, "", ""],
    ["柳湾镇", *[None] * 9],
    [5, "孙玉梅", "女", "汉", "1985.06", "柳湾镇卫生院医生", "第十七选区", 18, "", ""],
    [6, "孙玉梅", "女", "汉", "1985.06", "柳湾镇卫生院主治医师", "第十七选区", 18, "", ""],
    [7, "吴 勇", "男", "回", 1963.1, "东湾村村民", "第十七选区", 18, "13800000003", ""],
    ["合计", "7人", *[None] * 8],
]  # fmt: skip


def messy_roster(path: Path) -> Path:
    """A roster as an office keeps it: a title, a note, headings in row 3, a total. Invented."""
    book = Workbook()
    sheet = book.active
    sheet.title = "代表花名册"
    sheet.append(["望溪县第十八届人大代表花名册"])
    sheet.append(["填报单位：望溪县人大常委会代表工委"])
    sheet.append(HEADINGS)
    for row in ROWS:
        sheet.append(row)
    for line in (1, 2, 8):
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(HEADINGS))
    for line in (4, 6, 10):
        sheet.cell(line, 5).number_format = "General"
    sheet["E4"].number_format = "0.00"
    book.save(path)
    return path


def directory() -> dict[str, list[dict]]:
    """All that the directory holds, but for when it was written."""
    times = {"first_published_at", "last_published_at", "latest_revision_id", "live_revision_id"}
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in times}
            for row in model.objects.order_by("pk").values()
        ]
        for model in KEPT
    }


def employ(division: Division, role: Role, username: str) -> None:
    """Give ``division`` somebody who can sign in."""
    user = UserFactory(username=username)
    user.set_password(PASSWORD)
    user.save()
    AssignmentFactory(user=user, division=division, role=role)


@pytest.fixture
def clerk(visitor, tmp_path) -> Clerk:
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    return Clerk(visitor, downloads)


def upload(clerk: Clerk, file: Path, *, level: str = "", term: str = "") -> None:
    """Go through the first page; place, level and term stand there where they are known."""
    clerk.visitor.go(reverse("upload_roster"))
    if level:
        clerk.choose("select[name=level]", level)
        clerk.find("input[name=term]").send_keys(term)
    clerk.find("input[type=file]").send_keys(str(file))
    clerk.sees("把本单位的花名册原样上传")
    clerk.press("上传并检查")


def mend(path: Path, name: str) -> Path:
    """Write a name into the one empty cell of 姓名, as the remark asks."""
    book = load_workbook(path)
    sheet = book.active
    column = next(cell.column for cell in sheet[1] if cell.value.replace("\u3000", "") == "姓名")
    wrong = [line for line in range(2, sheet.max_row + 1) if not sheet.cell(line, column).value]
    assert [sheet.cell(line, column).comment.text for line in wrong] == ["缺姓名"]
    sheet.cell(wrong[0], column).value = name
    mended = path.with_name("改好的行.xlsx")
    book.save(mended)
    return mended


def test_a_roster_is_read_answered_written_mended_and_taken_back(prefecture, clerk, tmp_path):
    DeputyGroupFactory(division=prefecture.county, name="柳湾代表小组")
    employ(prefecture.county, Role.OFFICE, "clerk")
    before = directory()
    clerk.sign_in("clerk")

    upload(clerk, messy_roster(tmp_path / "花名册.xlsx"))
    _looks_at_the_preview(clerk)
    assert directory() == before

    _answers_and_confirms(clerk)
    assert Deputy.objects.filter(name__in=["周燕", "吴勇", "孙玉梅"], live=True).count() == 3
    assert Deputy.objects.get(name="王桂兰").post == "望溪县民政局局长"
    assert GroupMembership.objects.get().deputy.name == "周燕"

    clerk.press("下载没有导入的 1 行")
    upload(clerk, mend(clerk.downloaded(), "何志强"))
    clerk.sees("待确认", "确认后写入 1 行")
    clerk.press("确认导入")
    clerk.sees("已完成", "写入了什么", "何志强")
    assert Deputy.objects.filter(name="何志强", live=True).exists()

    take_all_back(clerk)
    assert directory() == before
    assert clerk.visitor.console_errors() == []


def _looks_at_the_preview(clerk: Clerk) -> None:
    clerk.sees("待确认", "工作表“代表花名册”，表头在第 3 行", "有错误 1", "可能重复 1", "缺姓名")
    clerk.find(".import-columns summary").click()
    assert clerk.find("select[name=column-F]").get_attribute("value") == "post"
    clerk.press("更新 1")
    clerk.sees("望溪县第二小学教师 → 望溪县民政局局长")
    clerk.press("新增，有提醒")
    clerk.sees("吴勇", "1963-10")


def _answers_and_confirms(clerk: Clerk) -> None:
    clerk.press("可能重复 1")
    clerk.choose("select[name^=row-]", "不导入这一行")
    clerk.press("保存答复，重新检查")
    clerk.sees("待确认", "确认后写入 4 行，1 行不写入")
    clerk.press("确认导入")
    clerk.sees("已完成", "写入了什么", "下载没有导入的 1 行")


def take_all_back(clerk: Clerk) -> None:
    """Undo every import, the latest first."""
    for batch in ImportBatch.objects.order_by("-pk"):
        name = ImportBatch.snippet_viewset.get_url_name("edit")
        clerk.visitor.go(reverse(name, args=[batch.pk]))
        clerk.press("撤销这次导入")
        clerk.sees("已撤销这次导入")


def test_what_an_editor_imports_is_published_by_one_button_of_an_approver(
    prefecture, clerk, tmp_path
):
    employ(prefecture.county, Role.EDITOR, "editor")
    employ(prefecture.county, Role.APPROVER, "approver")
    file = messy_roster(tmp_path / "花名册.xlsx")
    clerk.sign_in("editor")
    upload(clerk, file)
    clerk.sees("确认后写入")
    clerk.press("确认导入")
    clerk.sees("待审核", "请审核人在这一页全部发布")
    assert not clerk.visitor.all("button[name=publish]")
    page = clerk.driver.current_url.removeprefix(clerk.visitor.address)
    assert not Deputy.objects.filter(name="周燕", live=True).exists()

    clerk.sign_in("approver")
    clerk.visitor.go(page)
    clerk.press("全部发布")

    clerk.sees("已完成", "已采纳 1 条代报")
    deputy = Deputy.objects.get(name="周燕")
    assert ImportBatch.objects.get().state == BatchState.DONE
    clerk.visitor.go(deputy.get_absolute_url())
    clerk.sees("望溪县第十八届人民代表大会代表")


@pytest.mark.real_data
def test_a_real_roster_is_read_written_mended_and_taken_back(clerk, shared_data, tmp_path):
    load_real_places(shared_data, "4403")
    employ(Division.objects.get(code="440300000000"), Role.OFFICE, "clerk")
    before = directory()
    clerk.sign_in("clerk")

    upload(clerk, shared_data / "deputies" / "花名册.xlsx", level="市级", term="6")
    clerk.sees("表头在第 3 行", "有错误 1", "可能重复 2", "重复的行 3", "缺姓名")
    # 14 of the 300 sit in the National People's Congress; nobody works above, so the city writes
    # them too.
    clerk.sees("确认后写入 300 行，3 行不写入")
    clerk.press("确认导入")
    clerk.sees("已完成", "下载没有导入的 3 行")
    assert Deputy.objects.count() == 300

    clerk.press("下载没有导入的 3 行")
    upload(clerk, mend(clerk.downloaded(), "何志强"))
    # The two that were doubtful beside their first writing now are changes of it.
    clerk.sees("待确认", "更新 2", "确认后写入 3 行。")
    clerk.press("确认导入")
    clerk.sees("已完成", "写入了什么")
    assert Deputy.objects.filter(name="何志强").count() == 1

    take_all_back(clerk)
    assert directory() == before
