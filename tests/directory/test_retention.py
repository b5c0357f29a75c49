"""What the daily task deletes, and what it leaves."""

import datetime
import os
import uuid
from io import StringIO
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from core.levels import CongressLevel
from directory.enums import BatchState
from directory.models import Deputy, ImportBatch
from directory.uploads import confirm, path_of, upload_roster
from editing.models import RecordChange
from tests.factories import DivisionFactory, UserFactory

UPLOADED_AT = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
PHONE = "10000000123"
ROSTER = f"姓名,选区,联系电话\n李秋禾,第一选区,{PHONE}\n,第二选区,\n"


def days(count, seconds=0):
    return UPLOADED_AT + datetime.timedelta(days=count, seconds=seconds)


class PurgeTests(TestCase):
    def setUp(self):
        self.user = UserFactory(is_superuser=True)
        self.place = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))

    def at(self, moment):
        return mock.patch("django.utils.timezone.now", return_value=moment)

    def uploaded(self, *, is_confirmed=False):
        file = SimpleUploadedFile("花名册.csv", ROSTER.encode())
        with self.at(UPLOADED_AT), self.captureOnCommitCallbacks(execute=True):
            batch = upload_roster(
                place=self.place, level=CongressLevel.COUNTY, term=18, file=file, by=self.user
            )
        if is_confirmed:
            batch.refresh_from_db()
            with self.at(UPLOADED_AT), self.captureOnCommitCallbacks(execute=True):
                confirm(batch=batch, by=self.user)
        return ImportBatch.objects.get(pk=batch.pk)

    def purge(self, moment):
        out = StringIO()
        with self.at(moment):
            call_command("purge_expired", stdout=out)
        return out.getvalue()

    def test_the_upload_and_its_rows_go_when_the_import_can_no_longer_be_undone(self):
        batch = self.uploaded(is_confirmed=True)
        self.assertEqual(batch.state, BatchState.DONE)

        self.purge(days(settings.IMPORT_UNDO_DAYS))
        self.assertTrue(path_of(batch).exists())
        self.purge(days(settings.IMPORT_UNDO_DAYS, seconds=1))

        self.assertFalse(path_of(batch).exists())
        batch.refresh_from_db()
        self.assertEqual(batch.report["rows"], [])
        self.assertNotIn(PHONE, str(batch.report))
        self.assertEqual(batch.report["summary"]["created"], 1)
        self.assertEqual(Deputy.objects.get().phone, PHONE)

    def test_the_page_of_such_an_import_says_so_and_offers_nothing_that_is_gone(self):
        batch = self.uploaded(is_confirmed=True)
        self.purge(days(settings.IMPORT_UNDO_DAYS, seconds=1))
        self.client.force_login(self.user)
        url = reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[batch.pk])

        page = self.client.get(url)

        self.assertContains(page, "已按期删除")
        self.assertNotContains(page, "rejected=1")
        self.assertNotContains(page, "撤销这次导入")
        self.assertEqual(self.client.get(url, {"rejected": "1"}).status_code, 404)

    def test_what_nobody_confirmed_goes_altogether_after_a_week(self):
        batch = self.uploaded()

        self.purge(days(7))
        self.assertTrue(ImportBatch.objects.filter(pk=batch.pk).exists())
        self.purge(days(7, seconds=1))

        self.assertFalse(ImportBatch.objects.exists())
        self.assertFalse(path_of(batch).exists())
        self.assertFalse(RecordChange.objects.filter(before__icontains=PHONE).exists())

    def test_a_file_without_an_import_goes_after_a_day_and_foreign_files_stay(self):
        folder = Path(settings.IMPORT_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        stray, foreign = folder / f"{uuid.uuid4()}.xlsx", folder / "README.txt"
        for path in (stray, foreign):
            path.write_text("x")
            os.utime(path, (UPLOADED_AT.timestamp(), UPLOADED_AT.timestamp()))
        self.addCleanup(foreign.unlink)

        self.purge(days(1))
        self.assertTrue(stray.exists())
        self.purge(days(1, seconds=1))

        self.assertFalse(stray.exists())
        self.assertTrue(foreign.exists())

    def test_ended_sessions_go(self):
        for key, until in (("ended", UPLOADED_AT), ("valid", days(2))):
            Session.objects.create(session_key=key, session_data="", expire_date=until)

        self.purge(days(1))

        self.assertEqual([each.session_key for each in Session.objects.all()], ["valid"])

    def test_a_second_run_deletes_nothing_more(self):
        self.uploaded(is_confirmed=True)
        moment = days(settings.IMPORT_UNDO_DAYS, seconds=1)

        self.assertIn("上传的文件 1", self.purge(moment))
        said = self.purge(moment)

        self.assertNotRegex(said, "[1-9]")
