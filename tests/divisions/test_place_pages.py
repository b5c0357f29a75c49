"""The pages of places: choosing downward, who answers, what became of a place."""

import datetime
from itertools import pairwise

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.enums import MandateStatus, UnitBasis, UnitKind
from directory.models import ElectoralUnitArea, Mandate
from divisions.enums import Kind, Level, NameKind
from divisions.models import Division, DivisionCode, OtherName
from tests.browser.prefecture import invent_prefecture
from tests.factories import (
    CongressFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
)

FIND = reverse("divisions:find")


class PageTests(TestCase):
    def get(self, place, **query):
        address = place if isinstance(place, str) else place.get_absolute_url()
        response = self.client.get(address, query)
        self.assertEqual(response.status_code, 200)
        return response

    def text(self, place, **query):
        return self.get(place, **query).content.decode()


class ChoosingTests(PageTests):
    @classmethod
    def setUpTestData(cls):
        cls.invented = invent_prefecture()

    def test_choosing_begins_below_the_sites_own_place(self):
        response = self.get(FIND)

        self.assertContains(response, "您住在云岭州的")
        self.assertContains(response, f'href="{self.invented.county.get_absolute_url()}"')
        self.assertNotContains(response, self.invented.town.get_absolute_url())

    def test_four_taps_lead_from_the_home_page_to_a_deputy(self):
        steps = ["/", FIND, *(p.get_absolute_url() for p in (
            self.invented.county, self.invented.town,
        )), self.invented.deputy.get_absolute_url()]  # fmt: skip

        for here, there in pairwise(steps):
            with self.subTest(there=there):
                self.assertContains(self.client.get(here), f'href="{there}"')

    def test_a_county_asks_for_the_township_first(self):
        text = self.text(self.invented.county)

        self.assertIn("您住在望溪县的<wbr>哪个乡镇或街道？", text)
        self.assertLess(text.index("南关街道"), text.index("替望溪县说话的代表"))

    def test_a_township_answers_first(self):
        text = self.text(self.invented.town)

        self.assertLess(text.index("望溪县人大代表"), text.index('id="h-below"'))

    def test_places_of_several_kinds_are_grouped_with_their_number(self):
        text = self.text(self.invented.town)

        self.assertIn("村（1）", text)
        self.assertIn("社区（1）", text)

    def test_the_way_leads_back_but_not_above_the_sites_place(self):
        text = self.text(self.invented.village)

        self.assertIn('aria-label="改选乡镇、街道，现在是柳湾镇"', text)
        self.assertNotIn("改选市、州", text)
        trail = text[
            text.index('aria-label="当前位置"') : text.index("</nav>", text.index("当前位置"))
        ]
        self.assertEqual([name in trail for name in ("云岭州", "望溪县", "柳湾镇", "东湾村")],
                         [False, True, True, False])  # fmt: skip

    def test_a_place_governed_by_another_is_chosen_there(self):
        area = DivisionFactory(
            parent=self.invented.root.parent, kind=Kind.PREFECTURE_AREA, name="白河地区",
            governed_by=self.invented.root,
        )  # fmt: skip

        self.assertIn("白河地区", self.text(self.invented.root))
        self.assertNotIn(area.get_absolute_url(), self.text(self.invented.root.parent))

    def test_what_has_been_abolished_is_not_offered(self):
        self.assertNotIn("沙坝乡", self.text(self.invented.county))

    def test_an_abolished_place_says_what_became_of_it_and_names_nobody(self):
        text = self.text(self.invented.abolished)

        self.assertIn("沙坝乡存在到 2019 年 12 月 31 日，并入柳湾镇。", text)
        self.assertIn(f'href="{self.invented.town.get_absolute_url()}"', text)
        self.assertNotIn("deputy-card", text)

    def test_an_abolished_place_of_unknown_fate_leads_to_the_one_above(self):
        self.invented.abolished.succeeded_by.clear()

        text = self.text(self.invented.abolished)

        self.assertIn("沙坝乡存在到 2019 年 12 月 31 日。", text)
        self.assertIn("后来归哪里，还没有录入", text)
        notice = text[text.index("后来归哪里") :]
        link = f'<a href="{self.invented.county.get_absolute_url()}">望溪县</a>'
        self.assertIn(link, notice[: notice.index("</div>")])
        for false in ("还没有录入行政区划", "沙坝乡人大代表", "望溪县人大代表", "以选民登记为准"):
            self.assertNotIn(false, text)

    def test_an_abolished_province_leads_to_choosing_anew(self):
        province = DivisionFactory(code="970000000000", valid_until=datetime.date(2019, 12, 31))

        text = self.text(province)

        self.assertIn(f'请重新选一个现在的地方：<a href="{FIND}">找代表</a>', text)

    def test_every_successor_of_an_abolished_place_is_a_link(self):
        self.invented.abolished.succeeded_by.add(self.invented.street)

        text = self.text(self.invented.abolished)

        self.assertIn("并入南关街道、柳湾镇。", text)
        for place in (self.invented.street, self.invented.town):
            self.assertIn(f'href="{place.get_absolute_url()}"', text)
        self.assertNotIn("后来归哪里", text)

    def test_the_last_day_of_a_place_is_still_its_own(self):
        today = timezone.localdate()
        Division.objects.filter(pk=self.invented.village.pk).update(valid_until=today)
        self.assertNotIn("已经撤销", self.text(self.invented.village))

        yesterday = today - datetime.timedelta(days=1)
        Division.objects.filter(pk=self.invented.village.pk).update(valid_until=yesterday)

        self.assertIn("已经撤销", self.text(self.invented.village))

    def test_an_estimated_end_is_said_to_be_one(self):
        self.invented.abolished.is_end_estimated = True
        self.invented.abolished.save()

        self.assertIn("沙坝乡最迟存在到 2019 年", self.text(self.invented.abolished))


class AddressTests(PageTests):
    def test_codes_of_every_length_lead_to_the_one_address(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))

        for code in (county.code, f"{county.code[:6]}-3"):
            with self.subTest(code=code):
                response = self.client.get(f"/place/{code}/?view=elder")
                self.assertRedirects(response, f"{county.get_absolute_url()}?view=elder")

    def test_a_code_names_its_highest_level_and_a_level_says_which(self):
        city = DivisionFactory(parent=DivisionFactory(), code="441900000000")
        county = DivisionFactory(parent=city, code="441901000000", name="东区")
        DivisionCode.objects.create(division=county, code="441900000000", level=Level.COUNTY)

        self.assertEqual(self.get("/place/4419/").context["division"], city)
        response = self.client.get("/place/441900-3/", follow=True)
        self.assertEqual(response.context["division"], county)

    def test_a_withdrawn_code_still_leads_to_the_place(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        DivisionCode.objects.create(
            division=county, code="990999000000", level=Level.COUNTY,
            valid_until=datetime.date(2019, 12, 31),
        )  # fmt: skip

        self.assertRedirects(self.client.get("/place/990999/"), county.get_absolute_url())

    def test_what_is_no_code_of_a_place_is_not_found(self):
        for address in ("/place/00/", "/place/999999999999/", "/place/abc/", "/place/1/"):
            with self.subTest(address=address):
                self.assertEqual(self.client.get(address).status_code, 404)

    def test_without_places_the_page_says_so(self):
        self.assertContains(self.client.get(FIND), "还没有录入行政区划")


class AnswerTests(PageTests):
    @classmethod
    def setUpTestData(cls):
        cls.invented = invent_prefecture()

    def test_every_level_stands_with_who_elected(self):
        text = self.text(self.invented.village)

        for said in (
            "柳湾镇人大代表", "望溪县人大代表", "云岭州人大代表", "青澜省人大代表", "全国人大代表",
            "由第七选区选民选举", "由第十七选区选民选举", "由望溪县人民代表大会选举",
            "由云岭州人民代表大会选举", "由青澜省人民代表大会选举",
        ):  # fmt: skip
            with self.subTest(said=said):
                self.assertIn(said, text)

    def test_the_nearest_level_stands_first(self):
        text = self.text(self.invented.village)

        labels = ("柳湾镇人大代表", "望溪县人大代表", "云岭州人大代表", "青澜省人大代表")
        positions = [text.index(f"</svg>{label}") for label in labels]
        self.assertEqual(positions, sorted(positions))

    def test_the_page_says_that_registration_decides(self):
        self.assertIn("以选民登记为准", self.text(self.invented.village))

    def test_a_subdistrict_says_that_it_has_no_congress(self):
        text = self.text(self.invented.street)

        self.assertIn("南关街道不设人民代表大会", text)
        self.assertNotIn("南关街道人大代表", text)

    def test_an_area_without_a_congress_says_so(self):
        area = DivisionFactory(
            parent=self.invented.root.parent, kind=Kind.LEAGUE, name="白河盟", code="992200000000"
        )
        county = DivisionFactory(parent=area, name="青河旗", kind=Kind.BANNER)

        text = self.text(county)

        self.assertIn("白河盟不设人民代表大会", text)
        self.assertNotIn("白河盟人大代表", text)

    def test_workplace_districts_stand_apart_and_folded(self):
        text = self.text(self.invented.village)

        fold = text[text.index("按单位划分的选区：1 位") :]
        self.assertIn("王桂兰", fold[: fold.index("</details>")])

    def test_a_district_without_places_is_folded_as_not_entered(self):
        congress = Mandate.objects.get(unit__name="第七选区").term.congress
        unit = ElectoralUnitFactory(term=congress.terms.get(), name="第八选区")
        MandateFactory(unit=unit, deputy__name="何建军")

        fold = self.text(self.invented.village).split("选区范围未录入：1 位")[1]

        self.assertIn("何建军", fold[: fold.index("</details>")])

    def test_a_level_nobody_has_entered_says_so(self):
        Mandate.objects.filter(level=Level.TOWNSHIP).delete()

        self.assertIn("柳湾镇人大代表还没有录入", self.text(self.invented.village))

    def test_many_are_shown_in_part_with_a_link_to_all(self):
        text = self.text(self.invented.village)

        link = f"/deputies/?division={self.invented.county.public_code}&amp;level=city"
        self.assertIn(f'href="{link}"', text)
        listed = self.client.get(link.replace("&amp;", "&")).context["paginator"].count
        self.assertEqual(listed, 32)
        self.assertIn("由望溪县人民代表大会选举 · 32 位", text)

    def test_suspended_former_and_draft_people_do_not_answer(self):
        unit = Mandate.objects.get(unit__name="第七选区").unit
        for name, more in (
            ("暂停者", {"status": MandateStatus.SUSPENDED}),
            ("终止者", {"status": MandateStatus.ENDED, "ends_on": datetime.date(2022, 5, 1)}),
            ("草稿者", {"live": False}),
        ):
            MandateFactory(unit=unit, deputy__name=name, **more)

        text = self.text(self.invented.village)

        for name in ("暂停者", "终止者", "草稿者"):
            self.assertNotIn(name, text)

    def test_soldiers_are_never_listed_by_place(self):
        term = Mandate.objects.get(unit__name="第七选区").term
        unit = ElectoralUnitFactory(term=term, kind=UnitKind.ARMED_FORCES, name="驻军")
        ElectoralUnitArea.objects.create(unit=unit, division=self.invented.village)
        MandateFactory(unit=unit, deputy__name="军人")

        self.assertNotIn("军人", self.text(self.invented.village))

    def test_queries_do_not_grow_with_people_or_places(self):
        def count_queries():
            with CaptureQueriesContext(connection) as queries:
                self.get(self.invented.town)
            return len(queries)

        few = count_queries()
        unit = Mandate.objects.get(unit__name="第七选区").unit
        for n in range(15):
            MandateFactory(unit=unit, deputy__name=f"赵小禾{n}")
            DivisionFactory(parent=self.invented.town, name=f"上柳{n}村")
            workplace = ElectoralUnitFactory(term=unit.term, basis=UnitBasis.WORKPLACE)
            MandateFactory(unit=workplace)

        self.assertLessEqual(count_queries() - few, 1)  # a fold that was not there before


class PlaceSearchTests(PageTests):
    @classmethod
    def setUpTestData(cls):
        cls.invented = invent_prefecture()

    def names(self, asked):
        return [hit.name for hit in self.get(FIND, q=asked).context["hits"]]

    def test_places_are_found_by_name_pinyin_initials_and_code(self):
        for asked in ("东湾村", "东湾", "dongwan", "Dong Wan", "dwc", self.invented.village.code):
            with self.subTest(asked=asked):
                self.assertIn("东湾村", self.names(asked))

    def test_a_place_is_found_with_the_one_above_it(self):
        self.assertEqual(self.names("柳湾镇东湾村"), ["东湾村"])

    def test_a_place_is_found_under_a_name_it_had(self):
        OtherName.objects.create(
            division=self.invented.village, name="河口大队", kind=NameKind.FORMER
        )

        self.assertEqual(self.names("河口大队"), ["东湾村"])

    def test_a_hit_says_where_it_lies(self):
        self.assertIn("云岭州 › 望溪县 › 柳湾镇", self.text(FIND, q="东湾"))

    def test_nothing_found_says_what_to_try(self):
        self.assertContains(self.get(FIND, q="无此地"), "没有找到这个地方")

    def test_an_answer_to_a_search_is_not_for_search_engines(self):
        self.assertContains(self.get(FIND, q="东湾"), "noindex")
        self.assertNotContains(self.get(FIND), "noindex")

    def test_markup_in_a_question_stays_text(self):
        self.assertNotIn("<b>x", self.text(FIND, q='"><b>x'))

    def test_queries_do_not_grow_with_hits(self):
        def count_queries():
            with CaptureQueriesContext(connection) as queries:
                self.get(FIND, q="东湾")
            return len(queries)

        one = count_queries()
        for n in range(15):
            DivisionFactory(parent=self.invented.town, name=f"东湾{n}村")

        self.assertEqual(count_queries(), one)


class CongressPageTests(PageTests):
    def test_a_place_shows_deputies_of_its_own_congress_alone(self):
        prefecture = DivisionFactory(parent=DivisionFactory())
        here, there = DivisionFactory(parent=prefecture), DivisionFactory(parent=prefecture)
        for place, name in ((here, "陈志远"), (there, "周小禾")):
            unit = ElectoralUnitFactory(term=TermFactory(congress=CongressFactory(division=place)))
            ElectoralUnitArea.objects.create(unit=unit, division=place)
            MandateFactory(unit=unit, deputy__name=name)

        text = self.text(here)

        self.assertIn("陈志远", text)
        self.assertNotIn("周小禾", text)
