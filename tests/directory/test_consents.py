"""A consent is withdrawn at once, whatever drafts there are, and its proof stays."""

import datetime

from django.test import TestCase
from django.urls import reverse

from directory.consents import withdraw_consent
from directory.exceptions import ConsentRefusedError
from directory.models import Consent, Deputy
from editing.changes import changes_of
from editing.enums import Role
from tests.editing.form_data import form_data
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
    UserFactory,
)

PHONE = "10000000001"


class ConsentTests(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        term = TermFactory(congress__division=self.county)
        self.deputy = DeputyFactory(division=self.county, phone=PHONE)
        MandateFactory(unit=ElectoralUnitFactory(term=term), deputy=self.deputy)
        self.consent = Consent.objects.create(
            deputy=self.deputy, field="phone", version="2026 年版",
            given_on=datetime.date(2026, 1, 1),
        )  # fmt: skip
        self.editor, self.office = self.staff(Role.EDITOR), self.staff(Role.OFFICE)

    def staff(self, role, division=None):
        user = UserFactory()
        AssignmentFactory(user=user, division=division or self.county, role=role)
        return user

    def url(self, view):
        return reverse(Deputy.snippet_viewset.get_url_name(view), args=[self.deputy.pk])

    def edit(self, user, *, publish=False, **changes):
        """Submit the form as it opens, with changes."""
        self.client.force_login(user)
        record = Deputy.objects.get(pk=self.deputy.pk).get_latest_revision_as_object()
        data = form_data(record, user, **changes) | ({"action-publish": "1"} if publish else {})
        return self.client.post(self.url("edit"), data)

    def assert_shown(self, is_shown):
        page = self.client.get(self.deputy.get_absolute_url())
        (self.assertContains if is_shown else self.assertNotContains)(page, PHONE)

    def withdraw(self, user):
        self.client.force_login(user)
        return self.client.post(self.url("consents"), {"withdraw": self.consent.pk})

    def test_an_editor_withdraws_and_nothing_is_shown_any_more(self):
        self.assert_shown(True)
        self.client.force_login(self.editor)
        self.assertContains(self.client.get(self.url("consents")), "撤回本人电话")

        self.withdraw(self.editor)

        self.assert_shown(False)
        change = changes_of(self.deputy).first()
        self.assertEqual(change.by, self.editor)
        self.assertIsNone(change.before["consents"][0]["withdrawn_on"])
        self.assertIsNotNone(change.after["consents"][0]["withdrawn_on"])

    def test_a_draft_saved_before_does_not_renew_it(self):
        self.edit(self.editor, post="局长")

        self.withdraw(self.editor)

        self.assert_shown(False)
        self.assertTrue(Deputy.objects.get().has_unpublished_changes)
        self.edit(self.office, publish=True)
        self.assertEqual(Deputy.objects.get().post, "局长")
        self.assert_shown(False)

    def test_an_older_draft_published_as_it_lies_does_not_renew_it(self):
        self.edit(self.editor, post="局长")
        self.withdraw(self.editor)

        Deputy.objects.get().latest_revision.publish(user=self.office)

        self.assertEqual(Deputy.objects.get().post, "局长")
        self.assertIsNotNone(Consent.objects.get().withdrawn_on)

    def test_a_locked_record_is_no_obstacle(self):
        Deputy.objects.update(locked=True)

        self.withdraw(self.editor)

        self.assert_shown(False)

    def test_a_withdrawal_set_for_later_is_brought_forward(self):
        Consent.objects.update(withdrawn_on=datetime.date(2999, 1, 1))

        self.withdraw(self.editor)

        self.assert_shown(False)

    def test_what_is_withdrawn_is_not_withdrawn_again(self):
        withdraw_consent(consent=self.consent, by=self.editor)

        with self.assertRaises(ConsentRefusedError):
            withdraw_consent(consent=self.consent, by=self.editor)

    def test_a_stranger_withdraws_nothing(self):
        stranger = self.staff(Role.OFFICE, DivisionFactory())

        self.assertEqual(self.withdraw(stranger).status_code, 404)

        self.assertIsNone(Consent.objects.get().withdrawn_on)

    def test_somebody_elses_consent_is_not_withdrawn_here(self):
        other = DeputyFactory(division=self.county)
        foreign = Consent.objects.create(
            deputy=other, field="phone", version="1", given_on=datetime.date(2026, 1, 1)
        )
        self.client.force_login(self.editor)

        answer = self.client.post(self.url("consents"), {"withdraw": foreign.pk})

        self.assertEqual(answer.status_code, 404)

    def test_a_stored_consent_is_not_deleted_in_the_form(self):
        answer = self.edit(self.office, publish=True, **{"consents-0-DELETE": "on"})

        self.assertContains(answer, "已保存的不能删除")
        self.assertTrue(Consent.objects.exists())

    def test_the_form_offers_no_button_for_that(self):
        self.client.force_login(self.office)

        page = self.client.get(self.url("edit"))

        self.assertContains(page, 'id="id_consents-0-DELETE"')
        self.assertNotContains(page, 'id="id_consents-0-DELETE-button"')

    def test_a_draft_without_it_does_not_delete_it(self):
        draft = Deputy.objects.get()
        draft.consents.set([])
        draft.save_revision(user=self.office).publish(user=self.office)

        self.assertTrue(Consent.objects.exists())

    def test_a_consent_added_in_the_form_is_stored_with_the_publication(self):
        self.edit(
            self.office, publish=True,
            **{"consents-TOTAL_FORMS": "2", "consents-1-field": "email", "consents-1-id": "",
               "consents-1-version": "2026 年版", "consents-1-given_on": "2026-02-01"},
        )  # fmt: skip

        self.assertEqual(Consent.objects.count(), 2)

    def test_the_menu_beside_a_deputy_leads_there(self):
        self.client.force_login(self.editor)

        page = self.client.get(reverse(Deputy.snippet_viewset.get_url_name("list")))

        self.assertContains(page, self.url("consents"))
