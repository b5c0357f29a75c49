"""Two counties with their staff, and for each model of a division a record full of markers.

What belongs to the foreign town carries ``MARK`` in every text; no page of the admin may show it
to the staff of the home town.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from wagtail.admin.models import EditingSession
from wagtail.models import Page

from accounts.models import User
from directory.models import Congress, Deputy, ElectoralUnit, Mandate, Proposal, Term
from divisions.enums import Kind
from divisions.models import Division, DivisionPage
from editing.enums import Role
from editing.scoped import DivisionScopedModel, ScopedRecord
from files.models import DivisionDocument, DivisionImage
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    DivisionPageFactory,
    DocumentFactory,
    ElectoralUnitFactory,
    ImageFactory,
    MandateFactory,
    PlainPageFactory,
    ProposalFactory,
    TermFactory,
    UserFactory,
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
    return TermFactory(
        congress=_congress(division, text, **kwargs), number=Term.objects.count() + 1,
        source=text, **kwargs,
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
    deputy.save()
    return deputy


def _mandate(division: Division, text: str, **kwargs) -> Mandate:
    return MandateFactory(
        unit=_unit(division, text, **kwargs), deputy=_deputy(division, text, **kwargs),
        deputy_class=text, group_text=text, station_text=text, source=text, **kwargs,
    )  # fmt: skip


def _proposal(division: Division, text: str) -> Proposal:
    return ProposalFactory(division=division, name=text, person={"name": text}, source=text)


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
    Proposal: _proposal, DivisionImage: _image, DivisionDocument: _document,
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
