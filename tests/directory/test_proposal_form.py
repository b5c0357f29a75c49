"""What somebody else reported, as the clerk who decides reads it."""

from django.test import TestCase
from django.urls import reverse

from directory.importers.roster_headers import LABELS
from directory.importers.roster_rows import REPORTED
from directory.models import Proposal
from tests.factories import AssignmentFactory, ProposalFactory


class ProposalFormTests(TestCase):
    def form(self, **person) -> str:
        proposal = ProposalFactory(person=person)
        self.client.force_login(AssignmentFactory(division=proposal.division).user)
        url = reverse(Proposal.snippet_viewset.get_url_name("edit"), args=[proposal.pk])
        return self.client.get(url).content.decode()

    def test_the_row_is_read_under_the_headings_of_a_roster(self):
        text = self.form(
            name="买买提·吐尔逊", gender="male", ethnicity="维吾尔族", level="county", term=18,
            congress="望溪县", unit="第三选区",
        )  # fmt: skip

        for line in (
            "姓名：买买提·吐尔逊", "性别：男", "民族：维吾尔族", "代表层级：县级", "届次：18",
            "人民代表大会：望溪县", "选区、选举单位：第三选区",
        ):  # fmt: skip
            self.assertIn(line, text)
        self.assertNotIn("ethnicity", text)

    def test_what_was_empty_is_left_out(self):
        text = self.form(name="李敏", party="", phone=None)

        self.assertNotIn("政治面貌", text)
        self.assertNotIn("联系电话", text)

    def test_markup_stays_text(self):
        self.assertIn("姓名：&lt;b&gt;李", self.form(name="<b>李"))

    def test_every_reported_field_has_a_heading(self):
        self.assertLessEqual(set(REPORTED), set(LABELS))
