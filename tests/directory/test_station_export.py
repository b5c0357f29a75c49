"""A list of stations is taken along as a table, and comes back to the same records."""

import csv
import datetime
import io
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from directory.enums import ColocationKind, DayKind, HolidayRule
from directory.importers.station_hours import UNKNOWN_SPAN
from directory.models import (
    Colocation,
    OpeningRule,
    Posting,
    Station,
    StationArea,
    StationKind,
    StationLiaison,
)
from editing.changes import snapshot
from editing.enums import Role
from tests.factories import (
    AssignmentFactory,
    DeputyFactory,
    MandateFactory,
    PostingFactory,
    StationFactory,
    UserFactory,
)

from .station_tables import Places, import_file

#: fields of a station that no table holds
_NOT_IN_A_TABLE = {"source", "code", "introduction", "parent", "organ"}


def time(text):
    return datetime.time.fromisoformat(text)


def without_keys(taken):
    """A snapshot without the keys of rows, which are new in new records."""
    return {
        name: [{k: v for k, v in row.items() if k != "pk"} for row in value]
        if isinstance(value, list) else value
        for name, value in taken.items() if name not in _NOT_IN_A_TABLE
    }  # fmt: skip


class ExportTests(Places):
    def setUp(self):
        self.user = UserFactory()
        AssignmentFactory(user=self.user, division=self.county, role=Role.OFFICE)
        self.client.force_login(self.user)
        self.station = StationFactory(
            division=self.town, name="柳湾镇代表联络站", address="柳湾路 1 号，镇政府一楼",
            kind=StationKind.objects.get(name="代表联络站"), directions="=公交 3 路",
            telephone="13900000001", grid_code="000123", brand="柳叶议事",
            latitude=Decimal("43.912345"), longitude=Decimal("81.323456"), is_step_free=True,
            has_lift=False, access_note="门口有坡道", opened_on=datetime.date(2019, 5, 4),
        )  # fmt: skip
        for division in (self.village, self.bank, self.street):
            StationArea.objects.create(station=self.station, division=division)
        for kind, phrase, opens, closes, more in (
            (DayKind.OPEN, "工作日", "09:00", "17:30", {"note": "周五学习；其余（上午）请先电话"}),
            (DayKind.RECEPTION, "每月第一个周五", "09:00", "11:30",
             {"on_holidays": HolidayRule.NEXT_WORKDAY}),
            (DayKind.VISIT, "每两周周三", "15:00", "17:00",
             {"starts_on": datetime.date(2026, 3, 4), "on_holidays": HolidayRule.KEEP}),
        ):  # fmt: skip
            OpeningRule.objects.create(
                station=self.station, kind=kind, phrase=phrase, opens_at=time(opens),
                closes_at=time(closes), **more,
            )  # fmt: skip
        OpeningRule.objects.create(
            station=self.station, kind=DayKind.ACTIVITY, phrase="农闲的时候",
            opens_at=UNKNOWN_SPAN[0], closes_at=UNKNOWN_SPAN[1],
        )  # fmt: skip
        StationLiaison.objects.create(
            station=self.station, name="王芳", office="镇人大秘书、干事", telephone="0990-555 0137"
        )
        StationLiaison.objects.create(station=self.station, name="李敏")
        Colocation.objects.create(station=self.station, kind=ColocationKind.LEGISLATION)
        for name in ("张伟", "买买提·吐尔逊"):
            deputy = DeputyFactory(name=name, division=self.county)
            MandateFactory(deputy=deputy)
            PostingFactory(station=self.station, deputy=deputy)
        MandateFactory(deputy=DeputyFactory(name="张伟", division=self.county))
        self.small = StationFactory(
            division=self.county, name="机关代表之家", kind=StationKind.objects.get(name="代表之家")
        )

    def export(self, kind, **query):
        url = reverse(Station.snippet_viewset.get_url_name("list"))
        response = self.client.get(url, {"export": kind} | query)
        self.assertIn("no-store", response.headers["Cache-Control"])
        return b"".join(response.streaming_content)

    def again(self, kind):
        """Import what was exported."""
        content = self.export(kind)
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"stations.{kind}"
            path.write_bytes(content)
            return import_file(self.county, path)

    def test_importing_it_again_changes_nothing(self):
        before = {s.pk: snapshot(s) for s in Station.objects.all()}
        for kind in ("xlsx", "csv"):
            with self.subTest(kind=kind):
                status, report = self.again(kind)
                issues = [row["issues"] for row in report["rows"] if row["issues"]]
                self.assertEqual((status, report["summary"]["unchanged"]), (0, 2), issues)
                self.assertEqual({s.pk: snapshot(s) for s in Station.objects.all()}, before)

    def test_it_makes_the_same_records_where_there_are_none(self):
        before = {s.name: without_keys(snapshot(s)) for s in Station.objects.all()}
        posted = set(Posting.objects.values_list("station__name", "deputy"))
        content = self.export("xlsx")
        Posting.objects.all().delete()
        Station.objects.all().delete()

        with TemporaryDirectory() as folder:
            path = Path(folder) / "stations.xlsx"
            path.write_bytes(content)
            status, _ = import_file(self.county, path)

        self.maxDiff = None
        self.assertEqual(status, 0)
        self.assertEqual({s.name: without_keys(snapshot(s)) for s in Station.objects.all()}, before)
        self.assertEqual(set(Posting.objects.values_list("station__name", "deputy")), posted)

    def test_it_holds_what_the_list_shows(self):
        rows = list(csv.reader(io.StringIO(self.export("csv", q="机关").decode("utf-8-sig"))))

        self.assertEqual([row[0] for row in rows], ["名称", "机关代表之家"])

    def test_the_list_leads_to_it_and_keeps_its_filters(self):
        url = reverse(Station.snippet_viewset.get_url_name("list"))

        response = self.client.get(url, {"q": "机关", "p": "1"})

        self.assertContains(response, "?q=%E6%9C%BA%E5%85%B3&amp;export=xlsx&amp;table=stations")

    def test_what_begins_like_a_formula_is_text(self):
        book = load_workbook(io.BytesIO(self.export("xlsx")))

        cells = {cell.value: cell for row in book.active.iter_rows() for cell in row}

        self.assertEqual(cells["=公交 3 路"].data_type, "s")
        self.assertIn("'=公交 3 路", self.export("csv").decode("utf-8-sig"))

    def test_nothing_foreign_is_in_it(self):
        StationFactory(name="外地站")

        self.assertNotIn("外地站", self.export("csv").decode())

    def test_number_of_queries_does_not_grow_with_rows(self):
        def count():
            with CaptureQueriesContext(connection) as queries:
                self.export("csv")
            return len(queries)

        few = count()
        for n in range(10):
            StationFactory(division=self.town, name=f"{n}号站", kind=self.station.kind)

        self.assertEqual(count(), few)
