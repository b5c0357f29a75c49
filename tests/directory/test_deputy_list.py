"""The list of deputies: its filters, its counts, its pages."""

import datetime
import re
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.enums import MandateStatus, UnitKind
from directory.models import Deputy, ElectoralUnit, ElectoralUnitArea
from divisions.enums import Kind
from divisions.models import Division
from tests.factories import (
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
)

URL = reverse("directory:deputy_list")


class ListTests(TestCase):
    def get(self, **filters):
        response = self.client.get(URL, filters)
        self.assertEqual(response.status_code, 200)
        return response

    def names(self, **filters):
        """The names in the order shown."""
        columns = self.get(**filters).context["columns"]
        return [card.name for cards in columns for card in cards]


def seat(division, name, number=14, **more):
    """A seat in the congress of ``division``, made where it is missing."""
    congress = getattr(division, "congress_made", None) or CongressFactory(division=division)
    division.congress_made = congress
    terms = division.__dict__.setdefault("terms_made", {})
    dates = {} if number == 14 else {
        "starts_on": datetime.date(2017, 1, 1), "ends_on": datetime.date(2022, 1, 9)
    }  # fmt: skip
    term = terms.get(number) or TermFactory(congress=congress, number=number, **dates)
    terms[number] = term
    unit = ElectoralUnitFactory(term=term)
    if isinstance(name, Deputy):
        return MandateFactory(unit=unit, deputy=name, **more)
    return MandateFactory(unit=unit, deputy__name=name, **more)


class FilterTests(ListTests):
    def setUp(self):
        self.prefecture = DivisionFactory(
            parent=DivisionFactory(), kind=Kind.AUTONOMOUS_PREFECTURE, name="云岭州"
        )
        self.county = DivisionFactory(parent=self.prefecture)
        self.other_county = DivisionFactory(parent=self.prefecture, name="松坪县")
        self.town = DivisionFactory(parent=self.county)

    def test_a_division_is_meant_with_everything_below_it(self):
        seat(self.county, "陈志远")
        seat(self.town, "李敏")
        seat(self.other_county, "王桂兰")

        self.assertEqual(self.names(division=self.county.public_code), ["陈志远", "李敏"])

    def test_a_neighbour_whose_path_begins_alike_is_not_meant(self):
        seat(self.other_county, "王桂兰")

        self.assertEqual(self.names(division=self.county.public_code), [])

    def test_a_seat_of_a_higher_congress_lies_where_its_unit_lies(self):
        unit = ElectoralUnitFactory(
            term=TermFactory(congress=CongressFactory(division=self.county)), name="第一选区"
        )
        ElectoralUnitArea.objects.create(unit=unit, division=self.town)
        MandateFactory(unit=unit, deputy__name="欧阳敏")

        self.assertEqual(self.names(division=self.town.public_code), ["欧阳敏"])

    def test_those_a_congress_elected_are_listed_at_its_place(self):
        lower = CongressFactory(division=self.county)
        unit = ElectoralUnitFactory(
            term=TermFactory(congress=CongressFactory(division=self.prefecture)),
            kind=UnitKind.ELECTING_UNIT, electing_congress=lower, name="望溪县",
        )  # fmt: skip
        MandateFactory(unit=unit, deputy__name="苏日娜")

        self.assertEqual(self.names(division=self.county.public_code, level="city"), ["苏日娜"])
        self.assertEqual(self.names(division=self.other_county.public_code), [])

    def test_a_province_lists_its_own_and_those_of_the_nation_who_come_from_it(self):
        nation = Division.objects.root()
        province = DivisionFactory(code="970000000000")
        county = DivisionFactory(parent=DivisionFactory(parent=province))
        seat(county, "李敏")
        of_area = seat(nation, "王桂兰")
        ElectoralUnitArea.objects.create(unit=of_area.unit, division=county)
        elected = seat(nation, "陈志远")
        ElectoralUnit.objects.filter(pk=elected.unit_id).update(
            kind=UnitKind.ELECTING_UNIT, electing_congress=CongressFactory(division=province)
        )
        seat(nation, "外省人")
        seat(self.county, "邻省人")

        self.assertEqual(self.names(division="97"), ["陈志远", "李敏", "王桂兰"])
        self.assertEqual(self.names(division="97", level="national"), ["陈志远", "王桂兰"])

    def test_a_level_is_one_congress_level(self):
        seat(self.county, "陈志远")
        seat(self.town, "李敏")

        self.assertEqual(self.names(level="township"), ["李敏"])
        self.assertEqual(self.names(level="county"), ["陈志远"])

    def test_a_person_with_two_seats_is_listed_once_with_both_marks(self):
        mandate = seat(self.county, "陈志远")
        seat(self.town, mandate.deputy)

        card = self.get().context["columns"][0][0]

        self.assertEqual(self.names(), ["陈志远"])
        self.assertEqual([(m.rank, m.text) for m in card.marks], [(2, "县"), (1, "镇")])

    def test_division_level_and_term_must_meet_in_one_seat(self):
        deputy = seat(self.county, "陈志远").deputy
        seat(self.other_county, deputy, number=13)

        asked = {"division": self.other_county.public_code, "term": 14}

        self.assertEqual(self.names(**asked), [])

    def test_former_deputies_are_listed_when_asked_for(self):
        seat(self.county, "陈志远")
        seat(self.county, "张伟", number=13)

        self.assertEqual(self.names(), ["陈志远"])
        self.assertEqual(self.names(state="former"), ["张伟"])
        self.assertEqual(self.names(state="all"), ["陈志远", "张伟"])

    def test_who_still_holds_a_seat_elsewhere_is_not_former(self):
        deputy = seat(self.county, "陈志远", number=13).deputy
        seat(self.town, deputy)

        self.assertEqual(self.names(state="former"), [])

    def test_a_term_shows_its_people_whether_in_office_or_not(self):
        seat(self.county, "陈志远")
        seat(self.county, "张伟", number=13)

        self.assertEqual(self.names(level="county", term=13), ["张伟"])

    def test_names_are_found_by_part_pinyin_and_initials(self):
        for name in ("李秋禾", "陈志远", "买买提·吐尔逊"):
            seat(self.county, name)

        for asked, found in (
            ("秋禾", ["李秋禾"]), ("liqiu", ["李秋禾"]), ("LQH", ["李秋禾"]),
            ("li qiu", ["李秋禾"]), ("吐尔逊", ["买买提·吐尔逊"]), ("czy", ["陈志远"]), ("娜", []),
        ):  # fmt: skip
            with self.subTest(asked=asked):
                self.assertEqual(self.names(q=asked), found)

    def test_a_value_that_does_not_validate_filters_nothing(self):
        seat(self.county, "陈志远")

        for wrong in (
            {"level": "galaxy"}, {"term": "x"}, {"term": -1}, {"state": "?"},
            {"division": "nowhere"}, {"division": "9"}, {"division": "0000"},
        ):  # fmt: skip
            with self.subTest(wrong=wrong):
                self.assertEqual(self.names(**wrong), ["陈志远"])

    def test_a_name_beyond_the_limit_filters_nothing(self):
        seat(self.county, "陈志远")

        self.assertEqual(self.names(q="陈" * 51), ["陈志远"])

    def test_drafts_are_listed_nowhere(self):
        seat(self.county, "陈志远", live=False)
        DeputyFactory(name="李敏")
        seat(self.county, "王芳", deputy__live=False)

        self.assertEqual(self.names(state="all"), [])

    def test_a_suspended_deputy_is_listed_like_any_other(self):
        seat(self.county, "陈志远", status=MandateStatus.SUSPENDED)

        response = self.get()

        self.assertContains(response, "陈志远")
        self.assertNotContains(response, "暂停")


class AroundTheListTests(ListTests):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.town = DivisionFactory(parent=self.county)
        self.empty_town = DivisionFactory(parent=self.county, name="石桥镇")

    def facets(self, **filters):
        return self.get(division=self.county.public_code, **filters).context["facets"]

    def test_tabs_count_people_in_office(self):
        seat(self.county, "陈志远")
        seat(self.county, "张伟", number=13)
        seat(self.town, "李敏")

        counts = {tab.text: tab.count for tab in self.facets().tabs}

        self.assertEqual(counts["县级"], "1")
        self.assertEqual(counts["乡级"], "1")
        self.assertEqual(counts["全国"], "0")

    def test_places_below_are_counted_and_an_empty_one_stays(self):
        deputy = seat(self.town, "李敏").deputy
        unit = ElectoralUnitFactory(
            term=TermFactory(congress=CongressFactory(division=self.county)), name="第一选区"
        )
        ElectoralUnitArea.objects.create(unit=unit, division=self.town)
        MandateFactory(unit=unit, deputy=deputy)

        places = next(group for group in self.facets().groups if group.title == "地区")

        self.assertEqual(
            {option.text: option.count for option in places.options}, {"柳湾镇": "1", "石桥镇": "0"}
        )

    def test_a_count_is_the_length_of_the_list_it_leads_to(self):
        for n in range(3):
            seat(self.town, f"李敏{n}")
        seat(self.county, "陈志远")
        facets = self.facets(level="township")

        for option in (*facets.tabs[1:], *facets.groups[0].options):
            with self.subTest(option=option.text):
                listed = self.client.get(option.url).context["paginator"].count
                self.assertEqual(option.count, f"{listed:,}")

    def test_terms_are_offered_within_a_level(self):
        seat(self.county, "陈志远")
        seat(self.county, "张伟", number=13)

        titles = {group.title: group for group in self.facets(level="county").groups}

        self.assertEqual([o.text for o in titles["届次"].options], ["第十四届", "第十三届"])
        self.assertNotIn("届次", {group.title for group in self.facets().groups})

    def test_each_chip_takes_its_own_filter_away(self):
        seat(self.town, "李敏")
        asked = {"division": self.county.public_code, "level": "township", "q": "李"}

        chips = {chip.text: chip.url for chip in self.get(**asked).context["facets"].chips}

        self.assertEqual(set(chips), {"望溪县", "乡级", "“李”"})
        self.assertNotIn("level", chips["乡级"])
        self.assertIn("q=", chips["乡级"])
        self.assertNotIn("division", chips["望溪县"])

    def test_searching_for_a_name_keeps_the_other_filters(self):
        seat(self.town, "李敏")
        response = self.get(division=self.county.public_code, level="township")

        self.assertContains(response, '<input type="hidden" name="level" value="township">')
        self.assertContains(
            response, f'<input type="hidden" name="division" value="{self.county.public_code}">'
        )

    def test_a_list_of_a_name_is_not_for_search_engines(self):
        self.assertContains(self.get(q="李"), "noindex")
        self.assertNotContains(self.get(level="county"), "noindex")

    def test_a_list_in_another_order_is_not_for_search_engines(self):
        self.assertContains(self.get(sort="strokes"), "noindex")
        self.assertNotContains(self.get(sort="pinyin"), "noindex")

    def test_an_order_is_chosen_by_a_link_that_keeps_the_filters(self):
        response = self.get(division=self.county.public_code, q="李", sort="strokes")

        pinyin, strokes = response.context["facets"].orders
        self.assertTrue(strokes.is_current and not pinyin.is_current)
        for url in (pinyin.url, strokes.url):
            self.assertIn(f"division={self.county.public_code}", url)
            self.assertIn("q=", url)
        self.assertNotIn("sort", pinyin.url)
        self.assertIn("sort=strokes", strokes.url)
        self.assertContains(response, '<input type="hidden" name="sort" value="strokes">')

    def test_an_order_is_no_filter_to_take_away(self):
        self.assertEqual(self.get(sort="strokes").context["facets"].chips, [])

    def test_an_empty_list_says_what_to_do(self):
        self.assertContains(self.get(q="没有这个人"), "没有符合条件的代表")

    def test_former_people_are_marked_with_their_last_month(self):
        seat(self.county, "张伟", number=13)

        response = self.get(state="former")

        self.assertContains(response, "deputy-card--former")
        self.assertContains(response, "望溪县第十三届人民代表大会代表，任至 2022 年 1 月")


class PagingTests(ListTests):
    def test_pages_follow_the_pinyin_of_the_name_and_keep_the_filters(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        for n in range(30):
            seat(county, f"{'赵王李'[n % 3]}青山")
        asked = {"division": county.public_code, "level": "county"}

        first, second = self.names(**asked), self.names(**asked, page=2)

        self.assertEqual((len(first), len(second)), (24, 6))
        self.assertEqual(first + second, ["李青山"] * 10 + ["王青山"] * 10 + ["赵青山"] * 10)
        response = self.get(**asked, page=2)
        self.assertContains(response, "第 25—30 名，共 30 名")
        self.assertRegex(
            response.content.decode(), rf'href="\?division={county.public_code}&amp;level=county'
        )

    def test_strokes_order_all_pages_and_what_a_search_finds(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        for n in range(30):
            seat(county, f"{'赵王李'[n % 3]}青山")
        asked = {"division": county.public_code, "sort": "strokes"}

        names = self.names(**asked) + self.names(**asked, page=2)

        self.assertEqual(names, ["王青山"] * 10 + ["李青山"] * 10 + ["赵青山"] * 10)
        self.assertEqual(self.names(sort="?")[0], "李青山")
        self.assertEqual(self.names(**asked, q="qingshan"), [])
        self.assertEqual(self.names(**asked, q="青山")[0], "王青山")

    def test_a_page_that_does_not_exist_is_not_found(self):
        for page in ("99", "x", "0"):
            with self.subTest(page=page):
                self.assertEqual(self.client.get(URL, {"page": page}).status_code, 404)


class QueryTests(ListTests):
    def count_queries(self, **filters):
        with CaptureQueriesContext(connection) as queries:
            self.get(**filters)
        return len(queries)

    def test_the_number_said_is_that_of_the_rows(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        town, other = DivisionFactory(parent=county), DivisionFactory(parent=county)
        seat(town, seat(county, "李敏").deputy)
        seat(county, "张伟", number=13)
        seat(other, "李红")
        unit = seat(town, "李秋禾").unit
        for place in (town, other):
            ElectoralUnitArea.objects.create(unit=unit, division=place)
        where = {"division": county.public_code}
        for filters in (
            {}, {"q": "李"}, where, where | {"q": "李"}, where | {"level": "township"},
            {"level": "county"}, where | {"state": "former"}, where | {"state": "all"},
            where | {"level": "county", "term": 13}, {"division": town.public_code},
        ):  # fmt: skip
            with self.subTest(filters=filters):
                paginator = self.get(**filters).context["paginator"]
                self.assertEqual(paginator.count, paginator.object_list.count())

    def test_queries_do_not_grow_with_rows(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        town = DivisionFactory(parent=county)
        seat(town, seat(county, "李敏").deputy)
        seat(county, "张伟", number=13)
        kinds = (
            {}, {"division": county.public_code}, {"level": "county"}, {"q": "李"},
            {"division": county.public_code, "level": "township"}, {"state": "former"},
            {"sort": "strokes"}, {"division": county.public_code, "sort": "strokes"},
            {"division": county.public_code, "level": "county", "term": 14, "q": "li"},
        )  # fmt: skip
        few = [self.count_queries(**filters) for filters in kinds]
        for n in range(40):
            deputy = seat(county, f"李敏{n}").deputy
            seat(town, deputy)
            seat(county, f"张伟{n}", number=13)
            DivisionFactory(parent=county, name=f"石桥{n}镇")

        many = [self.count_queries(**filters) for filters in kinds]

        self.assertLessEqual(max(many), 8)
        self.assertEqual(few, many)


class LongListTests(ListTests):
    def test_beyond_the_limit_the_count_is_about(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        for n in range(30):
            seat(county, f"李敏{n}")

        with (
            mock.patch("core.paging.COUNT_LIMIT", 25),
            mock.patch("directory.counts.COUNT_LIMIT", 25),
        ):
            response = self.get()

        self.assertContains(response, "约 25 名或更多")
        self.assertContains(response, "只列前 25 名")
        counts = re.findall(r'level-tabs__count">', response.content.decode())
        self.assertEqual(counts, [])
