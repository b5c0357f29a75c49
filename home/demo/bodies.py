"""Organs, groups, handling units and meetings of the demo (``content/bodies.toml``)."""

import datetime
import tomllib
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from directory.enums import DelegationRole, GroupMode, GroupRole, SessionKind
from directory.models import (
    Congress,
    Delegation,
    DelegationLeader,
    Deputy,
    DeputyGroup,
    GroupMembership,
    HandlingUnit,
    HandlingUnitKind,
    Mandate,
    Organ,
    OrganMember,
    Session,
    Term,
)
from divisions.models import Division

from .deputies import SOURCE, divisions_by_short_name
from .places import CONTENT, read_places

Record = TypeVar("Record", bound=Model)

#: offices of an organ, the highest first
_OFFICES = ["主任", "主席", "主任委员", "副主任", "副主席", "秘书长"]
#: congresses whose meetings are entered, and how long each lasts
_MEETING = {"云岭州": 4, "白苇市": 3, "望溪县": 3, "松坪县": 3, "柳湾镇": 1}
#: the last day of which the demo tells
_UNTIL = datetime.date(2026, 3, 1)
_YEAR = datetime.timedelta(days=364)


@transaction.atomic
def load_bodies() -> int:
    """Enter the bodies that are missing; return how many there are."""
    entries = tomllib.loads((CONTENT / "bodies.toml").read_text(encoding="utf-8"))
    divisions = divisions_by_short_name()
    for entry in entries["organ"]:
        _organ(entry, divisions)
    for entry in entries["group"]:
        _group(entry, divisions[entry["place"]])
    for entry in entries["unit"]:
        _handling_unit(entry, divisions[entry["place"]])
    for name, days in _MEETING.items():
        _meetings(divisions[name], days)
    _delegations(divisions["云岭州"])
    return sum(model.objects.count() for model in (Organ, DeputyGroup, HandlingUnit, Session))


def _enter(model: type[Record], values: dict[str, object], **key: object) -> tuple[Record, bool]:
    """Return the record with ``key``, made with ``values`` if it is missing, and whether it was."""
    stored = model._default_manager.filter(**key).first()
    if stored:
        return stored, False
    record = model(**key, **values)
    record.full_clean()
    record.save()
    return record, True


def _serving() -> QuerySet[Deputy]:
    return Deputy.objects.live().holding(Mandate.objects.live().answering())


def _organ(entry: dict, divisions: dict[str, Division]) -> None:
    congress = Congress.objects.get(division=divisions[entry.get("congress", entry["place"])])
    values = {
        "kind": entry["kind"], "congress": congress, "field": entry.get("field", ""),
        "telephone": read_places()[entry["place"]].phone if entry.get("phone") else "",
        "parent": Organ.objects.filter(name=entry.get("parent", "")).first(), "source": SOURCE,
    }  # fmt: skip
    organ, is_new = _enter(Organ, values, division=divisions[entry["place"]], name=entry["name"])
    if not is_new:
        return
    for deputy in _serving().filter(post__startswith=entry["post"]).order_by("birth", "code"):
        offices = deputy.post.removeprefix(entry["post"]).split("、")
        for office in _OFFICES:
            if office in offices:
                order = (_OFFICES.index(office) + 1) * 10
                organ.members.add(
                    OrganMember(deputy=deputy, office=office, order=order, source=SOURCE)
                )
    organ.save()


def _group(entry: dict, division: Division) -> None:
    term = Term.objects.filter(congress__division=division, ends_on=None).first()
    values = {
        "mode": entry["mode"], "number": entry.get("number"), "field": entry.get("field", ""),
        "organ": Organ.objects.filter(name=entry.get("organ", "")).first(), "source": SOURCE,
        "term": term if entry["mode"] == GroupMode.LEVEL else None,
    }  # fmt: skip
    group, is_new = _enter(DeputyGroup, values, division=division, name=entry["name"])
    if not is_new:
        return
    roles = [GroupRole.LEADER, GroupRole.DEPUTY_LEADER, GroupRole.LIAISON]
    for order, deputy in enumerate(_members(entry, division)[: entry["people"]]):
        role = roles[order] if order < len(roles) else GroupRole.MEMBER
        values = {"role": role, "source": SOURCE}
        _enter(GroupMembership, values, group=group, deputy=deputy)


def _members(entry: dict, division: Division) -> list[Deputy]:
    """Return whom a group takes: of one congress, of all that live there, or of one trade."""
    people = _serving().order_by("pinyin_key", "code")
    sitting = Mandate.objects.live().answering().filter(term__congress__division=division)
    if entry["mode"] == GroupMode.LEVEL:
        return list(people.holding(sitting))
    there = people.filter(residence__path__under=division.path)
    if entry["mode"] == GroupMode.FIELD:
        words = Q()
        for word in entry["words"]:
            words |= Q(post__contains=word)
        return list(there.filter(words))
    return list(there.order_by("division__level", "pinyin_key", "code"))[::3]


def _handling_unit(entry: dict, division: Division) -> None:
    values = {
        "kind": HandlingUnitKind.objects.get(name=entry["kind"]), "short_name": entry["short"],
        "parent": HandlingUnit.objects.filter(name=entry.get("parent", "")).first(),
        "source": SOURCE,
    }  # fmt: skip
    _enter(HandlingUnit, values, division=division, name=entry["name"])


def _meetings(division: Division, days: int) -> None:
    """Enter the yearly meetings of the running term, as far as the demo tells."""
    term = Term.objects.get(congress__division=division, ends_on=None)
    first, number = term.starts_on, 1
    while first and first <= _UNTIL:
        values = {
            "starts_on": first, "ends_on": first + datetime.timedelta(days - 1), "source": SOURCE,
        }  # fmt: skip
        _enter(Session, values, term=term, kind=SessionKind.CONGRESS, number=number)
        first, number = first + _YEAR, number + 1


def _delegations(division: Division) -> None:
    """Enter a delegation of the prefecture's congress for each of those that elect it."""
    term = Term.objects.get(congress__division=division, ends_on=None)
    units = term.units.exclude(electing_congress=None).order_by("pk")
    for unit in units.select_related("electing_congress"):
        values = {"electing_congress": unit.electing_congress, "source": SOURCE}
        delegation, is_new = _enter(Delegation, values, term=term, name=f"{unit.name}代表团")
        mandates = Mandate.objects.live().answering().filter(unit=unit)
        leaders = _serving().holding(mandates).filter(post__contains="主任")
        roles = (DelegationRole.LEADER, DelegationRole.DEPUTY_LEADER)
        if is_new:
            for role, deputy in zip(roles, leaders.order_by("-birth", "code"), strict=False):
                delegation.leaders.add(DelegationLeader(deputy=deputy, role=role, source=SOURCE))
            delegation.save()
