"""Announces every record of a division: its policy, its copy of the path, its deletion."""

from django.apps import apps
from django.db.models.signals import pre_delete
from wagtail.models import CollectionMember, Page
from wagtail.permissions import register_permission_policy

from core.registries import PathCopy, path_copies
from divisions.models import Division

from .assignment_policy import AssignmentPolicy
from .changes import note_deletion
from .models import Assignment
from .page_policy import DivisionPagePolicy
from .policies import DivisionFilePolicy, DivisionPermissionPolicy, DivisionTreePolicy
from .scoped import DivisionScopedModel


def register_records() -> None:
    """Register policy and path of each record of a division, in whatever app, and of pages.

    Called once all models are loaded and before anything asks Wagtail's registry.
    """
    register_permission_policy(Page, DivisionPagePolicy())
    register_permission_policy(Division, DivisionTreePolicy(Division))
    register_permission_policy(Assignment, AssignmentPolicy(Assignment))
    for model in apps.get_models():
        if issubclass(model, DivisionScopedModel):
            is_file = issubclass(model, CollectionMember)
            policy = DivisionFilePolicy if is_file else DivisionPermissionPolicy
            register_permission_policy(model, policy(model))
            path_copies.register(PathCopy(model, model.path_field))
            pre_delete.connect(note_deletion, sender=model, dispatch_uid="note_deletion")
