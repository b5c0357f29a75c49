"""Drawing flat shapes from SVG path data with Pillow, smooth at the edges."""

import io
import itertools
import math
import re
from collections.abc import Iterator
from functools import cache

from PIL import Image, ImageDraw

#: the drawing's own coordinates: 4:5, as every portrait of the site
WIDTH, HEIGHT = 160, 200
_SCALE = 3
_OVERSAMPLE = 3
_CURVE_STEPS = 14
_TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+")
_ARGUMENTS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "z": 0}

Point = tuple[float, float]


class Canvas:
    """A sheet of 160 × 200 units; shapes are SVG path data (M L H V C S Q Z, either case)."""

    def __init__(self, ground: str) -> None:
        self._factor = _SCALE * _OVERSAMPLE
        size = (WIDTH * self._factor, HEIGHT * self._factor)
        self._image = Image.new("RGB", size, ground)
        self._draw = ImageDraw.Draw(self._image)

    def fill(self, path: str, colour: str) -> None:
        """Fill each closed part of ``path``."""
        for points in flatten(path):
            self._draw.polygon(self._scaled(points), fill=colour)

    def stroke(self, path: str, colour: str, width: float) -> None:
        """Draw along ``path``, round at corners and ends."""
        radius = width * self._factor / 2
        for points in flatten(path):
            scaled = self._scaled(points)
            self._draw.line(scaled, fill=colour, width=round(radius * 2), joint="curve")
            for x, y in (scaled[0], scaled[-1]):
                self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def jpeg(self) -> bytes:
        """Return the picture, 480 × 600 pixels."""
        buffer = io.BytesIO()
        self._image.reduce(_OVERSAMPLE).save(buffer, "JPEG", quality=86, optimize=True)
        return buffer.getvalue()

    def _scaled(self, points: tuple[Point, ...]) -> list[Point]:
        return [(x * self._factor, y * self._factor) for x, y in points]


@cache
def flatten(path: str) -> tuple[tuple[Point, ...], ...]:
    """Return the corners of each part of ``path``, its curves cut into short lines."""
    parts: list[list[Point]] = []
    here = start = control = (0.0, 0.0)
    for command, numbers in _commands(path):
        kind = command.lower()
        points = _points(kind, numbers, here if command.islower() else None, here)
        if kind == "m":
            start = points[0]
            parts.append([start])
        elif kind == "z":
            points = [start]
            parts[-1].append(start)
        elif kind in "csq":
            if kind == "s":
                points.insert(0, (2 * here[0] - control[0], 2 * here[1] - control[1]))
            parts[-1].extend(_curve([here, *points]))
        else:
            parts[-1].extend(points)
        control = points[-2] if kind in "cs" else points[-1]
        here = points[-1]
    return tuple(tuple(part) for part in parts)


def ellipse(x: float, y: float, across: float, down: float) -> str:
    """Return the path of an ellipse around ``(x, y)`` with these half-axes."""
    turns = [i * math.tau / 40 for i in range(40)]
    points = [f"{x + across * math.cos(t):.2f} {y + down * math.sin(t):.2f}" for t in turns]
    return f"M{'L'.join(points)}Z"


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command with its numbers; a repeated one stands once for each set of numbers."""
    tokens = _TOKEN.findall(path)
    position = 0
    command = "M"
    while position < len(tokens):
        if tokens[position].isalpha():
            command = tokens[position]
            position += 1
        count = _ARGUMENTS[command.lower()]
        yield command, [float(token) for token in tokens[position : position + count]]
        position += count
        if command in "Mm":
            command = "L" if command == "M" else "l"


def _points(kind: str, numbers: list[float], origin: Point | None, here: Point) -> list[Point]:
    """Return the points a command names; ``origin`` is where relative numbers count from."""
    x, y = origin or (0.0, 0.0)
    if kind == "h":
        return [(x + numbers[0], here[1])]
    if kind == "v":
        return [(here[0], y + numbers[0])]
    return [(x + a, y + b) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]


def _curve(points: list[Point]) -> list[Point]:
    """Return what follows the first of ``points`` on their Bézier curve."""
    return [_on_curve(points, step / _CURVE_STEPS) for step in range(1, _CURVE_STEPS + 1)]


def _on_curve(points: list[Point], t: float) -> Point:
    """Return the point of the Bézier curve of ``points`` at ``t`` between 0 and 1."""
    while len(points) > 1:
        points = [
            (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
            for a, b in itertools.pairwise(points)
        ]
    return points[0]
