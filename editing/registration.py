"""Puts the permission policy of every model of a division into Wagtail's registry."""

from django.apps import apps
from wagtail.models import CollectionMember, Page
from wagtail.permissions import register_permission_policy

from divisions.models import Division

from .assignment_policy import AssignmentPolicy
from .models import Assignment
from .page_policy import DivisionPagePolicy
from .policies import DivisionFilePolicy, DivisionPermissionPolicy, DivisionTreePolicy
from .scoped import DivisionScopedModel


def register_policies() -> None:
    """Register a policy for each record of a division, in whatever app, and for pages.

    Called once all models are loaded and before anything asks the registry.
    """
    register_permission_policy(Page, DivisionPagePolicy())
    register_permission_policy(Division, DivisionTreePolicy(Division))
    register_permission_policy(Assignment, AssignmentPolicy(Assignment))
    for model in apps.get_models():
        if issubclass(model, DivisionScopedModel):
            is_file = issubclass(model, CollectionMember)
            policy = DivisionFilePolicy if is_file else DivisionPermissionPolicy
            register_permission_policy(model, policy(model))
