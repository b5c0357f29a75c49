"""A set of changes is taken back whole, or not at all."""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from directory.models import Deputy, ElectoralUnit, Mandate, Term
from editing.changes import snapshot, writing
from editing.exceptions import ChangedSinceError
from editing.models import ChangeSet
from editing.undo import undo
from tests.factories import (
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    PostingFactory,
    UserFactory,
)


class UndoTests(TestCase):
    def setUp(self):
        self.user = UserFactory()
        self.place = DivisionFactory()
        self.deputy = DeputyFactory(division=self.place, post="教师")

    def written(self):
        return writing(kind="test", by=self.user, source="名册.xlsx")

    def test_what_was_made_goes_and_what_was_changed_is_as_before(self):
        before = snapshot(self.deputy)
        with self.written() as change_set:
            mandate = MandateFactory(deputy=self.deputy, unit__division=self.place)
            self.deputy.post = "校长"
            self.deputy.other_names.create(name="阿依")
            self.deputy.save()

        undo(change_set=change_set, by=self.user)

        self.assertEqual(snapshot(self.deputy), before)
        for model, pk in (
            (Mandate, mandate.pk), (ElectoralUnit, mandate.unit_id), (Term, mandate.term_id),
        ):  # fmt: skip
            self.assertFalse(model.objects.filter(pk=pk).exists())

    def test_what_was_deleted_is_there_again_under_its_key_with_its_rows(self):
        unit = ElectoralUnitFactory()
        unit.areas.create(division=self.place, part="三组")
        unit.save()
        before = snapshot(unit)
        pk = unit.pk
        with self.written() as change_set:
            unit.delete()

        undo(change_set=change_set, by=self.user)

        self.assertEqual(snapshot(ElectoralUnit.objects.get(pk=pk)), before)

    def test_a_second_undo_is_refused(self):
        with self.written() as change_set:
            DeputyFactory()
        undo(change_set=change_set, by=self.user)

        with self.assertRaises(ChangedSinceError) as refused:
            undo(change_set=change_set, by=self.user)

        self.assertIn("已经撤销", refused.exception.reasons[0])

    def test_who_took_it_back_and_when_is_kept(self):
        with self.written() as change_set:
            DeputyFactory()

        undone = undo(change_set=change_set, by=self.user)

        self.assertEqual(undone.undone_by, self.user)
        self.assertIsNotNone(undone.undone_at)

    def assert_refused(self, change_set, *parts):
        before = list(Deputy.objects.order_by("pk").values())
        with self.assertRaises(ChangedSinceError) as refused:
            undo(change_set=change_set, by=self.user)
        for part in parts:
            self.assertIn(part, refused.exception.reasons[0])
        self.assertEqual(list(Deputy.objects.order_by("pk").values()), before)
        change_set.refresh_from_db()
        self.assertIsNone(change_set.undone_at)

    def test_a_later_change_is_named_and_nothing_is_taken_back(self):
        with self.written() as change_set:
            made = DeputyFactory(name="王桂兰")
            DeputyFactory()
        made.post = "村医"
        made.save()

        self.assert_refused(change_set, "王桂兰", "后来又改过")

    def test_a_later_change_past_the_notes_is_seen_too(self):
        with self.written() as change_set:
            self.deputy.post = "校长"
            self.deputy.save()
        Deputy.objects.filter(pk=self.deputy.pk).update(post="局长")

        self.assert_refused(change_set, "后来又改过")

    def test_a_later_set_that_was_taken_back_too_does_not_stand_in_the_way(self):
        with self.written() as first:
            made = DeputyFactory(name="王桂兰")
        with self.written() as second:
            made.post = "村医"
            made.save()

        self.assert_refused(first, "王桂兰", "后来又改过")
        undo(change_set=second, by=self.user)
        undo(change_set=first, by=self.user)

        self.assertFalse(Deputy.objects.filter(pk=made.pk).exists())

    def test_what_is_done_again_after_an_undo_stands_in_the_way(self):
        with self.written() as first:
            made = DeputyFactory(name="王桂兰")
        with self.written() as second:
            made.post = "村医"
            made.save()
        undo(change_set=second, by=self.user)
        undo(change_set=ChangeSet.objects.latest("pk"), by=self.user)

        self.assert_refused(first, "王桂兰", "后来又改过")

    def test_taking_back_many_records_costs_as_many_queries_as_a_few(self):
        counted = []
        for count in (2, 12):
            people = [DeputyFactory(division=self.place) for _ in range(count)]
            with self.written() as change_set:
                for deputy in people:
                    deputy.post = "校长"
                    deputy.save()
            with CaptureQueriesContext(connection) as queries:
                undo(change_set=change_set, by=self.user)
            counted.append(len(queries))

        self.assertEqual(counted[0], counted[1])

    def test_a_later_draft_is_a_touch(self):
        with self.written() as change_set:
            made = DeputyFactory(name="王桂兰")
        made.post = "村医"
        made.save_revision(user=self.user)

        self.assert_refused(change_set, "草稿")

    def test_what_hangs_on_a_new_record_since_keeps_it(self):
        with self.written() as change_set:
            made = DeputyFactory(name="王桂兰")
        PostingFactory(deputy=made)

        self.assert_refused(change_set, "王桂兰", "已用在", "进站")

    def test_a_record_deleted_since_is_named(self):
        with self.written() as change_set:
            self.deputy.post = "校长"
            self.deputy.save()
        self.deputy.delete()

        self.assert_refused(change_set, "代表")

    def test_several_changes_of_one_record_go_back_to_the_first(self):
        before = snapshot(self.deputy)
        with self.written() as change_set:
            for post in ("校长", "局长", "教师"):
                self.deputy.post = post
                self.deputy.birth = f"19{len(post)}0"
                self.deputy.save()

        undo(change_set=change_set, by=self.user)

        self.assertEqual(snapshot(self.deputy), before)

    def test_an_undo_can_be_read_in_the_history_as_a_change_of_its_own(self):
        with self.written() as change_set:
            self.deputy.post = "校长"
            self.deputy.save()
        undo(change_set=change_set, by=self.user)

        self.deputy.refresh_from_db()
        self.assertEqual(self.deputy.post, "教师")
        self.assertIsNone(self.deputy.latest_revision)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.integers(0, 2), st.text("甲乙丙", max_size=3)),
        st.tuples(st.just("name"), st.integers(0, 2), st.sampled_from(["李敏", "王强"])),
        st.tuples(st.just("other"), st.integers(0, 2), st.text("子丑", min_size=1, max_size=2)),
        st.tuples(st.just("clear"), st.integers(0, 2), st.just("")),
        st.tuples(st.just("seat"), st.integers(0, 2), st.just("")),
        st.tuples(st.just("new"), st.just(0), st.just("")),
        st.tuples(st.just("delete"), st.integers(0, 2), st.just("")),
    ),
    max_size=8,
)


class UndoPropertyTests(HypothesisTestCase):
    @settings(max_examples=40, deadline=None)
    @given(steps=STEPS)
    def test_any_sequence_of_changes_ends_where_it_began(self, steps):
        place = DivisionFactory()
        unit = ElectoralUnitFactory(division=place)
        people = [DeputyFactory(division=place, name=f"张{n}") for n in "一二三"]
        before = _everything()
        with writing(kind="test", by=None) as change_set:
            for what, index, text in steps:
                _take_step(what, index, text, people, unit)

        undo(change_set=change_set, by=None)

        self.assertEqual(_everything(), before)


def _everything():
    return {
        model.__name__: {record.pk: snapshot(record) for record in model.objects.all()}
        for model in (Deputy, Mandate, ElectoralUnit, Term)
    }


def _take_step(what, index, text, people, unit):
    if what == "new":
        people.append(DeputyFactory(division=people[0].division))
        return
    deputy = Deputy.objects.filter(pk=people[index].pk).first()
    if deputy is None:
        return
    match what:
        case "post" | "name":
            setattr(deputy, what, text)
            deputy.save()
        case "other":
            deputy.other_names.create(name=text)
            deputy.save()
        case "clear":
            deputy.other_names.clear()
            deputy.save()
        case "seat" if not deputy.mandates.exists():
            MandateFactory(deputy=deputy, unit=unit, starts_on=datetime.date(2024, 2, 29))
        case "delete" if not deputy.mandates.exists():
            deputy.delete()
