"""Invented deputies on the shipped division table, made in bulk for measuring."""

import datetime
import random
from collections.abc import Iterator, Sequence
from itertools import islice

from django.core.management import call_command

from directory.enums import MandateStatus, UnitKind
from directory.models import (
    Congress,
    Deputy,
    ElectoralUnit,
    ElectoralUnitArea,
    Mandate,
    Posting,
    Station,
    StationArea,
    StationKind,
    Term,
)
from divisions.enums import Level
from divisions.models import Division

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
GIVEN = "伟芳娜敏静秀丽强磊军洋勇艳杰涛明超兰霞平刚桂英华玉梅红建国文辉志春秋禾雨晨欣怡子轩浩然"
#: share of each level, the published order of magnitude of the country
SHARES = {
    Level.NATION: 0.001,
    Level.PROVINCE: 0.0075,
    Level.PREFECTURE: 0.0440,
    Level.COUNTY: 0.2150,
    Level.TOWNSHIP: 0.7325,
}
#: a prefecture holds up to this many, above that a province is filled
PREFECTURE_SIZE = 10_000
PREFECTURE, PROVINCE = "4305", "43"
#: districts of a congress that voters elect
_UNITS = 12
#: stations of a province, and deputies posted to each
STATIONS, _POSTED = 5_000, 6
_TERMS = ((18, datetime.date(2021, 11, 20), None), (17, datetime.date(2016, 11, 20), 2021))


def make_deputies(count: int, seed: int = 1) -> Division:
    """Load the divisions and ``count`` deputies; return the place that holds them all."""
    random.seed(seed)
    call_command("load_divisions", verbosity=0)
    place = Division.objects.by_code(PREFECTURE if count <= PREFECTURE_SIZE else PROVINCE)
    units = {level: _make_units(place, level) for level in SHARES}
    rows = _people(count, units)
    while chunk := list(islice(rows, 5_000)):
        deputies = Deputy.objects.bulk_create([deputy for deputy, _ in chunk])
        mandates = []
        for deputy, (_, mine) in zip(deputies, chunk, strict=True):
            for mandate in mine:
                mandate.deputy = deputy
                mandates.append(mandate)
        Mandate.objects.bulk_create(mandates)
    return place


def _congress_divisions(place: Division, level: Level) -> Sequence[Division]:
    if level <= place.level:
        return Division.objects.filter(pk__in=place.ancestor_ids, level=level)
    below = Division.objects.under(place).filter(level=level)
    return [division for division in below if division.may_have_congress]


def _make_units(place: Division, level: Level) -> list[tuple[ElectoralUnit, ElectoralUnit]]:
    """Return pairs of (unit of the current term, unit of the last one)."""
    pairs = []
    for division in _congress_divisions(place, level):
        congress, _ = Congress.objects.get_or_create(division=division)
        terms = [
            Term.objects.create(
                congress=congress, number=number, starts_on=start,
                ends_on=end and datetime.date(end, 11, 19),
            )
            for number, start, end in _TERMS
        ]  # fmt: skip
        make = _districts if level >= Level.COUNTY else _electing_units
        pairs += zip(*(make(place, term) for term in terms), strict=True)
    return pairs


def _districts(place: Division, term: Term) -> list[ElectoralUnit]:
    """Make twelve districts, each of a place below and a part of the next one.

    Where nothing lies below, each is a part of the congress's own place.
    """
    division = term.division
    below = list(division.children.order_by("code")[:_UNITS])
    units, areas = [], []
    for number in range(1, _UNITS + 1):
        unit = _unit(term, UnitKind.DISTRICT, f"第{number}选区", number=number)
        units.append(unit)
        if below:
            areas.append(ElectoralUnitArea(unit=unit, division=below[number % len(below)]))
        partly = below[(number + 1) % len(below)] if below else division
        areas.append(ElectoralUnitArea(unit=unit, division=partly, part=f"{number}组"))
    return _store(units, areas)


def _electing_units(place: Division, term: Term) -> list[ElectoralUnit]:
    """Make a unit for each congress below that elects."""
    units, areas = [], []
    for division in _congress_divisions(place, Level(term.division.level + 1)):
        electing, _ = Congress.objects.get_or_create(division=division)
        unit = _unit(term, UnitKind.ELECTING_UNIT, division.name, electing_congress=electing)
        units.append(unit)
        areas.append(ElectoralUnitArea(unit=unit, division=division))
    return _store(units, areas)


def _unit(term: Term, kind: UnitKind, name: str, **values: object) -> ElectoralUnit:
    unit = ElectoralUnit(
        term=term, division=term.division, kind=kind, name=name, live=True, **values
    )
    unit.derive()
    return unit


def _store(units: list[ElectoralUnit], areas: list[ElectoralUnitArea]) -> list[ElectoralUnit]:
    ElectoralUnit.objects.bulk_create(units)
    ElectoralUnitArea.objects.bulk_create(areas)
    return units


def make_stations(place: Division) -> None:
    """Give each of some townships a station that serves it, and post deputies from all levels."""
    towns = list(Division.objects.under(place).filter(level=Level.TOWNSHIP).order_by("path"))
    kind = StationKind.objects.order_by("pk").first()
    stations = []
    for number in range(STATIONS):
        town = towns[number % len(towns)]
        station = Station(division=town, kind=kind, name=f"{town.name}第{number}联络站", live=True)
        station.derive()
        stations.append(station)
    Station.objects.bulk_create(stations)
    StationArea.objects.bulk_create(
        StationArea(station=station, division=station.division) for station in stations
    )
    people = list(Deputy.objects.values_list("pk", flat=True))
    postings = [
        Posting(
            deputy_id=deputy, station=station, division=station.division, live=True,
            division_path=station.division_path,
        )
        for station in stations
        for deputy in random.sample(people, _POSTED)
    ]  # fmt: skip
    Posting.objects.bulk_create(postings, batch_size=5_000)


def _people(
    count: int, units: dict[Level, list[tuple[ElectoralUnit, ElectoralUnit]]]
) -> Iterator[tuple[Deputy, list[Mandate]]]:
    levels = random.choices(list(SHARES), list(SHARES.values()), k=count)  # noqa: S311
    for level in levels:
        pair = random.choice(units[level])  # noqa: S311
        name = random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=random.choice((1, 2, 2))))  # noqa: S311
        deputy = Deputy(
            name=name, division=pair[0].division, division_path=pair[0].division_path,
            gender=random.choice(("male", "female")), ethnicity="汉族",  # noqa: S311
            post="某某镇卫生院医生", live=True,
        )  # fmt: skip
        deputy.derive()
        kept = [pair[0], *([pair[1]] if random.random() < 0.3 else [])]  # noqa: S311
        yield deputy, [_mandate(unit, level) for unit in kept]


def _mandate(unit: ElectoralUnit, level: Level) -> Mandate:
    return Mandate(
        unit=unit, term=unit.term, division=unit.division, division_path=unit.division_path,
        level=level, live=True, ends_on=unit.term.ends_on,
        status=MandateStatus.ENDED if unit.term.ends_on else MandateStatus.SERVING,
    )  # fmt: skip
