"""The finder and the import of divisions at the size of the whole country.

``python -m benchmarks.divisions`` measures the database of DATABASE_URL, which should be empty:
the shipped table is loaded and villages are invented up to 665,000 divisions.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()

from django.core.management import call_command
from django.db import connection, models, transaction

from core.paths import encode_step
from divisions.enums import Kind, Level
from divisions.finder import find_divisions
from divisions.models import Division, DivisionCode

TOTAL = 665_000
REPEATS = 200
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


def fill(total: int = TOTAL) -> None:
    """Load the shipped table and invent villages below its townships, up to ``total`` divisions."""
    call_command("load_divisions", verbosity=0)
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


def run() -> list[tuple[str, ...]]:
    """Return a row for each kind of search: what, p50 and p95 in ms, hits of the last one."""
    counties = list(Division.objects.filter(level=Level.COUNTY).order_by("?")[:REPEATS])
    towns = list(Division.objects.filter(level=Level.TOWNSHIP).order_by("?")[:REPEATS])
    towns = list(Division.objects.filter(pk__in=[d.pk for d in towns]).select_related("parent"))
    villages = list(Division.objects.filter(pk__in=random.sample(range(50_000, TOTAL), REPEATS)))
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
    rows: list[tuple[str, ...]] = []
    for name, (texts, options) in searches.items():
        p50, p95, hits = _measure(lambda text, o=options: len(find_divisions(text, **o)), texts)
        rows.append((f"找区划：{name}", f"{p50:.1f}", f"{p95:.1f}", str(hits)))
    return rows


def _measure(search: Callable[[str], int], texts: list[str]) -> tuple[float, float, int]:
    """Return p50 and p95 in milliseconds over ``texts``, and how many searches found something."""
    times, found = [], 0
    for text in (texts * (REPEATS // len(texts) + 1))[:REPEATS]:
        started = time.perf_counter()
        found += bool(search(text))
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.95) - 1], found


def import_seconds() -> float:
    """Return how long loading the shipped table takes once more, with nothing to change."""
    started = time.perf_counter()
    call_command("load_divisions", verbosity=0)
    return time.perf_counter() - started


def main() -> None:
    """Fill the database if need be, measure, print the table."""
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    if Division.objects.count() < TOTAL:
        fill()
    out = sys.stdout
    out.write(f"{Division.objects.count():,} 个区划，造数 {time.perf_counter() - started:.0f} s\n")
    out.write("| 查找 | p50 ms | p95 ms | 200 次中找到 |\n| --- | --- | --- | --- |\n")
    for row in run():
        out.write("| " + " | ".join(row) + " |\n")
    out.write(f"再次载入附带区划表：{import_seconds():.1f} s\n")


if __name__ == "__main__":
    main()
