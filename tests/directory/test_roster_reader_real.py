"""Real rosters, row by row, read from the data folder beside the project."""

import collections
import csv
import json

import pytest

from .roster_files import codes, data, read

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def deputies(shared_data):
    return shared_data / "deputies"


@pytest.fixture(scope="module")
def expected(deputies):
    return json.loads((deputies / "花名册.expected.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def roster(deputies):
    return read(deputies / "花名册.xlsx", level="city", term=6)


def issues(row):
    return sorted((i.column, i.code, i.severity, i.of or 0) for i in row.issues)


def test_every_row_is_what_it_should_be(roster, expected):
    rows = {row.row: row for row in roster.rows}

    assert rows.keys() == {row["row"] for row in expected["rows"]}
    for wanted in expected["rows"]:
        row = rows[wanted["row"]]
        person = (
            {k: v for k, v in wanted["person"].items() if k != "source"}
            if ("person" in wanted)
            else None
        )
        assert (row.kind, row.outcome) == (wanted["kind"], wanted["expect"]), row.row
        assert (row.person.as_report() if row.person else None) == person, row.row
        assert issues(row) == sorted(
            (i["column"], i["code"], i["severity"], i.get("of", 0))
            for i in wanted.get("issues", [])
        ), row.row


def test_the_summary_agrees(roster, expected):
    summary = expected["summary"]

    assert roster.sheet == summary["sheet"]
    assert roster.header_rows == [summary["header_row"]]
    outcomes = collections.Counter(row.outcome.value for row in roster.rows)
    assert outcomes == summary["rows_by_expectation"]
    counts = collections.Counter(code for row in roster.rows for code in codes(row))
    assert counts == summary["issue_counts"]
    assert (
        outcomes["import"] + outcomes["import_with_warning"]
        == (summary["distinct_people_after_import"])
    )


def test_every_deputy_of_the_open_table_comes_through(deputies):
    path = deputies / "shenzhen6_open286.csv"
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))

    rows = data(read(path, level="city", term=6))

    assert collections.Counter(row.outcome.value for row in rows) == {"import": 286}
    for row, record in zip(rows, table, strict=True):
        assert row.person.constituency == record["区"]
        assert row.person.birth == record["出生年月"]
        assert row.person.native_place == record["籍贯"]
        assert row.person.ethnicity == record["民族"]
        assert row.person.gender == {"男": "male", "女": "female"}[record["性别"]]
        assert row.person.name == record["姓名"].removesuffix("（女）")
        assert row.person.education == record["学历"]
        assert row.person.deputy_class == record["代表类别"]


def test_identity_is_never_the_name(deputies):
    path = deputies / "npc12_deputies.csv"
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))

    rows = data(read(path, level="national", term=12))

    assert collections.Counter(row.outcome.value for row in rows) == {"import": 2987}
    assert [(r.person.name, r.person.constituency, r.person.term) for r in rows] == [
        (record["name"], record["delegation"], 12) for record in table
    ]
    assert len({r.person.constituency for r in rows if r.person.name == "王勇"}) > 2


def test_ten_thousand_invented_deputies_come_through(shared_data):
    path = shared_data / "synthetic" / "deputies_10k.csv"
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    levels = {"town": "township", "province": "provincial"}

    rows = data(read(path))

    outcomes = collections.Counter(row.outcome.value for row in rows)
    assert set(outcomes) == {"import", "import_with_warning"}
    assert {code for row in rows for code in codes(row)} == {"same_name_other_level"}
    assert [
        (p.name, p.gender, p.ethnicity, p.birth, p.level, p.division_code, p.constituency,
         str(p.term), p.phone, p.register_number)
        for p in (row.person for row in rows)
    ] == [
        (r["name"], r["gender"], r["ethnicity"], r["birth"], levels.get(r["level"], r["level"]),
         r["division_code"], r["division_name"], r["term"], r["phone"], r["external_id"])
        for r in table
    ]  # fmt: skip
