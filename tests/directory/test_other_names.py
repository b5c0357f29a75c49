"""People are found by their other names (民族文字、曾用名), in the public list and in the admin."""

from importlib import import_module

from django.apps import apps
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import Deputy, DeputyLink, OtherName
from editing.enums import Role
from tests.factories import AssignmentFactory, MandateFactory

UYGHUR = "ئايگۈل مەمەت"

fold = import_module("directory.migrations.0020_other_names_folded").fold


class OtherNameTests(TestCase):
    def setUp(self):
        self.deputy = MandateFactory(deputy__name="阿依古丽·买买提").deputy
        MandateFactory(deputy__name="周望舒")
        for name, language in ((UYGHUR, "ug"), ("Aygul Memet", "en"), ("買　小花", "")):
            self.deputy.other_names.create(name=name, language=language)
        self.deputy.save()

    def found(self, text):
        return [deputy.name for deputy in Deputy.objects.named(text)]

    def test_a_part_of_another_name_finds_the_person_once(self):
        for text in ("ئايگۈل", "مەمەت", UYGHUR, "Aygul", "aygulme", "买小花", "小花", "买"):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), ["阿依古丽·买买提"])

    def test_what_is_no_name_of_anybody_finds_nobody(self):
        for text in ("memet", "ئاي گۈن", ""):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), [])

    def test_a_changed_name_is_found_under_the_new_one_alone(self):
        other = OtherName.objects.get(language="en")
        other.name = "Rena"
        other.save()

        self.assertEqual((self.found("aygul"), self.found("rena")), ([], ["阿依古丽·买买提"]))

    def test_names_stored_before_are_folded(self):
        OtherName.objects.update(folded_name="")

        fold(apps, None)

        self.assertEqual(self.found("ئايگۈل"), ["阿依古丽·买买提"])

    def test_public_list_and_search_find_it_with_no_more_queries(self):
        for url in (reverse("directory:deputy_list"), reverse("home:search")):
            counts = []
            for text in ("阿依古丽", "ئايگۈل"):
                with CaptureQueriesContext(connection) as queries:
                    page = self.client.get(url, {"q": text})
                counts.append(len(queries))
                self.assertContains(page, "阿依古丽·买买提")
                self.assertNotContains(page, "周望舒")
            self.assertEqual(counts[0], counts[1])

    def test_lists_of_the_admin_find_it(self):
        mandate = self.deputy.mandates.get()
        user = AssignmentFactory(division=mandate.division, role=Role.OFFICE).user
        self.client.force_login(user)
        DeputyLink.objects.create(
            division=mandate.division, deputy=self.deputy, linker_name="赵行远"
        )  # fmt: skip
        for record in (self.deputy, mandate, self.deputy.links.get()):
            url = reverse(record.snippet_viewset.get_url_name("list"))
            with self.subTest(model=type(record).__name__):
                page = self.client.get(url, {"q": "ئايگۈل"})
                self.assertEqual(list(page.context["object_list"]), [record])

    def test_drafts_are_not_found_by_the_public(self):
        self.deputy.live = False
        self.deputy.save()

        page = self.client.get(reverse("directory:deputy_list"), {"q": "ئايگۈل"})

        self.assertNotContains(page, "阿依古丽·买买提")
