"""Every page of the admin answers, in Chinese and with its policy for scripts."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from django.apps import apps
from django.db import models
from django.http import HttpResponse
from django.test import TestCase
from django.urls import NoReverseMatch, reverse
from modelcluster.models import get_all_child_relations
from wagtail.models import Site
from wagtail.snippets.models import get_snippet_models

from accounts.models import User
from directory.models import ImportBatch, Proposal
from divisions.models import Division
from editing.models import Assignment
from files.models import DivisionDocument, DivisionImage
from home.models import SiteSettings
from tests.editing.addresses import LEFT_OUT, admin_patterns
from tests.editing.world import MARK, World, build_world

OWN_APPS = ("accounts", "directory", "divisions", "editing", "files", "home")
#: divisions, proposals and imports come by import alone
MADE_ELSEWHERE = (Division, Proposal, ImportBatch)
#: leads elsewhere, names nothing, takes no GET
NO_PAGE = {302, 404, 405}
HAN = re.compile(r"[\u4e00-\u9fff]")
#: elements that nobody reads
UNSAID = ("script", "style", "template", "svg")
FROM_ELSEWHERE = re.compile(
    r"<(?:script|img|iframe)\b[^>]*\ssrc=.(?:https?:)?//|<link\b[^>]*\shref=.(?:https?:)?//"
)


#: what may stand in Latin letters: kinds of files, names of standards, codes, and our test data
LATIN = re.compile(
    r"(?<![a-z])(?:Excel|XLSX?|CSV|TSV|TXT|ZIP|AVIF|GIF|HEIC|JPE?G|PNG|WEBP|MB|URL|ICP|BCP|ug|bo|mn|kk-Arab"
    rf"|JavaScript|localhost|root|editor|approver|office|mixed|foreigner|{MARK})(?![a-z])"
    r"|https?://\S+|[\w·-]+\.(?:pdf|png)|（[0-9a-z]{8}）",
    re.IGNORECASE | re.ASCII,
)
#: readings of the names of our test data
READINGS = {"ben di", "gong kai"}
#: left in English by Wagtail, said to nobody's eyes: a name for readers aloud, a hidden counter
UNTRANSLATABLE = {"Actions", "None"}
#: only somebody who keeps the whole site opens these
FOR_SUPERUSERS = re.compile(r"^/admin/(?:groups|users|sites|redirects|workflows|reports|pages/$)")


class Texts(HTMLParser):
    """Collects what a page says, aloud or to be seen."""

    def __init__(self):
        super().__init__()
        self.texts, self._unsaid = [], 0

    def handle_starttag(self, tag, attrs):
        self._unsaid += tag in UNSAID
        self.texts += [
            value
            for name, value in attrs
            if value and name in ("title", "aria-label", "placeholder")
        ]

    def handle_endtag(self, tag):
        self._unsaid -= tag in UNSAID

    def handle_data(self, data):
        if not self._unsaid:
            self.texts.append(" ".join(data.split()))


def foreign_texts(html: str) -> set[str]:
    """What a page says in another language."""
    parser = Texts()
    parser.feed(html)
    return {text for text in parser.texts if re.search("[A-Za-z]{2}", LATIN.sub("", text))}


class Page(NamedTuple):
    """What one address of the admin answered."""

    address: str
    status: int
    policy: str
    text: str


def page_of(address: str, response: HttpResponse) -> Page:
    is_html = response.headers["Content-Type"].startswith("text/html")
    text = response.content.decode() if is_html else ""
    return Page(address, response.status_code, response.headers["Content-Security-Policy"], text)


def plain_addresses() -> Iterator[str]:
    """Every address of the admin that takes no parameter."""
    for text, _, _ in admin_patterns():
        if text not in LEFT_OUT and "<" not in text:
            yield "/" + re.sub(r"[\^$\\]", "", text)


def record_of(world: World, model: type[models.Model]) -> models.Model:
    return world.town if model is Division else world.own[model]


def record_addresses(world: World) -> Iterator[str]:
    """Every view of every viewset that is about one record."""
    for model in get_snippet_models():
        viewset = model.snippet_viewset
        for pattern in viewset.get_urlpatterns():
            try:
                yield reverse(viewset.get_url_name(pattern.name), args=[record_of(world, model).pk])
            except NoReverseMatch:
                continue


def other_addresses(world: World) -> list[str]:
    """Forms of what is no snippet: assignments, pages, files, accounts."""
    pages, own = world.pages, world.own
    assignment = Assignment.objects.first()
    return [
        *(reverse(f"assignments:{view}", args=[assignment.pk])
          for view in ("edit", "delete", "history")),
        *(reverse(f"wagtailadmin_pages:{view}", args=[pages[page].pk])
          for view in ("edit", "history", "delete") for page in ("own", "own_section")),
        reverse("wagtailadmin_explore", args=[pages["own_section"].pk]),
        reverse("wagtailimages:edit", args=[own[DivisionImage].pk]),
        reverse("wagtaildocs:edit", args=[own[DivisionDocument].pk]),
        reverse("wagtailusers_users:edit", args=[world.users["editor"].pk]),
        reverse("wagtailsettings:edit", args=["home", "sitesettings", Site.objects.get().pk]),
    ]  # fmt: skip


class AdminPageTests(TestCase):
    maxDiff = None

    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        client = cls.client_class()
        client.force_login(cls.world.users["root"])

        def ask(addresses) -> list[Page]:
            return [page_of(address, client.get(address)) for address in addresses]

        cls.plain = ask(plain_addresses())
        cls.records = ask(record_addresses(cls.world))
        cls.others = ask(other_addresses(cls.world))

    def setUp(self):
        self.client.force_login(self.world.users["root"])

    def test_every_address_without_parameters_answers(self):
        answered = [page.status for page in self.plain]

        self.assertLessEqual(set(answered), {200, *NO_PAGE})
        self.assertGreater(answered.count(200), 90)

    def test_every_view_of_a_record_answers(self):
        answered = [page.status for page in self.records]

        self.assertLessEqual(set(answered), {200, *NO_PAGE})
        self.assertGreater(answered.count(200), 40)

    def test_list_form_and_history_open_wherever_the_model_has_them(self):
        for model in get_snippet_models():
            viewset, record = model.snippet_viewset, record_of(self.world, model)
            views = {pattern.name for pattern in viewset.get_urlpatterns()}
            opened = {"list": [], "add": [], "edit": [record.pk], "history": [record.pk]}
            opened |= {"inspect": [record.pk]} if "inspect" in views else {}
            for view, arguments in opened.items():
                is_closed = view == "add" and model in MADE_ELSEWHERE
                with self.subTest(model=model.__name__, view=view):
                    address = reverse(viewset.get_url_name(view), args=arguments)
                    answer = self.client.get(address)
                    self.assertEqual(answer.status_code, 302 if is_closed else 200)

    def test_what_is_no_snippet_answers(self):
        self.assertEqual([page for page in self.others if page.status != 200], [])

    def test_every_page_carries_the_policy_of_the_admin_and_loads_nothing_from_elsewhere(self):
        for page in [*self.plain, *self.records, *self.others]:
            with self.subTest(address=page.address):
                self.assertIn("object-src 'none'; base-uri 'none'", page.policy)
                self.assertIn("frame-ancestors 'self'", page.policy)
                self.assertNotRegex(page.policy, r"\*|https?:|unsafe-eval")
                self.assertIsNone(FROM_ELSEWHERE.search(page.text))

    def test_the_loose_policy_ends_with_the_admin(self):
        policy = self.client.get("/").headers["Content-Security-Policy"]

        self.assertNotIn("unsafe-inline", policy)

    def test_everything_of_ours_has_a_chinese_name(self):
        shown = [
            *get_snippet_models(), Assignment, DivisionImage, DivisionDocument, User, SiteSettings,
        ]  # fmt: skip
        children = [r.related_model for m in shown for r in get_all_child_relations(m)]
        names = {m.__name__: str(m._meta.verbose_name) for m in [*shown, *children]}
        names |= {label: str(apps.get_app_config(label).verbose_name) for label in OWN_APPS}

        self.assertEqual([what for what, name in names.items() if not HAN.search(name)], [])
        self.assertGreater(len(names), 20)

    def test_the_door_of_the_admin_is_chinese_and_ours(self):
        self.client.logout()

        response = self.client.get("/admin/login/")

        self.assertEqual(foreign_texts(response.content.decode()), set())
        self.assertContains(response, "密码")
        self.assertContains(response, "images/seal.svg")

    def test_nothing_in_the_menu_leads_to_another_site(self):
        self.assertNotIn("https://", self.client.get("/admin/").content.decode())

    def test_the_pages_of_the_staff_are_chinese(self):
        pages = [*self.plain, *self.records, *self.others]
        found = {
            text: page.address
            for page in pages if not FOR_SUPERUSERS.match(page.address)
            for text in foreign_texts(page.text)
        }  # fmt: skip

        self.assertEqual({k: v for k, v in found.items() if k not in UNTRANSLATABLE | READINGS}, {})
        self.assertGreater(sum(bool(page.text) for page in pages), 100)
