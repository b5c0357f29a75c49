"""Who is on duty: everybody once before anybody twice; kept as drafts that stay as edited."""

import datetime
from collections import Counter
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Revision

from directory.enums import DayKind, EndGround, MandateStatus
from directory.models import DutyShift, OpeningRule, ReceptionDay
from directory.opening.rota import SOURCE, propose_rota, save_rota
from directory.services import end_mandate, suspend_mandate
from tests.factories import (
    DeputyFactory,
    MandateFactory,
    PostingFactory,
    ReceptionDayFactory,
    StationFactory,
    UserFactory,
)

FIRST, LAST = datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)
NINE, NOON = datetime.time(9), datetime.time(12)


def march(day: int) -> datetime.date:
    return datetime.date(2026, 3, day)


class RotaTestCase(TestCase):
    def setUp(self):
        self.station = StationFactory()
        self.rule = OpeningRule.objects.create(
            station=self.station, phrase="每周二", opens_at=NINE, closes_at=NOON
        )

    def post(self, *names, **kwargs):
        """Deputies of these names, in office and posted to the station."""
        return [self.post_one(name, **kwargs) for name in names]

    def post_one(self, name, **kwargs):
        deputy = DeputyFactory(name=name, division=self.station.division)
        MandateFactory(deputy=deputy)
        PostingFactory(station=self.station, deputy=deputy, **kwargs)
        return deputy

    def on_duty(self, day, *deputies, **kwargs):
        day = ReceptionDayFactory(
            station=self.station, date=day, opens_at=NINE, closes_at=NOON, **kwargs
        )
        for deputy in deputies:
            day.shifts.create(deputy=deputy)
        day.save()
        return day

    def plan(self, first=FIRST, last=LAST, **kwargs):
        """The proposed names by day of the month."""
        return {
            proposal.opening.date.day: [deputy.name for deputy in proposal.deputies]
            for proposal in propose_rota(self.station, first, last, **kwargs)
        }


class ProposalTests(RotaTestCase):
    def test_everybody_comes_once_before_anybody_twice_by_pinyin(self):
        self.post("周望舒", "陈晓岚", "李秋禾")

        self.assertEqual(
            self.plan(),
            {3: ["陈晓岚"], 10: ["李秋禾"], 17: ["周望舒"], 24: ["陈晓岚"], 31: ["李秋禾"]},
        )

    def test_two_a_day_go_round_without_a_pair_of_one(self):
        self.post("周望舒", "陈晓岚", "李秋禾")

        self.assertEqual(
            self.plan(per_day=2),
            {
                3: ["陈晓岚", "李秋禾"], 10: ["周望舒", "陈晓岚"], 17: ["李秋禾", "周望舒"],
                24: ["陈晓岚", "李秋禾"], 31: ["周望舒", "陈晓岚"],
            },
        )  # fmt: skip

    def test_no_more_than_there_are(self):
        self.post("李秋禾", "陈晓岚")

        self.assertEqual(self.plan(last=march(3), per_day=5), {3: ["陈晓岚", "李秋禾"]})

    def test_turns_stay_even_over_a_long_time(self):
        self.post("甲一", "乙二", "丙三", "丁四", "戊五")
        for per_day in (1, 2, 3):
            plan = propose_rota(self.station, FIRST, datetime.date(2027, 2, 28), per_day)
            turns = Counter(deputy.name for each in plan for deputy in each.deputies)
            with self.subTest(per_day=per_day):
                self.assertEqual(len(turns), 5)
                self.assertLessEqual(max(turns.values()) - min(turns.values()), 1)
                for each in plan:
                    self.assertEqual(len(set(each.deputies)), per_day)

    def test_it_is_the_same_every_time(self):
        self.post("周望舒", "陈晓岚", "李秋禾")

        self.assertEqual(self.plan(), self.plan())

    def test_namesakes_are_two_people(self):
        self.post("李秋禾", "李秋禾")

        plan = propose_rota(self.station, FIRST, march(10))

        self.assertEqual(len({deputy.pk for each in plan for deputy in each.deputies}), 2)

    def test_who_had_a_turn_in_this_cycle_comes_later(self):
        _, li, _ = self.post("陈晓岚", "李秋禾", "周望舒")
        self.on_duty(datetime.date(2026, 2, 24), li)

        self.assertEqual(self.plan(last=march(17)), {3: ["陈晓岚"], 10: ["周望舒"], 17: ["李秋禾"]})

    def test_a_full_cycle_begins_anew_with_whose_turn_is_longest_ago(self):
        chen, li = self.post("陈晓岚", "李秋禾")
        self.on_duty(datetime.date(2026, 2, 10), li)
        self.on_duty(datetime.date(2026, 2, 24), chen)

        self.assertEqual(self.plan(last=march(10)), {3: ["李秋禾"], 10: ["陈晓岚"]})

    def test_a_newcomer_is_next_and_then_one_of_all(self):
        chen, li = self.post("陈晓岚", "李秋禾")
        for day, deputy in ((1, chen), (2, li), (3, chen), (4, li)):
            self.on_duty(datetime.date(2026, 2, day), deputy)
        self.post("周望舒")

        self.assertEqual(
            self.plan(last=march(24)),
            {3: ["周望舒"], 10: ["陈晓岚"], 17: ["李秋禾"], 24: ["周望舒"]},
        )

    def test_a_cancelled_day_was_no_turn(self):
        chen, _ = self.post("陈晓岚", "李秋禾")
        self.on_duty(datetime.date(2026, 2, 24), chen, is_cancelled=True)

        self.assertEqual(self.plan(last=march(3)), {3: ["陈晓岚"]})

    def test_a_turn_on_file_later_in_the_span_counts_beforehand(self):
        chen, _, _ = self.post("陈晓岚", "李秋禾", "周望舒")
        self.on_duty(march(17), chen)

        self.assertEqual(self.plan(last=march(24)), {3: ["李秋禾"], 10: ["周望舒"], 24: ["李秋禾"]})

    def test_only_days_of_reception_are_planned(self):
        self.post("李秋禾")
        for kind in DayKind:
            OpeningRule.objects.update(kind=kind)
            wanted = kind in (DayKind.RECEPTION, DayKind.LEADERS)
            with self.subTest(kind=kind):
                self.assertEqual(bool(self.plan()), wanted)

    def test_hours_of_two_kinds_at_one_time_are_one_duty(self):
        self.post("李秋禾")
        OpeningRule.objects.create(
            station=self.station, phrase="每月3日", kind=DayKind.LEADERS, opens_at=NINE,
            closes_at=datetime.time(10),
        )  # fmt: skip

        self.assertEqual(self.plan(last=march(3)), {3: ["李秋禾"]})
        proposals = propose_rota(self.station, FIRST, march(3))
        self.assertEqual([each.opening.kind for each in proposals], [DayKind.LEADERS])
        self.assertEqual(len(save_rota(station=self.station, proposals=proposals * 2)), 1)

    def test_a_holiday_has_no_duty(self):
        self.post("李秋禾")

        plan = self.plan(datetime.date(2026, 10, 1), datetime.date(2026, 10, 13))

        self.assertEqual(list(plan), [13])

    def test_nobody_on_duty_before_somebody_exists(self):
        self.assertEqual(self.plan(last=march(3)), {3: []})

    def test_nobody_a_day_is_refused(self):
        with self.assertRaises(ValueError):
            self.plan(per_day=0)

    def test_queries_grow_neither_with_days_nor_with_deputies(self):
        def count_queries(last):
            with CaptureQueriesContext(connection) as queries:
                propose_rota(self.station, FIRST, last)
            return len(queries)

        first = self.post_one("李秋禾")
        self.on_duty(march(3), first)
        one = count_queries(march(3))
        for number, deputy in enumerate(self.post(*(f"代表{n}" for n in range(12)))):
            self.on_duty(march(number + 4), deputy)

        self.assertEqual(count_queries(datetime.date(2027, 2, 28)), one)
        self.assertLessEqual(one, 9)


class WhoMayBeAskedTests(RotaTestCase):
    def test_the_first_and_last_day_of_a_posting_count(self):
        self.post("李秋禾", starts_on=march(10), ends_on=march(17))

        self.assertEqual(self.plan(), {3: [], 10: ["李秋禾"], 17: ["李秋禾"], 24: [], 31: []})

    def test_a_turn_on_file_is_marked_once_its_deputy_is_suspended_or_has_left(self):
        suspended, former, serving = self.post("陈晓岚", "李秋禾", "周望舒")
        day = self.on_duty(march(10), suspended, former, serving)
        suspend_mandate(mandate=suspended.mandates.get())
        end_mandate(mandate=former.mandates.get(), on=march(9), ground=EndGround.DIED)

        shifts = DutyShift.objects.with_availability().filter(day=day)
        self.assertEqual(
            {shift.deputy.name: shift.is_available for shift in shifts},
            {"陈晓岚": False, "李秋禾": False, "周望舒": True},
        )
        self.client.force_login(UserFactory(is_superuser=True))
        page = self.client.get(reverse(ReceptionDay.snippet_viewset.get_url_name("list")))
        self.assertContains(page, "陈晓岚（不能值班，请换人）、李秋禾（不能值班，请换人）、周望舒")

    def test_the_last_day_in_office_may_still_be_a_turn(self):
        [deputy] = self.post("陈晓岚")
        self.on_duty(march(10), deputy)
        end_mandate(mandate=deputy.mandates.get(), on=march(10), ground=EndGround.DIED)

        self.assertTrue(DutyShift.objects.with_availability().get().is_available)

    def test_suspended_and_former_deputies_are_left_out(self):
        suspended, former, _ = self.post("陈晓岚", "李秋禾", "周望舒")
        suspend_mandate(mandate=suspended.mandates.get())
        end_mandate(mandate=former.mandates.get(), on=march(9), ground=EndGround.RESIGNED)

        plan = self.plan()

        self.assertNotIn("陈晓岚", [name for names in plan.values() for name in names])
        self.assertEqual(plan[3], ["李秋禾"])
        self.assertEqual([plan[day] for day in (10, 17, 24, 31)], [["周望舒"]] * 4)

    def test_one_mandate_that_answers_is_enough(self):
        (deputy,) = self.post("李秋禾")
        MandateFactory(deputy=deputy, status=MandateStatus.SUSPENDED)

        self.assertEqual(self.plan(last=march(3)), {3: ["李秋禾"]})

    def test_drafts_of_people_postings_and_mandates_do_not_count(self):
        person, posting, mandate = self.post("陈晓岚", "李秋禾", "周望舒")
        person.live = False
        person.save()
        posting.postings.update(live=False)
        mandate.mandates.update(live=False)

        self.assertEqual(self.plan(last=march(3)), {3: []})

    def test_another_stations_deputies_are_not_asked(self):
        deputy = self.post_one("李秋禾")
        deputy.postings.update(station=StationFactory())

        self.assertEqual(self.plan(last=march(3)), {3: []})


class SavingTests(RotaTestCase):
    def save(self, **kwargs):
        return save_rota(
            station=self.station, proposals=propose_rota(self.station, FIRST, LAST), **kwargs
        )

    def test_a_rota_becomes_drafts_with_shifts_and_a_revision(self):
        (deputy,) = self.post("李秋禾")
        user = UserFactory()

        saved = self.save(by=user)

        self.assertEqual(len(saved), 5)
        day = ReceptionDay.objects.get(date=march(3))
        self.assertFalse(day.live)
        self.assertEqual((day.opens_at, day.closes_at, day.kind), (NINE, NOON, "reception"))
        self.assertEqual((day.source, day.division), (SOURCE, self.station.division))
        self.assertEqual([shift.deputy for shift in day.shifts.all()], [deputy])
        self.assertEqual(Revision.objects.for_instance(day).get().user, user)

    def test_a_saved_day_can_be_published_as_it_is(self):
        (deputy,) = self.post("李秋禾")
        day = self.save()[0]

        day.latest_revision.publish()

        day.refresh_from_db()
        self.assertTrue(day.live)
        self.assertEqual([shift.deputy for shift in day.shifts.all()], [deputy])

    def test_running_again_writes_nothing_twice(self):
        self.post("李秋禾", "陈晓岚")
        self.save()
        before = list(ReceptionDay.objects.order_by("pk").values())

        self.assertEqual(self.save(), [])
        self.assertEqual(list(ReceptionDay.objects.order_by("pk").values()), before)

    def test_an_old_proposal_saved_again_writes_nothing_twice(self):
        self.post("李秋禾")
        proposals = propose_rota(self.station, FIRST, LAST)

        save_rota(station=self.station, proposals=proposals)

        self.assertEqual(save_rota(station=self.station, proposals=proposals), [])
        self.assertEqual(ReceptionDay.objects.count(), 5)

    def test_what_was_edited_stays(self):
        _, li = self.post("陈晓岚", "李秋禾")
        self.save()
        day = ReceptionDay.objects.get(date=march(3))
        day.shifts.set([])
        day.shifts.create(deputy=li)
        day.opens_at, day.topic = datetime.time(9, 30), "水渠"
        day.save()

        self.assertEqual(self.save(), [])

        day.refresh_from_db()
        self.assertEqual((day.topic, day.opens_at), ("水渠", datetime.time(9, 30)))
        self.assertEqual([shift.deputy for shift in day.shifts.all()], [li])
        self.assertEqual(ReceptionDay.objects.count(), 5)

    def test_a_longer_span_goes_on_with_the_cycle(self):
        self.post("陈晓岚", "李秋禾", "周望舒")
        save_rota(station=self.station, proposals=propose_rota(self.station, FIRST, march(10)))

        self.assertEqual(self.plan(), {17: ["周望舒"], 24: ["陈晓岚"], 31: ["李秋禾"]})

    def test_a_day_that_nobody_can_take_is_not_kept(self):
        self.assertEqual(self.save(), [])
        self.assertFalse(ReceptionDay.objects.exists())


class CommandTests(RotaTestCase):
    def run_command(self, *options, first="2026-03-01", last="2026-03-10"):
        out = StringIO()
        call_command(
            "propose_rota", self.station.code, "--from", first, "--to", last, *options, stdout=out
        )
        return out.getvalue()

    def test_it_prints_the_plan_and_writes_nothing(self):
        self.post("陈晓岚", "李秋禾")

        text = self.run_command()

        self.assertIn("3日（周二）9:00—12:00：陈晓岚\n", text)
        self.assertIn("10日（周二）9:00—12:00：李秋禾\n", text)
        self.assertIn("没有保存", text)
        self.assertFalse(ReceptionDay.objects.exists())

    def test_it_saves_when_told_and_only_once(self):
        self.post("陈晓岚", "李秋禾")

        self.assertIn("已存 2 个接待日草稿", self.run_command("--save", "--per-day", "2"))
        self.assertIn("已存 0 个接待日草稿", self.run_command("--save", "--per-day", "2"))
        self.assertEqual(ReceptionDay.objects.count(), 2)

    def test_namesakes_are_told_apart_by_their_codes(self):
        first, second = self.post("李秋禾", "李秋禾")

        text = self.run_command()

        self.assertIn(f"李秋禾（{first.code}）", text)
        self.assertIn(f"李秋禾（{second.code}）", text)

    def test_a_day_without_anybody_is_said(self):
        self.assertIn("没有可以值班的代表", self.run_command())

    def test_a_year_without_published_holidays_is_said(self):
        text = self.run_command(first="2026-12-01", last="2027-01-31")

        self.assertIn("2027 年的节假日还没有录入工作日历", text)
        self.assertNotIn("2026、", text)

    def test_what_cannot_be_planned_is_refused(self):
        for first, last in (
            ("2026-03-10", "2026-03-01"), ("2026-01-01", "2028-01-01"), ("1000-01-01", "1000-01-02")
        ):  # fmt: skip
            with self.subTest(first=first), self.assertRaises(CommandError):
                self.run_command(first=first, last=last)
        for options in (("--per-day", "0"), ("--per-day", "x")):
            with self.subTest(options=options), self.assertRaises(CommandError):
                self.run_command(*options)
        with self.assertRaises(CommandError):
            self.run_command(first="morgen")

    def test_an_unknown_station_is_refused(self):
        with self.assertRaises(CommandError):
            call_command("propose_rota", "nowhere0", "--from", "2026-03-01", "--to", "2026-03-02")
