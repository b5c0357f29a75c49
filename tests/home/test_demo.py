import csv
import tempfile
from collections import Counter
from io import StringIO
from unittest import mock

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.test import SimpleTestCase, TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.registries import DemoLoader
from directory.enums import EndGround, GroupMode, MandateStatus, UnitKind
from directory.models import (
    Congress,
    Delegation,
    Deputy,
    DeputyGroup,
    ElectoralUnit,
    GroupMembership,
    HandlingUnit,
    ImportBatch,
    Mandate,
    Organ,
    Posting,
    ReceptionDay,
    Session,
    Station,
    Term,
)
from divisions.enums import Kind, Level
from divisions.models import Division, DivisionCode, DivisionPage
from editing.models import Assignment
from files.models import DivisionImage
from home.demo.accounts import DEMO_ACCOUNTS
from home.demo.elections import elect
from home.demo.load import load_demo
from home.demo.stations import read_stations
from home.models import Demo, PlainPage, SiteSettings
from tests.factories import DeputyFactory

INVENTED = "虚构"
#: models that a second run may touch without changing the demo
_BOOKKEEPING = {"Session", "DBTaskResult", "IndexEntry"}


def snapshot():
    """Every row of every table."""
    return {
        model.__name__: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model.__name__ not in _BOOKKEEPING
    }


class DemoTests(TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(MEDIA_ROOT=folder))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        cls.report, cls.later = [], []
        loaders = [
            DemoLoader("乙", lambda report: cls.later.append("乙"), order=20),
            DemoLoader("甲", lambda report: cls.later.append("甲"), order=10),
        ]
        with mock.patch("home.demo.load.demo_loaders", loaders):
            load_demo(cls.report.append)

    def mandates(self, place, term):
        return Mandate.objects.live().filter(
            term__congress__division__short_name=place, term__number=term
        )

    def test_seats_by_level_and_term(self):
        held = Mandate.objects.live().values_list("level", "term__ends_on")
        seats = Counter((level, ends_on is None) for level, ends_on in held)

        self.assertEqual(
            seats,
            {
                (Level.NATION, True): 3, (Level.NATION, False): 2,
                (Level.PROVINCE, True): 10, (Level.PROVINCE, False): 4,
                (Level.PREFECTURE, True): 75, (Level.PREFECTURE, False): 43,
                (Level.COUNTY, True): 128, (Level.COUNTY, False): 78,
                (Level.TOWNSHIP, True): 161, (Level.TOWNSHIP, False): 43,
            },
        )  # fmt: skip
        self.assertEqual(Deputy.objects.live().count(), 394)

    def test_both_terms_hold_people_who_stayed_and_people_who_left(self):
        before = set(Mandate.objects.filter(term__ends_on__isnull=False).values_list("deputy"))
        now = set(Mandate.objects.filter(term__ends_on=None).values_list("deputy"))

        self.assertGreater(len(before & now), 50)
        self.assertGreater(len(before - now), 80)

    def test_every_record_is_valid(self):
        seats = Mandate.objects.select_related("unit__term__congress__division", "unit__division")
        others = [
            Division, DivisionCode, Congress, Term, ElectoralUnit, Deputy, DivisionImage,
            Assignment, User, PlainPage, DivisionPage, SiteSettings, Organ, Session, Delegation,
            HandlingUnit, DeputyGroup, GroupMembership, Station, ReceptionDay,
        ]  # fmt: skip
        for records in [seats, *(model.objects.all() for model in others)]:
            self.assertTrue(records, records.model)
            for record in records:
                try:
                    record.full_clean()
                except ValidationError as error:
                    self.fail(f"{records.model.__name__} {record}: {error}")

    def test_stations_of_several_kinds_with_hours_deputies_and_places(self):
        written = {(each["name"], each["place"]) for each in read_stations()}
        named = Q()
        for name, place in written:
            named |= Q(name=name, division__short_name=place)
        stations = Station.objects.filter(named)

        self.assertEqual(stations.count(), len(written))
        self.assertGreater(stations.values("kind").distinct().count(), 5)
        self.assertFalse(stations.filter(areas=None).exists())
        self.assertEqual(stations.filter(opening_rules=None).count(), 1)
        self.assertGreater(Posting.objects.live().current().count(), 200)
        batch = ImportBatch.objects.get(kind="stations")
        self.assertIn(INVENTED, batch.title)

    def test_somebody_is_on_duty_before_and_after_today(self):
        today = timezone.localdate()
        days = ReceptionDay.objects.filter(live=True)

        self.assertTrue(days.filter(date__lte=today).exists())
        self.assertTrue(days.filter(date__gt=today).exists())
        self.assertFalse(ReceptionDay.objects.filter(shifts=None).exists())
        drafts = ReceptionDay.objects.filter(live=False)
        self.assertEqual({day.station.division.name for day in drafts}, {"柳湾镇"})

    def test_groups_in_three_modes_and_bodies_with_their_people(self):
        modes = DeputyGroup.objects.exclude(memberships=None).values_list("mode", flat=True)

        self.assertEqual(set(modes), set(GroupMode.values))
        self.assertFalse(Organ.objects.filter(members=None).exists())
        self.assertFalse(Delegation.objects.filter(leaders=None).exists())
        self.assertGreater(HandlingUnit.objects.count(), 4)
        self.assertGreater(Session.objects.count(), 20)
        self.assertTrue(Session.objects.filter(starts_on__year=2026).exists())

    def test_no_code_of_a_real_division_is_used(self):
        codes = DivisionCode.objects.exclude(division__level=Level.NATION)

        self.assertEqual(codes.exclude(code__startswith="99").count(), 0)
        self.assertEqual(codes.count(), Division.objects.count() - 1)

    def test_every_district_elects_one_to_three(self):
        for unit in ElectoralUnit.objects.filter(kind=UnitKind.DISTRICT, term__ends_on=None):
            seats = unit.mandates.live().serving().count()
            self.assertIn(seats, (1, 2, 3), f"{unit.term} {unit}")

    def test_every_district_covers_places_and_every_lower_congress_is_known(self):
        districts = ElectoralUnit.objects.filter(kind=UnitKind.DISTRICT)
        lower = ElectoralUnit.objects.filter(kind=UnitKind.ELECTING_UNIT)

        self.assertEqual(districts.filter(areas=None).count(), 0)
        self.assertEqual(lower.filter(electing_congress=None).count(), 0)
        self.assertEqual(ElectoralUnit.objects.filter(kind=UnitKind.ARMED_FORCES).count(), 1)

    def test_heads_belong_to_the_groups_that_govern_themselves(self):
        self.assertIn(Deputy.objects.get(post="云岭州委副书记、州长").ethnicity, {"蒙古族", "藏族"})
        head = Deputy.objects.get(post="松坪县雾岭苗族乡党委副书记、乡长")
        self.assertEqual(head.ethnicity, "苗族")

    def test_one_of_each_fate(self):
        ended = Counter(
            Mandate.objects.filter(status=MandateStatus.ENDED).values_list("end_ground", flat=True)
        )

        self.assertEqual(ended, {EndGround.DIED: 1, EndGround.RESIGNED: 1, EndGround.MOVED_AWAY: 1})
        self.assertEqual(Mandate.objects.filter(status=MandateStatus.SUSPENDED).count(), 1)
        self.assertEqual(Mandate.objects.live().filter(is_by_election=True).count(), 2)
        resigned = Mandate.objects.get(end_ground=EndGround.RESIGNED)
        self.assertEqual(resigned.end_article, "代表法第六十二条第一款第（二）项")

    def test_one_person_holds_seats_at_several_levels(self):
        deputy = Deputy.objects.get(name="何建军")

        seats = deputy.mandates.values_list("level", "term__number")

        self.assertEqual(
            set(seats), {(Level.COUNTY, 18), (Level.TOWNSHIP, 17), (Level.TOWNSHIP, 16)}
        )
        self.assertEqual(deputy.division.name, "望溪县")

    def test_namesakes_are_two_people(self):
        self.assertEqual(Deputy.objects.filter(name="李岚").count(), 2)
        self.assertEqual(Deputy.objects.filter(name="张伟").count(), 2)

    def test_more_than_half_have_a_portrait_of_their_division(self):
        pictured = Deputy.objects.exclude(photo=None).select_related("photo")

        self.assertGreater(pictured.count(), 220)
        self.assertLess(pictured.count(), 280)
        for deputy in pictured:
            self.assertLess(deputy.photo.get_file_size(), 30_000)
        self.assertFalse(pictured.filter(mandates__unit__kind=UnitKind.ARMED_FORCES).exists())

    def test_a_second_run_changes_nothing(self):
        before = snapshot()
        out = StringIO()

        call_command("load_demo", stdout=out)

        self.assertIn("没有改动", out.getvalue())
        self.assertEqual(snapshot(), before)

    def test_an_interrupted_run_is_finished_without_changing_what_is_there(self):
        before = snapshot()
        Demo.objects.update(finished_at=None)

        load_demo(lambda text: None)

        after = snapshot()
        self.assertEqual(Demo.state(), Demo.State.DEMO)
        del before["Demo"], after["Demo"]
        self.assertEqual({name for name in after if after[name] != before[name]}, set())

    def test_every_log_in_works_and_may_edit_its_place(self):
        for account in DEMO_ACCOUNTS:
            with self.subTest(account=account.username):
                signed_in = self.client.login(username=account.username, password=account.password)
                response = self.client.get(reverse("wagtailadmin_home"))

                self.assertTrue(signed_in)
                self.assertEqual(response.status_code, 200)
        assigned = Assignment.objects.values_list("user__username", "division__short_name", "role")
        self.assertEqual(
            set(assigned), {(a.username, a.place, a.role) for a in DEMO_ACCOUNTS if a.role}
        )
        self.assertEqual(User.objects.filter(is_superuser=True).count(), 1)

    def test_drafts_are_not_public(self):
        draft = Deputy.objects.get(live=False)
        changed = Deputy.objects.get(name="何建军")

        self.assertEqual(self.client.get(draft.get_absolute_url()).status_code, 404)
        self.assertTrue(changed.has_unpublished_changes)
        self.assertNotContains(self.client.get(changed.get_absolute_url()), "居委会委员")

    def test_progress_is_reported_and_later_apps_load_in_their_order(self):
        self.assertGreater(len(self.report), 8)
        self.assertEqual(self.later, ["甲", "乙"])

    def assert_public(self, address):
        response = self.client.get(address)
        self.assertContains(response, INVENTED, msg_prefix=address)
        return response

    def test_every_deputy_has_a_page_that_says_it_is_invented(self):
        for deputy in Deputy.objects.live():
            response = self.assert_public(deputy.get_absolute_url())
            self.assertContains(response, deputy.name)

    def test_every_place_has_a_page_that_says_it_is_invented(self):
        self.assert_public(reverse("divisions:find"))
        for division in Division.objects.exclude(level=Level.NATION):
            self.assert_public(division.get_absolute_url())

    def test_home_list_search_and_plain_pages_say_it_is_invented(self):
        home = self.assert_public("/")
        names = reverse("directory:deputy_list")
        self.assert_public(names)
        self.assert_public(f"{names}?division=992121&level=county&state=all&page=2")
        self.assertContains(self.assert_public("/search/?q=liqiuhe"), "李秋禾")
        for slug, title in [
            ("about", "关于本站"),
            ("privacy", "隐私说明"),
            ("accessibility", "无障碍声明"),
        ]:
            self.assertContains(home, f'href="/{slug}/"')
            self.assertContains(self.assert_public(f"/{slug}/"), title)

    def test_a_section_of_a_place_leads_to_the_place(self):
        sections = DivisionPage.objects.all()

        self.assertEqual(
            set(sections.values_list("title", flat=True)),
            {"云岭州", "白苇市", "望溪县", "松坪县", "云岭经济开发区"},
        )
        for section in sections:
            self.assertRedirects(
                self.client.get(section.url),
                section.division.get_absolute_url(),
                status_code=301,
                fetch_redirect_response=False,
            )

    def test_a_town_of_the_zone_votes_for_the_city(self):
        town = Division.objects.get(name="枣林镇")

        self.assertEqual(town.parent.kind, Kind.DEVELOPMENT_ZONE)
        self.assertContains(self.client.get(town.get_absolute_url()), "白苇市人大代表")

    def test_part_of_a_village_votes_elsewhere(self):
        response = self.client.get(Division.objects.get(name="东湾村").get_absolute_url())

        self.assertContains(response, "李秋禾")
        self.assertContains(response, "四组")


class DemoRefusalTests(TestCase):
    def test_the_data_of_an_office_are_left_alone(self):
        DeputyFactory()

        with self.assertRaisesMessage(CommandError, "正式数据"):
            call_command("load_demo", stdout=StringIO())

        self.assertEqual(Deputy.objects.count(), 1)
        self.assertFalse(Demo.objects.exists())


class InventedPeopleTests(SimpleTestCase):
    def test_the_same_people_are_elected_every_time(self):
        self.assertEqual(elect(), elect())

    @pytest.mark.real_data
    def test_nobody_bears_the_name_of_a_real_deputy(self):
        path = settings.SHARED_DATA / "deputies" / "npc12_deputies.csv"
        with path.open(encoding="utf-8-sig") as file:
            real = {row["name"] for row in csv.DictReader(file)}

        self.assertEqual({person.name for person in elect()} & real, set())

    @pytest.mark.real_data
    def test_no_real_place_has_the_codes_or_the_higher_names(self):
        codes, names = set(), set()
        for name in ("divisions_2023_L1-L4.csv", "gb2260_mca_201904.csv"):
            path = settings.SHARED_DATA / "divisions" / name
            with path.open(encoding="utf-8-sig") as file:
                rows = list(csv.DictReader(file))
            codes |= {row["code"] for row in rows}
            names |= {row["name"] for row in rows if row.get("level") != "4"}

        self.assertEqual({code for code in codes if code.startswith("99")}, set())
        higher = {"青澜省", "云岭蒙古族藏族自治州", "白苇市", "望溪县", "松坪县", "云岭经济开发区"}
        self.assertEqual(higher & names, set())
