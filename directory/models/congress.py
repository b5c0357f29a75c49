"""Congresses (人民代表大会) and their terms (届)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel

from core.levels import CongressLevel
from core.visibility import DRAFT_COLUMNS, PUBLIC, RESTRICTED
from directory.enums import Election
from divisions.models import Division
from editing.scoped import ScopedRecord


def no_congress_text(division: Division) -> str:
    """Return that ``division`` has no congress, naming its kind (地方组织法 第七条)."""
    kind = division.get_kind_display()
    if division.name.endswith(kind):
        return f"{division.name}不设人民代表大会"
    return f"{division.name}是{kind}，{kind}不设人民代表大会"


class Congress(ScopedRecord):
    """The people's congress of one division (人民代表大会). Only a row says that one exists."""

    election = models.CharField(
        "产生方式", max_length=8, choices=Election.choices, blank=True,
        help_text="不填则按区划类别判断：县乡两级和不设区的市直接选举，其余间接选举。",
    )  # fmt: skip
    name = models.CharField(
        "名称", max_length=120, blank=True, help_text="不填则为“区划全名＋人民代表大会”。"
    )

    scope_lookups = {"directory.congress": "pk"}

    panels = [FieldPanel("division"), FieldPanel("name"), FieldPanel("election")]

    visibility = DRAFT_COLUMNS | dict.fromkeys(["division", "election", "name"], PUBLIC)

    class Meta:
        verbose_name = "人民代表大会"
        verbose_name_plural = "人民代表大会"
        ordering = ["division_path"]
        constraints = [
            models.UniqueConstraint(
                fields=["division"],
                name="one_congress_per_division",
                violation_error_message="这个区划已经有人民代表大会。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.division_id and not self.division.may_have_congress:
            raise ValidationError({"division": f"{no_congress_text(self.division)}。"})

    def derive(self) -> None:
        """Fill name and election from the division where nobody gave them."""
        super().derive()
        if not self.division_id:
            return
        self.name = self.name or f"{self.division.name}人民代表大会"
        if not self.election:
            direct = self.division.elects_directly
            self.election = Election.DIRECT if direct else Election.INDIRECT

    @property
    def level(self) -> CongressLevel:
        """The level in the roster's words (national, provincial, city, county, township)."""
        return CongressLevel.of_division_level(self.division.level)

    @property
    def deputy_label(self) -> str:
        """What its deputies are called for short (全国人大代表、伊犁州人大代表)."""
        division = self.division
        return f"{division.short_name or division.name}人大代表"


class Term(ScopedRecord):
    """One term of a congress (届). Its dates bound every mandate of it (代表法 第二条)."""

    congress = models.ForeignKey(
        Congress, on_delete=models.PROTECT, related_name="terms", verbose_name="人民代表大会"
    )
    number = models.PositiveSmallIntegerField("届次", help_text="第几届，只填数字。")
    starts_on = models.DateField(
        "开始日期", null=True, blank=True, help_text="本届第一次会议开始的日子。"
    )
    ends_on = models.DateField(
        "结束日期", null=True, blank=True, help_text="下一届第一次会议的前一天，含当日。"
    )
    source = models.CharField("来源", max_length=200, blank=True)

    home_fields = ("congress",)
    derived_fields = ("division",)
    scope_lookups = {"directory.congress": "congress"}

    panels = [FieldPanel(name) for name in ("congress", "number", "starts_on", "ends_on", "source")]

    visibility = (
        DRAFT_COLUMNS
        | dict.fromkeys(["division", "congress", "number", "starts_on", "ends_on"], PUBLIC)
        | {"source": RESTRICTED}
    )

    class Meta:
        verbose_name = "届"
        verbose_name_plural = "届"
        ordering = ["division_path", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "number"],
                name="term_once_per_congress",
                violation_error_message="这一届已经有了。",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="term_ends_after_it_starts",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.congress}第{self.number}届"

    def owning_division(self) -> Division | None:
        return self.congress.division if self.congress_id else None

    @property
    def is_over(self) -> bool:
        """Whether its last day is known and has passed."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()
