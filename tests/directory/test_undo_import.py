"""Every kind of import is taken back whole, on the command line and on its page, or not at all."""

import datetime
import io
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from directory.enums import BatchKind, BatchState, UnitKind
from directory.models import (
    Deputy,
    DeputyIdentifier,
    ElectoralUnit,
    ElectoralUnitArea,
    ImportBatch,
    Organ,
    OtherName,
    Term,
)
from directory.retention import purge_uploads
from divisions.enums import Level
from editing.enums import Role
from editing.models import RecordChange
from files.models import DivisionImage, DivisionRendition
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    TermFactory,
    UserFactory,
)

from .everything import everything, media_files
from .photo_files import jpeg, run_photos, zipped
from .popolo_files import area, document, run_import, seat
from .unit_tables import HEADER, import_units


def undo(batch=None, **options):
    """Run the command on the last import; return what it says."""
    said = io.StringIO()
    number = (batch or ImportBatch.objects.latest("pk")).pk
    call_command("undo_import", str(number), stdout=said, **options)
    return said.getvalue()


class UndoTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.county = DivisionFactory(
            parent=DivisionFactory(parent=DivisionFactory()), name="望溪县"
        )
        cls.town = DivisionFactory(parent=cls.county, level=Level.TOWNSHIP, name="柳湾镇")
        cls.village = DivisionFactory(parent=cls.town, name="东湾村")
        cls.other_village = DivisionFactory(parent=cls.town, name="西湾村")

    def assert_refused(self, *parts):
        before = everything()
        with self.assertRaises(CommandError) as refused:
            undo()
        for part in parts:
            self.assertIn(part, str(refused.exception))
        self.assertEqual(everything(), before)
        self.assertNotEqual(ImportBatch.objects.latest("pk").state, BatchState.UNDONE)


class UnitTests(UndoTestCase):
    def setUp(self):
        congress = CongressFactory(division=self.county)
        term = TermFactory(congress=congress, number=18, division=self.county)
        self.unit = ElectoralUnitFactory(
            name="第一选区", term=term, kind=UnitKind.DISTRICT, division=self.county, seats=1,
            source="旧表",
        )  # fmt: skip
        self.unit.areas.create(division=self.village, part="三组")
        self.unit.areas.create(division=self.other_village)
        self.unit.save()
        self.unit.save_revision().publish()

    def imported(self):
        return import_units(
            self.county,
            [HEADER, [1, "第一选区", 2, "东湾村、西湾村"], [2, "第二选区", 3, "东湾村三组"]],
        )

    def test_one_batch_holds_the_table_and_undo_ends_where_it_began(self):
        before = everything()
        self.assertEqual(self.imported()[0], 0)
        self.assertNotEqual(everything(), before)

        batch = ImportBatch.objects.get()
        self.assertEqual((batch.kind, batch.title), (BatchKind.UNITS, "选区划分表.csv"))
        self.assertIn("已撤销", undo())

        self.assertEqual(everything(), before)
        batch.refresh_from_db()
        self.assertEqual(batch.state, BatchState.UNDONE)

    def test_a_first_table_goes_with_the_congress_and_term_it_made(self):
        other = DivisionFactory(parent=self.county.parent)
        village = DivisionFactory(parent=DivisionFactory(parent=other), name="南湾村")
        before = everything()

        import_units(other, [HEADER, [1, "第一选区", 2, village.name]])
        undo()

        self.assertEqual(everything(), before)

    def test_a_second_import_of_the_same_table_makes_no_batch(self):
        self.imported()
        self.imported()

        self.assertEqual(ImportBatch.objects.count(), 1)

    def test_an_undone_table_can_be_imported_again(self):
        self.imported()
        undo()

        self.assertEqual(self.imported()[0], 0)
        self.assertEqual(ElectoralUnit.objects.get(name="第一选区").seats, 2)

    def test_an_edit_by_hand_keeps_the_import_and_is_named(self):
        self.imported()
        unit = ElectoralUnit.objects.get(name="第二选区")
        unit.seats = 1
        unit.save()

        self.assert_refused("第二选区", "后来又改过")

    def test_a_place_taken_out_past_the_notes_is_seen(self):
        self.imported()
        ElectoralUnitArea.objects.filter(unit=self.unit, division=self.other_village).delete()

        self.assert_refused("第一选区", "后来又改过")

    def test_a_later_draft_is_a_touch(self):
        self.imported()
        unit = ElectoralUnit.objects.get(name="第一选区")
        unit.save_revision()

        self.assert_refused("第一选区", "草稿")

    def test_what_uses_a_new_unit_is_named(self):
        self.imported()
        unit = ElectoralUnit.objects.get(name="第二选区")
        from_elsewhere = DeputyFactory(name="李秋禾", division=self.county)
        from_elsewhere.mandates.create(unit=unit, term=unit.term, division=self.county)

        self.assert_refused("第二选区", "已用在", "代表资格")

    def test_the_history_of_a_unit_says_what_the_table_changed(self):
        self.imported()

        change = RecordChange.objects.filter(object_id=self.unit.pk, verb="updated").latest("pk")
        self.assertEqual((change.before["seats"], change.after["seats"]), (1, 2))
        self.assertEqual(len(change.before["areas"]), 2)


class PhotoTests(UndoTestCase):
    def setUp(self):
        self.deputy = DeputyFactory(name="李秋禾", division=self.county)
        self.imported({"李秋禾.jpg": jpeg("green")})
        self.deputy.refresh_from_db()

    def imported(self, files, **options):
        with self.captureOnCommitCallbacks(execute=True):
            return run_photos(zipped(files), self.county, **options)

    def undo(self, **options):
        with self.captureOnCommitCallbacks(execute=True):
            return undo(**options)

    def test_the_former_photo_is_back_and_the_new_one_gone_with_its_files(self):
        DeputyFactory(name="欧阳娜娜", division=self.county)
        before, files = everything(), media_files()

        self.imported({"李秋禾.jpg": jpeg("blue"), "欧阳娜娜.jpg": jpeg("red")})
        self.assertEqual(DivisionImage.objects.count(), 3)
        self.assertEqual(len(media_files() - files), 8)
        batch = ImportBatch.objects.latest("pk")
        self.assertEqual((batch.kind, batch.title), (BatchKind.PHOTOS, "photos.zip"))
        self.undo()

        self.assertEqual(everything(), before)
        self.assertEqual(media_files(), files)
        self.assertEqual(DivisionRendition.objects.count(), 3)

    def test_the_edits_of_one_who_was_never_published_come_through(self):
        hidden = DeputyFactory(name="欧阳娜娜", division=self.county, live=False)
        hidden.post = "溪口村会计"
        hidden.save_revision()
        before = everything()

        self.imported({"欧阳娜娜.jpg": jpeg("red")})
        self.undo()

        self.assertEqual(everything(), before)
        hidden.refresh_from_db()
        self.assertEqual(hidden.get_latest_revision_as_object().post, "溪口村会计")

    def test_a_draft_for_want_of_the_right_to_publish_goes_again(self):
        editor = UserFactory()
        AssignmentFactory(user=editor, division=self.county, role=Role.EDITOR)
        before = everything()

        self.imported({"李秋禾.jpg": jpeg("blue")}, user=editor.username)
        self.assertEqual(ImportBatch.objects.latest("pk").state, BatchState.DRAFT)
        self.deputy.refresh_from_db()
        self.assertTrue(self.deputy.has_unpublished_changes)
        self.undo(user=editor.username)

        self.assertEqual(everything(), before)

    def test_drafts_that_an_approver_published_go_too(self):
        editor, approver = UserFactory(), UserFactory()
        AssignmentFactory(user=editor, division=self.county, role=Role.EDITOR)
        AssignmentFactory(user=approver, division=self.county, role=Role.OFFICE)
        former = self.deputy.photo_id
        self.imported({"李秋禾.jpg": jpeg("blue")}, user=editor.username)
        self.client.force_login(approver)
        batch = ImportBatch.objects.latest("pk")
        url = reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[batch.pk])

        self.client.post(url, {"publish": "1"})
        self.deputy.refresh_from_db()
        self.assertNotEqual(self.deputy.photo_id, former)
        with self.assertRaisesMessage(CommandError, "无权处理"):
            self.undo(user=editor.username)
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(url, {"undo": "1"})

        self.deputy.refresh_from_db()
        batch.refresh_from_db()
        self.assertEqual((self.deputy.photo_id, batch.state), (former, BatchState.UNDONE))
        self.assertFalse(self.deputy.has_unpublished_changes)

    def test_a_photo_changed_by_hand_keeps_the_import_and_is_named(self):
        self.imported({"李秋禾.jpg": jpeg("blue")})
        deputy = Deputy.objects.get()
        deputy.photo = None
        deputy.save()

        self.assert_refused("李秋禾", "后来又改过")

    def test_a_draft_saved_since_keeps_the_import_and_is_named(self):
        self.imported({"李秋禾.jpg": jpeg("blue")})
        deputy = Deputy.objects.get()
        deputy.post = "村医"
        deputy.save_revision()

        self.assert_refused("李秋禾", "草稿")

    def test_a_picture_that_something_else_shows_is_named(self):
        self.imported({"李秋禾.jpg": jpeg("blue")})
        picture = DivisionImage.objects.latest("pk")
        DeputyFactory(name="欧阳娜娜", division=self.county, photo=picture)

        self.assert_refused("李秋禾的照片", "已用在", "欧阳娜娜")

    def test_what_was_replaced_stays_as_long_as_it_may_come_back(self):
        former = self.deputy.photo
        self.imported({"李秋禾.jpg": jpeg("blue")})
        self.assertEqual(purge_uploads(timezone.now()), 0)
        self.assertTrue(DivisionImage.objects.filter(pk=former.pk).exists())

        late = timezone.now() + datetime.timedelta(days=31)
        self.assertEqual(purge_uploads(late), 1)
        self.assertEqual(purge_uploads(late), 0)
        with (
            mock.patch("django.utils.timezone.now", return_value=late),
            self.assertRaisesMessage(CommandError, "以前撤销"),
        ):
            undo()

        self.assertFalse(DivisionImage.objects.filter(pk=former.pk).exists())

    def test_what_was_written_before_a_failure_is_taken_back(self):
        DeputyFactory(name="欧阳娜娜", division=self.county)
        before = everything()
        hang = "directory.importers.photo_load.content_hash"
        with mock.patch(hang, side_effect=["one", RuntimeError]), self.assertRaises(RuntimeError):
            self.imported({"李秋禾.jpg": jpeg("blue"), "欧阳娜娜.jpg": jpeg("red")})
        self.assertNotEqual(everything(), before)

        self.undo()

        self.assertEqual(everything(), before)


PEOPLE = document(
    ["甲某", "乙某"],
    [seat("甲某", "东片"), {"person_id": "乙某", "organization_id": "office", "role": "主任"}],
    [
        {"id": "congress", "name": "望溪县人民代表大会", "classification": "legislature"},
        {"id": "office", "name": "望溪县人大常委会", "classification": "organ",
         "parent_id": "congress"},
        {"id": "part", "name": "望溪县人大常委会办公室", "classification": "organ",
         "parent_id": "office"},
    ],
    areas=[area("东片")],
)  # fmt: skip


class PopoloTests(UndoTestCase):
    def imported(self, content=PEOPLE, **options):
        reference = f"{self.county.code}:{self.county.level}"
        status, report, said = run_import(content, division=reference, **options)
        self.assertEqual(status, 0, said)
        return report

    def test_one_batch_holds_the_file_and_undo_ends_where_it_began(self):
        before = everything()
        self.imported()
        self.assertEqual((Deputy.objects.count(), Organ.objects.count()), (2, 2))

        batch = ImportBatch.objects.get()
        self.assertEqual((batch.kind, batch.title), (BatchKind.POPOLO, "人员.json"))
        self.assertIsNone(batch.made_by)
        undo()

        self.assertEqual(everything(), before)

    def test_what_a_later_file_changed_and_added_is_as_before(self):
        self.imported()
        Term.objects.update(starts_on=None)
        Organ.objects.update(parent=None, congress=None)
        for deputy in Deputy.objects.all():
            deputy.save_revision().publish()
        later = PEOPLE | {
            "persons": [
                {"id": "甲某", "name": "甲某", "gender": "female", "email": "a@example.org",
                 "other_names": [{"name": "阿甲"}],
                 "identifiers": [{"scheme": "名册", "identifier": "7"}]},
                {"id": "乙某", "name": "乙某"}, {"id": "丙某", "name": "丙某"},
            ],
            "memberships": [
                seat("甲某", "东片", start_date="2022-01-05", end_date="2024-05-01"),
                {"person_id": "乙某", "organization_id": "office", "role": "副主任"},
                {"person_id": "丙某", "organization_id": "office", "role": "委员"},
            ],
        }  # fmt: skip
        before = everything()
        self.imported(later)
        self.assertEqual(OtherName.objects.count(), 1)
        self.assertTrue(DeputyIdentifier.objects.filter(scheme="名册").exists())
        self.assertEqual(Deputy.objects.get(name="甲某").gender, "female")

        undo()

        self.assertEqual(everything(), before)

    def test_an_edit_by_hand_keeps_the_import_and_is_named(self):
        self.imported()
        deputy = Deputy.objects.get(name="甲某")
        deputy.post = "村医"
        deputy.save()

        self.assert_refused("甲某", "后来又改过")

    def test_a_name_added_to_a_stored_person_and_changed_since_is_named(self):
        self.imported()
        self.imported(PEOPLE | {"persons": [
            {"id": "甲某", "name": "甲某", "other_names": [{"name": "阿甲"}]}, {"id": "乙某",
             "name": "乙某"},
        ]})  # fmt: skip
        OtherName.objects.update(note="曾用名")

        self.assert_refused("阿甲", "后来又改过")

    def test_a_second_import_of_the_same_file_makes_no_batch(self):
        self.imported()
        self.imported()

        self.assertEqual(ImportBatch.objects.count(), 1)

    def test_a_user_who_may_publish_all_of_it_is_noted(self):
        office = UserFactory()
        AssignmentFactory(user=office, division=self.county, role=Role.OFFICE)

        self.imported(user=office.username)

        self.assertEqual(ImportBatch.objects.get().made_by, office)
        undo(user=office.username)
        self.assertFalse(Deputy.objects.exists())

    def test_a_user_who_may_not_publish_imports_nothing(self):
        editor, stranger = UserFactory(), UserFactory()
        AssignmentFactory(user=editor, division=self.county, role=Role.EDITOR)
        AssignmentFactory(user=stranger, division=DivisionFactory(), role=Role.OFFICE)
        for user in (editor, stranger):
            with self.subTest(user=user):
                status, _, _ = run_import(
                    PEOPLE, division=f"{self.county.code}:{self.county.level}",
                    user=user.username,
                )  # fmt: skip
                self.assertEqual(status, 1)
                self.assertFalse(Deputy.objects.exists() or ImportBatch.objects.exists())

    def test_people_kept_elsewhere_are_not_the_users_to_change(self):
        office = UserFactory()
        AssignmentFactory(user=office, division=self.county, role=Role.OFFICE)
        self.imported()
        Deputy.objects.filter(name="甲某").update(
            division=self.county.parent, division_path=self.county.parent.path
        )

        status, _, _ = run_import(
            PEOPLE | {"persons": [
                {"id": "甲某", "name": "甲某", "gender": "female"}, {"id": "乙某", "name": "乙某"},
            ]},
            division=f"{self.county.code}:{self.county.level}", user=office.username,
        )  # fmt: skip

        self.assertEqual(status, 1)
        self.assertEqual(Deputy.objects.get(name="甲某").gender, "")


class CommandTests(UndoTestCase):
    def test_an_import_that_is_not_there_is_told(self):
        with self.assertRaisesMessage(CommandError, "没有编号为 12345"):
            call_command("undo_import", "12345")

    def test_a_second_undo_is_refused(self):
        import_units(self.county, [HEADER, [1, "第一选区", 2, "东湾村"]])
        undo()

        with self.assertRaisesMessage(CommandError, "已经撤销"):
            undo()

    def test_a_foreign_office_takes_nothing_back(self):
        import_units(self.county, [HEADER, [1, "第一选区", 2, "东湾村"]])
        stranger = UserFactory()
        AssignmentFactory(user=stranger, division=DivisionFactory(), role=Role.OFFICE)

        with self.assertRaisesMessage(CommandError, "无权处理"):
            undo(user=stranger.username)
        self.assertTrue(ElectoralUnit.objects.exists())

    def test_no_such_account_is_told(self):
        import_units(self.county, [HEADER, [1, "第一选区", 2, "东湾村"]])

        with self.assertRaisesMessage(CommandError, "没有账号"):
            undo(user="nobody")
