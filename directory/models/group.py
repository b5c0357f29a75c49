"""Deputies' groups (代表小组) and who belongs to them."""

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel

from core.visibility import DRAFT_COLUMNS, PUBLIC, RESTRICTED, TECHNICAL
from directory.enums import ChecklistSubject, GroupMode, GroupRole
from divisions.models import Division
from editing.scoped import ScopedRecord
from files.models import DivisionDocument

from .checklist import ChecklistItem
from .congress import Term
from .deputy import Deputy
from .organ import Organ
from .period import Period, PeriodQuerySet


class DeputyGroup(ScopedRecord, ClusterableModel):
    """Deputies who act together between sessions (代表小组; 代表法 (2025) 第二十七条).

    Deputies of higher congresses may join, so a group belongs to a division, not to a congress.
    """

    name = models.CharField("名称", max_length=120)
    number = models.PositiveSmallIntegerField("编号", null=True, blank=True)
    mode = models.CharField("编组方式", max_length=10, choices=GroupMode.choices)
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="groups",
        verbose_name="届", help_text="一届一设的填届次。",
    )  # fmt: skip
    field = models.CharField("行业、领域", max_length=120, blank=True)
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="groups",
        verbose_name="联系的机构",
    )  # fmt: skip
    linked_member = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="联系的组成人员", help_text="联系小组的主任会议成员或委员会组成人员。",
    )  # fmt: skip
    ends_on = models.DateField("撤销日期", null=True, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)

    scope_lookups = {"directory.deputygroup": "pk"}

    panels = [
        *(FieldPanel(name) for name in (
            "division", "name", "number", "mode", "term", "field", "organ", "linked_member",
            "ends_on", "source",
        )),
        InlinePanel("documents", heading="制度", label="制度"),
    ]  # fmt: skip

    visibility = DRAFT_COLUMNS | dict.fromkeys(
        ["division", "name", "number", "mode", "term", "field", "organ", "linked_member",
         "ends_on"],
        PUBLIC,
    ) | {"source": RESTRICTED}  # fmt: skip

    class Meta:
        verbose_name = "代表小组"
        verbose_name_plural = "代表小组"
        ordering = ["division_path", "number", "name"]

    def __str__(self) -> str:
        return self.name


class GroupMembership(ScopedRecord, Period):
    """A deputy belongs to a group for a time (小组成员)."""

    group = models.ForeignKey(
        DeputyGroup, on_delete=models.PROTECT, related_name="memberships", verbose_name="代表小组"
    )
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, related_name="group_memberships", verbose_name="代表"
    )
    role = models.CharField(
        "职务", max_length=16, choices=GroupRole.choices, default=GroupRole.MEMBER
    )

    objects = PeriodQuerySet.as_manager()

    home_fields = ("group",)
    derived_fields = ("division",)
    scope_lookups = {"directory.deputygroup": "group"}

    panels = [
        *(FieldPanel(name) for name in ("group", "deputy", "role")), *Period.period_panels
    ]  # fmt: skip

    visibility = DRAFT_COLUMNS | Period.period_visibility | dict.fromkeys(
        ["division", "group", "deputy", "role"], PUBLIC
    )  # fmt: skip

    class Meta(Period.Meta):
        verbose_name = "小组成员"
        verbose_name_plural = "小组成员"
        ordering = ["group", "role", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["group", "deputy"],
                condition=models.Q(ends_on=None),
                name="one_open_membership_per_group",
                violation_error_message="这位代表已在这个小组。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} · {self.group}"

    def owning_division(self) -> Division | None:
        return self.group.division if self.group_id else None


class GroupDocument(models.Model):
    """A rule document of a group (小组制度), of a kind that a checklist names or another."""

    group = ParentalKey(DeputyGroup, on_delete=models.CASCADE, related_name="documents")
    kind = models.ForeignKey(
        ChecklistItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="种类",
        limit_choices_to={"checklist__subject": ChecklistSubject.GROUP, "wants_document": True},
    )  # fmt: skip
    title = models.CharField("名称", max_length=120)
    document = models.ForeignKey(
        DivisionDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="文件",
    )  # fmt: skip
    adopted_on = models.DateField("通过日期", null=True, blank=True)

    panels = [FieldPanel(name) for name in ("kind", "title", "document", "adopted_on")]

    visibility = {"id": TECHNICAL} | dict.fromkeys(
        ["group", "kind", "title", "document", "adopted_on"], PUBLIC
    )  # fmt: skip

    class Meta:
        verbose_name = "小组制度"
        verbose_name_plural = "小组制度"

    def __str__(self) -> str:
        return self.title
