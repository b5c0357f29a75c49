"""The menus of the directory in the admin."""

from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .bodies import (
    DeputyGroupViewSet,
    DeputyLinkViewSet,
    GroupMembershipViewSet,
    HandlingUnitKindViewSet,
    HandlingUnitViewSet,
    OrganViewSet,
)
from .congresses import (
    CongressViewSet,
    DelegationViewSet,
    ElectoralUnitViewSet,
    SessionViewSet,
    TermViewSet,
    VacancyViewSet,
)
from .people import DeputyViewSet, ImportBatchViewSet, MandateViewSet, ProposalViewSet
from .stations import (
    ChecklistViewSet,
    PostingViewSet,
    ReceptionDayViewSet,
    StationKindViewSet,
    StationViewSet,
)


class DirectoryViewSets(SnippetViewSetGroup):
    """People, who elects them, and the groups they form."""

    menu_label = "代表名录"
    menu_icon = "group"
    menu_order = 150
    items = (
        DeputyViewSet, MandateViewSet, ElectoralUnitViewSet, VacancyViewSet, DeputyGroupViewSet,
        GroupMembershipViewSet, DeputyLinkViewSet, ProposalViewSet,
        ImportBatchViewSet,
    )  # fmt: skip


class StationViewSets(SnippetViewSetGroup):
    """Stations, who receives people there and when."""

    menu_label = "家站室"
    menu_icon = "home"
    menu_order = 160
    items = (
        StationViewSet, PostingViewSet, ReceptionDayViewSet, StationKindViewSet, ChecklistViewSet,
    )  # fmt: skip


class BodyViewSets(SnippetViewSetGroup):
    """Congresses, their terms, meetings and organs, and the bodies outside them."""

    menu_label = "机构与届次"
    menu_icon = "site"
    menu_order = 170
    items = (
        CongressViewSet, TermViewSet, SessionViewSet, DelegationViewSet, OrganViewSet,
        HandlingUnitViewSet, HandlingUnitKindViewSet,
    )  # fmt: skip
