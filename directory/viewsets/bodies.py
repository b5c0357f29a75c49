"""The admin of standing bodies, other organs and deputies' groups (机构、承办单位、代表小组)."""

from django.db.models import Q, QuerySet
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn

from core.names import fold_name
from directory.enums import GroupMode, GroupRole, OrganKind, UnitFamily
from directory.models import (
    Deputy,
    DeputyGroup,
    DeputyLink,
    GroupMembership,
    HandlingUnit,
    HandlingUnitKind,
    Organ,
)
from directory.record_forms import LinkForm, MembershipForm
from editing.filters import PlaceFilterSet, RecordFilterSet

from .exported import ExportedViewSet
from .filters import choice


class OrganFilterSet(RecordFilterSet):
    """Organs by place, state and kind."""

    kind = choice("类别", OrganKind.choices)

    class Meta:
        model = Organ
        fields: list[str] = []


class LinkFilterSet(PlaceFilterSet):
    """Links by place."""

    class Meta:
        model = DeputyLink
        fields: list[str] = []


class HandlingUnitFilterSet(RecordFilterSet):
    """Handling units by place, state and family."""

    family = choice("门类", UnitFamily.choices, "kind__family")

    class Meta:
        model = HandlingUnit
        fields: list[str] = []


class HandlingUnitKindFilterSet(RecordFilterSet):
    """Kinds of handling units by place, state and family."""

    family = choice("门类", UnitFamily.choices)

    class Meta:
        model = HandlingUnitKind
        fields: list[str] = []


class GroupFilterSet(RecordFilterSet):
    """Groups by place, state and mode."""

    mode = choice("编组方式", GroupMode.choices)

    class Meta:
        model = DeputyGroup
        fields: list[str] = []


class MembershipFilterSet(RecordFilterSet):
    """Memberships by place, state and role."""

    role = choice("职务", GroupRole.choices)

    class Meta:
        model = GroupMembership
        fields: list[str] = []


class OrganViewSet(ExportedViewSet):
    """Organs; found by name."""

    model = Organ
    icon = "group"
    filterset_class = OrganFilterSet
    list_display = (
        "name",
        Column("kind", label="类别", accessor="get_kind_display", sort_key="kind"),
        Column("division", label="归属区划", sort_key="division_path"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("division",)
    chooser_columns = (Column("kind", label="类别", accessor="get_kind_display"),)


class DeputyLinkViewSet(ExportedViewSet):
    """Who keeps in touch with whom; found by either."""

    model = DeputyLink
    icon = "link"
    base_form_class = LinkForm
    filterset_class = LinkFilterSet
    list_display = (
        "__str__",
        Column("organ", label="人大机构"),
        Column("handling_unit", label="其他机关"),
        DateColumn("starts_on", label="开始日期", sort_key="starts_on"),
        DateColumn("ends_on", label="结束日期", sort_key="ends_on"),
    )
    list_select_related = ("linker", "deputy", "organ", "handling_unit")

    def find(self, records: QuerySet[DeputyLink], text: str) -> QuerySet[DeputyLink]:
        """Return the links from or to people of that name."""
        people = Deputy.objects.named(text).values("pk")
        return records.filter(
            Q(deputy__in=people) | Q(linker__in=people) | Q(linker_name__contains=text.strip())
        )


class HandlingUnitViewSet(ExportedViewSet):
    """Handling units; found by name."""

    model = HandlingUnit
    icon = "briefcase"
    filterset_class = HandlingUnitFilterSet
    list_display = (
        "name",
        Column("kind", label="类别"),
        Column("division", label="归属区划", sort_key="division_path"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("kind", "division")
    chooser_columns = (Column("kind", label="类别"),)

    def find(self, records: QuerySet[HandlingUnit], text: str) -> QuerySet[HandlingUnit]:
        """Return the units of that name, long or short."""
        return records.filter(
            Q(folded_name__contains=fold_name(text)) | Q(short_name__contains=text.strip())
        )


class HandlingUnitKindViewSet(ExportedViewSet):
    """Kinds of handling units; found by name."""

    model = HandlingUnitKind
    icon = "list-ul"
    filterset_class = HandlingUnitKindFilterSet
    list_display = (
        "name",
        Column("family", label="门类", accessor="get_family_display", sort_key="family"),
        Column("division", label="归属区划", sort_key="division_path"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("division",)


class DeputyGroupViewSet(ExportedViewSet):
    """Deputies' groups; found by name."""

    model = DeputyGroup
    icon = "group"
    filterset_class = GroupFilterSet
    list_display = (
        "name",
        Column("mode", label="编组方式", accessor="get_mode_display", sort_key="mode"),
        Column("division", label="归属区划", sort_key="division_path"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("division",)
    chooser_columns = (Column("mode", label="编组方式", accessor="get_mode_display"),)


class GroupMembershipViewSet(ExportedViewSet):
    """Members of groups; found by the deputy or the group."""

    model = GroupMembership
    icon = "user"
    base_form_class = MembershipForm
    filterset_class = MembershipFilterSet
    list_display = (
        "deputy",
        Column("group", label="代表小组"),
        Column("role", label="职务", accessor="get_role_display", sort_key="role"),
        DateColumn("ends_on", label="结束日期", sort_key="ends_on"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("deputy", "group")

    def find(self, records: QuerySet[GroupMembership], text: str) -> QuerySet[GroupMembership]:
        """Return the memberships of people or in groups of that name."""
        people = Deputy.objects.named(text).values("pk")
        return records.filter(Q(deputy__in=people) | Q(group__name__contains=text.strip()))
