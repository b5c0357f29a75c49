"""Choosing a division in the admin: by clicking downward, or by a search."""

from html.parser import HTMLParser

from django.test import TestCase

from tests.factories import DivisionFactory, UserFactory

CHOOSER = "/admin/snippets/choose/divisions/division/"


class LinkParser(HTMLParser):
    """Collects ``(text, address)`` of the links of a page."""

    def __init__(self):
        super().__init__()
        self.links, self._address = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._address = dict(attrs).get("href")

    def handle_data(self, data):
        if self._address and data.strip():
            self.links.append((data.strip(), self._address))
            self._address = None


def links(html):
    parser = LinkParser()
    parser.feed(html)
    return parser.links


class DivisionChooserTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.province = DivisionFactory()
        cls.prefecture = DivisionFactory(parent=cls.province)
        cls.county = DivisionFactory(parent=cls.prefecture)
        cls.admin = UserFactory(is_superuser=True)

    def setUp(self):
        self.client.force_login(self.admin)

    def test_a_prefecture_is_at_most_four_clicks_away(self):
        clicks, page = 1, self.client.get(CHOOSER).json()["html"]
        while self.prefecture.name not in page:
            below = [address for text, address in links(page) if text == "下级"]
            page = self.client.get(below[0]).content.decode()
            clicks += 1

        self.assertLessEqual(clicks + 1, 4)

    def test_the_way_down_leads_back_up(self):
        address = f"{CHOOSER}results/?inside={self.prefecture.pk}"

        page = self.client.get(address).content.decode()

        self.assertIn(self.county.name, page)
        self.assertIn(self.province.name, [text for text, _ in links(page)])

    def test_a_place_without_places_says_so(self):
        page = self.client.get(f"{CHOOSER}results/?inside={self.county.pk}").content.decode()

        self.assertIn("这里没有下级区划", page)

    def test_a_search_finds_by_pinyin(self):
        page = self.client.get(f"{CHOOSER}results/?q=wangxi").content.decode()

        self.assertIn(self.county.name, page)

    def test_a_search_without_hits_answers(self):
        response = self.client.get(f"{CHOOSER}results/?q=没有这个地方")

        self.assertEqual(response.status_code, 200)

    def test_nonsense_in_the_address_lists_the_start(self):
        response = self.client.get(f"{CHOOSER}results/?inside=abc")

        self.assertEqual(response.status_code, 200)
