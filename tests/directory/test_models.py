"""Rules of congresses, terms, units and people."""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, TestCase

from core.paths import encode_step
from core.strokes import stroke_key
from directory.enums import Election, MandateStatus, UnitKind
from directory.models import Congress, Deputy, DeputyIdentifier, ElectoralUnitArea, Mandate
from directory.models.congress import no_congress_text
from directory.models.unit import district_number, fold_unit_name
from divisions.enums import ELECTED_DIRECTLY, WITHOUT_CONGRESS, Kind
from divisions.models import Division
from divisions.services import move_division
from tests.factories import (
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
)


class CongressTests(TestCase):
    def test_election_follows_from_the_kind_of_the_division(self):
        for kind in set(Kind) - WITHOUT_CONGRESS - {Kind.NATION}:
            congress = CongressFactory(division=DivisionFactory(kind=kind))
            direct = kind in ELECTED_DIRECTLY
            with self.subTest(kind=kind):
                self.assertEqual(
                    congress.election, Election.DIRECT if direct else Election.INDIRECT
                )

    def test_corrected_election_and_name_stay(self):
        congress = CongressFactory(election=Election.DIRECT, name="云岭市人大")
        congress.save()

        self.assertEqual((congress.election, congress.name), (Election.DIRECT, "云岭市人大"))

    def test_kinds_without_a_congress_are_refused_by_name(self):
        for kind in WITHOUT_CONGRESS:
            congress = Congress(division=DivisionFactory(kind=kind, name="无名之地"))
            with self.subTest(kind=kind), self.assertRaises(ValidationError) as refused:
                congress.full_clean()
            self.assertIn(Kind(kind).label, str(refused.exception))

    def test_division_has_one_congress(self):
        congress = CongressFactory()

        with self.assertRaises(IntegrityError), transaction.atomic():
            CongressFactory(division=congress.division)

    def test_kind_is_not_named_twice(self):
        street = DivisionFactory(kind=Kind.SUBDISTRICT, name="南关街道")
        office = DivisionFactory(kind=Kind.SUBDISTRICT, name="城北办事处")

        self.assertEqual(no_congress_text(street), "南关街道不设人民代表大会")
        self.assertEqual(no_congress_text(office), "城北办事处是街道，街道不设人民代表大会")

    def test_label_is_short(self):
        division = DivisionFactory(name="伊西哈萨克自治州", short_name="伊西州")

        self.assertEqual(CongressFactory(division=division).deputy_label, "伊西州人大代表")


class TermTests(TestCase):
    def test_term_belongs_to_the_division_of_its_congress(self):
        term = TermFactory()

        self.assertEqual(term.division, term.congress.division)

    def test_number_stands_once_in_a_congress(self):
        term = TermFactory()

        with self.assertRaises(IntegrityError), transaction.atomic():
            TermFactory(congress=term.congress, number=term.number)

    def test_term_of_one_day_is_right_and_one_of_less_is_not(self):
        day = datetime.date(2022, 1, 10)
        TermFactory(number=1, starts_on=day, ends_on=day).full_clean()

        with self.assertRaises(IntegrityError), transaction.atomic():
            TermFactory(number=2, starts_on=day, ends_on=day - datetime.timedelta(days=1))

    def test_last_day_is_not_over_yet(self):
        today = datetime.date.today()
        term = TermFactory(ends_on=today + datetime.timedelta(days=1))

        self.assertFalse(term.is_over)
        term.ends_on = today - datetime.timedelta(days=2)
        self.assertTrue(term.is_over)


class UnitNameTests(SimpleTestCase):
    def test_number_is_read_in_either_kind_of_digits(self):
        for name, number in (
            ("第十七选区", 17), ("17选区", 17), ("第17号选区", 17), ("１７选区", 17),
            ("柳湾镇第三选区", 3), ("第一百〇五选区", 105), ("柳湾镇", None), ("选区", None),
            ("第99999选区", None),
        ):  # fmt: skip
            with self.subTest(name=name):
                self.assertEqual(district_number(name), number)

    def test_spellings_of_one_district_fold_alike(self):
        names = ("第十七选区", "17选区", "第 17 选区", "第17号选区", "第１７选区")

        self.assertEqual(len({fold_unit_name(name) for name in names}), 1)

    def test_districts_of_two_places_fold_apart(self):
        self.assertNotEqual(fold_unit_name("柳湾镇第3选区"), fold_unit_name("石桥镇第3选区"))


class UnitTests(TestCase):
    def setUp(self):
        city = DivisionFactory(parent=DivisionFactory())
        self.indirect = TermFactory(congress__division=city)
        self.direct = TermFactory(congress__division=DivisionFactory(parent=city))

    def errors(self, **values):
        unit = ElectoralUnitFactory.build(**values)
        unit.division = unit.term.congress.division
        try:
            unit.full_clean()
        except ValidationError as refused:
            return set(refused.message_dict)
        return set()

    def test_kind_fits_the_election(self):
        for term, kind, wrong in (
            (self.direct, UnitKind.DISTRICT, set()),
            (self.direct, UnitKind.ELECTING_UNIT, {"kind"}),
            (self.indirect, UnitKind.ELECTING_UNIT, set()),
            (self.indirect, UnitKind.DISTRICT, {"kind"}),
            (self.direct, UnitKind.ARMED_FORCES, set()),
            (self.indirect, UnitKind.ARMED_FORCES, set()),
        ):
            with self.subTest(kind=kind, term=term):
                self.assertEqual(self.errors(term=term, kind=kind), wrong)

    def test_only_an_electing_unit_has_an_electing_congress(self):
        electing = self.direct.congress

        self.assertEqual(
            self.errors(term=self.direct, electing_congress=electing), {"electing_congress"}
        )
        self.assertEqual(
            self.errors(
                term=self.indirect, kind=UnitKind.ELECTING_UNIT, electing_congress=electing
            ),
            set(),
        )

    def test_district_elects_one_to_three(self):
        self.assertEqual(self.errors(term=self.direct, seats=3), set())
        self.assertEqual(self.errors(term=self.direct, seats=4), {"seats"})

    def test_name_stands_once_in_a_term_however_spelled(self):
        ElectoralUnitFactory(term=self.direct, name="第十七选区")

        with self.assertRaises(IntegrityError), transaction.atomic():
            ElectoralUnitFactory(term=self.direct, name="17选区")

    def test_place_stands_once_in_a_unit_unless_the_part_differs(self):
        unit = ElectoralUnitFactory(term=self.direct)
        place = self.direct.congress.division
        for part in ("一组", "二组"):
            ElectoralUnitArea.objects.create(unit=unit, division=place, part=part)

        with self.assertRaises(IntegrityError), transaction.atomic():
            ElectoralUnitArea.objects.create(unit=unit, division=place, part="一组")


class PersonTests(TestCase):
    def test_two_people_of_one_name_are_two(self):
        first, second = DeputyFactory(name="欧阳娜娜"), DeputyFactory(name="欧阳娜娜")

        self.assertNotEqual(first.code, second.code)

    def test_name_is_cleaned_folded_and_read(self):
        deputy = DeputyFactory(name="张　三", pinyin="")

        self.assertEqual((deputy.name, deputy.folded_name), ("张三", "张三"))
        self.assertEqual((deputy.pinyin, deputy.initials), ("zhang san", "zs"))
        self.assertEqual(deputy.stroke_key, stroke_key("张三"))

    def test_register_number_belongs_to_one_person_in_a_register(self):
        deputy = DeputyFactory()
        for scheme in ("甲册", "乙册"):
            DeputyIdentifier.objects.create(deputy=deputy, scheme=scheme, identifier="7")

        with self.assertRaises(IntegrityError), transaction.atomic():
            DeputyIdentifier.objects.create(deputy=DeputyFactory(), scheme="甲册", identifier="7")

    def test_birth_is_a_month_or_a_year(self):
        for birth, right in (
            ("1979-05", True), ("1979", True), ("1979-13", False), ("79-05", False),
            ("1979-5", False),
        ):  # fmt: skip
            deputy = Deputy(name="李秋禾", division=Division.objects.root(), birth=birth)
            with self.subTest(birth=birth):
                try:
                    deputy.full_clean()
                    self.assertTrue(right)
                except ValidationError as refused:
                    self.assertEqual((set(refused.message_dict), right), ({"birth"}, False))


class MandateTests(TestCase):
    def test_mandate_takes_term_level_and_division_from_its_unit(self):
        town = DivisionFactory(parent=DivisionFactory())
        mandate = MandateFactory(unit__division=town)

        self.assertEqual(mandate.division, town)
        self.assertEqual(mandate.term, mandate.unit.term)
        self.assertEqual(mandate.level, mandate.term.congress.division.level)

    def test_one_open_mandate_for_person_and_term(self):
        mandate = MandateFactory()
        other = ElectoralUnitFactory(term=mandate.term)

        with self.assertRaises(IntegrityError), transaction.atomic():
            MandateFactory(deputy=mandate.deputy, unit=other)

        mandate.status, mandate.ends_on = MandateStatus.ENDED, datetime.date(2023, 1, 1)
        mandate.save()
        MandateFactory(deputy=mandate.deputy, unit=other)

    def test_move_of_a_division_moves_its_records(self):
        province = DivisionFactory(name="东海省")
        city = DivisionFactory(parent=DivisionFactory())
        mandate = MandateFactory(unit__term__congress__division=city)

        move_division(division=city, parent=province)

        mandate = Mandate.objects.get(pk=mandate.pk)
        expected = province.path + encode_step(city.pk)
        for record in (mandate, mandate.unit, mandate.term, mandate.term.congress):
            with self.subTest(record=type(record).__name__):
                self.assertEqual(record.division_path, expected)
