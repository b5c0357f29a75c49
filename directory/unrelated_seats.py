"""Open seats that a person cannot hold together (不得同时担任；选举法 第四十八条)."""

from collections import defaultdict
from collections.abc import Collection

from divisions.models import Division

from .enums import MandateStatus
from .models import Mandate


def are_unrelated(one: str, other: str) -> bool:
    """Whether of two places, given by their paths, neither governs the other."""
    return not (one.startswith(other) or other.startswith(one))


class HeldSeats:
    """The open seats of some people, loaded in one query."""

    def __init__(self, people: Collection[int]) -> None:
        self._seats: dict[int, list[tuple[str, int, bool, str]]] = defaultdict(list)
        found = Mandate.objects.filter(deputy__in=people, ends_on=None)
        found = found.exclude(status=MandateStatus.ENDED)
        for mandate in found.select_related("term__congress__division"):
            congress = mandate.term.congress
            counts = mandate.live and not mandate.term.is_over
            self._seats[mandate.deputy_id].append(
                (congress.division.path or "", mandate.term.number, counts, congress.deputy_label)
            )

    def add(self, person: int, place: Division, number: int) -> None:
        """Count a seat that is about to be made."""
        self._seats[person].append((place.path or "", number, True, f"{place}人大代表"))

    def obstacle(self, person: int, place: Division, number: int) -> str:
        """Return why the person cannot sit in the term of the place's congress too."""
        path = place.path or ""
        for theirs, term, counts, label in self._seats[person]:
            if (theirs, term) == (path, number):
                return "这位代表在本届已有一项没有终止的代表资格，请先核对。"
            if counts and are_unrelated(theirs, path):
                return (
                    f"这位代表还是{label}，两地没有隶属关系，不得同时担任"
                    "（选举法第四十八条）。请先核对是否同一人。"
                )
        return ""
