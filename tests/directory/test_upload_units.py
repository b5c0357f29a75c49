"""An office uploads its table of electoral units, confirms, and takes it back."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from directory.enums import BatchKind, BatchState
from directory.models import ElectoralUnit, ImportBatch
from divisions.enums import Level
from editing.enums import Role
from tests.factories import AssignmentFactory, DivisionFactory, UserFactory

from .everything import everything

TABLE = "选区号,选区名称,应选名额,所含村\n1,第一选区,2,东湾村\n2,第二选区,9,东湾村\n"


class UploadTests(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        town = DivisionFactory(parent=self.county, level=Level.TOWNSHIP)
        DivisionFactory(parent=town, name="东湾村")
        self.user = UserFactory()
        AssignmentFactory(user=self.user, division=self.county, role=Role.OFFICE)
        self.client.force_login(self.user)

    def upload(self, text=TABLE):
        file = SimpleUploadedFile("选区.csv", text.encode())
        data = {"division": self.county.pk, "level": "county", "term": 18, "file": file}
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(reverse("upload_units"), data)

    def url(self):
        batch = ImportBatch.objects.latest("pk")
        return reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[batch.pk])

    def post(self, **data):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.url(), data)

    def test_the_preview_shows_each_unit_and_nothing_is_written(self):
        before = everything()

        self.upload()

        batch = ImportBatch.objects.get()
        self.assertEqual((batch.kind, batch.state), (BatchKind.UNITS, BatchState.PREVIEW))
        self.assertContains(self.client.get(self.url(), {"outcome": "import"}), "第一选区")
        self.assertContains(self.client.get(self.url()), "选举法第二十五条")
        self.assertEqual(self.client.get(self.url(), {"rejected": "1"}).status_code, 404)
        self.assertEqual(everything(), before)

    def test_what_is_confirmed_is_written_and_undo_takes_it_back(self):
        before = everything()
        self.upload()
        self.post(confirm="1")

        self.assertEqual(ElectoralUnit.objects.get().seats, 2)
        batch = ImportBatch.objects.get()
        self.assertEqual((batch.state, batch.made_by), (BatchState.DONE, self.user))
        self.post(undo="1")

        self.assertEqual(everything(), before)

    def test_what_is_no_table_says_why(self):
        self.upload("这不是表格")

        self.assertEqual(ImportBatch.objects.get().state, BatchState.FAILED)
        self.assertTrue(ImportBatch.objects.get().message)
        self.assertContains(self.client.get(self.url()), ImportBatch.objects.get().message)
