"""Every address of the admin, filled with the ids of what is foreign."""

import re
from collections.abc import Iterator

from django.contrib.auth.models import Group
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Collection, Page, Site
from wagtail.snippets.models import get_snippet_models

from accounts.models import User
from directory.models import Deputy
from divisions.models import Division
from editing.models import Assignment
from files.models import DivisionDocument, DivisionImage
from home.models import SiteSettings
from tests.editing.world import MARK, World

_PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
#: would end the session, or is made to fail
LEFT_OUT = ("admin/logout/", "admin/failwhale/", "admin/test404/", "admin/^.*/$")


def admin_patterns(
    patterns: list | None = None, before: str = "", namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, str]]:
    """Every pattern below /admin/: its text, its namespace and its name."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        text = before + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = (*namespaces, each.namespace) if each.namespace else namespaces
            yield from admin_patterns(each.url_patterns, text, inner)
        elif isinstance(each, URLPattern) and text.startswith("admin/"):
            yield text, ":".join(namespaces), each.name or ""


def models_by_namespace() -> dict[str, type[models.Model]]:
    """Whose key ``pk`` is, by the namespace of the address."""
    found: dict[str, type[models.Model]] = {
        "wagtailadmin_pages": Page, "wagtailadmin_api:pages": Page,
        "wagtailadmin_api:images": DivisionImage, "wagtailimages_chooser": DivisionImage,
        "wagtailadmin_api:documents": DivisionDocument, "wagtaildocs_chooser": DivisionDocument,
        "assignments": Assignment, "wagtailusers_users": User, "wagtailusers_groups": Group,
        "wagtailadmin_collections": Collection, "wagtailsites": Site,
        "wagtailsettings": SiteSettings,
    }  # fmt: skip
    for model in get_snippet_models():
        viewset = model.snippet_viewset
        found[viewset.get_admin_url_namespace()] = model
        found[viewset.get_chooser_admin_url_namespace()] = model
    return found


def foreign_keys(world: World, model: type[models.Model]) -> list[int]:
    """Keys of what is foreign, of any model of the admin."""
    known = {
        Page: [world.pages["foreign"], world.pages["foreign_live"], world.pages["foreign_section"]],
        Division: [world.foreign_town],
        User: [world.users["foreigner"]],
        Assignment: list(Assignment.objects.filter(user=world.users["foreigner"])),
    }
    if model in known:
        return [each.pk for each in known[model]]
    if model in world.foreign:
        both = [world.foreign[model], world.changed.get(model)]
        return [each.pk for each in both if each]
    first = model.objects.first()
    return [first.pk if first else 1]


def addresses(world: World) -> list[str]:
    """Every address of the admin, once for each foreign record it can name."""
    every = [*_pattern_addresses(world), *_bulk_addresses(world), *_named_in_query(world)]
    return list(dict.fromkeys(every))


def _pattern_addresses(world: World) -> Iterator[str]:
    by_namespace = models_by_namespace()
    for text, namespace, name in admin_patterns():
        if text in LEFT_OUT or name == "wagtail_bulk_action":
            continue
        model = by_namespace.get(namespace)
        names = [a or b for a, b in _PLACEHOLDER.findall(text)]
        is_page = any("page" in each for each in names) or model is Page
        subject = Page if is_page else model or Deputy
        if not names:
            yield _fill(text, {})
            continue
        for key in foreign_keys(world, subject):
            yield _fill(text, _values(world, subject, key))


def _values(world: World, subject: type[models.Model], key: int) -> dict[str, object]:
    """What stands for each parameter of an address; a page's or record's key by default."""
    revision = 1
    if issubclass(subject, Page) or hasattr(subject, "revisions"):
        revision = subject.objects.get(pk=key).revisions.values_list("pk", flat=True).first() or 1
    return {
        "*": key, "revision_id": revision, "revision_id_a": "earliest", "revision_id_b": "latest",
        "image_id": world.foreign[DivisionImage].pk,
        "document_id": world.foreign[DivisionDocument].pk,
        "doc_id": world.foreign[DivisionDocument].pk,
        "app_label": "home", "model_name": "plainpage", "app_name": "home",
        "content_type_app_name": "home", "content_type_model_name": "plainpage",
        "collection_id": Collection.objects.get(depth=1).pk, "session_id": world.session.pk,
        "action_name": "approve", "filter_spec": "max-100x100", "task_id": 1, "task_state_id": 1,
        "workflow_state_id": 1, "uploaded_file_id": 1, "redirect_id": 1, "workflow_pk": 1,
        "uidb64": "x", "token": "x",
    }  # fmt: skip


def _fill(text: str, values: dict[str, object]) -> str:
    def value(match: re.Match[str]) -> str:
        return str(values.get(match.group(1) or match.group(2), values["*"]))

    plain = _PLACEHOLDER.sub(value, text)
    return "/" + plain.replace("^", "").replace("$", "").replace("\\.", ".")


def _bulk_addresses(world: World) -> Iterator[str]:
    subjects = [*get_snippet_models(), Page, DivisionImage, DivisionDocument, User]
    for model in subjects:
        label, name = model._meta.app_label, model._meta.model_name
        for action in bulk_action_registry.get_bulk_actions_for_model(label, name):
            base = f"/admin/bulk/{label}/{name}/{action.action_type}/"
            for key in foreign_keys(world, model):
                yield f"{base}?id={key}"
            yield f"{base}?id=all"
            yield f"{base}?id=all&childOf={world.pages['foreign_section'].pk}"
            yield f"{base}?id=all&childOf={Page.objects.get(depth=2).pk}"


def _named_in_query(world: World) -> Iterator[str]:
    """Addresses that name what is foreign after the question mark."""
    page = world.pages["foreign"].pk
    parent = world.pages["foreign_section"].pk
    yield f"/admin/api/main/pages/?child_of={parent}"
    yield f"/admin/api/main/pages/?descendant_of={parent}"
    yield f"/admin/api/main/pages/?id={page}&fields=*"
    yield f"/admin/choose-page/chosen-multiple/?id={page}"
    yield f"/admin/choose-page/search/?q={MARK[:-1]}&page_type=home.plainpage"
    yield "/admin/choose-page/?page_type=home.plainpage"
    for model, namespace in [(DivisionImage, "images"), (DivisionDocument, "documents")]:
        yield f"/admin/{namespace}/chooser/chosen-multiple/?id={world.foreign[model].pk}"
        yield f"/admin/api/main/{namespace}/?fields=*"
    for model in get_snippet_models():
        chooser = model.snippet_viewset.get_chooser_admin_base_path()
        keys = "&".join(f"id={key}" for key in foreign_keys(world, model))
        yield f"/admin/{chooser}/chosen-multiple/?{keys}"


#: what is added to an address that answers, to make it show more; what is looked for is a part
#: of the mark, for a search box repeats it
QUESTIONS = (
    f"q={MARK[:-1]}", f"search={MARK[:-1]}", "export=csv", "export=xlsx", "own=1&multiple=1",
    "layout=list", "state=draft", "search_all=1", "ordering=-title",
)  # fmt: skip
