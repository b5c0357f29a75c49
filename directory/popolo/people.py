"""People of a Popolo file, and those whom upstream has merged because they bear one name.

A person with two undated memberships of one legislature and period in different areas is as many
people, for nobody sits for two places at once. With memberships in different periods, one after
the other, or without areas, it is one.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable

from core.names import clean_name
from directory.models import Deputy, DeputyIdentifier, OtherName

from .issues import Kind, Problem, Record
from .plan import DEPUTY_FIELDS, Claim, Somebody
from .reading import PopoloFile, stable_key
from .values import Fields, safe_html
from .words import CODE_SCHEME, OWN_EMAIL, PHONES, PUBLIC_CHANNEL, URN, parted_note

_LONGEST = {name: Deputy._meta.get_field(name).max_length or 0 for name in DEPUTY_FIELDS}
_LONGEST_PINYIN = Deputy._meta.get_field("pinyin").max_length
_LONGEST_OTHER = OtherName._meta.get_field("name").max_length
_LONGEST_NOTE = OtherName._meta.get_field("note").max_length
_LONGEST_NUMBER = DeputyIdentifier._meta.get_field("identifier").max_length
_LANGUAGE = re.compile("[A-Za-z0-9-]{1,20}")
_CODE = re.compile("[0-9a-hjkmnp-tv-z]{8}")


def read_people(file: PopoloFile) -> dict[str, Somebody]:
    """Return the people of a file by their ids in it."""
    people = {}
    for record in file.records[Kind.PERSON]:
        if record.is_importable and (somebody := _somebody(record)):
            people[record.reference] = somebody
    return people


def part_namesakes(people: dict[str, Somebody], claims: Iterable[Claim]) -> list[Somebody]:
    """Return everybody with their memberships, merged people parted."""
    by_person = defaultdict(list)
    for claim in claims:
        by_person[claim.person].append(claim)
    everybody = []
    for somebody in people.values():
        parts = _parts(somebody, by_person[somebody])
        somebody.record.people = len(parts)
        everybody += parts
    return everybody


def _somebody(record: Record) -> Somebody | None:
    fields = Fields(record)
    name = clean_name(fields.text("name")) or _composed_name(fields)
    if not name:
        record.find(Problem.NO_NAME, "name")
        return None
    if len(name) > _LONGEST["name"]:
        record.find(Problem.NAME_TOO_LONG, "name")
        return None
    is_ours = record.reference.lower().startswith(URN)
    values = {
        "name": name,
        "gender": fields.gender(),
        "ethnicity": fields.text("national_identity", _LONGEST["ethnicity"]),
        "birth": fields.month("birth_date"),
        "post": fields.text("summary", _LONGEST["post"]),
        "biography": safe_html(fields.text("biography")),
        **_contacts(fields, is_ours=is_ours),
    }
    somebody = Somebody(
        record=record,
        key=stable_key(record),
        values={column: value for column, value in values.items() if value},
        other_names=_other_names(fields),
        uuid=_uuid(record.reference) if is_ours else None,
        pinyin=fields.text("sort_name", _LONGEST_PINYIN).lower() if is_ours else "",
    )
    for scheme, number in fields.identifiers(_LONGEST_NUMBER):
        if scheme == CODE_SCHEME:
            somebody.code = number if _CODE.fullmatch(number) else ""
        elif scheme:
            somebody.numbers.append((scheme, number))
    somebody.numbers = list(dict.fromkeys(somebody.numbers))
    record.kept |= fields.kept()
    return somebody


def _composed_name(fields: Fields) -> str:
    """Return family and given name as one, Chinese names without a space."""
    return clean_name(f"{fields.text('family_name')} {fields.text('given_name')}")


def _uuid(reference: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(reference[len(URN) :])
    except ValueError:
        return None


def _contacts(fields: Fields, *, is_ours: bool) -> dict[str, str]:
    """Return telephones, mail and, from a file of ours, the channel meant for the public."""
    phones, emails, channel = [], [], ""
    if email := fields.text("email"):
        emails.append(fields.email(email, "email"))
    for item in fields.objects("contact_details"):
        kind = fields.clean(item.get("type"), "contact_details").lower()
        label = fields.clean(item.get("label"), "contact_details")
        value = fields.clean(item.get("value"), "contact_details")
        if (kind, label) == PUBLIC_CHANNEL and is_ours:
            channel = value
        elif kind == OWN_EMAIL[0]:
            emails.append(fields.email(value, "contact_details"))
        elif kind in PHONES:
            phones.append(value)
    found = {"phone": "、".join(dict.fromkeys(filter(None, phones))),
             "email": next(filter(None, emails), ""), "public_channel": channel}  # fmt: skip
    for column, value in found.items():
        if len(value) > _LONGEST[column]:
            fields.record.find(Problem.TEXT_TOO_LONG, "contact_details")
            found[column] = ""
    return found


def _other_names(fields: Fields) -> list[tuple[str, str, str]]:
    names = []
    for item in fields.objects("other_names"):
        name = fields.clean(item.get("name"), "other_names", _LONGEST_OTHER)
        language, note = parted_note(fields.clean(item.get("note"), "other_names"))
        note = fields.clean(note, "other_names", _LONGEST_NOTE)
        given = fields.clean(item.get("lang") or item.get("language"), "other_names")
        language = language or (given if _LANGUAGE.fullmatch(given) else "")
        if name:
            names.append((name, language, note))
    return list(dict.fromkeys(names))


def _parts(somebody: Somebody, claims: list[Claim]) -> list[Somebody]:
    """Return the people that a record stands for, each with their memberships."""
    places: dict[tuple, dict[str, str]] = defaultdict(dict)
    for claim in claims:
        if claim.body.is_legislature and claim.is_undated and claim.area_name:
            places[claim.body, _period(claim)].setdefault(claim.folded_area, claim.area_reference)
    merged = {
        area: ref for found in places.values() if len(found) > 1 for area, ref in found.items()
    }
    if not merged:
        somebody.claims = claims
        return [somebody]
    parts = {area: somebody.namesake(reference) for area, reference in merged.items()}
    somebody.record.find(Problem.MERGED_UPSTREAM, "*", f"{len(parts)} 人")
    for claim in claims:
        if part := parts.get(claim.folded_area):
            claim.person = part
            part.claims.append(claim)
        else:
            claim.record.find(Problem.WHICH_NAMESAKE, "person_id")
    return list(parts.values())


def _period(claim: Claim) -> int | str:
    """Return what tells the period apart: in a congress the number, whatever a file calls it."""
    return claim.number or 0 if claim.body.congress else claim.period
