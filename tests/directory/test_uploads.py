"""An office uploads its roster, decides, confirms, mends what was rejected, and takes it back."""

import datetime
import io
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.levels import CongressLevel
from directory.enums import BatchState, UnitKind
from directory.models import ColumnChoice, Congress, Deputy, ImportBatch, Mandate, Proposal, Station
from directory.retention import purge_uploads
from directory.uploads import path_of, upload_roster
from editing.enums import Role
from tests.directory.rosters import HEADINGS
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    StationFactory,
    TermFactory,
    UserFactory,
)

IDENTITY = "110101199001011237"


def roster(*people, headings=None):
    """A CSV file with these people."""
    fields = list(dict.fromkeys(field for person in people for field in person))
    lines = [[(headings or HEADINGS).get(field, field) for field in fields]]
    lines += [[person.get(field, "") for field in fields] for person in people]
    text = "\n".join(",".join(line) for line in lines)
    return SimpleUploadedFile("名册.csv", text.encode())


LI = {"name": "李敏", "constituency": "第一选区", "post": "教师"}
NOBODY = {
    "name": "", "constituency": "第二选区", "post": "=1+1", "gender": "男", "birth": "1979-05",
    "education": "本科",
}  # fmt: skip


class UploadTests(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.user = UserFactory()
        AssignmentFactory(user=self.user, division=self.county, role=Role.OFFICE)
        self.client.force_login(self.user)

    def upload(self, file, **more):
        data = {"division": self.county.pk, "level": "county", "term": 18, "file": file} | more
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(reverse("upload_roster"), data)

    def batch(self):
        return ImportBatch.objects.latest("pk")

    def page(self, **query):
        url = reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[self.batch().pk])
        return self.client.get(url, query)

    def post(self, **data):
        url = reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[self.batch().pk])
        outcome = data.pop("outcome", "")
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(f"{url}?outcome={outcome}", data)

    def test_an_upload_is_read_and_nothing_is_written(self):
        self.upload(roster(LI, NOBODY))

        self.assertEqual(self.batch().state, BatchState.PREVIEW)
        self.assertFalse(Deputy.objects.exists())
        page = self.page(outcome="import")
        self.assertContains(page, "李敏")
        self.assertContains(page, "确认导入")

    def test_what_is_confirmed_is_written_and_the_rest_is_listed(self):
        self.upload(roster(LI, NOBODY))
        self.post(confirm="1")

        self.assertEqual(self.batch().state, BatchState.DONE)
        self.assertEqual(Deputy.objects.get().name, "李敏")
        self.assertTrue(Deputy.objects.get().live)
        self.assertContains(self.page(), "没有导入的 1 行")

    def test_the_rejected_rows_come_back_with_remarks_and_as_text(self):
        self.upload(roster(LI, NOBODY | {"身份证号": IDENTITY}))

        answer = self.page(rejected="1")

        book = load_workbook(io.BytesIO(answer.content))
        cells = {cell.value: cell for row in book.active.iter_rows() for cell in row if cell.value}
        self.assertIn("姓名", cells)
        self.assertNotIn("李敏", cells)
        self.assertEqual(cells["=1+1"].data_type, "s")
        self.assertNotIn(IDENTITY.encode(), answer.content)
        self.assertNotIn("身份证号", cells)
        self.assertTrue([c for row in book.active.iter_rows() for c in row if c.comment])

    def test_a_mended_file_is_taken_again(self):
        self.upload(roster(LI, NOBODY))
        self.post(confirm="1")
        book = load_workbook(io.BytesIO(self.page(rejected="1").content))
        sheet = book.active
        column = next(c.column for c in sheet[1] if c.value == "姓名")
        sheet.cell(2, column).value = "王桂兰"
        stream = io.BytesIO()
        book.save(stream)

        self.upload(SimpleUploadedFile("改好的.xlsx", stream.getvalue()))
        self.post(confirm="1")

        self.assertEqual(set(Deputy.objects.values_list("name", flat=True)), {"李敏", "王桂兰"})

    def test_undo_takes_all_of_it_back(self):
        self.upload(roster(LI))
        self.post(confirm="1")
        self.post(undo="1")

        self.assertEqual(self.batch().state, BatchState.UNDONE)
        self.assertFalse(Deputy.objects.exists() or Mandate.objects.exists())

    def test_undo_says_what_has_been_touched_since(self):
        self.upload(roster(LI))
        self.post(confirm="1")
        deputy = Deputy.objects.get()
        deputy.post = "校长"
        deputy.save()

        answer = self.post(undo="1")

        self.assertContains(answer, "后来又改过")
        self.assertTrue(Deputy.objects.exists())

    def test_an_answer_settles_a_doubtful_row(self):
        twin = LI | {"post": "医生"}
        self.upload(roster(LI, twin))
        asked = [row for row in self.batch().report["rows"] if row["outcome"].startswith("review")]
        self.assertEqual(len(asked), 1)
        outcome, number = asked[0]["outcome"], asked[0]["row"]

        self.post(decide="1", outcome=outcome, **{f"row-{number}": "new"})
        self.post(confirm="1")

        self.assertEqual(Deputy.objects.filter(name="李敏").count(), 2)

    def doubtful(self, *people):
        """Upload the rows; return outcome and number of the one that is asked about."""
        self.upload(roster(*people))
        asked = [row for row in self.batch().report["rows"] if row["outcome"].startswith("review")]
        self.assertEqual(len(asked), 1)
        return asked[0]["outcome"], asked[0]["row"]

    def test_answers_typed_before_confirming_are_kept_and_shown_first(self):
        outcome, number = self.doubtful(LI, LI | {"post": "医生"})

        self.post(confirm="1", outcome=outcome, **{f"row-{number}": "new"})

        self.assertEqual(self.batch().state, BatchState.PREVIEW)
        self.assertFalse(Deputy.objects.exists())
        self.assertEqual(self.batch().options["answers"], {str(number): "new"})

        self.post(confirm="1")
        self.assertEqual(Deputy.objects.count(), 2)

    def test_an_answer_is_changed_and_taken_back(self):
        outcome, number = self.doubtful(LI, LI | {"post": "医生"})
        self.post(decide="1", outcome=outcome, **{f"row-{number}": "new"})
        self.assertContains(self.page(outcome="answered"), "已答复 <b>1</b>")

        self.post(decide="1", outcome="answered", **{f"row-{number}": "skip"})
        self.assertEqual(self.batch().options["answers"], {str(number): "skip"})
        self.post(decide="1", outcome="answered", **{f"row-{number}": ""})

        self.assertEqual(self.batch().options["answers"], {})
        self.assertEqual(self.batch().report["rows"][1]["outcome"], outcome)

    def test_an_answer_that_is_no_choice_is_refused_aloud(self):
        outcome, number = self.doubtful(LI, LI | {"post": "医生"})
        self.post(decide="1", outcome=outcome, **{f"row-{number}": "nobody"})

        self.assertContains(self.page(), "答复没有保存")
        self.assertEqual(self.batch().options.get("answers", {}), {})

    def test_of_two_namesakes_the_one_that_is_meant_is_chosen(self):
        old = TermFactory(congress__division=self.county, number=17)
        people = [
            MandateFactory(
                unit=ElectoralUnitFactory(term=old), deputy__name="李敏",
                deputy__division=self.county,
            ).deputy
            for _ in range(2)
        ]  # fmt: skip
        outcome, number = self.doubtful(LI)
        for deputy in people:
            self.assertContains(self.page(), f'value="{deputy.code}"')

        self.post(decide="1", outcome=outcome, **{f"row-{number}": people[1].code})
        self.post(confirm="1")

        self.assertEqual(people[1].mandates.count(), 2)
        self.assertEqual(Deputy.objects.count(), 2)

    def test_two_columns_are_not_both_the_name(self):
        self.upload(roster(LI))
        columns = self.batch().report["columns"]
        said = {f"column-{letter}": field for letter, _, field in columns}

        self.post(columns="1", **said | {f"column-{columns[1][0]}": "name"})

        self.assertContains(self.page(), "每项只能选一列")
        self.assertEqual(self.batch().options["columns"], {})

    def test_what_stopped_half_way_is_done_again_once_it_is_surely_dead(self):
        self.upload(roster(LI))
        dead = timezone.now() - datetime.timedelta(minutes=11)
        ImportBatch.objects.update(state=BatchState.WRITING)
        self.assertNotContains(self.page(), "重新处理")
        self.post(retry="1")
        self.assertFalse(Deputy.objects.exists())

        ImportBatch.objects.update(moved_at=dead)
        self.assertContains(self.page(), "重新处理")
        self.post(retry="1")

        self.assertEqual(self.batch().state, BatchState.DONE)
        self.assertEqual(Deputy.objects.count(), 1)

    def test_a_preview_tells_nothing_of_people_kept_elsewhere(self):
        prefecture = self.county.parent
        deputy = DeputyFactory(
            division=prefecture, name="李敏", phone="13911112222", native_place="湖南邵阳",
            education="大学", birth="1970-04",
        )  # fmt: skip
        term = TermFactory(congress__division=prefecture, number=18)
        unit = ElectoralUnitFactory(
            term=term, kind=UnitKind.ELECTING_UNIT, name=self.county.name, division=self.county
        )
        MandateFactory(unit=unit, deputy=deputy)
        row = {"name": "李敏", "constituency": self.county.name, "level": "市级"}
        guess = row | {"phone": "13900000000", "native_place": "甲", "education": "乙"}
        right = row | {"phone": "13911112222", "native_place": "湖南邵阳", "education": "大学"}
        told = []
        for person in (guess, right):
            self.upload(roster(person))
            report = self.batch().report
            told.append((report["notices"], report["rows"][0]["outcome"],
                         report["rows"][0]["changes"], report["rows"][0]["issues"]))  # fmt: skip
            for secret in ("湖南邵阳", "大学", "13911112222"):
                if secret not in str(person.values()):
                    self.assertNotIn(secret, str(report))
        self.assertEqual(told[0], told[1])

        self.post(confirm="1")
        self.assertFalse(Proposal.objects.exists())
        self.upload(roster(guess))
        self.post(confirm="1")
        self.assertEqual(Proposal.objects.get().division, prefecture)
        deputy.refresh_from_db()
        self.assertEqual(deputy.phone, "13911112222")

    def test_an_office_that_works_alone_keeps_its_deputies_to_higher_congresses(self):
        province = self.county.parent.parent
        self.upload(roster(LI | {"level": "省级", "constituency": self.county.parent.name}))
        self.post(confirm="1")

        mandate = Mandate.objects.get()
        self.assertEqual(mandate.term.congress.division, province)
        self.assertEqual((mandate.division, mandate.deputy.division), (self.county, self.county))
        self.assertTrue(mandate.live and mandate.term.live and mandate.term.congress.live)

    def test_an_office_that_works_alone_takes_back_what_it_made_above(self):
        self.upload(roster(LI | {"level": "省级", "constituency": self.county.parent.name}))
        self.post(confirm="1")

        self.post(undo="1")

        self.assertEqual(self.batch().state, BatchState.UNDONE)
        self.assertFalse(Mandate.objects.exists())
        self.assertFalse(Congress.objects.filter(division=self.county.parent.parent).exists())

    def test_what_was_made_above_is_not_taken_back_once_somebody_works_there(self):
        self.upload(roster(LI | {"level": "省级", "constituency": self.county.parent.name}))
        self.post(confirm="1")
        AssignmentFactory(user=UserFactory(), division=self.county.parent.parent, role=Role.EDITOR)

        self.post(undo="1")

        self.assertContains(self.page(), "其中有您无权处理的人民代表大会")
        self.assertEqual(Mandate.objects.count(), 1)

    def test_where_somebody_works_above_it_is_proposed_and_not_to_be_mended(self):
        AssignmentFactory(user=UserFactory(), division=self.county.parent.parent, role=Role.EDITOR)
        self.upload(roster(LI, LI | {"level": "省级", "constituency": self.county.parent.name}))
        page = self.page(outcome="proposed")

        self.assertContains(page, "已转为建议 <b>1</b>")
        self.assertNotContains(page, "没有导入的")

    def test_whoever_keeps_one_station_uploads_no_roster(self):
        user = UserFactory()
        AssignmentFactory(
            user=user, division=self.county, role=Role.EDITOR,
            scope_type=ContentType.objects.get_for_model(Station),
            scope_id=StationFactory(division=self.county).pk,
        )  # fmt: skip
        self.client.force_login(user)

        self.assertNotEqual(self.client.get(reverse("upload_roster")).status_code, 200)

    def test_what_would_change_is_shown_old_beside_new(self):
        self.upload(roster(LI))
        self.post(confirm="1")
        self.upload(roster(LI | {"post": "校长"}))

        page = self.page(outcome="update")

        self.assertContains(page, "<del>教师</del>")
        self.assertContains(page, "<ins>校长</ins>")

    def test_a_column_that_was_not_known_is_named_and_remembered(self):
        headings = HEADINGS | {"post": "在哪儿高就"}
        self.upload(roster(LI, headings=headings))
        letter = next(c[0] for c in self.batch().report["columns"] if c[1] == "在哪儿高就")
        columns = {f"column-{c[0]}": c[2] for c in self.batch().report["columns"]}

        self.post(columns="1", **columns | {f"column-{letter}": "post"})
        self.post(confirm="1")

        self.assertEqual(Deputy.objects.get().post, "教师")
        self.assertEqual(ColumnChoice.objects.get().columns, {letter: "post"})
        self.upload(roster(LI | {"name": "王桂兰"}, headings=headings))
        self.post(confirm="1")
        self.assertEqual(Deputy.objects.get(name="王桂兰").post, "教师")

    def test_what_cannot_be_read_says_why(self):
        self.upload(SimpleUploadedFile("名册.xlsx", b"not a workbook"))

        self.assertEqual(self.batch().state, BatchState.FAILED)
        self.assertContains(self.page(), "xlsx")

    def test_other_kinds_of_files_are_refused_before_they_are_kept(self):
        answer = self.upload(SimpleUploadedFile("名册.exe", b"MZ"))

        self.assertContains(answer, "请上传")
        self.assertFalse(ImportBatch.objects.exists())

    def test_a_foreign_division_is_no_choice(self):
        answer = self.upload(roster(LI), division=DivisionFactory().pk)

        self.assertEqual(answer.status_code, 200)
        self.assertFalse(ImportBatch.objects.exists())

    def test_the_staff_of_another_county_finds_no_page(self):
        self.upload(roster(LI))
        stranger = UserFactory()
        AssignmentFactory(user=stranger, division=DivisionFactory(), role=Role.OFFICE)
        self.client.force_login(stranger)

        self.assertEqual(self.page().status_code, 404)
        self.assertEqual(self.page(rejected="1").status_code, 404)
        self.assertEqual(self.post(confirm="1").status_code, 404)

    def test_somebody_without_rights_uploads_nothing(self):
        self.client.force_login(UserFactory())

        self.assertNotEqual(self.client.get(reverse("upload_roster")).status_code, 200)

    def test_an_editor_makes_drafts_that_an_approver_publishes_at_once(self):
        editor = UserFactory()
        AssignmentFactory(user=editor, division=self.county, role=Role.EDITOR)
        self.client.force_login(editor)
        self.upload(roster(LI))
        self.post(confirm="1")
        self.assertEqual(self.batch().state, BatchState.DRAFT)
        self.assertFalse(Deputy.objects.filter(live=True).exists())
        self.post(publish="1")
        self.assertFalse(Deputy.objects.filter(live=True).exists())

        self.client.force_login(self.user)
        self.post(publish="1")

        self.assertTrue(Deputy.objects.get().live)
        self.assertTrue(Mandate.objects.get().live)
        self.assertEqual(self.batch().state, BatchState.DONE)


class FileTests(TestCase):
    """Where the upload lies, and how long."""

    def kept(self):
        place = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        file = SimpleUploadedFile(f"{IDENTITY}.csv", "姓名,选区\n李敏,第一选区".encode())
        return upload_roster(
            place=place, level=CongressLevel.COUNTY, term=18, file=file,
            by=UserFactory(is_superuser=True),
        )  # fmt: skip

    def test_it_lies_outside_public_media_under_a_name_that_says_nothing(self):
        batch = self.kept()

        path = path_of(batch)
        self.assertFalse(path.is_relative_to(Path(settings.MEDIA_ROOT)))
        self.assertEqual(path.stem, str(batch.uuid))
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertNotIn(IDENTITY, batch.title)

    def test_it_goes_with_the_period_for_undoing(self):
        batch = self.kept()
        until = batch.undo_until
        self.assertEqual(purge_uploads(until), 0)

        self.assertEqual(purge_uploads(until + datetime.timedelta(seconds=1)), 1)
        self.assertFalse(path_of(batch).exists())
