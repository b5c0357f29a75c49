"""Drawn portraits of the invented deputies: head and shoulders, flat, on a calm ground.

The same sitter always gets the same picture. Shapes: ``content/portrait_parts.toml``.
"""

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageColor

from .drawing import Canvas, ellipse

PARTS = tomllib.loads(
    (Path(__file__).parent / "content" / "portrait_parts.toml").read_text(encoding="utf-8")
)
GROUNDS = ["#dde0d0", "#ece1c8", "#e9d9cb", "#e2ddd5", "#d8dee2", "#e6dfd0", "#dae1dc", "#e5dcde"]
#: face, its shaded side, lips
SKINS = [
    ("#e6cbb1", "#d3b193", "#b9786a"),
    ("#e0c4a8", "#cdab8d", "#b27263"),
    ("#d9b99b", "#c5a080", "#a96a5a"),
    ("#cfa884", "#ba8f6b", "#9d5f4f"),
    ("#c69a76", "#b0835f", "#935546"),
]
#: hair and a strand of it, from young to old
HAIRS = [
    ("#2b2623", "#4b443f"),
    ("#332c28", "#544b45"),
    ("#4a4038", "#685c52"),
    ("#6b645d", "#8a827a"),
    ("#8d8780", "#aaa49d"),
    ("#b7b1a8", "#d0cbc4"),
]
#: cloth, its darker and its lighter shade
CLOTHS = [
    ("#51667a", "#3f5163", "#8b9cac"),
    ("#3b3a3c", "#2a292b", "#75737a"),
    ("#5b6b55", "#475642", "#93a18c"),
    ("#71302c", "#5a2421", "#b0706a"),
    ("#96604b", "#7b4c3a", "#c99a85"),
    ("#66607a", "#524c63", "#9f9ab0"),
    ("#3f5a5e", "#304649", "#7f9a9d"),
    ("#8a7a5c", "#6f6148", "#bbae92"),
    ("#9aa3a0", "#7d8683", "#c9cfcc"),
    ("#a58a86", "#877069", "#d0bcb7"),
]
TRIMS = ["#a5231a", "#b8893b", "#3d6b74", "#c28d6e", "#6f7f4f"]
TIES = ["#71302c", "#3a566e", "#5a4a3a", "#7d5209"]
SHIRTS = ["#fbf9f5", "#fbf9f5", "#e9eef2", "#f0ebe0"]
INK = "#2b2623"
#: what a sitter wears whose work asks for nothing else; the key says whether a woman does
EVERYDAY = {
    False: (
        "suit", "suit", "suit_open", "jacket", "jacket", "jacket", "polo", "crew_neck", "plain",
        "turtleneck", "mandarin",
    ),
    True: (
        "blouse", "blouse", "cardigan", "cardigan", "suit_open", "jacket", "crew_neck", "plain",
        "turtleneck", "scarf", "mandarin", "polo",
    ),
}  # fmt: skip
NECK = "M66 108h28v34c-2 10-26 10-28 0z"
CHIN = "M66 120c5 7 23 7 28 0v4c-5 9-23 9-28 0z"
WRINKLES = "M69 101c-1.500 2-2.300 4-2.300 6.500M91 101c1.500 2 2.300 4 2.300 6.500"
#: ages from which hair thins, and until which it is worn as the young do
OLD, YOUNG = 56, 38


@dataclass(frozen=True)
class Sitter:
    """Who is drawn; ``wear`` and ``hat`` name parts, empty for what suits age and gender."""

    seed: str
    female: bool
    age: int
    wear: tuple[str, ...] = ()
    hat: str = ""
    hair: str = ""
    beard: str = ""
    glasses: bool | None = None


def draw_portrait(sitter: Sitter) -> bytes:
    """Return the portrait as a JPEG of 480 × 600 pixels."""
    chance = random.Random(f"portrait {sitter.seed}")  # noqa: S311 - a drawing, no secret
    return _Portrait(sitter, chance).draw()


class _Portrait:
    """One drawing: what was chosen for it, then its layers from back to front."""

    def __init__(self, sitter: Sitter, chance: random.Random) -> None:
        self.sitter = sitter
        self.chance = chance
        skin, shade, lip = chance.choice(SKINS[:3] if sitter.female else SKINS)
        self.hair = PARTS["hair"][sitter.hair or self._hair_for()]
        self.hat = PARTS["hats"].get(sitter.hat, {})
        self.clothes = PARTS["clothes"][chance.choice(sitter.wear or EVERYDAY[sitter.female])]
        self.colours = self._cloth() | self._hair_colour() | {
            "skin": skin, "shade": shade, "lip": lip, "ink": INK,
            "blush": _mix(skin, lip, 0.16), "shadow": _mix(shade, INK, 0.16),
        }  # fmt: skip
        self.canvas = Canvas(chance.choice(GROUNDS))

    def draw(self) -> bytes:
        self._layers(self.hat.get("back") or self.hair.get("back", []))
        self._body()
        self._head()
        self._features()
        if not self.hat.get("back"):
            self._layers(self.hair["front"])
        self._layers(self.hat.get("layers", []))
        if self._wears_glasses():
            self._glasses()
        return self.canvas.jpeg()

    def _hair_for(self) -> str:
        gender = "female" if self.sitter.female else "male"
        old, young = self.sitter.age >= OLD, self.sitter.age < YOUNG
        names = [
            name
            for name, hair in PARTS["hair"].items()
            if hair["for"] == gender
            and not hair.get("chosen")
            and (old or not hair.get("old"))
            and (young or not hair.get("young"))
        ]
        return self.chance.choice(names)

    def _cloth(self) -> dict[str, str]:
        main, dark, light = self.chance.choice(CLOTHS)
        scarf, scarf_dark, _ = self.chance.choice([c for c in CLOTHS[3:] if c[0] != main])
        return {
            "main": main, "dark": dark, "light": light, "vest": "#c9863c",
            "scarf": scarf, "scarf_dark": scarf_dark, "shirt": self.chance.choice(SHIRTS),
            "trim": self.chance.choice(TRIMS), "tie": self.chance.choice(TIES),
        }  # fmt: skip

    def _hair_colour(self) -> dict[str, str]:
        """Return a colour for the age; not everybody goes grey at the same time."""
        years = self.sitter.age + self.chance.randint(-6, 6)
        if years < 50:
            choices = [0, 0, 1, 1, 2]
        elif years < 60:
            choices = [0, 1, 2, 3]
        else:
            choices = [3, 4] if years < 70 else [4, 5]
        hair, lock = HAIRS[self.chance.choice(choices)]
        return {"hair": hair, "lock": lock}

    def _wears_glasses(self) -> bool:
        if self.sitter.glasses is not None:
            return self.sitter.glasses
        return self.chance.random() < 0.22

    def _layers(self, layers: list[list]) -> None:
        for role, path, *width in layers:
            colour = self.colours.get(role, role)
            if width:
                self.canvas.stroke(path, colour, width[0])
            else:
                self.canvas.fill(path, colour)

    def _body(self) -> None:
        shoulders = PARTS["shoulders"]["female" if self.sitter.female else "male"]
        self._layers([[self.clothes.get("ground", "main"), shoulders]])
        self._layers(self.clothes.get("under", []))
        self._layers([["shade", NECK], ["shadow", CHIN]])
        self._layers(self.clothes.get("over", []))

    def _head(self) -> None:
        face = self.chance.choice(["oval", "round"] if self.sitter.female else list(PARTS["faces"]))
        ears = ellipse(50.5, 88, 5, 8) + ellipse(109.5, 88, 5, 8)
        cheeks = ellipse(62.5, 101, 5.5, 4) + ellipse(97.5, 101, 5.5, 4)
        self._layers([] if self.hat.get("back") else [["shade", ears]])
        self._layers([["skin", PARTS["faces"][face]], ["blush", cheeks]])

    def _features(self) -> None:
        age, pick = self.sitter.age, self.chance.choice
        self._layers(
            [
                ["hair", pick(list(PARTS["brows"].values())), 1.6 if self.sitter.female else 2.4],
                ["shade", pick(list(PARTS["noses"].values())), 1.7],
                ["lip", pick(list(PARTS["mouths"].values())), 2.1],
            ]
        )
        if self.chance.random() < 0.2:
            self._layers([["ink", PARTS["eyes"]["smiling"], 2.1]])
        else:
            self._layers([["ink", ellipse(68, 88.5, 1.9, 2.2) + ellipse(92, 88.5, 1.9, 2.2)]])
        if age >= OLD:
            self._layers([["shade", WRINKLES, 1.3]])
        if self.sitter.beard:
            self._layers([["hair", PARTS["beards"][self.sitter.beard]]])

    def _glasses(self) -> None:
        frame = self.chance.choice([INK, INK, "#5a4a3a", "#6b645d"])
        for x in (67.5, 92.5):
            self.canvas.stroke(ellipse(x, 88.5, 9, 8.5), frame, 1.7)
        self.canvas.stroke(
            "M76.500 87c2-1.500 5-1.500 7 0M58.500 87l-6-1.500M101.500 87l6-1.500", frame, 1.7
        )


def _mix(colour: str, other: str, share: float) -> str:
    """Return ``colour`` with ``share`` (0 to 1) of ``other`` in it."""
    pairs = zip(ImageColor.getrgb(colour), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
