"""Importing a table of electoral units: what it makes, changes, leaves alone and leaves out."""

import json
import time
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from wagtail.models import Revision

from core.levels import CongressLevel
from directory.enums import UnitBasis, UnitKind
from directory.importers.unit_load import UnitOrder
from directory.importers.unit_load import import_units as load
from directory.management.commands.import_electoral_units import Command
from directory.models import Congress, ElectoralUnit, ElectoralUnitArea, Term
from divisions.enums import Kind, NameKind
from divisions.models import Division, OtherName
from editing.enums import Role
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
    DivisionFactory,
    MandateFactory,
    TermFactory,
    UserFactory,
)

from .roster_files import SheetSpec, write_workbook
from .rosters import import_people
from .unit_tables import (
    HEADER,
    codes,
    details,
    import_file,
    import_units,
    outcomes,
    run,
    write_csv,
)

FIRST = [1, "第一选区", 2, "东湾村"]


class Places(TestCase):
    """A county with two towns and a street, and their villages."""

    @classmethod
    def setUpTestData(cls):
        cls.province = DivisionFactory()
        cls.city = DivisionFactory(parent=cls.province)
        cls.county = DivisionFactory(parent=cls.city)
        cls.town = DivisionFactory(parent=cls.county)
        cls.other_town = DivisionFactory(parent=cls.county, name="石桥镇")
        cls.street = DivisionFactory(parent=cls.county, name="南关街道", kind=Kind.SUBDISTRICT)
        cls.village = DivisionFactory(parent=cls.town)
        cls.west = DivisionFactory(parent=cls.town, name="西湾村村民委员会")
        cls.bank = DivisionFactory(parent=cls.other_town, name="河沿村")
        cls.happy = DivisionFactory(
            parent=cls.street, name="幸福社区居委会", kind=Kind.COMMUNITY
        )  # fmt: skip

    def imported(self, *rows, header=HEADER, **options):
        return import_units(options.pop("place", self.county), [header, *rows], **options)

    def areas(self, name="第一选区"):
        rows = ElectoralUnitArea.objects.filter(unit__name=name).order_by("division__pk", "part")
        return [(area.division, area.part) for area in rows.select_related("division")]


class CreatingTests(Places):
    def test_congress_term_unit_and_areas_are_made(self):
        status, report = self.imported([17, "第十七选区", "2名", "东湾村、西湾村"])

        unit = ElectoralUnit.objects.get()
        self.assertEqual((status, outcomes(report)), (0, ["import"]))
        self.assertEqual((unit.term.congress.division, unit.term.number), (self.county, 18))
        self.assertEqual((unit.number, unit.seats, unit.kind), (17, 2, UnitKind.DISTRICT))
        self.assertEqual((unit.division, unit.live, unit.basis), (self.county, True, ""))
        self.assertEqual(unit.source, "选区划分表 选区划分表.csv")
        self.assertEqual(self.areas("第十七选区"), [(self.village, ""), (self.west, "")])
        self.assertEqual(report["summary"]["created"], 1)

    def test_denormalised_columns_are_those_that_saving_would_fill(self):
        self.imported(FIRST)

        for model in (Congress, Term, ElectoralUnit):
            record = model.objects.get()
            kept = {f.attname: getattr(record, f.attname) for f in model._meta.concrete_fields}
            record.save()
            record.refresh_from_db()
            for name, value in kept.items():
                with self.subTest(model=model.__name__, name=name):
                    self.assertEqual(getattr(record, name), value)
            record.full_clean()

    def test_report_has_the_form_of_the_rosters(self):
        _, report = self.imported(FIRST)

        self.assertEqual(
            set(report["summary"]),
            {"rows_by_outcome", "issue_counts", "created", "updated", "unchanged", "missing"},
        )
        row = report["rows"][1]
        self.assertEqual(set(row), {"row", "kind", "outcome", "issues", "unit"})
        self.assertEqual(
            row["unit"],
            {"name": "第一选区", "number": 1, "seats": 2, "basis": "", "town": "",
             "areas": ["东湾村"], "note": ""},
        )  # fmt: skip

    def test_table_of_a_town_is_its_own_congress(self):
        self.imported(FIRST, place=self.town, level="township")

        self.assertEqual(Congress.objects.get().division, self.town)
        self.assertEqual(self.areas(), [(self.village, "")])

    def test_table_of_all_towns_of_a_county_goes_by_the_town_column(self):
        header = ["所属乡镇", "选区名称", "名额", "所含村"]
        status, _ = self.imported(
            ["柳湾镇", "第一选区", 1, "东湾"], ["石桥镇", "第一选区", 1, "河沿"],
            header=header, level="township",
        )  # fmt: skip

        found = ElectoralUnit.objects.order_by("division__pk")
        self.assertEqual(status, 0)
        self.assertEqual([u.term.congress.division for u in found], [self.town, self.other_town])
        self.assertEqual({u.name for u in found}, {"第一选区"})

    def test_towns_spelled_in_two_ways_do_not_make_a_unit_twice(self):
        header = ["所属乡镇", "选区名称", "名额", "所含村"]
        status, report = self.imported(
            ["柳湾镇", "第一选区", 1, "东湾"], ["石桥镇", "第一选区", 1, "河沿"],
            ["柳湾", "第一选区", 1, "西湾"], header=header, level="township",
        )  # fmt: skip

        self.assertEqual((status, outcomes(report)), (3, ["import", "import", "review"]))

    def test_unit_of_several_towns_without_a_town_column_names_it_first(self):
        status, _ = self.imported([1, "柳湾镇第三选区", 1, "东湾村"], level="township")

        self.assertEqual((status, Congress.objects.get().division), (0, self.town))


class SeatTests(Places):
    def test_a_district_has_one_to_three_seats(self):
        status, report = self.imported(
            *([n, f"第{n}选区", seats, "东湾村"] for n, seats in enumerate((0, 1, 3, 4, "2名"), 1))
        )

        self.assertEqual(status, 3)
        self.assertEqual(
            outcomes(report),
            ["error", "import", "import_with_warning", "error", "import_with_warning"],
        )
        self.assertIn("第二十五条", details(report))
        self.assertEqual(ElectoralUnit.objects.count(), 3)

    def test_a_lower_congress_may_elect_more(self):
        CongressFactory(division=self.county)
        status, _ = self.imported(
            ["望溪县", 24], header=["选举单位", "名额"], place=self.city, level="city"
        )

        self.assertEqual((status, ElectoralUnit.objects.get().seats), (0, 24))


class KindTests(Places):
    def test_electing_unit_finds_its_congress(self):
        congress = CongressFactory(division=self.county)
        self.imported(["望溪县", 24], header=["选举单位", "名额"], place=self.city, level="city")

        unit = ElectoralUnit.objects.get()
        self.assertEqual((unit.kind, unit.electing_congress), (UnitKind.ELECTING_UNIT, congress))
        self.assertEqual((unit.division, unit.number), (self.county, None))
        self.assertEqual(self.areas("望溪县"), [(self.county, "")])

    def test_place_that_cannot_elect_is_an_error_with_the_reason(self):
        status, report = self.imported(
            ["柳湾镇", 3], header=["选举单位", "名额"], place=self.city, level="city"
        )

        self.assertEqual((status, outcomes(report)), (1, ["error"]))
        self.assertIn("选举法第三条", details(report))

    def test_armed_forces_have_a_kind_of_their_own_and_no_places(self):
        for number, name in enumerate(("驻县部队", "解放军选区", "武警选举单位"), 1):
            with self.subTest(name=name):
                self.imported([number, name, 5, "某部三连"], term=number)
                unit = ElectoralUnit.objects.get(name=name)
                self.assertEqual((unit.kind, unit.seats), (UnitKind.ARMED_FORCES, 5))
                self.assertEqual(self.areas(name), [])

    def test_unit_all_of_whose_places_are_soldiers_is_theirs(self):
        self.imported([9, "第九选区", 1, "县武警中队、驻县部队"])

        self.assertEqual(ElectoralUnit.objects.get().kind, UnitKind.ARMED_FORCES)

    def test_place_that_only_sounds_like_soldiers_is_a_district(self):
        DivisionFactory(parent=self.street, name="武警路社区", kind=Kind.COMMUNITY)
        self.imported([4, "武警路选区", 2, "武警路社区"])

        self.assertEqual(ElectoralUnit.objects.get().kind, UnitKind.DISTRICT)

    def test_election_meeting(self):
        self.imported(
            ["香港特别行政区选举会议", 36], header=["选举单位", "名额"],
            place=Division.objects.root(), level="national", term=14,
        )  # fmt: skip

        self.assertEqual(ElectoralUnit.objects.get().kind, UnitKind.ELECTION_MEETING)


class AreaTests(Places):
    def test_short_forms_of_a_name_mean_one_place(self):
        for term, word in enumerate(
            (
                "东湾",
                "东湾村",
                "东湾村委会",
                "东湾村民委员会",
                "柳湾镇东湾村",
                "望溪县柳湾镇东湾村",
            ),
            1,
        ):
            with self.subTest(word=word):
                status, report = self.imported([1, "第一选区", 1, word], term=term)
                self.assertEqual((status, outcomes(report)), (0, ["import"]), details(report))
                area = ElectoralUnitArea.objects.get(unit__term__number=term)
                self.assertEqual((area.division, area.part), (self.village, ""))

    def test_short_forms_of_a_community(self):
        for term, word in enumerate(("幸福社区", "幸福居委会", "幸福", "幸福社区居民委员会"), 1):
            with self.subTest(word=word):
                self.imported([1, "第一选区", 1, word], term=term)
                area = ElectoralUnitArea.objects.get(unit__term__number=term)
                self.assertEqual(area.division, self.happy)

    def test_former_name_of_a_village(self):
        OtherName.objects.create(division=self.bank, name="渡口村", kind=NameKind.FORMER)
        self.imported([1, "第一选区", 1, "渡口村"])

        self.assertEqual(self.areas(), [(self.bank, "")])

    def test_parts(self):
        self.imported(
            [1, "第一选区", 1, "东湾村三组、西湾村（三、四组）、幸福社区阳光小区、东湾一组"]
        )

        self.assertEqual(
            self.areas(),
            [(self.village, "一组"), (self.village, "三组"), (self.west, "三、四组"),
             (self.happy, "阳光小区")],
        )  # fmt: skip

    def test_whole_towns_and_the_whole_county(self):
        self.imported([1, "第一选区", 1, "柳湾镇、南关街道办事处"], [2, "第二选区", 1, "全县"])

        self.assertEqual(self.areas(), [(self.town, ""), (self.street, "")])
        self.assertEqual(self.areas("第二选区"), [(self.county, "")])

    def test_places_joined_by_a_word(self):
        DivisionFactory(parent=self.town, name="和平村")
        for term, text in enumerate(("东湾村和西湾村、和平村", "和平村和东湾村、西湾村"), 1):
            self.imported([1, "第一选区", 1, text], term=term)
            areas = ElectoralUnitArea.objects.filter(unit__term__number=term)
            with self.subTest(text=text):
                self.assertEqual([area.part for area in areas], ["", "", ""])

    def test_part_that_begins_with_a_joining_word_is_a_part(self):
        self.imported([1, "第一选区", 1, "幸福社区和平小区"])

        self.assertEqual(self.areas(), [(self.happy, "和平小区")])

    def test_workplace_is_a_part_of_the_county_and_makes_the_basis(self):
        status, report = self.imported([1, "第一选区", 1, "县人民医院、县公安局"])

        self.assertEqual((status, outcomes(report)), (0, ["import"]))
        self.assertEqual(self.areas(), [(self.county, "县人民医院"), (self.county, "县公安局")])
        self.assertEqual(ElectoralUnit.objects.get().basis, UnitBasis.WORKPLACE)

    def test_workplace_of_a_town_is_a_part_of_it(self):
        header = [*HEADER, "所属乡镇"]
        self.imported([*FIRST[:3], "柳湾卫生院", "柳湾镇"], header=header)

        self.assertEqual(self.areas(), [(self.town, "柳湾卫生院")])

    def test_homes_and_workplaces_together_are_mixed(self):
        self.imported([1, "第一选区", 1, "东湾村、县人民医院"])

        self.assertEqual(ElectoralUnit.objects.get().basis, UnitBasis.MIXED)

    def test_basis_of_the_table_goes_before_what_its_places_say(self):
        self.imported([*FIRST[:3], "东湾村小学", "按居住状况"], header=[*HEADER, "划分方式"])

        self.assertEqual(ElectoralUnit.objects.get().basis, UnitBasis.RESIDENCE)
        self.assertEqual(self.areas(), [(self.village, "小学")])

    def test_unknown_place_of_a_known_town_is_kept_as_its_part(self):
        status, report = self.imported(
            [*FIRST[:3], "东湾村、蓝湾村", "柳湾镇"], header=[*HEADER, "所属乡镇"]
        )

        self.assertEqual((status, codes(report, 2)), (0, {"area_unknown"}))
        self.assertEqual(self.areas(), [(self.town, "蓝湾村"), (self.village, "")])

    def test_unknown_place_of_nowhere_stands_in_the_source_alone(self):
        _, report = self.imported([1, "第一选区", 1, "蓝湾村、东湾村"])

        unit = ElectoralUnit.objects.get()
        self.assertEqual(codes(report, 2), {"area_unknown"})
        self.assertEqual(self.areas(), [(self.village, "")])
        self.assertTrue(unit.source.endswith("；范围原文：蓝湾村"))
        self.assertEqual(report["rows"][1]["unit"]["areas"], ["东湾村", "蓝湾村"])

    def test_several_places_of_one_name_are_a_question(self):
        DivisionFactory(parent=self.other_town, name="东湾村")
        status, report = self.imported(FIRST, [2, "第二选区", 1, "河沿村"])

        self.assertEqual((status, outcomes(report)), (3, ["review", "import"]))
        self.assertIn("有 2 个“东湾村”（柳湾镇东湾村、石桥镇东湾村）", details(report))

    def test_town_column_decides_between_places_of_one_name(self):
        twin = DivisionFactory(parent=self.other_town, name="东湾村")
        self.imported([*FIRST, "石桥镇"], header=[*HEADER, "乡镇街道"])

        self.assertEqual(self.areas(), [(twin, "")])

    def test_town_before_the_place_or_in_the_units_name_decides_too(self):
        twin = DivisionFactory(parent=self.other_town, name="东湾村")
        self.imported(
            [1, "第一选区", 1, "石桥镇东湾村"], [2, "第二选区", 1, "石桥镇：东湾村"],
            [3, "石桥镇第三选区", 1, "东湾村"],
        )  # fmt: skip

        for name in ("第一选区", "第二选区", "石桥镇第三选区"):
            with self.subTest(name=name):
                self.assertEqual(self.areas(name), [(twin, "")])

    def test_place_in_another_town_than_written_is_a_question(self):
        status, report = self.imported(
            [*FIRST[:3], "河沿村", "柳湾镇"], header=[*HEADER, "所属乡镇"]
        )

        self.assertEqual((status, outcomes(report)), (1, ["review"]))
        self.assertIn("柳湾镇没有“河沿村”", details(report))

    def test_unknown_town_narrows_nothing_and_is_said(self):
        _, report = self.imported([*FIRST, "青田镇"], header=[*HEADER, "所属乡镇"])

        self.assertIn("town_unknown", codes(report, 2))
        self.assertEqual(self.areas(), [(self.village, "")])

    def test_village_that_became_a_community_is_said(self):
        _, report = self.imported([1, "第一选区", 1, "幸福村"])

        self.assertEqual(codes(report, 2), {"area_other_kind"})
        self.assertEqual(self.areas(), [(self.happy, "")])

    def test_place_in_two_units_is_a_warning_of_the_second(self):
        status, report = self.imported(FIRST, [2, "第二选区", 1, "西湾村、东湾"])

        self.assertEqual((status, outcomes(report)), (0, ["import", "import_with_warning"]))
        self.assertIn("东湾村也在第一选区（第 2 行）", details(report))
        self.assertEqual(ElectoralUnitArea.objects.filter(division=self.village).count(), 2)

    def test_different_parts_of_a_place_in_two_units_are_nothing_to_remark(self):
        _, report = self.imported(
            [1, "第一选区", 1, "东湾村一组"], [2, "第二选区", 1, "东湾村二组"]
        )

        self.assertEqual(outcomes(report), ["import", "import"])

    def test_place_of_a_later_row_is_named_with_its_row(self):
        _, report = self.imported(FIRST, ["", "", "", "蓝湾村"])

        self.assertIn("第 3 行：没有找到“蓝湾村”", details(report))

    def test_place_that_votes_here_from_elsewhere_is_found(self):
        zone = DivisionFactory(parent=self.city, name="高新园", kind=Kind.DEVELOPMENT_ZONE)
        town = DivisionFactory(parent=zone, name="新桥镇", electoral_parent=self.county)
        village = DivisionFactory(parent=town, name="新桥村")
        self.imported([1, "第一选区", 1, "新桥村"])

        self.assertEqual(self.areas(), [(village, "")])

    def test_place_of_another_county_is_not_found(self):
        other = DivisionFactory(parent=self.city, name="松坪县")
        DivisionFactory(parent=DivisionFactory(parent=other, name="松林镇"), name="松林村")
        _, report = self.imported([1, "第一选区", 1, "松林村"])

        self.assertEqual(codes(report, 2), {"area_unknown"})

    def test_workbook_with_merged_cells_and_lines_of_towns(self):
        with TemporaryDirectory() as folder:
            rows = [
                ["望溪县人大代表选区划分表"], HEADER, ["一、柳湾镇（1个选区）"],
                [1, "第一选区", 2, "东湾村"], [None, None, None, "西湾"], ["二、南关街道"],
                [2, "第二选区", 1, "幸福社区"], ["合计", None, 3, None],
            ]  # fmt: skip
            merges = ("A1:D1", "A3:D3", "A4:A5", "B4:B5", "C4:C5", "A6:D6")
            path = write_workbook(Path(folder) / "选区.xlsx", SheetSpec(rows, merges=merges))
            status, report = import_file(self.county, path)

        self.assertEqual((status, outcomes(report)), (0, ["import", "import"]))
        self.assertEqual(self.areas(), [(self.village, ""), (self.west, "")])
        self.assertEqual(self.areas("第二选区"), [(self.happy, "")])

    def test_gbk_file(self):
        with TemporaryDirectory() as folder:
            path = write_csv(Path(folder) / "选区.csv", [HEADER, FIRST], "gbk")
            self.assertEqual(import_file(self.county, path)[0], 0)


class SecondImportTests(Places):
    rows = (
        [1, "第一选区", 2, "东湾村、西湾村三组、县人民医院"], [2, "第二选区", 1, "河沿村、蓝湾村"],
        [3, "驻县部队", 1, ""],
    )  # fmt: skip

    def test_identical_second_import_changes_nothing(self):
        self.imported(*self.rows)
        before = list(ElectoralUnit.objects.order_by("pk").values())

        status, report = self.imported(*self.rows)

        self.assertEqual((status, outcomes(report)), (0, ["unchanged"] * 3))
        self.assertEqual(report["summary"]["unchanged"], 3)
        self.assertEqual(list(ElectoralUnit.objects.order_by("pk").values()), before)

    def test_what_the_table_changes_is_updated_and_named(self):
        self.imported(*self.rows)
        status, report = self.imported(
            [1, "第1选区", 3, "东湾村"], *self.rows[1:]
        )  # fmt: skip

        unit = ElectoralUnit.objects.get(number=1)
        self.assertEqual((status, outcomes(report)), (0, ["update", "unchanged", "unchanged"]))
        self.assertEqual((unit.name, unit.seats), ("第一选区", 3))
        self.assertEqual(self.areas(), [(self.village, "")])
        self.assertIn("应选名额、选区范围（增 0 处，减 2 处）", details(report))

    def test_what_the_table_leaves_blank_stays(self):
        self.imported(*self.rows)
        _, report = self.imported([1, "第一选区", "", ""], *self.rows[1:])

        self.assertEqual(outcomes(report)[0], "unchanged")
        self.assertEqual(ElectoralUnit.objects.get(number=1).seats, 2)
        self.assertEqual(len(self.areas()), 3)

    def test_units_that_a_newer_table_lacks_are_listed_and_never_deleted(self):
        self.imported(*self.rows)
        _, report = self.imported(self.rows[0])

        self.assertEqual(
            report["summary"]["missing"],
            [{"name": "第二选区", "number": 2, "congress": "望溪县"},
             {"name": "驻县部队", "number": None, "congress": "望溪县"}],
        )  # fmt: skip
        self.assertEqual(ElectoralUnit.objects.count(), 3)

    def test_another_term_has_units_of_its_own(self):
        self.imported(FIRST, term=18)
        self.imported(FIRST, term=19)

        self.assertEqual(ElectoralUnit.objects.count(), 2)
        self.assertEqual(Term.objects.count(), 2)


class RosterTests(Places):
    """Units that a roster has made."""

    def test_unit_of_a_roster_is_filled(self):
        import_people(self.county, [{"name": "李秋禾", "gender": "女", "constituency": "第1选区"}])
        status, report = self.imported(FIRST)

        unit = ElectoralUnit.objects.get()
        self.assertEqual((status, outcomes(report)), (0, ["update"]))
        self.assertEqual((unit.name, unit.seats, unit.mandates.count()), ("第1选区", 2, 1))
        self.assertEqual([area.division for area in unit.areas.all()], [self.village])

    def test_placeholder_of_a_named_place_goes_where_the_table_names_areas(self):
        import_people(self.county, [{"name": "李秋禾", "gender": "女", "constituency": "柳湾镇"}])
        self.assertEqual(self.areas("柳湾镇"), [(self.town, "")])

        self.imported([1, "柳湾镇", 2, ""])
        kept = self.areas("柳湾镇")
        self.imported([1, "柳湾镇", 2, "东湾村、西湾村"])

        self.assertEqual(kept, [(self.town, "")])
        self.assertEqual(self.areas("柳湾镇"), [(self.village, ""), (self.west, "")])

    def test_unit_named_by_its_number_alone_is_known_by_it(self):
        import_people(self.county, [{"name": "李秋禾", "gender": "女", "constituency": "第三选区"}])
        rows = ([3, "城关选区", 2, "东湾村"],)
        _, report = self.imported(*rows)
        _, again = self.imported(*rows)

        unit = ElectoralUnit.objects.get()
        self.assertEqual((outcomes(report), outcomes(again)), (["update"], ["unchanged"]))
        self.assertEqual((unit.name, unit.number, unit.seats), ("第三选区", 3, 2))
        self.assertIn("name_kept", codes(report, 2))

    def test_a_mere_count_of_rows_means_no_stored_unit(self):
        import_people(self.county, [{"name": "李秋禾", "gender": "女", "constituency": "第三选区"}])
        self.imported([3, "城关选区", 2], header=["序号", "选区名称", "名额"])

        self.assertEqual(ElectoralUnit.objects.count(), 2)

    def test_roster_after_the_table_seats_its_people_there(self):
        self.imported([17, "第十七选区", 2, "东湾村"])
        import_people(self.county, [{"name": "李秋禾", "gender": "女", "constituency": "17选区"}])

        self.assertEqual(ElectoralUnit.objects.get().mandates.count(), 1)

    def test_units_that_stand_for_an_unknown_one_are_not_missing(self):
        import_people(self.county, [{"name": "李秋禾", "gender": "女", "constituency": ""}])
        _, report = self.imported(FIRST)

        self.assertEqual(report["summary"]["missing"], [])


class RightsTests(Places):
    def setUp(self):
        self.user = UserFactory(is_staff=True)

    def assign(self, division, role=Role.APPROVER):
        return AssignmentFactory(user=self.user, division=division, role=role)

    def import_as(self, *rows, **options):
        return self.imported(*rows, user=self.user.username, **options)

    def test_unit_outside_the_territory_is_an_error(self):
        TermFactory(congress__division=self.county, number=18)
        self.assign(self.town)
        status, report = self.import_as(FIRST, [2, "柳湾镇", 1, "西湾村"])

        self.assertEqual((status, outcomes(report)), (3, ["error", "import"]))
        self.assertEqual(codes(report, 2), {"outside_territory"})
        self.assertEqual(ElectoralUnit.objects.get().name, "柳湾镇")

    def test_editor_makes_drafts_and_changes_nothing_published(self):
        self.assign(self.county, Role.EDITOR)
        self.import_as(FIRST)
        self.assertFalse(ElectoralUnit.objects.get().live)
        ElectoralUnit.objects.update(live=True)

        status, report = self.import_as([1, "第一选区", 3, "东湾村"])

        self.assertEqual((status, codes(report, 2) - {"changed"}), (1, {"needs_approval"}))
        self.assertEqual(ElectoralUnit.objects.get().seats, 2)

    def test_locked_record_and_waiting_draft_are_left_alone(self):
        self.imported(FIRST, [2, "第二选区", 1, "西湾村"])
        ElectoralUnit.objects.filter(number=1).update(locked=True)
        unit = ElectoralUnit.objects.get(number=2)
        unit.seats = 2
        unit.save_revision()

        status, report = self.imported([1, "第一选区", 3, "东湾村"], [2, "第二选区", 3, "西湾村"])

        self.assertEqual((status, outcomes(report)), (1, ["review", "review"]))
        self.assertEqual(
            set(report["summary"]["issue_counts"]), {"changed", "record_locked", "draft_waiting"}
        )

    def test_latest_revision_is_let_go_so_that_the_admin_edits_what_was_written(self):
        self.imported(FIRST)
        ElectoralUnit.objects.get().save_revision().publish()
        self.imported([1, "第一选区", 3, "东湾村"])

        unit = ElectoralUnit.objects.get()
        self.assertEqual((unit.seats, unit.latest_revision), (3, None))
        self.assertTrue(Revision.objects.exists())

    def test_unseen_units_are_not_listed_as_missing(self):
        self.imported(FIRST, [2, "第二选区", 1, "西湾村"])
        ElectoralUnit.objects.filter(number=2).update(live=False)
        self.assign(self.town)

        _, report = self.import_as(FIRST)

        self.assertEqual(report["summary"]["missing"], [])


class CommandTests(Places):
    def test_exit_statuses(self):
        wrong = [2, "第二选区", 9, "西湾村"]

        self.assertEqual(self.imported(FIRST)[0], 0)
        self.assertEqual(self.imported(FIRST, wrong)[0], 3)
        self.assertEqual(self.imported(wrong)[0], 1)
        self.assertEqual(self.imported()[0], 1)
        self.assertEqual(self.imported(FIRST, place="990099")[0], 1)
        self.assertEqual(self.imported(FIRST, user="nobody")[0], 1)
        self.assertEqual(run("missing.csv", self.county, level="county", term=18), 1)

    def test_usage_errors_exit_with_two(self):
        command = Command()
        command._called_from_command_line = True
        parser = command.create_parser("manage.py", "import_electoral_units")
        right = ["x.csv", "--division", "4305", "--level", "county", "--term", "18"]
        for wrong in (["x.csv"], [*right, "--level", "moon"], [*right, "--term", "0"]):
            with (
                self.subTest(wrong=wrong),
                mock.patch("sys.stderr", StringIO()),
                self.assertRaises(SystemExit) as left,
            ):
                parser.parse_args(wrong)
            self.assertEqual(left.exception.code, 2)

    def test_strict_writes_nothing_while_one_row_is_wrong(self):
        status, report = self.imported(FIRST, [2, "第二选区", 9, "西湾村"], strict=True)

        self.assertEqual((status, report["summary"]["created"]), (1, 0))
        self.assertFalse(Congress.objects.exists())

    def test_dry_run_exits_and_reports_as_the_real_run_and_writes_nothing(self):
        for rows in ([FIRST], [FIRST, [2, "第二选区", 9, "西湾村"]]):
            trial = self.imported(*rows, dry_run=True, term=len(rows))
            self.assertFalse(ElectoralUnit.objects.filter(term__number=len(rows)).exists())
            self.assertEqual(trial, self.imported(*rows, term=len(rows)))

    def test_division_without_a_congress_is_refused(self):
        self.assertEqual(self.imported(FIRST, place=self.street, level="township")[0], 1)

    def test_what_happened_is_told(self):
        out = StringIO()
        with TemporaryDirectory() as folder:
            path = write_csv(Path(folder) / "x.csv", [HEADER, FIRST, [2, "第二选区", 9, "蓝湾村"]])
            with self.assertRaises(SystemExit):
                call_command(
                    "import_electoral_units", str(path), division=self.county.code,
                    level="county", term=18, stdout=out,
                )  # fmt: skip

        self.assertIn("新增 1 个", out.getvalue())
        self.assertIn("名额写的是 9", out.getvalue())

    def test_report_that_would_replace_the_table_is_refused(self):
        with TemporaryDirectory() as folder:
            path = write_csv(Path(folder) / "x.csv", [HEADER, FIRST])
            with self.assertRaises(CommandError):
                call_command(
                    "import_electoral_units", str(path), division=self.county.code,
                    level="county", term=18, report=path,
                )  # fmt: skip
            self.assertTrue(path.read_text("utf-8").startswith("选区号"))

    def test_identity_numbers_are_masked_in_the_report(self):
        _, report = self.imported([*FIRST, "110101199003074573"], header=[*HEADER, "备注"])

        self.assertNotIn("110101199003074573", json.dumps(report))


class CompetitionTests(Places):
    def order(self, path):
        return UnitOrder(path=path, place=self.county, level=CongressLevel.COUNTY, term=18)

    def test_unit_changed_meanwhile_is_compared_anew(self):
        self.imported(FIRST)
        with TemporaryDirectory() as folder:
            path = write_csv(Path(folder) / "x.csv", [HEADER, [1, "第一选区", 3, "东湾村"]])

            def edit(text):
                if text.startswith("写入"):
                    ElectoralUnit.objects.filter(seats=2).update(seats=1)

            result = load(self.order(path), edit)

        self.assertEqual((result.updated, ElectoralUnit.objects.get().seats), (1, 3))

    def test_import_that_was_overtaken_makes_nothing_twice(self):
        with TemporaryDirectory() as folder:
            path = write_csv(Path(folder) / "x.csv", [HEADER, FIRST])
            overtaken = []

            def overtake(text):
                if text.startswith("写入") and not overtaken:
                    overtaken.append(run(path, self.county, level="county", term=18))

            result = load(self.order(path), overtake)

        self.assertEqual((overtaken, result.created, result.unchanged), ([0], 0, 1))
        self.assertEqual(ElectoralUnit.objects.count(), 1)

    def test_locked_database_is_said_and_nothing_is_written(self):
        with mock.patch("directory.importers.unit_load.write_units",
                        side_effect=OperationalError("locked")):  # fmt: skip
            self.assertEqual(self.imported(FIRST)[0], 1)

        self.assertFalse(ElectoralUnit.objects.exists())


class SpeedTests(Places):
    def count(self, rows, term):
        with CaptureQueriesContext(connection) as queries:
            self.imported(*rows, term=term)
        return len(queries)

    def test_queries_do_not_grow_with_units(self):
        def rows(count):
            return [[n, f"第{n}选区", 1, f"东湾村{n}组"] for n in range(1, count + 1)]

        CongressFactory(division=self.county)
        self.assertEqual(self.count(rows(2), 1), self.count(rows(200), 2))

    def test_ten_thousand_units_take_well_under_a_minute(self):
        villages = [
            Division(level=5, kind=Kind.VILLAGE, name=f"村{n:05}村", short_name=f"村{n:05}村",
                     parent=self.town, code="", path=f"{self.town.path}z{n:04}")
            for n in range(5_000)
        ]  # fmt: skip
        Division.objects.bulk_create(villages)
        rows = [
            [n, f"第{n}选区", 1, f"村{n % 5_000:05}村{n // 5_000 + 1}组、村{n * 7 % 5_000:05}"]
            for n in range(1, 9_999)
        ]  # fmt: skip
        start = time.monotonic()
        status, report = self.imported(*rows)

        self.assertEqual((status, report["summary"]["created"]), (0, 9_998))
        self.assertLess(time.monotonic() - start, 40)


class AnswerTests(Places):
    """What was imported answers for places."""

    def test_parts_are_found_by_who_answers(self):
        self.imported([1, "第一选区", 1, "东湾村三组"], [2, "第二选区", 1, "县人民医院"])
        for unit in ElectoralUnit.objects.all():
            MandateFactory(unit=unit, deputy__name=unit.name.replace("选区", ""))
        out = StringIO()
        call_command("who_answers", f"{self.village.code}:5", "--json", stdout=out)

        document = json.loads(out.getvalue())
        self.assertEqual([(d["name"], d["part"]) for d in document["deputies"]], [("第一", "三组")])
        self.assertEqual(
            [(d["name"], d["part"]) for d in document["workplace"]], [("第二", "县人民医院")]
        )
