"""A list of electoral units is taken along as an office's table, and comes back to the same."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import F
from django.test import TestCase
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from directory.enums import UnitBasis
from directory.exporters.tables import csv_lines, xlsx_file
from directory.exporters.unit_export import unit_headings, unit_rows
from directory.models import ElectoralUnit, ElectoralUnitArea
from divisions.enums import Kind
from editing.enums import Role
from tests.factories import (
    AssignmentFactory,
    CongressFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    TermFactory,
    UserFactory,
)

from .unit_tables import HEADER, import_file, import_units, outcomes

ROWS = [
    HEADER,
    [1, "第一选区", 2, "柳湾镇：东湾村、西湾村（三、四组）"],
    [2, "第二选区", 1, "石桥镇：东湾村；柳湾镇"],
    [3, "第三选区", 3, "县人民医院"],
    [4, "第四选区", "", "全县"],
]


def state():
    """Everything the table says of the units, whatever their ids."""
    areas = ElectoralUnitArea.objects.values_list("unit__name", "division__path", "part")
    units = ElectoralUnit.objects.values_list("name", "number", "seats", "basis", "kind")
    return sorted(units, key=str), sorted(areas)


def write(kind, folder, units):
    rows = unit_rows(units, UserFactory.build(is_superuser=True))
    path = Path(folder) / f"units.{kind}"
    if kind == "csv":
        path.write_text("".join(csv_lines(unit_headings(), rows)), "utf-8", newline="")
    else:
        with xlsx_file("选区", unit_headings(), rows) as file:
            path.write_bytes(file.read())
    return path


class Places:
    """A county with two towns, each with a village of one name."""

    def make_places(self):
        self.county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        self.town = DivisionFactory(parent=self.county)
        self.other = DivisionFactory(parent=self.county, name="石桥镇")
        self.villages = [
            DivisionFactory(parent=self.town), DivisionFactory(parent=self.other),
            DivisionFactory(parent=self.town, name="西湾村"),
            DivisionFactory(parent=self.other, name="幸福社区", kind=Kind.COMMUNITY),
        ]  # fmt: skip


class ExportTests(Places, TestCase):
    def setUp(self):
        self.make_places()
        status, _ = import_units(self.county, ROWS)
        self.assertEqual(status, 0)

    def test_importing_it_again_changes_nothing(self):
        before = state()
        for kind in ("xlsx", "csv"):
            with self.subTest(kind=kind), TemporaryDirectory() as folder:
                status, report = import_file(
                    self.county, write(kind, folder, ElectoralUnit.objects.all())
                )
                self.assertEqual((status, set(outcomes(report))), (0, {"unchanged"}))
                self.assertEqual(state(), before)

    def test_importing_it_into_an_empty_place_makes_the_same_units(self):
        before = state()
        with TemporaryDirectory() as folder:
            path = write("xlsx", folder, ElectoralUnit.objects.all())
            ElectoralUnit.objects.all().delete()

            status, _ = import_file(self.county, path)

        self.assertEqual(status, 0)
        self.assertEqual(state(), before)

    def test_the_list_is_narrowed_to_a_level_and_a_term(self):
        ElectoralUnitFactory(
            name="旧选区", division=self.county,
            term=TermFactory(number=17, congress=ElectoralUnit.objects.first().term.congress),
        )  # fmt: skip
        user = UserFactory()
        AssignmentFactory(user=user, division=self.county, role=Role.OFFICE)
        self.client.force_login(user)
        url = reverse(ElectoralUnit.snippet_viewset.get_url_name("list"))

        for term, names in (
            (17, ["旧选区"]),
            (18, ["第一选区", "第二选区", "第三选区", "第四选区"]),
        ):
            asked = {"term": term, "level": self.county.level, "export": "csv"}
            text = b"".join(self.client.get(url, asked).streaming_content).decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(text)))
            self.assertEqual([row[0] for row in rows[1:]], names)

    def test_queries_do_not_grow_with_units(self):
        with self.assertNumQueries(4):
            list(unit_rows(ElectoralUnit.objects.all(), UserFactory.build(is_superuser=True)))


PARTS = st.sampled_from(
    ["", "三组", "三、四组", "1至5队", "幸福小区", "县人民医院", "东湾小学", "=1+1", "@家属院"]
)
UNITS = st.lists(
    st.fixed_dictionaries({
        "number": st.none() | st.integers(1, 200),
        "seats": st.none() | st.integers(1, 3),
        "basis": st.sampled_from(UnitBasis.values),
        "areas": st.lists(st.tuples(st.integers(0, 6), PARTS), unique=True, max_size=4),
        "named": st.sampled_from(["第{}选区", "{}号选区", "=柳湾第{}选区"]),
    }),
    max_size=5,
    unique_by=lambda unit: unit["number"],
)  # fmt: skip


class RoundTripTests(Places, PropertyTestCase):
    @settings(max_examples=25, deadline=None)
    @given(UNITS, st.sampled_from(["csv", "xlsx"]))
    def test_any_units_come_back_unchanged(self, units, kind):
        self.make_places()
        term = TermFactory(congress=CongressFactory(division=self.county), number=18)
        places = [self.county, self.town, self.other, *self.villages]
        for unit in units:
            number = unit["number"]
            made = ElectoralUnitFactory(
                term=term, division=self.county, number=number, seats=unit["seats"],
                basis=unit["basis"], name=unit["named"].format(number) if number else "南部选区",
            )  # fmt: skip
            for place, part in unit["areas"]:
                ElectoralUnitArea.objects.create(unit=made, division=places[place], part=part)
        before = state()

        with TemporaryDirectory() as folder:
            path = write(kind, folder, ElectoralUnit.objects.order_by(F("pk")))
            status, report = import_file(self.county, path)

        if units:
            self.assertEqual((status, set(outcomes(report))), (0, {"unchanged"}), report)
        self.assertEqual(state(), before)
