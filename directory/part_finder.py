"""Places found by the name of a part that an electoral unit covers (三组、阳光小区、县人民医院)."""

import unicodedata

from django.db.models import Q
from django.db.models.functions import Concat
from django.utils import timezone

from divisions.models import Division

from .enums import UnitKind
from .models import ElectoralUnitArea

#: what is shorter is somebody's name rather than a part's, unless it ends as parts do
_SHORTEST = 4
_ENDINGS = tuple("组社队屯片区园院校厂局所站")


def find_parts(text: str, limit: int) -> list[tuple[Division, str]]:
    """Return the places of which a part bears the name, with the part; at most ``limit``.

    The place's own name may stand before the part (东湾村三组). Searched are the published units of
    terms that have not ended; what the armed forces elect lies nowhere. A text that may be a
    person's name is not searched, for most who search ask for people.
    """
    asked = "".join(unicodedata.normalize("NFKC", text).split())
    if len(asked) < 2 or (len(asked) < _SHORTEST and not asked.endswith(_ENDINGS)):
        return []
    term_open = Q(unit__term__ends_on=None) | Q(unit__term__ends_on__gte=timezone.localdate())
    rows = (
        ElectoralUnitArea.objects.filter(term_open, unit__live=True, unit__kind=UnitKind.DISTRICT)
        .exclude(part="")
        .annotate(whole=Concat("division__name", "part"))
        .filter(whole__contains=asked)
        .order_by("division__path", "part")
        .values_list("division", "part")
        .distinct()[:limit]
    )
    found = list(rows)
    places = Division.objects.in_bulk({pk for pk, _ in found})
    return [(places[pk], part) for pk, part in found]
