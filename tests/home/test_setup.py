"""An office's own site in an empty database, and a demo that is deleted only where it is one."""

import io
import os
from pathlib import Path
from unittest import mock

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import TestCase
from wagtail.models import Site

from accounts.models import User
from core.databases import SiteIsRunningError, remove_uploads, site_lock
from divisions.enums import Kind
from editing.enums import Role
from editing.models import Assignment
from files.models import DivisionDocument
from home.models import Demo, HomePage, SiteSettings
from home.services import NotADemoError, name_site, open_office, remove_demo
from tests.factories import DivisionFactory, UserFactory

PASSWORD = "corn-Lamp-17-river"


def setup_site(**variables: str) -> str:
    """What ``setup_site`` prints when it may ask nobody."""
    output = io.StringIO()
    with (
        mock.patch.dict(os.environ, variables),
        mock.patch("sys.stdin.isatty", return_value=False, create=True),
    ):
        call_command("setup_site", stdout=output, stderr=output)
    return output.getvalue()


class SetUpTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.province = DivisionFactory()
        cls.city = DivisionFactory(parent=cls.province)
        cls.county = DivisionFactory(parent=cls.city)
        cls.town = DivisionFactory(parent=cls.county)

    def test_an_office_gets_its_site_and_its_first_account(self):
        setup_site(
            SITE_DIVISION=self.county.public_code, SITE_ADMIN="office", SITE_PASSWORD=PASSWORD
        )

        user = User.objects.get()
        self.assertTrue(user.check_password(PASSWORD))
        self.assertTrue(user.is_superuser and user.is_staff)
        assignment = Assignment.objects.get()
        self.assertEqual((assignment.division, assignment.role), (self.county, Role.OFFICE))
        settings = SiteSettings.for_site(Site.objects.get())
        self.assertEqual((settings.place, settings.place_name), (self.county, "望溪县"))
        self.assertEqual(settings.organ, "望溪县人民代表大会常务委员会")
        self.assertEqual(settings.demo_notice, "")
        self.assertEqual(HomePage.objects.get().title, "望溪县人大代表和家站室")
        self.assertEqual(Demo.state(), Demo.State.OFFICE)

    def test_a_second_set_up_changes_nothing(self):
        setup_site(SITE_DIVISION="望溪县", SITE_ADMIN="office", SITE_PASSWORD=PASSWORD)

        said = setup_site(SITE_DIVISION="柳湾镇", SITE_ADMIN="other", SITE_PASSWORD=PASSWORD)

        self.assertIn("没有改动", said)
        self.assertEqual(User.objects.get().username, "office")
        self.assertEqual(SiteSettings.objects.get().place, self.county)

    def test_a_name_that_several_places_bear_asks_for_the_code(self):
        DivisionFactory(parent=self.county)

        with self.assertRaisesMessage(CommandError, "找到 2 个区划"):
            setup_site(SITE_DIVISION="柳湾镇", SITE_ADMIN="office", SITE_PASSWORD=PASSWORD)

        self.assertFalse(User.objects.exists())

    def test_a_place_that_does_not_exist_is_refused(self):
        with self.assertRaisesMessage(CommandError, "找到 0 个区划"):
            setup_site(SITE_DIVISION="无此地", SITE_ADMIN="office", SITE_PASSWORD=PASSWORD)

    def test_a_weak_password_is_refused(self):
        with self.assertRaisesMessage(CommandError, "SITE_PASSWORD"):
            setup_site(SITE_DIVISION="望溪县", SITE_ADMIN="office", SITE_PASSWORD="12345")

        self.assertFalse(User.objects.exists())

    def test_a_malformed_user_name_is_refused_and_nothing_stays_half_done(self):
        with self.assertRaises(CommandError):
            setup_site(SITE_DIVISION="望溪县", SITE_ADMIN="a b", SITE_PASSWORD=PASSWORD)

        self.assertFalse(User.objects.exists())
        self.assertFalse(SiteSettings.objects.exists())

    def test_without_a_terminal_the_missing_variables_are_named_before_anything_is_touched(self):
        Demo.start()

        with self.assertRaisesMessage(CommandError, "SITE_ADMIN、SITE_PASSWORD"):
            setup_site(SITE_DIVISION="望溪县")

        self.assertEqual(Demo.state(), Demo.State.UNFINISHED)

    def test_the_terminal_is_asked_until_it_answers_well(self):
        answers = iter(["", "无此地", "望溪", "office"])
        passwords = iter(["short", PASSWORD, "mistyped", PASSWORD, PASSWORD])
        output = io.StringIO()
        with (
            mock.patch("sys.stdin.isatty", return_value=True, create=True),
            mock.patch("builtins.input", lambda _: next(answers)),
            mock.patch("getpass.getpass", lambda _: next(passwords)),
        ):
            call_command("setup_site", stdout=output)

        self.assertTrue(User.objects.get(username="office").check_password(PASSWORD))
        self.assertIn("没有找到", output.getvalue())
        self.assertIn("不一致", output.getvalue())

    def test_who_runs_the_site_follows_from_the_place(self):
        subdistrict = DivisionFactory(parent=self.county, kind=Kind.SUBDISTRICT, name="东山街道")
        nation = self.province.parent
        cases = {
            nation: "全国人民代表大会常务委员会",
            self.province: "青澜省人民代表大会常务委员会",
            self.town: "柳湾镇人民代表大会主席团",
            subdistrict: "",
        }
        for number, (division, organ) in enumerate(cases.items()):
            with self.subTest(division=division.name):
                open_office(division=division, username=f"u{number}", password=PASSWORD)
                self.assertEqual(SiteSettings.objects.get().organ, organ)

    def test_naming_the_site_again_renames_it(self):
        name_site(place=self.city, place_name="云岭市", site_name="代表之家")
        name_site(place=self.county, place_name="望溪县", site_name="代表之家")

        self.assertEqual(HomePage.objects.get().title, "望溪县代表之家")
        self.assertEqual(Site.objects.get().site_name, "望溪县代表之家")
        self.assertEqual(SiteSettings.objects.get().place, self.county)


class DemoMarkTests(TestCase):
    def test_a_fresh_database_is_empty(self):
        self.assertEqual(Demo.state(), Demo.State.EMPTY)

    def test_an_account_makes_it_an_offices(self):
        UserFactory()

        self.assertEqual(Demo.state(), Demo.State.OFFICE)

    def test_a_demo_is_unfinished_until_it_is_whole(self):
        Demo.start()
        UserFactory()
        self.assertEqual(Demo.state(), Demo.State.UNFINISHED)

        Demo.start()
        Demo.finish()

        self.assertEqual(Demo.state(), Demo.State.DEMO)

    def test_an_offices_data_are_never_removed(self):
        UserFactory()

        with (
            mock.patch("home.services.remove_sqlite_file") as remove,
            mock.patch("home.services.remove_uploads") as remove_files,
            self.assertRaisesMessage(NotADemoError, "正式数据"),
        ):
            remove_demo()

        remove.assert_not_called()
        remove_files.assert_not_called()

    def test_tables_of_another_program_are_never_removed(self):
        with (
            mock.patch.object(connection.introspection, "table_names", lambda: ["invoices"]),
            self.assertRaises(NotADemoError),
        ):
            remove_demo()

    def test_a_database_whose_first_migration_was_interrupted_is_left_alone(self):
        with mock.patch.object(
            connection.introspection, "table_names", lambda: ["django_migrations"]
        ):
            self.assertIsNone(remove_demo())

    def test_an_empty_database_is_left_alone(self):
        self.assertIsNone(remove_demo())

    def test_a_demo_outside_a_sqlite_file_is_left_to_its_administrator(self):
        Demo.start()

        with (
            mock.patch("home.services.sqlite_file", return_value=None),
            mock.patch("home.services.remove_uploads") as remove_files,
            self.assertRaisesMessage(NotADemoError, "DATABASE_URL"),
        ):
            remove_demo()

        remove_files.assert_not_called()

    def test_only_the_files_that_rows_name_are_removed(self):
        document = DivisionDocument(title="公告", division=DivisionFactory())
        document.file.save("notice.txt", ContentFile(b"text"))
        stranger = Path(document.file.path).with_name("stranger.txt")
        stranger.write_text("not ours")

        removed = remove_uploads()

        self.assertEqual(removed, 1)
        self.assertFalse(Path(document.file.path).exists())
        self.assertTrue(stranger.exists())

    def test_while_the_site_runs_its_database_cannot_be_replaced(self):
        with (
            site_lock(exclusive=False),
            site_lock(exclusive=False),
            self.assertRaises(SiteIsRunningError),
            site_lock(exclusive=True),
        ):
            self.fail("the lock was given")

    def test_commands_that_replace_the_database_refuse_while_the_site_runs(self):
        for command in ("reset_demo", "setup_site"):
            with (
                self.subTest(command=command),
                site_lock(exclusive=False),
                self.assertRaisesMessage(CommandError, "正在运行"),
            ):
                self.run_command(command)

    def run_command(self, command: str) -> None:
        answers = {"SITE_DIVISION": "1", "SITE_ADMIN": "x", "SITE_PASSWORD": PASSWORD}
        with mock.patch.dict(os.environ, answers):
            call_command(command)
