"""The admin of the directory (代表名录)."""

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from core.names import fold_name
from divisions.enums import Level
from editing.filters import PlaceFilterSet, RecordFilterSet
from editing.viewsets import DivisionScopedViewSet

from .enums import Election, Gender, MandateStatus, UnitBasis, UnitKind
from .models import Congress, Deputy, ElectoralUnit, Mandate, Proposal, Term
from .models.proposal import ProposalState
from .models.unit import fold_unit_name


def _choice(label: str, choices: list, field: str | None = None) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, field_name=field)


class DeputyFilterSet(RecordFilterSet):
    """Deputies by place, state, gender and the level of a mandate."""

    gender = _choice("性别", Gender.choices)
    level = django_filters.ChoiceFilter(
        label="现任级别", choices=Level.choices[:5], method="at_level"
    )

    class Meta:
        model = Deputy
        fields: list[str] = []

    def at_level(self, deputies: QuerySet[Deputy], name: str, level: str) -> QuerySet[Deputy]:
        """Keep those who hold a mandate at the level today."""
        return deputies.holding(Mandate.objects.serving().filter(level=level))


class MandateFilterSet(RecordFilterSet):
    """Mandates by place, state, level and status."""

    level = _choice("级别", Level.choices[:5])
    status = _choice("任职状态", MandateStatus.choices)
    is_by_election = django_filters.BooleanFilter(label="补选")

    class Meta:
        model = Mandate
        fields: list[str] = []


class UnitFilterSet(RecordFilterSet):
    """Electoral units by place, state, kind and basis."""

    kind = _choice("类别", UnitKind.choices)
    basis = _choice("划分方式", UnitBasis.choices)

    class Meta:
        model = ElectoralUnit
        fields: list[str] = []


class CongressFilterSet(RecordFilterSet):
    """Congresses by place, state and election."""

    election = _choice("产生方式", Election.choices)

    class Meta:
        model = Congress
        fields: list[str] = []


class TermFilterSet(RecordFilterSet):
    """Terms by place and state."""

    class Meta:
        model = Term
        fields: list[str] = []


class ProposalFilterSet(PlaceFilterSet):
    """Proposals by place and where they stand."""

    state = _choice("处理", ProposalState.choices)

    class Meta:
        model = Proposal
        fields: list[str] = []


def current_seats(deputy: Deputy) -> str:
    """Return what a deputy is today (县人大代表、镇人大代表), from ``serving_mandates``."""
    return "、".join(m.term.congress.deputy_label for m in deputy.serving_mandates)


class DeputyViewSet(DivisionScopedViewSet):
    """People; found by name (part of it, in any spelling), pinyin and initials."""

    model = Deputy
    icon = "user"
    filterset_class = DeputyFilterSet
    list_display = (
        "name",
        Column("gender", label="性别", accessor="get_gender_display"),
        Column("seats", label="现任", accessor=current_seats),
        Column("division", label="归属区划", sort_key="division_path"),
        UpdatedAtColumn(),
        LiveStatusTagColumn(),
    )
    list_select_related = ("division", "latest_revision")
    chooser_columns = (
        Column("gender", label="性别", accessor="get_gender_display"),
        Column("seats", label="现任", accessor=current_seats),
        Column("post", label="工作单位及职务"),
    )

    def find(self, records: QuerySet[Deputy], text: str) -> QuerySet[Deputy]:
        """Return the people of that name."""
        return records.named(text)

    def prepare(self, records: QuerySet[Deputy]) -> QuerySet[Deputy]:
        mandates = Mandate.objects.live().serving().select_related("term__congress__division")
        return (
            super()
            .prepare(records)
            .prefetch_related(Prefetch("mandates", mandates, to_attr="serving_mandates"))
        )


class MandateViewSet(DivisionScopedViewSet):
    """Seats; found by the person or the electoral unit."""

    model = Mandate
    icon = "key"
    filterset_class = MandateFilterSet
    list_display = (
        "deputy",
        Column("term", label="届"),
        Column("unit", label="选区、选举单位"),
        Column("status", label="状态", accessor="get_status_display", sort_key="status"),
        DateColumn("ends_on", label="终止日期", sort_key="ends_on"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("deputy", "term__congress", "unit")
    chooser_columns = (Column("unit", label="选区、选举单位"),)

    def find(self, records: QuerySet[Mandate], text: str) -> QuerySet[Mandate]:
        """Return the mandates of people or units of that name."""
        people = Deputy.objects.named(text).values("pk")
        return records.filter(
            Q(deputy__in=people) | Q(unit__folded_name__contains=fold_unit_name(text))
        )


class ElectoralUnitViewSet(DivisionScopedViewSet):
    """Electoral districts and other units; found by name, in either kind of digits."""

    model = ElectoralUnit
    icon = "site"
    filterset_class = UnitFilterSet
    list_display = (
        "name",
        Column("term", label="届"),
        Column("kind", label="类别", accessor="get_kind_display", sort_key="kind"),
        Column("seats", label="应选名额", sort_key="seats"),
        Column("division", label="归属区划", sort_key="division_path"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("term__congress", "division")
    chooser_columns = (
        Column("term", label="届"),
        Column("kind", label="类别", accessor="get_kind_display"),
    )

    def find(self, records: QuerySet[ElectoralUnit], text: str) -> QuerySet[ElectoralUnit]:
        """Return the units of that name."""
        return records.filter(folded_name__contains=fold_unit_name(text))


class TermViewSet(DivisionScopedViewSet):
    """Terms; found by the name of the congress."""

    model = Term
    icon = "calendar"
    filterset_class = TermFilterSet
    search_fields = ("congress__name",)
    list_display = (
        "__str__",
        DateColumn("starts_on", label="开始日期", sort_key="starts_on"),
        DateColumn("ends_on", label="结束日期", sort_key="ends_on"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("congress", "latest_revision")


class CongressViewSet(DivisionScopedViewSet):
    """Congresses; found by name."""

    model = Congress
    icon = "group"
    filterset_class = CongressFilterSet
    list_display = (
        "name",
        Column("election", label="产生方式", accessor="get_election_display", sort_key="election"),
        Column("division", label="归属区划", sort_key="division_path"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("division",)


class ProposalViewSet(DivisionScopedViewSet):
    """What others say of one's own deputies: read and decided, never written here."""

    model = Proposal
    icon = "mail"
    filterset_class = ProposalFilterSet
    list_display = (
        "name",
        Column("division", label="归属区划", sort_key="division_path"),
        Column("source", label="来源"),
        Column("proposed_by", label="提出人"),
        DateColumn("proposed_at", label="提出时间", sort_key="proposed_at"),
        Column("state", label="处理", accessor="get_state_display", sort_key="state"),
    )
    list_select_related = ("division", "proposed_by")

    def find(self, records: QuerySet[Proposal], text: str) -> QuerySet[Proposal]:
        """Return the proposals about people of that name."""
        return records.filter(name__contains=fold_name(text))


class DirectoryViewSets(SnippetViewSetGroup):
    """The menu of the directory."""

    menu_label = "代表名录"
    menu_icon = "group"
    menu_order = 150
    items = (
        DeputyViewSet, MandateViewSet, ElectoralUnitViewSet, TermViewSet, CongressViewSet,
        ProposalViewSet,
    )  # fmt: skip
