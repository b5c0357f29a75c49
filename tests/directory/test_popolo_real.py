"""The three Popolo files at hand, with the counts of their description."""

from collections import Counter

import pytest
from django.conf import settings
from django.test import TestCase

from directory.enums import UnitKind
from directory.models import (
    Congress,
    Deputy,
    DeputyIdentifier,
    ElectoralUnit,
    Mandate,
    Organ,
    OrganMember,
    OtherName,
)

from .popolo_files import run, run_export, run_import
from .real_places import load_real_places

FOLDER = settings.SHARED_DATA / "deputies" / "popolo"


def load(name, **options):
    path = FOLDER / f"{name}.popolo.json"
    return run_import(path.read_bytes(), name=path.name, **options)


def exported_counts():
    found = run_export()
    sections = ("persons", "memberships", "organizations", "areas")
    return tuple(len(found[section]) for section in sections)


@pytest.mark.real_data
class NationalCongressTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_real_places(settings.SHARED_DATA, "53", "82")
        cls.status, cls.report, _ = load("cn-npc12")

    def test_merged_namesakes_are_as_many_people_as_they_have_seats(self):
        self.assertEqual(self.status, 0)
        self.assertEqual(Deputy.objects.count(), 2987)
        self.assertEqual(Mandate.objects.count(), 2987)
        units = Mandate.objects.filter(deputy__name="王勇").values_list("unit__name", flat=True)
        self.assertEqual(set(units), {"山东省", "海南省", "青海省"})

    def test_counts_are_those_described(self):
        self.assertEqual(self.report["summary"]["counts"],
                         {"deputies": 2987, "persons": 2956, "memberships": 2987,
                          "organizations": 2, "areas": 35, "events": 1, "posts": 0})  # fmt: skip
        self.assertEqual(self.report["summary"]["issue_counts"], {"merged_upstream": 28})
        self.assertEqual((Congress.objects.get().name, Organ.objects.get().name),
                         ("全国人民代表大会", "unknown"))  # fmt: skip
        self.assertEqual(exported_counts(), (2987, 2987, 2, 35))

    def test_units_are_of_the_kinds_the_law_knows(self):
        kinds = Counter(ElectoralUnit.objects.values_list("kind", flat=True))

        self.assertEqual(kinds, {UnitKind.ELECTING_UNIT: 31, UnitKind.ELECTION_MEETING: 3,
                                 UnitKind.ARMED_FORCES: 1})  # fmt: skip
        self.assertEqual(
            ElectoralUnit.objects.get(name="云南省").areas.get().division.name, "云南省"
        )
        self.assertFalse(ElectoralUnit.objects.get(name="山东省").areas.exists())

    def test_second_import_changes_nothing(self):
        before = list(Deputy.objects.values().order_by("pk"))

        status, report, _ = load("cn-npc12")

        self.assertEqual((status, report["summary"]["unchanged"]), (0, 2987))
        self.assertEqual(list(Deputy.objects.values().order_by("pk")), before)
        self.assertEqual(Mandate.objects.count(), 2987)


@pytest.mark.real_data
class ParliamentTests(TestCase):
    """Legislatures that are no people's congress, and all three files in one site."""

    def test_mazhilis(self):
        status, report, _ = load("kz-mazhilis5")

        self.assertEqual((status, Deputy.objects.count()), (0, 107))
        self.assertEqual((OrganMember.objects.count(), Organ.objects.count()), (107, 6))
        self.assertFalse(Mandate.objects.exists() or Congress.objects.exists())
        self.assertEqual(exported_counts(), (107, 107, 6, 0))
        self.assertEqual(
            report["files"][0]["rows"][0]["images"],
            ["http://www.parlam.kz/en/mazhilis/People/PersonImage/1374?size=big"],
        )

    def test_macao_keeps_its_chinese_names(self):
        status, _, _ = load("mo-al")

        self.assertEqual((status, Deputy.objects.count()), (0, 33))
        self.assertEqual((OrganMember.objects.count(), Organ.objects.count()), (33, 2))
        self.assertEqual(OtherName.objects.filter(language="zh").count(), 33)
        self.assertEqual(
            Deputy.objects.get(other_names__name="區錦新", other_names__language="zh").birth,
            "1957-04",
        )
        self.assertEqual(exported_counts(), (33, 33, 2, 0))

    def test_all_three_stand_beside_each_other_and_a_second_run_changes_nothing(self):
        paths = sorted(FOLDER.glob("*.popolo.json"))
        for _ in range(2):
            status, text = run("import_popolo", *paths)

            self.assertEqual(status, 0, text)
            self.assertEqual(Deputy.objects.count(), 2987 + 107 + 33)
            self.assertEqual(Mandate.objects.count() + OrganMember.objects.count(), 3127)
            self.assertEqual(Congress.objects.get().name, "全国人民代表大会")
        schemes = DeputyIdentifier.objects.filter(scheme__startswith="popolo:").values("scheme")
        self.assertEqual(schemes.distinct().count(), 3)
