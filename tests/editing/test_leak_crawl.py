"""Nobody sees in the admin what is foreign: every address, foreign ids, marker strings."""

from django.http import HttpResponse
from django.test import TestCase

from tests.editing.addresses import QUESTIONS, addresses
from tests.editing.world import MAKERS, MARK, build_world, scoped_models


def shows_mark(response: HttpResponse) -> bool:
    body = response.getvalue() if response.streaming else response.content
    return response.status_code == 200 and MARK.encode() in body


class LeakCrawlTests(TestCase):
    maxDiff = None

    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.addresses = addresses(cls.world)

    def crawl(self, username: str, questions: tuple[str, ...] = ()) -> list[str]:
        """Addresses that show a mark to the user, asked plainly and with questions."""
        self.client.force_login(self.world.users[username])
        leaks = []
        for address in self.addresses:
            response = self.client.get(address)
            asked = {address: response}
            if response.status_code == 200 and "?" not in address:
                asked |= {f"{address}?{q}": self.client.get(f"{address}?{q}") for q in questions}
            leaks += [each for each, answer in asked.items() if shows_mark(answer)]
        return leaks

    def test_every_model_of_a_division_has_a_marked_record(self):
        self.assertEqual(set(MAKERS), set(scoped_models()))

    def test_an_editor_sees_nothing_foreign(self):
        self.assertEqual(self.crawl("editor"), [])

    def test_whoever_has_two_roles_sees_nothing_foreign(self):
        self.assertEqual(self.crawl("mixed"), [])

    def test_an_office_sees_nothing_foreign_whatever_it_asks(self):
        self.assertEqual(self.crawl("office", QUESTIONS), [])

    def test_somebody_without_assignment_sees_nothing_at_all(self):
        self.assertEqual(self.crawl("nobody"), [])

    def test_the_crawl_finds_what_there_is_to_find(self):
        self.assertGreater(len(self.addresses), 300)
        self.assertGreater(len(self.crawl("foreigner")), 60)
