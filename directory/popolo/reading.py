"""Read a Popolo file: JSON, in UTF-8, UTF-16 or UTF-32, as lists of records.

What stands inside something else (memberships of a person, children of an organization) is taken
out of it and comes after. Nothing that the file names is fetched.
"""

import hashlib
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from core.identity_numbers import holds_identity_number, mask_identity_numbers

from .issues import Kind, Problem, Record
from .words import COVERED

LARGEST_BYTES = 128 * 2**20
_SECTIONS = {
    "organizations": Kind.ORGANIZATION, "areas": Kind.AREA, "events": Kind.EVENT,
    "persons": Kind.PERSON, "posts": Kind.POST, "memberships": Kind.MEMBERSHIP,
}  # fmt: skip
#: what may stand inside a record: its class, and what it names the outer one by
_INNER = {
    (Kind.PERSON, "memberships"): (Kind.MEMBERSHIP, "person_id"),
    (Kind.ORGANIZATION, "memberships"): (Kind.MEMBERSHIP, "organization_id"),
    (Kind.ORGANIZATION, "posts"): (Kind.POST, "organization_id"),
    (Kind.ORGANIZATION, "children"): (Kind.ORGANIZATION, "parent_id"),
    (Kind.AREA, "memberships"): (Kind.MEMBERSHIP, "area_id"),
    (Kind.AREA, "children"): (Kind.AREA, "parent_id"),
    (Kind.POST, "memberships"): (Kind.MEMBERSHIP, "post_id"),
}
_LONGEST_SOURCE = 200


class PopoloFileError(Exception):
    """A file that is refused whole; the message is Chinese."""


@dataclass
class PopoloFile:
    """What a file holds: ``records`` by class in the order of the file, ``index`` by id."""

    path: Path
    source: str
    records: dict[Kind, list[Record]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    index: dict[Kind, dict[str, Record]] = field(
        default_factory=lambda: {kind: {} for kind in Kind}
    )

    def all(self) -> Iterator[Record]:
        """Yield every record, class by class."""
        for records in self.records.values():
            yield from records

    def named(self, kind: Kind, reference: Any) -> Record | None:
        """Return the record of that id, None if there is none that may be used."""
        record = self.index[kind].get(reference_of(reference) or "")
        return record if record and record.is_importable else None


def read_file(path: Path, source: str = "") -> PopoloFile:
    """Return what stands in the file.

    Args:
        path: the file.
        source: whose ids the file gives; by default what its ``meta`` names first, or its name.

    Raises:
        PopoloFileError: it is no Popolo file, or too large.
        OSError: it cannot be read.
    """
    if path.stat().st_size > LARGEST_BYTES:
        size = LARGEST_BYTES // 2**20
        raise PopoloFileError(f"文件超过 {size} MB，请分成几个文件导入。")
    document = _parse(path.read_bytes())
    if not isinstance(document, dict):
        raise PopoloFileError(
            "不是 Popolo 文件：最外层应是对象，里面有 persons、memberships 等列表。"
        )
    for section in _SECTIONS:
        if not isinstance(document.get(section) or [], list):
            raise PopoloFileError(f"不是 Popolo 文件：{section} 应是列表。")
    if not any(document.get(section) for section in _SECTIONS):
        raise PopoloFileError("文件里没有人、组织或任职（persons、organizations、memberships）。")
    file = PopoloFile(path, source or _source_of(document) or path.name)
    for section, kind in _SECTIONS.items():
        _collect(file, kind, section, document.get(section) or [])
    return file


def reference_of(value: Any) -> str | None:
    """Return an id as text, "" for none, ``None`` where it is neither text nor number."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip()


def stable_key(record: Record) -> str:
    """Return what tells the record from others of its source, for good: its id.

    A record without one goes by what it holds; so does one whose id looks like an identity
    number, which is never stored, not even as a digest.
    """
    given = reference_of(record.data.get("id"))
    if given and not holds_identity_number(given):
        return given
    text = json.dumps(record.data, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(mask_identity_numbers(text).encode("utf-8", "replace"))
    return f"sha256:{digest.hexdigest()[:40]}"


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise PopoloFileError("文件嵌套过深，不是 Popolo 文件。") from error
    except UnicodeDecodeError as error:
        raise PopoloFileError("文件不是 UTF-8 编码的 JSON。") from error
    except json.JSONDecodeError as error:
        raise PopoloFileError(
            f"不是 JSON 文件：第 {error.lineno} 行第 {error.colno} 个字符处读不下去。"
        ) from error
    except ValueError as error:
        raise PopoloFileError("文件里有 JSON 不允许的数字。") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _source_of(document: dict) -> str:
    """Return the first source that ``meta`` names."""
    meta = document.get("meta")
    sources = meta.get("sources") if isinstance(meta, dict) else None
    first = sources[0] if isinstance(sources, list) and sources else ""
    if isinstance(first, dict):
        first = first.get("url")
    text = first.strip() if isinstance(first, str) else ""
    return text if text.isprintable() and len(text) <= _LONGEST_SOURCE else ""


def _collect(file: PopoloFile, kind: Kind, section: str, items: list) -> None:
    """Put the records of a section into the file, what stands inside them after each."""
    waiting = deque((kind, f"{section}[{n}]", item, {}) for n, item in enumerate(items))
    while waiting:
        kind_, place, item, outer = waiting.popleft()
        record = _record(kind_, place, item, outer)
        file.records[kind_].append(record)
        if not record.is_importable:
            continue
        _index(file, record)
        for (owner, name), (inner_kind, column) in _INNER.items():
            if owner != kind_ or name not in record.data:
                continue
            inner = record.data.pop(name)
            if inner is None:
                continue
            if not isinstance(inner, list):
                record.find(Problem.WRONG_TYPE, name, f"{name} 应是列表")
                continue
            covered = [each for each in inner if _is_covered(kind_, name, each)]
            if covered:
                record.data[COVERED] = covered
            waiting.extend(
                (inner_kind, f"{place}.{name}[{n}]", each, {column: record.reference})
                for n, each in enumerate(inner)
                if not _is_covered(kind_, name, each)
            )


def _is_covered(kind: Kind, name: str, item: Any) -> bool:
    """Say whether ``item`` is no area of its own but a place that an electoral unit covers."""
    is_child = kind == Kind.AREA and name == "children" and isinstance(item, dict)
    return is_child and item.get("classification") == COVERED


def _record(kind: Kind, place: str, item: Any, outer: dict) -> Record:
    if not isinstance(item, dict):
        record = Record(kind, place, {})
        record.find(Problem.NOT_AN_OBJECT)
        return record
    reference = reference_of(item.get("id"))
    data = {name: value for name, value in item.items() if name != COVERED}
    record = Record(kind, place, {**outer, **data}, reference or "")
    if reference is None:
        record.find(Problem.WRONG_TYPE, "id")
    if not record.reference and outer_needs_id(kind):
        record.reference = f"@{place}"
    return record


def outer_needs_id(kind: Kind) -> bool:
    """Say whether what stands inside a record of this class has to name it."""
    return kind in {Kind.PERSON, Kind.ORGANIZATION, Kind.AREA, Kind.POST}


def _index(file: PopoloFile, record: Record) -> None:
    """Enter the record under its id; a second of the same id is a duplicate or an error."""
    if not record.reference:
        return
    first = file.index[record.kind].setdefault(record.reference, record)
    if first is not record:
        is_same = first.data == record.data
        record.find(
            Problem.SAME_RECORD if is_same else Problem.REPEATED_ID, "id", f"见 {first.place}"
        )
