"""What a Popolo file becomes: people, mandates and offices, congresses and organs, units."""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.strokes import stroke_key
from core.visibility import RESTRICTED, visibility_of
from directory.enums import MandateStatus, OrganKind, UnitKind
from directory.models import (
    Congress,
    Consent,
    Deputy,
    DeputyIdentifier,
    ElectoralUnit,
    ElectoralUnitArea,
    Mandate,
    Organ,
    OrganMember,
    Term,
)
from divisions.enums import Kind
from tests.factories import (
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
)

from .popolo_files import TERM, area, codes, document, row, run_import, seat

PARLIAMENT = {"id": "parliament", "name": "Assembly of Elsewhere", "classification": "legislature"}


class CountyTests(TestCase):
    """Files that speak for one county, whose voters elect directly."""

    @classmethod
    def setUpTestData(cls):
        city = DivisionFactory(parent=DivisionFactory())
        cls.county = DivisionFactory(parent=city, name="望溪县")
        cls.town = DivisionFactory(parent=cls.county, name="柳湾镇")

    def load(self, content, **options):
        reference = f"{self.county.code}:{self.county.level}"
        return run_import(content, division=reference, **options)


class MappingTests(CountyTests):
    def test_person_membership_organization_and_area_become_ours(self):
        status, report, _ = self.load(document(
            ["周望舒"], [seat("周望舒", "第一选区")], areas=[area("第一选区")]
        ))  # fmt: skip

        mandate = Mandate.objects.get()
        self.assertEqual(status, 0)
        self.assertEqual(mandate.deputy.name, "周望舒")
        self.assertEqual(mandate.deputy.pinyin, "zhou wang shu")
        self.assertEqual((mandate.unit.name, mandate.unit.kind, mandate.unit.number),
                         ("第一选区", UnitKind.DISTRICT, 1))  # fmt: skip
        self.assertEqual(mandate.term.number, 5)
        self.assertEqual(mandate.term.starts_on, datetime.date(2021, 12, 20))
        self.assertEqual(mandate.term.congress.name, "望溪县人民代表大会")
        self.assertEqual(mandate.division_path, self.county.path)
        self.assertTrue(mandate.live and mandate.deputy.live and mandate.unit.live)
        self.assertEqual(report["summary"]["counts"],
                         {"deputies": 1, "persons": 1, "memberships": 1, "organizations": 1,
                          "areas": 1, "events": 1, "posts": 0})  # fmt: skip

    def test_what_a_person_says_arrives_in_its_columns(self):
        self.load(document([{
            "id": "a", "name": "AYGUL", "gender": "Female", "birth_date": "1979-05-17",
            "summary": "柳湾小学教师", "biography": "一九七九年生。\n<script>alert(1)</script>",
            "national_identity": "维吾尔族",
            "other_names": [{"name": "阿依古丽", "lang": "zh", "note": "multilingual"},
                            {"name": "阿依古丽", "lang": "zh", "note": "multilingual"}],
            "identifiers": [{"scheme": "wikidata", "identifier": "Q1"}],
        }]))  # fmt: skip

        deputy = Deputy.objects.get()
        self.assertEqual(
            (deputy.gender, deputy.birth, deputy.birth_day), ("female", "1979-05", None)
        )
        self.assertEqual((deputy.post, deputy.ethnicity), ("柳湾小学教师", "维吾尔族"))
        self.assertNotIn("<script", deputy.biography)
        self.assertEqual(list(deputy.other_names.values_list("name", "language", "note")),
                         [("阿依古丽", "zh", "multilingual")])  # fmt: skip
        self.assertEqual(
            set(deputy.identifiers.values_list("scheme", "identifier")),
            {("wikidata", "Q1"), ("popolo:https://data.example.org/", "a")},
        )

    def test_html_of_a_biography_is_cleaned(self):
        self.load(document([{
            "id": "a", "name": "甲",
            "biography": '<p onclick="x()">一<script>bad()</script><a href="javascript:y()">二</a>'
                         '<a href="https://example.org/">三</a><img src="https://x.example/"></p>',
        }]))  # fmt: skip

        self.assertEqual(
            Deputy.objects.get().biography, '<p>一二<a href="https://example.org/">三</a></p>'
        )

    def test_telephone_and_mail_arrive_restricted_whatever_their_label(self):
        self.load(document([{
            "id": "a", "name": "甲", "email": "jia@example.org",
            "contact_details": [
                {"type": "cell", "value": "13800000000"}, {"type": "voice", "value": "0990-1"},
                {"type": "public", "label": "公开联系渠道", "value": "13900000000"},
            ],
        }]))  # fmt: skip

        deputy = Deputy.objects.get()
        self.assertEqual(deputy.phone, "13800000000、0990-1")
        self.assertEqual((deputy.email, deputy.public_channel), ("jia@example.org", ""))
        self.assertFalse(Consent.objects.exists())

    def test_upstream_ids_are_restricted(self):
        self.assertEqual(visibility_of(DeputyIdentifier)["identifier"], RESTRICTED)

    def test_party_of_a_membership_is_kept_and_unknown_is_none(self):
        parties = [{"id": "p", "name": "九三学社", "classification": "party"},
                   {"id": "u", "name": "unknown", "classification": "party"}]  # fmt: skip
        content = document(
            ["甲", "乙"], [seat("甲", on_behalf_of_id="p"), seat("乙", on_behalf_of_id="u")]
        )
        content["organizations"] = [*content["organizations"], *parties]
        self.load(content)

        self.assertEqual(dict(Deputy.objects.values_list("name", "party")),
                         {"甲": "九三学社", "乙": ""})  # fmt: skip
        self.assertEqual(set(Organ.objects.values_list("name", "kind")),
                         {("九三学社", OrganKind.OTHER), ("unknown", OrganKind.OTHER)})  # fmt: skip

    def test_membership_without_area_sits_for_a_unit_that_says_so(self):
        self.load(document(["甲"], [seat("甲")]))

        self.assertEqual(Mandate.objects.get().unit.name, "选区未注明")

    def test_area_is_joined_to_the_place_of_its_name_or_code_and_no_other(self):
        self.load(document(
            ["甲", "乙", "丙"], [seat("甲", "柳湾镇"), seat("乙", "x"), seat("丙", "别处镇")],
            areas=[area("柳湾镇"), area("x", name="镇区", identifier=f"{self.town.code}:4"),
                   area("别处镇")],
        ))  # fmt: skip

        placed = dict(ElectoralUnitArea.objects.values_list("unit__name", "division__name"))
        self.assertEqual(placed, {"柳湾镇": "柳湾镇", "镇区": "柳湾镇"})
        self.assertTrue(ElectoralUnit.objects.filter(name="别处镇", areas=None).exists())

    def test_memberships_stand_inside_people_and_take_from_posts(self):
        self.load(document(
            [{"id": "a", "name": "甲", "memberships": [{"post_id": "post", "label": "第五届"}]}],
            posts=[{"id": "post", "organization_id": "congress", "area_id": "第一选区"}],
            areas=[area("第一选区")], events=[],
        ))  # fmt: skip

        self.assertEqual(Mandate.objects.get().unit.name, "第一选区")

    def test_dates_bound_the_mandate_and_partial_ones_are_said(self):
        _, report, _ = self.load(document(["甲", "乙", "丙"], [
            seat("甲", start_date="2023-01-05", end_date="2024-02-01T00:00:00Z"),
            seat("乙", start_date="2021-12-20"),
            seat("丙", start_date="2022"),
        ]))  # fmt: skip

        by_name = {m.deputy.name: m for m in Mandate.objects.select_related("deputy")}
        self.assertEqual((by_name["甲"].starts_on, by_name["甲"].ends_on, by_name["甲"].status),
                         (datetime.date(2023, 1, 5), datetime.date(2024, 2, 1),
                          MandateStatus.ENDED))  # fmt: skip
        self.assertIsNone(by_name["乙"].starts_on)  # the term's own first day
        self.assertIsNone(by_name["丙"].starts_on)
        self.assertIn("partial_date", codes(report, "memberships[2]"))

    def test_term_is_read_from_id_name_label_or_option_and_never_guessed(self):
        events = [TERM | {"id": "x", "name": "Sixth Congress"}]
        status, report, _ = self.load(document(
            ["甲", "乙", "丙", "丁"],
            [seat("甲", legislative_period_id="x"),
             seat("乙", legislative_period_id=None, label="第七届"),
             seat("丙", legislative_period_id="term/8"),
             seat("丁", legislative_period_id="某一届")],
            events=events,
        ))  # fmt: skip

        self.assertEqual(status, 3)
        self.assertEqual(dict(Mandate.objects.values_list("deputy__name", "term__number")),
                         {"甲": 6, "乙": 7, "丙": 8})  # fmt: skip
        self.assertEqual(codes(report, "memberships[3]"), ["no_term"])

        status, _, _ = self.load(
            document(["丁"], [seat("丁", legislative_period_id="某一届")]), term=9
        )
        self.assertEqual((status, Mandate.objects.get(deputy__name="丁").term.number), (0, 9))

    def test_identity_numbers_are_neither_stored_nor_reported(self):
        number = "110101199003070013"
        _, report, text = self.load(document([{
            "id": number, "name": "甲", "summary": f"教师 {number}",
            "identifiers": [{"scheme": "身份证", "identifier": number},
                            {"scheme": "x", "identifier": number}],
        }], [seat(number)]))  # fmt: skip

        self.assertEqual(Mandate.objects.get().deputy.name, "甲")
        self.assertNotIn(number, f"{report}{text}")
        self.assertNotIn("19900307", str(list(Deputy.objects.values())))
        self.assertNotIn("19900307", str(list(DeputyIdentifier.objects.values())))

    def test_addresses_of_pictures_stand_in_the_report_alone(self):
        _, report, _ = self.load(document([{
            "id": "a", "name": "甲", "image": "https://img.example.org/1?size=big",
            "links": [{"url": "https://example.org/a"}],
        }]))  # fmt: skip

        found = row(report, "persons[0]")
        self.assertEqual(found["images"], ["https://img.example.org/1?size=big"])
        self.assertEqual(found["links"], ["https://example.org/a"])
        self.assertNotIn("img.example.org", str(list(Deputy.objects.values())))
        self.assertIsNone(Deputy.objects.get().photo)


class OtherBodyTests(CountyTests):
    """Whatever is no people's congress of the division keeps its members as offices."""

    def content(self, body=PARLIAMENT, **fields):
        return document(
            ["甲"],
            [{"person_id": "甲", "organization_id": body["id"], "role": "member",
              "legislative_period_id": "term/5", "area_id": "North", **fields}],
            [body], areas=[area("North"), area("South")],
            events=[TERM | {"organization_id": body["id"]}],
        )  # fmt: skip

    def test_legislature_of_another_country_never_becomes_a_peoples_congress(self):
        status, report, _ = self.load(self.content())

        office = OrganMember.objects.get()
        self.assertEqual(status, 0)
        self.assertEqual((office.organ.name, office.office, office.term_name),
                         ("Assembly of Elsewhere", "member", "第五届"))  # fmt: skip
        self.assertEqual(office.deputy.name, "甲")
        self.assertFalse(Congress.objects.exists() or Mandate.objects.exists())
        self.assertEqual(report["summary"]["counts"]["memberships"], 1)

    def test_its_areas_become_units_of_no_term_and_without_places(self):
        self.load(self.content())

        units = ElectoralUnit.objects.filter(term=None, areas=None)
        self.assertEqual(set(units.values_list("name", flat=True)), {"North", "South"})
        self.assertEqual(OrganMember.objects.get().unit.name, "North")

    def test_place_that_may_have_no_congress_gets_none(self):
        region = DivisionFactory(kind=Kind.SPECIAL_REGION, name="海湾特别行政区")
        body = PARLIAMENT | {"name": "海湾特别行政区人民代表大会"}

        run_import(self.content(body), division=f"{region.code}:{region.level}")

        self.assertFalse(Congress.objects.exists())
        self.assertEqual(Organ.objects.get().division, region)

    def test_congress_of_another_place_is_not_taken_for_ours(self):
        self.load(self.content(PARLIAMENT | {"name": "远方县人民代表大会"}))

        self.assertFalse(Congress.objects.exists())

    def test_congress_in_english_is_the_divisions_own(self):
        self.load(self.content(PARLIAMENT | {"name": "Wangxi County People’s Congress"}))

        self.assertEqual(Congress.objects.get().name, "望溪县人民代表大会")

    def test_second_import_adds_no_office(self):
        self.load(self.content())

        _, report, _ = self.load(self.content())

        self.assertEqual(OrganMember.objects.count(), 1)
        self.assertEqual(report["summary"]["rows_by_outcome"]["memberships"], {"unchanged": 1})

    def test_mandate_for_a_unit_without_a_term_is_refused_in_the_admin(self):
        self.load(self.content())
        mandate = Mandate(unit=ElectoralUnit.objects.first(), deputy=Deputy.objects.get())

        with self.assertRaisesMessage(Exception, "选不出人大代表"):
            mandate.full_clean()


class IdentityTests(CountyTests):
    """Who is who, and what upstream merged."""

    areas = [area("第一选区"), area("第二选区"), area("第三选区")]

    def names_and_units(self):
        return sorted(Mandate.objects.values_list("deputy", "unit__name"))

    def people_of(self, *memberships):
        self.load(document(["甲"], memberships, areas=self.areas))
        return Deputy.objects.count()

    def test_undated_seats_in_different_areas_of_one_term_are_as_many_people(self):
        self.assertEqual(
            self.people_of(seat("甲", "第一选区"), seat("甲", "第二选区"), seat("甲", "第三选区")),
            3,
        )
        self.assertEqual(Mandate.objects.count(), 3)

    def test_seats_in_different_terms_are_one_person(self):
        self.assertEqual(
            self.people_of(
                seat("甲", "第一选区"), seat("甲", "第二选区", legislative_period_id="term/4")
            ),
            1,
        )
        self.assertEqual(Mandate.objects.count(), 2)

    def test_seats_one_after_the_other_are_one_person(self):
        self.assertEqual(
            self.people_of(
                seat("甲", "第一选区", end_date="2023-01-01"),
                seat("甲", "第二选区", start_date="2023-02-01"),
            ),
            1,
        )
        self.assertEqual(Mandate.objects.count(), 2)

    def test_seats_without_areas_are_one_person(self):
        self.assertEqual(self.people_of(seat("甲"), seat("甲")), 1)
        self.assertEqual(Mandate.objects.count(), 1)

    def test_of_merged_people_only_the_name_is_believed(self):
        content = document(
            [{"id": "x", "name": "甲", "birth_date": "1970-01-01", "email": "x@example.org"}],
            [seat("x", "第一选区"), seat("x", "第二选区")], areas=self.areas,
        )  # fmt: skip
        _, report, _ = self.load(content)

        self.assertEqual(
            set(Deputy.objects.values_list("name", "birth", "email")), {("甲", "", "")}
        )
        self.assertEqual(row(report, "persons[0]")["people"], 2)

    def test_second_seat_that_may_be_either_namesakes_is_a_question(self):
        status, report, _ = self.load(document(
            ["甲"],
            [seat("甲", "第一选区"), seat("甲", "第二选区"),
             seat("甲", "第三选区", legislative_period_id="term/4")],
            areas=self.areas,
        ))  # fmt: skip

        self.assertEqual((status, codes(report, "memberships[2]")), (3, ["which_namesake"]))
        self.assertEqual(Mandate.objects.count(), 2)

    def test_merged_people_parted_later_keep_the_one_who_was_stored(self):
        self.load(document(["甲"], [seat("甲", "第一选区")], areas=self.areas))
        before = Deputy.objects.get().pk

        self.load(document(["甲"], [seat("甲", "第一选区"), seat("甲", "第二选区")],
                           areas=self.areas))  # fmt: skip

        self.assertEqual(Mandate.objects.get(unit__name="第一选区").deputy_id, before)
        self.assertEqual(Deputy.objects.count(), 2)

    def test_two_open_seats_in_a_term_are_a_question(self):
        status, report, _ = self.load(document(
            ["甲"],
            [seat("甲", "第一选区", start_date="2022-05-01"),
             seat("甲", "第二选区", start_date="2023-05-01")],
            areas=self.areas,
        ))  # fmt: skip

        self.assertEqual((status, codes(report, "memberships[1]")), (3, ["second_seat"]))

    def test_same_name_in_the_same_unit_and_term_is_the_stored_person(self):
        term = TermFactory(congress=CongressFactory(division=self.county), number=5)
        unit = ElectoralUnitFactory(term=term, name="第1选区")
        stored = MandateFactory(unit=unit, deputy__name="甲").deputy

        self.load(document(["甲", "乙"], [seat("甲", "第一选区"), seat("乙", "第一选区")],
                           areas=self.areas))  # fmt: skip

        self.assertEqual(Deputy.objects.filter(name="甲").get(), stored)
        self.assertEqual(unit.mandates.count(), 2)

    def test_other_birth_month_or_other_unit_is_another_person(self):
        term = TermFactory(congress=CongressFactory(division=self.county), number=5)
        unit = ElectoralUnitFactory(term=term, name="第一选区")
        MandateFactory(unit=unit, deputy__name="甲", deputy__birth="1960-01")
        MandateFactory(unit=unit, deputy__name="乙")

        self.load(document(
            [{"id": "甲", "name": "甲", "birth_date": "1971-02"}, "乙"],
            [seat("甲", "第一选区"), seat("乙", "第二选区")], areas=self.areas,
        ))  # fmt: skip

        self.assertEqual(Deputy.objects.count(), 4)

    def test_several_stored_namesakes_are_a_question(self):
        term = TermFactory(congress=CongressFactory(division=self.county), number=5)
        unit = ElectoralUnitFactory(term=term, name="第一选区")
        for _ in range(2):
            MandateFactory(unit=unit, deputy=DeputyFactory(name="甲"))

        status, report, _ = self.load(
            document(
                ["甲", "乙"], [seat("甲", "第一选区"), seat("乙", "第一选区")], areas=self.areas
            )
        )

        self.assertEqual((status, codes(report, "persons[0]")), (3, ["several_stored"]))
        self.assertEqual(Deputy.objects.count(), 3)

    def test_number_of_another_register_never_says_who_somebody_is(self):
        number = {"identifiers": [{"scheme": "legacy", "identifier": "7"}]}
        _, report, _ = self.load(
            document([{"id": "1", "name": "甲", **number}, {"id": "2", "name": "乙", **number}])
        )

        self.assertEqual(Deputy.objects.count(), 2)
        self.assertEqual(codes(report, "persons[1]"), ["identifier_taken"])

    def test_ids_of_two_sources_are_apart(self):
        self.load(document(["1"]), source="甲库")
        self.load(document(["1"]), source="乙库")

        self.assertEqual(Deputy.objects.count(), 2)


class AgainTests(CountyTests):
    """A file imported again: nothing, or what differs."""

    def content(self, **person):
        return document(
            [{"id": "x", "name": "甲", "summary": "教师",
              "other_names": [{"name": "Jia", "lang": "en"}], **person}, "乙"],
            [seat("x", "第一选区"), seat("乙")], areas=[area("第一选区")],
        )  # fmt: skip

    def rows(self):
        models = (Deputy, Mandate, ElectoralUnit, Organ, Term, DeputyIdentifier, Congress)
        return [list(model.objects.order_by("pk").values()) for model in models]

    def test_second_import_changes_nothing(self):
        self.load(self.content())
        before = self.rows()

        status, report, _ = self.load(self.content())

        self.assertEqual(status, 0)
        self.assertEqual(self.rows(), before)
        self.assertEqual(report["summary"]["unchanged"], 2)

    def test_trial_writes_nothing_and_says_what_it_would(self):
        _, report, text = self.load(self.content(), dry_run=True)

        self.assertFalse(Deputy.objects.exists() or Congress.objects.exists())
        self.assertEqual(report["summary"]["created"], 2)
        self.assertIn("试导入", text)

    def test_update_updates_and_silence_erases_nothing(self):
        self.load(self.content())

        _, report, _ = self.load(self.content(
            summary="校长", other_names=[{"name": "Kia", "lang": "en"}], gender="male"
        ))  # fmt: skip

        deputy = Deputy.objects.get(name="甲")
        self.assertEqual((deputy.post, deputy.gender), ("校长", "male"))
        self.assertEqual(set(deputy.other_names.values_list("name", flat=True)), {"Jia", "Kia"})
        self.assertEqual(report["summary"]["updated"], 1)

        self.load(self.content(summary=None))
        self.assertEqual(Deputy.objects.get(name="甲").post, "校长")

    def test_new_name_carries_its_pinyin(self):
        self.load(self.content())

        self.load(self.content(name="单一"))

        deputy = Deputy.objects.get(name="单一")
        self.assertEqual((deputy.pinyin, deputy.folded_name), ("shan yi", "单一"))
        self.assertEqual(deputy.stroke_key, stroke_key("单一"))

    def test_membership_that_ended_ends_the_mandate_and_absence_ends_none(self):
        self.load(self.content())
        later = self.content()
        later["memberships"] = [seat("x", "第一选区", end_date="2024-03-01")]

        self.load(later)

        ends = dict(Mandate.objects.values_list("deputy__name", "ends_on"))
        self.assertEqual(ends, {"甲": datetime.date(2024, 3, 1), "乙": None})

    def test_record_being_edited_is_left_alone_and_said(self):
        self.load(self.content())
        deputy = Deputy.objects.get(name="甲")
        deputy.locked = True
        deputy.locked_at = timezone.now()
        deputy.save()

        status, report, _ = self.load(self.content(summary="校长"))

        deputy.refresh_from_db()
        self.assertEqual((status, deputy.post), (3, "教师"))
        self.assertEqual(codes(report, "persons[0]"), ["record_busy"])

    def test_days_of_a_stored_term_stay(self):
        TermFactory(congress=CongressFactory(division=self.county), number=5)

        _, report, _ = self.load(self.content())

        self.assertEqual(Term.objects.get().starts_on, datetime.date(2022, 1, 10))
        self.assertEqual(codes(report, "events[0]"), ["term_differs"])

    def test_statements_do_not_grow_with_people(self):
        few = document([f"甲{n}" for n in range(3)], [seat(f"甲{n}") for n in range(3)])
        many = document([f"乙{n}" for n in range(300)], [seat(f"乙{n}") for n in range(300)])

        counts = []
        self.load(document(["丙"]))
        for content in (few, many):
            with CaptureQueriesContext(connection) as queries:
                self.load(content)
            counts.append(len(queries))

        self.assertLessEqual(counts[1], counts[0] + 3)


class DefaultDivisionTests(TestCase):
    def test_default_is_the_nation(self):
        body = PARLIAMENT | {"name": "National People’s Congress"}
        call = document(["甲"], [{"person_id": "甲", "organization_id": "parliament",
                                  "legislative_period_id": "term/5"}], [body])  # fmt: skip

        run_import(call)

        mandate = Mandate.objects.get()
        self.assertEqual(mandate.term.congress.name, "全国人民代表大会")
        self.assertEqual(mandate.unit.name, "选举单位未注明")
