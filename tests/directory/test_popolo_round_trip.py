"""Out and in again: the same records, whoever they are."""

import datetime
import json

from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from core.names import clean_name
from core.pinyin import person_pinyin
from directory.enums import MandateStatus, OrganKind, UnitKind
from directory.models import (
    Congress,
    Deputy,
    DeputyIdentifier,
    ElectoralUnit,
    ElectoralUnitArea,
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

from .popolo_files import run_export, run_import

PERSON_FIELDS = ("uuid", "code", "name", "pinyin", "gender", "ethnicity", "post", "biography",
                 "public_channel")  # fmt: skip
_HAN = st.sampled_from("王李张刘陈杨赵黄周吴单仇解区查买提吐尔逊阿依古丽𠮷㛃")
_NAMES = st.one_of(
    st.text(_HAN, min_size=2, max_size=4),
    st.builds("{}·{}".format, st.text(_HAN, min_size=2, max_size=4), st.text(_HAN, min_size=2)),
    st.text("abcdefgh XYZ'-", min_size=3, max_size=20),
).map(clean_name).filter(lambda name: 0 < len(name) <= 60)  # fmt: skip
_TEXT = st.text(
    st.characters(blacklist_categories=("Cc", "Cs")), max_size=60
).map(str.strip)  # fmt: skip
_LABEL = st.text(st.characters(categories=("L", "N")), max_size=20)
_DAYS = st.dates(datetime.date(2022, 2, 1), datetime.date(2026, 6, 1))
_PEOPLE = st.fixed_dictionaries({
    "name": _NAMES,
    "gender": st.sampled_from(["", "male", "female"]),
    "ethnicity": st.sampled_from(["", "汉族", "维吾尔族"]),
    "post": _TEXT.filter(lambda text: sum(c.isdigit() for c in text) < 15),
    "public_channel": st.sampled_from(["", "柳湾镇联络站 0990-1234567"]),
    "paragraphs": st.lists(_LABEL.filter(bool), max_size=2),
    "other_names": st.lists(st.tuples(_NAMES, st.sampled_from(["", "ug", "kk-Arab"]), _LABEL),
                            max_size=2, unique=True),
    "starts_on": st.none() | _DAYS,
    "lasts": st.none() | st.integers(0, 300),
    "unit": st.integers(0, 2),
})  # fmt: skip


def clear():
    """Empty the directory, and leave the divisions."""
    OrganMember.objects.all().delete()
    Organ.objects.exclude(parent=None).delete()
    for model in (OrganMember, OtherName, DeputyIdentifier, Mandate, Deputy, ElectoralUnitArea,
                  ElectoralUnit, Organ, Term, Congress):  # fmt: skip
        model.objects.all().delete()


def records():
    """What is to come back, without ids and without what is restricted."""
    return {
        "people": sorted(Deputy.objects.values_list(*PERSON_FIELDS), key=str),
        "names": sorted(OtherName.objects.values_list("deputy__uuid", "name", "language", "note"),
                        key=str),
        "mandates": sorted(
            Mandate.objects.values_list(
                "deputy__uuid", "term__number", "term__starts_on", "term__congress__name",
                "unit__name", "unit__kind", "unit__electing_congress__name", "starts_on",
                "ends_on", "level",
            ),
            key=str,
        ),
        "units": sorted(ElectoralUnit.objects.values_list("name", "kind", "term__number",
                                                          "electing_congress__name"), key=str),
        "areas": sorted(ElectoralUnitArea.objects.values_list("unit__name", "division", "part")),
        "organs": sorted(Organ.objects.values_list("name", "kind", "parent__name",
                                                   "congress__name"), key=str),
        "offices": sorted(
            OrganMember.objects.values_list("deputy__uuid", "organ__name", "office", "term_name",
                                            "unit__name", "starts_on", "ends_on"),
            key=str,
        ),
    }  # fmt: skip


def without_ids(document):
    """An export in which ids that hold keys of this database are replaced by their order."""
    text = json.dumps(document, ensure_ascii=False)
    for prefix in ("mandate", "unit", "organ", "office", "post"):
        ids = [r["id"] for records in document.values() for r in records
               if r["id"].startswith(f"{prefix}/")]  # fmt: skip
        for number, each in enumerate(ids):
            text = text.replace(f'"{each}"', f'"{prefix}#{number}"')
    return json.loads(text)


class GeneratedPeopleTests(HypothesisCase):
    @classmethod
    def setUpTestData(cls):
        city = DivisionFactory(parent=DivisionFactory())
        cls.county = DivisionFactory(parent=city, name="望溪县")
        cls.town = DivisionFactory(parent=cls.county, name="柳湾镇")

    @settings(max_examples=40, deadline=None)
    @given(st.lists(_PEOPLE, min_size=1, max_size=5))
    def test_export_imports_back_to_the_same_records(self, people):
        clear()
        term = TermFactory(congress=CongressFactory(division=self.county), number=18)
        units = [ElectoralUnitFactory(term=term, name=f"第{n}选区") for n in range(1, 4)]
        ElectoralUnitArea.objects.create(unit=units[0], division=self.town, part="三组")
        for person in people:
            self.store(person, units)
        before, document = records(), run_export()

        clear()
        status, _, text = run_import(document)

        self.assertEqual(status, 0, text)
        after = records()
        self.assertEqual(after, before)
        self.assertEqual(run_import(document)[1]["summary"]["unchanged"], len(people))
        self.assertEqual(records(), after)

    def store(self, person, units):
        paragraphs = "".join(f"<p>{text}</p>" for text in person["paragraphs"])
        columns = ("name", "gender", "ethnicity", "post", "public_channel")
        deputy = DeputyFactory(
            division=self.county, biography=paragraphs,
            **{column: person[column] for column in columns},
        )  # fmt: skip
        for name, language, note in person["other_names"]:
            OtherName.objects.create(deputy=deputy, name=name, language=language, note=note)
        start, lasts = person["starts_on"], person["lasts"]
        end = start + datetime.timedelta(days=lasts) if start and lasts is not None else None
        is_open = end is None or end >= datetime.date.today()
        if not is_open:  # who has left keeps name, terms and units alone
            for column in ("gender", "ethnicity", "post", "public_channel", "biography"):
                setattr(deputy, column, "")
            deputy.save()
        MandateFactory(
            unit=units[person["unit"]], deputy=deputy, starts_on=start, ends_on=end,
            status=MandateStatus.SERVING if is_open else MandateStatus.ENDED,
        )  # fmt: skip


class WholeCityTests(TestCase):
    """Two levels, an electing congress, organs, an office elsewhere, a soldier."""

    def setUp(self):
        self.city = DivisionFactory(parent=DivisionFactory(), name="云岭市")
        self.county = DivisionFactory(parent=self.city, name="望溪县")
        lower = CongressFactory(division=self.county)
        upper = CongressFactory(division=self.city)
        older, newer = (
            TermFactory(congress=upper, number=n, starts_on=datetime.date(1900 + 10 * n, 1, 1),
                        ends_on=datetime.date(1909 + 10 * n, 12, 31) if n == 11 else None)
            for n in (11, 12)
        )  # fmt: skip
        district = ElectoralUnitFactory(term=TermFactory(congress=lower, number=18))
        electing, former = (
            ElectoralUnitFactory(term=term, kind=UnitKind.ELECTING_UNIT, name="望溪县",
                                 division=self.city, electing_congress=lower)
            for term in (newer, older)
        )  # fmt: skip
        ElectoralUnitArea.objects.create(unit=electing, division=self.county)
        forces = ElectoralUnitFactory(term=newer, kind=UnitKind.ARMED_FORCES, name="军队")
        both = DeputyFactory(division=self.city, pinyin="li qiu he")
        for unit in (district, electing, former):
            MandateFactory(unit=unit, deputy=both)
        MandateFactory(unit=forces, deputy__name="兵")
        unknown = ElectoralUnitFactory(
            term=newer, kind=UnitKind.ELECTING_UNIT, name="选举单位未注明"
        )
        MandateFactory(unit=unknown, deputy__name="单于")
        standing = OrganFactory(division=self.city, name="常委会", congress=upper,
                                kind=OrganKind.STANDING_COMMITTEE)  # fmt: skip
        office = OrganFactory(division=self.city, name="代表联络处", parent=standing,
                              kind=OrganKind.WORKING_COMMITTEE)  # fmt: skip
        for organ in (standing, office):
            OrganMember.objects.create(organ=organ, deputy=both, office="委员")
        abroad = ElectoralUnit.objects.create(division=self.city, kind=UnitKind.DISTRICT, name="N")
        OrganMember.objects.create(
            organ=OrganFactory(division=self.city, name="Assembly", kind=OrganKind.OTHER),
            deputy=DeputyFactory(division=self.city, name="Ann"), office="member", unit=abroad,
            term_name="5th", starts_on=datetime.date(2020, 1, 1),
        )  # fmt: skip

    def test_everything_comes_back(self):
        before, document = records(), run_export()
        clear()

        status, _, text = run_import(document, division=f"{self.city.code}:{self.city.level}")

        self.assertEqual(status, 0, text)
        self.assertEqual(records(), before)
        self.assertEqual(without_ids(run_export()), without_ids(document))

    def test_import_over_the_same_site_changes_nothing(self):
        before = records()

        status, report, _ = run_import(run_export())

        self.assertEqual((status, report["summary"]["created"], report["summary"]["updated"]),
                         (0, 0, 0))  # fmt: skip
        self.assertEqual(records(), before)

    def test_reading_set_by_hand_comes_back(self):
        Deputy.objects.filter(name="单于").update(pinyin="chan yu", pinyin_key="chanyu")
        self.assertNotEqual(person_pinyin("单于"), "chan yu")
        document = run_export()
        clear()

        run_import(document)

        self.assertEqual(Deputy.objects.get(name="单于").pinyin, "chan yu")
