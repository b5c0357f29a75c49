"""A new model of a division gets what guards it, or these tests fail."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import TestCase
from django.utils.module_loading import import_string
from wagtail.actions import action_registry
from wagtail.admin.forms.models import registry as form_fields
from wagtail.models import CollectionMember, Page
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models

from core.registries import PathCopy, path_copies
from divisions.models import Division
from editing.actions import DivisionPublishAction
from editing.assignment_policy import AssignmentPolicy
from editing.choosers import ScopedChooser, ScopedChooserViewSet
from editing.forms import DivisionScopedForm
from editing.models import Assignment
from editing.page_policy import DivisionPagePolicy
from editing.policies import DivisionFilePolicy, DivisionPermissionPolicy, DivisionTreePolicy
from editing.scoped import DivisionScopedModel, ScopedRecord
from editing.views import ScopedViewMixin
from editing.viewsets import DivisionScopedViewSet
from files.forms import DivisionFileForm
from tests.editing.world import scoped_models


class RegistrationTests(TestCase):
    def test_there_are_models_of_divisions(self):
        self.assertGreaterEqual(len(scoped_models()), 8)

    def test_each_has_a_policy_that_reads_assignments(self):
        for model in scoped_models():
            with self.subTest(model=model.__name__):
                policy = policy_registry.get_by_type(model, fallback=False)
                self.assertIsInstance(policy, DivisionPermissionPolicy)
                self.assertIs(policy.model, model)
                if issubclass(model, CollectionMember):
                    self.assertIsInstance(policy, DivisionFilePolicy)

    def test_pages_divisions_and_assignments_have_theirs(self):
        pages = [m for m in apps.get_models() if issubclass(m, Page)]
        for model in pages:
            self.assertIsInstance(policy_registry.get_by_type(model), DivisionPagePolicy)
        self.assertIsInstance(policy_registry.get_by_type(Division), DivisionTreePolicy)
        self.assertIsInstance(policy_registry.get_by_type(Assignment), AssignmentPolicy)

    def test_each_repeats_a_path_that_moves_with_its_division(self):
        for model in scoped_models():
            self.assertIn(PathCopy(model, "division_path"), list(path_copies))

    def test_each_has_a_scoped_viewset_or_the_form_of_a_file(self):
        forms = [settings.WAGTAILIMAGES_IMAGE_FORM_BASE, settings.WAGTAILDOCS_DOCUMENT_FORM_BASE]
        for model in scoped_models():
            with self.subTest(model=model.__name__):
                if issubclass(model, CollectionMember):
                    self.assertTrue(
                        all(issubclass(import_string(f), DivisionFileForm) for f in forms)
                    )
                else:
                    self.assertIsInstance(model.snippet_viewset, DivisionScopedViewSet)

    def test_every_snippet_that_names_a_division_is_scoped(self):
        for model in get_snippet_models():
            keys = {f.name for f in model._meta.get_fields() if f.related_model is Division}
            if model is not Division and "division" in keys:
                self.assertTrue(issubclass(model, DivisionScopedModel), model)

    def test_every_snippet_is_edited_in_a_scoped_form_that_deep_down_knows_the_user(self):
        for model in get_snippet_models():
            for for_update in (False, True):
                form = model.snippet_viewset.get_form_class(for_update=for_update)
                self.assertTrue(issubclass(form, DivisionScopedForm), model)

    def test_every_view_of_a_viewset_loads_the_record_first(self):
        checked = 0
        for model in get_snippet_models():
            for pattern in model.snippet_viewset.get_urlpatterns():
                view = pattern.callback.view_class
                with self.subTest(model=model.__name__, view=pattern.name):
                    self.assertTrue(issubclass(view, ScopedViewMixin))
                    checked += 1

        self.assertGreater(checked, 60)

    def test_every_chooser_is_scoped(self):
        for model in get_snippet_models():
            chooser = model.snippet_viewset.chooser_viewset
            self.assertIsInstance(chooser, ScopedChooserViewSet)
            self.assertTrue(issubclass(chooser.widget_class, ScopedChooser))

    def test_a_key_to_what_is_edited_is_a_chooser_and_never_a_list(self):
        for model in [*scoped_models(), Division]:
            for field in model._meta.concrete_fields:
                if isinstance(field, models.ForeignKey) and field.related_model in (
                    Division, *get_snippet_models()
                ):  # fmt: skip
                    widget = form_fields.get(field)["widget"]
                    self.assertTrue(issubclass(widget, ScopedChooser), field)

    def test_publishing_asks_about_the_record(self):
        for model in scoped_models():
            if issubclass(model, ScopedRecord):
                action = action_registry.get_action_class(model, "publish")
                self.assertIs(action, DivisionPublishAction)
