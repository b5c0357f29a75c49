"""Rows of a form that may not stand together are an error at the row."""

from django.test import TestCase
from django.urls import reverse

from directory.models import Consent, Deputy
from editing.enums import Role
from tests.editing.form_data import form_data
from tests.factories import AssignmentFactory, DeputyFactory, DivisionFactory, StationFactory

TWICE = "这一项已有没有撤回的同意。"


class UniqueRowTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        cls.user = AssignmentFactory(division=cls.county, role=Role.OFFICE).user
        cls.deputy = DeputyFactory(division=cls.county)
        cls.deputy.consents.create(field="phone", version="2025 年版", given_on="2025-01-05")
        cls.deputy.save()

    def setUp(self):
        self.client.force_login(self.user)

    def post(self, record, data):
        url = reverse(record.snippet_viewset.get_url_name("edit"), args=[record.pk])
        return self.client.post(url, data | {"action-publish": "1"})

    def consent(self, number, **changes):
        typed = {"field": "phone", "version": "2026 年版", "given_on": "2026-01-05"} | changes
        return {f"consents-{number}-{name}": value for name, value in typed.items()}

    def test_a_second_standing_consent_is_an_error_at_its_row(self):
        data = form_data(self.deputy, self.user) | {"consents-TOTAL_FORMS": 2} | self.consent(1)

        response = self.post(self.deputy, data)

        self.assertContains(response, TWICE)
        self.assertEqual(self.deputy.consents.count(), 1)

    def test_one_that_is_withdrawn_leaves_room_for_the_next(self):
        Consent.objects.filter(deputy=self.deputy).update(withdrawn_on="2025-12-31")
        deputy = Deputy.objects.get(pk=self.deputy.pk)
        data = form_data(deputy, self.user) | {"consents-TOTAL_FORMS": 2} | self.consent(1)

        response = self.post(self.deputy, data)

        self.assertEqual(response.status_code, 302)
        self.assertEqual(self.deputy.consents.count(), 2)

    def test_one_that_is_removed_leaves_room_for_the_next(self):
        station = StationFactory(division=self.county)
        station.functions.create(function="study")
        station.save()
        data = form_data(station, self.user) | {
            "functions-TOTAL_FORMS": 2, "functions-0-DELETE": "1", "functions-1-function": "study",
        }  # fmt: skip

        response = self.post(station, data)

        self.assertEqual(response.status_code, 302)
        self.assertEqual(station.functions.count(), 1)

    def test_another_field_is_another_consent(self):
        data = form_data(self.deputy, self.user) | {"consents-TOTAL_FORMS": 2}

        response = self.post(self.deputy, data | self.consent(1, field="email"))

        self.assertEqual(response.status_code, 302)

    def test_a_stored_row_that_the_form_leaves_out_counts_too(self):
        data = form_data(self.deputy, self.user) | self.consent(0)
        data |= {"consents-TOTAL_FORMS": 1, "consents-INITIAL_FORMS": 0}

        response = self.post(self.deputy, data)

        self.assertContains(response, TWICE)
        self.assertEqual(self.deputy.consents.get().version, "2025 年版")

    def test_rows_of_another_kind_are_asked_in_the_same_way(self):
        station = StationFactory(division=self.county)
        station.functions.create(function="study")
        station.save()
        data = form_data(station, self.user) | {
            "functions-TOTAL_FORMS": 1, "functions-INITIAL_FORMS": 0,
            "functions-0-function": "study",
        }  # fmt: skip

        response = self.post(station, data)

        self.assertEqual(response.status_code, 200)
        self.assertEqual(station.functions.count(), 1)

    def test_rows_that_swap_what_is_unique_are_an_error_never_a_crash(self):
        self.deputy.consents.create(field="email", version="2025 年版", given_on="2025-01-05")
        self.deputy.save()
        data = form_data(self.deputy, self.user)
        fields = [data["consents-0-field"], data["consents-1-field"]]

        response = self.post(
            self.deputy, data | {"consents-0-field": fields[1], "consents-1-field": fields[0]}
        )

        self.assertContains(response, "分两次保存")
        self.assertEqual(self.deputy.consents.get(field="phone").version, "2025 年版")
