"""What the head and foot of every public page say."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import SiteSettings


def site_settings(request: HttpRequest) -> dict[str, object]:
    """Return ``site_settings``, read from the database only where a template asks."""
    return {"site_settings": SimpleLazyObject(lambda: SiteSettings.current(request))}
