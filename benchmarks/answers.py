"""How fast the site says who answers for a place, among the divisions of the whole country."""

import random

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.answers import who_answers
from directory.models import ElectoralUnit, ElectoralUnitArea, Posting, Station
from directory.part_finder import find_parts
from divisions.enums import Level
from divisions.models import Division

from . import dataset, divisions
from .timing import REPEATS, percentiles, verdict

#: divisions of the whole country with its villages
_DIVISIONS = 665_000
#: milliseconds within which 95 of 100 answers come
LIMIT = 50
_LEVELS = (
    (Level.VILLAGE, "村、社区"), (Level.TOWNSHIP, "乡、镇、街道"), (Level.COUNTY, "县"),
    (Level.PREFECTURE, "市"), (Level.PROVINCE, "省"),
)  # fmt: skip
_FOUND = 20


def run(size: int) -> list[list[str]]:
    """Return a table of who answers for places of each level, among ``size`` deputies."""
    call_command("load_divisions", verbosity=0)
    divisions.fill(_DIVISIONS)
    place = dataset.make_deputies(size)
    dataset.make_stations(place)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    table = [["谁代表这里", "查询", "p50 ms", "p95 ms", "限度 ms", "达到"]]
    chosen: list[Division] = []
    for level, name in (each for each in _LEVELS if each[0] >= place.level):
        places = _places(place, level)
        table.append(_row(name, places))
        chosen += places if level >= Level.TOWNSHIP else []
    table.append(_row("村和乡各半", random.sample(chosen, REPEATS)))
    parts = list(_part_names())
    p50, p95 = percentiles(lambda text: find_parts(text, _FOUND), parts)
    table.append(["找选区的一部分（东湾村三组）", "2", p50, p95, str(LIMIT), _met(p95)])
    return [*table, [_counts(), "", "", "", "", ""]]


def _places(place: Division, level: Level) -> list[Division]:
    """Return random places of the level in ``place``, some more than once where they are few."""
    keys = list(Division.objects.under(place).filter(level=level).values_list("pk", flat=True))
    found = Division.objects.in_bulk(random.choices(keys, k=REPEATS))  # noqa: S311
    return random.choices(list(found.values()), k=REPEATS)  # noqa: S311


def _row(name: str, places: list[Division]) -> list[str]:
    queries = 0
    for division in places[:10]:
        with CaptureQueriesContext(connection) as asked:
            who_answers(division)
        queries = max(queries, len(asked))
    p50, p95 = percentiles(who_answers, places)
    return [name, str(queries), p50, p95, str(LIMIT), _met(p95)]


def _met(p95: str) -> str:
    return verdict(float(p95) <= LIMIT)


def _part_names() -> list[str]:
    areas = ElectoralUnitArea.objects.exclude(part="").order_by("?").select_related("division")
    return [f"{area.division.name}{area.part}" for area in areas[:REPEATS]]


def _counts() -> str:
    counts = (
        ("区划", Division), ("选区和选举单位", ElectoralUnit), ("选区所含地方", ElectoralUnitArea),
        ("家站室", Station), ("进站", Posting),
    )  # fmt: skip
    return "，".join(f"{name} {model.objects.count():,}" for name, model in counts)
