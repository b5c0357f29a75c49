"""What this app tells the apps before it (``core.registries``)."""

from core.registries import site_place

from .models import SiteSettings

site_place.provide(lambda request: SiteSettings.current(request).place)
