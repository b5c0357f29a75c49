"""The home page, plain pages and what the site says about itself."""

from functools import cache
from typing import Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from accounts.models import User
from core.models import BasePage
from core.visibility import PUBLIC, TECHNICAL
from directory.models import Deputy
from divisions.models import Division

from .front_page import front_page

#: what the foot of every page links to: fields of ``SiteSettings``
_PAGES_IN_THE_FOOT = ("about_page", "privacy_page", "accessibility_page")


class HomePage(BasePage):
    """The first page of the site (首页)."""

    max_count = 1
    subpage_types = ["divisions.DivisionPage", "home.PlainPage"]

    visibility = {"page_ptr": TECHNICAL}

    class Meta:
        verbose_name = "首页"
        verbose_name_plural = "首页"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page by its full path in one query instead of two per component."""
        if path_components:
            url_path = self.url_path + "/".join(path_components) + "/"
            page = Page.objects.filter(slug=path_components[-1], url_path=url_path).first()
            if page is not None:
                return page.specific.route(request, [])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        place = SiteSettings.current(request).place
        page = front_page(place, timezone.localdate())
        return {**super().get_context(request, *args, **kwargs), **page}


class PlainPage(BasePage):
    """A page of text (说明页): about, privacy, accessibility."""

    body = RichTextField("正文", blank=True, features=["h2", "h3", "bold", "ol", "ul", "link"])

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    subpage_types = ["home.PlainPage"]

    visibility = {"page_ptr": TECHNICAL, "body": PUBLIC}

    class Meta:
        verbose_name = "说明页"
        verbose_name_plural = "说明页"

    @property
    def address(self) -> str:
        """The path below the home page, found without asking the database for the site."""
        return "/" + self.url_path.split("/", 2)[2]


def _page_in_the_foot(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        PlainPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=name, help_text="页脚里的链接；没有选就不出现。",
    )  # fmt: skip


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """What the head and foot of every page say (网站信息); what is empty is left out."""

    place = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="本站所属区划", help_text="“找代表”从这里开始。",
    )  # fmt: skip
    place_name = models.CharField("地名", max_length=40, blank=True, help_text="例如：云岭州")
    site_name = models.CharField("站名", max_length=40, default="人大代表和家站室")
    organ = models.CharField("主办单位", max_length=80, blank=True)
    office = models.CharField("承办单位", max_length=80, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("联系电话", max_length=60, blank=True)
    icp_number = models.CharField("ICP 备案号", max_length=60, blank=True)
    police_number = models.CharField("公安备案号", max_length=60, blank=True)
    site_code = models.CharField("网站标识码", max_length=20, blank=True)
    demo_notice = models.CharField(
        "演示说明", max_length=200, blank=True, help_text="演示站写明地名和人物均为虚构。"
    )

    about_page = _page_in_the_foot("关于本站")
    privacy_page = _page_in_the_foot("隐私说明")
    accessibility_page = _page_in_the_foot("无障碍声明")

    visibility = {"id": TECHNICAL, "site": TECHNICAL} | dict.fromkeys(
        ["place", "place_name", "site_name", "organ", "office", "address", "phone", "icp_number",
         "police_number", "site_code", "demo_notice", "about_page", "privacy_page",
         "accessibility_page"],
        PUBLIC,
    )  # fmt: skip

    class Meta:
        verbose_name = "网站信息"
        verbose_name_plural = "网站信息"

    def __str__(self) -> str:
        return f"{self.place_name}{self.site_name}"

    @property
    def pages(self) -> list[PlainPage]:
        """The published pages that the foot of every page links to."""
        chosen = [getattr(self, name) for name in _PAGES_IN_THE_FOOT]
        return [page for page in chosen if page and page.live]

    @classmethod
    def current(cls, request: HttpRequest) -> Self:
        """Return the settings of the one site with its place, read once a request.

        Empty ones where nobody has filled them in.
        """
        if not hasattr(request, "_site_settings"):
            joined = cls.objects.select_related("place", *_PAGES_IN_THE_FOOT)
            found = joined.only(*_read_columns()).filter(site__is_default_site=True).first()
            request._site_settings = found or cls()  # type: ignore[attr-defined]
        return request._site_settings  # type: ignore[attr-defined]


@cache
def _read_columns() -> tuple[str, ...]:
    """Name the columns that every page reads: of a page in the foot no more than its link."""
    return (
        *(field.name for field in SiteSettings._meta.concrete_fields),
        *(f"place__{field.name}" for field in Division._meta.concrete_fields),
        *(
            f"{page}__{name}"
            for page in _PAGES_IN_THE_FOOT
            for name in ("title", "url_path", "live")
        ),
    )


class Demo(models.Model):
    """That this database holds the invented demo (演示数据) and nothing else; one row at most.

    It is the one mark ``make demo-reset`` looks for, so no office's data can be taken for a demo.
    """

    class State(models.TextChoices):
        """What a database holds."""

        EMPTY = "empty", "空"
        UNFINISHED = "unfinished", "演示数据未载完"
        DEMO = "demo", "演示数据"
        OFFICE = "office", "正式数据"

    started_at = models.DateTimeField("开始载入", auto_now_add=True)
    finished_at = models.DateTimeField("载入完成", null=True, blank=True)

    visibility = dict.fromkeys(["id", "started_at", "finished_at"], TECHNICAL)

    class Meta:
        verbose_name = "演示数据"
        verbose_name_plural = "演示数据"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="demo_one_row"),
        ]

    def __str__(self) -> str:
        return self.Meta.verbose_name

    @classmethod
    def state(cls) -> State:
        """Say what the database holds: a row here is a demo, an account or a deputy an office."""
        if demo := cls.objects.first():
            return cls.State.DEMO if demo.finished_at else cls.State.UNFINISHED
        begun = User.objects.exists() or Deputy.objects.exists()
        return cls.State.OFFICE if begun else cls.State.EMPTY

    @classmethod
    def start(cls) -> None:
        """Mark the database as a demo, before the first row of it is written."""
        cls.objects.get_or_create(pk=1)

    @classmethod
    def finish(cls) -> None:
        """Mark the demo as whole."""
        cls.objects.filter(pk=1).update(finished_at=timezone.now())
