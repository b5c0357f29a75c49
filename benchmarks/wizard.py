"""Speed and memory of a roster on its way through the admin, and of taking it back."""

import datetime
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import load_workbook

from accounts.models import User
from core.levels import CongressLevel
from directory.batches import publish_batch, undo_batch
from directory.enums import UnitKind
from directory.models import Congress, Deputy, ElectoralUnit, ImportBatch, Mandate, Term
from directory.term_change import TermChange, change_term
from directory.uploads import read, upload_roster, write
from divisions.enums import Level
from divisions.models import Division
from editing.enums import Role
from editing.models import Assignment

from .dataset import PREFECTURE
from .memory import peak_memory
from .rosters import write_roster
from .timing import verdict

#: seconds for the preview, and for publishing or taking back a whole import
PREVIEW_LIMIT, LIMIT = 30, 60
#: seats of the largest congresses
_SEATS = 3_000
_OLD_TERM, _NEW_TERM = 17, 18
#: the term and the column of the workbook that ``write_roster`` writes
_TERM, _POST = 16, 8


def run(size: int) -> list[list[str]]:
    """Return a table of what an office does with a roster of ``size`` rows."""
    call_command("load_divisions", verbosity=0)
    place = Division.objects.by_code(PREFECTURE)
    editor, approver = (_staff(role, place) for role in (Role.EDITOR, Role.APPROVER))
    table = [["步骤", "行", "秒", "限度（秒）", "达到", "内存峰值（MB）"]]
    with tempfile.TemporaryDirectory() as folder:
        settings.IMPORT_ROOT = Path(folder) / "uploads"
        path = Path(folder) / "roster.xlsx"
        write_roster(path, size, place)
        batch = _upload(path, place, editor)
        table.append(_step("预览：新名册", size, partial(read, batch), PREVIEW_LIMIT))
        table.append(_step("写成草稿", size, partial(write, batch)))
        table.append(
            _step("发布整批", size, partial(publish_batch, batch=batch, by=approver), LIMIT)
        )
        _change_posts(path)
        changed = _upload(path, place, approver)
        table.append(_step("预览：每行都有更改", size, partial(read, changed), PREVIEW_LIMIT))
        table.append(_step("写入更改", size, partial(write, changed)))
        for label, each in (("撤销更改", changed), ("撤销新名册", batch)):
            table.append(_step(label, size, partial(undo_batch, batch=each, by=approver), LIMIT))
    return [*table, *_term_change(place, approver)]


def _staff(role: Role, place: Division) -> User:
    user = User.objects.create_user(username=role.value, password=None)
    Assignment.objects.create(user=user, division=place, role=role)
    return user


def _upload(path: Path, place: Division, by: User) -> ImportBatch:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return upload_roster(place=place, level=CongressLevel.CITY, term=_TERM, file=file, by=by)


def _change_posts(path: Path) -> None:
    """Let every row of the roster say something else of the post."""
    book = load_workbook(path)
    for row in book.active.iter_rows(min_row=3, min_col=_POST, max_col=_POST):
        row[0].value = f"{row[0].value}（主持工作）"
    book.save(path)


def _step(label: str, size: int, work: Callable[[], object], limit: int = 0) -> list[str]:
    """Return a row of the table; without a limit it is only measured."""
    started = time.perf_counter()
    with peak_memory() as peaks:
        work()
    seconds = time.perf_counter() - started
    limits = [str(limit), verdict(seconds <= limit)] if limit else ["—", "—"]
    return [label, f"{size:,}", f"{seconds:.1f}", *limits, str(peaks[0])]


def _term_change(place: Division, by: User) -> list[list[str]]:
    """Return rows of a term that ends with all its seats, and of taking that back."""
    county = Division.objects.under(place).filter(level=Level.COUNTY).order_by("path").first()
    congress = Congress.objects.get_or_create(division=county)[0]
    old, new = (_seated(congress, number) for number in (_OLD_TERM, _NEW_TERM))
    change, first_day = TermChange(old, new), datetime.date(2026, 12, 20)
    batches: list[ImportBatch] = []

    def begin() -> None:
        batches.append(change_term(change=change, first_day=first_day, by=by))

    return [
        _step("换届", _SEATS, begin, LIMIT),
        _step("撤销换届", _SEATS, lambda: undo_batch(batch=batches[0], by=by), LIMIT),
    ]


def _seated(congress: Congress, number: int) -> Term:
    """Return a term whose seats are all taken."""
    term = Term.objects.create(congress=congress, number=number)
    unit = ElectoralUnit.objects.create(
        term=term, division=congress.division, kind=UnitKind.DISTRICT, name="第1选区"
    )
    people = [Deputy(name=f"代表{n}", division=congress.division) for n in range(_SEATS)]
    for deputy in people:
        deputy.derive()
    Deputy.objects.bulk_create(people)
    Mandate.objects.bulk_create(
        Mandate(
            deputy=deputy, unit=unit, term=term, level=congress.division.level,
            division=congress.division, division_path=congress.division.path,
        )
        for deputy in people
    )  # fmt: skip
    return term
