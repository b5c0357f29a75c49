"""The administrative tree: one row a place, the nation's row on top."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.paths import STEP, PathField, encode_step
from core.visibility import PUBLIC, TECHNICAL
from divisions.codes import split_reference, trim_code
from divisions.enums import ELECTED_DIRECTLY, WITHOUT_CONGRESS, Kind, Level
from divisions.names import short_name_of

from .code import DivisionCode
from .naming import NamedByPinyin


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


def _search_index(column: str) -> models.Index:
    """Return the index in which the finder looks; it holds all that the finder asks for."""
    return models.Index(
        fields=["level", column, "path", "valid_from", "valid_until"],
        name=f"division_find_{column}",
        opclasses=[
            "int2_ops", "varchar_pattern_ops", "varchar_pattern_ops", "date_ops", "date_ops",
        ],
    )  # fmt: skip


class Division(NamedByPinyin):
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
        "代码", max_length=12, blank=True,
        help_text="现行代码十二位；其余代码（曾用、别级）另存。",
    )  # fmt: skip
    short_name = models.CharField("简称", max_length=80, blank=True)
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
    is_end_estimated = models.BooleanField(
        "撤销日期为推定", default=False,
        help_text="只知道不晚于这一天：此后的区划表里已经没有这里。",
    )  # fmt: skip
    succeeded_by = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="succeeds", verbose_name="撤销后并入"
    )
    #: names of the fields corrected by hand, which no import overwrites
    corrected_fields = models.JSONField("人工更正", default=list, blank=True, editable=False)

    objects = DivisionQuerySet.as_manager()

    visibility = {
        "id": TECHNICAL, "path": TECHNICAL, "corrected_fields": TECHNICAL,
        **dict.fromkeys(
            ["level", "kind", "code", "name", "short_name", "pinyin", "initials", "parent",
             "governed_by", "electoral_parent", "valid_from", "valid_until", "is_end_estimated",
             "succeeded_by"],
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
            *(_search_index(column) for column in ("name", "pinyin", "initials")),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new division gets its governor's path plus its own step.

        The path of a stored division is changed by ``services.move_division`` alone.
        """
        super().save(*args, **kwargs)
        if self.path is None:
            governor = self.governor
            self.path = (governor.path or "" if governor else "") + encode_step(self.pk)
            super().save(update_fields=["path"])

    def derive(self) -> None:
        """Fill pinyin, and the short name where there is none."""
        super().derive()
        self.short_name = self.short_name or short_name_of(self.name, self.kind, self.level)

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

    def has_ended(self, on: datetime.date) -> bool:
        """Whether it exists no more on the day ``on``; its last day is still its own."""
        return self.valid_until is not None and self.valid_until < on

    @property
    def public_code(self) -> str:
        """The code of the public address, in the digits its level needs."""
        return trim_code(self.code, self.level) if self.code else str(self.pk)

    @property
    def ancestor_ids(self) -> list[int]:
        """The ids on the path, from the root down to this division itself."""
        path = self.path or ""
        return [int(path[i : i + STEP], 36) for i in range(0, len(path), STEP)]
