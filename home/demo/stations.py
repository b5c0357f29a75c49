"""The stations of the demo (``content/stations.toml``), imported as an office does; a rota."""

import csv
import datetime
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directory.importers.station_load import StationOrder, import_stations
from directory.models import Deputy, Mandate, Posting, ReceptionDay, Station
from directory.opening.rota import propose_rota, save_rota
from divisions.enums import Level
from divisions.models import Division

from .deputies import divisions_by_short_name
from .places import CONTENT, PREFECTURE, above, read_places

_FILE = "家站室一览表（演示，虚构）.csv"
#: the columns of the table, and the keys of stations.toml they come from
_COLUMNS = {
    "家站室名称": "name", "类别": "kind", "地址": "address", "怎么走": "directions",
    "服务范围": "areas", "开放时间": "open", "代表接待日": "reception", "主任接待日": "leaders",
    "代表活动日": "activity", "选民走访日": "visit", "联络员": "liaison", "网格编码": "grid",
    "品牌": "brand", "无台阶": "step_free", "有电梯": "lift", "无障碍说明": "access",
}  # fmt: skip
#: days before and after today for which somebody is on duty
_PAST, _COMING = datetime.timedelta(28), datetime.timedelta(62)
#: where what is to come waits for its approver
_STILL_DRAFTS = "柳湾镇人大代表联络站"


class DemoStationError(RuntimeError):
    """A row of the demo's own table was not taken over."""


def load_stations(report: Callable[[str], None]) -> int:
    """Import the stations with their deputies; return how many there are.

    Raises:
        DemoStationError: a row was left out.
    """
    place = divisions_by_short_name()[PREFECTURE]
    with TemporaryDirectory() as folder:
        path = Path(folder) / _FILE
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(_table())
        result = import_stations(StationOrder(path=path, place=place), lambda text: None)
    if result.left_out or result.refusal or result.questions:
        rows = [(row.row, [issue.detail for issue in row.issues]) for row in result.left_out]
        raise DemoStationError(f"{result.refusal} {rows} {result.questions}")
    report(f"接待日：{load_rotas()} 个")
    return Station.objects.count()


@transaction.atomic
def load_rotas() -> int:
    """Put deputies on duty around today; return how many days there are."""
    today = timezone.localdate()
    for station in Station.objects.filter(live=True).order_by("pk"):
        proposals = propose_rota(station, today - _PAST, today + _COMING, per_day=2)
        for day in save_rota(station=station, proposals=proposals):
            if station.name != _STILL_DRAFTS or day.date <= today:
                day.latest_revision.publish()
    return ReceptionDay.objects.count()


def read_stations() -> list[dict]:
    """Return the stations as they are written down."""
    text = (CONTENT / "stations.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["station"]


def _table() -> Iterator[list[str]]:
    """Yield the rows of the table that the office would have."""
    yield [*_COLUMNS, "区划代码", "公开电话", "进站代表"]
    divisions = divisions_by_short_name()
    posted = set(Posting.objects.values_list("station__name", flat=True))
    for entry in read_stations():
        division = divisions[entry["place"]]
        people = [] if entry["name"] in posted else _people(division, entry["people"])
        yield [
            *(entry.get(key, "") for key in _COLUMNS.values()),
            division.code,
            _telephone(entry["place"]),
            "、".join(f"{deputy.name}（{deputy.code}）" for deputy in people),
        ]


def _people(division: Division, count: int) -> list[Deputy]:
    """Return deputies of the place: who live or work there, or sit for it."""
    mandates = Mandate.objects.live().answering()
    there = Q(residence__path__under=division.path) | Q(work_place__path__under=division.path)
    sitting = mandates.filter(term__congress__division=division)
    here = (
        Deputy.objects.live().holding(mandates).filter(there | Q(pk__in=sitting.values("deputy")))
    )
    higher = list(here.filter(division__level__lt=division.level).order_by("pinyin_key", "code"))
    others = list(here.exclude(division__level__lt=division.level).order_by("pinyin_key", "code"))
    return [*higher[: count // 2], *others][:count]


def _telephone(short: str) -> str:
    place = read_places()[short]
    if place.level == Level.VILLAGE:
        place = read_places()[above(short, Level.TOWNSHIP)]
    return place.phone
