"""The person who is a deputy (代表), over all the terms they serve."""

import secrets
import uuid
from typing import Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PreviewableMixin

from core.names import clean_name, fold_name
from core.pinyin import initials, person_pinyin
from core.rich_text import without_emptiness
from core.strokes import LONGEST_KEY, stroke_key
from core.visibility import CONSENTED, DRAFT_COLUMNS, PUBLIC, RESTRICTED, TECHNICAL
from directory.enums import Gender
from directory.panels import LastingRowsPanel
from directory.record_panels import RECORD_PANELS
from divisions.models import Division
from editing.scoped import ScopedRecord
from files.models import DivisionImage, DivisionRendition

from .confirmed import Confirmable

#: Crockford's base 32: no I, L, O, U, so that a code read aloud is written down right
CODE_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"

#: sizes of a portrait, 4:5, as Wagtail's filters
CARD_PHOTO = "fill-160x200|format-webp|webpquality-80"
PAGE_PHOTO = "fill-440x550|format-webp|webpquality-80"
SMALL_PHOTO = "fill-80x100|format-webp|webpquality-80"
PHOTO_SIZES = (SMALL_PHOTO, CARD_PHOTO, PAGE_PHOTO)


#: columns that follow from the name, in the order of ``name_values``
NAME_COLUMNS = ("folded_name", "pinyin", "pinyin_key", "stroke_key", "initials")


def name_values(name: str, pinyin: str) -> tuple[str, ...]:
    """Return the values of ``NAME_COLUMNS``: for identity, sorting and finding.

    Args:
        name: as stored.
        pinyin: small letters, a space between syllables.
    """
    key = pinyin.replace(" ", "").lower()
    return fold_name(name), pinyin, key, stroke_key(name), initials(pinyin)


def new_code() -> str:
    """Return eight random base-32 characters, the person's public address."""
    return "".join(secrets.choice(CODE_DIGITS) for _ in range(8))


class DeputyQuerySet(models.QuerySet):
    """Deputies (代表); methods chain: ``Deputy.objects.live().for_cards()``."""

    def live(self) -> Self:
        """Keep what is published."""
        return self.filter(live=True)

    def named(self, text: str) -> Self:
        """Keep those whose name holds ``text``, or whose pinyin or initials begin with it.

        Another name of the person is as good; one in Latin letters is to begin with ``text``.

        The names are looked through apart, each in its own index, before anything is sorted.
        """
        folded = fold_name(text)
        latin = folded.replace(" ", "")
        if not latin:
            return self.none()
        everybody = self.model._default_manager.order_by().values("pk")
        others = OtherName.objects.order_by().values("deputy")
        if not latin.isascii():
            by_other_name = others.filter(folded_name__contains=folded)
            found = everybody.filter(folded_name__contains=folded).union(by_other_name, all=True)
        else:
            by_initials = everybody.filter(initials__startswith=latin)
            by_other_name = others.filter(folded_name__startswith=latin)
            found = everybody.filter(pinyin_key__startswith=latin).union(
                by_initials, by_other_name, all=True
            )
        return self.filter(pk__in=found)

    def holding(self, mandates: models.QuerySet) -> Self:
        """Keep those who hold at least one of ``mandates``."""
        return self.filter(Exists(mandates.filter(deputy=OuterRef("pk"))))

    def not_holding(self, mandates: models.QuerySet) -> Self:
        """Keep those who hold none of ``mandates``."""
        return self.filter(~Exists(mandates.filter(deputy=OuterRef("pk"))))

    def among(self, mandates: models.QuerySet) -> Self:
        """As ``holding``, quicker where ``mandates`` are few against all of them."""
        return self.filter(pk__in=mandates.values("deputy"))

    def for_cards(self, mandates: models.QuerySet, photo_spec: str = CARD_PHOTO) -> Self:
        """Load what ``components/deputy_card.html`` shows, in a fixed number of queries.

        Args:
            mandates: ``Mandate.objects.for_cards()``; they arrive as ``shown_mandates``.
            photo_spec: size of the picture, whose file arrives as ``photo_file``.
        """
        renditions = DivisionRendition.objects.filter(
            image=OuterRef("photo"), filter_spec=photo_spec
        )
        return self.annotate(
            photo_file=Subquery(renditions.order_by("-pk").values("file")[:1])
        ).prefetch_related(Prefetch("mandates", mandates, to_attr="shown_mandates"))


class ExpertiseTag(TagBase):
    """A field in which deputies are expert (专长), one list for the whole site."""

    free_tagging = True

    visibility = {"id": TECHNICAL, "name": PUBLIC, "slug": TECHNICAL}

    class Meta:
        verbose_name = "专长"
        verbose_name_plural = "专长"


class DeputyExpertise(ItemBase):
    """A deputy is expert in a field (专长)."""

    tag = models.ForeignKey(ExpertiseTag, on_delete=models.CASCADE, related_name="deputies")
    content_object = ParentalKey(
        "directory.Deputy", on_delete=models.CASCADE, related_name="expertise_items"
    )

    visibility = {"id": TECHNICAL, "tag": PUBLIC, "content_object": TECHNICAL}

    class Meta:
        verbose_name = "代表专长"
        verbose_name_plural = "代表专长"


class Deputy(Confirmable, ScopedRecord, PreviewableMixin, ClusterableModel):
    """A person elected as a deputy (代表). Stored once; identity is never the name.

    ``division`` is the keeper of the record: the maintaining division of the highest open mandate
    that has staff on this site. What changes from term to term belongs to ``Mandate``.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField("网址编号", max_length=8, unique=True, default=new_code, editable=False)
    name = models.CharField("姓名", max_length=60)
    folded_name = models.CharField(max_length=60, editable=False, db_index=True)
    pinyin = models.CharField(
        "拼音", max_length=200, blank=True,
        help_text="小写、不带声调、每字一个空格；不填则自动生成，读音不对可以改。",
    )  # fmt: skip
    pinyin_key = models.CharField(max_length=200, editable=False, db_index=True)
    stroke_key = models.CharField(max_length=LONGEST_KEY, editable=False)
    initials = models.CharField(max_length=60, editable=False, db_index=True)
    gender = models.CharField("性别", max_length=6, choices=Gender.choices, blank=True)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    birth = models.CharField(
        "出生年月", max_length=7, blank=True, help_text="例如 1979-05；只知道年份就写 1979。",
        validators=[RegexValidator(
            r"^(19|20)\d{2}(-(0[1-9]|1[0-2]))?$", "请写成 1979-05 或 1979。"
        )],
    )  # fmt: skip
    birth_day = models.PositiveSmallIntegerField("出生日", null=True, blank=True)
    party = models.CharField("政治面貌", max_length=30, blank=True)
    education = models.CharField("学历", max_length=40, blank=True)
    native_place = models.CharField("籍贯", max_length=60, blank=True)
    post = models.TextField("工作单位及职务", blank=True, max_length=400)
    biography = RichTextField("简介", blank=True, features=["h3", "bold", "ol", "ul", "link"])
    photo = models.ForeignKey(
        DivisionImage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="照片",
    )  # fmt: skip
    public_channel = models.CharField(
        "公开联系渠道", max_length=200, blank=True,
        help_text="公开给群众的：联络站、办公室电话等。不要写本人手机。",
    )  # fmt: skip
    phone = models.CharField("本人电话", max_length=60, blank=True)
    email = models.EmailField("本人邮箱", blank=True)
    residence = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="居住地", help_text="到乡镇、街道为止。",
    )  # fmt: skip
    work_place = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="工作地",
    )  # fmt: skip
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="deputy", verbose_name="账号",
    )  # fmt: skip
    expertise = ClusterTaggableManager(
        through=DeputyExpertise, blank=True, verbose_name="专长",
        help_text="例如：法律、财税、国有资产。",
    )  # fmt: skip
    occupation = models.CharField("职业", max_length=60, blank=True)
    occupation_code = models.CharField(
        "职业代码", max_length=5, blank=True, help_text="国家标准《职业分类与代码》里的代码。"
    )
    source = models.CharField("来源", max_length=200, blank=True)

    objects = DeputyQuerySet.as_manager()

    derived_fields = ("folded_name", "pinyin_key", "stroke_key", "initials")
    scope_lookups = {"directory.congress": "mandates__term__congress"}

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in (
                "division", "name", "pinyin", "gender", "ethnicity", "post", "photo", "biography",
                "public_channel", "expertise",
            )],
            heading="公开信息",
        ),
        *RECORD_PANELS,
        InlinePanel("other_names", heading="其他姓名", label="姓名"),
        MultiFieldPanel(
            [FieldPanel(name) for name in (
                "birth", "birth_day", "party", "education", "native_place", "occupation",
                "occupation_code", "phone", "email", "residence", "work_place", "source",
            )],
            heading="内部信息（不公开）",
        ),
        LastingRowsPanel(
            "consents", heading="同意公开", label="同意",
            help_text="已保存的不能删除。本人撤回的，在列表里这位代表的菜单选“撤回同意”，立即生效。",
        ),
        InlinePanel("extra_roles", heading="社会职务", label="职务"),
        InlinePanel("identifiers", heading="登记编号", label="编号"),
    ]  # fmt: skip

    visibility = DRAFT_COLUMNS | dict.fromkeys(
        ["name", "pinyin", "code", "gender", "ethnicity", "post", "photo", "biography",
         "public_channel", "uuid", "expertise"],
        PUBLIC,
    ) | Confirmable.confirmed_visibility | {"phone": CONSENTED, "email": CONSENTED} | dict.fromkeys(
        ["division", "birth", "birth_day", "party", "education", "native_place", "residence",
         "work_place", "occupation", "occupation_code", "user", "source"],
        RESTRICTED,
    ) | dict.fromkeys(derived_fields, TECHNICAL)  # fmt: skip

    class Meta:
        verbose_name = "代表"
        verbose_name_plural = "代表"
        ordering = ["pinyin_key", "code"]
        indexes = [
            models.Index(fields=["live", "pinyin_key", "code"], name="deputy_by_pinyin"),
            models.Index(fields=["live", "stroke_key", "code"], name="deputy_by_strokes"),
            models.Index(fields=["stroke_key", "code"], name="any_deputy_by_strokes"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:deputy_detail", args=[self.code])

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return the person as a draft has them; a draft takes no consent back, nor renews one.

        What is withdrawn stays so, and the proof that it was given once stays too, however old
        the draft is.
        """
        deputy = super().with_content_json(content)
        drafted = {consent.pk: consent for consent in deputy.consents.all()}
        for stored in self.consents.get_live_queryset():
            if stored.pk not in drafted:
                deputy.consents.add(stored)
            elif stored.withdrawn_on is not None:
                drafted[stored.pk].withdrawn_on = stored.withdrawn_on
        return deputy

    def derive(self) -> None:
        """Fill the columns that follow from the name: for identity, sorting and finding."""
        super().derive()
        self.biography = without_emptiness(self.biography)
        self.name = clean_name(self.name)
        values = name_values(self.name, self.pinyin or person_pinyin(self.name))
        for column, value in zip(NAME_COLUMNS, values, strict=True):
            setattr(self, column, value)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Let the view of the public page show the person as edited."""
        view = resolve(self.get_absolute_url()).func.view_class()
        view.setup(request, code=self.code)
        return view.preview(self)


class OtherName(models.Model):
    """Another name of the person, with its language (其他姓名：民族文字、曾用名)."""

    deputy = ParentalKey(Deputy, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField("姓名", max_length=120)
    folded_name = models.CharField(max_length=240, editable=False, db_index=True, default="")
    language = models.CharField(
        "语言", max_length=20, blank=True, help_text="BCP 47 标记，例如 ug、bo、mn、kk-Arab。"
    )
    note = models.CharField("说明", max_length=60, blank=True)

    panels = [
        # The script says which way it runs: 维吾尔文、哈萨克文 from right to left.
        FieldPanel("name", widget=TextInput(attrs={"dir": "auto"})),
        FieldPanel("language"),
        FieldPanel("note"),
    ]

    visibility = dict.fromkeys(["id", "folded_name"], TECHNICAL) | dict.fromkeys(
        ["deputy", "name", "language", "note"], PUBLIC
    )

    class Meta:
        verbose_name = "其他姓名"
        verbose_name_plural = "其他姓名"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it with the form in which two spellings are the same."""
        self.folded_name = fold_name(self.name)
        super().save(*args, **kwargs)


class DeputyIdentifier(models.Model):
    """A number somebody else's register gives the person (登记编号). Never an identity number."""

    deputy = ParentalKey(Deputy, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField("登记册", max_length=60)
    identifier = models.CharField("编号", max_length=60)

    panels = [FieldPanel("scheme"), FieldPanel("identifier")]

    visibility = {"id": TECHNICAL} | dict.fromkeys(["deputy", "scheme", "identifier"], RESTRICTED)

    class Meta:
        verbose_name = "登记编号"
        verbose_name_plural = "登记编号"
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "identifier"],
                name="identifier_once_per_scheme",
                violation_error_message="这个编号已经属于另一位代表。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.identifier}"
