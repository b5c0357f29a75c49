"""How the page of an upload shows each kind (花名册、选区表、照片): outcomes, questions."""

from dataclasses import dataclass
from typing import Any

from .enums import BatchKind, Gender, Tenure
from .importers import photo_rows, roster_entries
from .importers.photo_rows import PhotoOutcome
from .importers.roster_answers import QUESTIONS
from .importers.roster_headers import LABELS as FIELDS
from .importers.roster_people import MANDATE_FIELDS
from .importers.roster_rows import Outcome
from .upload_forms import Words, photo_words, roster_words

#: what a stored column is called, and what is said for a code in it
_COLUMNS = FIELDS | {column: FIELDS[name] for column, name in MANDATE_FIELDS.items()}
_WORDS = dict(Gender.choices) | dict(Tenure.choices)


@dataclass(frozen=True)
class BatchPage:
    """The page of one kind of upload.

    Attributes:
        outcomes: ``{outcome: label}`` in the order of the tabs.
        writes: outcomes of what is written once it is confirmed.
        left_out: outcomes of what is not imported and that somebody has to look at.
        upload_url: name of the address at which another file of the kind is uploaded.
        asks: outcomes of what can be answered on the page, with ``words``.
        rows_at_once: rows of one page.
        has_workbook: whether the rows left out can be had as a workbook, to be mended.
    """

    template: str
    outcomes: dict[str, str]
    writes: frozenset[str]
    left_out: frozenset[str]
    upload_url: str
    asks: frozenset[str] = frozenset()
    words: Words = roster_words
    rows_at_once: int = 50
    has_workbook: bool = False


_ROSTER = BatchPage(
    "directory/roster_batch.html",
    {
        Outcome.ERROR: "有错误",
        Outcome.REVIEW_DUPLICATE: "可能重复",
        Outcome.REVIEW: "要答复",
        Outcome.UPDATE: "更新",
        Outcome.IMPORT_WITH_WARNING: "新增，有提醒",
        Outcome.IMPORT: "新增",
        Outcome.UNCHANGED: "没有变化",
        Outcome.DUPLICATE: "重复的行",
        Outcome.IGNORE: "不导入",
    },
    writes=roster_entries.WRITES, left_out=roster_entries.LEFT_OUT, upload_url="upload_roster",
    asks=QUESTIONS, has_workbook=True,
)  # fmt: skip
_UNITS = BatchPage(
    "directory/unit_batch.html",
    _ROSTER.outcomes | {Outcome.REVIEW: "要核对"},
    writes=roster_entries.WRITES,
    left_out=roster_entries.LEFT_OUT,
    upload_url="upload_units",
)
_PHOTOS = BatchPage(
    "directory/photo_batch.html",
    {
        PhotoOutcome.REVIEW: "要答复",
        PhotoOutcome.ERROR: "退回",
        PhotoOutcome.UNMATCHED: "找不到人",
        PhotoOutcome.UPDATE: "更换",
        PhotoOutcome.IMPORT: "新增",
        PhotoOutcome.UNCHANGED: "没有变化",
        PhotoOutcome.IGNORE: "不导入",
    },
    writes=photo_rows.WRITES, left_out=photo_rows.LEFT_OUT, upload_url="upload_photos",
    asks=frozenset({PhotoOutcome.REVIEW}), words=photo_words, rows_at_once=20,
)  # fmt: skip
#: what came by a command has no rows: its page is that of any import
PAGES = {BatchKind.ROSTER: _ROSTER, BatchKind.UNITS: _UNITS, BatchKind.PHOTOS: _PHOTOS}


def page_of(kind: str) -> BatchPage:
    """Return how uploads of ``kind`` are shown."""
    return PAGES.get(BatchKind(kind), _ROSTER)


def changes_of(row: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return what a row changes, under the headings of a roster, in words for people."""
    return [
        (_COLUMNS.get(name, name), _WORDS.get(old, old), _WORDS.get(new, new))
        for name, old, new in row.get("changes", [])
    ]
