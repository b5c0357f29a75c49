"""Importing a table of stations: what it makes, changes, leaves alone, asks and leaves out."""

import datetime
from decimal import Decimal
from io import StringIO
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.coordinates import CoordinateSystem, Position, to_gcj02, to_wgs84
from directory.batches import publish_batch, undo_batch
from directory.enums import BatchState, ColocationKind, DayKind, HolidayRule
from directory.importers.station_hours import UNKNOWN_SPAN, OfficeHours, read_hours, say_hours
from directory.importers.station_write import write_stations
from directory.management.commands.import_stations import hours_of
from directory.models import (
    Congress,
    ImportBatch,
    OpeningRule,
    Posting,
    Station,
    StationLiaison,
    Term,
)
from divisions.models import Division
from editing.changes import snapshot
from editing.enums import Role
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    PostingFactory,
    StationFactory,
    StationKindFactory,
    TermFactory,
    UserFactory,
)

from .roster_files import SheetSpec
from .station_tables import Places, codes, detail, import_sheet

NAME, KIND = "家站室名称", "类别"
HEADER = [NAME, KIND, "所属乡镇", "地址", "公开电话"]
ROW = ["柳湾镇代表联络站", "联络站", "柳湾镇", "柳湾路 1 号", "0990-5550137"]


def time(text):
    return datetime.time.fromisoformat(text)


class CreatingTests(Places):
    def test_a_row_becomes_a_published_station_of_its_town(self):
        status, report = self.imported(HEADER, ROW)

        station = Station.objects.get()
        self.assertEqual((status, report["summary"]["created"]), (0, 1))
        self.assertEqual((station.division, station.kind.name), (self.town, "代表联络站"))
        self.assertEqual((station.address, station.telephone), ("柳湾路 1 号", "0990-5550137"))
        self.assertEqual((station.live, station.has_unpublished_changes), (True, False))
        self.assertEqual(station.source, "家站室表 家站室.csv")
        station.full_clean()

    def test_columns_that_saving_would_fill_are_filled(self):
        self.imported(HEADER, ROW)

        station = Station.objects.get()
        before = {f.attname: getattr(station, f.attname) for f in station._meta.concrete_fields}
        station.save()
        station.refresh_from_db()

        self.assertEqual(
            {f.attname: getattr(station, f.attname) for f in station._meta.concrete_fields}, before
        )

    def test_the_report_has_the_form_of_the_others(self):
        _, report = self.imported(HEADER, ROW)

        self.assertEqual(
            set(report["summary"]),
            {"rows_by_outcome", "issue_counts", "created", "updated", "unchanged", "missing"},
        )
        self.assertEqual(set(report["rows"][1]), {"row", "kind", "outcome", "issues", "station"})

    def test_a_second_import_changes_nothing(self):
        header = [*HEADER, "服务范围", "开放时间", "联络员"]
        row = [*ROW, "东湾村、西湾村", "工作日9:00-17:00；每月20日上午", "王芳（干事）"]
        self.imported(header, row)
        before = snapshot(Station.objects.get())

        status, report = self.imported(header, row)

        self.assertEqual((status, report["summary"]["unchanged"]), (0, 1))
        self.assertEqual(snapshot(Station.objects.get()), before)
        self.assertEqual(ImportBatch.objects.count(), 1)

    def test_dry_run_reports_and_writes_nothing(self):
        status, report = self.imported(HEADER, ROW, dry_run=True)

        self.assertEqual((status, report["summary"]["created"]), (0, 1))
        self.assertFalse(Station.objects.exists())

    def test_a_workbook_with_merged_cells_gives_one_station_of_many_rows(self):
        sheet = SheetSpec(
            [
                ["望溪县家站室一览表"],
                [NAME, KIND, "所属乡镇", "服务范围"],
                ["柳湾镇代表之家", "家", "柳湾镇", "东湾村"],
                [None, None, None, "西湾村"],
                ["合计", 1],
            ],
            merges=["A1:D1", "A3:A4", "B3:B4", "C3:C4"],
        )
        status, report = import_sheet(self.county, sheet)

        station = Station.objects.get()
        self.assertEqual(status, 0)
        self.assertEqual({a.division for a in station.areas.all()}, {self.village, self.west})
        self.assertEqual(report["rows"][-1]["kind"], "total")

    def test_number_of_queries_does_not_grow_with_rows(self):
        def count(rows):
            with CaptureQueriesContext(connection) as queries:
                self.imported(HEADER, *rows)
            return len(queries)

        count([["零号站", "站", "柳湾镇", "", ""]])
        few = count([[f"甲{n}站", "站", "柳湾镇", "", ""] for n in range(2)])
        many = count([[f"乙{n}站", "站", "柳湾镇", "", ""] for n in range(40)])

        # SQLite takes a thousand values in one statement: forty stations are two of them
        self.assertLess(many - few, 3)


class PlaceTests(Places):
    def test_columns_of_places_narrow_each_other(self):
        status, _ = self.imported(
            [NAME, KIND, "所属乡镇", "所在村"],
            ["一", "站", "柳湾镇", "东湾"],
            ["二", "站", "石桥镇", ""],
        )

        homes = dict(Station.objects.values_list("name", "division"))
        self.assertEqual(status, 0)
        self.assertEqual(homes, {"一": self.village.pk, "二": self.other_town.pk})

    def test_a_code_says_it_surely(self):
        station, _ = self.one([NAME, KIND, "区划代码"], "一号", "站", self.bank.code)

        self.assertEqual(station.division, self.bank)

    def test_a_code_outside_the_division_is_a_question(self):
        other = DivisionFactory(parent=self.city, name="松坪县")

        station, row = self.one([NAME, KIND, "区划代码"], "一号", "站", other.code)

        self.assertIsNone(station)
        self.assertEqual((row["outcome"], codes(row)), ("review", {"place_outside"}))

    def test_without_a_column_the_name_tells_else_it_is_the_offices_own(self):
        self.imported([NAME, KIND], ["石桥镇代表之家", "家"], ["机关代表之家", "家"])

        homes = dict(Station.objects.values_list("name", "division"))
        self.assertEqual(
            homes, {"石桥镇代表之家": self.other_town.pk, "机关代表之家": self.county.pk}
        )

    def test_a_line_between_the_rows_names_the_town_below_it(self):
        header = [NAME, KIND, "地址"]
        self.imported(header, ["一、石桥镇（1个）", "", ""], ["代表之家", "家", "桥头"])

        self.assertEqual(Station.objects.get().division, self.other_town)

    def test_an_unknown_town_is_a_question_with_its_remedy(self):
        status, report = self.imported(HEADER, ROW, ["一号", "站", "白杨镇", "", ""])

        row = report["rows"][2]
        self.assertEqual((status, codes(row)), (3, {"place_unknown"}))
        self.assertIn("没有“白杨镇”，请核对名称，或写区划代码", detail(row, "place_unknown"))
        self.assertEqual(Station.objects.count(), 1)

    def test_a_level_that_differs_from_the_place_is_named(self):
        _, row = self.one([NAME, KIND, "级别", "所属乡镇"], "一号", "站", "县级", "柳湾镇")

        self.assertIn("级别写的是县级", detail(row, "level_conflict"))

    def test_one_of_that_name_a_level_higher_is_a_question(self):
        StationFactory(division=self.county, name="柳湾镇代表联络站")

        status, report = self.imported(HEADER, ROW)

        self.assertEqual((status, report["rows"][1]["outcome"]), (1, "review"))
        self.assertIn("归属区划改为柳湾镇", detail(report["rows"][1], "namesake_above"))


class KindTests(Places):
    def kind(self, text, name="一号"):
        station, row = self.one([NAME, KIND], name, text)
        Station.objects.all().delete()
        return station and station.kind.name, row

    def test_many_spellings(self):
        for text, kind in {
            "家": "代表之家", "人大代表之家": "代表之家", "乡镇级代表之家": "代表之家",
            "站": "代表联络站", "联络站": "代表联络站", "人大代表联络站": "代表联络站",
            "代表联系站": "代表联络站", "室": "代表工作室", "代表工作室": "代表工作室",
            "人大代表工作室": "代表工作室", "联系点": "代表联络点", "网上代表之家": "网上家站室",
            "村级代表联络站": "代表联络站", "代 表 之 家": "代表之家",
        }.items():  # fmt: skip
            with self.subTest(text=text):
                self.assertEqual(self.kind(text)[0], kind)

    def test_a_kind_of_the_offices_own_comes_first(self):
        StationKindFactory(division=self.county, name="基层立法联系点")

        self.assertEqual(self.kind("基层立法联系点")[0], "基层立法联系点")

    def test_a_legislation_point_beside_a_station_shares_its_rooms(self):
        self.one([NAME, KIND], "一号", "代表联络站（基层立法联系点）")

        station = Station.objects.get()
        self.assertEqual(station.kind.name, "代表联络站")
        self.assertEqual([c.kind for c in station.colocations.all()], [ColocationKind.LEGISLATION])

    def test_an_unknown_kind_is_read_from_the_name_and_said(self):
        kind, row = self.kind("示范点位", "石桥镇代表联络站")

        self.assertEqual((kind, codes(row)), ("代表联络站", {"kind_by_name"}))

    def test_a_kind_that_nothing_tells_is_a_question_that_names_the_kinds(self):
        kind, row = self.kind("立法联系点")

        self.assertIsNone(kind)
        self.assertEqual(row["outcome"], "review")
        self.assertIn("代表之家、代表工作室", detail(row, "unknown_kind"))


class HoursTests(Places):
    def read(self, text, kind=DayKind.OPEN):
        return [
            (h.kind, h.phrase, h.span[0].isoformat("minutes"), h.span[1].isoformat("minutes"))
            for h in read_hours(text, kind, OfficeHours())
        ]

    def test_words_of_clerks(self):
        for text, rules in {
            "每月20日上午": [("open", "每月20日", "09:00", "12:00")],
            "每周三": [("open", "每周三", "09:00", "17:30")],
            "每周一至五 9:00-12:00": [("open", "每周一至五", "09:00", "12:00")],
            "周一至五9-12点": [("open", "周一至五", "09:00", "12:00")],
            "周一到周五上午九点到下午五点半": [("open", "周一到周五", "09:00", "17:30")],
            "每月20号下午2点半至5点": [("open", "每月20号", "14:30", "17:00")],
            "每周二、周四下午": [("open", "每周二、周四", "14:30", "17:30")],
            "每周三、每周五上午": [
                ("open", "每周三", "09:00", "12:00"), ("open", "每周五", "09:00", "12:00"),
            ],
            "每月20日上午9:00—12:00，下午14:30-17:30": [
                ("open", "每月20日", "09:00", "12:00"), ("open", "每月20日", "14:30", "17:30"),
            ],
            "工作日9:00-12:00；下午3点-6点": [
                ("open", "工作日", "09:00", "12:00"), ("open", "工作日", "15:00", "18:00"),
            ],
            "代表接待日：每月15日、25日上午；主任接待日：每月5日9:00-11:00": [
                ("reception", "每月15日、25日", "09:00", "12:00"),
                ("leaders", "每月5日", "09:00", "11:00"),
            ],
        }.items():  # fmt: skip
            with self.subTest(text=text):
                self.assertEqual(self.read(text), rules)

    def test_what_is_not_understood_is_kept_as_text_and_opens_nothing(self):
        for text in ("随时预约", "每月31日25:00-26:00", "9:00-17:30", "每两周周三9:00-11:00",
                     "每周三（2026-13-45起）"):  # fmt: skip
            with self.subTest(text=text):
                (rule,) = read_hours(text, DayKind.OPEN, OfficeHours())
                self.assertEqual((rule.rrule, rule.span), ("", UNKNOWN_SPAN))
                self.assertTrue(rule.reason)

    def test_unreadable_hours_are_stored_and_listed(self):
        station, row = self.one([NAME, KIND, "开放时间"], "一号", "站", "随时预约")

        rule = station.opening_rules.get()
        self.assertEqual((rule.phrase, rule.rrule), ("随时预约", ""))
        self.assertIn("看不懂“随时预约”", detail(row, "hours_unreadable"))

    def test_the_column_says_what_kind_of_day_it_is(self):
        self.one(
            [NAME, KIND, "开放时间", "代表接待日", "选民走访日"],
            "一号", "站", "工作日9:00-17:00", "每月20日9:00-12:00", "每月25日9:00-12:00",
        )  # fmt: skip

        kinds = set(OpeningRule.objects.values_list("kind", flat=True))
        self.assertEqual(kinds, {DayKind.OPEN, DayKind.RECEPTION, DayKind.VISIT})

    def test_assumed_hours_are_said_and_the_office_may_say_others(self):
        _, row = self.one([NAME, KIND, "接待日"], "一号", "站", "每月20日上午")
        self.assertIn("每月20日 09:00—12:00", detail(row, "hours_assumed"))
        Station.objects.all().delete()

        station, _ = self.one(
            [NAME, KIND, "接待日"], "一号", "站", "每月20日上午", morning=hours_of("10:00-13:30")
        )

        rule = station.opening_rules.get()
        self.assertEqual((rule.opens_at, rule.closes_at), (time("10:00"), time("13:30")))

    def test_what_somebody_mended_is_not_spoiled_by_the_same_table(self):
        station, _ = self.one([NAME, KIND, "开放时间"], "一号", "站", "周三周五都开")
        rule = station.opening_rules.get()
        rule.phrase = "每周三、周五"
        rule.opens_at, rule.closes_at = time("09:00"), time("12:00")
        rule.save()

        _, report = self.imported([NAME, KIND, "开放时间"], ["一号", "站", "周三周五都开"])

        self.assertEqual(report["summary"]["unchanged"], 1)
        self.assertEqual(station.opening_rules.get().phrase, "每周三、周五")

    def test_another_cell_replaces_the_hours_of_its_kind_only(self):
        header = [NAME, KIND, "开放时间", "接待日"]
        self.imported(header, ["一号", "站", "工作日9:00-17:00", "每月20日9:00-12:00"])

        self.imported(header, ["一号", "站", "", "每月25日9:00-12:00"])

        phrases = set(OpeningRule.objects.values_list("phrase", flat=True))
        self.assertEqual(phrases, {"工作日", "每月25日"})

    def test_a_stored_rule_is_said_and_read_back(self):
        rules = [
            OpeningRule(kind=DayKind.LEADERS, phrase="每季度第一个月10日", opens_at=time("09:30"),
                        closes_at=time("11:00"), on_holidays=HolidayRule.NEXT_WORKDAY),
            OpeningRule(kind=DayKind.OPEN, phrase="每两周周三", opens_at=time("09:00"),
                        closes_at=time("12:00"), starts_on=datetime.date(2026, 3, 4),
                        ends_on=datetime.date(2026, 12, 31), on_holidays=HolidayRule.KEEP,
                        note="请先预约；带证件"),
            OpeningRule(kind=DayKind.VISIT, phrase="有空就去", opens_at=UNKNOWN_SPAN[0],
                        closes_at=UNKNOWN_SPAN[1]),
        ]  # fmt: skip
        for rule in rules:
            rule.derive()
            (again,) = [each.rule() for each in read_hours(say_hours(rule), "open", OfficeHours())]
            with self.subTest(phrase=rule.phrase):
                for name in ("kind", "phrase", "rrule", "opens_at", "closes_at", "starts_on",
                             "ends_on", "on_holidays"):  # fmt: skip
                    self.assertEqual(getattr(again, name), getattr(rule, name), name)


class PositionTests(Places):
    #: Tiananmen, as published converters give it in the three systems
    WGS84 = Position(39.907326, 116.391313)

    def test_conversions_agree_with_each_other_to_a_centimetre(self):
        for latitude, longitude in ((39.9, 116.39), (43.91, 81.32), (18.25, 109.51), (53.3, 122.5)):
            place = Position(latitude, longitude)
            back = to_wgs84(to_gcj02(place), CoordinateSystem.GCJ02)
            self.assertAlmostEqual(back.latitude, latitude, 7)
            self.assertAlmostEqual(back.longitude, longitude, 7)

    def test_the_shift_is_what_maps_of_beijing_have(self):
        shifted = to_gcj02(self.WGS84)

        self.assertAlmostEqual(shifted.latitude, 39.90873, 4)
        self.assertAlmostEqual(shifted.longitude, 116.39756, 4)

    def test_columns_named_by_their_system_are_converted(self):
        gcj = to_gcj02(self.WGS84)
        station, row = self.one(
            [NAME, KIND, "经度（GCJ-02）", "纬度（GCJ-02）"],
            "一号", "站", f"{gcj.longitude:.6f}", f"{gcj.latitude:.6f}",
        )  # fmt: skip

        self.assertAlmostEqual(float(station.latitude), self.WGS84.latitude, 5)
        self.assertAlmostEqual(float(station.longitude), self.WGS84.longitude, 5)
        self.assertIn("position_converted", codes(row))

    def test_a_map_that_names_its_system(self):
        for heading, system in {
            "百度坐标": CoordinateSystem.BD09, "高德经纬度": CoordinateSystem.GCJ02,
            "坐标（WGS84）": CoordinateSystem.WGS84, "坐标(CGCS2000)": CoordinateSystem.WGS84,
        }.items():  # fmt: skip
            with self.subTest(heading=heading):
                station, _ = self.one([NAME, KIND, heading], "一号", "站", "81.320000,43.910000")
                expected = to_wgs84(Position(43.91, 81.32), system)
                self.assertAlmostEqual(float(station.latitude), expected.latitude, 6)
                self.assertAlmostEqual(float(station.longitude), expected.longitude, 6)
                Station.objects.all().delete()

    def test_a_column_may_say_the_system_of_each_row(self):
        station, _ = self.one(
            [NAME, KIND, "经度", "纬度", "坐标系"], "一号", "站", "81.32", "43.91", "手机GPS"
        )

        self.assertEqual(
            (station.latitude, station.longitude), (Decimal("43.910000"), Decimal("81.320000"))
        )

    def test_an_unnamed_system_is_listed_and_not_stored(self):
        station, row = self.one([NAME, KIND, "经度", "纬度"], "一号", "站", "81.32", "43.91")

        self.assertIsNone(station.latitude)
        self.assertIn("坐标没有导入", detail(row, "system_unknown"))

    def test_what_lies_elsewhere_or_is_no_position_is_left_blank(self):
        for longitude, latitude, code in (
            ("43.91", "81.32", "position_outside"), ("东边", "43.91", "position_unreadable"),
            ("81.32", "", "position_unreadable"),
        ):  # fmt: skip
            with self.subTest(code=code):
                station, row = self.one(
                    [NAME, KIND, "经度WGS84", "纬度WGS84"], "一号", "站", longitude, latitude
                )
                self.assertIsNone(station.latitude)
                self.assertIn(code, codes(row))
                Station.objects.all().delete()

    def test_degrees_minutes_and_seconds(self):
        station, _ = self.one(
            [NAME, KIND, "经度WGS84", "纬度WGS84"], "一号", "站", "东经81°19′12″", "北纬43°54′36″"
        )

        self.assertEqual(
            (station.latitude, station.longitude), (Decimal("43.910000"), Decimal("81.320000"))
        )


class AreaTests(Places):
    def served(self, text, **options):
        station, row = self.one([NAME, KIND, "所属乡镇", "服务范围"], "一号", "站", "柳湾镇", text)
        return {area.division for area in station.areas.all()}, row

    def test_places_of_a_cell(self):
        for text, places in {
            "东湾村、西湾村": {self.village, self.west}, "全镇": {self.town},
            "东湾\n西湾": {self.village, self.west}, "石桥镇：河沿村": {self.bank},
            "柳湾镇、石桥镇": {self.town, self.other_town},
        }.items():  # fmt: skip
            with self.subTest(text=text):
                found, _ = self.served(text)
                self.assertEqual(found, places)
                Station.objects.all().delete()

    def test_a_part_is_read_as_its_village_and_said(self):
        found, row = self.served("东湾村三组")

        self.assertEqual(found, {self.village})
        self.assertIn("按东湾村全部读入", detail(row, "area_in_part"))

    def test_an_unknown_place_is_listed_and_takes_nothing_stored_away(self):
        self.served("东湾村、西湾村")

        found, row = self.served("东湾村、白杨村")

        self.assertEqual(found, {self.village, self.west})
        self.assertIn("没有找到“白杨村”", detail(row, "area_unknown"))

    def test_a_place_the_table_no_longer_names_goes(self):
        self.served("东湾村、西湾村")

        found, row = self.served("东湾村")

        self.assertEqual((found, row["outcome"]), ({self.village}, "update"))


class PhoneTests(Places):
    def test_a_mobile_number_is_published_only_where_the_column_says_so(self):
        station, row = self.one([NAME, KIND, "联系电话"], "一号", "站", "13900000001")
        self.assertEqual((station.telephone, codes(row)), ("", {"private_phone"}))

        self.imported([NAME, KIND, "公开电话"], ["一号", "站", "13900000001"])

        station.refresh_from_db()
        self.assertEqual(station.telephone, "13900000001")

    def test_the_office_number_beside_it_is_kept(self):
        station, _ = self.one([NAME, KIND, "电话"], "一号", "站", "0990-5550137、13900000001")

        self.assertEqual(station.telephone, "0990-5550137")

    def test_liaisons_with_office_and_number(self):
        self.one([NAME, KIND, "联络员"], "一号", "站", "王芳（镇人大干事）0990-5550137、李敏")

        rows = StationLiaison.objects.values_list("name", "office", "telephone")
        self.assertEqual(set(rows), {("王芳", "镇人大干事", "0990-5550137"), ("李敏", "", "")})

    def test_columns_under_one_heading_belong_to_the_liaison(self):
        sheet = SheetSpec(
            [
                [NAME, KIND, "联络员", None, None],
                [None, None, "姓名", "职务", "电话"],
                ["一号", "站", "王芳", "干事", "0990-5550137"],
            ],
            merges=["A1:A2", "B1:B2", "C1:E1"],
        )
        import_sheet(self.county, sheet)

        self.assertEqual(
            list(StationLiaison.objects.values_list("name", "office", "telephone")),
            [("王芳", "干事", "0990-5550137")],
        )
        self.assertEqual(Station.objects.get().telephone, "")

    def test_another_liaison_is_added_and_the_stored_one_named(self):
        self.imported([NAME, KIND, "联络员"], ["一号", "站", "王芳"])

        _, row = self.one([NAME, KIND, "联络员"], "一号", "站", "李敏")

        self.assertEqual(StationLiaison.objects.count(), 2)
        self.assertIn("库中还有联络员王芳，没有改动", detail(row, "liaisons_kept"))

    def test_identity_numbers_are_not_kept(self):
        station, row = self.one([NAME, KIND, "地址"], "一号", "站", "110101199003070011 柳湾路")

        self.assertNotIn("1101", station.address)
        self.assertIn("identity_number", codes(row))


class DeputyTests(Places):
    HEADER = [NAME, KIND, "所属乡镇", "进站代表"]

    def unit(self, division):
        """A unit of the division's congress."""
        congress = Congress.objects.filter(division=division).first()
        congress = congress or CongressFactory(division=division)
        term = Term.objects.filter(congress=congress).first() or TermFactory(congress=congress)
        return ElectoralUnitFactory(term=term)

    def deputy(self, name, division=None, *, serves=True, **kwargs):
        deputy = DeputyFactory(name=name, division=division or self.county, **kwargs)
        if serves:
            MandateFactory(deputy=deputy, unit=self.unit(division or self.county))
        return deputy

    def post(self, text, **options):
        return self.imported(self.HEADER, ["一号", "站", "柳湾镇", text], **options)

    def posted(self):
        return set(Posting.objects.values_list("deputy__name", flat=True))

    def test_names_of_a_cell_are_posted_across_levels(self):
        for name, division in (("张三", self.county), ("李四", self.city),
                               ("买买提·吐尔逊", self.town), ("欧阳娜娜", self.town)):  # fmt: skip
            self.deputy(name, division)

        status, report = self.post("张三、李　四;买买提.吐尔逊\n欧阳娜娜（女）")

        self.assertEqual((status, len(self.posted())), (0, 4))
        self.assertEqual(report["summary"]["created"], 1)
        posting = Posting.objects.first()
        self.assertEqual((posting.division, posting.live), (self.town, True))

    def test_spaces_part_names(self):
        self.deputy("张三")
        self.deputy("李四")

        self.post("张三 李四")

        self.assertEqual(self.posted(), {"张三", "李四"})

    def test_namesakes_are_never_guessed(self):
        one, two = self.deputy("张伟"), self.deputy("张伟", self.town)

        status, report = self.post("张伟")

        self.assertEqual((status, self.posted()), (3, set()))
        said = detail(report["rows"][1], "deputy_ambiguous")
        self.assertIn(one.code, said)
        self.assertIn(f"例如 张伟（{min(one, two, key=lambda d: d.pk).code}）", said)

    def test_a_code_a_level_or_a_unit_behind_the_name_tells_namesakes_apart(self):
        county, town = self.deputy("张伟"), self.deputy("张伟", self.town, post="柳湾小学教师")
        for text, expected in ((f"张伟（{county.code}）", county), ("张伟（县人大代表）", county),
                               ("张伟(乡镇)", town), ("张伟（柳湾小学）", town)):  # fmt: skip
            with self.subTest(text=text):
                self.post(text)
                self.assertEqual(Posting.objects.get().deputy, expected)
                Posting.objects.all().delete()

    def test_a_hint_that_disagrees_posts_nobody(self):
        self.deputy("张伟", self.town)

        status, report = self.post("张伟（省人大代表）")

        self.assertEqual((status, self.posted()), (3, set()))
        self.assertIn("与括号里写的不符", detail(report["rows"][1], "deputy_unknown"))

    def test_who_is_unknown_or_left_office_is_listed(self):
        self.deputy("老周", serves=False)

        status, report = self.post("老周、无名氏")

        self.assertEqual((status, self.posted()), (3, set()))
        self.assertEqual(codes(report["rows"][1]), {"deputy_former", "deputy_unknown"})

    def test_people_of_another_county_are_not_looked_at(self):
        self.deputy("外地人", DivisionFactory(parent=self.city, name="松坪县"))

        status, _ = self.post("外地人")

        self.assertEqual((status, self.posted()), (3, set()))

    def test_whom_the_table_does_not_name_stays_and_is_named(self):
        self.deputy("张三")
        self.deputy("李四")
        self.post("张三")

        _, report = self.post("李四")

        self.assertEqual(self.posted(), {"张三", "李四"})
        self.assertIn("库中还有张三进站", detail(report["rows"][1], "postings_kept"))

    def test_who_has_left_the_station_is_not_brought_back(self):
        deputy = self.deputy("张三")
        station = StationFactory(division=self.town, name="一号")
        PostingFactory(station=station, deputy=deputy, ends_on=datetime.date(2020, 1, 1))

        _, report = self.imported(self.HEADER, ["一号", "", "柳湾镇", "张三"])

        self.assertEqual(Posting.objects.count(), 1)
        self.assertIn("posting_ended", codes(report["rows"][1]))

    def test_one_namesake_posted_already_is_meant(self):
        county, _ = self.deputy("张伟"), self.deputy("张伟", self.town)
        station = StationFactory(division=self.town, name="一号")
        PostingFactory(station=station, deputy=county)

        status, report = self.imported(self.HEADER, ["一号", "", "柳湾镇", "张伟"])

        self.assertEqual((status, report["summary"]["unchanged"]), (0, 1))


class RefusingTests(Places):
    def test_a_row_without_a_name_and_one_written_twice(self):
        status, report = self.imported(
            HEADER, ROW, ROW, [*ROW[:3], "别处", ""], ["", "站", "柳湾镇", "某路", ""]
        )

        outcomes = [row["outcome"] for row in report["rows"][1:]]
        self.assertEqual((status, outcomes), (3, ["import", "duplicate", "review", "error"]))
        self.assertEqual(Station.objects.count(), 1)

    def test_strict_writes_nothing_while_a_row_is_wrong(self):
        status, _ = self.imported(HEADER, ROW, ["一号", "站", "白杨镇", "", ""], strict=True)

        self.assertEqual((status, Station.objects.count()), (1, 0))

    def test_a_table_without_such_columns_is_refused(self):
        status, _ = self.imported(["姓名", "性别"], ["张三", "男"])

        self.assertEqual(status, 1)

    def test_what_is_too_long_is_left_blank_and_listed(self):
        station, row = self.one([NAME, KIND, "地址"], "一号", "站", "路" * 201)

        self.assertEqual((station.address, codes(row)), ("", {"text_too_long"}))

    def test_a_locked_station_and_one_being_edited_are_left_alone(self):
        for column in ("locked", "has_unpublished_changes"):
            with self.subTest(column=column):
                station = StationFactory(division=self.town, name=ROW[0])
                station.save_revision()
                Station.objects.filter(pk=station.pk).update(**{column: True})
                status, _ = self.imported(HEADER, ROW)
                station.refresh_from_db()
                self.assertEqual((status, station.address), (1, ""))
                Station.objects.all().delete()

    def test_a_change_meanwhile_is_noticed_and_the_table_compared_again(self):
        station = StationFactory(division=self.town, name=ROW[0], address="旧址")

        def meddle(*args):
            Station.objects.filter(address="旧址").update(address="新址")
            return write_stations(*args)

        name = "directory.importers.station_load.write_stations"
        with mock.patch(name, side_effect=meddle) as write:
            status, _ = self.imported(HEADER, ROW)

        station.refresh_from_db()
        self.assertEqual((status, write.call_count, station.address), (0, 2, ROW[3]))


class RightsTests(Places):
    def staff(self, division, role):
        user = UserFactory()
        AssignmentFactory(user=user, division=division, role=role)
        return user

    def test_an_editor_makes_drafts_that_an_approver_publishes_together(self):
        editor = self.staff(self.town, Role.EDITOR)
        approver = self.staff(self.town, Role.APPROVER)

        self.imported(HEADER, ROW, user=editor.username)

        batch = ImportBatch.objects.get()
        self.assertEqual((batch.state, Station.objects.get().live), (BatchState.DRAFT, False))
        publish_batch(batch=batch, by=approver)
        self.assertTrue(Station.objects.get().live)

    def test_nothing_is_written_outside_the_territory(self):
        editor = self.staff(self.other_town, Role.OFFICE)

        status, report = self.imported(HEADER, ROW, user=editor.username)

        self.assertEqual((status, codes(report["rows"][1])), (1, {"outside_territory"}))
        self.assertFalse(Station.objects.exists())

    def test_who_may_not_publish_changes_nothing_published(self):
        self.imported(HEADER, ROW)
        editor = self.staff(self.town, Role.EDITOR)

        status, report = self.imported(HEADER, [*ROW[:3], "别处", ""], user=editor.username)

        self.assertEqual((status, codes(report["rows"][1])), (1, {"changed", "needs_approval"}))
        self.assertEqual(Station.objects.get().address, ROW[3])


class UndoTests(Places):
    def test_an_import_is_taken_back_whole(self):
        stored = StationFactory(division=self.town, name="旧站", address="旧址")
        deputy = DeputyFactory(name="张三", division=self.county)
        MandateFactory(deputy=deputy)
        before = snapshot(stored)
        header = [NAME, KIND, "所属乡镇", "地址", "服务范围", "接待日", "联络员", "进站代表"]
        rest = ["东湾村", "每月20日9:00-12:00", "王芳", "张三"]
        status, _ = self.imported(
            header, ["旧站", "家", "柳湾镇", "新址", *rest], ["新站", "站", "柳湾镇", "路", *rest]
        )
        self.assertEqual((status, Station.objects.count(), Posting.objects.count()), (0, 2, 2))

        undo_batch(batch=ImportBatch.objects.get(), by=UserFactory(is_superuser=True))

        self.assertEqual(Station.objects.get(), stored)
        self.assertEqual(snapshot(stored), before)
        self.assertFalse(Posting.objects.exists())

    def test_the_command_says_what_became_of_the_table(self):
        out = StringIO()

        self.imported(HEADER, ROW, ["二", "站", "白杨镇", "", ""], stdout=out, verbosity=1)

        self.assertIn("新增 1 个", out.getvalue())
        self.assertIn("第 3 行：所属乡镇：望溪县没有“白杨镇”", out.getvalue())
        self.assertEqual(Division.objects.filter(name="白杨镇").count(), 0)
