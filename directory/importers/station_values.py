"""What the cells of one station say, as its record holds it (家站室各栏)."""

import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.coordinates import CoordinateSystem, Position, to_wgs84
from core.names import fold_name
from directory.enums import DayKind
from directory.models import Station, StationLiaison

from .roster_issues import Code
from .roster_rows import Issue
from .station_hours import HoursText, OfficeHours, read_hours
from .station_rows import StationCode, StationText
from .table_cells import closed_up

#: columns of a station that the table fills as they stand, with the field that says them
TEXTS = {
    "address": "address", "directions": "directions", "telephone": "telephone",
    "grid_code": "grid", "brand": "brand", "access_note": "access_note",
}  # fmt: skip
ANSWERS = ("is_step_free", "has_lift")
DATES = ("opened_on", "closed_on")
COLUMNS = (*TEXTS, *ANSWERS, *DATES, "latitude", "longitude")

_LONGEST = {field.name: field.max_length or 0 for field in Station._meta.concrete_fields}
_LONGEST_OF_LIAISON = {
    field.name: field.max_length or 0 for field in StationLiaison._meta.concrete_fields
}
_HOURS = {
    "hours": DayKind.OPEN, "reception": DayKind.RECEPTION, "leaders": DayKind.LEADERS,
    "activity": DayKind.ACTIVITY, "visit": DayKind.VISIT,
}  # fmt: skip
_YES = frozenset({"是", "有", "√", "✓", "y", "yes", "1", "true", "具备"})
_NO = frozenset({"否", "无", "没有", "×", "x", "n", "no", "0", "false", "不具备"})
_MOBILE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)")
_PHONE = re.compile(r"\+?\d[\d\s\-—－()（）转分机,，]{5,}\d|1\d{10}|\d{7,}")
_PEOPLE = re.compile(r"[、,，;；/\n]+(?![^(（]*[)）])")
_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_DEGREES = re.compile(
    r"[NSEW东西南北经纬度:]*([-+]?\d{1,3}(?:\.\d+)?)(?:[°度](?:(\d{1,2}(?:\.\d+)?)['′分]"
    r"(?:(\d{1,2}(?:\.\d+)?)[\"″秒]?)?)?)?[NSEW东西南北经纬]*",
    re.IGNORECASE,
)
_PAIR = re.compile(r"[,，;；/\s]+")
_SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class LiaisonText:
    """Who looks after the station by the table."""

    name: str
    office: str = ""
    telephone: str = ""


@dataclass(slots=True)
class StationValues:
    """What a table says of one station; what it does not say is not in it.

    Attributes:
        columns: ``{column of Station: value}``.
        hours: the rules; ``hour_kinds`` are the kinds of days that the table speaks of.
        liaisons: who looks after it.
        issues: what was found on the way.
    """

    columns: dict[str, object] = field(default_factory=dict)
    hours: list[HoursText] = field(default_factory=list)
    hour_kinds: set[str] = field(default_factory=set)
    liaisons: list[LiaisonText] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


class ValueReader:
    """Reads the cells of stations.

    ``headings`` are those of the table's columns by field, ``over`` all that stands over them.
    """

    def __init__(
        self, headings: Mapping[str, str], over: Mapping[str, str], office: OfficeHours
    ) -> None:
        self._headings, self._over, self._office = headings, over, office

    def read(self, station: StationText) -> StationValues:
        """Return what the cells of a station say."""
        said = StationValues()
        for column, name in TEXTS.items():
            if text := self._text(station, name, column, said):
                said.columns[column] = text
        for column in ANSWERS:
            self._answer(station, column, said)
        for column in DATES:
            if day := station.cells.get(column):
                said.columns[column] = datetime.date.fromisoformat(day)
        self._position(station, said)
        self._read_hours(station, said)
        said.liaisons = list(self._liaisons(station, said))
        return said

    def _find(self, said: StationValues, code: StationCode, name: str, detail: str) -> None:
        said.issues.append(code.issue(self._headings[name], detail))

    def _text(self, station: StationText, name: str, column: str, said: StationValues) -> str:
        text = station.cells.get(name, "")
        if name in ("telephone", "liaison_phone"):
            text = self._public_phone(text, name, said)
        return self._short(text, name, _LONGEST[column], said)

    def _short(self, text: str, name: str, longest: int, said: StationValues) -> str:
        if len(text) <= longest:
            return text
        detail = f"有 {len(text)} 个字，最多 {longest} 个，已留空，请改短"
        said.issues.append(Issue.of_code(self._headings[name], Code.TEXT_TOO_LONG, detail))
        return ""

    def _public_phone(self, text: str, name: str, said: StationValues) -> str:
        """Return what may be shown to everybody: a mobile number only where it says 公开."""
        if not _MOBILE.search(text) or "公开" in self._over.get(name, ""):
            return text
        detail = "像是个人手机，会公开，没有导入；可以公开的，请把表头写成“公开电话”再导入"
        if name == "liaison_phone":
            detail = detail.replace("公开电话", "联络员公开电话")
        self._find(said, StationCode.PRIVATE_PHONE, name, detail)
        rest = _MOBILE.sub("", text)
        return rest.strip(" 、,，;；/") if re.search(r"\d{5,}", rest) else ""

    def _answer(self, station: StationText, column: str, said: StationValues) -> None:
        text = closed_up(station.cells.get(column, "")).lower()
        if text in _YES or text in _NO:
            said.columns[column] = text in _YES
        elif text:
            detail = f"“{text[:20]}”看不懂，已留空，请写“是”或“否”"
            self._find(said, StationCode.UNKNOWN_ANSWER, column, detail)

    # Position

    def _position(self, station: StationText, said: StationValues) -> None:
        """Take the position in WGS-84; in a system nobody named it is listed, not stored."""
        name, texts = _position_texts(station)
        if not texts:
            return
        degrees = [_degrees(text) for text in texts]
        latitude, longitude = degrees if len(degrees) == 2 else (None, None)
        if latitude is None or longitude is None:
            detail = f"“{'，'.join(texts)[:40]}”看不懂，已留空；请写成小数，例如 43.912345"
            self._find(said, StationCode.POSITION_UNREADABLE, name, detail)
            return
        written = Position(latitude, longitude)
        if name == "position" and not written.is_in_china:
            written = Position(longitude, latitude)
        system = self._system(station, name)
        if not written.is_in_china:
            detail = f"纬度 {latitude:g}、经度 {longitude:g} 不在我国范围内，已留空，请核对是否写反"
            self._find(said, StationCode.POSITION_OUTSIDE, name, detail)
        elif system is None:
            detail = (
                "没有写是哪种坐标系，坐标没有导入；请在表头写明，例如“经度（GCJ-02）”："
                "高德、腾讯地图是 GCJ-02，百度地图是 BD-09，手机定位是 WGS-84"
            )
            self._find(said, StationCode.SYSTEM_UNKNOWN, name, detail)
        else:
            self._take_position(written, system, name, said)

    def _take_position(
        self, written: Position, system: CoordinateSystem, name: str, said: StationValues
    ) -> None:
        found = to_wgs84(written, system)
        for column, value in zip(("latitude", "longitude"), found, strict=True):
            said.columns[column] = Decimal(repr(value)).quantize(_SIX_PLACES)
        if system is not CoordinateSystem.WGS84:
            detail = f"{system.label} 已换算为 WGS-84"
            self._find(said, StationCode.POSITION_CONVERTED, name, detail)

    def _system(self, station: StationText, name: str) -> CoordinateSystem | None:
        """Return the system that the row's own cell names, else the columns' headings."""
        if text := station.cells.get("system"):
            return CoordinateSystem.from_words(text)
        names = ("position",) if name == "position" else ("latitude", "longitude")
        named = {CoordinateSystem.from_words(self._over.get(each, "")) for each in names}
        return named.pop() if len(named) == 1 else None

    # Opening hours and liaisons

    def _read_hours(self, station: StationText, said: StationValues) -> None:
        for name, kind in _HOURS.items():
            text = station.cells.get(name, "")
            rules = read_hours(text, kind, self._office)
            said.hours += rules
            said.hour_kinds |= {rule.kind for rule in rules}
            unread = [rule for rule in rules if not rule.rrule]
            for rule in unread:
                detail = f"“{rule.phrase}”已作为文字保留，不会算出开放日。{rule.reason}"
                self._find(said, StationCode.HOURS_UNREADABLE, name, detail)
            assumed = [rule for rule in rules if rule.rrule and rule.is_assumed]
            if assumed:
                spans = "、".join(dict.fromkeys(
                    f"{rule.phrase} {rule.span[0]:%H:%M}—{rule.span[1]:%H:%M}" for rule in assumed
                ))  # fmt: skip
                detail = f"没有写清几点到几点，按{spans}读入，请核对"
                self._find(said, StationCode.HOURS_ASSUMED, name, detail)
        said.hours = list({rule.key: rule for rule in said.hours}.values())

    def _liaisons(self, station: StationText, said: StationValues) -> Iterator[LiaisonText]:
        """Yield who looks after the station; the columns beside the name are for one person."""
        phone = self._public_phone(station.cells.get("liaison_phone", ""), "liaison_phone", said)
        office = station.cells.get("liaison_office", "")
        people = _liaisons_in(station.cells.get("liaison", ""))
        is_only = len(people) == 1
        for name, own_office, behind in people:
            own = self._public_phone(behind, "liaison", said) if behind else ""
            if name := self._fit("name", "liaison", name, said):
                post = own_office or (office if is_only else "")
                number = own or (phone if is_only else "")
                yield LiaisonText(
                    name,
                    self._fit("office", "liaison_office", post, said),
                    self._fit("telephone", "liaison_phone", number, said),
                )

    def _fit(self, column: str, name: str, text: str, said: StationValues) -> str:
        return self._short(text, name, _LONGEST_OF_LIAISON[column], said)


def _liaisons_in(text: str) -> list[tuple[str, str, str]]:
    """Return name, office and telephone of the people in a cell: 王芳（干事）0990-5550137."""
    found: list[tuple[str, str, str]] = []
    for person in _PEOPLE.split(text):
        notes = _BRACKETS.findall(person)
        bare = _BRACKETS.sub(" ", person)
        phone = " ".join(m.group() for m in _PHONE.finditer(f"{bare} {' '.join(notes)}")).strip()
        name = "".join(_PHONE.sub("", bare).split()).strip(":：")
        office = next((note for note in notes if not _PHONE.search(note)), "")
        if name:
            found.append((name, office, phone))
        elif phone and found:
            *who, before = found[-1]
            found[-1] = (who[0], who[1], f"{before}、{phone}" if before else phone)
    return list(dict.fromkeys(found))


def same_person(name: str, other: str) -> bool:
    """Whether two spellings name one person."""
    return fold_name(name) == fold_name(other)


def _position_texts(station: StationText) -> tuple[str, list[str]]:
    """Return the field that says the position, and latitude and longitude as written."""
    cells = station.cells
    if cells.get("latitude") or cells.get("longitude"):
        name = "latitude" if cells.get("latitude") else "longitude"
        return name, [cells.get("latitude", ""), cells.get("longitude", "")]
    text = unicodedata.normalize("NFKC", cells.get("position", "")).strip()
    if not text:
        return "position", []
    parts = [part for part in _PAIR.split(text) if part]
    return "position", parts if len(parts) == 2 else [text, ""]


def _degrees(text: str) -> float | None:
    """Return degrees as a cell gives them (43.912345, 东经81°20′15″), None where it gives none."""
    plain = unicodedata.normalize("NFKC", text.replace("″", '"')).replace("′", "'")
    match = _DEGREES.fullmatch("".join(plain.split()))
    if match is None:
        return None
    degrees, minutes, seconds = (float(part or 0) for part in match.groups())
    return degrees + minutes / 60 + seconds / 3600
