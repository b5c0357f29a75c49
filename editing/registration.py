"""Announces every record of a division: its permission policy, and its copy of the path."""

from django.apps import apps
from wagtail.models import CollectionMember, Page
from wagtail.permissions import register_permission_policy

from core.registries import PathCopy, path_copies
from divisions.models import Division

from .assignment_policy import AssignmentPolicy
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
