"""The search over people and places, and the home page it starts from."""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from directory.models import Mandate
from divisions.enums import Kind, Level
from divisions.models import Division
from home.models import PlainPage, SiteSettings
from tests.browser.prefecture import invent_prefecture
from tests.factories import (
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
)

SEARCH = reverse("home:search")


class SearchTests(TestCase):
    def get(self, asked=""):
        response = self.client.get(SEARCH, {"q": asked})
        self.assertEqual(response.status_code, 200)
        return response

    def people(self, asked):
        return [card.name for cards in self.get(asked).context["columns"] for card in cards]

    def test_people_are_found_by_part_of_the_name_pinyin_and_initials(self):
        for name in ("欧阳文渊", "李敏", "阿依古丽·买买提", "曾敏"):
            MandateFactory(deputy__name=name)

        for asked, found in (
            ("文渊", ["欧阳文渊"]), ("欧阳", ["欧阳文渊"]), ("ouyang", ["欧阳文渊"]),
            ("Ou Yang Wen", ["欧阳文渊"]), ("oywy", ["欧阳文渊"]), ("买买提", ["阿依古丽·买买提"]),
            ("阿依古丽.买买提", ["阿依古丽·买买提"]), ("敏", ["李敏", "曾敏"]),
            ("zengmin", ["曾敏"]), ("李　敏", ["李敏"]),
        ):  # fmt: skip
            with self.subTest(asked=asked):
                self.assertEqual(self.people(asked), found)

    def test_namesakes_are_told_apart_by_post_and_level(self):
        for post in ("乡村医生", "小学教师"):
            MandateFactory(deputy__name="李敏", deputy__post=post)

        response = self.get("李敏")

        self.assertContains(response, "乡村医生")
        self.assertContains(response, "小学教师")

    def test_former_deputies_are_found_and_marked(self):
        term = TermFactory(number=13, starts_on=None, ends_on=datetime.date(2021, 12, 19))
        MandateFactory(deputy__name="张伟", unit=ElectoralUnitFactory(term=term))

        self.assertContains(self.get("张伟"), "deputy-card--former")

    def test_drafts_are_not_found(self):
        MandateFactory(deputy__name="陈志远", deputy__live=False)
        MandateFactory(deputy__name="陈志远", live=False)
        DeputyFactory(name="陈志远")

        self.assertEqual(self.people("陈志远"), [])

    def test_people_and_places_of_one_name_are_both_found(self):
        MandateFactory(deputy__name="安东湾")
        DivisionFactory(parent=DivisionFactory(), name="东湾市")

        response = self.get("东湾")

        self.assertContains(response, "安东湾")
        self.assertContains(response, "东湾市")

    def test_a_restricted_column_is_not_searched(self):
        MandateFactory(deputy__native_place="白苇", deputy__party="无党派")

        for asked in ("白苇", "无党派"):
            self.assertEqual(self.people(asked), [])

    def test_more_people_than_shown_are_one_link(self):
        for n in range(13):
            MandateFactory(deputy__name=f"赵青山{n}")

        response = self.get("赵青山")

        self.assertEqual(len(self.people("赵青山")), 12)
        self.assertContains(response, 'href="/deputies/?q=%E8%B5%B5')
        address = response.context["people_url"]
        self.assertEqual(self.client.get(address).context["paginator"].count, 13)

    def test_nothing_asked_searches_nothing(self):
        MandateFactory(deputy__name="李敏")

        for asked in ("", "   "):
            with self.subTest(asked=asked):
                response = self.get(asked)
                self.assertNotContains(response, "李敏")
                self.assertNotContains(response, "没有找到")

    def test_nothing_found_says_what_to_try(self):
        self.assertContains(self.get("无此人"), "没有找到")

    def test_signs_that_a_database_reads_otherwise_find_nobody(self):
        MandateFactory(deputy__name="李敏")

        for asked in ("%", "_", "'", "\\", "*"):
            with self.subTest(asked=asked):
                self.assertEqual(self.people(asked), [])

    def test_markup_in_a_question_stays_text(self):
        response = self.get('"><script>alert(1)</script>')

        self.assertNotContains(response, "<script>alert")

    def test_an_answer_is_not_for_search_engines(self):
        self.assertContains(self.get("李敏"), '<meta name="robots" content="noindex">')

    def test_queries_do_not_grow_with_hits(self):
        def count_queries():
            with CaptureQueriesContext(connection) as queries:
                self.get("李")
            return len(queries)

        MandateFactory(deputy__name="李敏")
        DivisionFactory(parent=DivisionFactory(), name="李家市")
        few = count_queries()
        for n in range(10):
            MandateFactory(deputy__name=f"李敏{n}")
            DivisionFactory(parent=DivisionFactory(), name=f"李家{n}市")

        self.assertEqual(count_queries(), few)
        self.assertLessEqual(few, 8)

    def test_names_pinyin_and_codes_cost_at_most_eight_queries(self):
        MandateFactory(deputy__name="李东湾")
        DivisionFactory(parent=DivisionFactory(), name="东湾市", code="970100000000")

        for asked in ("东湾", "dongwan", "lidongwan", "dws", "9701", "无此人", "zengmin"):
            with self.subTest(asked=asked), CaptureQueriesContext(connection) as queries:
                self.get(asked)
            self.assertLessEqual(len(queries), 8, asked)


class HomePageTests(TestCase):
    def test_an_empty_site_says_that_it_is_empty(self):
        response = self.client.get("/")

        self.assertContains(response, "代表名录还没有导入")
        self.assertNotContains(response, "level-panel")

    def test_levels_and_places_are_counted_without_former_deputies(self):
        invented = invent_prefecture()

        response = self.client.get("/")

        counts = {level.text: level.count for level in response.context["levels"]}
        self.assertEqual(
            counts,
            {
                "全国人大代表": "1 名", "省级人大代表": "2 名", "州级人大代表": "32 名",
                "县级人大代表": "3 名", "乡级人大代表": "1 名",
            },
        )  # fmt: skip
        places = {name: (count, url) for name, count, url in response.context["places"]}
        self.assertEqual(places["白苇市"][0], "代表 0 名")
        listed = self.client.get(places[invented.county.name][1]).context["paginator"].count
        self.assertEqual(places[invented.county.name][0], f"代表 {listed} 名")
        self.assertContains(response, "全州 38 名各级人大代表")

    def test_each_count_is_the_length_of_the_list_it_leads_to(self):
        invent_prefecture()

        for level in self.client.get("/").context["levels"]:
            with self.subTest(level=level.text):
                listed = self.client.get(level.url).context["paginator"].count
                self.assertEqual(level.count, f"{listed} 名")

    def test_the_words_follow_the_place(self):
        for kind, level, said in (
            (Kind.AUTONOMOUS_PREFECTURE, Level.PREFECTURE, "各县市区"),
            (Kind.COUNTY, Level.COUNTY, "各乡镇街道"),
            (Kind.PROVINCE, Level.PROVINCE, "各市州"),
        ):
            with self.subTest(kind=kind):
                place = DivisionFactory(level=level, kind=kind, name="青澜")
                DivisionFactory(parent=place, kind=Kind.OTHER_VILLAGE)
                SiteSettings.objects.update_or_create(
                    site=Site.objects.get(is_default_site=True), defaults={"place": place}
                )
                self.assertContains(self.client.get("/"), said)

    def test_queries_do_not_grow_with_people_or_places(self):
        invented = invent_prefecture()

        def count_queries():
            with CaptureQueriesContext(connection) as queries:
                self.client.get("/")
            return len(queries)

        count_queries()  # what is cached for good is cached now
        few = count_queries()
        for n in range(10):
            DivisionFactory(parent=invented.root, name=f"松坪{n}县")
            MandateFactory(unit=Mandate.objects.first().unit, deputy__name=f"赵小禾{n}")

        self.assertEqual(count_queries(), few)
        self.assertLessEqual(few, 25)


class EveryPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.invented = invent_prefecture()

    def test_the_title_ends_with_the_place_and_the_site(self):
        deputy = self.invented.deputy

        self.assertContains(
            self.client.get(deputy.get_absolute_url()),
            "<title>李秋禾_云岭州人大代表和家站室</title>",
        )

    def test_what_the_office_has_not_filled_in_is_left_out(self):
        response = self.client.get("/")
        self.assertContains(response, "云ICP备00000001号")
        self.assertNotContains(response, "公安备案")

        SiteSettings.objects.update(icp_number="", phone="", organ="", demo_notice="")

        response = self.client.get("/")
        for left_out in ("site-footer__legal", "代表联络电话", "site-footer__organ", "demo-note"):
            self.assertNotContains(response, left_out)

    def test_a_demo_says_on_every_page_that_it_is_invented(self):
        for address in ("/", "/deputies/", "/place/", SEARCH, "/nowhere/"):
            with self.subTest(address=address):
                self.assertIn("地名和人名都是编的", self.client.get(address).content.decode())

    def test_the_elder_view_has_its_own_address_that_keeps_the_question(self):
        standard = self.client.get("/deputies/", {"level": "city"})
        elder = self.client.get("/deputies/", {"level": "city", "view": "elder"})

        self.assertNotContains(standard, "data-view")
        self.assertContains(standard, 'href="?level=city&amp;view=elder"')
        self.assertContains(elder, '<html lang="zh-Hans" data-view="elder">')
        self.assertContains(elder, 'href="?level=city&amp;view=standard"')

    def test_an_unknown_view_is_the_standard_one(self):
        self.assertNotContains(self.client.get("/?view=<b>"), "data-view")

    def test_pages_carry_no_post_form_no_cookie_and_no_user_bar(self):
        for address in ("/", "/deputies/", "/place/", SEARCH):
            with self.subTest(address=address):
                response = self.client.get(address)
                text = response.content.decode()
                self.assertFalse(response.cookies)
                self.assertNotIn("csrf", text)
                self.assertNotIn('method="post"', text.lower())
                self.assertNotIn("wagtail-userbar", text)

    def test_the_current_section_is_marked(self):
        self.assertContains(self.client.get("/deputies/"), 'href="/deputies/" aria-current="true"')
        self.assertContains(self.client.get("/place/"), 'href="/place/" aria-current="true"')

    def test_not_found_offers_a_search_and_ways_on(self):
        response = self.client.get("/nowhere/")

        self.assertEqual(response.status_code, 404)
        text = response.content.decode()
        for part in ('action="/search/"', 'href="/place/"', 'href="/deputies/"', "noindex"):
            self.assertIn(part, text)

    def test_a_fault_is_answered_without_the_database(self):
        self.client.raise_request_exception = False
        with self.settings(ROOT_URLCONF="tests.home.faulty_urls"), self.assertNumQueries(0):
            response = self.client.get("/")

        self.assertEqual(response.status_code, 500)
        self.assertContains(response, "不是您的操作有误", status_code=500)
        self.assertContains(response, "not-found.css", status_code=500)

    def test_a_plain_page_shows_its_text(self):
        home = Site.objects.get(is_default_site=True).root_page
        home.add_child(
            instance=PlainPage(title="关于本站", slug="about", body="<p>一段<b>话</b>。</p>")
        )

        response = self.client.get("/about/")

        self.assertContains(response, "<h1")
        self.assertContains(response, "一段<b>话</b>")
        self.assertContains(response, "prose.css")

    def test_the_nation_is_no_place_anybody_answers_for(self):
        nation = Division.objects.get(level=Level.NATION)

        self.assertEqual(self.client.get(nation.get_absolute_url()).status_code, 200)


class UnusedCongressTests(TestCase):
    def test_a_congress_without_seats_counts_nothing(self):
        CongressFactory()

        self.assertContains(self.client.get("/"), "代表名录还没有导入")
