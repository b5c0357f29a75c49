"""The admin of the administrative tree (行政区划), and the chooser for every key to a division."""

from django.db.models import Q, QuerySet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column

from divisions.models import Division

from .division_forms import DivisionForm
from .viewsets import DivisionScopedViewSet


class DivisionViewSet(DivisionScopedViewSet):
    """Corrects what was read from names and codes; divisions come and go by import."""

    model = Division
    icon = "site"
    base_form_class = DivisionForm
    menu_label = "行政区划"
    menu_order = 550
    add_to_admin_menu = True
    ordering = "path"
    list_display = ("name", "level", "kind", "code", "parent", "valid_until")
    list_filter = ("level", "kind")
    list_select_related = ("parent",)
    chooser_columns = (
        Column("level", label="级别", accessor="get_level_display"),
        Column("parent", label="上级"),
        Column("code", label="代码"),
    )
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name", read_only=True),
                FieldPanel("code", read_only=True),
                FieldPanel("parent", read_only=True),
            ],
            heading="随区划数据导入",
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("kind", "short_name", "governed_by", "electoral_parent")
            ],
            heading="可以更正",
        ),
    ]

    def find(self, records: QuerySet[Division], text: str) -> QuerySet[Division]:
        """Return the divisions called so, in characters, pinyin, initials or code."""
        text = text.strip()
        if text.isdecimal():
            return records.filter(code__startswith=text)
        if text.isascii():
            return records.filter(Q(initials__startswith=text) | Q(pinyin__startswith=text))
        return records.filter(name__contains=text)
