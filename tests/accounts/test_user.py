"""How a person who signs in is called."""

from django.test import TestCase

from accounts.models import User
from tests.factories import UserFactory


class UserTests(TestCase):
    def test_the_surname_stands_first_and_without_a_space(self):
        for surname, given, whole in [
            ("王", "芳", "王芳"), ("欧阳", "娜娜", "欧阳娜娜"), ("王", "", "王"),
            ("", "买买提·吐尔逊", "买买提·吐尔逊"), ("", "", ""), (" 王", "芳 ", "王芳"),
        ]:  # fmt: skip
            with self.subTest(whole=whole):
                user = User(last_name=surname, first_name=given)

                self.assertEqual(user.get_full_name(), whole)

    def test_a_person_is_shown_by_name_and_else_by_user_name(self):
        self.assertEqual(str(User(username="clerk", last_name="周", first_name="明")), "周明")
        self.assertEqual(str(User(username="clerk")), "clerk")
        self.assertEqual(str(User(username="clerk", last_name=" ")), "clerk")

    def test_the_admin_lists_a_person_by_the_same_name(self):
        UserFactory(username="clerk", last_name="周", first_name="明")
        self.client.force_login(UserFactory(is_superuser=True))

        self.assertContains(self.client.get("/admin/users/"), "周明")
