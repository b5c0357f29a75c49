"""The address for programs: ``/api/divisions/?q=…``."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from divisions.enums import Kind
from tests.factories import AssignmentFactory, DivisionFactory

from .test_finder import plant

API = reverse("divisions:api_search")


class ApiTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.places = plant()

    def get(self, **query):
        response = self.client.get(API, query)
        self.assertEqual(response.status_code, 200)
        return response.json()

    def names(self, **query):
        return [each["name"] for each in self.get(**query)["results"]]

    def error(self, **query):
        response = self.client.get(API, query)
        self.assertEqual(response.status_code, 400)
        return response.json()["error"]

    def test_its_address_is_the_documented_one(self):
        self.assertEqual(API, "/api/divisions/")

    def test_a_hit_says_what_and_where_the_place_is(self):
        self.assertEqual(
            self.get(q="东湾村"),
            {
                "results": [{
                    "code": "980121101201", "level": 5, "kind": Kind.VILLAGE, "kind_name": "村",
                    "name": "东湾村", "short_name": "东湾村", "found_by": "",
                    "path": "青澜省 › 云岭市 › 望溪县 › 柳湾镇", "url": "/place/980121101201/",
                }],
                "has_more": False,
            },
        )  # fmt: skip

    def test_another_name_that_led_there_is_said(self):
        (hit,) = self.get(q="云河州")["results"]

        self.assertEqual((hit["name"], hit["found_by"]), ("云河哈萨克自治州", "云河州"))

    def test_the_search_may_be_narrowed_by_place_and_level(self):
        self.assertEqual(self.names(q="东湾", under="980121"), ["东湾村"])
        self.assertEqual(self.names(q="东湾", under="980121:3"), ["东湾村"])
        self.assertEqual(self.names(q="东湾", level="3"), ["东湾县"])
        self.assertEqual(self.names(q="东湾", under="980121", level="3"), [])

    def test_abolished_places_are_not_offered(self):
        self.assertEqual(self.names(q="沙坝"), [])

    def test_nothing_asked_is_no_error_and_finds_nothing(self):
        for query in ({}, {"q": ""}, {"q": "  "}, {"q": "无此地"}, {"q": "望", "other": "1"}):
            with self.subTest(query=query):
                found = self.get(**query)
                self.assertEqual(set(found), {"results", "has_more"})
                self.assertFalse(found["has_more"])

    def test_at_most_twenty_and_whether_there_are_more(self):
        for number in range(20):
            DivisionFactory(
                parent=self.places["柳湾镇"], name=f"石桥{number}村", code=f"9801211013{number:02}"
            )
        found = self.get(q="石桥")
        self.assertEqual((len(found["results"]), found["has_more"]), (20, False))

        DivisionFactory(parent=self.places["柳湾镇"], name="石桥新村", code="980121101399")

        found = self.get(q="石桥")
        self.assertEqual((len(found["results"]), found["has_more"]), (20, True))

    def test_bad_parameters_are_refused_and_named(self):
        for query, field in (
            ({"q": "望" * 51}, "q"), ({"q": "望\x00溪"}, "q"), ({"q": "望", "level": "6"}, "level"),
            ({"q": "望", "level": "x"}, "level"), ({"q": "望", "under": "望溪县"}, "under"),
            ({"q": "望", "under": "97"}, "under"), ({"q": "望", "under": "1" * 15}, "under"),
            ({"q": "望", "under": "980121:9"}, "under"),
        ):  # fmt: skip
            with self.subTest(query=query):
                self.assertEqual(list(self.error(**query)), [field])

    def test_why_a_place_is_refused_is_said_in_chinese(self):
        self.assertIn("没有代码为 97 的行政区划", self.error(q="望", under="97")["under"][0])

    def test_it_only_reads(self):
        for method in ("post", "put", "patch", "delete"):
            with self.subTest(method=method):
                self.assertEqual(getattr(self.client, method)(API).status_code, 405)
        self.assertEqual(self.client.head(API, {"q": "望溪"}).status_code, 200)

    def test_answers_may_be_kept_and_carry_no_cookie(self):
        response = self.client.get(API, {"q": "望溪"})

        self.assertEqual(response["Content-Type"], "application/json")
        self.assertIn("public", response["Cache-Control"])
        self.assertIn("max-age=300", response["Cache-Control"])
        self.assertFalse(response.cookies)
        self.assertNotIn("Cookie", response.get("Vary", ""))
        self.assertIn("望溪县", response.content.decode())

    def test_staff_of_one_place_get_what_everybody_gets(self):
        everybody = self.get(q="湾")
        editor = AssignmentFactory(division=self.places["望溪县"]).user
        root = User.objects.create_superuser("root", "root@example.org", "x")

        for user in (editor, root):
            self.client.force_login(user)
            self.assertEqual(self.get(q="湾"), everybody)

    def test_only_public_fields_are_given(self):
        (hit,) = self.get(q="望溪县")["results"]

        self.assertFalse({"id", "pk", "path_ids", "corrected_fields"} & set(hit))
        self.assertNotIn(self.places["望溪县"].path, str(hit))

    def test_queries_do_not_grow_with_hits(self):
        def count_queries():
            with CaptureQueriesContext(connection) as queries:
                self.get(q="石桥")
            return len(queries)

        DivisionFactory(parent=self.places["望溪县"], name="石桥镇", code="980121110000")
        one = count_queries()
        for number in range(15):
            DivisionFactory(
                parent=self.places["望溪县"],
                name=f"石桥{number}镇",
                code=f"9801211{20 + number}000",
            )

        self.assertEqual(count_queries(), one)
        self.assertLessEqual(one, 5)
