"""Publishing (发布) asked about the record itself, not about its model."""

from wagtail.actions.publish_revision import PublishPermissionError, PublishRevisionAction


class DivisionPublishAction(PublishRevisionAction):
    """Publish a revision where the user may publish both the stored record and the new one.

    Wagtail asks only whether the user may publish *some* record of the model, and most of its
    callers skip even that; so ``skip_permission_checks`` is not heeded here. A publication
    without a user (a schedule, an import) is nobody's and is not checked.
    """

    def check(self, skip_permission_checks: bool = False) -> None:
        """Refuse what lies outside the user's territory.

        Raises:
            PublishPermissionError: the user may not publish here.
        """
        if self.user is None:
            return
        allowed = self.permission_policy.user_has_permission_for_instance(
            self.user, self.permission_policy_action, self.object
        )
        if not allowed:
            raise PublishPermissionError("The user may not publish this record here.")
