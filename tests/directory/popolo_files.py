"""Popolo files for tests, all people and places invented, and the commands run over them."""

import json
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command

CONGRESS = {"id": "congress", "name": "望溪县人民代表大会", "classification": "legislature"}
TERM = {"id": "term/5", "name": "第五届", "classification": "legislative period",
        "organization_id": "congress", "start_date": "2021-12-20"}  # fmt: skip


def document(persons=(), memberships=(), organizations=(CONGRESS,), **sections):
    """A Popolo document; people are given as ids or as whole records."""
    people = [{"id": p, "name": p} if isinstance(p, str) else p for p in persons]
    return {
        "meta": {"sources": ["https://data.example.org/"]}, "persons": people,
        "memberships": list(memberships), "organizations": list(organizations),
        "areas": [], "events": [TERM],
    } | sections  # fmt: skip


def seat(person, area=None, **fields):
    """A membership in the congress in its fifth term."""
    place = {} if area is None else {"area_id": area}
    return {"person_id": person, "organization_id": "congress",
            "legislative_period_id": "term/5", **place, **fields}  # fmt: skip


def area(reference, **fields):
    return {"id": reference, "name": reference, **fields}


def run(command, *args, **options):
    """Return exit status and what was printed, on both streams."""
    out = StringIO()
    try:
        with redirect_stderr(StringIO()):
            call_command(command, *map(str, args), stdout=out, stderr=out, **options)
    except SystemExit as end:
        return end.code, out.getvalue()
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def run_import(content, *, name="人员.json", **options):
    """Import a document (or raw bytes); return exit status, report and what was printed."""
    with TemporaryDirectory() as folder:
        path, report = Path(folder) / name, Path(folder) / "report.json"
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(raw)
        status, text = run("import_popolo", path, report=report, verbosity=0, **options)
        found = json.loads(report.read_text("utf-8")) if report.exists() else {}
        return status, found, text


def run_export(**options):
    """Return the exported document."""
    status, text = run("export_popolo", **options)
    assert status == 0, text
    return json.loads(text)


def row(report, place):
    """The report's row of the record that stands at ``place`` in the file."""
    return next(r for file in report["files"] for r in file["rows"] if r["place"] == place)


def codes(report, place):
    return [issue["code"] for issue in row(report, place)["issues"]]
