"""Standing bodies of a congress (常委会、工委、主席团、专门委员会) and who holds office there."""

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel

from core.visibility import DRAFT_COLUMNS, PUBLIC, RESTRICTED, TECHNICAL
from directory.enums import OrganKind
from editing.scoped import DivisionScopedModel, ScopedRecord

from .congress import Congress, Term
from .deputy import Deputy
from .hierarchy import check_parent
from .period import Period
from .unit import ElectoralUnit


class Organ(ScopedRecord, ClusterableModel):
    """A standing body of a congress, or one that works where no congress is (机构).

    The work committee of a 地区 or 盟 belongs to the congress of the region, that of a 街道 to the
    standing committee of the county (地方组织法 第五十三条、第五十四条): its kind says nothing
    about a congress of its own division.
    """

    congress = models.ForeignKey(
        Congress, on_delete=models.PROTECT, null=True, blank=True, related_name="organs",
        verbose_name="所属人大", help_text="地区工委、街道工委填派出它的人大。",
    )  # fmt: skip
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="organs",
        verbose_name="届", help_text="不随届次更换的机构不填。",
    )  # fmt: skip
    kind = models.CharField("类别", max_length=20, choices=OrganKind.choices)
    name = models.CharField("名称", max_length=120)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="上级机构",
    )  # fmt: skip
    field = models.CharField("联系的领域", max_length=120, blank=True)
    telephone = models.CharField("办公电话", max_length=60, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)

    scope_lookups = {"directory.congress": "congress"}

    panels = [
        *(FieldPanel(name) for name in (
            "division", "kind", "name", "congress", "term", "parent", "field", "telephone",
            "source",
        )),
        InlinePanel("members", heading="组成人员", label="组成人员"),
    ]  # fmt: skip

    visibility = (
        DRAFT_COLUMNS
        | dict.fromkeys(
            ["division", "congress", "term", "kind", "name", "parent", "field", "telephone"], PUBLIC
        )
        | {"source": RESTRICTED}
    )

    class Meta:
        verbose_name = "机构"
        verbose_name_plural = "机构"
        ordering = ["division_path", "kind", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Check that term and parent fit."""
        super().clean()
        errors = {}
        if self.term_id and self.congress_id and self.term.congress_id != self.congress_id:
            errors["term"] = "这一届不是所属人大的届次。"
        if errors:
            raise ValidationError(errors)
        check_parent(self)


class OrganMember(Period):
    """Somebody who holds an office in an organ for a time; not everybody there is a deputy."""

    organ = ParentalKey(Organ, on_delete=models.CASCADE, related_name="members")
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="organ_posts",
        verbose_name="代表",
    )  # fmt: skip
    name = models.CharField("姓名", max_length=60, blank=True, help_text="名录里没有的人才填姓名。")
    office = models.CharField("职务", max_length=60, help_text="例如：主任、副主任、委员。")
    order = models.PositiveSmallIntegerField("排序", default=100)
    #: what a file of open data says of an office elsewhere: for which area, in which period
    unit = models.ForeignKey(
        ElectoralUnit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False, verbose_name="选区、地方",
    )  # fmt: skip
    term_name = models.CharField("届（原文）", max_length=120, blank=True, editable=False)

    panels = [
        *(FieldPanel(name) for name in ("deputy", "name", "office", "order")),
        *Period.period_panels,
    ]  # fmt: skip

    visibility = {"id": TECHNICAL} | Period.period_visibility | dict.fromkeys(
        ["organ", "deputy", "name", "office", "order", "unit", "term_name"], PUBLIC
    )  # fmt: skip

    class Meta(Period.Meta):
        verbose_name = "组成人员"
        verbose_name_plural = "组成人员"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.deputy or self.name} {self.office}"

    def clean(self) -> None:
        """Ask for a deputy or a name, not both."""
        super().clean()
        if bool(self.deputy_id) == bool(self.name):
            raise ValidationError({"name": "请选名录里的代表，或者填姓名，二者选一。"})


class DeputyLink(DivisionScopedModel, Period):
    """A member of an organ, or a leader of another body, keeps in touch with a deputy (联系代表).

    Sources: 代表法 (2025) 第四十六条 and the rules of the congresses.
    """

    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, related_name="links", verbose_name="被联系的代表"
    )
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="links",
        verbose_name="人大机构",
    )  # fmt: skip
    handling_unit = models.ForeignKey(
        "directory.HandlingUnit", on_delete=models.PROTECT, null=True, blank=True,
        related_name="links", verbose_name="其他机关",
    )  # fmt: skip
    linker = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="linked_deputies",
        verbose_name="联系人（代表）",
    )  # fmt: skip
    linker_name = models.CharField(
        "联系人姓名", max_length=60, blank=True, help_text="联系人不是代表时填写。"
    )

    panels = [
        *(FieldPanel(name) for name in (
            "division", "organ", "handling_unit", "linker", "linker_name", "deputy",
        )),
        *Period.period_panels,
    ]  # fmt: skip

    visibility = dict.fromkeys(["id", "division_path"], TECHNICAL) | dict.fromkeys(
        ["division", "deputy", "organ", "handling_unit", "linker", "linker_name", "starts_on",
         "ends_on", "source"],
        RESTRICTED,
    )  # fmt: skip

    class Meta(Period.Meta):
        verbose_name = "联系代表"
        verbose_name_plural = "联系代表"
        ordering = ["division_path", "pk"]

    def __str__(self) -> str:
        return f"{self.linker or self.linker_name} · {self.deputy}"

    def clean(self) -> None:
        """Ask for exactly one body and one linker."""
        super().clean()
        errors = {}
        if bool(self.organ_id) == bool(self.handling_unit_id):
            errors["organ"] = "请在人大机构和其他机关中选一个。"
        if bool(self.linker_id) == bool(self.linker_name):
            errors["linker_name"] = "请选联系人，或者填联系人姓名，二者选一。"
        if self.linker_id and self.linker_id == self.deputy_id:
            errors["linker"] = "不能自己联系自己。"
        if errors:
            raise ValidationError(errors)
