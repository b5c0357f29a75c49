"""The last door in front of the admin: what an address names must lie in the territory.

Wagtail checks permissions inside its views, some of them after showing what they guard. Views of
records are guarded by ``ScopedViewMixin``; this stands before those that are Wagtail's own.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db.models import F, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .page_policy import PAGE_ACTIONS

#: parameters of addresses that name a page
_PAGE_KEYS = (
    "page_id", "parent_page_id", "parent_page_pk", "page_pk", "page_to_move_id",
    "page_to_copy_id", "destination_id",
)  # fmt: skip
#: parameters of addresses that name a file, and how to get its model
_FILE_KEYS: dict[str, Callable[[], type[Model]]] = {
    "image_id": get_image_model, "document_id": get_document_model, "doc_id": get_document_model,
}  # fmt: skip
#: groups of addresses whose ``pk`` is a page's
_PAGE_NAMESPACES = frozenset({"wagtailadmin_pages", "wagtailadmin_api:pages"})
#: views that send the user on to his own pages by themselves
_EXPLORER = frozenset({"wagtailadmin_explore", "wagtailadmin_explore_results"})
#: views that name what belongs to anybody (people above all), by the beginning of their name
_FOR_SUPERUSERS = ("type_use", "wagtailadmin_tag_")
#: the only report that keeps to the user's own pages and lists nobody else's names
_OPEN_REPORTS = frozenset({"aging_pages", "aging_pages_results"})
#: what is not done with several files at once: collections are not used, and tags would tell
#: every territory what the others write in them
_UNUSED_BULK_ACTIONS = frozenset({"add_tags", "add_to_collection"})


class DivisionAdminGuard:
    """Answer 404 where an admin address names what lies outside the user's territory."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]
    ) -> None:
        """Look at the address before the view does.

        Raises:
            Http404: something it names is not the user's.
        """
        match = request.resolver_match
        if not request.path.startswith("/admin/") or match is None:
            return
        if match.url_name == "wagtail_bulk_action" and _is_unused(**kwargs):
            raise Http404
        if not request.user.is_authenticated or request.user.is_superuser:
            return
        if _is_for_superusers(match):
            raise Http404
        if match.url_name == "wagtail_bulk_action":
            self._check_bulk_action(request, **kwargs)
        self._check_pages(request, match, kwargs)
        for key, get_model in _FILE_KEYS.items():
            if key in kwargs:
                self._require(_own_records(get_model(), request), [kwargs[key]])

    def _check_pages(
        self, request: HttpRequest, match: ResolverMatch, kwargs: dict[str, Any]
    ) -> None:
        if match.url_name in _EXPLORER:
            return
        if match.url_name == "wagtailadmin_choose_page_chosen_multiple":
            self._require(referable_pages(request), request.GET.getlist("id"))
        wanted = {kwargs[key] for key in _PAGE_KEYS if key in kwargs}
        if match.namespace in _PAGE_NAMESPACES and "pk" in kwargs:
            wanted.add(kwargs["pk"])
        if wanted:
            chooses = match.url_name == "wagtailadmin_choose_page_child"
            pages = referable_pages(request) if chooses else _own_pages(request)
            self._require(pages, wanted)

    def _check_bulk_action(
        self, request: HttpRequest, app_label: str, model_name: str, action: str
    ) -> None:
        """Let through only what names the user's own; "all" only where it means the list shown."""
        model = _model(app_label, model_name)
        ids = request.GET.getlist("id")
        own = _own_pages(request) if issubclass(model, Page) else _own_records(model, request)
        self._require(own, (pk for pk in ids if pk != "all"))
        if "all" not in ids:
            return
        if issubclass(model, Page):
            self._require(_granted_pages(request), [request.GET.get("childOf", "")])
        elif model not in _file_models():
            raise Http404

    @staticmethod
    def _require(allowed: QuerySet, wanted: Iterable[Any]) -> None:
        keys = {str(pk) for pk in wanted}
        if not all(key.isdecimal() for key in keys):
            raise Http404
        if keys and allowed.filter(pk__in=keys).count() != len(keys):
            raise Http404


def _is_for_superusers(match: ResolverMatch) -> bool:
    name = match.url_name or ""
    is_report = match.namespace == "wagtailadmin_reports"
    return name.startswith(_FOR_SUPERUSERS) or (is_report and name not in _OPEN_REPORTS)


def _file_models() -> tuple[type[Model], type[Model]]:
    return get_image_model(), get_document_model()


def _is_unused(app_label: str, model_name: str, action: str) -> bool:
    """Whether the address is one of Wagtail's actions on files that the project leaves out."""
    return action in _UNUSED_BULK_ACTIONS and _model(app_label, model_name) in _file_models()


def _model(app_label: str, model_name: str) -> type[Model]:
    try:
        return apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error


def _own_pages(request: HttpRequest) -> QuerySet[Page]:
    return policy_registry.get_by_type(Page).explorable_instances(request.user)


def _granted_pages(request: HttpRequest) -> QuerySet[Page]:
    """Return the pages the user has rights on, without the way down to them."""
    policy = policy_registry.get_by_type(Page)
    return policy.instances_user_has_any_permission_for(request.user, PAGE_ACTIONS)


def _own_records(model: type[Model], request: HttpRequest) -> QuerySet:
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_permission_for(request.user, "view")


def referable_pages(request: HttpRequest) -> QuerySet[Page]:
    """Return the pages a chooser offers: the user's own, and published ones.

    A chooser shows the title of the draft; where that differs, the page is left out.
    """
    everywhere = Page.objects.live().filter(draft_title=F("title"))
    return _own_pages(request) | everywhere
