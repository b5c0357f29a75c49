"""Addresses of the site; what no view claims goes to Wagtail's page tree."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.images import urls as wagtailimages_urls

from core import views as core_views

urlpatterns = [
    path("healthz", core_views.healthz),
    path("readyz", core_views.readyz),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("pictures/", include(wagtailimages_urls)),
    path("", include("divisions.urls")),
    path("", include("directory.urls")),
    path("", include("home.urls")),
]

if settings.SHOW_COMPONENTS:
    urlpatterns.append(path("_components/", core_views.ComponentsView.as_view(), name="components"))

if settings.SERVE_MEDIA:
    # Renditions only: an uploaded original keeps what its camera wrote into it.
    urlpatterns.append(
        re_path(
            r"^media/(?P<path>images/.+)$",
            serve,
            {"document_root": settings.MEDIA_ROOT},
        )
    )

urlpatterns.append(path("", include(wagtail_urls)))

handler404 = "core.views.not_found"
handler500 = "core.views.server_error"
