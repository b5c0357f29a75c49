"""Who answers for a place, as a JSON document (谁代表这里). It holds public fields alone."""

from typing import Any

from .answers import Answer, PlaceAnswer


def answer_document(found: PlaceAnswer) -> dict[str, Any]:
    """Return the document: who answers by place, apart from them by workplace and unmapped.

    Who is posted at the stations of the place stands behind those whom units name. ``folded``
    counts those who are shown by a link alone.
    """
    place = found.division
    return {
        "place": {
            "code": place.code, "level": place.level, "name": place.name, "kind": place.kind,
        },
        "on": found.on.isoformat(),
        "deputies": [
            _deputy(a) for group in (*(tier.answers for tier in found.tiers), found.posted)
            for a in group
        ],
        "workplace": [_deputy(a) for tier in found.tiers for a in tier.workplace],
        "unmapped": [_deputy(a) for tier in found.tiers for a in tier.unmapped],
        "folded": [
            {
                "level": tier.level.value, "congress": tier.congress.name,
                "count": tier.folded_count, "note": tier.note, "url": tier.folded_url,
            }
            for tier in found.tiers
            if tier.folded_count and tier.congress
        ],
        "notes": found.notes,
    }  # fmt: skip


def _deputy(answer: Answer) -> dict[str, Any]:
    return {
        "code": answer.deputy.code,
        "name": answer.name,
        "level": answer.level.value,
        "congress": answer.congress.name,
        "term": answer.mandate.term.number,
        "unit": answer.unit,
        "part": answer.part,
        "reason": answer.reason,
    }
