"""Who answers for a place through its stations, and who of the province and the nation is near."""

import datetime
import json
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.answers import who_answers
from directory.enums import MandateStatus, UnitBasis, UnitKind
from directory.models import Deputy, Mandate, Posting, Station, StationArea
from tests.factories import DivisionFactory, PostingFactory, StationFactory

from .test_answers import TODAY, Prefecture

_DAY = datetime.timedelta(days=1)


class Stations(Prefecture):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.west = DivisionFactory(parent=cls.town, name="西湾村")
        cls.other_town = DivisionFactory(parent=cls.county, name="石桥镇")

    def station(self, name, division, *areas, **values):
        station = StationFactory(name=name, division=division, live=True, **values)
        for area in areas:
            StationArea.objects.create(station=station, division=area)
        return station

    def post(self, mandate, station, **values):
        return PostingFactory(deputy=mandate.deputy, station=station, live=True, **values)

    def county_deputy(self, name, **more):
        """A deputy of the county whose unit lies elsewhere."""
        return self.seat(name, self.county, self.other_town, **more)

    def posted(self, place, on=TODAY):
        return [(answer.name, answer.reason) for answer in who_answers(place, on=on).posted]


class PostedTests(Stations):
    def test_deputies_at_a_station_that_serves_the_place_answer(self):
        hall = self.station("柳湾镇代表联络站", self.town, self.town)
        self.post(self.county_deputy("李秋禾"), hall)

        for place in (self.village, self.town):
            with self.subTest(place=place.name):
                self.assertEqual(self.posted(place), [("李秋禾", "进驻柳湾镇代表联络站")])
        self.assertEqual(self.posted(self.other_town), [])

    def test_deputies_of_every_level_are_posted(self):
        hall = self.station("柳湾镇代表联络站", self.town, self.town)
        self.post(self.elected_by("吴江", self.nation, self.province), hall)
        self.post(self.county_deputy("李秋禾"), hall)

        found = who_answers(self.village, on=TODAY)
        named = [a.name for tier in found.tiers for a in tier.answers] + [
            a.name for a in found.posted
        ]

        self.assertEqual(named, ["吴江", "李秋禾"])

    def test_without_one_that_serves_the_place_those_of_its_township_count(self):
        self.post(self.county_deputy("李秋禾"), self.station("柳湾镇代表联络站", self.town))
        self.post(self.county_deputy("周岭"), self.station("东湾村联络站", self.village))
        self.post(self.county_deputy("吴江"), self.station("西湾村联络站", self.west))

        self.assertEqual(
            self.posted(self.village),
            [("周岭", "进驻东湾村联络站"), ("李秋禾", "进驻柳湾镇代表联络站")],
        )

    def test_stations_in_a_township_count_for_it(self):
        self.post(self.county_deputy("周岭"), self.station("东湾村联络站", self.village))

        self.assertEqual(self.posted(self.town), [("周岭", "进驻东湾村联络站")])

    def test_stations_of_the_villages_do_not_count_for_a_county(self):
        self.post(self.county_deputy("周岭"), self.station("东湾村联络站", self.village))
        self.post(
            self.seat("李秋禾", self.town, self.village), self.station("县代表之家", self.county)
        )

        self.assertEqual(self.posted(self.county), [("李秋禾", "进驻县代表之家")])

    def test_one_that_serves_the_place_goes_before_those_that_merely_stand_there(self):
        self.post(self.county_deputy("李秋禾"), self.station("中心站", self.county, self.village))
        self.post(self.county_deputy("周岭"), self.station("柳湾镇代表联络站", self.town))

        self.assertEqual(self.posted(self.village), [("李秋禾", "进驻中心站")])

    def test_who_is_named_by_a_unit_stands_once_and_says_both(self):
        hall = self.station("柳湾镇代表联络站", self.town, self.town)
        self.post(self.seat("李秋禾", self.town, self.village, name="第一选区"), hall)

        found = who_answers(self.village, on=TODAY)

        self.assertEqual(found.posted, [])
        self.assertEqual(
            self.tier(self.village, self.town).answers[0].reason,
            "由第一选区选民选举，进驻柳湾镇代表联络站",
        )

    def test_several_stations_of_one_deputy_are_named_together(self):
        mandate = self.county_deputy("李秋禾")
        for name in ("第一站", "第二站"):
            self.post(mandate, self.station(name, self.town, self.town))

        self.assertEqual(self.posted(self.village), [("李秋禾", "进驻第一站、第二站")])

    def test_first_and_last_day_of_a_posting_count_and_the_days_around_do_not(self):
        posting = self.post(
            self.county_deputy("李秋禾"), self.station("柳湾镇代表联络站", self.town),
            starts_on=datetime.date(2024, 1, 1), ends_on=datetime.date(2024, 2, 29),
        )  # fmt: skip

        for day, answers in (
            (posting.starts_on - _DAY, False), (posting.starts_on, True),
            (posting.ends_on, True), (posting.ends_on + _DAY, False),
        ):  # fmt: skip
            with self.subTest(day=day):
                self.assertEqual(bool(self.posted(self.village, day)), answers)

    def test_last_day_of_a_station_counts(self):
        station = self.station("柳湾镇代表联络站", self.town, closed_on=TODAY)
        self.post(self.county_deputy("李秋禾"), station)

        self.assertTrue(self.posted(self.village, TODAY))
        self.assertFalse(self.posted(self.village, TODAY + _DAY))

    def test_drafts_former_and_suspended_deputies_are_not_named(self):
        for change in (
            lambda: Posting.objects.update(live=False),
            lambda: Station.objects.update(live=False),
            lambda: Deputy.objects.update(live=False),
            lambda: Mandate.objects.update(live=False),
            lambda: Mandate.objects.update(status=MandateStatus.SUSPENDED),
            lambda: Mandate.objects.update(ends_on=TODAY - _DAY),
        ):
            Mandate.objects.all().delete()
            Posting.objects.all().delete()
            mandate = self.county_deputy("李秋禾")
            self.post(mandate, self.station(f"站{mandate.pk}", self.town))
            self.assertTrue(self.posted(self.village))
            change()
            self.assertEqual(self.posted(self.village), [])
            Station.objects.update(live=True)

    def test_soldiers_are_never_named_by_place(self):
        mandate = self.seat("周岭", self.county, kind=UnitKind.ARMED_FORCES)
        self.post(mandate, self.station("柳湾镇代表联络站", self.town))

        self.assertEqual(self.posted(self.village), [])

    def test_workplace_deputies_answer_where_they_are_posted(self):
        mandate = self.seat("周岭", self.county, basis=UnitBasis.WORKPLACE)
        self.post(mandate, self.station("柳湾镇代表联络站", self.town))

        self.assertEqual(self.posted(self.village), [("周岭", "进驻柳湾镇代表联络站")])


class NearTests(Stations):
    """Of the province's and the nation's deputies those from near come first."""

    def test_posted_in_the_prefecture_is_near(self):
        station = self.station("石桥镇代表联络站", self.other_town, self.other_town)
        self.post(self.elected_by("吴江", self.nation, self.province), station)
        self.elected_by("周岭", self.nation, self.province)

        tier = self.tier(self.village, self.nation)

        self.assertEqual(
            [(a.name, a.reason) for a in tier.answers],
            [("吴江", "由青澜省人民代表大会选举，进驻石桥镇代表联络站")],
        )
        self.assertEqual(tier.folded_count, 1)

    def test_work_and_residence_are_said_in_the_same_words(self):
        self.elected_by("吴江", self.nation, self.province, deputy={"work_place": self.county})
        self.elected_by("周岭", self.nation, self.province, deputy={"residence": self.village})

        reasons = {a.reason for a in self.tier(self.village, self.nation).answers}

        self.assertEqual(reasons, {"由青澜省人民代表大会选举，在本地工作、生活"})

    def test_order_tells_a_county_and_nothing_finer(self):
        self.elected_by("周岭", self.nation, self.province, deputy={"residence": self.village})
        self.elected_by("吴江", self.nation, self.province, deputy={"residence": self.county})

        for place in (self.village, self.west):
            names = self.names(place, self.nation)
            with self.subTest(place=place.name):
                self.assertEqual(names, self.names(self.county, self.nation))

    def test_far_away_is_not_near(self):
        elsewhere = DivisionFactory(parent=self.province, name="松坪市")
        self.elected_by("吴江", self.nation, self.province, deputy={"work_place": elsewhere})

        tier = self.tier(self.village, self.nation)

        self.assertEqual((tier.answers, tier.folded_count), ([], 1))

    def test_near_ones_of_the_province_come_first(self):
        self.elected_by("周岭", self.province, self.city)
        posted = self.elected_by("吴江", self.province, self.city)
        self.post(posted, self.station("石桥镇代表联络站", self.other_town))
        self.elected_by("郑山", self.province, self.city, deputy={"work_place": self.city})

        self.assertEqual(self.names(self.village, self.province), ["吴江", "郑山", "周岭"])

    def test_deputies_of_the_county_and_the_prefecture_need_no_such_words(self):
        self.elected_by("吴江", self.city, self.county, deputy={"work_place": self.county})

        self.assertEqual(
            self.tier(self.village, self.city).answers[0].reason, "由望溪县人民代表大会选举"
        )


class MixedUnitTests(Stations):
    def test_workplace_above_the_place_makes_no_answer_for_it(self):
        self.seat(
            "李秋禾", self.county, self.village, (self.county, "县人民医院"), basis=UnitBasis.MIXED
        )

        self.assertEqual(self.names(self.village, self.county), ["李秋禾"])
        tier = self.tier(self.west, self.county)
        self.assertEqual(tier.answers, [])
        self.assertEqual([a.part for a in tier.workplace], ["县人民医院"])

    def test_part_that_begins_with_the_places_name_does_not_say_it_twice(self):
        self.seat("李秋禾", self.county, (self.town, "柳湾镇东片"))

        self.assertEqual(self.tier(self.village, self.county).answers[0].part, "柳湾镇东片")


class OutputTests(Stations):
    def setUp(self):
        hall = self.station("柳湾镇代表联络站", self.town, self.town)
        self.mandate = self.seat("李秋禾", self.county, self.other_town, name="第九选区")
        self.post(self.mandate, hall)

    def printed(self, *options):
        out = StringIO()
        call_command("who_answers", f"{self.village.code}:5", *options, stdout=out)
        return out.getvalue()

    def test_document_names_the_posted_behind_the_others(self):
        self.seat("周岭", self.town, self.village)

        deputies = json.loads(self.printed("--json"))["deputies"]

        self.assertEqual([each["name"] for each in deputies], ["周岭", "李秋禾"])
        self.assertEqual(
            deputies[1],
            {"code": self.mandate.deputy.code, "name": "李秋禾", "level": "county",
             "congress": "望溪县人民代表大会", "term": 14, "unit": "第九选区", "part": "",
             "reason": "进驻柳湾镇代表联络站"},
        )  # fmt: skip

    def test_text_names_them(self):
        text = self.printed()

        self.assertIn("进驻家站室：1 位", text)
        self.assertIn("李秋禾 · 进驻柳湾镇代表联络站", text)

    def test_page_names_them(self):
        page = self.client.get(self.village.get_absolute_url())

        self.assertContains(page, "进驻家站室的代表")
        self.assertContains(page, "进驻柳湾镇代表联络站")
        self.assertContains(page, self.mandate.deputy.get_absolute_url())

    def test_page_without_postings_says_nothing_of_them(self):
        page = self.client.get(self.other_town.get_absolute_url())

        self.assertNotContains(page, "进驻家站室的代表")

    def test_page_folds_what_is_too_much(self):
        hall = Station.objects.get()
        for number in range(14):
            self.post(self.county_deputy(f"周{number}"), hall)

        page = self.client.get(self.village.get_absolute_url())

        self.assertContains(page, "其余 3 位")

    def test_residence_leaves_in_no_output(self):
        home = DivisionFactory(parent=self.town, name="标记丙村")
        self.elected_by("吴江", self.nation, self.province, deputy={"residence": home})

        page = self.client.get(self.village.get_absolute_url()).content.decode()
        answers = page[page.index("place-path__head") : page.index("已经选好")]
        for text in (self.printed(), self.printed("--json"), answers):
            self.assertIn("在本地工作、生活", text)
            self.assertNotIn("标记丙", text)


class QueryTests(Stations):
    def fill(self, count):
        hall = Station.objects.get()
        for number in range(count):
            suffix = f"{count}之{number}"
            self.post(self.county_deputy(f"周{suffix}"), hall)
            self.post(self.elected_by(f"吴{suffix}", self.province, self.city), hall)
            self.elected_by(f"郑{suffix}", self.nation, self.province)
            self.seat(f"李{suffix}", self.town, self.village)

    def count(self, place):
        with CaptureQueriesContext(connection) as queries:
            who_answers(place, on=TODAY)
        return len(queries)

    def test_stations_add_two_queries_and_no_more_with_more_people(self):
        self.station("柳湾镇代表联络站", self.town, self.town)
        self.fill(1)
        few = self.count(self.village)
        self.fill(8)

        self.assertEqual(self.count(self.village), few)
        self.assertLessEqual(few, 9)
