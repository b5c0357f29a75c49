"""What a roster says of groups and stations becomes memberships and postings."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from directory.batches import undo_batch
from directory.importers.roster_links import LinkOptions, link_texts, places_of, split_text
from directory.importers.roster_rights import Rights
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
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    StationFactory,
    TermFactory,
    UserFactory,
)

PERSON = {"name": "李敏", "constituency": "第一选区", "station": "柳湾联络站"}


class SplitTests(TestCase):
    def test_a_cell_may_name_several_and_each_once(self):
        self.assertEqual(split_text("甲站、乙站；甲站\n丙站"), ["甲站", "乙站", "丙站"])

    def test_a_cell_that_says_none_holds_none(self):
        for text in ("无", "", " — ", "暂无"):
            self.assertEqual(split_text(text), [])


class LinkTests(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.town = DivisionFactory(parent=self.county, name="柳湾镇", kind=Kind.TOWN)
        self.term = TermFactory(congress__division=self.county)
        self.unit = ElectoralUnitFactory(term=self.term)

    def seat(self, station="", group="", **more):
        return MandateFactory(
            unit=self.unit, deputy__division=self.county, station_text=station, group_text=group,
            **more,
        )  # fmt: skip

    def link(self, user=None):
        options = LinkOptions(self.county, "名册 测试", Rights(user))
        return link_texts([self.term.pk], options)

    def test_a_missing_station_is_made_where_its_name_begins(self):
        seat = self.seat("柳湾镇人大代表联络站")

        self.assertEqual(self.link(), 1)

        posting = Posting.objects.get()
        self.assertEqual(posting.deputy, seat.deputy)
        self.assertEqual(posting.station.name, "柳湾镇人大代表联络站")
        self.assertEqual((posting.division, posting.division_path), (self.town, self.town.path))
        self.assertEqual(posting.station.kind.name, "代表联络站")
        self.assertTrue(posting.live and posting.station.live)

    def test_the_kind_follows_from_the_name(self):
        self.seat("柳湾镇代表之家")
        self.link()

        self.assertEqual(Station.objects.get().kind.name, "代表之家")

    def test_a_station_there_is_is_taken_in_any_spelling(self):
        station = StationFactory(division=self.town, name="柳湾镇 代表联络站")
        self.seat("柳湾镇代表联络站")

        self.link()

        self.assertEqual(Posting.objects.get().station, station)
        self.assertEqual(Station.objects.count(), 1)

    def test_a_name_that_two_stations_have_is_left_to_people(self):
        for place in (self.town, self.county):
            StationFactory(division=place, name="代表联络站")
        self.seat("代表联络站")

        self.assertEqual(self.link(), 0)

    def test_a_second_time_makes_nothing_twice(self):
        self.seat("柳湾镇代表联络站", "第一小组")
        self.link()

        self.assertEqual(self.link(), 0)
        self.assertEqual((Posting.objects.count(), GroupMembership.objects.count()), (1, 1))

    def test_who_left_a_station_is_not_brought_back(self):
        self.seat("柳湾镇代表联络站")
        self.link()
        Posting.objects.update(ends_on="2025-01-01")

        self.assertEqual(self.link(), 0)

    def test_a_role_behind_a_group_is_read(self):
        self.seat(group="第一小组（组长）")
        self.seat(group="第一小组")
        self.link()

        group = DeputyGroup.objects.get()
        self.assertEqual(group.name, "第一小组")
        self.assertEqual(
            sorted(group.memberships.values_list("role", flat=True)), ["leader", "member"]
        )

    def test_ended_mandates_say_nothing(self):
        self.seat("柳湾镇代表联络站", status="ended", ends_on="2025-01-01")

        self.assertEqual(self.link(), 0)

    def test_an_editor_makes_drafts_and_only_at_home(self):
        user = UserFactory()
        AssignmentFactory(user=user, division=self.town, role=Role.EDITOR)
        self.seat("柳湾镇代表联络站", "县里的小组")

        self.link(user)

        self.assertFalse(Station.objects.get().live)
        self.assertFalse(DeputyGroup.objects.exists())

    def test_queries_do_not_grow_with_rows(self):
        self.seat("柳湾镇代表联络站", "第一小组")
        self.link()
        for _ in range(2):
            self.seat("柳湾镇代表联络站", "第一小组")
        with CaptureQueriesContext(connection) as few:
            self.link()
        for _ in range(20):
            self.seat("柳湾镇代表联络站", "第一小组")
        with self.assertNumQueries(len(few)):
            self.link()


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
