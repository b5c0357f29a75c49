"""The admin of people and their seats (代表、代表资格、他人代报)."""

from typing import Any

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from django.forms import HiddenInput
from django.urls import URLPattern, path
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import CreateView, EditView

from core.names import fold_name
from directory.completeness import deputy_completeness, deputy_gap
from directory.completeness_panel import CompletenessPanel
from directory.consent_views import ConsentsView
from directory.enums import BatchKind, BatchState, DeputyGap, Gender, MandateStatus, Tenure
from directory.export_views import DeputyIndexView, MandateIndexView
from directory.merge_views import MergeView
from directory.models import Deputy, ImportBatch, Mandate, Proposal
from directory.models.proposal import ProposalState
from directory.models.unit import fold_unit_name
from directory.proposal_views import ProposalView
from directory.record_forms import MandateForm
from directory.upload_batch_views import UploadBatchView
from divisions.enums import Level
from editing.filters import PlaceFilterSet, RecordFilterSet
from editing.record_forms import RecordsForm, RecordsViewMixin
from editing.viewsets import DivisionScopedViewSet

from .exported import ExportedViewSet
from .filters import CompletenessFilterSet, choice

#: what the filter calls those of whom nobody knows
UNKNOWN_TENURE = "unknown"


class DeputyFilterSet(CompletenessFilterSet):
    """Deputies by place, state, gender, the level of a mandate, and what they lack."""

    gender = choice("性别", Gender.choices)
    level = django_filters.ChoiceFilter(
        label="现任级别", choices=Level.choices[:5], method="at_level"
    )
    gap = django_filters.ChoiceFilter(label="缺项", choices=DeputyGap.choices, method="lacking")

    gap_condition = staticmethod(deputy_gap)

    class Meta:
        model = Deputy
        fields: list[str] = []

    def at_level(self, deputies: QuerySet[Deputy], name: str, level: str) -> QuerySet[Deputy]:
        """Keep those who hold a mandate at the level today."""
        return deputies.holding(Mandate.objects.serving().filter(level=level))


class MandateFilterSet(RecordFilterSet):
    """Mandates by place, state, level and status."""

    level = choice("级别", Level.choices[:5])
    term = django_filters.NumberFilter(label="届次", field_name="term__number")
    status = choice("任职状态", MandateStatus.choices)
    tenure = django_filters.ChoiceFilter(
        label="新任或连任", choices=[*Tenure.choices, (UNKNOWN_TENURE, "未知")], method="of_tenure"
    )
    is_by_election = django_filters.BooleanFilter(label="补选")

    class Meta:
        model = Mandate
        fields: list[str] = []

    def of_tenure(self, mandates: QuerySet[Mandate], name: str, tenure: str) -> QuerySet[Mandate]:
        """Keep those of the tenure, computed or not."""
        return mandates.of_tenure("" if tenure == UNKNOWN_TENURE else tenure)


class ProposalFilterSet(PlaceFilterSet):
    """Proposals by place and where they stand."""

    state = choice("处理", ProposalState.choices)
    batch = django_filters.NumberFilter(field_name="batch", widget=HiddenInput)

    class Meta:
        model = Proposal
        fields: list[str] = []


class BatchFilterSet(PlaceFilterSet):
    """Imports by place, kind and where they stand."""

    kind = choice("种类", BatchKind.choices)
    state = choice("状态", BatchState.choices)

    class Meta:
        model = ImportBatch
        fields: list[str] = []


def current_seats(deputy: Deputy) -> str:
    """Return what a deputy is today (县人大代表、镇人大代表), from ``serving_mandates``."""
    return "、".join(m.term.congress.deputy_label for m in deputy.serving_mandates)


def tenure_word(mandate: Mandate) -> str:
    """Return 新任, 连任 or 未知, from ``seats_with_tenure`` of the deputy."""
    seats = mandate.deputy.seats_with_tenure
    known = next((seat.known_tenure for seat in seats if seat.pk == mandate.pk), "")
    return dict(Tenure.choices).get(known, "未知")


class DeputyCreateView(RecordsViewMixin, CreateView):
    """A new person, entered with the first seat, posting and group in one go."""


class DeputyEditView(RecordsViewMixin, EditView):
    """A person with seats, postings and groups."""


class DeputyViewSet(ExportedViewSet):
    """People; found by name (part of it, in any spelling), pinyin and initials."""

    model = Deputy
    icon = "user"
    index_view_class = DeputyIndexView
    base_form_class = RecordsForm
    add_view_class = DeputyCreateView
    edit_view_class = DeputyEditView
    filterset_class = DeputyFilterSet
    list_display = (
        "name",
        Column("pinyin", label="拼音", sort_key="pinyin_key"),
        Column("gender", label="性别", accessor="get_gender_display"),
        Column("seats", label="现任", accessor=current_seats),
        Column("completeness", label="公开资料"),
        Column("division", label="归属区划", sort_key="division_path"),
        UpdatedAtColumn(),
        LiveStatusTagColumn(),
    )
    list_select_related = ("division", "latest_revision")
    panels = [CompletenessPanel(heading="公开资料齐不齐"), *Deputy.panels]
    chooser_columns = (
        Column("gender", label="性别", accessor="get_gender_display"),
        Column("seats", label="现任", accessor=current_seats),
        Column("post", label="工作单位及职务"),
    )
    further_pages = (
        ("consents", "撤回同意", "no-view", "change"),
        ("merge", "合并重复的代表", "group", "publish"),
    )

    def find(self, records: QuerySet[Deputy], text: str) -> QuerySet[Deputy]:
        """Return the people of that name."""
        return records.named(text)

    def complete(self, records: list[Deputy]) -> None:
        """Add what each lacks of what the public should read."""
        known = deputy_completeness(records, timezone.localdate())
        for deputy in records:
            deputy.completeness = known.get(deputy.pk, "")

    @property
    def merge_view(self) -> Any:
        """The page on which another record of the same person is merged into this one."""
        names = {f"{name}_url_name": self.get_url_name(name) for name in ("edit", "merge")}
        return self.construct_view(MergeView, index_url_name=self.get_url_name("list"), **names)

    @property
    def consents_view(self) -> Any:
        """The page on which a consent is withdrawn."""
        names = {f"{name}_url_name": self.get_url_name(name) for name in ("edit", "consents")}
        return self.construct_view(ConsentsView, index_url_name=self.get_url_name("list"), **names)

    def get_urlpatterns(self) -> list[URLPattern]:
        key = f"<{self.pk_path_converter}:pk>"
        return [
            *super().get_urlpatterns(),
            path(f"merge/{key}/", self.merge_view, name="merge"),
            path(f"consents/{key}/", self.consents_view, name="consents"),
        ]

    def prepare(self, records: QuerySet[Deputy]) -> QuerySet[Deputy]:
        mandates = Mandate.objects.live().serving().select_related("term__congress__division")
        return (
            super()
            .prepare(records)
            .prefetch_related(Prefetch("mandates", mandates, to_attr="serving_mandates"))
        )


class MandateViewSet(ExportedViewSet):
    """Seats; found by the person or the electoral unit."""

    model = Mandate
    icon = "key"
    index_view_class = MandateIndexView
    base_form_class = MandateForm
    filterset_class = MandateFilterSet
    list_display = (
        "deputy",
        Column("pinyin", label="拼音", accessor="deputy.pinyin", sort_key="deputy__pinyin_key"),
        Column("term", label="届"),
        Column("unit", label="选区、选举单位"),
        Column("tenure", label="新任或连任", accessor=tenure_word),
        Column("status", label="状态", accessor="get_status_display", sort_key="status"),
        DateColumn("ends_on", label="终止日期", sort_key="ends_on"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("deputy", "term__congress", "unit")
    chooser_columns = (Column("unit", label="选区、选举单位"),)

    def prepare(self, records: QuerySet[Mandate]) -> QuerySet[Mandate]:
        # The tenure is asked of one page's people alone: in the list itself it would be computed
        # of every seat before the page is cut.
        seats = Mandate.objects.with_tenure().only("deputy")
        return (
            super()
            .prepare(records)
            .prefetch_related(Prefetch("deputy__mandates", seats, to_attr="seats_with_tenure"))
        )

    def find(self, records: QuerySet[Mandate], text: str) -> QuerySet[Mandate]:
        """Return the mandates of people or units of that name."""
        people = Deputy.objects.named(text).values("pk")
        return records.filter(
            Q(deputy__in=people) | Q(unit__folded_name__contains=fold_unit_name(text))
        )


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

    @property
    def edit_view(self) -> Any:
        """The page on which a proposal is taken over or not, in place of a form."""
        return self.construct_view(
            ProposalView, index_url_name=self.get_url_name("list"),
            edit_url_name=self.get_url_name("edit"),
        )  # fmt: skip


class ImportBatchViewSet(DivisionScopedViewSet):
    """What was imported; found by the name of the file."""

    model = ImportBatch
    icon = "upload"
    filterset_class = BatchFilterSet
    search_fields = ["title"]
    list_display = (
        "title",
        Column("kind", label="种类", accessor="get_kind_display", sort_key="kind"),
        Column("division", label="归属区划", sort_key="division_path"),
        Column("made_by", label="导入人"),
        DateColumn("made_at", label="时间", sort_key="made_at"),
        Column("state", label="状态", accessor="get_state_display", sort_key="state"),
    )
    list_select_related = ("division", "made_by")

    def prepare(self, records: QuerySet[ImportBatch]) -> QuerySet[ImportBatch]:
        """Leave out what is large: the outcome of every row."""
        return super().prepare(records).defer("report", "options")

    @property
    def edit_view(self) -> Any:
        """The page of an import, in place of a form: nothing of it is typed by hand."""
        names = {f"{name}_url_name": self.get_url_name(name) for name in ("edit", "list")}
        names["index_url_name"] = names.pop("list_url_name")
        return self.construct_view(UploadBatchView, **names)
