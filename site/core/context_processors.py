"""What every template knows about the request."""

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    """Return ``shown_as``, the asked-for view of the page: ``elder`` (关怀版) or empty.

    Django's own views put themselves into the context as ``view``.
    """
    return {"shown_as": "elder" if request.GET.get("view") == "elder" else ""}
