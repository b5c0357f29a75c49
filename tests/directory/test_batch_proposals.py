"""An editor's import of published people: its proposals are taken over with one button."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.levels import CongressLevel
from directory.batches import publish_batch, undo_batch
from directory.enums import BatchKind, BatchState
from directory.exceptions import BatchRefusedError
from directory.models import Deputy, ImportBatch, Mandate, Proposal
from directory.models.proposal import ProposalState
from directory.proposals import accept_batch, accept_proposal, decline_proposal
from directory.uploads import confirm, upload_roster
from editing.changes import changes_of
from editing.enums import Role
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    ProposalFactory,
    TermFactory,
    UserFactory,
)

from .test_uploads import LI, roster

WANG = {"name": "王桂兰", "constituency": "第二选区", "post": "医生"}


class BatchCase(TestCase):
    """A county with an office that publishes and an editor who does not."""

    def setUp(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.office, self.editor = UserFactory(), UserFactory()
        AssignmentFactory(user=self.office, division=self.county, role=Role.OFFICE)
        AssignmentFactory(user=self.editor, division=self.county, role=Role.EDITOR)

    def load(self, user, *people, term=18):
        with self.captureOnCommitCallbacks(execute=True):
            batch = upload_roster(
                place=self.county, level=CongressLevel.COUNTY, term=term, file=roster(*people),
                by=user,
            )  # fmt: skip
        with self.captureOnCommitCallbacks(execute=True):
            confirm(batch=batch, by=user)
        batch.refresh_from_db()
        return batch


class EditorsImportTests(BatchCase):
    """Through the wizard, from the upload to the approver's button."""

    def setUp(self):
        super().setUp()
        self.load(self.office, LI)
        self.batch = self.load(self.editor, LI | {"post": "校长"}, WANG)

    def page(self):
        return reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[self.batch.pk])

    def test_changes_of_published_people_wait_as_proposals_of_the_batch(self):
        self.assertEqual(self.batch.state, BatchState.DRAFT)
        self.assertEqual(Proposal.objects.get().batch, self.batch)
        self.assertEqual(Deputy.objects.get(name="李敏").post, "教师")

    def test_one_button_takes_over_all_and_another_publishes_the_drafts(self):
        self.client.force_login(self.office)
        self.assertContains(self.client.get(self.page()), "全部采纳")

        self.client.post(self.page(), {"accept": "1"})

        self.batch.refresh_from_db()
        self.assertEqual(Deputy.objects.get(name="李敏").post, "校长")
        self.assertEqual(self.batch.state, BatchState.DRAFT)
        page = self.client.get(self.page())
        self.assertNotContains(page, "全部采纳")
        self.assertContains(page, "全部发布")
        self.client.post(self.page(), {"publish": "1"})
        self.batch.refresh_from_db()
        self.assertEqual(self.batch.state, BatchState.DONE)
        self.assertTrue(Deputy.objects.get(name="王桂兰").live)

    def test_published_drafts_leave_the_batch_open_while_a_proposal_is(self):
        publish_batch(batch=self.batch, by=self.office)

        self.batch.refresh_from_db()
        self.assertEqual(self.batch.state, BatchState.DRAFT)
        decline_proposal(proposal=Proposal.objects.get())
        self.batch.refresh_from_db()
        self.assertEqual(self.batch.state, BatchState.DONE)

    def test_what_is_locked_stays_a_draft_and_the_batch_open(self):
        accept_batch(batch=self.batch, by=self.office)
        Deputy.objects.filter(name="王桂兰").update(locked=True)

        publish_batch(batch=self.batch, by=self.office)

        self.batch.refresh_from_db()
        self.assertFalse(Deputy.objects.get(name="王桂兰").live)
        self.assertEqual(self.batch.state, BatchState.DRAFT)

    def test_the_editor_cannot_take_over_what_he_proposed(self):
        self.client.force_login(self.editor)

        answer = self.client.post(self.page(), {"accept": "1"}, follow=True)

        self.assertContains(answer, "要由有发布权限的同志采纳")
        self.assertEqual(Deputy.objects.get(name="李敏").post, "教师")
        self.assertEqual(Proposal.objects.get().state, ProposalState.OPEN)

    def test_the_changes_say_who_proposed_and_who_took_over(self):
        accept_batch(batch=self.batch, by=self.office)

        change = changes_of(Deputy.objects.get(name="李敏")).first()
        self.assertEqual((change.before, change.after), ({"post": "教师"}, {"post": "校长"}))
        self.assertEqual(change.by, self.office)
        self.assertIn(f"{self.editor}", change.source)
        self.assertIn("名册.csv", change.source)

    def test_undo_takes_back_what_was_taken_over_too(self):
        accept_batch(batch=self.batch, by=self.office)

        undo_batch(batch=self.batch, by=self.office)

        self.batch.refresh_from_db()
        self.assertEqual(self.batch.state, BatchState.UNDONE)
        self.assertEqual(Deputy.objects.get().post, "教师")
        self.assertFalse(Proposal.objects.exists())

    def test_undo_leaves_what_was_decided_one_by_one(self):
        accept_proposal(proposal=Proposal.objects.get(), fields=["post"], by=self.office)

        undo_batch(batch=self.batch, by=self.office)

        self.assertEqual(Deputy.objects.get().post, "校长")
        self.assertEqual(Proposal.objects.get().state, ProposalState.ACCEPTED)

    def test_undo_withdraws_what_nobody_has_decided(self):
        undo_batch(batch=self.batch, by=self.office)

        self.assertFalse(Proposal.objects.exists())
        with self.assertRaises(BatchRefusedError):
            accept_batch(batch=self.batch, by=self.office)

    def test_an_import_of_proposals_alone_is_a_draft_and_can_be_taken_back(self):
        batch = self.load(self.editor, LI | {"post": "局长"})
        self.assertEqual((batch.state, batch.change_set), (BatchState.DRAFT, None))

        accept_batch(batch=batch, by=self.office)
        batch.refresh_from_db()
        self.assertEqual(batch.state, BatchState.DONE)
        undo_batch(batch=batch, by=self.office)

        self.assertEqual(Deputy.objects.get(name="李敏").post, "教师")

    def test_who_is_re_elected_gets_the_new_seat_with_the_change(self):
        self.load(self.editor, LI, term=19)
        batch = ImportBatch.objects.latest("pk")
        row = batch.report["rows"][0]["row"]
        batch.options["answers"] = {str(row): "same"}
        batch.state = BatchState.PREVIEW
        batch.save()
        Mandate.objects.filter(term__number=18).update(status="ended", end_ground="term_ended")
        with self.captureOnCommitCallbacks(execute=True):
            confirm(batch=batch, by=self.editor)
        batch.refresh_from_db()

        accept_batch(batch=batch, by=self.office)
        publish = ImportBatch.objects.get(pk=batch.pk)
        if publish.state == BatchState.DRAFT:
            publish_batch(batch=publish, by=self.office)

        self.assertTrue(Mandate.objects.get(term__number=19, deputy__name="李敏").live)


class ManyProposalsTests(BatchCase):
    """Hundreds are taken over as one is: the number of queries does not grow with them."""

    def setUp(self):
        super().setUp()
        self.term = TermFactory(congress__division=self.county, number=18)

    def batch_of(self, count, *, seated):
        batch = ImportBatch.objects.create(
            division=self.county, kind=BatchKind.ROSTER, title="名册.csv", state=BatchState.DRAFT,
            made_by=self.editor,
        )  # fmt: skip
        for number in range(count):
            deputy = DeputyFactory(division=self.county, post="教师")
            name = f"{batch.pk}街道{number}选区"
            if seated:
                MandateFactory(deputy=deputy, unit=ElectoralUnitFactory(term=self.term, name=name))
            ProposalFactory(
                division=self.county, deputy=deputy, congress_place=self.county, batch=batch,
                person={"name": "李秋禾", "post": "校长", "term": 18, "unit": name},
            )  # fmt: skip
        return batch

    def queries(self, batch, work=accept_batch):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            work(batch=batch, by=self.office)
        return len(queries)

    def test_changes_of_people(self):
        self.queries(self.batch_of(1, seated=True))
        few, many = self.batch_of(2, seated=True), self.batch_of(30, seated=True)

        self.assertEqual(self.queries(few), self.queries(many))

        self.assertEqual(set(Deputy.objects.values_list("post", flat=True)), {"校长"})

    def test_taking_it_back(self):
        counts = []
        for count in (1, 2, 30):
            batch = self.batch_of(count, seated=True)
            accept_batch(batch=batch, by=self.office)
            counts.append(self.queries(batch, undo_batch))

        self.assertEqual(counts[1], counts[2])
        self.assertEqual(set(Deputy.objects.values_list("post", flat=True)), {"教师"})

    def test_new_seats(self):
        self.queries(self.batch_of(1, seated=False))
        # Twenty rows go in one INSERT on any database.
        few, many = self.batch_of(2, seated=False), self.batch_of(20, seated=False)

        self.assertEqual(self.queries(few), self.queries(many))

        self.assertEqual(Mandate.objects.filter(live=True).count(), 23)

    def test_publishing(self):
        self.load(self.editor, *({"name": f"王桂{c}", "constituency": "第二选区"} for c in "兰芳"))
        few = ImportBatch.objects.latest("pk")
        names = "英华玉秀珍凤梅香霞红燕娟"
        self.load(self.editor, *({"name": f"赵桂{c}", "constituency": "第二选区"} for c in names))
        many = ImportBatch.objects.latest("pk")
        counts = []
        for batch in (few, many):
            with CaptureQueriesContext(connection) as queries:
                publish_batch(batch=batch, by=self.office)
            counts.append(len(queries))

        # The first import has made the unit too.
        self.assertLessEqual(counts[1], counts[0])

    def test_a_new_person_with_a_known_name_is_left_to_be_looked_at(self):
        batch = self.batch_of(1, seated=True)
        ProposalFactory(
            division=self.county, congress_place=self.county, batch=batch, name="李秋禾",
            person={"name": "李秋禾", "term": 18, "unit": "第一选区"},
        )  # fmt: skip

        count, reasons = accept_batch(batch=batch, by=self.office)

        self.assertEqual(count, 1)
        self.assertIn("同名", reasons[0])
        self.assertEqual(Deputy.objects.count(), 1)

    def test_two_new_people_of_one_name_are_looked_at_too(self):
        batch = self.batch_of(0, seated=True)
        for unit in ("第一选区", "第二选区"):
            ProposalFactory(
                division=self.county, congress_place=self.county, batch=batch, name="王明",
                person={"name": "王明", "term": 18, "unit": unit},
            )  # fmt: skip

        accept_batch(batch=batch, by=self.office)

        self.assertEqual(Deputy.objects.filter(name="王明").count(), 1)
