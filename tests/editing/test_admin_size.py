"""Lists and forms of the admin cost the same, however much there is."""

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Workflow, WorkflowState

from core.paths import encode_step
from directory.models import Congress, Deputy, ElectoralUnit, Mandate, Proposal, Term
from divisions.enums import Kind, Level
from divisions.models import Division
from editing.enums import Role
from editing.scoped import with_status
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    ProposalFactory,
    UserFactory,
)

LISTED = (Deputy, Mandate, ElectoralUnit, Term, Congress, Proposal)
FORM_LIMIT = 300_000


class ListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        cls.office = AssignmentFactory(division=cls.county, role=Role.OFFICE).user
        cls.root = UserFactory(is_superuser=True)

    def add_rows(self, count: int) -> None:
        """One record of each model in a town of its own, changed since it was published."""
        for _ in range(count):
            town = DivisionFactory(parent=self.county)
            unit = ElectoralUnitFactory(term__congress__division=town)
            mandate = MandateFactory(unit=unit)
            for record in (mandate, mandate.deputy, unit, unit.term, unit.term.congress):
                record.save_revision(user=UserFactory(), log_action=True)
            ProposalFactory(division=town, proposed_by=UserFactory())

    def count_queries(self, rows: int, view: str) -> dict[str, int]:
        """Queries of a view of ``rows`` records by model and user; asked twice, for caches."""
        counted = {}
        for user in (self.office, self.root):
            self.client.force_login(user)
            for model in LISTED:
                address = reverse(model.snippet_viewset.get_url_name(view))
                self.client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    response = self.client.get(address)
                self.assertEqual(len(response.context["object_list"]), rows)
                counted[f"{model.__name__} {user}"] = len(queries)
        return counted

    def test_queries_of_lists_do_not_grow_with_rows(self):
        self.add_rows(2)
        few = self.count_queries(2, "list")

        self.add_rows(18)

        self.assertEqual(self.count_queries(20, "list"), few)

    def test_a_status_loaded_for_all_is_the_status_of_each(self):
        content_type = ContentType.objects.get_for_model(Deputy)
        for kind in ("plain", "draft", "changed", "scheduled", "in review"):
            deputy = DeputyFactory(division=self.county, live=kind not in ("draft", "scheduled"))
            if kind in ("changed", "scheduled"):
                deputy.save_revision()
            if kind == "scheduled":
                deputy.revisions.update(approved_go_live_at="2099-01-01T00:00Z")
            if kind == "in review":
                WorkflowState.objects.create(
                    workflow=Workflow.objects.create(name="审核"), object_id=deputy.pk,
                    content_type=content_type, base_content_type=content_type,
                )  # fmt: skip

        loaded = [str(each.status_string) for each in with_status(Deputy.objects.all())]

        self.assertEqual(loaded, [str(each.status_string) for each in Deputy.objects.all()])
        self.assertEqual(len(set(loaded)), 5)
        with self.assertNumQueries(3):
            [each.status_string for each in with_status(Deputy.objects.all())]

    def test_further_pages_stand_beside_what_one_may_publish_only(self):
        town = DivisionFactory(parent=self.county)
        user = AssignmentFactory(division=self.county, role=Role.EDITOR).user
        AssignmentFactory(user=user, division=town, role=Role.APPROVER)
        own, other = DeputyFactory(division=town), DeputyFactory(division=self.county)
        self.client.force_login(user)

        response = self.client.get(reverse(Deputy.snippet_viewset.get_url_name("list")))

        merge = Deputy.snippet_viewset.get_url_name("merge")
        self.assertContains(response, reverse(merge, args=[own.pk]))
        self.assertNotContains(response, reverse(merge, args=[other.pk]))

    def test_a_list_shows_the_seats_held_today(self):
        MandateFactory(unit__term__congress__division=DivisionFactory(parent=self.county))
        self.client.force_login(self.office)

        response = self.client.get(reverse(Deputy.snippet_viewset.get_url_name("list")))

        self.assertContains(response, "柳湾镇人大代表")


class FormTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        first = Division.objects.order_by("pk").last().pk + 1
        Division.objects.bulk_create(
            Division(
                pk=pk, parent=cls.county, level=Level.TOWNSHIP, kind=Kind.TOWN, name=f"第{pk}镇",
                path=cls.county.path + encode_step(pk),
            )
            for pk in range(first, first + 5000)
        )  # fmt: skip
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Division]):
                cursor.execute(statement)
        cls.users = [
            AssignmentFactory(division=cls.county, role=Role.EDITOR).user,
            UserFactory(is_superuser=True),
        ]

    def test_the_form_of_a_deputy_stays_small_among_five_thousand_divisions(self):
        deputy = DeputyFactory(division=self.county, residence=Division.objects.last())
        viewset = Deputy.snippet_viewset
        for user in self.users:
            self.client.force_login(user)
            for view, arguments in (("add", []), ("edit", [deputy.pk])):
                with self.subTest(user=user, view=view):
                    response = self.client.get(reverse(viewset.get_url_name(view), args=arguments))
                    self.assertLess(len(response.content), FORM_LIMIT)

    def test_every_other_form_stays_small_too(self):
        mandate = MandateFactory(unit__division=self.county)
        for record in (mandate, mandate.unit, mandate.term, mandate.term.congress, self.county):
            self.client.force_login(self.users[1])
            name = record.snippet_viewset.get_url_name("edit")
            with self.subTest(model=type(record).__name__):
                response = self.client.get(reverse(name, args=[record.pk]))
                self.assertLess(len(response.content), FORM_LIMIT)
                self.assertEqual(response.status_code, 200)
