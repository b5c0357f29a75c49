"""The smallest valid object of each model. People and places are invented."""

import datetime

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from directory.enums import BatchKind, GroupMode, OrganKind, UnitFamily, UnitKind
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
from divisions.enums import Kind, Level
from divisions.models import Division, DivisionCode, DivisionPage
from editing.enums import Role
from editing.models import Assignment
from editing.services import grant_assignment
from files.models import DivisionDocument, DivisionImage
from home.models import HomePage, PlainPage

_KINDS = {
    Level.PROVINCE: (Kind.PROVINCE, "青澜省"),
    Level.PREFECTURE: (Kind.CITY_WITH_DISTRICTS, "云岭市"),
    Level.COUNTY: (Kind.COUNTY, "望溪县"),
    Level.TOWNSHIP: (Kind.TOWN, "柳湾镇"),
    Level.VILLAGE: (Kind.VILLAGE, "东湾村"),
}


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")


class DivisionFactory(DjangoModelFactory):
    """A division one level below ``parent`` (default: the nation)."""

    class Meta:
        model = Division
        skip_postgeneration_save = True

    parent = factory.LazyFunction(lambda: Division.objects.get(level=Level.NATION))
    level = factory.LazyAttribute(lambda o: o.parent.level + 1)
    kind = factory.LazyAttribute(lambda o: _KINDS[o.level][0])
    name = factory.LazyAttribute(lambda o: _KINDS[o.level][1])
    short_name = factory.LazyAttribute(lambda o: o.name)
    code = factory.Sequence(lambda n: f"96{n % 10_000:04d}000000")

    @factory.post_generation
    def codes(self, create, extracted, **kwargs):
        if create and self.code:
            DivisionCode.objects.create(division=self, code=self.code, level=self.level)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    user = factory.SubFactory(UserFactory)
    division = factory.SubFactory(DivisionFactory)
    role = Role.EDITOR

    @classmethod
    def _create(cls, model_class, **kwargs):
        """As the site does it: the holder gets into the admin."""
        granted_by = kwargs.pop("granted_by", None)
        return grant_assignment(assignment=model_class(**kwargs), granted_by=granted_by)


class CongressFactory(DjangoModelFactory):
    class Meta:
        model = Congress

    division = factory.SubFactory(DivisionFactory)


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term

    congress = factory.SubFactory(CongressFactory)
    number = 14
    starts_on = datetime.date(2022, 1, 10)


class ElectoralUnitFactory(DjangoModelFactory):
    class Meta:
        model = ElectoralUnit

    term = factory.SubFactory(TermFactory)
    division = factory.LazyAttribute(lambda o: o.term.congress.division)
    kind = UnitKind.DISTRICT
    name = factory.Sequence(lambda n: f"第{n + 1}选区")


class DeputyFactory(DjangoModelFactory):
    class Meta:
        model = Deputy

    division = factory.SubFactory(DivisionFactory)
    name = "李秋禾"


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    unit = factory.SubFactory(ElectoralUnitFactory)
    deputy = factory.SubFactory(DeputyFactory, division=factory.SelfAttribute("..unit.division"))
    term = factory.LazyAttribute(lambda o: o.unit.term)


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = Proposal

    division = factory.SubFactory(DivisionFactory)
    name = "李秋禾"
    fingerprint = factory.Sequence(lambda n: f"{n:064d}")


class OrganFactory(DjangoModelFactory):
    class Meta:
        model = Organ

    division = factory.SubFactory(DivisionFactory)
    kind = OrganKind.STREET_COMMITTEE
    name = factory.Sequence(lambda n: f"人大街道工作委员会{n}")


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    term = factory.SubFactory(TermFactory)
    number = 1


class DelegationFactory(DjangoModelFactory):
    class Meta:
        model = Delegation

    term = factory.SubFactory(TermFactory)
    name = factory.Sequence(lambda n: f"第{n + 1}代表团")


class HandlingUnitKindFactory(DjangoModelFactory):
    class Meta:
        model = HandlingUnitKind

    division = factory.SubFactory(DivisionFactory)
    family = UnitFamily.GOVERNMENT
    name = factory.Sequence(lambda n: f"派出机构{n}")


class HandlingUnitFactory(DjangoModelFactory):
    class Meta:
        model = HandlingUnit

    division = factory.SubFactory(DivisionFactory)
    kind = factory.SubFactory(HandlingUnitKindFactory, division=factory.SelfAttribute("..division"))
    name = factory.Sequence(lambda n: f"水利局{n}")


class VacancyFactory(DjangoModelFactory):
    class Meta:
        model = Vacancy

    unit = factory.SubFactory(ElectoralUnitFactory)


class DeputyLinkFactory(DjangoModelFactory):
    class Meta:
        model = DeputyLink

    division = factory.SubFactory(DivisionFactory)
    organ = factory.SubFactory(OrganFactory, division=factory.SelfAttribute("..division"))
    deputy = factory.SubFactory(DeputyFactory, division=factory.SelfAttribute("..division"))
    linker_name = "周望舒"


class DeputyGroupFactory(DjangoModelFactory):
    class Meta:
        model = DeputyGroup

    division = factory.SubFactory(DivisionFactory)
    name = factory.Sequence(lambda n: f"第{n + 1}代表小组")
    mode = GroupMode.MIXED


class GroupMembershipFactory(DjangoModelFactory):
    class Meta:
        model = GroupMembership

    group = factory.SubFactory(DeputyGroupFactory)
    deputy = factory.SubFactory(DeputyFactory, division=factory.SelfAttribute("..group.division"))


class ChecklistFactory(DjangoModelFactory):
    class Meta:
        model = Checklist

    division = factory.SubFactory(DivisionFactory)
    name = factory.Sequence(lambda n: f"本地清单{n}")


class StationKindFactory(DjangoModelFactory):
    class Meta:
        model = StationKind

    division = factory.SubFactory(DivisionFactory)
    name = factory.Sequence(lambda n: f"代表会客厅{n}")


class StationFactory(DjangoModelFactory):
    class Meta:
        model = Station

    division = factory.SubFactory(DivisionFactory)
    kind = factory.SubFactory(StationKindFactory, division=factory.SelfAttribute("..division"))
    name = factory.Sequence(lambda n: f"柳湾镇代表联络站{n}")


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = Posting

    station = factory.SubFactory(StationFactory)
    deputy = factory.SubFactory(DeputyFactory, division=factory.SelfAttribute("..station.division"))


class ReceptionDayFactory(DjangoModelFactory):
    class Meta:
        model = ReceptionDay

    station = factory.SubFactory(StationFactory)
    date = factory.Sequence(lambda n: datetime.date(2026, 1, 5) + datetime.timedelta(days=n))
    opens_at = datetime.time(9)
    closes_at = datetime.time(11, 30)


class ImportBatchFactory(DjangoModelFactory):
    class Meta:
        model = ImportBatch

    division = factory.SubFactory(DivisionFactory)
    kind = BatchKind.ROSTER
    title = "花名册.xlsx"


class ImageFactory(DjangoModelFactory):
    class Meta:
        model = DivisionImage

    division = factory.SubFactory(DivisionFactory)
    title = "照片"
    file = factory.django.ImageField(width=40, height=30, filename="photo.png", format="PNG")


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = DivisionDocument

    division = factory.SubFactory(DivisionFactory)
    title = "公告"
    file = factory.django.FileField(data=b"%PDF-1.4", filename="notice.pdf")


class DivisionPageFactory(DjangoModelFactory):
    """The section of a division, below ``parent`` (default: the home page)."""

    class Meta:
        model = DivisionPage

    division = factory.SubFactory(DivisionFactory)
    title = factory.LazyAttribute(lambda o: o.division.name)
    slug = factory.LazyAttribute(lambda o: o.division.code)

    @classmethod
    def _create(cls, model_class, *, parent=None, **kwargs):
        parent = parent or HomePage.objects.get()
        return parent.add_child(instance=model_class(**kwargs))


class PlainPageFactory(DjangoModelFactory):
    """A page of text below ``parent`` (default: the home page)."""

    class Meta:
        model = PlainPage

    title = "说明"
    slug = factory.Sequence(lambda n: f"page-{n}")

    @classmethod
    def _create(cls, model_class, *, parent=None, **kwargs):
        parent = parent or HomePage.objects.get()
        return parent.add_child(instance=model_class(**kwargs))
