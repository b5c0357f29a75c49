"""The administrative tree (行政区划), its codes, and the public section of a division."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel

from core.models import BasePage
from core.paths import STEP, PathField, encode_step
from core.visibility import PUBLIC, TECHNICAL

from .codes import split_reference, trim_code
from .enums import ELECTED_DIRECTLY, WITHOUT_CONGRESS, Kind, Level


class DivisionNotFoundError(LookupError):
    """No division has the code; the message is Chinese."""


class DivisionQuerySet(models.QuerySet):
    """Divisions (行政区划); methods chain."""

    def under(self, division: "Division") -> Self:
        """Keep ``division`` and everything governed below it."""
        return self.filter(path__under=division.path)

    def valid(self, on: datetime.date | None = None) -> Self:
        """Keep the divisions that exist on the day ``on`` (default: today), ends included."""
        on = on or timezone.localdate()
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on)
        )

    def by_code(self, reference: str) -> "Division":
        """Return the division that ``CODE`` (its highest level) or ``CODE:LEVEL`` names.

        A code in force wins over a withdrawn one.

        Raises:
            DivisionCodeError: the text is no code.
            DivisionNotFoundError: nothing has it.
        """
        code, level = split_reference(reference)
        codes = DivisionCode.objects.filter(code=code)
        if level is not None:
            codes = codes.filter(level=level)
        latest = codes.order_by(models.F("valid_until").desc(nulls_first=True), "level")
        try:
            return self.get(pk=models.Subquery(latest.values("division")[:1]))
        except Division.DoesNotExist as error:
            raise DivisionNotFoundError(
                f"没有代码为 {reference} 的行政区划，请核对代码，或先导入区划。"
            ) from error

    def root(self) -> "Division":
        """Return the nation's row, made by the first migration."""
        return self.get(level=Level.NATION)


class Division(models.Model):
    """A place in the administrative tree (行政区划), the nation's row on top.

    ``path`` follows ``governed_by`` where set, else ``parent``: permissions and lists are tests
    on it. The electoral chain is another thing: ``electoral_parent`` where set, else ``parent``.
    """

    level = models.PositiveSmallIntegerField("级别", choices=Level.choices)
    kind = models.CharField(
        "类别", max_length=24, choices=Kind.choices,
        help_text="决定这里能不能设人民代表大会；由名称和代码判断，可以更正。",
    )  # fmt: skip
    code = models.CharField(
        "代码", max_length=12, db_index=True, blank=True,
        help_text="现行代码十二位；其余代码（曾用、别级）另存。",
    )  # fmt: skip
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=80, blank=True)
    pinyin = models.CharField("拼音", max_length=300, blank=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=60, blank=True, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="上级区划",
    )  # fmt: skip
    governed_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="governs",
        verbose_name="实际管辖", help_text="与上级区划不同时填写，例如塔城地区由伊犁州管辖。",
    )  # fmt: skip
    electoral_parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="electoral_children",
        verbose_name="选举上级",
        help_text="本地选民参加哪个上级的选举，与上级区划不同时填写，例如开发区里的镇。",
    )  # fmt: skip
    path = PathField("路径", unique=True, null=True)
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_until = models.DateField("撤销日期", null=True, blank=True, help_text="存在的最后一天。")
    succeeded_by = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="succeeds", verbose_name="撤销后并入"
    )

    objects = DivisionQuerySet.as_manager()

    visibility = {
        "id": TECHNICAL, "path": TECHNICAL,
        **dict.fromkeys(
            ["level", "kind", "code", "name", "short_name", "pinyin", "initials", "parent",
             "governed_by", "electoral_parent", "valid_from", "valid_until", "succeeded_by"],
            PUBLIC,
        ),
    }  # fmt: skip

    class Meta:
        verbose_name = "行政区划"
        verbose_name_plural = "行政区划"
        ordering = ["path"]
        indexes = [
            models.Index(fields=["name"], name="division_name"),
            models.Index(fields=["parent", "level"], name="division_children"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Save; a new division gets the path of its governor plus its own step."""
        super().save(*args, **kwargs)
        if self.path is None:
            governor = self.governor
            self.path = (governor.path if governor else "") + encode_step(self.pk)
            super().save(update_fields=["path"])

    def get_absolute_url(self) -> str:
        return reverse("divisions:place", args=[self.public_code])

    @property
    def governor(self) -> "Division | None":
        """The division whose path this one's begins with."""
        return self.governed_by or self.parent

    @property
    def may_have_congress(self) -> bool:
        """Whether the law allows a congress of its own here (地方组织法 第七条)."""
        return self.kind not in WITHOUT_CONGRESS

    @property
    def elects_directly(self) -> bool:
        """Whether voters elect this congress themselves (选举法 第三条)."""
        return self.kind in ELECTED_DIRECTLY

    @property
    def public_code(self) -> str:
        """The code of the public address, in the digits its level needs."""
        return trim_code(self.code, self.level) if self.code else str(self.pk)

    @property
    def ancestor_ids(self) -> list[int]:
        """The ids on the path, from the root down to this division itself."""
        path = self.path or ""
        return [int(path[i : i + STEP], 36) for i in range(0, len(path), STEP)]


class DivisionCode(models.Model):
    """A code a division has or had (区划代码); one place may hold codes at two levels."""

    division = models.ForeignKey(
        Division, on_delete=models.CASCADE, related_name="codes", verbose_name="行政区划"
    )
    code = models.CharField("代码", max_length=12, help_text="十二位。")
    level = models.PositiveSmallIntegerField("级别", choices=Level.choices)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期", null=True, blank=True)
    source = models.CharField("来源", max_length=120, blank=True)

    visibility = {
        "id": TECHNICAL,
        **dict.fromkeys(
            ["division", "code", "level", "valid_from", "valid_until", "source"], PUBLIC
        ),
    }

    class Meta:
        verbose_name = "区划代码"
        verbose_name_plural = "区划代码"
        ordering = ["level", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "level"],
                condition=Q(valid_until=None),
                name="division_code_in_force_once_per_level",
                violation_error_message="这个代码在这一级已经属于另一个区划。",
            ),
        ]
        indexes = [models.Index(fields=["code", "level"], name="division_code_level")]

    def __str__(self) -> str:
        return self.code


class DivisionPage(BasePage):
    """The public section of a division (区划栏目), made when it first publishes.

    Its public address is the place's own, ``/place/<code>/``; its path in the tree redirects there.
    """

    division = models.OneToOneField(
        Division, on_delete=models.PROTECT, related_name="page", verbose_name="行政区划"
    )

    subpage_types = ["divisions.DivisionPage", "home.PlainPage"]

    visibility = {"page_ptr": TECHNICAL, "division": PUBLIC}

    content_panels = [*BasePage.content_panels, FieldPanel("division")]

    class Meta:
        verbose_name = "区划栏目"
        verbose_name_plural = "区划栏目"

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Send the visitor to the place's own address."""
        return redirect(self.division, permanent=True)
