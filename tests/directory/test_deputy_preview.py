"""What an editor sees of a deputy's page before it is published."""

from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from directory.models import Deputy
from tests.editing.form_data import form_data
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    ImageFactory,
    MandateFactory,
    UserFactory,
)

RESTRICTED = ("birth", "party", "education", "native_place", "phone", "email", "source")


class DeputyPreviewTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.town = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        cls.editor = AssignmentFactory(division=cls.town).user
        cls.root = UserFactory(is_superuser=True)
        cls.mandate = MandateFactory(
            unit__term__congress__division=cls.town, deputy__post="望溪县柳湾镇乡村医生"
        )
        cls.deputy = cls.mandate.deputy

    def setUp(self):
        self.client.force_login(self.editor)

    def preview(self, deputy: Deputy, **typed) -> HttpResponse:
        """The page as it would be with ``typed`` in the form, nothing saved."""
        viewset = Deputy.snippet_viewset
        url = (
            reverse(viewset.get_url_name("preview_on_edit"), args=[deputy.pk])
            if deputy.pk
            else reverse(viewset.get_url_name("preview_on_add"))
        )
        sent = self.client.post(url, form_data(deputy, self.root, **typed))
        self.assertEqual(sent.json(), {"is_valid": True, "is_available": True})
        return self.client.get(f"{url}?mode=&in_preview_panel=true")

    def test_shows_what_is_typed_while_the_public_page_stays(self):
        response = self.preview(self.deputy, post="青澜大学教授", biography="null")

        self.assertContains(response, "青澜大学教授")
        self.assertContains(response, self.mandate.unit.name)
        public = self.client.get(self.deputy.get_absolute_url())
        self.assertNotContains(public, "青澜大学教授")
        self.assertContains(public, "乡村医生")

    def test_shows_a_draft_that_has_no_public_page(self):
        Deputy.objects.update(live=False)

        self.assertContains(self.preview(self.deputy), "乡村医生")
        self.assertEqual(self.client.get(self.deputy.get_absolute_url()).status_code, 404)

    def test_starts_from_the_latest_draft(self):
        self.deputy.post = "已存草稿的职务"
        self.deputy.save_revision()
        url = reverse(Deputy.snippet_viewset.get_url_name("edit"), args=[self.deputy.pk])

        self.assertContains(self.client.get(url), "已存草稿的职务")
        draft = self.deputy.get_latest_revision_as_object()
        self.assertContains(self.preview(draft), "已存草稿的职务")

    def test_shows_other_names_and_a_photo_that_are_only_typed(self):
        photo = ImageFactory(division=self.town)
        self.assertNotContains(self.preview(self.deputy), "<img")

        response = self.preview(
            self.deputy, photo=photo.pk,
            **{"other_names-TOTAL_FORMS": 1, "other_names-0-name": "ئايگۈل",
               "other_names-0-language": "ug", "other_names-0-ORDER": 1},
        )  # fmt: skip

        self.assertContains(response, '<bdi lang="ug">ئايگۈل</bdi>')
        self.assertContains(response, "<img")

    def test_shows_no_more_than_the_public_will_see(self):
        marks = {name: f"M-{name}" for name in RESTRICTED}
        marks |= {"birth": "1979-05", "email": "M-email@example.org"}

        response = self.preview(self.deputy, **marks, residence=self.town.pk)

        self.assertNotContains(response, "M-")
        self.assertNotContains(response, "1979")

    def test_says_so_where_nothing_published_makes_a_page(self):
        for deputy in (DeputyFactory(division=self.town), Deputy(division=self.town)):
            with self.subTest(stored=bool(deputy.pk)):
                self.assertContains(self.preview(deputy, name="欧阳娜娜"), "还没有")

    def test_stands_in_the_frame_of_the_form_and_in_no_other(self):
        response = self.preview(self.deputy)

        self.assertEqual(response.headers["X-Frame-Options"], "SAMEORIGIN")
        self.assertIn("frame-ancestors 'self'", response.headers["Content-Security-Policy"])

    def test_what_is_foreign_is_not_previewed(self):
        url = reverse(
            Deputy.snippet_viewset.get_url_name("preview_on_edit"), args=[DeputyFactory().pk]
        )

        for answer in (self.client.get(url), self.client.post(url, {"name": "李"})):
            self.assertEqual(answer.status_code, 404)
