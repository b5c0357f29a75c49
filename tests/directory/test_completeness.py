"""What is missing in what the public reads, and what nobody has confirmed for a year."""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.completeness import (
    deputies_to_complete,
    deputy_completeness,
    deputy_gap,
    gap_rows,
    station_completeness,
    station_gap,
    stations_to_complete,
)
from directory.enums import DeputyGap, StationGap
from directory.models import ChecklistItem, Deputy, Station
from editing.enums import Role
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    DocumentFactory,
    ImageFactory,
    MandateFactory,
    PostingFactory,
    StationFactory,
    TermFactory,
    UserFactory,
)

TODAY = datetime.date(2026, 3, 20)
DAY = datetime.timedelta(days=1)


def lacking(gap, on=TODAY):
    return set(Deputy.objects.filter(deputy_gap(gap, on)).values_list("name", flat=True))


class DeputyGapTests(TestCase):
    def test_photo_and_post_are_missed_where_they_are_empty(self):
        place = DivisionFactory()
        DeputyFactory(division=place, name="全", post="教师", photo=ImageFactory(division=place))
        DeputyFactory(division=place, name="缺")

        self.assertEqual(lacking(DeputyGap.PHOTO), {"缺"})
        self.assertEqual(lacking(DeputyGap.POST), {"缺"})

    def test_a_station_with_a_telephone_is_a_way_to_get_in_touch(self):
        DeputyFactory(name="缺")
        DeputyFactory(name="电话", public_channel="0991-0000000")
        PostingFactory(deputy__name="进站", station__telephone="0991-0000000")
        PostingFactory(deputy__name="站无电话")
        PostingFactory(
            deputy__name="已离站", station__telephone="1", ends_on=TODAY - datetime.timedelta(1)
        )

        self.assertEqual(lacking(DeputyGap.CONTACT), {"缺", "站无电话", "已离站"})

    def test_a_confirmation_holds_for_a_year_to_the_day(self):
        DeputyFactory(name="从未")
        DeputyFactory(name="一年前的今天", confirmed_on=datetime.date(2025, 3, 20))
        DeputyFactory(name="早一天", confirmed_on=datetime.date(2025, 3, 19))

        self.assertEqual(lacking(DeputyGap.STALE), {"从未", "早一天"})
        for deputy in Deputy.objects.all():
            self.assertEqual(deputy.is_stale(TODAY), deputy.name in {"从未", "早一天"})

    def test_those_in_office_ought_to_be_posted_to_a_station(self):
        MandateFactory(deputy__name="未进站")
        PostingFactory(deputy=MandateFactory(deputy__name="已离站").deputy, ends_on=TODAY - DAY)
        PostingFactory(deputy=MandateFactory(deputy__name="已进站").deputy)
        PostingFactory(deputy=MandateFactory(deputy__name="草稿").deputy, live=False)
        DeputyFactory(name="不是代表")

        self.assertEqual(lacking(DeputyGap.UNPOSTED), {"未进站", "已离站", "草稿"})

    def test_each_record_says_what_it_has_of_five_and_what_it_lacks(self):
        place = DivisionFactory()
        whole = MandateFactory(
            deputy__post="教师", deputy__public_channel="1", deputy__confirmed_on=TODAY,
            deputy__photo=ImageFactory(division=place),
        ).deputy  # fmt: skip
        PostingFactory(deputy=whole)
        half = MandateFactory(deputy__post="教师").deputy
        draft, former = DeputyFactory(live=False), DeputyFactory()

        with self.assertNumQueries(1):
            known = deputy_completeness([whole, half, draft, former], TODAY)

        self.assertEqual(str(known[whole.pk]), "5/5")
        self.assertEqual(str(known[half.pk]), "3/5 缺：照片、联系渠道；没有进站；一年没有核对")
        self.assertEqual(
            str(known[draft.pk]), "1/5 缺：照片、工作单位及职务、联系渠道；一年没有核对"
        )
        self.assertNotIn(former.pk, known)

    def test_only_those_in_office_are_counted(self):
        in_office = MandateFactory().deputy
        term = TermFactory(starts_on=datetime.date(2016, 1, 1), ends_on=datetime.date(2021, 1, 1))
        MandateFactory(unit__term=term)
        MandateFactory(deputy__live=False)

        self.assertEqual(list(deputies_to_complete(TODAY)), [in_office])


class StationGapTests(TestCase):
    def test_an_empty_station_lacks_everything(self):
        station = StationFactory()

        for gap in StationGap:
            with self.subTest(gap=gap):
                self.assertEqual(list(Station.objects.filter(station_gap(gap, TODAY))), [station])

    def test_a_whole_station_lacks_nothing(self):
        station = StationFactory(address="柳湾路 1 号", telephone="1", confirmed_on=TODAY)
        station.areas.create(division=station.division)
        station.photos.create(image=ImageFactory(division=station.division))
        station.liaisons.create(name="周望舒")
        station.opening_rules.create(
            phrase="每月20日", rrule="FREQ=MONTHLY;BYMONTHDAY=20", opens_at="09:00",
            closes_at="11:00",
        )  # fmt: skip
        for kind in ChecklistItem.objects.filter(checklist__name="三项制度"):
            document = DocumentFactory(division=station.division)
            station.documents.create(kind=kind, title=kind.name, document=document)
        station.save()
        PostingFactory(station=station)

        for gap in StationGap:
            with self.subTest(gap=gap):
                self.assertEqual(list(Station.objects.filter(station_gap(gap, TODAY))), [])

    def test_a_closed_station_owes_nothing(self):
        closed = StationFactory(closed_on=TODAY)

        self.assertEqual(list(stations_to_complete()), [])
        self.assertEqual(station_completeness([closed], TODAY), {})

    def test_a_station_says_what_it_lacks(self):
        station = StationFactory(address="柳湾路 1 号", telephone="1")

        text = str(station_completeness([station], TODAY)[station.pk])

        self.assertEqual(
            text, "2/8 缺：照片、服务范围、开放时间、联络员、代表进站、制度文件；一年没有核对"
        )


class GapRowTests(TestCase):
    def test_each_maintaining_division_has_a_line_with_its_numbers(self):
        one, other = DivisionFactory(name="望溪县"), DivisionFactory(name="松坪县")
        for place, post in ((one, "教师"), (one, ""), (other, "")):
            MandateFactory(deputy__division=place, deputy__post=post)

        rows = gap_rows(deputies_to_complete(timezone.localdate()), DeputyGap, TODAY)

        self.assertEqual(
            [(row.division, row.total, row.gaps["post"], row.complete) for row in rows],
            [("望溪县", 2, 1, 0), ("松坪县", 1, 1, 0)],
        )
        self.assertEqual(rows[0].percent, 0)


class GapPageTests(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.seat = MandateFactory(deputy__division=self.county, deputy__name="望溪人")
        MandateFactory(deputy__name="外地人", deputy__division=DivisionFactory(name="松坪县"))
        self.user = UserFactory()
        AssignmentFactory(user=self.user, division=self.county, role=Role.OFFICE)
        self.client.force_login(self.user)

    def test_the_report_is_of_ones_own_territory_and_leads_to_the_records(self):
        page = self.client.get(reverse("deputy_gaps"))

        self.assertContains(page, self.county.name)
        self.assertNotContains(page, "松坪县")
        link = f"?maintainer={self.county.pk}&amp;gap=photo"
        self.assertContains(page, link)
        listing = self.client.get(
            reverse(Deputy.snippet_viewset.get_url_name("list")),
            {"maintainer": self.county.pk, "gap": "photo"},
        )
        self.assertContains(listing, "望溪人")
        self.assertNotContains(listing, "外地人")

    def test_list_and_form_say_how_complete_a_deputy_is(self):
        views = [("list", []), ("edit", [self.seat.deputy.pk])]
        for view, arguments in views:
            with self.subTest(view=view):
                url = reverse(Deputy.snippet_viewset.get_url_name(view), args=arguments)
                self.assertContains(self.client.get(url), "1/5 缺：照片、工作单位及职务、联系渠道")

    def test_the_report_of_stations_opens(self):
        StationFactory(division=self.county)

        self.assertContains(self.client.get(reverse("station_gaps")), "缺联络员")

    def test_queries_do_not_grow_with_divisions(self):
        counts = []
        for n in range(2):
            for _ in range(n * 5):
                MandateFactory(deputy__division=DivisionFactory(parent=self.county))
            with CaptureQueriesContext(connection) as queries:
                self.client.get(reverse("deputy_gaps"))
            counts.append(len(queries))

        self.assertEqual(counts[0], counts[1])

    def confirm(self, *deputies):
        url = reverse("wagtail_bulk_action", args=["directory", "deputy", "confirm"])
        query = "&".join(f"id={deputy.pk}" for deputy in deputies)
        return self.client.post(f"{url}?{query}")

    def test_confirming_notes_day_and_person_and_changes_nothing_else(self):
        deputy = self.seat.deputy
        before = Deputy.objects.values("post", "name", "latest_revision").get(pk=deputy.pk)

        self.confirm(deputy)

        deputy.refresh_from_db()
        self.assertEqual(deputy.confirmed_on, timezone.localdate())
        self.assertEqual(deputy.confirmed_by, self.user)
        after = Deputy.objects.values("post", "name", "latest_revision").get(pk=deputy.pk)
        self.assertEqual(before, after)

    def test_what_is_foreign_is_not_confirmed(self):
        foreign = Deputy.objects.get(name="外地人")

        self.confirm(self.seat.deputy, foreign)

        foreign.refresh_from_db()
        self.assertIsNone(foreign.confirmed_on)
