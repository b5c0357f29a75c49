"""The form of a deputy: person, seats, postings and groups in one go, each in its territory."""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import Deputy, GroupMembership, Mandate, Posting, Term
from editing.enums import Role
from editing.models import ChangeSet
from editing.record_rows import MAY_NOT_PUBLISH_ROW, NOT_YOURS
from editing.undo import undo
from tests.editing.form_data import form_data
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DeputyGroupFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    GroupMembershipFactory,
    MandateFactory,
    PostingFactory,
    StationFactory,
    TermFactory,
)

PUBLISH = {"action-publish": "1"}
DAY = datetime.date(2026, 3, 1)
ROWS = {"mandates": Mandate, "postings": Posting, "group_memberships": GroupMembership}


def address(view, *args):
    return reverse(Deputy.snippet_viewset.get_url_name(view), args=args)


def with_row(data, relation, **values):
    """The form with one row more."""
    number = int(data[f"{relation}-TOTAL_FORMS"])
    typed = {f"{relation}-{number}-{name}": getattr(v, "pk", v) for name, v in values.items()}
    return data | typed | {f"{relation}-TOTAL_FORMS": number + 1}


class FormTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        prefecture = DivisionFactory(parent=DivisionFactory())
        cls.county = DivisionFactory(parent=prefecture)
        cls.town = DivisionFactory(parent=cls.county)
        cls.foreign = DivisionFactory(parent=prefecture, name="溪口县")
        cls.users = {
            name: AssignmentFactory(division=division, role=role).user
            for name, division, role in [
                ("office", cls.county, Role.OFFICE), ("editor", cls.county, Role.EDITOR),
                ("town", cls.town, Role.OFFICE),
            ]
        }  # fmt: skip
        AssignmentFactory(user=cls.users["town"], division=cls.county, role=Role.EDITOR)
        cls.unit, cls.town_unit, cls.foreign_unit = (
            ElectoralUnitFactory(term__congress__division=division)
            for division in (cls.county, cls.town, cls.foreign)
        )
        cls.station, cls.foreign_station = (
            StationFactory(division=division) for division in (cls.town, cls.foreign)
        )
        cls.group, cls.foreign_group = (
            DeputyGroupFactory(division=division) for division in (cls.county, cls.foreign)
        )
        # The editor of texts gives each paragraph a key, and leaves one that has it as it is.
        cls.deputy = DeputyFactory(
            division=cls.county, name="欧阳娜娜", biography='<p data-block-key="abcde">教师。</p>'
        )

    def data(self, deputy=None, user="office"):
        return form_data(deputy or self.deputy, self.users[user])

    def blank(self, name="买买提·吐尔逊"):
        return form_data(Deputy(division=self.county, name=name), self.users["office"])

    def get(self, user="office", deputy=None):
        self.client.force_login(self.users[user])
        return self.client.get(address("edit", (deputy or self.deputy).pk))

    def post(self, data, user="office", deputy=None):
        self.client.force_login(self.users[user])
        return self.client.post(address("edit", (deputy or self.deputy).pk), data)

    def add(self, data, user="office"):
        self.client.force_login(self.users[user])
        return self.client.post(address("add"), data)

    def everything(self):
        return {m: list(m.objects.order_by("pk").values()) for m in (Deputy, *ROWS.values())}

    def assert_refused(self, response, before, *texts):
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.everything(), before)
        for text in texts:
            self.assertContains(response, text)


class EntryTests(FormTestCase):
    """A new person with everything."""

    def whole(self):
        data = with_row(self.blank(), "mandates", unit=self.unit, status="serving")
        data = with_row(data, "postings", station=self.station, starts_on="2026-03-01")
        return with_row(data, "group_memberships", group=self.group, role="leader")

    def test_an_office_enters_and_publishes_a_person_with_seat_posting_and_group_at_once(self):
        response = self.add(self.whole() | PUBLISH)

        self.assertEqual(response.status_code, 302)
        deputy = Deputy.objects.get(name="买买提·吐尔逊")
        mandate, posting = deputy.mandates.get(), deputy.postings.get()
        membership = deputy.group_memberships.get()
        self.assertTrue(all(r.live for r in (deputy, mandate, posting, membership)))
        self.assertEqual(mandate.term, self.unit.term)
        self.assertEqual(posting.division, self.town)
        self.assertEqual(posting.starts_on, DAY)
        self.assertEqual(membership.role, "leader")
        self.assertEqual(mandate.revisions.count(), 1)

    def test_an_editor_makes_drafts_of_all_with_revisions(self):
        self.add(self.whole(), user="editor")

        deputy = Deputy.objects.get(name="买买提·吐尔逊")
        rows = [deputy.mandates.get(), deputy.postings.get(), deputy.group_memberships.get()]
        for record in (deputy, *rows):
            self.assertFalse(record.live)
            self.assertEqual(record.latest_revision.user, self.users["editor"])

    def test_what_an_editor_entered_is_published_together_by_who_may(self):
        self.add(self.whole(), user="editor")
        deputy = Deputy.objects.get(name="买买提·吐尔逊")

        self.post(self.data(deputy) | PUBLISH, deputy=deputy)

        deputy.refresh_from_db()
        rows = [deputy.mandates.get(), deputy.postings.get(), deputy.group_memberships.get()]
        self.assertTrue(all(record.live for record in (deputy, *rows)))

    def test_one_bad_row_keeps_everything_from_being_made(self):
        before = self.everything()
        data = with_row(self.whole(), "postings", station=self.station, ends_on="2026-13-01")

        self.assert_refused(self.add(data | PUBLISH), before)

    def test_two_rows_that_clash_are_named_and_nothing_is_made(self):
        before = self.everything()
        for relation, values in [
            ("mandates", {"unit": self.unit, "status": "serving"}),
            ("postings", {"station": self.station}),
            ("group_memberships", {"group": self.group, "role": "member"}),
        ]:
            data = with_row(self.whole(), relation, **values)
            for action in ({}, PUBLISH):
                with self.subTest(relation=relation, action=action):
                    response = self.add(data | action)
                    message = ROWS[relation]._meta.constraints
                    texts = [c.violation_error_message for c in message if "one_open" in c.name]
                    self.assert_refused(response, before, *texts)

    def test_everything_is_one_set_of_changes_that_can_be_taken_back(self):
        before = self.everything()
        self.add(self.whole() | PUBLISH)

        change_set = ChangeSet.objects.get()
        touched = change_set.changes.values_list("content_type__model", flat=True)
        self.assertEqual(set(touched), {"deputy", "mandate", "posting", "groupmembership"})
        self.assertEqual(change_set.made_by, self.users["office"])

        undo(change_set=change_set, by=self.users["office"])
        self.assertEqual(self.everything(), before)

    def test_a_row_is_told_why_its_dates_are_wrong(self):
        data = with_row(
            self.blank(), "postings", station=self.station, starts_on="2026-03-02",
            ends_on="2026-03-01",
        )  # fmt: skip

        response = self.add(data)

        self.assertContains(response, "结束日期不能早于开始日期。")

    def test_the_form_holds_other_names_in_any_script_and_roles_outside(self):
        data = self.blank() | {
            "other_names-TOTAL_FORMS": 1, "other_names-0-name": "مەمەت تۇرسۇن",
            "other_names-0-language": "ug", "other_names-0-note": "维吾尔文",
            "extra_roles-TOTAL_FORMS": 1, "extra_roles-0-title": "特约监察员",
            "extra_roles-0-body": "县监委",
        }  # fmt: skip

        self.add(data | PUBLISH)

        deputy = Deputy.objects.get(name="买买提·吐尔逊")
        self.assertEqual(deputy.other_names.get().language, "ug")
        self.assertEqual(deputy.extra_roles.get().title, "特约监察员")
        response = self.get(deputy=deputy)
        self.assertContains(response, 'value="مەمەت تۇرسۇن" dir="auto"')


class TerritoryTests(FormTestCase):
    """Rows of other territories are seen, never written."""

    def test_a_published_foreign_row_is_shown_with_its_keeper_and_has_no_fields(self):
        PostingFactory(deputy=self.deputy, station=self.foreign_station)

        response = self.get()

        self.assertContains(response, self.foreign_station.name)
        self.assertContains(response, "由溪口县维护")
        self.assertNotContains(response, 'name="postings-0-id"')

    def test_a_foreign_role_is_told_in_words(self):
        GroupMembershipFactory(deputy=self.deputy, group=self.foreign_group, role="leader")

        response = self.get()

        self.assertContains(response, "<td>组长</td>")
        self.assertNotContains(response, "<td>leader</td>")

    def test_a_foreign_draft_is_not_shown(self):
        PostingFactory(deputy=self.deputy, station=self.foreign_station, live=False)

        self.assertNotContains(self.get(), self.foreign_station.name)

    def test_internal_fields_of_a_foreign_seat_are_not_shown(self):
        MandateFactory(
            deputy=self.deputy, unit=self.foreign_unit, deputy_class="妇女代表", source="内部名册"
        )

        response = self.get()

        self.assertContains(response, self.foreign_unit.name)
        self.assertNotContains(response, "妇女代表")
        self.assertNotContains(response, "内部名册")

    def test_a_posted_id_of_a_foreign_row_is_refused(self):
        foreign = {
            "mandates": MandateFactory(deputy=self.deputy, unit=self.foreign_unit),
            "postings": PostingFactory(deputy=self.deputy, station=self.foreign_station),
            "group_memberships": GroupMembershipFactory(
                deputy=self.deputy, group=self.foreign_group
            ),
        }
        self.assert_rows_are_refused(foreign)

    def test_a_posted_id_of_a_row_of_another_deputy_is_refused(self):
        others = {
            "mandates": MandateFactory(unit=self.unit),
            "postings": PostingFactory(station=self.station),
            "group_memberships": GroupMembershipFactory(group=self.group),
        }
        self.assert_rows_are_refused(others)

    def assert_rows_are_refused(self, rows):
        before = self.everything()
        own = {
            "mandates": {"unit": self.unit, "status": "serving"},
            "postings": {"station": self.station},
            "group_memberships": {"group": self.group, "role": "member"},
        }
        for relation, row in rows.items():
            data = with_row(self.data(), relation, id=row, source="夺来的", **own[relation])
            for initial in (0, 1):
                for more in ({}, PUBLISH, {f"{relation}-0-DELETE": "1"}):
                    with self.subTest(relation=relation, initial=initial, more=more):
                        claim = {f"{relation}-INITIAL_FORMS": initial}
                        response = self.post(data | claim | more)
                        self.assert_refused(response, before, NOT_YOURS)

    def test_no_row_is_made_in_a_foreign_unit_station_or_group(self):
        before = self.everything()
        for relation, values in [
            ("mandates", {"unit": self.foreign_unit, "status": "serving"}),
            ("postings", {"station": self.foreign_station}),
            ("group_memberships", {"group": self.foreign_group, "role": "member"}),
        ]:
            for user in ("office", "editor"):
                with self.subTest(relation=relation, user=user):
                    response = self.post(with_row(self.data(), relation, **values), user=user)
                    self.assert_refused(response, before)

    def test_an_own_row_is_not_moved_into_a_foreign_unit_station_or_group(self):
        MandateFactory(deputy=self.deputy, unit=self.unit)
        PostingFactory(deputy=self.deputy, station=self.station)
        GroupMembershipFactory(deputy=self.deputy, group=self.group)
        before = self.everything()
        for name, target in [
            ("mandates-0-unit", self.foreign_unit), ("postings-0-station", self.foreign_station),
            ("group_memberships-0-group", self.foreign_group),
        ]:  # fmt: skip
            with self.subTest(name=name):
                self.assert_refused(self.post(self.data() | {name: target.pk}), before)

    def test_a_locked_row_is_only_shown(self):
        PostingFactory(deputy=self.deputy, station=self.station, locked=True)

        response = self.get()

        self.assertContains(response, "已锁定")
        self.assertNotContains(response, 'name="postings-0-id"')

    def test_choosers_open_on_what_the_user_may_write(self):
        response = self.get()

        for model in ("electoralunit", "station", "deputygroup"):
            self.assertContains(response, f"/admin/snippets/choose/directory/{model}/?own=1")

    def test_publishing_a_row_that_one_may_only_edit_leaves_all_as_it_was(self):
        """The town's office edits in the county and publishes in the town."""
        deputy = DeputyFactory(division=self.town)
        data = with_row(
            form_data(deputy, self.users["town"]), "mandates", unit=self.unit, status="serving"
        )
        before = self.everything()

        response = self.post(data | PUBLISH, user="town", deputy=deputy)

        self.assert_refused(response, before, MAY_NOT_PUBLISH_ROW)
        self.assertEqual(self.post(data, user="town", deputy=deputy).status_code, 302)
        self.assertFalse(deputy.mandates.get().live)

    def test_a_waiting_row_that_one_may_not_publish_does_not_hinder_the_rest(self):
        deputy = DeputyFactory(division=self.town, live=False)
        waiting = MandateFactory(deputy=deputy, unit=self.unit, live=False)
        own = PostingFactory(deputy=deputy, station=self.station, live=False)

        self.post(self.data(deputy, "town") | PUBLISH, user="town", deputy=deputy)

        waiting.refresh_from_db()
        own.refresh_from_db()
        deputy.refresh_from_db()
        self.assertEqual((deputy.live, own.live, waiting.live), (True, True, False))


class EditTests(FormTestCase):
    """What becomes of rows that are there."""

    def test_a_draft_of_a_published_row_leaves_the_public_as_it_was(self):
        posting = PostingFactory(deputy=self.deputy, station=self.station)

        self.post(self.data() | {"postings-0-ends_on": "2026-03-01"}, user="editor")

        posting.refresh_from_db()
        self.assertIsNone(posting.ends_on)
        self.assertTrue(posting.has_unpublished_changes)
        self.assertEqual(posting.get_latest_revision_as_object().ends_on, DAY)
        self.assertContains(self.get(), 'value="2026-03-01"')

    def test_publishing_publishes_the_draft_of_a_row(self):
        posting = PostingFactory(deputy=self.deputy, station=self.station)
        self.post(self.data() | {"postings-0-ends_on": "2026-03-01"}, user="editor")

        self.post(self.data() | {"postings-0-ends_on": "2026-03-01"} | PUBLISH)

        posting.refresh_from_db()
        self.assertEqual(posting.ends_on, DAY)
        self.assertFalse(posting.has_unpublished_changes)

    def test_an_untouched_row_gets_no_revision_and_the_untouched_person_no_change(self):
        posting = PostingFactory(deputy=self.deputy, station=self.station)
        mandate = MandateFactory(deputy=self.deputy, unit=self.unit)

        self.post(self.data() | {"postings-0-source": "站里的登记"} | PUBLISH)

        self.assertEqual(mandate.revisions.count(), 0)
        self.assertEqual(posting.revisions.count(), 1)
        changes = ChangeSet.objects.get().changes
        self.assertEqual(list(changes.values_list("content_type__model", flat=True)), ["posting"])

    def test_a_form_that_changes_nothing_leaves_no_set_of_changes(self):
        self.post(self.data())

        self.assertFalse(ChangeSet.objects.exists())

    def test_a_seat_is_given_up_and_another_taken_in_one_go(self):
        mandate = MandateFactory(deputy=self.deputy, unit=self.unit)
        other = ElectoralUnitFactory(term=self.unit.term)
        data = self.data() | {
            "mandates-0-status": "ended", "mandates-0-ends_on": "2026-03-01",
        }  # fmt: skip

        response = self.post(with_row(data, "mandates", unit=other, status="serving") | PUBLISH)

        self.assertEqual(response.status_code, 302)
        mandate.refresh_from_db()
        self.assertEqual(mandate.ends_on, DAY)
        self.assertTrue(self.deputy.mandates.get(unit=other).live)

    def test_a_row_is_asked_what_the_form_of_the_record_itself_asks(self):
        MandateFactory(deputy=self.deputy, unit=self.unit)
        before = self.everything()

        response = self.post(self.data() | {"mandates-0-ends_on": "2020-03-01"})

        self.assert_refused(response, before, "终止日期已经过了")

    def test_a_second_open_seat_of_one_term_is_an_error_at_the_row(self):
        MandateFactory(deputy=self.deputy, unit=self.unit)
        other = ElectoralUnitFactory(term=self.unit.term)
        before = self.everything()
        data = with_row(self.data(), "mandates", unit=other, status="serving")

        for action in ({}, PUBLISH):
            response = self.post(data | action)
            self.assert_refused(response, before, "该代表在本届已有一项未终止的代表资格。")

    def test_a_row_that_clashes_with_a_foreign_one_is_an_error_at_the_row(self):
        """One term, two units with different keepers."""
        foreign = ElectoralUnitFactory(term=self.unit.term, division=self.foreign)
        MandateFactory(deputy=self.deputy, unit=foreign, live=False)
        before = self.everything()

        response = self.post(
            with_row(self.data(), "mandates", unit=self.unit, status="serving") | PUBLISH
        )

        self.assert_refused(response, before, "该代表在本届已有一项未终止的代表资格。")

    def test_seats_in_places_that_do_not_govern_each_other_are_an_error_at_the_row(self):
        MandateFactory(deputy=self.deputy, unit=self.foreign_unit)
        before = self.everything()

        response = self.post(with_row(self.data(), "mandates", unit=self.unit, status="serving"))

        self.assert_refused(response, before, "选举法第四十八条")

    def test_rows_that_swap_what_is_unique_are_an_error_never_a_crash(self):
        others = [StationFactory(division=self.town) for _ in range(2)]
        for station in others:
            PostingFactory(deputy=self.deputy, station=station)
        data = self.data()
        stations = [data["postings-0-station"], data["postings-1-station"]]
        before = self.everything()

        swapped = {"postings-0-station": stations[1], "postings-1-station": stations[0]}

        self.assert_refused(self.post(data | swapped | PUBLISH), before, "这位代表已在这个家站室。")

    def test_an_old_row_that_would_not_pass_today_does_not_hinder_the_person(self):
        mandate = MandateFactory(deputy=self.deputy, unit=self.unit)
        Mandate.objects.filter(pk=mandate.pk).update(starts_on="2001-01-01")

        response = self.post(self.data() | {"post": "望溪县第二小学教师"} | PUBLISH)

        self.assertEqual(response.status_code, 302)

    def test_an_old_revision_is_taken_up_without_the_rows(self):
        posting = PostingFactory(deputy=self.deputy, station=self.station)
        revision = self.deputy.save_revision()
        self.client.force_login(self.users["office"])
        url = address("revisions_revert", self.deputy.pk, revision.pk)

        self.assertNotContains(self.client.get(url), "postings-TOTAL_FORMS")
        self.client.post(address("edit", self.deputy.pk), self.data() | PUBLISH)

        self.assertTrue(Posting.objects.get(pk=posting.pk).live)


class RemovalTests(FormTestCase):
    """A row goes only where its own form would let it go."""

    def setUp(self):
        self.posting = PostingFactory(deputy=self.deputy, station=self.station)
        self.removal = self.data() | {"postings-0-DELETE": "1"}

    def test_an_editor_cannot_remove_a_row_and_gets_no_button_for_it(self):
        before = self.everything()

        self.assert_refused(self.post(self.removal, user="editor"), before, "您不能删除")
        self.assertNotContains(self.get("editor"), "id_postings-0-DELETE-button")
        self.assertContains(self.get("office"), "id_postings-0-DELETE-button")

    def test_a_published_row_is_not_removed_by_saving_a_draft(self):
        before = self.everything()

        self.assert_refused(self.post(self.removal), before, "已经发布")

    def test_publishing_removes_it_and_the_history_keeps_it(self):
        self.post(self.removal | PUBLISH)

        self.assertFalse(Posting.objects.exists())
        change = ChangeSet.objects.get().changes.get()
        self.assertEqual(change.verb, "deleted")
        self.assertEqual(change.before["station"], self.station.pk)

    def test_a_draft_row_is_removed_by_saving_a_draft(self):
        Posting.objects.update(live=False)

        self.post(self.removal)

        self.assertFalse(Posting.objects.exists())


class PageTests(FormTestCase):
    """How the page is."""

    def count_queries(self):
        self.get()
        with CaptureQueriesContext(connection) as queries:
            response = self.get()
        self.assertEqual(response.status_code, 200)
        return len(queries)

    def add_foreign_rows(self, count):
        for _ in range(count):
            term = TermFactory(
                congress=self.foreign_unit.term.congress, number=20 + Term.objects.count()
            )
            unit = ElectoralUnitFactory(term=term)
            MandateFactory(deputy=self.deputy, unit=unit, ends_on=DAY, status="ended")
            PostingFactory(deputy=self.deputy, station=StationFactory(division=self.foreign))
            GroupMembershipFactory(
                deputy=self.deputy, group=DeputyGroupFactory(division=self.foreign)
            )

    def test_rows_that_are_only_shown_cost_no_queries(self):
        self.add_foreign_rows(1)
        few = self.count_queries()

        self.add_foreign_rows(8)

        self.assertEqual(self.count_queries(), few)

    def test_a_row_with_fields_costs_the_same_as_the_one_before(self):
        counts = []
        for _ in range(3):
            PostingFactory(deputy=self.deputy, station=StationFactory(division=self.town))
            counts.append(self.count_queries())

        self.assertEqual(counts[2] - counts[1], counts[1] - counts[0])
        self.assertLessEqual(counts[1] - counts[0], 2)

    def test_without_scripts_there_is_one_row_more_for_each_kind(self):
        response = self.get()

        for relation in ROWS:
            self.assertContains(response, f'name="{relation}-TOTAL_FORMS" value="1"')
        self.assertContains(response, 'name="mandates-0-unit"')

    def test_the_preview_of_the_person_still_opens(self):
        self.client.force_login(self.users["office"])
        url = address("preview_on_edit", self.deputy.pk)
        data = with_row(self.data(), "postings", station=self.station)

        answer = self.client.post(url, data).json()

        self.assertEqual(answer, {"is_valid": True, "is_available": True})
        self.assertEqual(self.client.get(url).status_code, 200)
        self.assertFalse(Posting.objects.exists())


class RowsPageTests(FormTestCase):
    """Whoever does not keep the person still writes the rows of his own territory."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.guest = DeputyFactory(division=cls.foreign, name="古丽娜尔")
        cls.url = reverse("deputy_rows", args=[cls.guest.pk])

    def rows(self, user="office"):
        """The page as it is submitted."""
        self.client.force_login(self.users[user])
        form = self.client.get(self.url).context["form"]
        data = {}
        for formset in form.records.values():
            initial = formset.management_form.initial.items()
            data |= {f"{formset.prefix}-{name}": value for name, value in initial}
        return data

    def submit(self, data, user="office"):
        self.client.force_login(self.users[user])
        return self.client.post(self.url, data)

    def test_the_page_names_the_keeper_and_leads_to_a_proposal(self):
        self.client.force_login(self.users["office"])

        response = self.client.get(self.url)

        self.assertContains(response, "个人资料由溪口县维护")
        self.assertContains(response, f"{reverse('propose_change')}?deputy={self.guest.pk}")
        self.assertNotContains(response, 'name="name"')

    def test_a_posting_at_an_own_station_is_published_and_the_person_stays(self):
        before = Deputy.objects.filter(pk=self.guest.pk).values().get()
        data = with_row(self.rows(), "postings", station=self.station)

        response = self.submit(data | PUBLISH | {"name": "改名"})

        self.assertEqual(response.status_code, 302)
        self.assertTrue(self.guest.postings.get().live)
        self.assertEqual(Deputy.objects.filter(pk=self.guest.pk).values().get(), before)

    def test_an_editor_makes_a_draft_and_may_not_publish_it(self):
        data = with_row(self.rows("editor"), "postings", station=self.station)
        before = self.everything()

        response = self.submit(data | PUBLISH, user="editor")
        self.assert_refused(response, before, MAY_NOT_PUBLISH_ROW)
        self.submit(data, user="editor")

        self.assertFalse(self.guest.postings.get().live)

    def test_foreign_rows_and_stations_are_refused(self):
        foreign = PostingFactory(deputy=self.guest, station=self.foreign_station)
        before = self.everything()
        made = with_row(self.rows(), "postings", station=self.foreign_station)
        taken = with_row(self.rows(), "postings", station=self.station, id=foreign.pk)
        for data in (made, taken, taken | {"postings-INITIAL_FORMS": 1}):
            for more in ({}, PUBLISH, {"postings-0-DELETE": "1"}):
                if data is made and more and more is not PUBLISH:
                    continue  # a new row that is thrown away again is nothing
                self.assert_refused(self.submit(data | more), before)

    def test_rows_that_clash_are_an_error_at_the_row(self):
        PostingFactory(deputy=self.guest, station=self.station, live=False)
        Posting.objects.update(locked=True)
        before = self.everything()
        data = with_row(self.rows(), "postings", station=self.station)

        self.assert_refused(self.submit(data), before, "这位代表已在这个家站室。")

    def test_who_keeps_the_person_is_led_to_the_whole_form(self):
        self.client.force_login(self.users["office"])

        response = self.client.get(reverse("deputy_rows", args=[self.deputy.pk]))

        self.assertRedirects(response, address("edit", self.deputy.pk))

    def test_a_foreign_draft_of_a_person_is_not_found(self):
        Deputy.objects.filter(pk=self.guest.pk).update(live=False)
        self.client.force_login(self.users["office"])

        self.assertEqual(self.client.get(self.url).status_code, 404)
        self.assertEqual(self.client.post(self.url, {}).status_code, 404)

    def test_a_proposal_begins_with_the_person(self):
        self.client.force_login(self.users["office"])

        response = self.client.get(reverse("propose_change"), {"deputy": self.guest.pk})

        self.assertContains(response, "古丽娜尔")
