"""Positions from the coordinate systems of Chinese maps (坐标系) to WGS-84.

GCJ-02 (国测局坐标，高德、腾讯地图) shifts WGS-84 by up to 700 m, BD-09 (百度地图) shifts
GCJ-02 once more. The shift has no closed inverse: it is approached to below a millimetre.
CGCS2000 differs from WGS-84 by centimetres and counts as the same.
"""

import enum
import math
import re
import unicodedata
from typing import NamedTuple

#: the ellipsoid of Krasovsky, on which GCJ-02 is reckoned
_AXIS = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BAIDU = math.pi * 3000.0 / 180.0
#: a degree's ten thousand millionth: a hundredth of a millimetre
_CLOSE = 1e-10
_MOST_STEPS = 30
#: where the mainland, Taiwan and the sea between lie, in whole degrees
_LONGITUDES, _LATITUDES = (73, 136), (3, 54)


class Position(NamedTuple):
    """A place on the ellipsoid, in degrees."""

    latitude: float
    longitude: float

    @property
    def is_in_china(self) -> bool:
        """Whether it lies in the rectangle around the country."""
        south, north = _LATITUDES
        west, east = _LONGITUDES
        return south <= self.latitude <= north and west <= self.longitude <= east


class CoordinateSystem(enum.Enum):
    """A coordinate system with the words that name it."""

    WGS84 = "WGS-84", r"wgs|gps|cgcs|2000|北斗|天地图"
    GCJ02 = "GCJ-02", r"gcj|火星|国测|高德|腾讯"
    BD09 = "BD-09", r"bd-?0?9|百度"

    def __init__(self, label: str, words: str) -> None:
        self.label, self._words = label, re.compile(words)

    @classmethod
    def from_words(cls, text: str) -> "CoordinateSystem | None":
        """Return the one system that ``text`` names, None if it names none or several."""
        plain = unicodedata.normalize("NFKC", text).lower()
        named = [system for system in cls if system._words.search(plain)]
        return named[0] if len(named) == 1 else None


def to_wgs84(position: Position, system: CoordinateSystem) -> Position:
    """Return ``position``, given in ``system``, in WGS-84."""
    if system is CoordinateSystem.BD09:
        position = _from_baidu(position)
    return position if system is CoordinateSystem.WGS84 else _unshifted(position)


def to_gcj02(position: Position) -> Position:
    """Return a WGS-84 position as a public map of the mainland shows it."""
    x, y = position.longitude - 105.0, position.latitude - 35.0
    latitude = math.radians(position.latitude)
    magic = 1 - _ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
    north = _northward(x, y) * 180.0
    east = _eastward(x, y) * 180.0
    north /= (_AXIS * (1 - _ECCENTRICITY_SQUARED)) / (magic * math.sqrt(magic)) * math.pi
    east /= _AXIS / math.sqrt(magic) * math.cos(latitude) * math.pi
    return Position(position.latitude + north, position.longitude + east)


def _unshifted(shifted: Position) -> Position:
    """Return the WGS-84 position that GCJ-02 shifts to ``shifted``."""
    found = shifted
    for _ in range(_MOST_STEPS):
        again = to_gcj02(found)
        north, east = shifted.latitude - again.latitude, shifted.longitude - again.longitude
        found = Position(found.latitude + north, found.longitude + east)
        if max(abs(north), abs(east)) < _CLOSE:
            break
    return found


def _from_baidu(position: Position) -> Position:
    x, y = position.longitude - 0.0065, position.latitude - 0.006
    distance = math.hypot(x, y) - 0.00002 * math.sin(y * _BAIDU)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * _BAIDU)
    return Position(distance * math.sin(angle), distance * math.cos(angle))


def _waves(value: float) -> float:
    return (20.0 * math.sin(6.0 * value * math.pi) + 20.0 * math.sin(2.0 * value * math.pi)) * 2 / 3


def _northward(x: float, y: float) -> float:
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    shift += _waves(x)
    shift += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2 / 3
    return shift + (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3


def _eastward(x: float, y: float) -> float:
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    shift += _waves(x)
    shift += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2 / 3
    return (
        shift + (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30 * math.pi)) * 2 / 3
    )
