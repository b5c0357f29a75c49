"""What leaves as Popolo: published records, public fields, names that Popolo has."""

import datetime
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.enums import EndGround, MandateStatus, OrganKind, UnitKind
from directory.models import (
    Consent,
    Deputy,
    DeputyIdentifier,
    ElectoralUnit,
    ElectoralUnitArea,
    ExtraRole,
    Mandate,
    Organ,
    OrganMember,
    OtherName,
    Term,
)
from tests.factories import (
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    OrganFactory,
    TermFactory,
)

from .popolo_files import run, run_export
from .popolo_schemas import foreign_names, schema_errors

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


class ExportCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.city = DivisionFactory(parent=DivisionFactory())
        cls.county = DivisionFactory(parent=cls.city)
        cls.town = DivisionFactory(parent=cls.county)
        cls.term = TermFactory(congress=CongressFactory(division=cls.county), number=18)
        cls.unit = ElectoralUnitFactory(term=cls.term, name="第三选区")
        ElectoralUnitArea.objects.create(unit=cls.unit, division=cls.town, part="东湾三组")
        cls.deputy = DeputyFactory(
            division=cls.county, gender="female", ethnicity="傣族", post="柳湾小学教师",
            public_channel="柳湾镇联络站 0990-1234567", phone="13800000000",
            email="private@example.org", biography="<p>一九七九年生。</p>",
        )  # fmt: skip
        cls.mandate = MandateFactory(unit=cls.unit, deputy=cls.deputy)

    def export(self, place=None):
        place = place or self.county
        return run_export(division=f"{place.code}:{place.level}")

    def person(self):
        (person,) = self.export()["persons"]
        return person


class PublishedTests(ExportCase):
    def test_person_membership_organization_area_and_term(self):
        found = self.export()

        (person,), (seat,) = found["persons"], found["memberships"]
        (congress,), (area,), (term,) = found["organizations"], found["areas"], found["events"]
        self.assertEqual(person["id"], f"urn:uuid:{self.deputy.uuid}")
        self.assertEqual((person["name"], person["gender"], person["national_identity"]),
                         ("李秋禾", "female", "傣族"))  # fmt: skip
        self.assertEqual(person["identifiers"],
                         [{"scheme": "deputy-code", "identifier": self.deputy.code}])  # fmt: skip
        self.assertEqual((seat["person_id"], seat["organization_id"], seat["area_id"]),
                         (person["id"], congress["id"], area["id"]))  # fmt: skip
        self.assertEqual((seat["label"], seat["role"]), ("第十八届", "代表"))
        self.assertEqual(congress["name"], "望溪县人民代表大会")
        self.assertEqual((area["name"], area["classification"]), ("第三选区", "district"))
        self.assertEqual(area["children"][0]["name"], "柳湾镇东湾三组")
        self.assertEqual((term["organization_id"], term["start_date"]),
                         (congress["id"], "2022-01-10"))  # fmt: skip

    def test_ids_do_not_change(self):
        self.assertEqual(self.export(), self.export())

    def test_only_the_subtree_leaves(self):
        other = DivisionFactory(parent=self.city, name="远方县")
        term = TermFactory(congress=CongressFactory(division=other))
        MandateFactory(unit=ElectoralUnitFactory(term=term), deputy__name="别处人")

        self.assertEqual([p["name"] for p in self.export()["persons"]], ["李秋禾"])
        self.assertEqual(len(self.export(other)["persons"]), 1)
        self.assertEqual(len(self.export(self.city)["persons"]), 2)
        self.assertEqual(len(run_export()["persons"]), 2)

    def test_drafts_stay(self):
        draft = MandateFactory(unit=self.unit, deputy__name="草稿一")
        Deputy.objects.filter(pk=draft.deputy_id).update(live=False)
        hidden = MandateFactory(unit=self.unit, deputy__name="草稿二")
        Mandate.objects.filter(pk=hidden.pk).update(live=False)
        organ = OrganFactory(division=self.county, name="草稿机构")
        Organ.objects.filter(pk=organ.pk).update(live=False)

        found = self.export()

        self.assertEqual([person["name"] for person in found["persons"]], ["李秋禾"])
        self.assertEqual(len(found["memberships"]), 1)
        self.assertNotIn("草稿", json.dumps(found, ensure_ascii=False))

    def test_term_that_is_a_draft_takes_its_mandates_along(self):
        Term.objects.filter(pk=self.term.pk).update(live=False)

        found = self.export()

        self.assertEqual((found["memberships"], found["events"]), ([], []))

    def test_offices_in_organs(self):
        organ = OrganFactory(
            division=self.county, name="常委会", kind=OrganKind.STANDING_COMMITTEE,
            congress=self.term.congress,
        )  # fmt: skip
        OrganMember.objects.create(organ=organ, deputy=self.deputy, office="委员")
        OrganMember.objects.create(organ=organ, name="不是代表", office="秘书")

        found = self.export()

        office = found["memberships"][1]
        body = next(o for o in found["organizations"] if o["id"] == office["organization_id"])
        self.assertEqual((office["role"], body["name"]), ("委员", "常委会"))
        self.assertEqual(body["classification"], "standing committee")
        self.assertIn(body["parent_id"], {o["id"] for o in found["organizations"]})

    def test_unit_for_which_nobody_sits_leaves_as_a_post(self):
        ElectoralUnitFactory(term=self.term, name="第四选区")

        found = self.export()

        (post,) = found["posts"]
        names = {area["id"]: area["name"] for area in found["areas"]}
        self.assertEqual((names[post["area_id"]], post["label"]), ("第四选区", "第十八届"))
        self.assertEqual(len(names), 2)

    def test_every_reference_leads_to_a_record_of_the_document(self):
        upper = TermFactory(congress=CongressFactory(division=self.city))
        unit = ElectoralUnitFactory(
            term=upper, kind=UnitKind.ELECTING_UNIT, name="望溪县", division=self.county,
            electing_congress=self.term.congress,
        )  # fmt: skip
        MandateFactory(unit=unit, deputy=self.deputy)

        found = self.export()

        ids = {record["id"] for records in found.values() for record in records}
        for section in found.values():
            for record in section:
                for name, value in record.items():
                    if name.endswith("_id"):
                        self.assertIn(value, ids, name)
        self.assertEqual(len(found["organizations"]), 2)

    def test_to_a_file_in_place_of_an_old_one(self):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "out.json"
            path.write_text("old", "utf-8")
            status, text = run("export_popolo", path)
            self.assertEqual(len(json.loads(path.read_text("utf-8"))["persons"]), 1)
            self.assertEqual([p.name for p in Path(folder).iterdir()], ["out.json"])
        self.assertEqual(status, 0)
        self.assertIn("1 人", text)

    def test_nothing_published_is_an_empty_document(self):
        self.assertEqual(set(map(len, self.export(DivisionFactory()).values())), {0})

    def test_queries_do_not_grow_with_people(self):
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                self.export()
            counts.append(len(queries))
            MandateFactory.create_batch(20, unit=self.unit)

        self.assertEqual(counts[0], counts[1])


class VisibilityTests(ExportCase):
    """The rules of the public page hold for the export."""

    def end_mandate(self, days_ago=1):
        Mandate.objects.filter(pk=self.mandate.pk).update(
            ends_on=TODAY - days_ago * DAY, status=MandateStatus.ENDED
        )

    def test_own_telephone_and_mail_stand_while_a_consent_does(self):
        self.assertNotIn("email", self.person())

        for field in ("phone", "email"):
            Consent.objects.create(
                deputy=self.deputy, field=field, version="2026", given_on=TODAY - DAY
            )
        person = self.person()
        values = {contact["value"] for contact in person["contact_details"]}
        self.assertEqual(person["email"], "private@example.org")
        self.assertIn("13800000000", values)

        Consent.objects.update(withdrawn_on=TODAY)
        self.assertNotIn("13800000000", json.dumps(self.person()))
        self.assertNotIn("private@", json.dumps(self.person()))

    def test_who_left_office_keeps_name_term_and_unit_alone(self):
        self.end_mandate(days_ago=5000)
        Consent.objects.create(
            deputy=self.deputy, field="phone", version="2026", given_on=TODAY - DAY
        )

        self.assertEqual(set(self.person()), {"id", "name", "sort_name", "identifiers", "links"})
        (seat,) = self.export()["memberships"]
        self.assertEqual(seat["role"], "往届代表")
        self.assertIn("area_id", seat)

    def test_biography_stays_for_a_while(self):
        self.end_mandate()

        self.assertIn("biography", self.person())
        self.assertNotIn("summary", self.person())

    def test_suspended_deputy_has_no_contact_and_nothing_says_why(self):
        before = self.export()
        Mandate.objects.update(status=MandateStatus.SUSPENDED)
        after = self.export()

        self.assertIn("contact_details", before["persons"][0])
        self.assertNotIn("contact_details", after["persons"][0])
        self.assertEqual(before["memberships"], after["memberships"])

    def test_soldiers_unit_post_and_places_stay_unnamed(self):
        upper = TermFactory(congress=CongressFactory(division=self.city))
        unit = ElectoralUnitFactory(
            term=upper, kind=UnitKind.ARMED_FORCES, name="驻云岭某部", division=self.county
        )
        ElectoralUnitArea.objects.create(unit=unit, division=self.town)
        MandateFactory(unit=unit, deputy=DeputyFactory(division=self.county, post="某部政委"))

        text = json.dumps(self.export(), ensure_ascii=False)

        for secret in ("驻云岭", "某部"):
            self.assertNotIn(secret, text)
        self.assertIn('"军队"', text)

    def test_forces_as_a_whole_keep_their_name(self):
        unit = ElectoralUnitFactory(
            term=self.term, kind=UnitKind.ARMED_FORCES, name="中国人民解放军"
        )
        MandateFactory(unit=unit)

        self.assertIn("中国人民解放军", [area["name"] for area in self.export()["areas"]])

    def test_no_marker_of_a_restricted_field_leaves(self):
        Deputy.objects.filter(pk=self.deputy.pk).update(
            party="标记一", education="标记二", native_place="标记三", source="标记四",
            phone="标记五", email="marker@example.org", birth="1953-11", birth_day=29,
            residence=DivisionFactory(parent=self.city, name="标记六县"),
            work_place=DivisionFactory(parent=self.city, name="标记七县"),
            occupation="标记八", occupation_code="77777",
        )  # fmt: skip
        Mandate.objects.update(
            source="标记甲", deputy_class="标记乙", group_text="标记丙", station_text="标记丁",
            status=MandateStatus.ENDED, end_ground=EndGround.RECALLED,
        )  # fmt: skip
        ElectoralUnit.objects.update(source="标记戊")
        Term.objects.update(source="标记己")
        organ = OrganFactory(division=self.county, source="标记庚")
        OrganMember.objects.create(organ=organ, deputy=self.deputy, office="委员", source="标记辛")
        ExtraRole.objects.create(deputy=self.deputy, title="监督员", source="标记壬")
        DeputyIdentifier.objects.create(deputy=self.deputy, scheme="标记癸", identifier="标记子")
        Consent.objects.create(
            deputy=self.deputy, field="phone", version="标记丑",
            given_on=datetime.date(1999, 9, 9), withdrawn_on=datetime.date(1999, 9, 10),
        )  # fmt: skip

        text = json.dumps(self.export(), ensure_ascii=False)

        self.assertIn("李秋禾", text)
        for marker in ("标记", "marker@", "1953", "77777", "1999-09", "recalled", "罢免",
                       self.mandate.division_path):  # fmt: skip
            self.assertNotIn(marker, text)


@pytest.mark.real_data
class SchemaTests(ExportCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        OtherName.objects.create(deputy=cls.deputy, name="阿依古丽", language="ug", note="民族文字")
        Consent.objects.create(
            deputy=cls.deputy, field="email", version="2026", given_on=TODAY - DAY
        )
        organ = OrganFactory(division=cls.county, telephone="0990-7654321")
        OrganMember.objects.create(
            organ=organ, deputy=cls.deputy, office="委员", starts_on=TODAY, ends_on=TODAY
        )
        MandateFactory(unit=cls.unit, starts_on=TODAY - DAY, is_by_election=True)

    def test_export_validates_against_the_schemas(self):
        self.assertEqual(schema_errors(self.export()), [])

    def test_schemas_refuse_what_is_wrong(self):
        found = self.export()
        found["persons"][0]["contact_details"] = [{"type": "email"}]
        found["memberships"][0]["start_date"] = "2022年"

        self.assertEqual(len(schema_errors(found)), 2)

    def test_every_name_is_one_that_popolo_has(self):
        self.assertEqual(foreign_names(self.export()), set())
