"""Who may do what where (权限分配)."""

import datetime
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.visibility import RESTRICTED, TECHNICAL
from divisions.models import Division
from editing.enums import Role


class AssignmentQuerySet(models.QuerySet):
    """Assignments (权限分配); methods chain."""

    def in_force(self, on: datetime.date | None = None) -> Self:
        """Keep the assignments in force on the day ``on`` (default: today), ends included."""
        on = on or timezone.localdate()
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=on), Q(expires_on=None) | Q(expires_on__gte=on)
        )


class Assignment(models.Model):
    """One role of one person in one division and everything below it (权限分配).

    ``scope`` narrows it to one record (a congress; later a station, a unit, a group): then only
    what belongs to that record may be edited. This is the one table of rights: no Django group
    holds more than the right to open the admin.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments",
        verbose_name="账号",
    )  # fmt: skip
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="assignments", verbose_name="行政区划"
    )
    role = models.CharField("角色", max_length=12, choices=Role.choices)
    scope_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="限于（类型）",
    )  # fmt: skip
    scope_id = models.PositiveBigIntegerField("限于（编号）", null=True, blank=True)
    scope = GenericForeignKey("scope_type", "scope_id")
    starts_on = models.DateField("开始日期", null=True, blank=True)
    expires_on = models.DateField("到期日期", null=True, blank=True, help_text="含当日。")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False, verbose_name="授权人",
    )  # fmt: skip
    granted_at = models.DateTimeField("授权时间", auto_now_add=True)

    objects = AssignmentQuerySet.as_manager()

    visibility = {
        "id": TECHNICAL,
        **dict.fromkeys(
            ["user", "division", "role", "scope_type", "scope_id", "starts_on", "expires_on",
             "granted_by", "granted_at"],
            RESTRICTED,
        ),
    }  # fmt: skip

    class Meta:
        verbose_name = "权限分配"
        verbose_name_plural = "权限分配"
        ordering = ["division__path", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "division", "role"],
                condition=Q(scope_type=None),
                name="assignment_once",
                violation_error_message="这个账号在这里已有同样的角色。",
            ),
            models.UniqueConstraint(
                fields=["user", "division", "role", "scope_type", "scope_id"],
                condition=Q(scope_type__isnull=False),
                name="assignment_once_per_scope",
                violation_error_message="这个账号在这里已有同样的角色。",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None)
                | Q(expires_on=None)
                | Q(expires_on__gte=F("starts_on")),
                name="assignment_expires_after_it_starts",
                violation_error_message="到期日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(scope_type=None, scope_id=None)
                | Q(scope_type__isnull=False, scope_id__isnull=False),
                name="assignment_scope_whole_or_none",
                violation_error_message="限定的类型和编号要么都填，要么都不填。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.division} · {self.get_role_display()}"
