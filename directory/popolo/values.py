"""Single values of a Popolo record: what is of the wrong type or shape is left empty and said."""

import datetime
import html
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

from core.identity_numbers import MASK, is_identity_heading, mask_identity_numbers

from .issues import Problem, Record

#: what no column may hold: control characters, halves of surrogate pairs
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?")
_MONTH = re.compile(r"((?:19|20)\d{2})(?:-(0[1-9]|1[0-2]))?(?:-\d{2})?(?:[T ].*)?")
_GENDERS = {"male": "male", "m": "male", "男": "male", "man": "male",
            "female": "female", "f": "female", "女": "female", "woman": "female"}  # fmt: skip
_TAG = re.compile(r"<(?:p|h3|ol|ul|b|br|a)[\s/>]")


class _Biography(Whitelister):
    """What a biography may hold: the features of its field, links to the web alone."""

    element_rules = {
        "[document]": allow_without_attributes,
        "a": attribute_rule({"href": check_url}),
        **dict.fromkeys(["b", "br", "h3", "li", "ol", "p", "ul"], allow_without_attributes),
    }

    def clean_tag_node(self, doc: Any, tag: Any) -> None:
        if tag.name in {"script", "style", "embed"}:
            tag.decompose()
            return
        super().clean_tag_node(doc, tag)
        if tag.name == "a" and not tag.get("href"):
            tag.unwrap()


def safe_html(text: str) -> str:
    """Return ``text`` as the HTML of a biography; plain text becomes paragraphs."""
    if _TAG.search(text):
        return _Biography().clean(text)
    paragraphs = (part.strip() for part in re.split(r"\n+", text))
    return "".join(f"<p>{html.escape(part)}</p>" for part in paragraphs if part)


class Fields:
    """Reads the fields of one record and notes what is wrong with them."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def text(self, name: str, longest: int = 0) -> str:
        """Return the text of the field, "" where there is none or it cannot be taken."""
        return self.clean(self.record.data.get(name), name, longest)

    def clean(self, value: Any, column: str, longest: int = 0) -> str:
        """Return ``value`` as text fit to be stored."""
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.record.find(Problem.WRONG_TYPE, column, "应是文字")
            return ""
        text = _UNSTORABLE.sub("", str(value)).strip()
        masked = mask_identity_numbers(text)
        if masked != text:
            self.record.find(Problem.IDENTITY_NUMBER, column)
        if longest and len(masked) > longest:
            self.record.find(Problem.TEXT_TOO_LONG, column, f"最长 {longest} 字")
            return ""
        return masked

    def day(self, name: str) -> datetime.date | None:
        """Return the day of the field; a year or month alone cannot be stored and is said."""
        text = self.text(name)
        if not text:
            return None
        match = _DAY.fullmatch(text)
        if match and not match.group(3):
            self.record.find(Problem.PARTIAL_DATE, name, text)
            return None
        try:
            return datetime.date(*map(int, match.groups())) if match else self._no_date(name)
        except ValueError:
            return self._no_date(name)

    def has_passed(self, name: str, today: datetime.date) -> bool:
        """Say whether the day, month or year of the field lies before that of ``today``."""
        text = str(self.record.data.get(name) or "")[:10]
        return _DAY.fullmatch(text) is not None and text < today.isoformat()[: len(text)]

    def month(self, name: str) -> str:
        """Return year and month (1979-05), or the year; the day is not taken over."""
        text = self.text(name)
        match = _MONTH.fullmatch(text)
        if text and not match:
            self._no_date(name)
        return "-".join(part for part in match.groups() if part) if match else ""

    def gender(self) -> str:
        """Return the gender as stored, "" where it is neither."""
        text = self.text("gender")
        gender = _GENDERS.get(text.lower(), "")
        if text and not gender:
            self.record.find(Problem.UNKNOWN_GENDER, "gender")
        return gender

    def email(self, text: str, column: str) -> str:
        """Return an address that may be stored."""
        try:
            if text:
                validate_email(text)
        except ValidationError:
            self.record.find(Problem.INVALID_EMAIL, column)
            return ""
        return text

    def objects(self, name: str) -> Iterator[dict]:
        """Yield the objects of a list."""
        value = self.record.data.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            self.record.find(Problem.WRONG_TYPE, name, "应是列表")
            return
        for item in value:
            if isinstance(item, dict):
                yield item
            else:
                self.record.find(Problem.WRONG_TYPE, name, "列表里应是对象")

    def identifiers(self, longest: int) -> Iterator[tuple[str, str]]:
        """Yield scheme and identifier; numbers of papers are dropped."""
        for item in self.objects("identifiers"):
            scheme = self.clean(item.get("scheme"), "identifiers", longest)
            number = self.clean(item.get("identifier"), "identifiers", longest)
            if scheme and is_identity_heading(scheme):
                self.record.find(Problem.IDENTITY_NUMBER, "identifiers")
            elif number and MASK not in number:
                yield scheme, number

    def addresses(self, *names: str) -> list[str]:
        """Return the URLs that the fields hold."""
        found = []
        for name in names:
            value = self.record.data.get(name)
            for item in value if isinstance(value, list) else [value]:
                url = item.get("url") if isinstance(item, dict) else item
                if isinstance(url, str) and url.strip():
                    found.append(_UNSTORABLE.sub("", url).strip())
        return list(dict.fromkeys(found))

    def kept(self) -> dict[str, list[str]]:
        """Return the addresses that stand in the report alone; nothing there is fetched."""
        found = {"images": self.addresses("image", "images"),
                 "links": self.addresses("links", "sources")}  # fmt: skip
        return {name: addresses for name, addresses in found.items() if addresses}

    def _no_date(self, name: str) -> None:
        self.record.find(Problem.INVALID_DATE, name, self.text(name)[:40])
