"""Whom a photograph shows (照片是谁的): by public code, register number, or name and hints.

Identity is never the name: namesakes are a question, and so is a picture whose number or place
says something else than its name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .photo_names import PhotoName
from .photo_people import Sitter, Sitters


@dataclass(frozen=True)
class Match:
    """Whom a file name means: one person, several candidates with a question, or nobody."""

    sitter: Sitter | None = None
    candidates: list[Sitter] = field(default_factory=list)
    question: str = ""


def match_photo(photo: PhotoName, sitters: Sitters, places: set[str]) -> Match:
    """Return whom ``photo`` means; ``places`` are the hints that name places or units."""
    coded = [sitters.by_code[code] for code in photo.codes if code in sitters.by_code]
    if len(coded) == 1:
        return Match(coded[0])
    named = _named(photo, sitters)
    numbered = _unique(
        sitters.by_number[number] for number in photo.numbers if number in sitters.by_number
    )
    if numbered:
        return _by_number(photo, numbered, named)
    if not named:
        return Match()
    narrowed = _narrowed(named, photo.hints)
    if len(narrowed) > 1:
        labels = "、".join(sitter.label for sitter in narrowed)
        return Match(
            candidates=narrowed, question=f"有 {len(narrowed)} 位可能：{labels}。是哪一位？"
        )
    sitter = narrowed[0]
    if hint := _contradiction(sitter, photo.hints, places):
        question = f"文件名或文件夹写着“{hint}”，库中同名的是{sitter.label}。是同一人吗？"
        return Match(candidates=[sitter], question=question)
    return Match(sitter)


def _named(photo: PhotoName, sitters: Sitters) -> list[Sitter]:
    """Return the people of the names; else those whose name and place make up one part."""
    whole = _unique(sitter for name in photo.names for sitter in sitters.by_name.get(name, ()))
    if whole:
        return whole
    return _unique(
        sitter
        for name, rest in photo.within()
        for sitter in sitters.by_name.get(name, ())
        if sitter.agrees_with(rest)
    )


def _by_number(photo: PhotoName, numbered: list[Sitter], named: list[Sitter]) -> Match:
    """Take whom the number means, if the name does not mean somebody else."""
    if len(numbered) == 1 and (numbered[0] in named or not photo.names):
        return Match(numbered[0])
    candidates = _unique([*numbered, *named])
    labels = "、".join(sitter.label for sitter in candidates)
    return Match(candidates=candidates, question=f"编号和姓名对不上：{labels}。是哪一位？")


def _narrowed(candidates: list[Sitter], hints: Iterable[str]) -> list[Sitter]:
    """Return the candidates that agree with every hint that tells them apart."""
    for hint in hints:
        agreeing = [sitter for sitter in candidates if sitter.agrees_with(hint)]
        candidates = agreeing or candidates
    return candidates


def _contradiction(sitter: Sitter, hints: Iterable[str], places: set[str]) -> str:
    """Return a place among the hints that is none of this person's, "" if there is none."""
    own = {sitter.folded_name}
    others = (hint for hint in hints if hint in places and hint not in own)
    return next((hint for hint in others if not sitter.agrees_with(hint)), "")


def _unique(sitters: Iterable[Sitter]) -> list[Sitter]:
    return list(dict.fromkeys(sitters))
