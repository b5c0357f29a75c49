"""Addresses that fail, for the page that says so."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


urlpatterns = [path("", fail)]
handler500 = "core.views.server_error"
