"""Health checks, error pages and the page of all components."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from .registries import menu_entries
from .samples import samples


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; touches nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers and holds every migration (503 where not)."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    state = {"database": "ok", "migrations": "pending" if pending else "ok"}
    return JsonResponse(state, status=503 if pending else 200)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere with a search box and ways on."""
    entries = sorted(menu_entries, key=lambda entry: entry.order)
    ways = [(entry.label, entry.note, reverse(entry.url_name)) for entry in entries]
    return render(request, "404.html", {"ways": ways}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault with a page that needs neither request nor database."""
    return HttpResponse(render_to_string("500.html"), status=500)


class ComponentsView(TemplateView):
    """Every component in every state, for the eye and for the browser tests."""

    template_name = "core/components.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | samples()
