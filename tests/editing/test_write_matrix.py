"""Who may write what: every admin form of every record, own and foreign, by role."""

from typing import Any

from django.db import models
from django.test import TestCase
from django.urls import NoReverseMatch, reverse
from modelcluster.models import get_all_child_relations
from taggit.models import ItemBase
from wagtail.models import Revision
from wagtail.snippets.models import get_snippet_models

from accounts.models import User
from divisions.models import Division
from editing.models import Assignment
from editing.record_forms import record_formsets
from editing.scoped import DivisionScopedModel, ScopedRecord
from tests.editing.addresses import addresses, models_by_namespace
from tests.editing.form_data import fields_sent, form_data
from tests.editing.world import MAKERS, build_world, make
from tests.factories import DivisionFactory

HACK = "HACKED"


def records() -> list[type[ScopedRecord]]:
    """Every model with drafts that is edited in the admin."""
    return [m for m in get_snippet_models() if issubclass(m, ScopedRecord)]


def address(model: type[models.Model], view: str, *args: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def bulk_delete(model: type[models.Model]) -> str:
    labels = [model._meta.app_label, model._meta.model_name]
    return reverse("wagtail_bulk_action", args=[*labels, "delete"])


def rows(model: type[models.Model], **conditions: Any) -> list[dict[str, Any]]:
    return list(model.objects.filter(**conditions).order_by("pk").values())


class MatrixTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.root = cls.world.users["root"]

    def state(self) -> dict[str, Any]:
        """Everything that a write could change, of every model of a division."""
        children = [r.related_model for m in MAKERS for r in get_all_child_relations(m)]
        scoped = [*MAKERS, *children, Division, Assignment]
        return {model.__name__: rows(model) for model in scoped} | {
            "revisions": list(Revision.objects.order_by("pk").values("pk", "content"))
        }

    def post(self, username: str, url: str, data: dict[str, Any] | None = None):
        self.client.force_login(self.world.users[username])
        return self.client.post(url, data or {})

    def assert_refused(self, username: str, url: str, data: dict[str, Any] | None = None):
        before = self.state()
        response = self.post(username, url, data)
        with self.subTest(user=username, url=url):
            self.assertEqual(self.state(), before)
        return response

    def placed(self, model: type[models.Model], division: Division) -> dict[str, Any]:
        """What is typed to make a record belong to ``division``, whatever decides that."""
        typed: dict[str, Any] = {}
        for name in model.home_fields:
            target = model._meta.get_field(name).related_model
            if target is Division:
                typed[name] = division.pk
            elif issubclass(target, DivisionScopedModel):
                typed[name] = make(target, division, "落脚").pk
        return typed

    def filled(self, record: models.Model, **changes: Any) -> dict[str, Any]:
        """The form of a record with a new name, in which nothing else is wrong."""
        data = form_data(record.get_latest_revision_as_object(), self.root)
        if "name" in data:
            data["name"] = f"{HACK}人"
        return data | changes


def as_new(data: dict[str, Any]) -> dict[str, Any]:
    """The same form without the rows that hang on the record."""
    counts = ("-TOTAL_FORMS", "-INITIAL_FORMS")
    return {name: 0 if name.endswith(counts) else value for name, value in data.items()}


class ForeignRecordTests(MatrixTestCase):
    """What belongs to another county stays as it is."""

    def test_a_foreign_record_is_not_edited_stolen_or_published(self):
        for model in records():
            foreign = self.world.foreign[model]
            stay = self.filled(foreign)
            steal = stay | self.placed(model, self.world.town)
            for user in ("editor", "approver", "mixed", "office"):
                for data in (stay, steal, stay | {"action-publish": "1"}):
                    response = self.assert_refused(user, address(model, "edit", foreign.pk), data)
                    self.assertEqual(response.status_code, 404)

    def test_no_view_of_a_foreign_record_answers_a_post(self):
        for model in records():
            foreign = self.world.foreign[model]
            revision = foreign.revisions.first().pk
            for user in ("editor", "approver", "mixed", "office"):
                for view in ("delete", "unpublish", "lock", "unlock", "copy"):
                    try:
                        url = address(model, view, foreign.pk)
                    except NoReverseMatch:
                        continue
                    self.assert_refused(user, url, self.filled(foreign))
                for view in ("revisions_revert", "revisions_unschedule"):
                    url = address(model, view, foreign.pk, revision)
                    self.assert_refused(user, url, self.filled(foreign))

    def test_a_foreign_record_is_not_deleted_with_others(self):
        for model in records():
            own, foreign = self.world.own[model], self.world.foreign[model]
            url = bulk_delete(model)
            for query in (f"id={foreign.pk}", f"id={own.pk}&id={foreign.pk}", "id=all"):
                for user in ("editor", "mixed", "office"):
                    self.assert_refused(user, f"{url}?{query}")

    def test_nothing_is_made_in_a_foreign_division(self):
        for model in records():
            place = DivisionFactory(parent=self.world.foreign_county)
            data = as_new(self.filled(self.world.own[model])) | self.placed(model, place)
            for user in ("editor", "approver", "mixed", "office"):
                response = self.assert_refused(user, address(model, "add"), data)
                self.assertEqual(response.status_code, 200)

    def test_an_own_record_is_not_moved_into_a_foreign_division(self):
        for model in records():
            place = DivisionFactory(parent=self.world.foreign_county)
            own = self.world.own[model]
            data = self.filled(own) | self.placed(model, place)
            for user in ("editor", "approver", "office"):
                self.assert_refused(user, address(model, "edit", own.pk), data)

    def test_an_own_record_does_not_point_at_a_foreign_draft(self):
        tried = 0
        for model in records():
            own = self.world.own[model]
            for field in model._meta.concrete_fields:
                target = field.related_model
                if field.editable and target in self.world.foreign:
                    data = self.filled(own, **{field.name: self.world.foreign[target].pk})
                    if field.name not in form_data(own, self.root):
                        continue
                    tried += 1
                    self.assert_refused("office", address(model, "edit", own.pk), data)

        self.assertGreaterEqual(tried, 5)

    def test_rows_that_hang_on_a_foreign_record_are_not_taken_over(self):
        tried = 0
        for model in records():
            own, foreign = self.world.own[model], self.world.foreign[model]
            for relation in get_all_child_relations(model):
                if issubclass(relation.related_model, ItemBase):
                    continue  # tags are a field of the form, not rows of one
                name = relation.get_accessor_name()
                child = relation.related_model.objects.get(**{relation.field.name: foreign.pk})
                data = self.filled(own)
                texts = [
                    key for key in data if key.startswith(f"{name}-0-") and data[key] == "本地"
                ]
                data |= dict.fromkeys(texts, "别的") | {f"{name}-0-id": child.pk}
                self.post("office", address(model, "edit", own.pk), data)
                tried += 1

                kept = relation.related_model.objects.get(pk=child.pk)
                self.assertEqual(getattr(kept, relation.field.attname), foreign.pk)

        self.assertGreaterEqual(tried, 3)

    def test_records_among_the_rows_of_a_form_are_neither_taken_over_nor_made_elsewhere(self):
        tried = 0
        for model in records():
            own = self.world.own[model]
            for name, formset in record_formsets(model).items():
                home = formset.model.home_fields[0]
                mine, foreign = (
                    each[formset.model] for each in (self.world.own, self.world.foreign)
                )
                row = fields_sent(formset(owner=own, user=self.root, publishes=False).empty_form)
                row = {key.rpartition("-")[2]: value for key, value in row.items()}
                for initial, typed in [
                    (1, {"id": foreign.pk, home: getattr(mine, f"{home}_id")}),
                    (0, {"id": foreign.pk, home: getattr(mine, f"{home}_id")}),
                    (0, {home: getattr(foreign, f"{home}_id")}),
                    (1, {"id": mine.pk, home: getattr(mine, f"{home}_id"), "DELETE": "1"}),
                ]:
                    data = self.filled(own) | {
                        f"{name}-0-{key}": value for key, value in (row | typed).items()
                    }
                    data |= {f"{name}-TOTAL_FORMS": 1, f"{name}-INITIAL_FORMS": initial}
                    for action in ({}, {"action-publish": "1"}):
                        for user in ("editor", "approver", "mixed", "office"):
                            self.assert_refused(user, address(model, "edit", own.pk), data | action)
                            tried += 1

        self.assertGreaterEqual(tried, 3 * 4 * 8)

    def test_a_post_to_any_address_of_the_admin_changes_nothing_foreign(self):
        foreign_people = User.objects.filter(username="foreigner")
        paths = {"division_path__under": self.world.foreign_county.path}

        def foreign_state() -> list:
            return [
                *(rows(model, **paths) for model in MAKERS),
                list(foreign_people.values()),
                rows(Assignment, user__username="foreigner"),
                rows(Division, path__under=self.world.foreign_county.path),
                list(self.world.pages["foreign_section"].get_descendants().values()),
                Revision.objects.filter(user__username="foreigner").count(),
            ]

        # Some of Wagtail's own forms fail on an empty submission; what counts is what is written.
        self.client.raise_request_exception = False
        by_prefix = {
            f"/admin/{m.snippet_viewset.get_admin_base_path()}/": m for m in get_snippet_models()
        }
        before = foreign_state()
        for user in ("mixed", "office"):
            for url in addresses(self.world):
                model = next((m for prefix, m in by_prefix.items() if url.startswith(prefix)), None)
                data = {}
                if model in self.world.foreign and issubclass(model, ScopedRecord):
                    data = self.filled(self.world.foreign[model])
                self.post(user, url, data)

            self.assertEqual(foreign_state(), before, user)

    def test_the_admin_knows_whose_key_every_address_names(self):
        self.assertLessEqual(set(get_snippet_models()), set(models_by_namespace().values()))


class OwnRecordTests(MatrixTestCase):
    """What each role may do at home, and where a role at one place ends."""

    def test_an_editor_saves_drafts_and_publishes_nothing(self):
        for model in records():
            own = self.world.own[model]
            url = address(model, "edit", own.pk)
            before = own.revisions.count()

            self.post("editor", url, self.filled(own))
            self.post("editor", url, self.filled(own, **{"action-publish": "1"}))

            with self.subTest(model=model.__name__):
                self.assertGreater(own.revisions.count(), before)
                self.assertFalse(model.objects.get(pk=own.pk).live)
                for view in ("delete", "unpublish", "lock"):
                    self.assert_refused("editor", address(model, view, own.pk))

    def test_an_approver_publishes_locks_and_unpublishes(self):
        for model in records():
            own = self.world.own[model]
            with self.subTest(model=model.__name__):
                data = self.filled(own, **{"action-publish": "1"})
                self.post("approver", address(model, "edit", own.pk), data)
                self.assertTrue(model.objects.get(pk=own.pk).live)

                self.post("approver", address(model, "lock", own.pk))
                self.assertTrue(model.objects.get(pk=own.pk).locked)
                self.post("approver", address(model, "unlock", own.pk))

                self.post("approver", address(model, "unpublish", own.pk))
                self.assertFalse(model.objects.get(pk=own.pk).live)

    def test_an_office_makes_and_publishes_at_once(self):
        for model in records():
            place = DivisionFactory(parent=self.world.county)
            typed = self.placed(model, place)
            before = model.objects.filter(live=True).count()
            data = as_new(self.filled(self.world.own[model])) | typed | {"action-publish": "1"}

            response = self.post("office", address(model, "add"), data)

            with self.subTest(model=model.__name__):
                self.assertEqual(response.status_code, 302)
                self.assertEqual(model.objects.filter(live=True).count(), before + 1)

    def test_an_editor_who_wants_to_publish_a_new_record_keeps_nothing_half_done(self):
        for model in records():
            place = DivisionFactory(parent=self.world.county)
            data = as_new(self.filled(self.world.own[model])) | self.placed(model, place)

            response = self.assert_refused(
                "mixed", address(model, "add"), data | {"action-publish": "1"}
            )

            self.assertEqual(response.status_code, 200)

    def test_a_role_in_the_town_gives_nothing_in_the_county(self):
        for model in records():
            record = make(model, self.world.county, "县里")
            data = self.filled(record)

            self.post("mixed", address(model, "edit", record.pk), data | {"action-publish": "1"})

            with self.subTest(model=model.__name__):
                self.assertFalse(model.objects.get(pk=record.pk).live)
            for view in ("lock", "delete", "unpublish"):
                self.assert_refused("mixed", address(model, view, record.pk))

    def test_a_record_of_the_town_is_not_published_into_the_county(self):
        for model in records():
            own = self.world.own[model]
            up = self.placed(model, DivisionFactory(parent=self.world.county))

            self.assert_refused(
                "mixed", address(model, "edit", own.pk),
                self.filled(own) | up | {"action-publish": "1"},
            )  # fmt: skip

    def test_a_draft_moved_within_the_territory_is_published_by_who_may_at_both_ends(self):
        for model in records():
            own = self.world.own[model]
            place = DivisionFactory(parent=self.world.county)
            data = self.filled(own) | self.placed(model, place)
            self.post("mixed", address(model, "edit", own.pk), data)
            moved = model.objects.get(pk=own.pk).get_latest_revision_as_object()
            self.assertEqual(moved.owning_division(), place)

            self.assert_refused(
                "approver", address(model, "edit", own.pk), data | {"action-publish": "1"}
            )
            self.post("office", address(model, "edit", own.pk), data | {"action-publish": "1"})

            with self.subTest(model=model.__name__):
                stored = model.objects.get(pk=own.pk)
                self.assertTrue(stored.live)
                self.assertEqual(stored.division_path, place.path)

    def test_what_nothing_hangs_on_is_deleted_alone_or_with_others(self):
        for model in records():
            if model.__name__ != "Deputy":
                continue
            first, second = make(model, self.world.town, "甲"), make(model, self.world.town, "乙")

            self.post("approver", address(model, "delete", first.pk))
            self.post("office", f"{bulk_delete(model)}?id={second.pk}")

            self.assertFalse(model.objects.filter(pk__in=[first.pk, second.pk]).exists())

    def test_what_others_hang_on_is_kept_and_the_reason_given(self):
        mandate = next(r for m, r in self.world.own.items() if m.__name__ == "Mandate")
        deputy = mandate.deputy
        url = address(type(deputy), "delete", deputy.pk)
        bulk = reverse("wagtail_bulk_action", args=["directory", "deputy", "delete"])

        for each in (url, f"{bulk}?id={deputy.pk}"):
            self.client.force_login(self.world.users["office"])
            response = self.client.post(each, follow=True)
            self.assertContains(response, "还有代表资格 1 条与它相连")

        self.assertTrue(type(deputy).objects.filter(pk=deputy.pk).exists())
