"""Photographs from an archive: whose they are, what is written, what is refused."""

import io
import json
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from directory.importers import photo_archive
from directory.importers.photo_store import head_zone, remove_if_unused
from directory.models import Deputy, DeputyIdentifier, ImportBatch
from directory.models.deputy import CARD_PHOTO, PAGE_PHOTO, PHOTO_SIZES, SMALL_PHOTO
from divisions.enums import Level
from editing.enums import Role
from files.models import DivisionImage, DivisionRendition
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    ImageFactory,
    MandateFactory,
)

from .photo_files import jpeg, outcome_of, run_photos, zipped
from .real_places import load_real_places
from .rosters import run_import

PHOTOS = settings.SHARED_DATA / "photos"


class PhotoTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        cls.town = DivisionFactory(parent=cls.county, level=Level.TOWNSHIP, name="柳湾镇")
        cls.other_town = DivisionFactory(parent=cls.county, level=Level.TOWNSHIP, name="溪口镇")

    def deputy(self, name="李秋禾", division=None, unit="", **fields):
        division = division or self.county
        deputy = DeputyFactory(name=name, division=division, **fields)
        if unit:
            MandateFactory(deputy=deputy, unit=ElectoralUnitFactory(name=unit, division=division))
        return deputy

    def run_photos(self, files, **options):
        archive = files if isinstance(files, bytes) else zipped(files)
        status, report, self.said = run_photos(archive, self.county, **options)
        self.outcomes = outcome_of(report) if report else {}
        self.reasons = {row["member"]: row["reason"] for row in report.get("files", [])}
        self.report = report
        return status


class MatchingTests(PhotoTests):
    def test_a_photo_is_hung_up_by_name(self):
        deputy = self.deputy("欧阳娜娜")

        status = self.run_photos({"欧阳娜娜.jpg": jpeg()})

        deputy.refresh_from_db()
        self.assertEqual((status, self.outcomes), (0, {"欧阳娜娜.jpg": "import"}))
        self.assertEqual(deputy.photo.division, self.county)
        self.assertRegex(deputy.photo.file.name, r"^original_images/[0-9a-f]{32}\.jpg$")
        row = self.report["files"][0]
        self.assertEqual((row["person"], row["deputy"]), ("欧阳娜娜", deputy.code))

    def test_another_spelling_of_the_name_is_the_same(self):
        deputy = self.deputy("买买提·吐尔逊")

        self.run_photos({"买买提.吐尔逊照片.jpg": jpeg()})

        deputy.refresh_from_db()
        self.assertIsNotNone(deputy.photo)

    def test_another_name_of_the_person_is_as_good_as_the_name(self):
        deputy = self.deputy("买买提·吐尔逊")
        deputy.other_names.create(name="买小山")
        deputy.save()

        self.run_photos({"买小山.jpg": jpeg()})

        deputy.refresh_from_db()
        self.assertIsNotNone(deputy.photo)

    def test_somebody_of_a_name_and_somebody_of_that_other_name_are_a_question(self):
        deputy = self.deputy("买买提·吐尔逊")
        deputy.other_names.create(name="买小山")
        deputy.save()
        self.deputy("买小山")

        self.run_photos({"买小山.jpg": jpeg()})

        self.assertEqual(self.outcomes, {"买小山.jpg": "review"})

    def test_strangers_are_listed_and_nothing_is_written_for_them(self):
        status = self.run_photos({"查无此人.jpg": jpeg()})

        self.assertEqual((status, self.outcomes), (3, {"查无此人.jpg": "unmatched"}))
        self.assertIn("查无此人.jpg", self.said)
        self.assertFalse(DivisionImage.objects.exists())

    def test_whoever_is_kept_elsewhere_is_a_stranger(self):
        self.deputy(division=DivisionFactory())

        self.run_photos({"李秋禾.jpg": jpeg()})

        self.assertEqual(self.outcomes, {"李秋禾.jpg": "unmatched"})

    def test_namesakes_are_a_question_that_an_answer_decides(self):
        first, second = self.deputy(), self.deputy(unit="第三选区")

        self.assertEqual(self.run_photos({"李秋禾.jpg": jpeg()}), 3)
        self.assertEqual(self.outcomes, {"李秋禾.jpg": "review"})
        for deputy in (first, second):
            self.assertIn(deputy.code, self.reasons["李秋禾.jpg"])
        self.assertIn("第三选区", self.reasons["李秋禾.jpg"])

        answer = [("李秋禾.jpg", second.code)]
        self.assertEqual(self.run_photos({"李秋禾.jpg": jpeg()}, answer=answer), 0)
        first.refresh_from_db()
        second.refresh_from_db()
        self.assertEqual((first.photo, self.outcomes), (None, {"李秋禾.jpg": "import"}))
        self.assertIsNotNone(second.photo)

        # Whom it shows is known from now on.
        self.assertEqual(self.run_photos({"李秋禾.jpg": jpeg()}), 0)
        self.assertEqual(self.outcomes, {"李秋禾.jpg": "unchanged"})

    def test_an_answer_may_leave_a_file_out_and_an_unused_one_is_told(self):
        self.deputy()
        self.deputy()

        status = self.run_photos(
            {"李秋禾.jpg": jpeg()}, answer=[("李秋禾.jpg", "skip"), ("别的.jpg", "skip")]
        )

        self.assertEqual((status, self.outcomes), (0, {"李秋禾.jpg": "ignore"}))
        self.assertIn("别的.jpg", self.said)

    def test_an_answer_with_an_unknown_code_decides_nothing(self):
        self.deputy()

        self.run_photos({"李秋禾.jpg": jpeg()}, answer=[("李秋禾.jpg", "zzzzzzzz")])

        self.assertEqual(self.outcomes, {"李秋禾.jpg": "review"})

    def test_unit_township_or_folder_tells_namesakes_apart(self):
        here = self.deputy(division=self.town, unit="第三选区")
        there = self.deputy(division=self.other_town, unit="第四选区")
        for name, shown in (
            ("李秋禾（第三选区）.jpg", here), ("李秋禾（第3选区）.jpg", here),
            ("溪口镇-李秋禾.jpg", there), ("溪口镇/李秋禾.jpg", there), ("柳湾镇李秋禾.jpg", here),
        ):  # fmt: skip
            with self.subTest(name=name):
                self.run_photos({name: jpeg()}, dry_run=True)
                self.assertEqual(self.report["files"][0]["deputy"], shown.code)

    def test_a_place_that_is_not_the_persons_is_a_question(self):
        self.deputy(division=self.town)

        self.run_photos({"溪口镇-李秋禾.jpg": jpeg()})

        self.assertEqual(self.outcomes, {"溪口镇-李秋禾.jpg": "review"})
        self.assertIn("溪口镇", self.reasons["溪口镇-李秋禾.jpg"])

    def test_a_place_nobody_knows_is_no_hint(self):
        self.deputy()

        self.run_photos({"2026年报送/李秋禾（新拍）.jpg": jpeg()})

        self.assertEqual(list(self.outcomes.values()), ["import"])

    def test_register_number_and_public_code_mean_one_of_namesakes(self):
        first, second = self.deputy(), self.deputy()
        DeputyIdentifier.objects.create(deputy=second, scheme="证号", identifier="A017")

        self.run_photos({"A017李秋禾.jpg": jpeg()}, register="证号", dry_run=True)
        self.assertEqual(self.report["files"][0]["deputy"], second.code)
        self.run_photos({"A017.jpg": jpeg()}, register="证号", dry_run=True)
        self.assertEqual(self.report["files"][0]["deputy"], second.code)
        self.run_photos({f"李秋禾_{first.code}.jpg": jpeg()}, dry_run=True)
        self.assertEqual(self.report["files"][0]["deputy"], first.code)

    def test_a_number_that_is_somebody_elses_is_a_question(self):
        self.deputy()
        other = self.deputy("欧阳娜娜")
        DeputyIdentifier.objects.create(deputy=other, scheme="证号", identifier="003")

        self.run_photos({"003李秋禾.jpg": jpeg()}, register="证号")

        self.assertEqual(self.outcomes, {"003李秋禾.jpg": "review"})

    def test_a_group_picture_is_a_question(self):
        self.deputy()
        self.deputy("欧阳娜娜")

        self.run_photos({"李秋禾-欧阳娜娜.jpg": jpeg()})

        self.assertEqual(self.outcomes, {"李秋禾-欧阳娜娜.jpg": "review"})

    def test_two_pictures_of_one_person_are_a_question_and_two_copies_none(self):
        self.deputy()
        files = {"李秋禾.jpg": jpeg(), "李秋禾（1）.jpg": jpeg("blue")}

        self.assertEqual(self.run_photos(files), 3)
        self.assertEqual(set(self.outcomes.values()), {"review"})

        code = Deputy.objects.get().code
        self.assertEqual(self.run_photos(files, answer=[("李秋禾（1）.jpg", code)]), 0)
        self.assertEqual(self.outcomes, {"李秋禾.jpg": "ignore", "李秋禾（1）.jpg": "import"})
        self.assertEqual(self.run_photos(files), 0)
        self.assertEqual(self.outcomes, {"李秋禾.jpg": "ignore", "李秋禾（1）.jpg": "unchanged"})

        self.run_photos({"a/李秋禾.jpg": jpeg("green"), "b/李秋禾.jpg": jpeg("green")})
        self.assertEqual(self.outcomes, {"a/李秋禾.jpg": "update", "b/李秋禾.jpg": "ignore"})

    def test_an_identity_number_in_a_name_is_shown_nowhere(self):
        self.deputy("欧阳娜娜")
        number = "110101199003077758"
        files = {f"欧阳娜娜{number}.jpg": jpeg(), f"查无此人{number}.jpg": jpeg()}

        self.run_photos(files, answer=[(f"查无此人{number}.jpg", "skip")])

        self.assertEqual(sorted(self.outcomes.values()), ["ignore", "import"])
        self.assertNotIn(number, self.said + str(self.report))

    def test_names_in_gbk_and_what_systems_leave_behind(self):
        self.deputy("欧阳娜娜")
        archive = zipped(
            {"照片/欧阳娜娜.jpg": jpeg(), "照片/Thumbs.db": b"x", "照片/说明.txt": b"x",
             "__MACOSX/照片/._欧阳娜娜.jpg": b"x", ".DS_Store": b"x"},
            flag_utf8=False, encoding="gbk",
        )  # fmt: skip

        self.assertEqual(self.run_photos(archive), 0)
        self.assertEqual(self.outcomes.pop("照片/欧阳娜娜.jpg"), "import")
        self.assertEqual(set(self.outcomes.values()), {"ignore"})


class WritingTests(PhotoTests):
    def test_the_second_import_changes_nothing(self):
        deputy = self.deputy()
        self.run_photos({"李秋禾.jpg": jpeg()})
        before = Deputy.objects.filter(pk=deputy.pk).values().get()

        status = self.run_photos({"李秋禾.jpg": jpeg()})

        self.assertEqual((status, self.outcomes), (0, {"李秋禾.jpg": "unchanged"}))
        self.assertEqual(Deputy.objects.filter(pk=deputy.pk).values().get(), before)
        self.assertEqual(DivisionImage.objects.count(), 1)

    def test_the_same_picture_with_other_camera_data_changes_nothing(self):
        self.deputy()
        exif = Image.Exif()
        exif[0x010F] = "CAMERAMAKER"
        self.run_photos({"李秋禾.jpg": jpeg()})

        self.run_photos({"李秋禾.jpg": jpeg(exif=exif)})

        self.assertEqual(self.outcomes, {"李秋禾.jpg": "unchanged"})

    def test_a_dry_run_says_the_same_and_writes_nothing(self):
        self.deputy()

        status = self.run_photos({"李秋禾.jpg": jpeg(), "坏.jpg": b"x"}, dry_run=True)

        self.assertEqual((status, self.outcomes), (3, {"李秋禾.jpg": "import", "坏.jpg": "error"}))
        self.assertFalse(DivisionImage.objects.exists())
        self.assertIsNone(Deputy.objects.get().photo)

    def test_a_replaced_picture_goes_with_its_files_when_it_cannot_come_back(self):
        deputy = self.deputy()
        self.run_photos({"李秋禾.jpg": jpeg()})
        old = DivisionImage.objects.get()
        files = [old.file.name, *(rendition.file.name for rendition in old.renditions.all())]

        self.run_photos({"李秋禾.jpg": jpeg("blue")})

        deputy.refresh_from_db()
        self.assertEqual(self.outcomes, {"李秋禾.jpg": "update"})
        self.assertEqual(DivisionImage.objects.count(), 2)
        ImportBatch.objects.update(undo_until=timezone.now())
        with self.captureOnCommitCallbacks(execute=True):
            self.run_photos({"李秋禾.jpg": jpeg("blue")})
        self.assertEqual(DivisionImage.objects.get(), deputy.photo)
        self.assertEqual(len(files), 4)
        self.assertFalse([name for name in files if default_storage.exists(name)])

    def test_a_replaced_picture_stays_while_something_else_shows_it(self):
        shared = ImageFactory(division=self.county)
        self.deputy(photo=shared)
        self.deputy("欧阳娜娜", photo=shared)

        self.run_photos({"李秋禾.jpg": jpeg()})

        self.assertTrue(DivisionImage.objects.filter(pk=shared.pk).exists())
        self.assertFalse(remove_if_unused(shared.pk))
        Deputy.objects.filter(name="欧阳娜娜").update(photo=None)
        self.assertTrue(remove_if_unused(shared.pk))

    def test_nothing_of_the_camera_is_stored(self):
        self.deputy()
        exif = Image.Exif()
        exif[0x010F] = "CAMERAMAKER"
        exif[0x0112] = 6
        exif.get_ifd(0x8825)[1] = "N"

        self.run_photos({"李秋禾.jpg": jpeg(size=(100, 200), exif=exif)})

        image = DivisionImage.objects.get()
        with image.file.open() as file:
            self.assertNotIn(b"CAMERAMAKER", file.read())
        self.assertEqual((image.width, image.height), (200, 100))

    def test_the_public_page_shows_a_size_made_by_the_import(self):
        deputy = MandateFactory(deputy=self.deputy()).deputy

        self.run_photos({"李秋禾.jpg": jpeg(size=(900, 1200))})

        self.assertEqual(
            set(DivisionRendition.objects.values_list("filter_spec", "width", "height")),
            {(SMALL_PHOTO, 80, 100), (CARD_PHOTO, 160, 200), (PAGE_PHOTO, 440, 550)},
        )
        made = DivisionRendition.objects.get(filter_spec=PAGE_PHOTO)
        page = self.client.get(deputy.get_absolute_url()).content.decode()
        self.assertIn(f'src="{made.url}"', page)
        listed = self.client.get(reverse("directory:deputy_list")).content.decode()
        self.assertIn(DivisionRendition.objects.get(filter_spec=CARD_PHOTO).url, listed)

    def test_what_is_published_keeps_the_photo_in_its_newest_revision(self):
        deputy = self.deputy()
        self.run_photos({"李秋禾.jpg": jpeg()})

        deputy.refresh_from_db()

        self.assertFalse(deputy.has_unpublished_changes)
        self.assertEqual(deputy.get_latest_revision_as_object().photo, deputy.photo)

    def test_the_edits_of_one_who_was_never_published_stay(self):
        deputy = self.deputy(live=False)
        deputy.post = "溪口村会计"
        deputy.save_revision()

        self.run_photos({"李秋禾.jpg": jpeg()})

        deputy.refresh_from_db()
        draft = deputy.get_latest_revision_as_object()
        self.assertEqual((draft.post, draft.photo), ("溪口村会计", deputy.photo))
        self.assertFalse(deputy.live)

    def test_who_has_a_draft_or_a_lock_is_left_alone(self):
        deputy = self.deputy()
        deputy.save_revision()
        self.deputy("欧阳娜娜", locked=True)

        status = self.run_photos({"李秋禾.jpg": jpeg(), "欧阳娜娜.jpg": jpeg()})

        self.assertEqual(status, 3)
        self.assertEqual(set(self.outcomes.values()), {"error"})
        self.assertIn("未发布", self.reasons["李秋禾.jpg"])
        self.assertIn("锁定", self.reasons["欧阳娜娜.jpg"])
        self.assertFalse(DivisionImage.objects.exists())

    def test_a_record_changed_meanwhile_is_told_and_not_written(self):
        self.deputy()

        def lock(archive, member):
            Deputy.objects.update(locked=True)
            return jpeg()

        with mock.patch.object(photo_archive.PhotoArchive, "read", lock):
            self.run_photos({"李秋禾.jpg": jpeg()})

        self.assertEqual(self.outcomes, {"李秋禾.jpg": "error"})
        self.assertFalse(DivisionImage.objects.exists())


class RightsTests(PhotoTests):
    def user(self, division, role=Role.APPROVER):
        return AssignmentFactory(division=division, role=role).user

    def test_the_user_writes_in_the_territory_alone(self):
        user = self.user(self.town)
        self.deputy(division=self.town)
        self.deputy("欧阳娜娜", division=self.other_town)

        status = self.run_photos({"李秋禾.jpg": jpeg(), "欧阳娜娜.jpg": jpeg()}, user=user.username)

        self.assertEqual(
            (status, self.outcomes), (3, {"李秋禾.jpg": "import", "欧阳娜娜.jpg": "error"})
        )
        image = DivisionImage.objects.get()
        self.assertEqual((image.division, image.uploaded_by_user), (self.town, user))

    def test_a_draft_of_another_territory_is_not_spoken_of(self):
        self.deputy(division=self.other_town, live=False)

        self.run_photos({"李秋禾.jpg": jpeg()}, user=self.user(self.town).username)

        self.assertEqual(self.outcomes, {"李秋禾.jpg": "unmatched"})
        self.assertEqual(self.report["files"][0]["deputy"], "")

    def test_who_may_not_publish_makes_a_draft_once(self):
        user = self.user(self.town, Role.EDITOR)
        deputy = self.deputy(division=self.town)

        for outcome in ("import", "unchanged"):
            self.run_photos({"李秋禾.jpg": jpeg()}, user=user.username)
            self.assertEqual(self.outcomes, {"李秋禾.jpg": outcome})

        deputy.refresh_from_db()
        self.assertIsNone(deputy.photo)
        self.assertTrue(deputy.has_unpublished_changes)
        self.assertIsNotNone(deputy.get_latest_revision_as_object().photo)

    def test_an_unknown_user_or_division_is_refused(self):
        self.assertEqual(self.run_photos({"李秋禾.jpg": jpeg()}, user="nobody"), 1)
        status, _, said = run_photos(zipped({"a.jpg": jpeg()}), "999999")
        self.assertEqual(status, 1)
        self.assertIn("999999", said)


def directory_entry_of(content: bytes) -> int:
    return content.index(b"PK\x01\x02")


class HostileArchiveTests(PhotoTests):
    """Archives made to harm: refused whole, or harmless."""

    def assert_refused(self, archive: bytes, reason: str):
        self.deputy()
        self.assertEqual(self.run_photos(archive), 1)
        self.assertIn(reason, self.said)
        self.assertFalse(DivisionImage.objects.exists())

    def test_names_that_lead_out_are_texts(self):
        self.deputy()
        outside = Path("/var/tmp/李秋禾.jpg")  # noqa: S108 - where nothing may appear
        files = [
            ("../../../../../../../var/tmp/李秋禾.jpg", jpeg()), (str(outside), jpeg()),
            ("C:\\Windows\\李秋禾.jpg", jpeg()), ("..\\..\\李秋禾.jpg", jpeg()),
            ("//server/share/李秋禾.jpg", jpeg()), ("C:李秋禾.jpg", jpeg()),
        ]  # fmt: skip

        self.assertEqual(self.run_photos(zipped(files)), 0)

        self.assertEqual(sorted(self.outcomes.values()), ["ignore"] * 5 + ["import"])
        self.assertFalse(outside.exists())
        self.assertRegex(DivisionImage.objects.get().file.name, r"^original_images/[0-9a-f]{32}")

    def test_a_name_with_nul_is_harmless(self):
        self.deputy()
        raw = zipped({"李秋禾.jpg#.exe": jpeg()}, flag_utf8=False)

        self.run_photos(raw.replace(b".jpg#.exe", b".jpg\0.exe"))

        self.assertEqual(list(self.outcomes.values()), ["ignore"])

    def test_a_symbolic_link_is_refused(self):
        link = zipfile.ZipInfo("李秋禾.jpg")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        self.deputy()

        self.run_photos(zipped([(link, b"/etc/passwd")]))

        self.assertEqual(self.outcomes, {"李秋禾.jpg": "error"})
        self.assertIn("链接", self.reasons["李秋禾.jpg"])

    def test_an_archive_that_inflates_a_thousandfold_is_refused(self):
        self.assert_refused(
            zipped({"李秋禾.jpg": bytes(12 * 2**20)}, method=zipfile.ZIP_DEFLATED), "远远大于"
        )

    def test_a_file_larger_than_a_picture_may_be_is_refused(self):
        self.deputy()
        with self.settings(WAGTAILIMAGES_MAX_UPLOAD_SIZE=2**20):
            self.run_photos(zipped({"李秋禾.jpg": jpeg() + bytes(2**20)}))

        self.assertEqual(self.outcomes, {"李秋禾.jpg": "error"})
        self.assertIn("超过 1 MB", self.reasons["李秋禾.jpg"])

    def test_a_directory_that_understates_a_size_brings_nothing(self):
        self.deputy()
        content = zipped({"李秋禾.jpg": bytes(9 * 2**20)}, method=zipfile.ZIP_DEFLATED)
        at = directory_entry_of(content) + 24
        lying = content[:at] + struct.pack("<I", 100) + content[at + 4 :]

        self.run_photos(lying)

        self.assertEqual(self.outcomes, {"李秋禾.jpg": "error"})

    def test_entries_that_share_their_data_are_refused(self):
        content = zipped({"李秋禾.jpg": jpeg() + bytes(5_000)})
        start = directory_entry_of(content)
        end = content.index(b"PK\x05\x06")
        entry = content[start:end]
        closing = bytearray(content[end:])
        struct.pack_into("<HHI", closing, 8, 50, 50, 50 * len(entry))

        self.assert_refused(content[:start] + entry * 50 + bytes(closing), "远远大于")

    def test_more_entries_than_anybody_has_photos_are_refused(self):
        with mock.patch.object(photo_archive, "MAX_ENTRIES", 10):
            self.assert_refused(zipped({f"{n}.jpg": b"" for n in range(11)}), "超过 10 个")
            self.assert_refused(zipped({f"{n}.jpg": b"" for n in range(30)}), "超过 10 个")

    def test_more_than_may_be_inflated_is_refused(self):
        with mock.patch.object(photo_archive, "MAX_TOTAL_BYTES", 100):
            self.assert_refused(zipped({"李秋禾.jpg": jpeg()}), "请分成几个")

    def test_a_directory_too_large_to_read_is_refused_unread(self):
        content = zipped({"李秋禾.jpg": jpeg()})
        end = content.index(b"PK\x05\x06")
        closing = bytearray(content[end:])
        struct.pack_into("<HHI", closing, 8, 1, 1, 0xFFFFFFF0)

        self.assert_refused(content[:end] + bytes(closing), "超过 5,000 个")

    def test_an_encrypted_archive_is_refused(self):
        content = bytearray(zipped({"李秋禾.jpg": jpeg()}))
        content[6] |= 1
        content[directory_entry_of(content) + 8] |= 1

        self.assert_refused(bytes(content), "密码")

    def test_an_archive_in_an_archive_is_refused(self):
        inner = zipped({"李秋禾.jpg": jpeg()})

        self.assert_refused(zipped({"照片/里面.zip": inner}), "还有压缩包")
        self.deputy("欧阳娜娜")
        self.run_photos(zipped({"欧阳娜娜.jpg": inner}))
        self.assertIn("压缩包", self.reasons["欧阳娜娜.jpg"])

    def test_other_archives_named_zip_are_refused_by_their_kind(self):
        for content, kind in (
            (b"7z\xbc\xaf\x27\x1c" + bytes(100), "7z"), (b"Rar!\x1a\x07\x01" + bytes(100), "RAR"),
            (b"\x1f\x8b\x08" + bytes(100), "gzip"), (jpeg(), "图片"), (b"hello", "不是 ZIP"),
            (b"", "空的"), (jpeg() + zipped({"李秋禾.jpg": jpeg()}), "图片"),
        ):  # fmt: skip
            with self.subTest(kind=kind):
                self.assert_refused(content, kind)

    def test_a_broken_archive_is_refused_and_a_broken_entry_alone(self):
        content = zipped({"李秋禾.jpg": jpeg(), "欧阳娜娜.jpg": jpeg("blue")})
        self.assert_refused(content[:-40], "已损坏")
        self.assert_refused(b"PK\x03\x04" + bytes(500), "已损坏")

        broken = bytearray(content)
        broken[200] ^= 0xFF
        Deputy.objects.all().delete()
        self.deputy()
        self.deputy("欧阳娜娜")
        self.assertEqual(self.run_photos(bytes(broken)), 3)
        self.assertEqual(self.outcomes, {"李秋禾.jpg": "error", "欧阳娜娜.jpg": "import"})

    def test_other_ways_of_compressing_are_refused_unread(self):
        self.deputy()

        self.run_photos(zipped({"李秋禾.jpg": bytes(2**20)}, method=zipfile.ZIP_BZIP2))

        self.assertEqual(self.outcomes, {"李秋禾.jpg": "error"})
        self.assertIn("压缩方式", self.reasons["李秋禾.jpg"])

    def test_an_archive_of_nothing_does_nothing(self):
        self.assertEqual(self.run_photos(zipped({})), 0)

    def test_a_local_head_that_tells_another_name_is_an_error(self):
        self.deputy()
        content = zipped({"李秋禾.jpg": jpeg()})

        self.run_photos(content.replace("李秋禾".encode(), "王秋禾".encode(), 1))

        self.assertEqual(self.outcomes, {"李秋禾.jpg": "error"})

    def test_a_picture_in_the_archive_is_as_suspect_as_any_other(self):
        self.deputy()
        polyglot = io.BytesIO(jpeg() + zipped({"run.js": b"alert(1)"}))

        self.run_photos({"李秋禾.jpg": polyglot.getvalue()})

        self.assertEqual(self.outcomes, {"李秋禾.jpg": "error"})
        self.assertIn("混有", self.reasons["李秋禾.jpg"])

    def test_a_field_with_another_name_needs_the_right_sum(self):
        self.deputy()
        for is_right, outcome in ((True, "import"), (False, "unmatched")):
            name = "李秋禾.jpg".encode()
            info = zipfile.ZipInfo("a.jpg")
            total = zlib.crc32(b"a.jpg") ^ (not is_right)
            info.extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, total) + name
            self.run_photos(zipped([(info, jpeg())]))
            self.assertEqual(list(self.outcomes.values()), [outcome])


class CropTests(PhotoTests):
    def test_the_head_of_a_tall_picture_stays_in_every_size(self):
        standing = Image.new("RGB", (400, 1200), "white")
        standing.paste((200, 30, 20), (100, 20, 300, 260))
        content = io.BytesIO()
        standing.save(content, "JPEG", quality=95)
        self.deputy()

        self.run_photos({"李秋禾.jpg": content.getvalue()})

        image = DivisionImage.objects.get()
        for rendition in image.get_renditions(*PHOTO_SIZES).values():
            with rendition.file.open() as file:
                shown = Image.open(file).convert("RGB")
            at = (shown.width // 2, round(shown.height * 60 / 500))
            self.assertGreater(shown.getpixel(at)[0] - shown.getpixel(at)[1], 100)

    def test_a_wide_picture_is_cropped_in_the_middle(self):
        self.assertEqual(head_zone(1600, 900), {})
        self.assertEqual(head_zone(800, 1000), {})
        self.assertEqual(head_zone(800, 1001)["focal_point_y"], 360)


@pytest.mark.real_data
class RealArchiveTests(TestCase):
    """照片_GBK文件名.zip, after the roster of the people whom it shows."""

    archive = PHOTOS / "照片_GBK文件名.zip"

    @classmethod
    def setUpTestData(cls):
        load_real_places(settings.SHARED_DATA, "44")
        run_import(
            settings.SHARED_DATA / "deputies" / "花名册.xlsx", "440300", level="city", term=6
        )

    def test_thirty_are_hung_up_one_is_a_stranger_and_two_are_ignored(self):
        expected = json.loads(self.archive.with_suffix(".expected.json").read_text("utf-8"))

        status, report, _ = run_photos(self.archive, "440300")

        self.assertEqual(status, 3)
        imported = {
            row["member"]: row["person"] for row in report["files"] if row["outcome"] == "import"
        }
        self.assertEqual(imported, {row["member"]: row["person"] for row in expected})
        outcomes = outcome_of(report)
        self.assertEqual(outcomes["照片/查无此人.jpg"], "unmatched")
        self.assertEqual(
            {name for name, outcome in outcomes.items() if outcome == "ignore"},
            {"Thumbs.db", "照片/说明.txt"},
        )
        self.assertEqual(report["summary"]["total"], 33)
        self.assertEqual(Deputy.objects.filter(photo__isnull=False).count(), 30)

        status, report, _ = run_photos(self.archive, "440300")
        self.assertEqual((status, report["summary"]["unchanged"]), (3, 30))
        self.assertEqual(DivisionImage.objects.count(), 30)
