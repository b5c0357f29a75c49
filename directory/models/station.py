"""Stations (家站室): where deputies receive people, and what hangs on them."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField

from core.names import fold_name
from core.rich_text import without_emptiness
from core.visibility import DRAFT_COLUMNS, PUBLIC, RESTRICTED, TECHNICAL
from directory.enums import ColocationKind, StationFunction
from divisions.enums import Level
from divisions.models import Division
from editing.scoped import ScopedRecord
from files.models import DivisionImage

from .confirmed import Confirmable
from .deputy import new_code
from .hierarchy import check_parent
from .organ import Organ


class StationKind(ScopedRecord):
    """A kind of station with its level (家站室类别): names and levels differ from place to place.

    A kind of a division is used there and below; those of the nation everywhere.
    """

    name = models.CharField("名称", max_length=60)
    level = models.PositiveSmallIntegerField(
        "设在哪一级", choices=Level.choices, null=True, blank=True, help_text="不限就留空。"
    )
    order = models.PositiveSmallIntegerField("排序", default=100)

    panels = [FieldPanel(name) for name in ("division", "name", "level", "order")]

    visibility = DRAFT_COLUMNS | dict.fromkeys(["division", "name", "level", "order"], PUBLIC)

    class Meta:
        verbose_name = "家站室类别"
        verbose_name_plural = "家站室类别"
        ordering = ["division_path", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"],
                name="station_kind_once_per_division",
                violation_error_message="已有同名的类别。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def standing(on: datetime.date, prefix: str = "") -> Q:
    """Return the condition that a station, reached by ``prefix``, is there on the day ``on``.

    Both ends are included. A date nobody knows bounds nothing.
    """
    opened, closed = f"{prefix}opened_on", f"{prefix}closed_on"
    is_opened = Q(**{opened: None}) | Q(**{f"{opened}__lte": on})
    return is_opened & (Q(**{closed: None}) | Q(**{f"{closed}__gte": on}))


class StationQuerySet(models.QuerySet):
    """Stations (家站室); methods chain."""

    def live(self) -> Self:
        """Keep what is published."""
        return self.filter(live=True)

    def serving_place(self, division: Division) -> Self:
        """Keep those whose service area covers ``division``, whole."""
        above = division.ancestor_ids
        return self.filter(pk__in=StationArea.objects.filter(division__in=above).values("station"))


class Station(Confirmable, ScopedRecord, ClusterableModel):
    """A place where deputies receive people (家站室：代表之家、工作室、联络站 …).

    ``latitude`` and ``longitude`` are WGS-84 degrees and never leave the site as such: a public
    map of the mainland is in GCJ-02 (测绘法 第三十八条).
    """

    code = models.CharField("网址编号", max_length=8, unique=True, default=new_code, editable=False)
    kind = models.ForeignKey(
        StationKind, on_delete=models.PROTECT, related_name="stations", verbose_name="类别"
    )
    name = models.CharField("名称", max_length=120)
    folded_name = models.CharField(max_length=120, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="上级家站室",
    )  # fmt: skip
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="stations",
        verbose_name="管理机构",
    )  # fmt: skip
    grid_code = models.CharField("网格编码", max_length=60, blank=True)
    brand = models.CharField("品牌", max_length=60, blank=True)
    introduction = RichTextField("简介", blank=True, features=["h3", "bold", "ol", "ul", "link"])
    telephone = models.CharField("电话", max_length=60, blank=True, help_text="公开给群众的电话。")
    address = models.CharField("地址", max_length=200, blank=True)
    directions = models.CharField(
        "怎么走", max_length=200, blank=True, help_text="例如：公交 3 路柳湾站下，镇政府一楼东侧。"
    )
    latitude = models.DecimalField(
        "纬度", max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="手机定位的坐标，例如 43.912345。",
    )  # fmt: skip
    longitude = models.DecimalField(
        "经度", max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    is_step_free = models.BooleanField("无台阶", null=True, blank=True)
    has_lift = models.BooleanField("有电梯", null=True, blank=True)
    access_note = models.CharField("无障碍说明", max_length=200, blank=True)
    is_staffed = models.BooleanField("场所有人管", null=True, blank=True)
    has_programme = models.BooleanField("活动有安排", null=True, blank=True)
    has_support = models.BooleanField("服务有保障", null=True, blank=True)
    opened_on = models.DateField("设立日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)

    objects = StationQuerySet.as_manager()

    derived_fields = ("folded_name",)
    scope_lookups = {"directory.station": "pk"}

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in (
                "division", "kind", "name", "parent", "organ", "grid_code", "brand",
                "introduction", "opened_on", "closed_on",
            )],
            heading="基本情况",
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in (
                "telephone", "address", "directions", "latitude", "longitude", "is_step_free",
                "has_lift", "access_note",
            )],
            heading="在哪里，怎么找",
        ),
        InlinePanel("areas", heading="服务范围", label="地方"),
        InlinePanel("opening_rules", heading="开放时间", label="开放时间"),
        InlinePanel("opening_exceptions", heading="临时变动", label="变动"),
        InlinePanel("functions", heading="作用", label="作用"),
        InlinePanel("liaisons", heading="联络员", label="联络员"),
        InlinePanel("colocations", heading="共建", label="共建点"),
        InlinePanel("photos", heading="照片", label="照片"),
        InlinePanel("documents", heading="制度", label="制度"),
        InlinePanel("checks", heading="检查清单", label="一项"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("is_staffed", "has_programme", "has_support", "source")],
            heading="内部信息（不公开）",
        ),
    ]  # fmt: skip

    visibility = DRAFT_COLUMNS | Confirmable.confirmed_visibility | dict.fromkeys(
        ["division", "code", "kind", "name", "parent", "organ", "brand", "introduction",
         "telephone", "address", "directions", "is_step_free", "has_lift", "access_note",
         "opened_on", "closed_on"],
        PUBLIC,
    ) | {"folded_name": TECHNICAL} | dict.fromkeys(
        ["grid_code", "latitude", "longitude", "is_staffed", "has_programme", "has_support",
         "source"],
        RESTRICTED,
    )  # fmt: skip

    class Meta:
        verbose_name = "家站室"
        verbose_name_plural = "家站室"
        ordering = ["division_path", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "folded_name"],
                name="station_once_per_division",
                violation_error_message="这个区划已有同名的家站室。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Check that kind, position and parent fit."""
        super().clean()
        errors = {}
        if (self.latitude is None) != (self.longitude is None):
            errors["longitude"] = "经度和纬度请一起填。"
        if self.kind_id and self.division_path and not self._fits(self.kind):
            errors["kind"] = f"“{self.kind}”是别处的类别，这里不能用。"
        if errors:
            raise ValidationError(errors)
        check_parent(self)

    def stands(self, on: datetime.date) -> bool:
        """Whether there is such a station on the day ``on``; the same rule as ``standing()``."""
        opened = self.opened_on is None or self.opened_on <= on
        return opened and (self.closed_on is None or self.closed_on >= on)

    def derive(self) -> None:
        """Fill the name under which two spellings are the same."""
        super().derive()
        self.introduction = without_emptiness(self.introduction)
        self.folded_name = fold_name(self.name)

    def _fits(self, kind: StationKind) -> bool:
        """Whether the kind belongs to the station's division or to one that governs it."""
        return self.division_path.startswith(kind.division_path)


class StationArea(models.Model):
    """A place a station serves (服务范围), with everything below it."""

    station = ParentalKey(Station, on_delete=models.CASCADE, related_name="areas")
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="station_areas", verbose_name="地方"
    )

    panels = [FieldPanel("division")]

    visibility = {"id": TECHNICAL, "station": PUBLIC, "division": PUBLIC}

    class Meta:
        verbose_name = "服务范围"
        verbose_name_plural = "服务范围"
        constraints = [
            models.UniqueConstraint(
                fields=["station", "division"],
                name="area_once_per_station",
                violation_error_message="这个地方已经写过。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.division)


class StationRole(models.Model):
    """One of the five functions of a station (作用)."""

    station = ParentalKey(Station, on_delete=models.CASCADE, related_name="functions")
    function = models.CharField("作用", max_length=16, choices=StationFunction.choices)

    panels = [FieldPanel("function")]

    visibility = {"id": TECHNICAL, "station": PUBLIC, "function": PUBLIC}

    class Meta:
        verbose_name = "作用"
        verbose_name_plural = "作用"
        constraints = [
            models.UniqueConstraint(
                fields=["station", "function"],
                name="function_once_per_station",
                violation_error_message="这一项已经写过。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_function_display()


class Colocation(models.Model):
    """What shares the rooms of a station (共建点：立法联系点 …)."""

    station = ParentalKey(Station, on_delete=models.CASCADE, related_name="colocations")
    kind = models.CharField("种类", max_length=16, choices=ColocationKind.choices)
    name = models.CharField("名称", max_length=120, blank=True)
    since = models.DateField("何时起", null=True, blank=True)

    panels = [FieldPanel(name) for name in ("kind", "name", "since")]

    visibility = {"id": TECHNICAL} | dict.fromkeys(["station", "kind", "name", "since"], PUBLIC)

    class Meta:
        verbose_name = "共建点"
        verbose_name_plural = "共建点"

    def __str__(self) -> str:
        return self.name or self.get_kind_display()


class StationPhoto(models.Model):
    """A picture of a station (照片)."""

    station = ParentalKey(Station, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey(
        DivisionImage, on_delete=models.CASCADE, related_name="+", verbose_name="照片"
    )
    caption = models.CharField("说明", max_length=120, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=100)

    panels = [FieldPanel(name) for name in ("image", "caption", "order")]

    visibility = {"id": TECHNICAL} | dict.fromkeys(["station", "image", "caption", "order"], PUBLIC)

    class Meta:
        verbose_name = "家站室照片"
        verbose_name_plural = "家站室照片"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.caption or str(self.image)
