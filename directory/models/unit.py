"""Electoral units (选区、选举单位) and the places they cover."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel

from core.names import fold_name
from core.numerals import parse_number
from core.visibility import DRAFT_COLUMNS, PUBLIC, RESTRICTED, TECHNICAL
from directory.enums import Election, UnitBasis, UnitKind
from divisions.models import Division
from editing.scoped import ScopedRecord

from .congress import Congress, Term

_NUMBERED = re.compile("第?([0-9〇零一二三四五六七八九十百]+)号?选区")
_LARGEST_NUMBER = 32_767
_MOST_SEATS = 3


def district_number(name: str) -> int | None:
    """Return the number in a district's name (第十七选区、17选区、17号选区), None without one."""
    match = _NUMBERED.search(fold_name(name))
    number = parse_number(match.group(1)) if match else None
    return number if number is not None and number <= _LARGEST_NUMBER else None


def fold_unit_name(name: str) -> str:
    """Return the form in which two spellings of a unit's name are the same.

    As for people's names; a district's number may stand in either kind of digits.
    """

    def in_digits(match: re.Match[str]) -> str:
        return f"第{parse_number(match.group(1))}选区"

    return _NUMBERED.sub(in_digits, fold_name(name))


class ElectoralUnit(ScopedRecord, ClusterableModel):
    """Who elects: voters of a district (选区), or a lower congress (选举单位), for one term.

    ``division`` maintains the unit and the data of its deputies. What it covers is said by its
    areas; a unit without areas covers an unknown place. Source: 选举法 第二十五条.
    """

    #: empty for areas of bodies that are no people's congress, which only an import brings
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, related_name="units", verbose_name="届"
    )
    kind = models.CharField("类别", max_length=16, choices=UnitKind.choices)
    electing_congress = models.ForeignKey(
        Congress, on_delete=models.PROTECT, null=True, blank=True, related_name="elects",
        verbose_name="选举的人大", help_text="间接选举：由哪个人民代表大会选出。不清楚就留空。",
    )  # fmt: skip
    number = models.PositiveSmallIntegerField("编号", null=True, blank=True)
    name = models.CharField("名称", max_length=120)
    folded_name = models.CharField(max_length=120, editable=False)
    seats = models.PositiveSmallIntegerField("应选名额", null=True, blank=True)
    basis = models.CharField("划分方式", max_length=12, choices=UnitBasis.choices, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)

    derived_fields = ("folded_name",)
    scope_lookups = {"directory.congress": "term__congress"}

    panels = [
        *(FieldPanel(name) for name in (
            "division", "term", "kind", "electing_congress", "number", "name", "seats", "basis",
            "source",
        )),
        InlinePanel("areas", heading="覆盖的地方", label="地方"),
    ]  # fmt: skip

    visibility = (
        DRAFT_COLUMNS
        | dict.fromkeys(
            ["division", "term", "kind", "electing_congress", "number", "name", "seats", "basis"],
            PUBLIC,
        )
        | {"folded_name": TECHNICAL, "source": RESTRICTED}
    )

    class Meta:
        verbose_name = "选区、选举单位"
        verbose_name_plural = "选区、选举单位"
        ordering = ["division_path", "number", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "folded_name"],
                name="unit_name_once_per_term",
                violation_error_message="本届已有同名的选区或选举单位。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Check that kind and congress fit together (选举法 第三条、第二十五条)."""
        super().clean()
        if not self.term_id:
            return
        errors = self._term_errors()
        direct = self.term.congress.election == Election.DIRECT
        if self.kind == UnitKind.DISTRICT and not direct:
            errors["kind"] = "这一级由下一级人民代表大会选举，没有选区。"
        if self.kind == UnitKind.ELECTING_UNIT and direct:
            errors["kind"] = "这一级由选民直接选举，应是选区。"
        if self.electing_congress_id and self.kind != UnitKind.ELECTING_UNIT:
            errors["electing_congress"] = "只有选举单位才由下级人民代表大会选举。"
        has_seats = self.kind == UnitKind.DISTRICT and self.seats is not None
        if has_seats and not 1 <= self.seats <= _MOST_SEATS:
            errors["seats"] = "一个选区选一名至三名代表（选举法第二十五条）。"
        if errors:
            raise ValidationError(errors)

    def _term_errors(self) -> dict[str, str]:
        """Keep a unit in its term once somebody has been elected there."""
        stored = ElectoralUnit.objects.filter(pk=self.pk).exclude(term=self.term_id)
        if self.pk and self.mandates.exists() and stored.exists():
            return {"term": "已有代表由它选出，届次不能改；新一届请另建。"}
        return {}

    def derive(self) -> None:
        """Fill the name under which two spellings are the same."""
        super().derive()
        self.folded_name = fold_unit_name(self.name)


class ElectoralUnitArea(models.Model):
    """A place a unit covers, whole or in part (选区范围)."""

    unit = ParentalKey(
        ElectoralUnit, on_delete=models.CASCADE, related_name="areas", verbose_name="选区"
    )
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="unit_areas", verbose_name="地方"
    )
    part = models.CharField(
        "其中一部分", max_length=120, blank=True, help_text="例如：三组、某小区、某单位。"
    )

    panels = [FieldPanel("division"), FieldPanel("part")]

    visibility = {"id": TECHNICAL} | dict.fromkeys(["unit", "division", "part"], PUBLIC)

    class Meta:
        verbose_name = "选区范围"
        verbose_name_plural = "选区范围"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "division", "part"],
                name="area_once_per_unit",
                violation_error_message="这个地方已经写过。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division}{self.part}"
