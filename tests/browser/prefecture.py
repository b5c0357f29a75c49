"""A small invented prefecture with people of every kind the pages must show."""

import datetime
from dataclasses import dataclass

from wagtail.models import Site

from directory.enums import UnitBasis, UnitKind
from directory.models import Deputy, ElectoralUnit, ElectoralUnitArea, Term
from divisions.enums import Kind, Level
from divisions.models import Division
from home.models import SiteSettings
from tests.factories import (
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
)

#: enough people for a second page
_CROWD = 30


@dataclass
class Prefecture:
    """The places and people that tests name."""

    root: Division
    county: Division
    town: Division
    village: Division
    street: Division
    abolished: Division
    deputy: Deputy | None = None
    former: Deputy | None = None


def invent_prefecture() -> Prefecture:
    invented = _places()
    district, old = _seats(invented)
    invented.deputy, invented.former = _two_people(invented.county, district, old)
    SiteSettings.objects.update_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults={
            "place": invented.root, "place_name": "云岭州",
            "organ": "云岭州人民代表大会常务委员会", "phone": "0990-555 0114",
            "icp_number": "云ICP备00000001号",
            "demo_notice": "演示站：地名和人名都是编的，不是真实的代表。",
        },
    )  # fmt: skip
    return invented


def _places() -> Prefecture:
    root = DivisionFactory(
        parent=DivisionFactory(code="990000000000"), kind=Kind.AUTONOMOUS_PREFECTURE,
        name="云岭州", code="990100000000",
    )  # fmt: skip
    county = DivisionFactory(parent=root, code="990121000000")
    DivisionFactory(parent=root, name="白苇市", kind=Kind.COUNTY_CITY, code="990181000000")
    town = DivisionFactory(parent=county, code="990121101000")
    street = DivisionFactory(
        parent=county, name="南关街道", kind=Kind.SUBDISTRICT, code="990121001000"
    )
    village = DivisionFactory(parent=town, code="990121101201")
    DivisionFactory(parent=town, name="柳湾社区", kind=Kind.COMMUNITY, code="990121101001")
    abolished = DivisionFactory(
        parent=county, name="沙坝乡", kind=Kind.TOWNSHIP, code="990121203000",
        valid_until=datetime.date(2019, 12, 31),
    )  # fmt: skip
    abolished.succeeded_by.add(town)
    return Prefecture(root, county, town, village, street, abolished)


def _seats(places: Prefecture) -> tuple[ElectoralUnit, ElectoralUnit]:
    """Fill the seats of all levels; return a district of today and one of the term before."""
    province = places.root.parent
    national, provincial = _term(Division.objects.get(level=Level.NATION)), _term(province)
    city, rural, township = _term(places.root), _term(places.county, 18), _term(places.town, 16)
    earlier = TermFactory(
        congress=rural.congress, number=17,
        starts_on=datetime.date(2016, 12, 20), ends_on=datetime.date(2021, 12, 19),
    )  # fmt: skip
    by_province = _electing(national, province, provincial)
    by_root, by_county = (
        _electing(provincial, places.root, city),
        _electing(city, places.county, rural),
    )
    district = _unit(rural, "第十七选区", places.village)
    workplace = _unit(rural, "县直机关选区", places.town, basis=UnitBasis.WORKPLACE)
    people = [
        ("额日登格日勒·巴图", by_province), ("阿依古丽·买买提", by_root), ("欧阳文渊", by_root),
        ("李秋禾", by_county), ("陈志远", by_county), ("王桂兰", workplace), ("李敏", district),
        ("苏日娜", _unit(township, "第七选区", places.village)),
        *((f"赵青山{n}", by_county) for n in range(_CROWD)),
    ]  # fmt: skip
    for name, unit in people:
        MandateFactory(unit=unit, deputy__name=name, deputy__post="望溪县第二小学教师")
    return district, _unit(earlier, "第十七选区", places.village)


def _two_people(
    county: Division, district: ElectoralUnit, old: ElectoralUnit
) -> tuple[Deputy, Deputy]:
    """Return a deputy with three seats, one of them over, and one who has left."""
    deputy = Deputy.objects.get(name="李秋禾")
    deputy.post, deputy.gender, deputy.ethnicity = "柳湾镇卫生院乡村医生", "female", "汉族"
    deputy.public_channel = "柳湾镇代表联络站，0990-555 0137"
    deputy.biography = "<p>在柳湾镇卫生院做乡村医生。</p>"
    deputy.save()
    for unit in (district, old):
        MandateFactory(deputy=deputy, unit=unit)
    former = DeputyFactory(name="张伟", post="原交通局职工", division=county)
    MandateFactory(deputy=former, unit=old)
    return deputy, former


def _term(division: Division, number: int = 14) -> Term:
    return TermFactory(congress=CongressFactory(division=division), number=number)


def _unit(term: Term, name: str, area: Division, **more: object) -> ElectoralUnit:
    unit = ElectoralUnitFactory(term=term, name=name, **more)
    ElectoralUnitArea.objects.create(unit=unit, division=area)
    return unit


def _electing(term: Term, area: Division, lower: Term) -> ElectoralUnit:
    """A unit that the congress of ``area`` is: it elects to the congress of ``term``."""
    return _unit(
        term, area.name, area, kind=UnitKind.ELECTING_UNIT, electing_congress=lower.congress
    )
