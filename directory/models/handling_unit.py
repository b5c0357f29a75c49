"""Counterpart organs and offices that handle what deputies raise (承办单位)."""

from django.db import models
from wagtail.admin.panels import FieldPanel

from core.names import fold_name
from core.visibility import DRAFT_COLUMNS, PUBLIC, RESTRICTED, TECHNICAL
from directory.enums import UnitFamily
from editing.scoped import ScopedRecord

from .hierarchy import check_parent


class HandlingUnitKind(ScopedRecord):
    """A kind of handling unit (承办单位类别); each division may add its own to those above it."""

    family = models.CharField("门类", max_length=20, choices=UnitFamily.choices)
    name = models.CharField("名称", max_length=60)

    panels = [FieldPanel(name) for name in ("division", "family", "name")]

    visibility = DRAFT_COLUMNS | dict.fromkeys(["division", "family", "name"], PUBLIC)

    class Meta:
        verbose_name = "承办单位类别"
        verbose_name_plural = "承办单位类别"
        ordering = ["division_path", "family", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"],
                name="handling_unit_kind_once",
                violation_error_message="已有同名的类别。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HandlingUnit(ScopedRecord):
    """An organ, office or body outside the congress (承办单位): 一府一委两院 and others."""

    kind = models.ForeignKey(
        HandlingUnitKind, on_delete=models.PROTECT, related_name="units", verbose_name="类别"
    )
    name = models.CharField("名称", max_length=120)
    folded_name = models.CharField(max_length=120, editable=False)
    short_name = models.CharField("简称", max_length=60, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="上级单位",
    )  # fmt: skip
    head = models.CharField("负责人", max_length=60, blank=True)
    telephone = models.CharField("办公电话", max_length=60, blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系人电话", max_length=60, blank=True)
    ends_on = models.DateField("撤销日期", null=True, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)

    derived_fields = ("folded_name",)
    scope_lookups = {"directory.handlingunit": "pk"}

    panels = [
        FieldPanel(name) for name in (
            "division", "kind", "name", "short_name", "parent", "head", "telephone", "contact",
            "contact_phone", "ends_on", "source",
        )
    ]  # fmt: skip

    visibility = DRAFT_COLUMNS | dict.fromkeys(
        ["division", "kind", "name", "short_name", "parent", "head", "telephone", "ends_on"], PUBLIC
    ) | {"folded_name": TECHNICAL} | dict.fromkeys(
        ["contact", "contact_phone", "source"], RESTRICTED
    )  # fmt: skip

    class Meta:
        verbose_name = "承办单位"
        verbose_name_plural = "承办单位"
        ordering = ["division_path", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "folded_name"],
                name="handling_unit_once_per_division",
                violation_error_message="这个区划已有同名的承办单位。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        check_parent(self)

    def derive(self) -> None:
        """Fill the name under which two spellings are the same."""
        super().derive()
        self.folded_name = fold_name(self.name)
