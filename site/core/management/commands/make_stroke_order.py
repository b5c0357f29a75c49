"""Make the table behind the order of names by strokes (笔画序).

Sources: Unicode's Unihan database, ``kTotalStrokes`` and ``kTGH`` (the place of a character in
《通用规范汉字表》, each of whose three parts is in the order of strokes); the strokes of
each character as the npm package ``cnchar-order`` has them, by which the three parts are joined.
"""

import bz2
import gzip
import json
import re
from argparse import ArgumentParser
from itertools import groupby
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.strokes import DATA

#: kinds of strokes: 横 and 提, 竖 and 竖钩, 撇, 点 and 捺; all others are 折
_KINDS = {"横": "1", "提": "1", "竖": "2", "竖钩": "2", "撇": "3", "点": "4", "点2": "4", "捺": "4"}
_BENT = "5"
#: behind all strokes: those of the character are not known
_UNKNOWN = "6"
#: the last character of each part of 《通用规范汉字表》
_PARTS = (3500, 6500, 8105)
_HEAD = "# Chinese characters in the order of their strokes; see stroke_order.LICENSES.txt\n"

#: number of strokes, then which
Strokes = tuple[int, str]


class Command(BaseCommand):
    help = "Make the table of the order by strokes from Unihan and the package cnchar-order."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("unihan", type=Path, help="folder of Unihan_*.txt or .txt.bz2")
        parser.add_argument("sequences", type=Path, help="cnchar.order.min.js")

    def handle(self, *, unihan: Path, sequences: Path, **options: object) -> None:
        numbers, places = _unihan(unihan)
        if not numbers or not places:
            raise CommandError(f"No Unihan files in {unihan}.")
        ordered = stroke_order(numbers, places, _sequences(sequences))
        lines = groupby(ordered, key=lambda each: each[0][0])
        text = "".join(f"{n}\t{''.join(c for _, c in line)}\n" for n, line in lines)
        DATA.write_bytes(gzip.compress((_HEAD + text).encode(), mtime=0))
        self.stdout.write(f"{len(ordered)} characters.")


def stroke_order(
    numbers: dict[str, int], places: dict[str, int], sequences: dict[str, str]
) -> list[tuple[Strokes, str]]:
    """Return all characters with their strokes, in order.

    Args:
        numbers: ``{character: number of strokes}``.
        places: ``{character: place in 《通用规范汉字表》}``.
        sequences: ``{character: its strokes, one digit each}``.
    """
    listed = sorted(places, key=places.__getitem__)
    ordered: list[tuple[Strokes, str]] = []
    for part in range(len(_PARTS)):
        start = _PARTS[part - 1] if part else 0
        characters = [c for c in listed if start < places[c] <= _PARTS[part]]
        ordered += zip(_in_order(characters, numbers, sequences), characters, strict=True)
    for character in sorted(numbers.keys() - places.keys()):
        strokes = sequences.get(character, "")
        known = strokes if len(strokes) == numbers[character] else _UNKNOWN
        ordered.append(((numbers[character], known), character))
    return sorted(ordered, key=lambda each: each[0])


def _in_order(
    characters: list[str], numbers: dict[str, int], sequences: dict[str, str]
) -> list[Strokes]:
    """Return the strokes of characters that stand in order.

    Unknown ones are as those of the character before, or of the next where its number is theirs.
    """
    known = [(len(s), s) if (s := sequences.get(c)) else None for c in characters]
    following: list[Strokes | None] = []
    for strokes in reversed(known):
        following.append(strokes or (following[-1] if following else None))
    ordered: list[Strokes] = []
    last: Strokes = (0, "")
    for character, strokes, after in zip(characters, known, reversed(following), strict=True):
        is_next = after is not None and last[0] < numbers[character] == after[0]
        if here := strokes or (after if is_next else None):
            last = max(last, here)
        ordered.append(last)
    return ordered


def _unihan(folder: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Return the number of strokes of each character, and its place in the table."""
    numbers: dict[str, int] = {}
    places: dict[str, int] = {}
    for path in sorted(folder.glob("Unihan_*.txt*")):
        content = path.read_bytes()
        text = (bz2.decompress(content) if path.suffix == ".bz2" else content).decode()
        for code, field, value in re.findall(
            r"^U\+(\w+)\t(kTotalStrokes|kTGH)\t(?:2013:)?(\d+)", text, re.M
        ):
            (numbers if field == "kTotalStrokes" else places)[chr(int(code, 16))] = int(value)
    return numbers, places


def _sequences(path: Path) -> dict[str, str]:
    """Return ``{character: its strokes, one digit each}``.

    Raises:
        CommandError: the file is another one.
    """
    tables = re.findall(r"JSON\.parse\('(\{.*?\})'\)", path.read_text("utf-8"))
    if len(tables) < 2:
        raise CommandError(f"{path} is not the expected file of cnchar-order.")
    strokes, letters = (json.loads(table) for table in tables[:2])
    kinds = {letter: _KINDS.get(said["name"], _BENT) for letter, said in letters.items()}
    return {c: "".join(kinds[letter] for letter in each) for c, each in strokes.items()}
