"""Find a division, for programs: ``/api/divisions/?q=…`` answers in JSON."""

from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .codes import DivisionCodeError
from .enums import Level
from .finder import LIMIT, MAX_LENGTH, Hit, find_divisions, names_above
from .models import Division, DivisionNotFoundError

#: seconds that browsers and the front server keep an answer: divisions change by import
_MAX_AGE = 300


class DivisionSearchForm(forms.Form):
    """``q`` is what to find, ``under`` a code (``CODE`` or ``CODE:LEVEL``), ``level`` 0 to 5."""

    q = forms.CharField(required=False, max_length=MAX_LENGTH)
    under = forms.CharField(required=False, max_length=14)
    level = forms.TypedChoiceField(
        choices=Level.choices, coerce=int, empty_value=None, required=False
    )

    def clean_under(self) -> Division | None:
        """Return the division that the code names.

        Raises:
            ValidationError: it is no code, or nobody's.
        """
        code = self.cleaned_data["under"]
        if not code:
            return None
        try:
            return Division.objects.by_code(code)
        except (DivisionCodeError, DivisionNotFoundError) as error:
            raise forms.ValidationError(str(error)) from error


@method_decorator([require_safe, cache_control(public=True, max_age=_MAX_AGE)], name="dispatch")
class DivisionSearchView(View):
    """Up to twenty divisions that a text finds, the best first; places in force only."""

    def get(self, request: HttpRequest) -> JsonResponse:
        form = DivisionSearchForm(request.GET)
        if not form.is_valid():
            return _answer({"error": form.errors}, status=400)
        asked = form.cleaned_data
        hits = find_divisions(
            asked["q"], under=asked["under"], level=asked["level"], limit=LIMIT + 1
        )
        above = names_above(hit.division for hit in hits[:LIMIT])
        results = [_entry(hit, above[hit.division.pk]) for hit in hits[:LIMIT]]
        return _answer({"results": results, "has_more": len(hits) > LIMIT})


def _entry(hit: Hit, path: str) -> dict[str, object]:
    """Return what the answer says of one division: public fields only."""
    division = hit.division
    return {
        "code": division.public_code,
        "level": division.level,
        "kind": division.kind,
        "kind_name": division.get_kind_display(),
        "name": division.name,
        "short_name": division.short_name,
        "found_by": hit.found_by,
        "path": path,
        "url": division.get_absolute_url(),
    }


def _answer(content: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
