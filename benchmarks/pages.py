"""Queries, server time and weight of the public pages."""

import gzip
import random
import re

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.models import Deputy
from divisions.enums import Level
from divisions.models import Division

from . import dataset
from .timing import REPEATS, percentiles


def weight(client: Client, address: str) -> int:
    """Return the bytes of a page with its styles and scripts, each gzipped."""
    html = client.get(address).content
    total = len(gzip.compress(html))
    for path in re.findall(rb'(?:href|src)="/static/([^"?]+\.(?:css|js))', html):
        file = finders.find(path.decode())
        with open(file, "rb") as source:
            total += len(gzip.compress(source.read()))
    return total


def run(size: int) -> list[list[str]]:
    """Return a table of the public pages among ``size`` deputies."""
    place = dataset.make_deputies(size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    client = Client(SERVER_NAME="localhost")
    codes = list(Deputy.objects.filter(live=True).values_list("code", flat=True))
    county = Division.objects.under(place).filter(level=Level.COUNTY).first()
    town = Division.objects.under(county).filter(level=Level.TOWNSHIP).first()
    pages = {
        "首页": ["/"] * REPEATS,
        "代表页": [f"/deputies/{code}/" for code in random.choices(codes, k=REPEATS)],  # noqa: S311
        "名录：一县在任": [f"/deputies/?division={county.public_code}"] * REPEATS,
        "名录：一乡在任": [f"/deputies/?division={town.public_code}"] * REPEATS,
        "名录：不筛选": ["/deputies/"] * REPEATS,
        "名录：按级别": [f"/deputies/?division={place.public_code}&level=township"] * REPEATS,
        "名录：按姓名": ["/deputies/?q=李秋"] * REPEATS,
        "名录：按拼音": ["/deputies/?q=liqiu"] * REPEATS,
        "名录：不筛选，按笔画": ["/deputies/?sort=strokes"] * REPEATS,
        "名录：一县在任，按笔画": [f"/deputies/?division={county.public_code}&sort=strokes"]
        * REPEATS,
        "名录：按姓名找，按笔画": ["/deputies/?q=李秋&sort=strokes"] * REPEATS,
        "名录：第 40 页": ["/deputies/?page=40"] * REPEATS,
        "地方页：乡": [f"/place/{town.public_code}/"] * REPEATS,
        "地方页：县": [f"/place/{county.public_code}/"] * REPEATS,
        "搜索：人名": ["/search/?q=李秋禾"] * REPEATS,
    }
    rows = [["页面", "行", "状态", "查询", "p50 ms", "p95 ms", "KB"]]
    for name, addresses in pages.items():
        response = client.get(addresses[0])
        context = getattr(response, "context_data", None) or {}
        found = context["paginator"].count if "paginator" in context else ""
        with CaptureQueriesContext(connection) as queries:
            client.get(addresses[0])
        asked = str(len(queries))
        kilobytes = f"{weight(client, addresses[0]) / 1024:.0f}"
        rows.append(
            [name, str(found), str(response.status_code), asked,
             *percentiles(client.get, addresses), kilobytes]
        )  # fmt: skip
    return rows
