"""What every template knows about the request."""

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    """Return ``view``, the asked-for view of the page: ``elder`` (关怀版) or empty."""
    return {"view": "elder" if request.GET.get("view") == "elder" else ""}
