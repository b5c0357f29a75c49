"""Words that the export writes and the import reads again, each under a name Popolo has."""

import re

from core.numerals import chinese_number, parse_number
from directory.enums import OrganKind
from directory.importers.roster_values import LAST_TERM

#: ``id`` of a person of ours: ``urn:uuid:…``
URN = "urn:uuid:"
#: scheme of the identifier that holds a person's public code (网址编号)
CODE_SCHEME = "deputy-code"
#: scheme of the identifier that names the division of an organization, as ``CODE:LEVEL``
DIVISION_SCHEME = "division-code"
#: classification of the division (with its code) that an electoral unit covers
COVERED = "covered division"
#: classification of a congress, and the words other files have for a legislature
CONGRESS = "congress"
LEGISLATURES = frozenset(
    {CONGRESS, "legislature", "parliament", "chamber", "立法机关", "人民代表大会", "人大"}
)
PARTIES = frozenset({"party", "political party", "政党", "党派"})
#: names of a party that nobody knows
NO_PARTY = frozenset({"unknown", "未知", "不详", "无记录"})
#: type and label of the contact that is meant for the public
PUBLIC_CHANNEL = ("public", "公开联系渠道")
OWN_PHONE, OWN_EMAIL = ("voice", "本人电话"), ("email", "本人邮箱")
PHONES = frozenset({"voice", "cell", "phone", "tel", "telephone", "mobile", "text"})
#: role of a membership in a congress, in office and out of it
DEPUTY, FORMER_DEPUTY = "代表", "往届代表"
#: classification of an organ, by its kind
ORGAN_CLASSES = {kind: kind.value.replace("_", " ") for kind in OrganKind}
LEGISLATIVE_PERIOD = "legislative period"

_IN_CHINESE = re.compile("第([0-9]{1,2}|[〇零一二三四五六七八九十廿卅]{1,4})届")
_IN_ENGLISH = re.compile(r"\b([0-9]{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
_IN_ID = re.compile(r"(?:^|[/_:-])([0-9]{1,2})$")
_ORDINALS = {
    word: number
    for number, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
         "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
         "seventeenth", "eighteenth", "nineteenth", "twentieth"],
        start=1,
    )
}  # fmt: skip
_LANGUAGE = re.compile(r"^语言：([A-Za-z0-9-]{1,20})(?:；|$)")


def term_label(number: int) -> str:
    """Return how a membership names its term (第十四届)."""
    return f"第{chinese_number(number)}届"


def term_number(reference: str, *texts: str) -> int | None:
    """Return the number of a term that an id (``term/12``) or a text (第十二届, 12th …) gives."""
    candidates = [match.group(1) for text in texts for match in _IN_CHINESE.finditer(text)]
    candidates += [match.group(1) for text in texts for match in _IN_ENGLISH.finditer(text)]
    if match := _IN_ID.search(reference):
        candidates.append(match.group(1))
    numbers = [parse_number(candidate) for candidate in candidates]
    words = (word for text in texts for word in re.findall("[a-z]+", text.lower()))
    numbers += [_ORDINALS.get(word) for word in words]
    return next((n for n in numbers if n is not None and 1 <= n <= LAST_TERM), None)


def language_note(language: str, note: str) -> str:
    """Return the note of another name, with its language, for which Popolo has no place."""
    return "；".join(part for part in (f"语言：{language}" if language else "", note) if part)


def parted_note(text: str) -> tuple[str, str]:
    """Return language and note of what ``language_note`` put together."""
    match = _LANGUAGE.match(text)
    return (match.group(1), text[match.end() :]) if match else ("", text)
