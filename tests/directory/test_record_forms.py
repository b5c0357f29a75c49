"""What is typed is compared with other records; what an import brings is not."""

import datetime

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from directory.enums import EndGround, GroupRole, MandateStatus
from directory.models.organ import OrganMember
from editing.enums import Role
from tests.editing.form_data import form_data
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
    DeputyFactory,
    DeputyLinkFactory,
    DivisionFactory,
    GroupMembershipFactory,
    MandateFactory,
    OrganFactory,
    SessionFactory,
    TermFactory,
)

DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date(2022, 1, 10), datetime.date(2027, 1, 9)


class FormTests(TestCase):
    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.user = AssignmentFactory(division=self.county, role=Role.OFFICE).user

    def errors(self, record, **typed):
        """Return the fields the form of ``record`` refuses."""
        form_class = record.snippet_viewset.get_form_class(for_update=True)
        form = form_class(
            form_data(record, self.user, **typed), instance=record, for_user=self.user
        )
        form.is_valid()
        return set(form.errors)


class TermTests(FormTests):
    def setUp(self):
        super().setUp()
        self.congress = CongressFactory(division=self.county)
        self.old = self.term(17, FIRST, LAST)

    def term(self, number, starts_on=None, ends_on=None):
        return TermFactory(
            congress=self.congress, number=number, starts_on=starts_on, ends_on=ends_on
        )  # fmt: skip

    def test_terms_follow_each_other_without_sharing_a_day(self):
        new = self.term(18)

        self.assertEqual(self.errors(new, starts_on=LAST), {"starts_on"})
        self.assertEqual(self.errors(new, starts_on=LAST + DAY), set())
        self.assertEqual(self.errors(new, starts_on=FIRST - 9 * DAY), {"starts_on"})

    def test_a_term_ends_before_the_next_begins(self):
        self.term(18, LAST + DAY)

        self.assertEqual(self.errors(self.old, ends_on=LAST + DAY), {"ends_on"})
        self.assertEqual(self.errors(self.old, ends_on=LAST), set())

    def test_dates_nobody_knows_contradict_nothing(self):
        self.old.starts_on = self.old.ends_on = None
        self.old.save()

        self.assertEqual(self.errors(self.term(18), starts_on=FIRST), set())

    def test_a_term_that_is_still_open_lets_the_next_one_be_typed(self):
        self.old.ends_on = None
        self.old.save()

        self.assertEqual(self.errors(self.term(18), starts_on=LAST + DAY), set())

    def test_other_congresses_do_not_count(self):
        other = TermFactory(congress__division=DivisionFactory(parent=self.county), number=18)

        self.assertEqual(self.errors(other, starts_on=FIRST), set())

    def test_a_meeting_lies_within_its_term(self):
        meeting = SessionFactory(term=self.old, number=1)

        for starts_on, ends_on, refused in (
            (FIRST, LAST, set()), (FIRST - DAY, None, {"starts_on"}),
            (None, LAST + DAY, {"ends_on"}),
        ):  # fmt: skip
            with self.subTest(starts_on=starts_on, ends_on=ends_on):
                typed = {"starts_on": starts_on or "", "ends_on": ends_on or ""}
                self.assertEqual(self.errors(meeting, **typed), refused)


class MandateTests(FormTests):
    def test_a_seat_whose_last_day_has_passed_has_ended(self):
        seat = MandateFactory(unit__term__congress__division=self.county)
        today = timezone.localdate()

        for status in (MandateStatus.SERVING, MandateStatus.SUSPENDED):
            with self.subTest(status=status):
                self.assertEqual(
                    self.errors(seat, status=status, ends_on=today - DAY), {"status"}
                )  # fmt: skip
                self.assertEqual(self.errors(seat, status=status, ends_on=today), set())
        ended = {"status": MandateStatus.ENDED, "end_ground": EndGround.RESIGNED}
        self.assertEqual(self.errors(seat, ends_on=today - DAY, **ended), set())


class LinkTests(FormTests):
    def setUp(self):
        super().setUp()
        self.organ = OrganFactory(division=self.county)
        self.linker = DeputyFactory(division=self.county)
        self.link = DeputyLinkFactory(division=self.county, organ=self.organ)

    def typed(self, **values):
        return {"linker": self.linker.pk, "linker_name": "", **values}

    def test_the_linker_sits_in_the_organ_on_the_first_day(self):
        self.assertEqual(self.errors(self.link, **self.typed()), {"linker"})

        OrganMember.objects.create(
            organ=self.organ, deputy=self.linker, office="委员", starts_on=FIRST, ends_on=LAST
        )  # fmt: skip

        for starts_on, refused in (
            (FIRST, set()), (LAST, set()), (FIRST - DAY, {"linker"}), (LAST + DAY, {"linker"}),
        ):  # fmt: skip
            with self.subTest(starts_on=starts_on):
                self.assertEqual(self.errors(self.link, **self.typed(starts_on=starts_on)), refused)

    def test_the_same_link_stands_once_at_a_time(self):
        again = DeputyLinkFactory(division=self.county, organ=self.organ, linker_name="另一人")
        same = {"linker_name": self.link.linker_name, "deputy": self.link.deputy.pk}

        self.assertEqual(self.errors(again, **same), {"deputy"})
        self.link.ends_on = LAST
        self.link.save()
        self.assertEqual(self.errors(again, **same, starts_on=LAST), {"deputy"})
        self.assertEqual(self.errors(again, **same, starts_on=LAST + DAY), set())


class LeaderTests(FormTests):
    def test_a_group_has_one_leader_at_a_time(self):
        leader = GroupMembershipFactory(group__division=self.county, role=GroupRole.LEADER)
        member = GroupMembershipFactory(group=leader.group)

        self.assertEqual(self.errors(leader), set())
        self.assertEqual(self.errors(member, role=GroupRole.LEADER), {"role"})
        self.assertEqual(self.errors(member, role=GroupRole.DEPUTY_LEADER), set())
        leader.ends_on = LAST
        leader.save()
        self.assertEqual(
            self.errors(member, role=GroupRole.LEADER, starts_on=LAST + DAY), set()
        )  # fmt: skip

    def test_the_refusal_is_shown_on_the_page(self):
        leader = GroupMembershipFactory(group__division=self.county, role=GroupRole.LEADER)
        member = GroupMembershipFactory(group=leader.group)
        self.client.force_login(self.user)
        url = reverse(member.snippet_viewset.get_url_name("edit"), args=[member.pk])

        page = self.client.post(url, form_data(member, self.user, role=GroupRole.LEADER))

        self.assertContains(page, f"这段时间的组长是{leader.deputy}")
