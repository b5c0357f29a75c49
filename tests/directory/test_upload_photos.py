"""An office uploads photographs, sees whose they are, answers, confirms, and takes them back."""

import io
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from PIL import Image

from directory.enums import BatchKind, BatchState
from directory.models import Deputy, ImportBatch
from directory.upload_forms import MOST_PICTURES
from directory.uploads import path_of
from editing.enums import Role
from files.models import DivisionImage
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    UserFactory,
)

from . import test_import_photos
from .everything import everything, media_files
from .photo_files import jpeg, zipped


def archive(files, name="照片.zip"):
    content = files if isinstance(files, bytes) else zipped(files)
    return SimpleUploadedFile(name, content, "application/zip")


def picture(name, colour="green"):
    return SimpleUploadedFile(name, jpeg(colour), "image/jpeg")


class PhotoUpload:
    """What the tests of the wizard do, for a ``county`` and its ``user``."""

    def upload(self, *files, **more):
        data = {"division": self.county.pk, "files": list(files)} | more
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(reverse("upload_photos"), data)

    def batch(self):
        return ImportBatch.objects.latest("pk")

    def url(self):
        batch = self.batch()
        return reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[batch.pk])

    def page(self, **query):
        return self.client.get(self.url(), query)

    def post(self, outcome="", **data):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(f"{self.url()}?outcome={outcome}", data)

    def outcomes(self):
        return {row["member"]: row["outcome"] for row in self.batch().report["rows"]}

    def number_of(self, member):
        return next(r["row"] for r in self.batch().report["rows"] if r["member"] == member)


class UploadTests(PhotoUpload, TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.user = UserFactory()
        AssignmentFactory(user=self.user, division=self.county, role=Role.OFFICE)
        self.client.force_login(self.user)
        self.deputy = DeputyFactory(name="李秋禾", division=self.county)

    def test_the_preview_says_whose_each_file_is_and_nothing_is_written(self):
        before = everything()

        self.upload(archive({"李秋禾.jpg": jpeg(), "查无此人.jpg": jpeg(), "坏.jpg": b"x"}))

        self.assertEqual(self.batch().state, BatchState.PREVIEW)
        self.assertEqual(
            self.outcomes(),
            {"李秋禾.jpg": "import", "查无此人.jpg": "unmatched", "坏.jpg": "error"},
        )
        self.assertContains(self.page(outcome="import"), self.deputy.code)
        self.assertContains(self.page(outcome="unmatched"), "没有找到这个姓名")
        reason = next(r["reason"] for r in self.batch().report["rows"] if r["member"] == "坏.jpg")
        self.assertContains(self.page(outcome="error"), reason)
        self.assertEqual(everything(), before)

    def test_what_is_confirmed_is_hung_up_and_undo_takes_it_back(self):
        before, files = everything(), media_files()
        self.upload(archive({"李秋禾.jpg": jpeg()}))
        self.post(confirm="1")

        self.deputy.refresh_from_db()
        self.assertEqual(self.batch().state, BatchState.DONE)
        self.assertIsNotNone(self.deputy.photo)
        self.assertEqual(self.batch().change_set.made_by, self.user)
        self.assertContains(self.page(), "撤销这次导入")
        self.post(undo="1")

        self.assertEqual(self.batch().state, BatchState.UNDONE)
        self.assertEqual((everything(), media_files()), (before, files))

    def test_undo_names_what_has_been_touched_since(self):
        self.upload(archive({"李秋禾.jpg": jpeg()}))
        self.post(confirm="1")
        deputy = Deputy.objects.get()
        deputy.photo = None
        deputy.save()

        self.assertContains(self.post(undo="1"), "后来又改过")

    def test_several_pictures_are_taken_like_an_archive(self):
        other = DeputyFactory(name="欧阳娜娜", division=self.county)

        self.upload(picture("李秋禾.jpg"), picture("欧阳娜娜.jpg", "red"))
        self.post(confirm="1")

        for deputy in (self.deputy, other):
            deputy.refresh_from_db()
            self.assertIsNotNone(deputy.photo)
        self.assertEqual(self.batch().kind, BatchKind.PHOTOS)
        self.assertEqual(self.batch().title, "2 张照片")

    def test_two_pictures_of_one_name_are_told_apart(self):
        self.upload(picture("李秋禾.jpg"), picture("李秋禾.jpg", "red"))

        self.assertEqual(self.outcomes(), {"李秋禾.jpg": "review", "李秋禾（2）.jpg": "review"})
        number = self.number_of("李秋禾（2）.jpg")
        self.post("review", decide="1", **{f"row-{number}": self.deputy.code})
        self.assertEqual(self.outcomes(), {"李秋禾.jpg": "ignore", "李秋禾（2）.jpg": "import"})

    def test_namesakes_are_asked_and_the_answer_decides(self):
        twin = DeputyFactory(name="李秋禾", division=self.county)
        MandateFactory(
            deputy=twin, unit=ElectoralUnitFactory(name="第三选区", division=self.county)
        )
        self.upload(archive({"李秋禾.jpg": jpeg()}))

        page = self.page()
        self.assertContains(page, f'value="{self.deputy.code}"')
        self.assertContains(page, f'value="{twin.code}"')
        self.assertContains(page, "第三选区")
        self.assertContains(page, "不导入这一张")
        self.post("review", decide="1", **{"row-1": twin.code})
        self.assertEqual(self.outcomes(), {"李秋禾.jpg": "import"})
        self.post(confirm="1")

        twin.refresh_from_db()
        self.deputy.refresh_from_db()
        self.assertIsNotNone(twin.photo)
        self.assertIsNone(self.deputy.photo)

    def test_a_picture_may_be_left_out(self):
        DeputyFactory(name="李秋禾", division=self.county)
        self.upload(archive({"李秋禾.jpg": jpeg()}))

        self.post("review", decide="1", **{"row-1": "skip"})

        self.assertEqual(self.outcomes(), {"李秋禾.jpg": "ignore"})

    def test_somebody_who_was_no_choice_is_no_answer(self):
        DeputyFactory(name="李秋禾", division=self.county)
        stranger = DeputyFactory(name="李秋禾", division=DivisionFactory())
        self.upload(archive({"李秋禾.jpg": jpeg()}))

        self.post("review", decide="1", **{"row-1": stranger.code})

        self.assertEqual(self.outcomes(), {"李秋禾.jpg": "review"})
        self.assertNotIn("answers", self.batch().options)

    def test_whoever_decides_sees_a_small_view_made_safe(self):
        exif = Image.Exif()
        exif[0x010F] = "CAMERAMAKER"
        self.upload(archive({"坏.jpg": b"x", "李秋禾.jpg": jpeg(size=(900, 1200), exif=exif)}))

        answer = self.page(picture="2")

        self.assertEqual(answer["Content-Type"], "image/jpeg")
        self.assertNotIn(b"CAMERAMAKER", answer.content)
        self.assertLessEqual(Image.open(io.BytesIO(answer.content)).height, 150)
        self.assertIn("private", answer["Cache-Control"])
        self.assertContains(self.page(outcome="import"), "?picture=2")
        self.assertNotContains(self.page(outcome="error"), "?picture=1")
        for number in ("1", "3", "0", "-1", "x", "../1"):
            with self.subTest(number=number):
                self.assertEqual(self.page(picture=number).status_code, 404)

    def test_the_staff_of_another_county_sees_and_changes_nothing(self):
        self.upload(archive({"李秋禾.jpg": jpeg()}))
        stranger = UserFactory()
        AssignmentFactory(user=stranger, division=DivisionFactory(), role=Role.OFFICE)
        self.client.force_login(stranger)

        self.assertEqual(self.page().status_code, 404)
        self.assertEqual(self.page(picture="1").status_code, 404)
        self.assertEqual(self.post(confirm="1").status_code, 404)
        self.upload(archive({"李秋禾.jpg": jpeg()}))
        self.assertEqual(ImportBatch.objects.count(), 1)
        self.assertFalse(DivisionImage.objects.exists())

    def test_somebody_without_rights_uploads_nothing(self):
        self.client.force_login(UserFactory())

        self.assertNotEqual(self.client.get(reverse("upload_photos")).status_code, 200)

    def test_an_editor_makes_drafts_that_an_approver_publishes_at_once(self):
        editor = UserFactory()
        AssignmentFactory(user=editor, division=self.county, role=Role.EDITOR)
        self.client.force_login(editor)
        self.upload(archive({"李秋禾.jpg": jpeg()}))
        self.post(confirm="1")
        self.post(publish="1")
        self.deputy.refresh_from_db()
        self.assertEqual((self.batch().state, self.deputy.photo), (BatchState.DRAFT, None))

        self.client.force_login(self.user)
        self.post(publish="1")

        self.deputy.refresh_from_db()
        self.assertEqual(self.batch().state, BatchState.DONE)
        self.assertIsNotNone(self.deputy.photo)

    def test_the_upload_lies_outside_public_media_for_its_owner_alone(self):
        self.upload(archive({"李秋禾.jpg": jpeg()}, name="110101199003077758.zip"))

        path = path_of(self.batch())
        self.assertFalse(path.is_relative_to(Path(settings.MEDIA_ROOT)))
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertNotIn("110101199003077758", self.batch().title)

    def test_what_cannot_be_photographs_is_refused_before_it_is_kept(self):
        many = [picture(f"{n}.jpg") for n in range(MOST_PICTURES + 1)]
        for files, said in (
            ([archive({}, name="照片.rar")], "请先解压"), (many, f"一次最多 {MOST_PICTURES} 张"),
            ([archive({}), picture("李秋禾.jpg")], "请单独上传"), ([], ""),
        ):  # fmt: skip
            with self.subTest(said=said):
                answer = self.upload(*files)
                self.assertContains(answer, said)
                self.assertFalse(ImportBatch.objects.exists())

    def test_pictures_sent_one_by_one_are_as_suspect_as_any(self):
        self.upload(
            SimpleUploadedFile("李秋禾.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            SimpleUploadedFile("../../李秋禾.png", zipped({"x.jpg": jpeg()})),
        )

        self.assertEqual(set(self.outcomes().values()), {"error"})
        with zipfile.ZipFile(path_of(self.batch())) as kept:
            self.assertFalse([name for name in kept.namelist() if "/" in name])


class HostileUploadTests(PhotoUpload, test_import_photos.HostileArchiveTests):
    """Every archive made to harm that the command is tried with, sent through the admin."""

    def run_photos(self, files, **options):
        self.assertFalse(options)
        user = UserFactory()
        AssignmentFactory(user=user, division=self.county, role=Role.OFFICE)
        self.client.force_login(user)
        self.upload(archive(files))
        self.assertEqual(self.page().status_code, 200)
        if self.batch().state == BatchState.PREVIEW:
            self.post(confirm="1")
        batch = self.batch()
        self.said = batch.message
        rows = batch.report.get("rows", [])
        for row in rows:
            self.assertIn(self.page(picture=row["row"]).status_code, {200, 404})
        self.outcomes = {row["member"]: row["outcome"] for row in rows}
        self.reasons = {row["member"]: row["reason"] for row in rows}
        if batch.state == BatchState.FAILED:
            return 1
        left_out = {"error", "review", "unmatched"} & set(self.outcomes.values())
        return 3 if left_out else 0
