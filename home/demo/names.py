"""Names for invented people, by ethnic group, gender and the years they were born in."""

import random
import tomllib

from .places import CONTENT

#: how often one of a group that has surnames too bears a name without
_WHOLE_SHARE = 0.7
_HAN = "汉族"


class NameGiver:
    """Gives each person a name nobody else of the demo has; the same order gives the same names."""

    def __init__(self, chance: random.Random, taken: set[str]) -> None:
        data = tomllib.loads((CONTENT / "names.toml").read_text(encoding="utf-8"))
        self._chance = chance
        self._taken = taken | set(data["avoid"].split())
        self._surnames = {group: text.split() for group, text in data["surnames"].items()}
        self._given = data["given"]
        self._whole = {
            (group, gender == "female"): self._shuffled(text)
            for group, texts in data["whole"].items()
            for gender, text in texts.items()
        }
        self._groups = {place: _shares(text) for place, text in data["groups"].items()}

    def group(self, places: list[str], *, is_female: bool) -> str:
        """Return an ethnic group as common as it is in the first of ``places`` that says so."""
        shares = next((self._groups[place] for place in places if place in self._groups), {})
        draw = self._chance.random() * 100
        for group, share in shares.items():
            if (draw := draw - share) < 0:
                has_name = group in self._surnames or self._whole[group, is_female]
                return group if has_name else _HAN
        return _HAN

    def name(self, *, group: str, is_female: bool, year: int) -> str:
        """Return a name for somebody of ``group`` born in ``year``."""
        whole = self._whole.get((group, is_female), [])
        surnames = self._surnames.get(group)
        if not surnames or (whole and self._chance.random() < _WHOLE_SHARE):
            name = whole.pop()
        else:
            given = self._given["female" if is_female else "male"][_decade(year)].split()
            name = self._chance.choice(surnames) + self._chance.choice(given)
        if name in self._taken:
            return self.name(group=group, is_female=is_female, year=year)
        self._taken.add(name)
        return name

    def _shuffled(self, text: str) -> list[str]:
        names = text.split()
        self._chance.shuffle(names)
        return names


def _decade(year: int) -> str:
    if year < 1970:
        return "old"
    return "middle" if year < 1985 else "young"


def _shares(text: str) -> dict[str, int]:
    words = text.split()
    return {group: int(share) for group, share in zip(words[::2], words[1::2], strict=True)}
