"""What a roster says of groups and stations becomes memberships and postings."""

from io import StringIO

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from directory.batches import undo_batch
from directory.importers.roster_link_names import places_of, split_text
from directory.models import (
    Deputy,
    DeputyGroup,
    GroupMembership,
    ImportBatch,
    Mandate,
    Posting,
    Station,
)
from divisions.enums import Kind
from editing.enums import Role
from editing.models import ChangeSet
from tests.directory.rosters import import_people
from tests.factories import (
    AssignmentFactory,
    DeputyGroupFactory,
    DivisionFactory,
    StationFactory,
    UserFactory,
)

PERSON = {"name": "李敏", "constituency": "第一选区", "station": "柳湾联络站"}


class SplitTests(TestCase):
    def test_a_cell_may_name_several_and_each_once(self):
        self.assertEqual(split_text("甲站、乙站；甲站\n丙站"), ["甲站", "乙站", "丙站"])

    def test_a_cell_that_says_none_holds_none(self):
        for text in ("无", "", " — ", "暂无"):
            self.assertEqual(split_text(text), [])


class LinkTestCase(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.town = self.town_named("柳湾镇")

    def town_named(self, name):
        return DivisionFactory(parent=self.county, name=name, kind=Kind.TOWN)

    def load(self, *texts, **options):
        """Import one person for each pair of station and group; return what was said."""
        people = [
            {"name": f"李敏{'甲乙丙丁戊己庚辛壬癸'[n]}", "constituency": unit or "第一选区",
             "station": station, "group": group}
            for n, (station, group, unit) in enumerate(
                (*text, "")[:3] if isinstance(text, tuple) else (text, "", "") for text in texts
            )
        ]  # fmt: skip
        said = StringIO()
        import_people(self.county, people, stdout=said, **options)
        return said.getvalue()


class LinkTests(LinkTestCase):
    def test_a_missing_station_is_made_where_its_name_begins(self):
        self.load("柳湾镇人大代表联络站")

        posting = Posting.objects.get()
        self.assertEqual(posting.deputy, Deputy.objects.get())
        self.assertEqual(posting.station.name, "柳湾镇人大代表联络站")
        self.assertEqual((posting.division, posting.division_path), (self.town, self.town.path))
        self.assertEqual(posting.station.kind.name, "代表联络站")
        self.assertTrue(posting.live and posting.station.live)

    def test_the_kind_follows_from_the_name(self):
        self.load("柳湾镇代表之家")

        self.assertEqual(Station.objects.get().kind.name, "代表之家")

    def test_a_station_there_is_is_taken_in_any_spelling(self):
        station = StationFactory(division=self.town, name="柳湾镇 代表联络站")

        self.load("柳湾镇代表联络站")

        self.assertEqual(Posting.objects.get().station, station)
        self.assertEqual(Station.objects.count(), 1)

    def test_a_name_that_two_stations_have_is_left_to_people_and_said(self):
        for name in ("青石镇", "白水镇"):
            StationFactory(division=self.town_named(name), name="河东联络站")

        said = self.load("河东联络站")

        self.assertFalse(Posting.objects.exists())
        self.assertIn("“河东联络站”在本地不止一个", said)
        self.assertIn("第 2 行", said)

    def test_a_station_of_the_county_is_meant_by_its_towns_too(self):
        station = StationFactory(division=self.county, name="河东片区联络站")

        self.load(("河东片区联络站", "", "柳湾镇第一选区"), level="township")

        self.assertEqual(Posting.objects.get().station, station)

    def test_every_town_has_its_own_first_group(self):
        towns = [self.town, self.town_named("青石镇")]

        self.load(
            *(("代表联络站", "第一小组", f"{town.name}第一选区") for town in towns),
            level="township",
        )

        groups = DeputyGroup.objects.order_by("pk")
        self.assertEqual([group.division for group in groups], towns)
        self.assertEqual([s.division for s in Station.objects.order_by("pk")], towns)
        self.assertEqual([group.memberships.count() for group in groups], [1, 1])

    def test_the_first_group_of_the_county_is_not_that_of_a_town(self):
        DeputyGroupFactory(division=self.town, name="第一小组")

        self.load(("", "第一小组"))

        self.assertEqual(GroupMembership.objects.get().group.division, self.county)

    def test_a_second_time_makes_nothing_twice(self):
        for _ in range(2):
            self.load(("柳湾镇代表联络站", "第一小组"))

        self.assertEqual((Posting.objects.count(), GroupMembership.objects.count()), (1, 1))

    def test_what_staff_have_ended_or_deleted_does_not_come_back(self):
        self.load(("柳湾镇代表联络站", "第一小组"))
        Posting.objects.update(ends_on="2025-01-01")
        GroupMembership.objects.all().delete()

        self.load(("柳湾镇代表联络站", "第一小组"))

        self.assertEqual(Posting.objects.count(), 1)
        self.assertFalse(GroupMembership.objects.exists())

    def test_another_group_is_joined_and_the_former_one_is_pointed_out(self):
        self.load(("", "第一小组"))

        said = self.load(("", "第二小组"))

        self.assertEqual(
            list(GroupMembership.objects.order_by("pk").values_list("group__name", "ends_on")),
            [("第一小组", None), ("第二小组", None)],
        )
        self.assertIn("原来的登记入组没有结束，请核对：第 2 行", said)

    def test_a_role_behind_a_group_is_read(self):
        self.load(("", "第一小组（组长）"), ("", "第一小组"))

        group = DeputyGroup.objects.get()
        self.assertEqual(group.name, "第一小组")
        self.assertEqual(
            sorted(group.memberships.values_list("role", flat=True)), ["leader", "member"]
        )

    def test_a_preview_says_what_would_be_made_and_makes_nothing(self):
        said = self.load(("柳湾镇代表联络站", "第一小组"), ("", "第一小组"), dry_run=True)

        self.assertIn("新建家站室 1 个：柳湾镇代表联络站", said)
        self.assertIn("登记入组 2 人次", said)
        self.assertFalse(Station.objects.exists() or DeputyGroup.objects.exists())

    def test_an_editor_makes_drafts_and_only_at_home(self):
        user = UserFactory(username="clerk")
        AssignmentFactory(user=user, division=self.town, role=Role.EDITOR)
        StationFactory(division=self.county, name="县城代表联络站")

        said = self.load(
            ("柳湾镇代表联络站、县城代表联络站", "", "柳湾镇第一选区"), level="township",
            user="clerk",
        )  # fmt: skip

        self.assertFalse(Posting.objects.get().live)
        self.assertFalse(Station.objects.get(division=self.town).live)
        self.assertEqual(ImportBatch.objects.get().state, "draft", said)

    def test_queries_do_not_grow_with_rows(self):
        self.load("柳湾镇代表联络站", "柳湾镇代表联络站")
        with CaptureQueriesContext(connection) as few:
            self.load(*["柳湾镇代表联络站"] * 4)
        with CaptureQueriesContext(connection) as many:
            self.load(*["柳湾镇代表联络站"] * 10)
        self.assertEqual(len(many), len(few))


class PlaceTests(TestCase):
    def test_the_longest_place_a_name_begins_with_is_meant(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        town = DivisionFactory(parent=county, name="柳湾镇")
        village = DivisionFactory(parent=town, name="柳湾镇东村")

        found = places_of(["柳湾镇东村联络点", "柳湾镇站", "别处站"], county)

        self.assertEqual(found, {"柳湾镇东村联络点": village, "柳湾镇站": town})

    def test_a_name_that_two_places_have_means_none(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        for _ in range(2):
            DivisionFactory(parent=county, name="柳湾镇")

        self.assertEqual(places_of(["柳湾镇站"], county), {})


class ImportedTests(TestCase):
    """Through the import itself."""

    def test_an_import_is_one_batch_that_is_taken_back_whole(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        root = UserFactory(is_superuser=True)
        import_people(county, [PERSON | {"group": "第一小组"}])
        batch = ImportBatch.objects.get()
        self.assertEqual(Posting.objects.count(), 1)

        undo_batch(batch=batch, by=root)

        for model in (Deputy, Mandate, Station, Posting, DeputyGroup, GroupMembership):
            self.assertFalse(model.objects.exists(), model.__name__)
        batch.refresh_from_db()
        self.assertEqual(batch.state, "undone")

    def test_an_import_that_changes_nothing_makes_no_batch(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        for _ in range(2):
            import_people(county, [PERSON])

        self.assertEqual(ImportBatch.objects.count(), 1)
        self.assertEqual(ChangeSet.objects.count(), 1)
