"""Of which day a table of divisions is (版本)."""

import calendar
import datetime
import re
from dataclasses import dataclass
from pathlib import Path

#: the statistics' tables of a year show the last day of June
_YEARLY = (6, 30)
_DATE = re.compile(
    r"(?<!\d)(20\d\d|19\d\d)(?:(?:[-./年]\s?(\d{1,2})(?:[-./月]\s?(\d{1,2}))?|(\d\d)(\d\d)?)(?!\d)"
    r"|(?!\d))"
)


@dataclass(frozen=True)
class Edition:
    """A table of divisions: what it is called, and the day it shows, None where nobody said."""

    title: str
    as_of: datetime.date | None

    @property
    def eve(self) -> datetime.date | None:
        """The last day on which something else can have been true."""
        return self.as_of - datetime.timedelta(days=1) if self.as_of else None


def edition_of(text: str, path: Path) -> Edition:
    """Return the edition that ``text`` (an option, may be empty) and the file's name tell.

    A month means its last day, a year its 30 June (the day of the statistics' tables).
    """
    date = date_in(text) or date_in(path.name)
    title = text.strip() or (f"{path.name}" if date is None else f"{path.name}（{date}）")
    return Edition(title[:120], date)


def date_in(text: str) -> datetime.date | None:
    """Return the first date that ``text`` holds (2023-06-30, 201904, 2023年); None without one."""
    for match in _DATE.finditer(text):
        year, month, day = (
            int(part) if part else 0
            for part in (match[1], match[2] or match[4], match[3] or match[5])
        )
        if not month:
            month, day = _YEARLY
        if not 1 <= month <= 12:
            continue
        last = calendar.monthrange(year, month)[1]
        if day <= last:
            return datetime.date(year, month, day or last)
    return None
