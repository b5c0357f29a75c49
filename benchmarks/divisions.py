"""The finder and the import of divisions at the size of the whole country."""

import random
import time
from collections.abc import Iterator
from itertools import islice

from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client

from core.paths import encode_step
from divisions.enums import Kind, Level
from divisions.finder import find_divisions
from divisions.models import Division, DivisionCode

from .timing import REPEATS, percentiles

_BATCH = 5_000
#: columns of an invented village, in the order of its values
_COLUMNS = (
    "id", "parent_id", "code", "level", "kind", "name", "short_name", "pinyin", "initials", "path",
    "is_end_estimated", "corrected_fields",
)  # fmt: skip
_SYLLABLES = {
    "新": "xin", "东": "dong", "西": "xi", "南": "nan", "北": "bei", "上": "shang", "下": "xia",
    "大": "da", "小": "xiao", "王": "wang", "李": "li", "张": "zhang", "刘": "liu", "陈": "chen",
    "石": "shi", "龙": "long", "柳": "liu", "桃": "tao", "青": "qing", "红": "hong", "光": "guang",
    "明": "ming", "平": "ping", "安": "an", "和": "he", "家": "jia", "湾": "wan", "山": "shan",
    "河": "he", "溪": "xi", "塘": "tang", "桥": "qiao", "岭": "ling", "坪": "ping", "庄": "zhuang",
}  # fmt: skip
_ENDINGS = {
    "村委会": "cunweihui", "村民委员会": "cunminweiyuanhui", "社区居委会": "shequjuweihui",
}  # fmt: skip


def fill(total: int) -> None:
    """Invent villages below the townships, up to ``total`` divisions."""
    missing = total - Division.objects.count()
    towns = list(Division.objects.filter(level=Level.TOWNSHIP).values_list("pk", "path", "code"))
    last = Division.objects.order_by("-pk").values_list("pk", flat=True)[0]
    rows = _villages(towns, missing, last + 1)
    with transaction.atomic(), connection.cursor() as cursor:
        while chunk := list(islice(rows, _BATCH)):
            cursor.executemany(_insert(Division, _COLUMNS), chunk)
            codes = [(row[0], row[2], row[3], "") for row in chunk]
            cursor.executemany(
                _insert(DivisionCode, ("division_id", "code", "level", "source")), codes
            )
        cursor.execute("ANALYZE")


def _insert(model: type[models.Model], columns: tuple[str, ...]) -> str:
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - our own names


def _villages(
    towns: list[tuple[int, str, str]], count: int, first: int
) -> Iterator[tuple[object, ...]]:
    """Yield ``count`` invented villages, spread evenly over ``towns`` (id, path, code)."""
    random.seed(1)
    for number in range(count):
        pk, path, code = towns[number % len(towns)]
        stem = random.choices(list(_SYLLABLES), k=random.choice((2, 2, 2, 3)))  # noqa: S311
        ending = random.choice(list(_ENDINGS))  # noqa: S311
        yield (
            first + number, pk, f"{code[:9]}{200 + number // len(towns):03}", Level.VILLAGE.value,
            Kind.VILLAGE.value, "".join(stem) + ending, "".join(stem) + "村",
            "".join(_SYLLABLES[c] for c in stem) + _ENDINGS[ending],
            "".join(_SYLLABLES[c][0] for c in stem) + "cwh", path + encode_step(first + number),
            False, "[]",
        )  # fmt: skip


def run(size: int) -> list[list[str]]:
    """Return a table of the import of the shipped table and of searches among ``size`` places."""
    first, again = _load_seconds(), _load_seconds()
    fill(size)
    table = [["项目", "p50 ms", "p95 ms", "200 次中找到"]]
    table += [[f"找区划：{name}", *figures] for name, figures in _searches()]
    table.append(["选择框所用的接口 /api/divisions/", *_endpoint()])
    return [*table, ["载入附带区划表", f"{first:.1f} s", f"{again:.1f} s（再次）", ""]]


def _searches() -> Iterator[tuple[str, tuple[str, str, str]]]:
    counties = list(Division.objects.filter(level=Level.COUNTY).order_by("?")[:REPEATS])
    towns = list(Division.objects.filter(level=Level.TOWNSHIP).order_by("?")[:REPEATS])
    towns = list(Division.objects.filter(pk__in=[d.pk for d in towns]).select_related("parent"))
    villages = list(
        Division.objects.filter(
            pk__in=random.sample(range(50_000, Division.objects.count()), REPEATS)
        )
    )
    province = Division.objects.get(code="430000000000")
    place = Division.objects.get(code="430500000000")
    below = list(Division.objects.under(place).order_by("?")[:REPEATS])
    letters = "abcdefghjklmnopqrstwxyz"
    searches: dict[str, tuple[list[str], dict]] = {
        "名称": ([d.name for d in counties + towns], {}),
        "名称一部分": ([d.name[1:3] for d in towns], {}),
        "一个字": (list(_SYLLABLES), {}),
        "没有的名称": ([d.name[::-1] for d in towns], {}),
        "村，开头两字": ([d.name[:2] for d in villages], {}),
        "拼音": ([d.pinyin[:6] for d in counties + villages], {}),
        "拼音一个字母": (list(letters), {}),
        "首字母": ([d.initials[:3] for d in counties + villages], {}),
        "代码 2—4 位": ([d.code[: 2 + n % 3] for n, d in enumerate(counties)], {}),
        "代码 6—12 位": ([d.code[: 6 + n % 7] for n, d in enumerate(villages)], {}),
        "上级加名称": ([f"{d.parent.name}{d.name}" for d in towns if d.parent], {}),
        "限一省，村": ([d.name[:2] for d in villages], {"under": province}),
        "限一市，拼音": ([d.pinyin[:4] for d in villages], {"under": place}),
        "限一市，代码": ([d.code[: 2 + n % 11] for n, d in enumerate(below)], {"under": place}),
        "限一市，别处代码": ([d.code[:2] for d in counties], {"under": place}),
    }
    for name, (texts, options) in searches.items():
        found = []
        times = percentiles(
            lambda text, o=options, f=found: f.append(bool(find_divisions(text, **o))),
            (texts * (REPEATS // len(texts) + 1))[:REPEATS],
        )
        yield name, (*times, str(sum(found)))


def _endpoint() -> tuple[str, str, str]:
    client = Client(SERVER_NAME="localhost")
    names = (
        Division.objects.filter(level=Level.TOWNSHIP).order_by("?").values_list("name", flat=True)
    )
    found = []
    times = percentiles(
        lambda name: found.append(
            bool(client.get("/api/divisions/", {"q": name}).json()["results"])
        ),
        list(names[:REPEATS]),
    )
    return (*times, str(sum(found)))


def _load_seconds() -> float:
    """Return how long ``load_divisions`` takes."""
    started = time.perf_counter()
    call_command("load_divisions", verbosity=0)
    return time.perf_counter() - started
