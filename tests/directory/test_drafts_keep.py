"""What publishing a draft must not undo or bring along."""

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from core.rich_text import without_emptiness
from directory.models import Deputy, Station
from editing.enums import Role
from tests.editing.form_data import form_data
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


class DraftCase(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.user = UserFactory()
        AssignmentFactory(user=self.user, division=self.county, role=Role.OFFICE)
        self.client.force_login(self.user)

    def edit(self, record, **changes):
        """Submit the form of a record as it opens, with changes."""
        record = type(record).objects.get(pk=record.pk)
        url = reverse(record.snippet_viewset.get_url_name("edit"), args=[record.pk])
        data = form_data(record.get_latest_revision_as_object(), self.user, **changes)
        self.assertEqual(self.client.post(url, data).status_code, 302)
        record.refresh_from_db()
        return record


class ConfirmationTests(DraftCase):
    def confirm(self, record):
        name = record._meta.model_name
        url = reverse("wagtail_bulk_action", args=["directory", name, "confirm"])
        self.client.post(f"{url}?id={record.pk}")

    def test_a_draft_saved_before_does_not_take_the_confirmation_back(self):
        for record, field in (
            (DeputyFactory(division=self.county), "post"),
            (StationFactory(division=self.county), "telephone"),
        ):
            with self.subTest(type(record).__name__):
                self.edit(record, **{field: "10000000002"})
                self.confirm(record)

                after = self.edit(record, **{"action-publish": "1"})

                self.assertEqual(getattr(after, field), "10000000002")
                self.assertEqual(after.confirmed_on, timezone.localdate())
                self.assertEqual(after.confirmed_by, self.user)


class EmptyTextTests(DraftCase):
    def test_an_empty_biography_stays_empty(self):
        deputy = DeputyFactory(division=self.county)
        unit = ElectoralUnitFactory(term=TermFactory(congress__division=self.county))
        MandateFactory(unit=unit, deputy=deputy)

        deputy = self.edit(deputy, post="教师", **{"action-publish": "1"})

        self.assertEqual(deputy.biography, "")
        page = self.client.get(deputy.get_absolute_url())
        self.assertNotContains(page, "h-biography")

    def test_a_paragraph_without_words_is_empty(self):
        for model in (Deputy, Station):
            field = "biography" if model is Deputy else "introduction"
            for text in ('<p data-block-key="m2060"></p>', "<p>&nbsp;</p><h3> </h3>", ""):
                with self.subTest(model=model.__name__, text=text):
                    record = model(name="李秋禾", division=self.county, **{field: text})
                    record.derive()
                    self.assertEqual(getattr(record, field), "")

    def test_words_stay_as_they_are(self):
        for text in ('<p data-block-key="a1">教师。</p>', "<p>&lt;</p>"):
            self.assertEqual(without_emptiness(text), text)
