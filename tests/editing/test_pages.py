"""Rights on pages follow the divisions of their sections."""

from django.contrib.auth.models import AnonymousUser
from django.test import TestCase
from wagtail.models import Page
from wagtail.permissions import policy_registry

from divisions.models import DivisionPage
from editing.enums import Role
from home.models import HomePage, PlainPage
from tests.editing.test_territory import fresh
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
    DivisionFactory,
    DivisionPageFactory,
    PlainPageFactory,
    UserFactory,
)


class PageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.home = HomePage.objects.get()
        prefecture = DivisionFactory(parent=DivisionFactory())
        cls.county = DivisionFactory(parent=prefecture)
        cls.town = DivisionFactory(parent=cls.county)
        cls.other = DivisionFactory(parent=prefecture, name="溪口县")
        cls.county_page = DivisionPageFactory(division=cls.county)
        cls.town_page = DivisionPageFactory(division=cls.town, parent=cls.county_page)
        cls.other_page = DivisionPageFactory(division=cls.other)
        cls.news = PlainPageFactory(parent=cls.town_page, title="镇上的说明")
        cls.foreign = PlainPageFactory(parent=cls.other_page, title="外地的说明")

    def may(self, user, page) -> dict[str, bool]:
        tester = Page.objects.get(pk=page.pk).specific.permissions_for_user(fresh(user))
        return {
            "edit": tester.can_edit(), "publish": tester.can_publish(),
            "add": tester.can_add_subpage(), "delete": tester.can_delete(),
            "lock": tester.can_lock(),
        }  # fmt: skip

    def test_an_editor_writes_in_the_section_and_publishes_nothing(self):
        user = AssignmentFactory(division=self.town).user

        self.assertEqual(
            self.may(user, self.news),
            {"edit": True, "publish": False, "add": True, "delete": False, "lock": False},
        )

    def test_an_approver_publishes_there(self):
        user = AssignmentFactory(division=self.town, role=Role.APPROVER).user

        self.assertTrue(self.may(user, self.news)["publish"])
        self.assertFalse(any(self.may(user, self.county_page).values()))

    def test_whoever_stands_above_reaches_down(self):
        user = AssignmentFactory(division=self.county, role=Role.OFFICE).user

        for page in (self.county_page, self.town_page, self.news):
            self.assertTrue(self.may(user, page)["publish"])

    def test_a_section_below_is_reached_where_the_division_itself_has_none(self):
        bare = DivisionFactory(parent=self.other)
        village = DivisionFactory(parent=bare)
        page = DivisionPageFactory(division=village)
        user = AssignmentFactory(division=bare).user

        self.assertTrue(self.may(user, page)["edit"])

    def test_each_role_counts_where_it_is_held(self):
        user = AssignmentFactory(division=self.county, role=Role.EDITOR).user
        AssignmentFactory(user=user, division=self.town, role=Role.APPROVER)

        self.assertTrue(self.may(user, self.news)["publish"])
        self.assertTrue(self.may(user, self.county_page)["edit"])
        self.assertFalse(self.may(user, self.county_page)["publish"])

    def test_the_home_page_and_foreign_sections_stay_closed(self):
        user = AssignmentFactory(division=self.county, role=Role.OFFICE).user

        for page in (self.home, self.other_page, self.foreign):
            self.assertFalse(any(self.may(user, page).values()), page)

    def test_a_narrowed_assignment_gives_nothing_on_pages(self):
        congress = CongressFactory(division=self.county)
        user = AssignmentFactory(division=self.county, role=Role.OFFICE, scope=congress).user

        self.assertFalse(any(self.may(user, self.county_page).values()))

    def test_one_walks_down_to_the_own_section_and_no_further(self):
        user = AssignmentFactory(division=self.town).user
        AssignmentFactory(user=user, division=self.other)
        policy = policy_registry.get_by_type(Page)

        seen = set(policy.explorable_instances(user).values_list("title", flat=True))

        self.assertEqual(
            seen,
            {self.home.title, self.county.name, self.town.name, self.other.name,
             "镇上的说明", "外地的说明"},
        )  # fmt: skip
        self.assertEqual(policy.explorable_root_instance(user).pk, self.home.pk)

    def test_somebody_without_assignment_sees_no_page(self):
        policy = policy_registry.get_by_type(Page)

        for user in (UserFactory(), AnonymousUser(), UserFactory(is_active=False)):
            self.assertFalse(policy.explorable_instances(user).exists())
            self.assertFalse(policy.user_has_permission(user, "add"))

    def test_a_superuser_does_everything(self):
        root = UserFactory(is_superuser=True)

        self.assertTrue(self.may(root, self.home)["edit"])
        self.assertTrue(self.may(root, self.foreign)["delete"])

    def test_whoever_may_act_on_a_page_is_found(self):
        above = AssignmentFactory(division=self.county, role=Role.APPROVER).user
        AssignmentFactory(division=self.other, role=Role.APPROVER)
        AssignmentFactory(division=self.town, role=Role.EDITOR)
        policy = policy_registry.get_by_type(Page)

        found = policy.users_with_permission_for_instance(
            "publish", self.news, include_superusers=False
        )

        self.assertEqual(list(found), [above])
        self.assertEqual(policy.users_with_permission("publish").count(), 2)

    def test_the_number_of_queries_does_not_grow_with_the_sections(self):
        user = AssignmentFactory(division=self.county, role=Role.APPROVER).user
        for _ in range(5):
            DivisionPageFactory(
                division=DivisionFactory(parent=self.county), parent=self.county_page
            )
        policy = policy_registry.get_by_type(Page)
        somebody = fresh(user)

        with self.assertNumQueries(2):
            policy.user_has_permission(somebody, "publish")


class SectionTests(PageTests):
    """What keeps rights and page tree in step."""

    def test_a_section_is_not_made_by_hand(self):
        self.assertFalse(DivisionPage.can_create_at(self.home))

    def test_a_section_moves_below_its_governors_alone(self):
        town_page = DivisionPage.objects.get(division=self.town)

        self.assertTrue(town_page.can_move_to(self.home))
        self.assertTrue(town_page.can_move_to(self.county_page))
        self.assertFalse(town_page.can_move_to(self.other_page))

    def test_the_division_of_a_section_is_not_changed_in_the_form(self):
        self.client.force_login(UserFactory(is_superuser=True))

        response = self.client.get(f"/admin/pages/{self.town_page.pk}/edit/")

        self.assertNotIn("division", response.context["form"].fields)

    def test_a_page_goes_into_the_own_section_and_into_no_other(self):
        user = AssignmentFactory(division=self.town, role=Role.APPROVER).user
        self.client.force_login(user)
        typed = {"title": "新页", "slug": "new", "body": "null", "action-publish": "1"}

        for parent, status in ((self.town_page, 302), (self.other_page, 404), (self.home, 404)):
            url = f"/admin/pages/add/home/plainpage/{parent.pk}/"
            self.assertEqual(self.client.post(url, typed).status_code, status)

        made = PlainPage.objects.get(slug="new")
        self.assertTrue(made.is_child_of(self.town_page))

    def test_a_chooser_offers_ones_own_pages_and_published_ones(self):
        PlainPageFactory(parent=self.other_page, title="外地的草稿", live=False)
        renamed = PlainPageFactory(parent=self.other_page, title="外地改名前")
        Page.objects.filter(pk=renamed.pk).update(draft_title="外地改名后")
        own = PlainPageFactory(parent=self.town_page, title="镇上的草稿", live=False)
        self.client.force_login(AssignmentFactory(division=self.town).user)

        response = self.client.get("/admin/choose-page/search/?q=的")
        renaming = self.client.get("/admin/choose-page/search/?q=改名")

        for title, offered in (("外地的说明", True), ("外地的草稿", False), (own.title, True)):
            self.assertEqual(title in response.content.decode(), offered, title)
        self.assertNotIn("外地改名", renaming.content.decode())
