"""Every field says who may see it, and nothing restricted leaves in public documents."""

import datetime
import json
from io import StringIO

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase

from core.visibility import (
    CONSENTED,
    PUBLIC,
    RESTRICTED,
    Visibility,
    undeclared_fields,
    visibility_of,
)
from directory.models import Consent, Deputy, DeputyIdentifier, ElectoralUnitArea, Mandate
from tests.factories import DivisionFactory, MandateFactory

OWN_APPS = {name for name in settings.INSTALLED_APPS if (settings.ROOT / name).is_dir()}


def own_models():
    """The models of the project's own apps that declare who may see them, or should."""
    for model in apps.get_models(include_auto_created=False):
        if model._meta.app_label in OWN_APPS and not model._meta.proxy:
            yield model


class DeclarationTests(SimpleTestCase):
    def test_every_field_of_every_model_is_declared(self):
        for model in own_models():
            with self.subTest(model=model._meta.label):
                self.assertEqual(undeclared_fields(model), [])

    def test_every_declared_name_is_a_field_and_every_value_a_visibility(self):
        for model in own_models():
            names = {field.name for field in model._meta.get_fields()}
            with self.subTest(model=model._meta.label):
                self.assertEqual(set(visibility_of(model)) - names, set())
                self.assertTrue(
                    all(isinstance(v, Visibility) for v in visibility_of(model).values())
                )

    def test_what_the_law_keeps_back_is_never_public(self):
        for name in ("birth", "birth_day", "party", "education", "native_place", "residence"):
            with self.subTest(name=name):
                self.assertEqual(visibility_of(Deputy)[name], RESTRICTED)
        for name in ("status", "end_ground"):
            with self.subTest(name=name):
                self.assertEqual(visibility_of(Mandate)[name], RESTRICTED)
        for name in ("phone", "email"):
            with self.subTest(name=name):
                self.assertEqual(visibility_of(Deputy)[name], CONSENTED)


class WhoAnswersDocumentTests(TestCase):
    """Markers in everything that is not public; none comes out."""

    def setUp(self):
        self.city = DivisionFactory(parent=DivisionFactory())
        self.county = DivisionFactory(parent=self.city)
        self.place = DivisionFactory(parent=self.county)
        self.mandate = MandateFactory(
            unit__term__congress__division=self.county, unit__name="第三选区",
            unit__source="标记甲一", unit__term__source="标记甲二", source="标记甲三",
            deputy_class="标记甲四", group_text="标记甲五", station_text="标记甲六",
        )  # fmt: skip
        ElectoralUnitArea.objects.create(unit=self.mandate.unit, division=self.place)
        Deputy.objects.filter(pk=self.mandate.deputy_id).update(
            party="标记乙一", education="标记乙二", native_place="标记乙三", source="标记乙四",
            phone="标记乙五", email="marker@example.org", birth="1953-11", birth_day=29,
            residence=DivisionFactory(parent=self.city, name="标记丙县"),
        )  # fmt: skip
        Consent.objects.create(
            deputy=self.mandate.deputy, field="phone", version="标记戊一",
            given_on=datetime.date(1999, 9, 9), withdrawn_on=datetime.date(1999, 9, 10),
        )  # fmt: skip
        DeputyIdentifier.objects.create(
            deputy=self.mandate.deputy, scheme="标记丁一", identifier="标记丁二"
        )

    def printed(self, *options):
        out = StringIO()
        call_command("who_answers", f"{self.place.code}:{self.place.level}", *options, stdout=out)
        return out.getvalue()

    def test_no_marker_leaves(self):
        for options in ((), ("--json",)):
            text = self.printed(*options)
            with self.subTest(options=options):
                self.assertIn("李秋禾", text)
                for marker in ("标记", "marker@", "1953", "1999-09-09", self.mandate.division_path):
                    self.assertNotIn(marker, text)

    def test_document_holds_public_fields_alone(self):
        deputy = json.loads(self.printed("--json"))["deputies"][0]

        self.assertEqual(
            set(deputy), {"code", "name", "level", "congress", "term", "unit", "part", "reason"}
        )
        for name in ("code", "name"):
            self.assertEqual(visibility_of(Deputy)[name], PUBLIC)
