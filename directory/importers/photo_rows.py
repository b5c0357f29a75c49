"""Rows of a photo import (照片导入结果): one for each file in the archive."""

import enum
from dataclasses import dataclass, field

from editing.models import ChangeSet


class PhotoOutcome(enum.StrEnum):
    """What became of a file (处理结果), in the words of the roster import."""

    IMPORT = "import"  # the person had no photo
    UPDATE = "update"  # it replaces another one
    UNCHANGED = "unchanged"
    REVIEW = "review"  # a question to somebody
    UNMATCHED = "unmatched"  # nobody of that name is kept here
    ERROR = "error"
    IGNORE = "ignore"


#: outcomes of what is hung up
WRITES = frozenset({PhotoOutcome.IMPORT, PhotoOutcome.UPDATE})
#: outcomes that somebody has to look at
LEFT_OUT = frozenset({PhotoOutcome.REVIEW, PhotoOutcome.UNMATCHED, PhotoOutcome.ERROR})


@dataclass(slots=True)
class PhotoRow:
    """A file of the archive and what became of it.

    Attributes:
        member: its name in the archive, with folders.
        person, deputy: name and public code of whom it shows, where that is known.
        reason: for whoever reads the result.
        candidates: public codes and labels of those whom it may show, where that is a question.
    """

    member: str
    outcome: PhotoOutcome
    person: str = ""
    deputy: str = ""
    reason: str = ""
    candidates: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class PhotoResult:
    """What became of an archive, in its order; ``notices`` speak of it as a whole.

    ``change_set`` is what the changes were noted in, None where nothing was written.
    """

    rows: list[PhotoRow]
    notices: list[str] = field(default_factory=list)
    change_set: ChangeSet | None = None

    @property
    def left_out(self) -> list[PhotoRow]:
        """The files that somebody has to look at."""
        return [row for row in self.rows if row.outcome in LEFT_OUT]
