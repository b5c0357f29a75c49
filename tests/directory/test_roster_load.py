"""Loading a roster: what it creates, changes, leaves alone and leaves out."""

import datetime
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from wagtail.models import Revision

from directory.enums import EndGround, MandateStatus, UnitKind
from directory.importers.roster_write import write_entries
from directory.models import Congress, Deputy, ElectoralUnit, ElectoralUnitArea, Mandate, Term
from divisions.enums import Kind
from divisions.models import Division
from tests.factories import DivisionFactory, ElectoralUnitFactory, MandateFactory

from .rosters import codes, import_people, outcomes


class Places(TestCase):
    """A prefecture with a county, a town and a village."""

    @classmethod
    def setUpTestData(cls):
        cls.nation = Division.objects.root()
        cls.province = DivisionFactory()
        cls.city = DivisionFactory(parent=cls.province)
        cls.county = DivisionFactory(parent=cls.city)
        cls.town = DivisionFactory(parent=cls.county)
        cls.village = DivisionFactory(parent=cls.town)


class CreatingTests(Places):
    def test_congress_term_unit_person_and_mandate_are_made(self):
        status, report = import_people(
            self.county, [{"name": "李秋禾", "gender": "女", "constituency": "柳湾镇",
                           "group": "第一小组", "station": "柳湾联络站"}],
        )  # fmt: skip

        mandate = Mandate.objects.get()
        self.assertEqual(status, 0)
        self.assertEqual(mandate.term.congress.name, "望溪县人民代表大会")
        self.assertEqual((mandate.term.number, mandate.term.starts_on), (18, None))
        self.assertEqual((mandate.level, mandate.live), (self.county.level, True))
        self.assertEqual((mandate.group_text, mandate.station_text), ("第一小组", "柳湾联络站"))
        self.assertEqual(mandate.deputy.gender, "female")
        self.assertEqual(mandate.deputy.pinyin, "li qiu he")
        self.assertEqual(report["summary"]["created"], 1)

    def test_denormalised_columns_are_those_that_saving_would_fill(self):
        import_people(self.county, [{"name": "李秋禾", "constituency": "柳湾镇"}])

        for model in (Congress, Term, ElectoralUnit, Deputy, Mandate):
            record = model.objects.get()
            kept = {field.attname: getattr(record, field.attname)
                    for field in model._meta.concrete_fields}  # fmt: skip
            record.save()
            record.refresh_from_db()
            for name, value in kept.items():
                with self.subTest(model=model.__name__, field=name):
                    self.assertEqual(getattr(record, name), value)

    def test_unit_that_bears_the_name_of_a_place_covers_it_and_is_maintained_there(self):
        import_people(self.county, [{"name": "李秋禾", "constituency": "柳湾镇"}])

        unit = ElectoralUnit.objects.get()
        self.assertEqual(unit.kind, UnitKind.DISTRICT)
        self.assertEqual(unit.division, self.town)
        self.assertEqual([area.division for area in unit.areas.all()], [self.town])

    def test_name_that_two_places_bear_gives_no_area(self):
        for town in (self.town, DivisionFactory(parent=self.county, name="石桥镇")):
            DivisionFactory(parent=town, name="新村")

        import_people(self.county, [{"name": "李秋禾", "constituency": "新村"}])

        self.assertFalse(ElectoralUnitArea.objects.exists())
        self.assertEqual(ElectoralUnit.objects.get().division, self.county)

    def test_higher_place_of_the_name_is_taken_before_a_lower_one(self):
        DivisionFactory(parent=self.town, name="柳湾镇")

        import_people(self.county, [{"name": "李秋禾", "constituency": "柳湾镇"}])

        self.assertEqual(ElectoralUnitArea.objects.get().division, self.town)

    def test_electing_unit_is_elected_by_the_congress_of_the_place_it_names(self):
        import_people(self.city, [{"name": "李秋禾", "constituency": "望溪县"}], level="city")

        unit = ElectoralUnit.objects.get()
        self.assertEqual(unit.kind, UnitKind.ELECTING_UNIT)
        self.assertEqual(unit.electing_congress.division, self.county)
        self.assertEqual(unit.division, self.county)

    def test_electing_congress_of_a_place_without_one_stays_unknown(self):
        DivisionFactory(parent=self.city, name="高新开发区", kind=Kind.DEVELOPMENT_ZONE)

        import_people(self.city, [{"name": "李秋禾", "constituency": "高新开发区"}], level="city")

        unit = ElectoralUnit.objects.get()
        self.assertIsNone(unit.electing_congress)
        self.assertEqual(unit.areas.get().division.name, "高新开发区")
        self.assertFalse(Congress.objects.exclude(division=self.city).exists())

    def test_unit_without_a_place_of_its_name_belongs_to_the_congress(self):
        import_people(self.city, [{"name": "李秋禾", "constituency": "大鹏新区"}], level="city")

        unit = ElectoralUnit.objects.get()
        self.assertEqual((unit.division, unit.areas.count()), (self.city, 0))

    def test_armed_forces_are_a_unit_of_their_own_kind(self):
        units = ("中国人民解放军", "武警云岭支队", "驻县部队")
        people = [{"name": f"周岭{unit[0]}", "constituency": unit} for unit in units]

        import_people(self.city, people, level="city")

        found = ElectoralUnit.objects.values_list("name", "kind", "electing_congress")
        self.assertCountEqual(found, [(unit, UnitKind.ARMED_FORCES, None) for unit in units])

    def test_numbers_of_districts_are_read_and_either_spelling_means_the_same(self):
        people = [
            {"name": "李秋禾", "constituency": "第十七选区"},
            {"name": "周岭", "constituency": "17选区"},
            {"name": "吴江", "constituency": "十七选区"},
        ]

        import_people(self.county, people)

        unit = ElectoralUnit.objects.get()
        self.assertEqual((unit.number, unit.mandates.count()), (17, 3))

    def test_row_without_a_unit_is_taken_and_says_so(self):
        status, report = import_people(self.county, [{"name": "李秋禾", "gender": "女"}])

        self.assertEqual((status, outcomes(report)), (0, ["import"]))
        self.assertIn("unit_unknown", codes(report, 2))
        self.assertEqual(ElectoralUnit.objects.get().areas.count(), 0)

    def test_units_that_stand_ready_are_used(self):
        unit = ElectoralUnitFactory(
            term__congress__division=self.county, term__number=18, name="第3选区"
        )

        import_people(self.county, [{"name": "李秋禾", "constituency": "第三选区"}])

        self.assertEqual(Mandate.objects.get().unit, unit)
        self.assertEqual(ElectoralUnit.objects.count(), 1)

    def test_telephone_is_stored_but_not_consented_to(self):
        import_people(self.county, [{"name": "李秋禾", "phone": "10000000001"}])

        deputy = Deputy.objects.get()
        self.assertEqual((deputy.phone, deputy.consents.count()), ("10000000001", 0))


class LevelTests(Places):
    def test_row_of_a_higher_level_goes_to_that_congress_on_the_chain(self):
        people = [
            {"name": "李秋禾", "level": "县级", "constituency": "柳湾镇"},
            {"name": "周岭", "level": "市级", "constituency": "望溪县"},
            {"name": "吴江", "level": "全国", "constituency": "青澜省"},
        ]

        status, _ = import_people(self.county, people)

        found = {m.deputy.name: m.term.congress.division for m in Mandate.objects.all()}
        self.assertEqual(status, 0)
        self.assertEqual(found, {"李秋禾": self.county, "周岭": self.city, "吴江": self.nation})

    def test_row_of_a_lower_level_goes_by_the_name_its_unit_begins_with(self):
        DivisionFactory(parent=self.county, name="石桥镇")
        people = [
            {"name": "李秋禾", "level": "镇级", "constituency": "石桥镇第三选区"},
            {"name": "周岭", "level": "县级", "constituency": "柳湾镇"},
        ]

        import_people(self.county, people)

        seat = Mandate.objects.get(deputy__name="李秋禾")
        self.assertEqual(seat.term.congress.division.name, "石桥镇")

    def test_row_of_a_lower_level_without_a_place_is_an_error(self):
        people = [
            {"name": "李秋禾", "level": "镇级", "constituency": "第三选区"},
            {"name": "周岭", "level": "县级", "constituency": "第三选区"},
        ]

        status, report = import_people(self.county, people)

        self.assertEqual((status, outcomes(report)), (3, ["error", "import"]))
        self.assertIn("unknown_congress", codes(report, 2))
        self.assertFalse(Deputy.objects.filter(name="李秋禾").exists())

    def test_unit_in_a_place_without_a_congress_is_an_error_that_names_its_kind(self):
        DivisionFactory(parent=self.county, name="南关街道", kind=Kind.SUBDISTRICT)
        people = [
            {"name": "李秋禾", "level": "乡级", "constituency": "南关街道第一选区"},
            {"name": "周岭", "level": "县级", "constituency": "第三选区"},
        ]

        _, report = import_people(self.county, people)

        issue = next(i for i in report["rows"][1]["issues"] if i["severity"] == "error")
        self.assertEqual(issue["code"], "no_congress")
        self.assertIn("街道不设人民代表大会", issue["detail"])

    def test_row_of_a_level_that_the_chain_lacks_is_an_error(self):
        area = DivisionFactory(parent=self.province, name="西陵地区", kind=Kind.PREFECTURE_AREA)
        county = DivisionFactory(parent=area, name="长岭县")
        people = [
            {"name": "李秋禾", "level": "市级", "constituency": "长岭县"},
            {"name": "周岭", "level": "县级", "constituency": "第三选区"},
        ]

        _, report = import_people(county, people)

        issue = next(i for i in report["rows"][1]["issues"] if i["severity"] == "error")
        self.assertIn("西陵地区不设人民代表大会", issue["detail"])

    def test_governor_stands_on_the_chain_where_the_parent_has_no_congress(self):
        prefecture = DivisionFactory(
            parent=self.province, name="白河州", kind=Kind.AUTONOMOUS_PREFECTURE
        )
        area = DivisionFactory(
            parent=self.province, governed_by=prefecture, name="西陵地区",
            kind=Kind.PREFECTURE_AREA,
        )  # fmt: skip
        town = DivisionFactory(parent=area, name="长岭市", kind=Kind.COUNTY_CITY)

        import_people(town, [{"name": "李秋禾", "constituency": "长岭市"}], level="city")

        self.assertEqual(Mandate.objects.get().term.congress.division, prefecture)

    def test_electoral_parent_stands_on_the_chain_instead_of_a_zone(self):
        zone = DivisionFactory(parent=self.city, name="高新开发区", kind=Kind.DEVELOPMENT_ZONE)
        town = DivisionFactory(parent=zone, name="新桥镇", electoral_parent=self.county)

        import_people(town, [{"name": "李秋禾", "constituency": "第三选区"}], level="county")

        self.assertEqual(Mandate.objects.get().term.congress.division, self.county)

    def test_district_at_a_level_without_districts_is_a_question(self):
        people = [
            {"name": "李秋禾", "level": "市级", "constituency": "第三选区"},
            {"name": "周岭", "level": "县级", "constituency": "第三选区"},
        ]

        status, report = import_people(self.county, people)

        self.assertEqual((status, outcomes(report)), (3, ["review", "import"]))
        self.assertIn("unit_of_other_level", codes(report, 2))
        self.assertFalse(Congress.objects.filter(division=self.city).exists())

    def test_division_code_decides_the_congress_and_the_area(self):
        people = [
            {"name": "李秋禾", "level": "town", "division_code": self.town.code},
            {"name": "周岭", "level": "county", "division_code": self.town.code},
            {"name": "吴江", "level": "city", "division_code": self.county.code[:6]},
        ]

        status, _ = import_people(self.city, people, level="city")

        found = {m.deputy.name: (m.term.congress.division, m.unit.name)
                 for m in Mandate.objects.all()}  # fmt: skip
        self.assertEqual(status, 0)
        self.assertEqual(found["李秋禾"], (self.town, "选区未注明"))
        self.assertEqual(found["周岭"], (self.county, "柳湾镇"))
        self.assertEqual(found["吴江"], (self.city, "望溪县"))

    def test_division_code_that_is_unknown_or_lies_elsewhere_is_an_error(self):
        elsewhere = DivisionFactory(parent=DivisionFactory(name="东海省"), name="海州市")
        people = [
            {"name": "李秋禾", "division_code": "981234"},
            {"name": "周岭", "division_code": elsewhere.code, "level": "市级"},
            {"name": "吴江", "division_code": self.county.code},
        ]

        status, report = import_people(self.county, people)

        self.assertEqual((status, outcomes(report)), (3, ["error", "error", "import"]))
        self.assertIn("unknown_division_code", codes(report, 2))
        self.assertIn("unknown_congress", codes(report, 3))


class AgainTests(Places):
    people = [
        {"name": "李秋禾", "gender": "女", "birth": "1979-05", "post": "柳湾镇卫生院医生",
         "constituency": "第三选区", "phone": "10000000001", "group": "第一小组"},
        {"name": "买买提·吐尔逊", "gender": "男", "birth": "1968", "post": "教师",
         "constituency": "第四选区", "phone": "", "group": ""},
    ]  # fmt: skip

    def setUp(self):
        import_people(self.county, self.people)

    def import_changed(self, **changes):
        return import_people(self.county, [self.people[0] | changes, self.people[1]])

    def test_same_file_changes_nothing(self):
        before = list(Deputy.objects.values().order_by("pk"))

        status, report = import_people(self.county, self.people)

        self.assertEqual((status, outcomes(report)), (0, ["unchanged", "unchanged"]))
        self.assertEqual(report["summary"]["unchanged"], 2)
        self.assertEqual(list(Deputy.objects.values().order_by("pk")), before)
        self.assertEqual(Mandate.objects.count(), 2)

    def test_changed_cells_are_written_and_named(self):
        status, report = self.import_changed(post="柳湾镇卫生院院长", group="第二小组")

        deputy = Deputy.objects.get(name="李秋禾")
        self.assertEqual((status, outcomes(report)), (0, ["update", "unchanged"]))
        self.assertEqual(deputy.post, "柳湾镇卫生院院长")
        self.assertEqual(deputy.mandates.get().group_text, "第二小组")
        detail = report["rows"][1]["issues"][-1]["detail"]
        self.assertIn("工作单位及职务", detail)
        self.assertIn("代表小组", detail)
        self.assertNotIn("院长", detail)

    def test_empty_cell_erases_nothing(self):
        _, report = self.import_changed(phone="", post="")

        self.assertEqual(outcomes(report)[0], "unchanged")
        self.assertEqual(Deputy.objects.get(name="李秋禾").phone, "10000000001")

    def test_year_alone_does_not_take_the_month_away(self):
        _, report = self.import_changed(birth="1979")

        self.assertEqual(outcomes(report)[0], "unchanged")
        self.assertEqual(Deputy.objects.get(name="李秋禾").birth, "1979-05")

    def test_month_is_added_where_only_the_year_was_known(self):
        changed = self.people[1] | {"birth": "1968-07"}

        _, report = import_people(self.county, [self.people[0], changed])

        self.assertEqual(outcomes(report)[1], "update")
        self.assertEqual(Deputy.objects.get(birth="1968-07").name, "买买提·吐尔逊")

    def test_another_spelling_of_the_name_is_the_same_person(self):
        changed = self.people[1] | {"name": "买买提•吐尔逊"}

        _, report = import_people(self.county, [self.people[0], changed])

        self.assertEqual(outcomes(report)[1], "unchanged")

    def test_line_ends_typed_in_the_admin_are_no_change(self):
        Deputy.objects.filter(name="李秋禾").update(post="医生\r\n主任")

        _, report = self.import_changed(post="医生\n主任")

        self.assertEqual(outcomes(report)[0], "unchanged")

    def test_person_absent_from_the_newer_roster_is_listed_and_not_ended(self):
        gone = Deputy.objects.get(name="李秋禾")

        status, report = import_people(self.county, [self.people[1]])

        self.assertEqual(status, 0)
        self.assertEqual(
            report["summary"]["missing"],
            [{"code": gone.code, "name": "李秋禾", "unit": "第三选区"}],
        )
        self.assertTrue(gone.mandates.get().is_open)

    def test_missing_are_sought_in_the_rosters_own_congress_and_term_alone(self):
        import_people(self.county, [{"name": "周岭"}], term=17)
        import_people(self.town, [{"name": "吴江"}], level="township")

        _, report = import_people(self.county, self.people)

        self.assertEqual(report["summary"]["missing"], [])

    def test_person_whose_row_is_a_question_is_not_missing(self):
        _, report = self.import_changed(constituency="第九选区")

        self.assertEqual(outcomes(report)[0], "review_duplicate")
        self.assertEqual(report["summary"]["missing"], [])

    def test_ended_mandate_is_neither_opened_again_nor_doubled(self):
        mandate = Mandate.objects.get(deputy__name="李秋禾")
        mandate.status, mandate.end_ground = MandateStatus.ENDED, EndGround.RESIGNED
        mandate.ends_on = datetime.date(2024, 5, 1)
        mandate.save()

        status, report = import_people(self.county, self.people)

        self.assertEqual((status, outcomes(report)[0]), (0, "unchanged"))
        self.assertIn("mandate_has_ended", codes(report, 2))
        self.assertFalse(Mandate.objects.get(deputy__name="李秋禾").is_open)

    def test_unpublished_draft_is_left_alone(self):
        deputy = Deputy.objects.get(name="李秋禾")
        deputy.post = "正在改"
        deputy.save_revision()

        status, report = self.import_changed(post="柳湾镇卫生院院长")

        self.assertEqual((status, outcomes(report)[0]), (3, "review"))
        self.assertIn("draft_waiting", codes(report, 2))
        self.assertEqual(Deputy.objects.get(name="李秋禾").post, "柳湾镇卫生院医生")

    def test_draft_and_import_both_survive_once_the_draft_is_published(self):
        deputy = Deputy.objects.get(name="李秋禾")
        deputy.education = "硕士"
        deputy.save_revision()
        self.import_changed(post="柳湾镇卫生院院长")

        deputy.get_latest_revision().publish()
        status, report = self.import_changed(post="柳湾镇卫生院院长")

        deputy = Deputy.objects.get(name="李秋禾")
        self.assertEqual((status, outcomes(report)[0]), (0, "update"))
        self.assertEqual((deputy.education, deputy.post), ("硕士", "柳湾镇卫生院院长"))
        self.assertEqual(deputy.get_latest_revision_as_object().post, "柳湾镇卫生院院长")

    def test_new_seat_of_a_person_with_a_draft_leaves_the_draft(self):
        deputy = Deputy.objects.get(name="李秋禾")
        deputy.education = "硕士"
        deputy.save_revision()
        row = {"name": "李秋禾", "gender": "女", "constituency": "柳湾镇"}

        import_people(self.county, [row], term=19, answer=[(2, deputy.code)])

        deputy = Deputy.objects.get(name="李秋禾")
        self.assertEqual(deputy.mandates.count(), 2)
        self.assertEqual(deputy.get_latest_revision_as_object().education, "硕士")

    def test_draft_saved_while_the_import_runs_is_left_alone(self):
        def save_draft_and_write(*what):
            deputy = Deputy.objects.get(name="李秋禾")
            deputy.education = "硕士"
            deputy.save_revision()
            write_entries(*what)

        with mock.patch(
            "directory.importers.roster_load.write_entries", side_effect=save_draft_and_write
        ):
            status, report = self.import_changed(post="柳湾镇卫生院院长")

        deputy = Deputy.objects.get(name="李秋禾")
        self.assertEqual((status, outcomes(report)[0]), (3, "review"))
        self.assertIn("draft_waiting", codes(report, 2))
        self.assertEqual(deputy.get_latest_revision_as_object().education, "硕士")

    def test_locked_record_is_left_alone(self):
        Deputy.objects.filter(name="李秋禾").update(locked=True)

        _, report = self.import_changed(post="柳湾镇卫生院院长")

        self.assertIn("record_locked", codes(report, 2))
        self.assertEqual(Deputy.objects.get(name="李秋禾").post, "柳湾镇卫生院医生")

    def test_admin_shows_what_was_imported_over_a_published_revision(self):
        deputy = Deputy.objects.get(name="李秋禾")
        deputy.save_revision().publish()

        self.import_changed(post="柳湾镇卫生院院长")

        deputy = Deputy.objects.get(name="李秋禾")
        self.assertEqual(deputy.get_latest_revision_as_object().post, "柳湾镇卫生院院长")
        self.assertEqual(Revision.objects.for_instance(deputy).count(), 1)

    def test_corrected_pinyin_survives_a_change(self):
        Deputy.objects.filter(name="李秋禾").update(pinyin="li qiu huo")

        self.import_changed(post="柳湾镇卫生院院长")

        self.assertEqual(Deputy.objects.get(name="李秋禾").pinyin, "li qiu huo")


class QueryTests(Places):
    def count(self, first, rows):
        people = [
            {"name": f"李{chr(0x4E00 + number)}", "post": "医生", "constituency": "柳湾镇"}
            for number in range(first, first + rows)
        ]
        with CaptureQueriesContext(connection) as new:
            import_people(self.county, people)
        for person in people:
            person["post"] = "院长"
        with CaptureQueriesContext(connection) as changed:
            import_people(self.county, people)
        return len(new), len(changed)

    def test_queries_do_not_grow_with_rows(self):
        MandateFactory(unit__term__congress__division=self.county, unit__term__number=18)

        few = self.count(0, 2)
        many = self.count(100, 20)

        self.assertLessEqual(many[0], few[0])
        self.assertLessEqual(many[1], few[1])
