"""A roster out and in again: whatever the cells say, the second import changes nothing."""

import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from core.names import clean_name
from directory.enums import EndGround, MandateStatus
from directory.exporters.roster_export import headings, people_rows, roster_rows
from directory.exporters.tables import csv_lines, xlsx_file
from directory.models import Deputy, Mandate
from editing.changes import snapshot
from tests.factories import DivisionFactory, UserFactory

from .rosters import import_people, run_import

_HAN = st.sampled_from("王李张刘陈杨赵黄周吴单仇解区查买提吐尔逊阿依古丽𠮷㛃")
_NAMES = st.one_of(
    st.text(_HAN, min_size=2, max_size=4),
    st.builds("{}·{}".format, st.text(_HAN, min_size=2, max_size=4), st.text(_HAN, min_size=2)),
).map(clean_name).filter(lambda name: 0 < len(name) <= 60)  # fmt: skip
_TEXT = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Co", "Cn")), max_size=40
).filter(lambda text: sum(c.isdigit() for c in text) < 15)  # fmt: skip
_SIGNED = st.builds("{}{}".format, st.sampled_from(["", "=", "+", "-", "@", "'=", "＝"]), _TEXT)
_PEOPLE = st.lists(
    st.fixed_dictionaries({
        "name": _NAMES,
        "gender": st.sampled_from(["", "男", "女"]),
        "ethnicity": st.sampled_from(["", "汉族", "维吾尔族"]),
        "birth": st.sampled_from(["", "1979", "1979-05"]),
        "post": _SIGNED,
        "education": st.sampled_from(["", "本科", "大专"]),
        "phone": st.sampled_from(["", "10000000001", "0990-1234567"]),
        "constituency": st.sampled_from(["第一选区", "第二选区", "柳湾镇第三选区"]),
        "deputy_class": st.sampled_from(["", "工人", "+基层"]),
        "group": st.sampled_from(["", "第一小组", "=小组"]),
    }),
    min_size=1,
    max_size=4,
    unique_by=lambda person: person["name"],
)  # fmt: skip
_STATES = st.sampled_from(["serving", "suspended", "ended"])


def write(kind, folder, rows):
    path = Path(folder) / f"roster.{kind}"
    if kind == "csv":
        path.write_text("".join(csv_lines(headings(), rows)), "utf-8", newline="")
    else:
        with xlsx_file("花名册", headings(), rows) as file:
            path.write_bytes(file.read())
    return path


def state():
    return [
        {record.pk: snapshot(record) for record in model.objects.all()}
        for model in (Deputy, Mandate)
    ]


class RoundTripTests(PropertyTestCase):
    @settings(max_examples=12, deadline=None)
    @given(_PEOPLE, st.lists(_STATES, min_size=4, max_size=4), st.sampled_from(["csv", "xlsx"]))
    def test_importing_what_was_exported_changes_nothing(self, people, states, kind):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        import_people(county, people)
        for mandate, each in zip(Mandate.objects.order_by("pk"), states, strict=False):
            mandate.status = MandateStatus(each)
            if each == "ended":
                mandate.ends_on = datetime.date(2024, 1, 2)
                mandate.end_ground = EndGround.DIED
            mandate.save()
        before, user = state(), UserFactory.build(is_superuser=True)
        for rows in (
            roster_rows(Mandate.objects.all(), user), people_rows(Deputy.objects.all(), user)
        ):  # fmt: skip
            with TemporaryDirectory() as folder:
                run_import(write(kind, folder, rows), county)
            self.assertEqual(state(), before)
