"""Uploading pictures and documents in the admin, and what their addresses tell."""

import io
import json
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from PIL import Image
from wagtail.models import Collection, UploadedFile

from editing.enums import Role
from files.models import DivisionDocument, DivisionImage
from tests.factories import (
    AssignmentFactory,
    DivisionFactory,
    DocumentFactory,
    ImageFactory,
    UserFactory,
)

NAME = "张三身份证"


def picture(name: str = f"{NAME}.jpg", kind: str = "JPEG", **options) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(file, kind, **options)
    return SimpleUploadedFile(name, file.getvalue(), content_type=f"image/{kind.lower()}")


def camera_picture(kind: str, *, orientation: int = 1) -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010F] = "CAMERAMAKER"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    return picture(f"photo.{kind.lower()}", kind, exif=exif)


def paper(name: str = f"{NAME}.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4 text", content_type="application/pdf")


class UploadTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        cls.town = DivisionFactory(parent=cls.county)
        cls.elsewhere = DivisionFactory(parent=cls.county.parent, name="溪口县")
        cls.user = AssignmentFactory(division=cls.county).user

    def setUp(self):
        self.client.force_login(self.user)

    def upload(self, **typed):
        data = {"title": "人像", "file": picture()} | typed
        return self.client.post("/admin/images/add/", data)

    def test_a_picture_goes_to_the_only_territory_by_itself(self):
        self.upload()

        image = DivisionImage.objects.get()
        self.assertEqual(image.division, self.county)
        self.assertEqual(image.uploaded_by_user, self.user)
        self.assertEqual(image.collection, Collection.objects.get(depth=1))

    def test_a_picture_goes_where_it_is_sent_within_the_territory(self):
        self.upload(division=self.town.pk)

        self.assertEqual(DivisionImage.objects.get().division_path, self.town.path)

    def test_a_picture_is_not_sent_out_of_the_territory(self):
        response = self.upload(division=self.elsewhere.pk)

        self.assertEqual(response.status_code, 200)
        self.assertFalse(DivisionImage.objects.exists())

    def test_whoever_has_two_territories_has_to_choose(self):
        AssignmentFactory(user=self.user, division=self.elsewhere)

        response = self.upload()
        self.assertEqual(response.status_code, 200)
        self.upload(division=self.elsewhere.pk)

        self.assertEqual(DivisionImage.objects.get().division, self.elsewhere)

    def test_several_pictures_are_dropped_in_at_once(self):
        response = self.client.post(
            "/admin/images/multiple/add/", {"files[]": picture(), "title": "一"}
        )

        answer = json.loads(response.content)
        self.assertTrue(answer["success"])
        image = DivisionImage.objects.get(pk=answer["image_id"])
        self.assertEqual(image.division, self.county)

        prefix = f"image-{image.pk}"
        self.client.post(
            f"/admin/images/multiple/{image.pk}/",
            {
                f"{prefix}-title": "改名",
                f"{prefix}-division": self.town.pk,
                f"{prefix}-alt_text": "",
            },
        )
        image.refresh_from_db()
        self.assertEqual((image.title, image.division), ("改名", self.town))

    def test_pictures_without_a_place_wait_until_one_is_named(self):
        AssignmentFactory(user=self.user, division=self.elsewhere)

        response = self.client.post(
            "/admin/images/multiple/add/", {"files[]": picture(), "title": "一"}
        )

        answer = json.loads(response.content)
        self.assertFalse(DivisionImage.objects.exists())
        waiting = UploadedFile.objects.get(pk=answer["uploaded_file_id"])
        prefix = f"uploaded-image-{waiting.pk}"
        url = f"/admin/images/multiple/create_from_uploaded_image/{waiting.pk}/"
        self.client.post(url, {f"{prefix}-title": "一", f"{prefix}-division": self.elsewhere.pk})
        self.assertEqual(DivisionImage.objects.get().division, self.elsewhere)
        self.assertFalse(UploadedFile.objects.exists())

    def test_a_picture_is_uploaded_from_within_the_chooser(self):
        prefix = "image-chooser-upload"

        response = self.client.post(
            "/admin/images/chooser/create/",
            {f"{prefix}-title": "人像", f"{prefix}-file": picture()},
        )

        self.assertEqual(json.loads(response.content)["step"], "chosen")
        self.assertEqual(DivisionImage.objects.get().division, self.county)

    def test_the_chooser_offers_the_places_nearby_and_no_chooser_in_a_chooser(self):
        html = json.loads(self.client.get("/admin/images/chooser/").content)["html"]

        field = re.search(r"<select[^>]*image-chooser-upload-division.*?</select>", html, re.DOTALL)
        self.assertIsNotNone(field)
        self.assertEqual(field.group().count("<option"), 3)
        self.assertIn(self.town.name, field.group())

    def test_documents_are_uploaded_alike(self):
        self.client.post("/admin/documents/add/", {"title": "公告", "file": paper()})
        self.client.post("/admin/documents/multiple/add/", {"files[]": paper(), "title": "附件"})
        prefix = "document-chooser-upload"
        self.client.post(
            "/admin/documents/chooser/create/",
            {f"{prefix}-title": "表格", f"{prefix}-file": paper()},
        )

        stored = DivisionDocument.objects.values_list("title", "division")
        self.assertEqual(set(stored), {(t, self.county.pk) for t in ("公告", "附件", "表格")})

    def test_the_forms_know_neither_collections_nor_tags(self):
        for url in ("/admin/images/add/", "/admin/documents/add/"):
            for user in (self.user, UserFactory(is_superuser=True)):
                self.client.force_login(user)
                form = self.client.get(url).context["form"]
                self.assertNotIn("collection", form.fields)
                self.assertNotIn("tags", form.fields)

    def test_tags_and_collections_are_closed_to_superusers_too(self):
        self.client.force_login(UserFactory(is_superuser=True))
        image = ImageFactory()

        for action in ("add_tags", "add_to_collection"):
            url = f"/admin/bulk/files/divisionimage/{action}/?id={image.pk}"
            self.assertEqual(self.client.get(url).status_code, 404)


class RightsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.town, cls.elsewhere = DivisionFactory(), DivisionFactory()
        cls.editor = AssignmentFactory(division=cls.town).user
        cls.approver = AssignmentFactory(division=cls.town, role=Role.APPROVER).user

    def files(self, division, **kwargs) -> dict[str, object]:
        image = ImageFactory(division=division, **kwargs)
        document = DocumentFactory(division=division, **kwargs)
        return {"images": image, "documents": document}

    def shown(self, url: str) -> str:
        response = self.client.get(url)
        self.assertEqual(response.status_code, 200)
        if response["Content-Type"] == "application/json":
            return json.loads(response.content)["html"]
        return response.content.decode()

    def test_one_sees_and_finds_the_files_of_the_territory_alone(self):
        self.client.force_login(self.editor)
        kinds = self.files(self.town, title="本地的")
        self.files(self.elsewhere, title="外地的")

        for kind in kinds:
            for url in (f"/admin/{kind}/", f"/admin/{kind}/?q=地的", f"/admin/{kind}/chooser/"):
                with self.subTest(url=url):
                    self.assertIn("本地的", self.shown(url))
                    self.assertNotIn("外地的", self.shown(url))

    def test_foreign_files_are_not_found(self):
        self.client.force_login(self.approver)
        foreign = self.files(self.elsewhere)
        urls = [
            f"/admin/images/{foreign['images'].pk}/",
            f"/admin/images/{foreign['images'].pk}/delete/",
            f"/admin/images/multiple/{foreign['images'].pk}/delete/",
            f"/admin/documents/edit/{foreign['documents'].pk}/",
            f"/admin/documents/delete/{foreign['documents'].pk}/",
            f"/admin/documents/multiple/{foreign['documents'].pk}/delete/",
            f"/admin/bulk/files/divisionimage/delete/?id={foreign['images'].pk}",
            f"/admin/bulk/files/divisiondocument/delete/?id={foreign['documents'].pk}",
        ]

        for url in urls:
            self.assertEqual(self.client.post(url, {"title": "改"}).status_code, 404, url)

        self.assertEqual((DivisionImage.objects.count(), DivisionDocument.objects.count()), (1, 1))

    def test_an_editor_deletes_what_he_uploaded_and_an_approver_everything(self):
        mine = ImageFactory(division=self.town, uploaded_by_user=self.editor)
        other = ImageFactory(division=self.town)
        self.client.force_login(self.editor)
        for image in (mine, other):
            self.client.post(f"/admin/images/{image.pk}/delete/")
        self.assertEqual(list(DivisionImage.objects.all()), [other])

        self.client.force_login(self.approver)
        self.client.post(f"/admin/images/{other.pk}/delete/")

        self.assertFalse(DivisionImage.objects.exists())

    def test_what_one_uploaded_is_lost_with_the_territory(self):
        mine = ImageFactory(division=self.elsewhere, uploaded_by_user=self.editor)
        self.client.force_login(self.editor)

        self.assertEqual(self.client.post(f"/admin/images/{mine.pk}/delete/").status_code, 404)

    def test_several_files_are_deleted_at_once(self):
        own = self.files(self.town)
        self.files(self.elsewhere)
        self.client.force_login(self.approver)

        for model, file in (
            ("divisionimage", own["images"]),
            ("divisiondocument", own["documents"]),
        ):
            url = f"/admin/bulk/files/{model}/delete/?id={file.pk}"
            self.assertContains(self.client.get(url), file.title)
            self.client.post(url)

        self.assertEqual((DivisionImage.objects.count(), DivisionDocument.objects.count()), (1, 1))


class AddressTests(TestCase):
    def test_the_name_of_an_uploaded_picture_stands_nowhere_in_its_address(self):
        image = ImageFactory(title=NAME, file__filename=f"{NAME}.PNG")

        rendition = image.get_rendition("max-20x20")

        for name in (image.file.name, rendition.file.name):
            self.assertNotIn("张三", name)
            self.assertRegex(name, r"^(original_images|images)/[0-9a-f]{32}\.")
        self.assertTrue(image.file.name.endswith(".png"))

    def test_two_uploads_of_one_file_have_two_names(self):
        self.assertNotEqual(ImageFactory().file.name, ImageFactory().file.name)

    def test_the_title_of_a_picture_is_not_read_to_the_public(self):
        self.assertEqual(ImageFactory(title=NAME).default_alt_text, "")
        self.assertEqual(ImageFactory(title=NAME, alt_text="人像").default_alt_text, "人像")

    def test_what_the_camera_wrote_stays_in_the_original(self):
        specs = ("max-20x20", "width-60", "fill-30x30", "format-webp", "format-png", "original")
        for kind in ("JPEG", "WEBP", "PNG", "AVIF"):
            image = ImageFactory(file=camera_picture(kind))
            with image.file.open() as original:
                self.assertIn(b"CAMERAMAKER", original.read())

            for spec in specs:
                rendition = image.get_rendition(spec)
                with self.subTest(kind=kind, spec=spec), rendition.file.open() as copy:
                    self.assertNotIn(b"CAMERAMAKER", copy.read())

    def test_a_picture_that_lies_on_its_side_is_turned_before(self):
        image = ImageFactory(file=camera_picture("JPEG", orientation=6))

        rendition = image.get_rendition("original")

        self.assertEqual((rendition.width, rendition.height), (40, 60))

    def test_a_document_is_named_after_its_title_and_cannot_be_guessed(self):
        document = DocumentFactory(title="2026年 公告/一", file__filename=f"{NAME}.PDF")

        self.assertRegex(document.file.name, r"^documents/2026年_公告一-[0-9a-f]{16}\.pdf$")
        self.assertEqual(self.client.get(document.url).status_code, 200)
        self.assertEqual(self.client.get(f"/documents/{document.pk}/notice.pdf").status_code, 404)

    def test_originals_are_not_served_as_media(self):
        image, document = ImageFactory(), DocumentFactory()

        for file in (image.file, document.file):
            self.assertEqual(self.client.get(f"/media/{file.name}").status_code, 404)
        rendition = image.get_rendition("max-20x20")
        self.assertEqual(self.client.get(f"/media/{rendition.file.name}").status_code, 200)
