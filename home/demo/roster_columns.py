"""The columns of the demo's rosters, and the ways in which offices fill them."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from core.names import DOT

from .people import Person, Seat

_SHORT_PARTIES = {"中共党员": "中共", "无党派人士": "无党派"}


@dataclass(frozen=True)
class Column:
    """A column; ``group`` is the heading above its own, where headings stand over two rows."""

    heading: str
    value: Callable[[Person, Seat], object]
    width: int = 12
    group: str = ""
    number_format: str = ""


def personal_columns(
    name: Callable[[Person, Seat], object],
    birth: Callable[[Person, Seat], object],
    *,
    group: str = "",
    number_format: str = "",
) -> list[Column]:
    """Return the columns about the person; ``name`` and ``birth`` say how they are written."""
    return [
        Column("姓　名", name, 22, group),
        Column("性别", lambda person, seat: _unless_in_name(name, person, person.gender), 6, group),
        Column(
            "民族", lambda person, seat: _unless_in_name(name, person, _group(person)), 9, group
        ),
        Column("出生年月", birth, 12, group, number_format),
        Column("政治面貌", _party, 12, group),
        Column("文化程度", lambda person, seat: person.education, 11, group),
        Column("工作单位及职务", lambda person, seat: person.post, 44),
        Column("代表类别", lambda person, seat: person.deputy_class, 14),
    ]


def register_columns(*, group: str = "") -> list[Column]:
    """Return the columns of register, telephone, group and station."""
    return [
        Column("代表编号", lambda person, seat: person.number, 11),
        Column("手机号码", _phone, 14, group),
        Column("所属代表小组", _group_text, 18),
        Column("所进驻\n联络站", _station_text, 20),
    ]


def plain_name(person: Person, seat: Seat) -> str:
    """Return the name as it is."""
    return person.name


def spaced_name(person: Person, seat: Seat) -> str:
    """Space out two characters, as lists on paper do."""
    return "　".join(person.name) if len(person.name) == 2 else person.name


def bracketed_name(person: Person, seat: Seat) -> str:
    """Note gender and ethnic group behind some names, and type another dot in some."""
    name = person.name.replace(DOT, "•") if _picked(person, 2) else person.name
    if person.gender == "女" and _picked(person, 3):
        return f"{name}（女，{person.group}）" if person.group != "汉族" else f"{name}（女）"
    return spaced_name(person, seat) if DOT not in person.name else name


def _unless_in_name(name: Callable[[Person, Seat], object], person: Person, text: str) -> str:
    has_note = name is bracketed_name and person.gender == "女" and _picked(person, 3)
    return "" if has_note and (text == "女" or person.group != "汉族") else text


def _group(person: Person) -> str:
    """Return the ethnic group, short (汉) now and then."""
    return "汉" if person.group == "汉族" and _picked(person, 5) else person.group


def _party(person: Person, seat: Seat) -> str:
    return _SHORT_PARTIES.get(person.party, person.party) if _picked(person, 2) else person.party


def chinese_month(person: Person, seat: Seat) -> str:
    """Return 1979年5月."""
    year, month = person.birth.split("-")
    return f"{year}年{int(month)}月"


def dotted_month(person: Person, seat: Seat) -> str:
    """Return 1979.05."""
    return person.birth.replace("-", ".")


def number_month(person: Person, seat: Seat) -> float:
    """Return the number 1979.05."""
    return float(dotted_month(person, seat))


def excel_month(person: Person, seat: Seat) -> datetime.date:
    """Return the first of the month, a date to Excel."""
    return datetime.date.fromisoformat(f"{person.birth}-01")


def _phone(person: Person, seat: Seat) -> object:
    """Return the telephone, as a number now and then."""
    return int(person.phone) if _picked(person, 4) else person.phone


def _group_text(person: Person, seat: Seat) -> str:
    return f"{person.home}代表小组"


def _station_text(person: Person, seat: Seat) -> str:
    return f"{person.home}人大代表联络站"


def by_election(person: Person, seat: Seat) -> datetime.date | None:
    """Return the day of the by-election, None for who was elected with the others."""
    return seat.on if seat.word == "补选" else None


def _picked(person: Person, every: int) -> bool:
    """Say yes for one in ``every`` people, always the same."""
    return int(person.number.lstrip("YL")) % every == 0
