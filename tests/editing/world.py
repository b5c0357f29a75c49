"""Two counties with their staff, and for each model of a division a record full of markers.

What belongs to the foreign town carries ``MARK`` in every text; no page of the admin may show it
to the staff of the home town.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from wagtail.admin.models import EditingSession
from wagtail.models import Page

from accounts.models import User
from directory.enums import DayKind, DelegationRole, ExceptionKind, StationFunction
from directory.models import (
    Checklist,
    Congress,
    Delegation,
    Deputy,
    DeputyGroup,
    DeputyLink,
    ElectoralUnit,
    GroupMembership,
    HandlingUnit,
    HandlingUnitKind,
    ImportBatch,
    Mandate,
    Organ,
    Posting,
    Proposal,
    ReceptionDay,
    Session,
    Station,
    StationKind,
    Term,
    Vacancy,
)
from divisions.enums import Kind
from divisions.models import Division, DivisionPage
from editing.enums import Role
from editing.scoped import DivisionScopedModel, ScopedRecord
from files.models import DivisionDocument, DivisionImage
from tests.factories import (
    AssignmentFactory,
    ChecklistFactory,
    CongressFactory,
    DelegationFactory,
    DeputyFactory,
    DeputyGroupFactory,
    DeputyLinkFactory,
    DivisionFactory,
    DivisionPageFactory,
    DocumentFactory,
    ElectoralUnitFactory,
    GroupMembershipFactory,
    HandlingUnitFactory,
    HandlingUnitKindFactory,
    ImageFactory,
    ImportBatchFactory,
    MandateFactory,
    OrganFactory,
    PlainPageFactory,
    PostingFactory,
    ProposalFactory,
    ReceptionDayFactory,
    SessionFactory,
    StationFactory,
    StationKindFactory,
    TermFactory,
    UserFactory,
    VacancyFactory,
)

MARK = "SECRETMARK"


def scoped_models() -> list[type[models.Model]]:
    """Every model whose records belong to a division."""
    return [m for m in apps.get_models() if issubclass(m, DivisionScopedModel)]


def _congress(division: Division, text: str, **kwargs) -> Congress:
    return Congress.objects.filter(division=division).first() or CongressFactory(
        division=division, name=f"{text}人民代表大会", **kwargs
    )


def _term(division: Division, text: str, **kwargs) -> Term:
    number = Term.objects.count() + 1
    return TermFactory(
        congress=_congress(division, text, **kwargs), number=number,
        starts_on=datetime.date(1850 + number, 1, 10), source=text, **kwargs,
    )  # fmt: skip


def _unit(division: Division, text: str, **kwargs) -> ElectoralUnit:
    unit = ElectoralUnitFactory(
        term=_term(division, text, **kwargs), name=f"{text}第{Term.objects.count()}选区",
        source=text, **kwargs,
    )  # fmt: skip
    unit.areas.create(division=division, part=text)
    unit.save()
    return unit


def _deputy(division: Division, text: str, **kwargs) -> Deputy:
    deputy = DeputyFactory(
        division=division, name=text, post=text, biography=f"<p>{text}</p>", party=text,
        education=text, native_place=text, phone=text, source=text, public_channel=text,
        ethnicity=text, **kwargs,
    )  # fmt: skip
    deputy.other_names.create(name=text)
    deputy.identifiers.create(scheme=text, identifier=f"{text}{deputy.pk}")
    deputy.consents.create(field="phone", version=text, given_on="2026-01-05")
    deputy.extra_roles.create(title=text, body=text, source=text)
    deputy.save()
    return deputy


def _mandate(division: Division, text: str, **kwargs) -> Mandate:
    return MandateFactory(
        unit=_unit(division, text, **kwargs), deputy=_deputy(division, text, **kwargs),
        deputy_class=text, group_text=text, station_text=text, source=text, **kwargs,
    )  # fmt: skip


def _proposal(division: Division, text: str) -> Proposal:
    return ProposalFactory(division=division, name=text, person={"name": text}, source=text)


def _organ(division: Division, text: str, **kwargs) -> Organ:
    organ = OrganFactory(
        division=division, name=text, field=text, telephone=text, source=text, **kwargs
    )
    organ.members.create(name=text, office=text, source=text)
    organ.save()
    return organ


def _session(division: Division, text: str, **kwargs) -> Session:
    return SessionFactory(term=_term(division, text, **kwargs), source=text, **kwargs)


def _delegation(division: Division, text: str, **kwargs) -> Delegation:
    delegation = DelegationFactory(
        term=_term(division, text, **kwargs), name=text, source=text, **kwargs
    )
    delegation.leaders.create(
        deputy=_deputy(division, text, **kwargs), role=DelegationRole.LEADER, source=text
    )
    delegation.save()
    return delegation


def _handling_unit_kind(division: Division, text: str, **kwargs) -> HandlingUnitKind:
    number = HandlingUnitKind.objects.count()
    return HandlingUnitKindFactory(division=division, name=f"{text}{number}", **kwargs)


def _handling_unit(division: Division, text: str, **kwargs) -> HandlingUnit:
    return HandlingUnitFactory(
        division=division, kind=HandlingUnitKind.objects.get(name="政府部门"),
        name=f"{text}{HandlingUnit.objects.count()}", short_name=text, head=text, telephone=text,
        contact=text, contact_phone=text, source=text, **kwargs,
    )  # fmt: skip


def _vacancy(division: Division, text: str, **kwargs) -> Vacancy:
    return VacancyFactory(
        unit=_unit(division, text, **kwargs), announcement=text, source=text, **kwargs
    )


def _link(division: Division, text: str) -> DeputyLink:
    return DeputyLinkFactory(
        division=division, organ=_organ(division, text, live=False),
        deputy=_deputy(division, text, live=False), linker_name=text, source=text,
    )  # fmt: skip


def _group(division: Division, text: str, **kwargs) -> DeputyGroup:
    group = DeputyGroupFactory(division=division, name=text, field=text, source=text, **kwargs)
    group.documents.create(title=text)
    group.save()
    return group


def _membership(division: Division, text: str, **kwargs) -> GroupMembership:
    return GroupMembershipFactory(
        group=_group(division, text, **kwargs), deputy=_deputy(division, text, **kwargs),
        source=text, **kwargs,
    )  # fmt: skip


def _checklist(division: Division, text: str, **kwargs) -> Checklist:
    checklist = ChecklistFactory(
        division=division, name=f"{text}{Checklist.objects.count()}", basis=text, **kwargs
    )
    checklist.items.create(name=text)
    checklist.save()
    return checklist


def _station_kind(division: Division, text: str, **kwargs) -> StationKind:
    number = StationKind.objects.count()
    return StationKindFactory(division=division, name=f"{text}{number}", **kwargs)


def _station(division: Division, text: str, **kwargs) -> Station:
    station = StationFactory(
        division=division, kind=StationKind.objects.get(name="代表联络站"),
        name=f"{text}{Station.objects.count()}", grid_code=text, brand=text, telephone=text,
        introduction=f"<p>{text}</p>", address=text, directions=text, access_note=text,
        source=text, **kwargs,
    )  # fmt: skip
    station.areas.create(division=division)
    station.functions.create(function=StationFunction.STUDY)
    station.colocations.create(kind="other", name=text)
    station.photos.create(image=_image(division, text), caption=text)
    station.liaisons.create(name=text, office=text, telephone=text, source=text)
    station.documents.create(title=text, version=text)
    station.checks.create(
        item=_checklist(division, text, **kwargs).items.get(), evidence=text, checker=text,
        checked_on="2026-01-05",
    )  # fmt: skip
    station.opening_rules.create(
        kind=DayKind.RECEPTION, phrase="每月20日", rrule="FREQ=MONTHLY;BYMONTHDAY=20",
        opens_at="09:00", closes_at="11:00", note=text,
    )  # fmt: skip
    station.opening_exceptions.create(kind=ExceptionKind.CLOSED, date="2026-01-20", reason=text)
    station.save()
    return station


def _posting(division: Division, text: str, **kwargs) -> Posting:
    return PostingFactory(
        station=_station(division, text, **kwargs), deputy=_deputy(division, text, **kwargs),
        source=text, **kwargs,
    )  # fmt: skip


def _reception_day(division: Division, text: str, **kwargs) -> ReceptionDay:
    day = ReceptionDayFactory(
        station=_station(division, text, **kwargs), topic=text, source=text, **kwargs
    )
    day.shifts.create(deputy=_mandate(division, text, **kwargs).deputy)
    day.save()
    return day


def _batch(division: Division, text: str) -> ImportBatch:
    return ImportBatchFactory(
        division=division, title=f"{text}.xlsx", options={"note": text}, report={"note": text},
        message=text,
    )  # fmt: skip


def _image(division: Division, text: str) -> DivisionImage:
    return ImageFactory(
        division=division, title=text, alt_text=text, description=text,
        file__filename=f"{text}.png",
    )  # fmt: skip


def _document(division: Division, text: str) -> DivisionDocument:
    return DocumentFactory(division=division, title=text, file__filename=f"{text}.pdf")


#: how a record is made in a division with a text in every field; a new model adds its own
MAKERS: dict[type[models.Model], Callable[..., models.Model]] = {
    Congress: _congress, Term: _term, ElectoralUnit: _unit, Deputy: _deputy, Mandate: _mandate,
    Proposal: _proposal, DivisionImage: _image, DivisionDocument: _document, Organ: _organ,
    Session: _session, Delegation: _delegation, HandlingUnitKind: _handling_unit_kind,
    HandlingUnit: _handling_unit, Vacancy: _vacancy, DeputyLink: _link, DeputyGroup: _group,
    GroupMembership: _membership, Checklist: _checklist, StationKind: _station_kind,
    Station: _station, Posting: _posting, ReceptionDay: _reception_day, ImportBatch: _batch,
}  # fmt: skip


def make(model: type[models.Model], division: Division, text: str) -> models.Model:
    """A record of ``model``; what knows drafts is a draft, with a revision."""
    draft = issubclass(model, ScopedRecord)
    record = MAKERS[model](division, text, **({"live": False} if draft else {}))
    if draft:
        record.save_revision(log_action=True, clean=False)
    return record


def make_changed(model: type[models.Model], division: Division) -> models.Model:
    """A published record with neutral texts, whose draft has the mark in every text."""
    record = MAKERS[model](division, "公开")
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, (models.CharField, models.TextField))
        if is_text and field.editable and not field.choices and not field.unique:
            setattr(record, field.name, MARK)
    record.save_revision(clean=False, log_action=True)
    return model.objects.get(pk=record.pk)


@dataclass
class World:
    """Places, people and the foreign records."""

    prefecture: Division
    county: Division
    town: Division
    sibling: Division
    foreign_county: Division
    foreign_town: Division
    users: dict[str, User]
    foreign: dict[type[models.Model], models.Model]
    changed: dict[type[models.Model], models.Model]
    own: dict[type[models.Model], models.Model]
    pages: dict[str, Page]
    session: EditingSession


def build_world() -> World:
    """Make two counties of one prefecture, each with a town, staff, records and pages."""
    prefecture = DivisionFactory(parent=DivisionFactory())
    county = DivisionFactory(parent=prefecture)
    foreign_county = DivisionFactory(parent=prefecture, name="溪口县")
    town = DivisionFactory(parent=county)
    sibling = DivisionFactory(parent=county, name="桃源镇")
    foreign_town = DivisionFactory(parent=foreign_county, name="白石镇", kind=Kind.TOWN)
    users = {
        name: UserFactory(username=name, last_name=family)
        for name, family in [("editor", "赵"), ("approver", "钱"), ("mixed", "孙"),
                             ("office", "李"), ("foreigner", MARK), ("nobody", "周")]
    }  # fmt: skip
    for name, division, role in [
        ("editor", town, Role.EDITOR), ("approver", town, Role.APPROVER),
        ("mixed", county, Role.EDITOR), ("mixed", town, Role.APPROVER),
        ("office", county, Role.OFFICE), ("foreigner", foreign_town, Role.OFFICE),
    ]:  # fmt: skip
        AssignmentFactory(user=users[name], division=division, role=role)
    users["root"] = UserFactory(username="root", is_superuser=True, is_staff=True)
    foreign = {model: make(model, foreign_town, MARK) for model in MAKERS}
    own = {model: make(model, town, "本地") for model in MAKERS}
    changed = {
        model: make_changed(model, foreign_county)
        for model in MAKERS
        if issubclass(model, ScopedRecord)
    }
    pages = _pages(county, town, foreign_county, foreign_town, users)
    session = EditingSession.objects.create(
        user=users["foreigner"], content_object=foreign[Deputy], last_seen_at="2026-01-01T00:00Z"
    )
    return World(
        prefecture, county, town, sibling, foreign_county, foreign_town, users, foreign,
        changed, own, pages, session,
    )  # fmt: skip


def _pages(county, town, foreign_county, foreign_town, users) -> dict[str, Page]:
    sections = {}
    for division, parent in [
        (county, None), (town, county), (foreign_county, None), (foreign_town, foreign_county),
    ]:  # fmt: skip
        sections[division.pk] = DivisionPageFactory(
            division=division, parent=sections[parent.pk] if parent else None
        )
    own = PlainPageFactory(parent=sections[town.pk], title="本地说明", owner=users["editor"])
    live = PlainPageFactory(parent=sections[foreign_town.pk], title="外地公开说明")
    live.title = live.draft_title = f"{MARK}待发布"
    live.save_revision(user=users["foreigner"], log_action=True)
    draft = PlainPageFactory(
        parent=sections[foreign_town.pk], title=MARK, draft_title=MARK, body=f"<p>{MARK}</p>",
        live=False, owner=users["foreigner"], locked=True, locked_by=users["foreigner"],
        locked_at="2026-01-01T00:00Z",
    )  # fmt: skip
    draft.save_revision(user=users["foreigner"], log_action=True)
    return {
        "own": own, "own_section": Page.objects.get(pk=sections[town.pk].pk),
        "foreign": draft, "foreign_live": live,
        "foreign_section": DivisionPage.objects.get(division=foreign_town),
    }  # fmt: skip
