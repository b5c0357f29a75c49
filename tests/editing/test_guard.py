"""The last door of the admin, and what is not installed at all."""

from django.test import TestCase
from wagtail.models import Page

from editing.enums import Role
from home.models import HomePage
from tests.factories import (
    AssignmentFactory,
    DivisionFactory,
    DivisionPageFactory,
    PlainPageFactory,
    UserFactory,
)


class GuardTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.county, cls.other = DivisionFactory(), DivisionFactory()
        cls.section = DivisionPageFactory(division=cls.county)
        cls.foreign_section = DivisionPageFactory(division=cls.other)
        cls.own = PlainPageFactory(parent=cls.section, title="本地的页")
        cls.foreign = PlainPageFactory(parent=cls.foreign_section, title="外地的页")
        cls.user = AssignmentFactory(division=cls.county, role=Role.OFFICE).user
        cls.home = HomePage.objects.get()

    def status(self, url: str, user=None) -> int:
        self.client.force_login(user or self.user)
        return self.client.get(url).status_code

    def test_a_list_asked_for_as_a_spreadsheet_is_the_list(self):
        self.client.force_login(self.user)
        answer = self.client.get("/admin/snippets/directory/proposal/?export=csv")

        self.assertEqual(answer.headers["Content-Type"].partition(";")[0], "text/html")

    def test_several_pages_are_named_only_where_all_are_ones_own(self):
        for action in ("delete", "publish", "unpublish", "move"):
            url = f"/admin/bulk/wagtailcore/page/{action}/"
            self.assertEqual(self.status(f"{url}?id={self.own.pk}"), 200)
            self.assertEqual(self.status(f"{url}?id={self.own.pk}&id={self.foreign.pk}"), 404)

    def test_all_pages_means_those_of_the_own_section(self):
        url = "/admin/bulk/wagtailcore/page/publish/?id=all"
        self.assertEqual(self.status(f"{url}&childOf={self.section.pk}"), 200)
        for parent in ("", self.home.pk, self.foreign_section.pk, "x"):
            self.assertEqual(self.status(f"{url}&childOf={parent}"), 404)
        self.assertEqual(self.status(url), 404)

    def test_what_is_no_number_is_not_found(self):
        for query in ("id=x", "id=-1", "id=1%27", f"id={self.own.pk}.5"):
            self.assertEqual(self.status(f"/admin/bulk/wagtailcore/page/delete/?{query}"), 404)
            self.assertEqual(self.status(f"/admin/bulk/directory/deputy/delete/?{query}"), 404)

    def test_an_unknown_model_is_not_found(self):
        self.assertEqual(self.status("/admin/bulk/no/such/delete/?id=1"), 404)

    def test_a_move_names_two_pages_of_ones_own(self):
        base = f"/admin/pages/{self.own.pk}/move/"
        self.assertEqual(self.status(f"{base}{self.section.pk}/confirm/"), 200)
        self.assertEqual(self.status(f"{base}{self.foreign_section.pk}/confirm/"), 404)

    def test_the_reports_of_all_are_for_superusers(self):
        root = UserFactory(is_superuser=True)
        names = ["locked", "site-history", "workflow", "workflow_tasks", "page-types-usage"]
        for name in names:
            self.assertEqual(self.status(f"/admin/reports/{name}/"), 404, name)
            self.assertEqual(self.status(f"/admin/reports/{name}/", root), 200, name)
        self.assertEqual(self.status("/admin/reports/aging-pages/"), 200)

    def test_the_menu_offers_no_report_that_is_closed(self):
        self.client.force_login(self.user)

        html = self.client.get("/admin/").content.decode()

        self.assertIn("aging-pages", html)
        for name in ("site-history", "reports/locked", "page-types-usage"):
            self.assertNotIn(name, html)

    def test_nobody_is_shown_the_settings_that_are_not_used(self):
        self.client.force_login(UserFactory(is_superuser=True))

        html = self.client.get("/admin/").content.decode()

        self.assertIn("/admin/users/", html)
        for unused in ("/admin/groups/", "/admin/collections/"):
            self.assertNotIn(unused, html)

    def test_accounts_are_for_superusers(self):
        victim = UserFactory()
        for url in ("/admin/users/", "/admin/users/new/", f"/admin/users/edit/{victim.pk}/",
                    "/admin/groups/", "/admin/sites/", "/admin/redirects/",
                    "/admin/settings/home/sitesettings/", "/admin/workflows/list/"):  # fmt: skip
            self.assertIn(self.status(url), (302, 403, 404), url)

    def test_the_public_site_is_not_guarded(self):
        self.client.force_login(self.user)

        self.assertEqual(self.client.get("/").status_code, 200)

    def test_an_anonymous_visitor_is_sent_to_the_log_in(self):
        for url in ("/admin/", f"/admin/pages/{self.own.pk}/edit/", "/admin/images/"):
            response = self.client.get(url)
            self.assertEqual(response.status_code, 302)
            self.assertIn("/admin/login/", response["Location"])

    def test_an_account_that_was_closed_is_sent_there_too(self):
        self.client.force_login(self.user)
        self.user.is_active = False
        self.user.save()

        self.assertIn("/admin/login/", self.client.get("/admin/images/")["Location"])

    def test_the_api_that_writes_is_not_installed(self):
        for user in (None, self.user, UserFactory(is_superuser=True)):
            if user:
                self.client.force_login(user)
            for url in (
                "/api/",
                "/api/v3/",
                "/api/v3/pages/",
                "/api/v2/pages/",
                f"/api/v3/pages/{self.own.pk}/",
                "/api/v3/docs/",
                "/api/v3/openapi.json/",
            ):
                self.assertEqual(self.client.get(url).status_code, 404, url)
                self.assertEqual(self.client.post(url).status_code, 404, url)

    def test_the_internal_api_lists_ones_own_pages(self):
        self.client.force_login(self.user)

        for url in ("/admin/api/main/pages/", "/admin/api/main/pages/?search=的页"):
            titles = self.client.get(url).content.decode()
            self.assertNotIn("外地", titles)
        foreign = f"/admin/api/main/pages/{self.foreign.pk}/"
        self.assertEqual(self.client.get(foreign).status_code, 404)
        self.assertEqual(self.client.post(f"{foreign}action/unpublish/").status_code, 404)
        self.assertTrue(Page.objects.get(pk=self.foreign.pk).live)
