"""One record of ours as anybody may see it, in the names of Popolo.

What a model declares restricted is read here for one purpose only, to leave something out.
"""

import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from core.visibility import CONSENTED, PUBLIC, visibility_of
from directory.cards import has_ended, is_former, is_soldier, photo_url, shows_portrait
from directory.enums import MandateStatus, UnitKind
from directory.importers.roster_seats import UNKNOWN_UNITS
from directory.models import Congress, Deputy, ElectoralUnit, Mandate, Organ, OrganMember, Term
from directory.models.deputy import PAGE_PHOTO
from divisions.models import Division

from .values import safe_html
from .words import (
    CODE_SCHEME,
    CONGRESS,
    COVERED,
    DEPUTY,
    DIVISION_SCHEME,
    FORMER_DEPUTY,
    LEGISLATIVE_PERIOD,
    ORGAN_CLASSES,
    OWN_EMAIL,
    OWN_PHONE,
    PUBLIC_CHANNEL,
    URN,
    language_note,
    term_label,
)

#: what the armed forces as a whole are called; any other name of a unit of theirs is not told
_FORCES = frozenset({"军队", "解放军", "中国人民解放军", "武警部队", "中国人民武装警察部队",
                     "中国人民解放军和中国人民武装警察部队"})  # fmt: skip
_SOME_FORCES = "军队"
#: classification of an area of a body that is no people's congress
_LOOSE = "constituency"


def person_document(deputy: Deputy, on: datetime.date) -> dict[str, Any]:
    """Return a person.

    Args:
        deputy: with ``shown_mandates``, the published ones, other names and consents.
        on: a calendar day in Asia/Shanghai.
    """
    mandates = deputy.shown_mandates
    former = bool(mandates) and is_former(mandates, on)
    document = {
        "id": person_id(deputy.uuid),
        "name": _public(deputy, "name"),
        "sort_name": _public(deputy, "pinyin"),
        "identifiers": [{"scheme": CODE_SCHEME, "identifier": _public(deputy, "code")}],
        "other_names": [_other_name(other) for other in deputy.other_names.all()],
    }
    if not former:
        document["gender"] = _public(deputy, "gender")
        document["national_identity"] = _public(deputy, "ethnicity")
        document["summary"] = "" if is_soldier(mandates) else _public(deputy, "post")
    if not former or shows_portrait(mandates, on):
        document["biography"] = safe_html(_public(deputy, "biography"))
        document["image"] = _absolute(photo_url(deputy, PAGE_PHOTO))
    document |= _contacts(deputy, on)
    if mandates:
        document["links"] = [{"url": _absolute(deputy.get_absolute_url()), "note": "代表页"}]
    return _filled(document)


def person_id(uuid: UUID) -> str:
    """Return the id of a person of that UUID, the same for good."""
    return f"{URN}{uuid}"


def mandate_document(
    mandate: Mandate, person: str, on: datetime.date, *, is_placed: bool
) -> dict[str, Any]:
    """Return a seat as a membership.

    Args:
        mandate: with term, congress, unit and who elected.
        person: the id of the person.
        on: a calendar day in Asia/Shanghai.
        is_placed: whether the unit says which places it covers.
    """
    unit = mandate.unit
    is_known = is_placed or unit.name not in UNKNOWN_UNITS.values()
    electing = unit.electing_congress
    return _filled({
        "id": f"mandate/{mandate.pk}",
        "label": term_label(mandate.term.number),
        "role": FORMER_DEPUTY if has_ended(mandate, on) else DEPUTY,
        "person_id": person,
        "organization_id": _congress_id(mandate.term.congress),
        "on_behalf_of_id": _congress_id(electing) if electing and electing.live else "",
        "area_id": _unit_id(unit) if unit.live and is_known else "",
        "start_date": _day(mandate.starts_on),
        "end_date": _day(mandate.ends_on),
    })  # fmt: skip


def office_document(office: OrganMember, person: str) -> dict[str, Any]:
    """Return an office in an organ as a membership."""
    unit = office.unit
    return _filled({
        "id": f"office/{office.pk}",
        "label": _public(office, "term_name"),
        "role": _public(office, "office"),
        "person_id": person,
        "organization_id": _organ_id(office.organ_id),
        "area_id": _unit_id(unit) if unit and unit.live and unit.term_id is None else "",
        "start_date": _day(office.starts_on),
        "end_date": _day(office.ends_on),
    })  # fmt: skip


def congress_document(congress: Congress) -> dict[str, Any]:
    """Return a congress as an organization."""
    return _filled({
        "id": _congress_id(congress),
        "name": _public(congress, "name"),
        "classification": CONGRESS,
        "identifiers": _division_identifiers(congress.division),
    })  # fmt: skip


def organ_document(organ: Organ) -> dict[str, Any]:
    """Return an organ as an organization."""
    parent = ""
    if organ.parent_id and organ.parent.live:
        parent = _organ_id(organ.parent_id)
    elif organ.congress_id and organ.congress.live:
        parent = _congress_id(organ.congress)
    telephone = _public(organ, "telephone")
    return _filled({
        "id": _organ_id(organ.pk),
        "name": _public(organ, "name"),
        "classification": ORGAN_CLASSES[organ.kind],
        "parent_id": parent,
        "identifiers": _division_identifiers(organ.division),
        "contact_details": _contact("voice", "办公电话", telephone),
    })  # fmt: skip


def area_document(unit: ElectoralUnit) -> dict[str, Any]:
    """Return an electoral unit as an area; the places it covers are its children."""
    name = _public(unit, "name")
    if unit.kind == UnitKind.ARMED_FORCES:
        return _filled({
            "id": _unit_id(unit),
            "name": name if name in _FORCES else _SOME_FORCES,
            "classification": unit.kind,
        })  # fmt: skip
    return _filled({
        "id": _unit_id(unit),
        "name": name,
        "classification": unit.kind if unit.term_id else _LOOSE,
        "children": [
            _filled({
                "name": f"{area.division.name}{area.part}",
                "identifier": _division_code(area.division),
                "classification": COVERED,
            })
            for area in unit.areas.all()
        ],
    })  # fmt: skip


def post_document(unit: ElectoralUnit) -> dict[str, Any]:
    """Return the seat of a unit in its term, whoever sits there."""
    return {
        "id": f"post/{unit.pk}",
        "label": term_label(unit.term.number),
        "role": DEPUTY,
        "organization_id": _congress_id(unit.term.congress),
        "area_id": _unit_id(unit),
    }


def term_document(term: Term) -> dict[str, Any]:
    """Return a term of a congress as an event."""
    return _filled({
        "id": f"term/{_code_and_level(term.congress.division)}/{term.number}",
        "name": term_label(term.number),
        "classification": LEGISLATIVE_PERIOD,
        "organization_id": _congress_id(term.congress),
        "start_date": _day(term.starts_on),
        "end_date": _day(term.ends_on),
    })  # fmt: skip


def _public(record: models.Model, field: str) -> str:
    """Return the value of a field that anybody may see, "" for any other."""
    is_public = visibility_of(type(record)).get(field) is PUBLIC
    return getattr(record, field) if is_public else ""


def _other_name(other: models.Model) -> dict[str, str]:
    note = language_note(_public(other, "language"), _public(other, "note"))
    return _filled({"name": _public(other, "name"), "note": note})


def _contacts(deputy: Deputy, on: datetime.date) -> dict[str, Any]:
    """Return how to reach a deputy who may be asked; own telephone and mail by consent alone."""
    serving = [mandate for mandate in deputy.shown_mandates if mandate.is_serving(on)]
    if all(mandate.status == MandateStatus.SUSPENDED for mandate in serving):
        return {}
    consented = {consent.field for consent in deputy.consents.all() if consent.stands(on)}
    seen_by = visibility_of(Deputy)
    own = {
        name: getattr(deputy, name)
        if seen_by[name] is CONSENTED and name in consented
        else _public(deputy, name)
        for name in ("phone", "email")
    }
    details = [
        *_contact(*PUBLIC_CHANNEL, _public(deputy, "public_channel")),
        *_contact(*OWN_PHONE, own["phone"]),
        *_contact(*OWN_EMAIL, own["email"]),
    ]
    return {"email": own["email"], "contact_details": details}


def _contact(kind: str, label: str, value: str) -> list[dict[str, str]]:
    return [{"type": kind, "label": label, "value": value}] if value else []


def _division_identifiers(division: Division) -> list[dict[str, str]]:
    code = _division_code(division)
    return [{"scheme": DIVISION_SCHEME, "identifier": code}] if code else []


def _division_code(division: Division) -> str:
    return f"{division.code}:{division.level}" if division.code else ""


def _code_and_level(division: Division) -> str:
    return f"{division.code or division.pk}-{division.level}"


def _congress_id(congress: Congress) -> str:
    return f"congress/{_code_and_level(congress.division)}"


def _organ_id(pk: int) -> str:
    return f"organ/{pk}"


def _unit_id(unit: ElectoralUnit) -> str:
    return f"unit/{unit.pk}"


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _absolute(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}" if path.startswith("/") else path


def _filled(document: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    return {name: value for name, value in document.items() if value}
