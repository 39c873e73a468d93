"""Outlines of divisions, from a GeoJSON file (RFC 7946)."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qianshao.core.problems import Problem

Point = tuple[float, float]
Ring = tuple[Point, ...]

NAMES_OF_CODE = ("code", "adcode", "township_code", "id")
DIGITS = 4
"""Of degrees: eleven metres, less than a pixel on any map of a district."""
LEVELS = (6, 9)
"""Digits of the codes of districts and of townships."""


@dataclass(frozen=True, slots=True)
class Outline:
    """``rings``: the outer ring of each part, in degrees of longitude and latitude, closed. Holes are left out."""

    code: str
    rings: tuple[Ring, ...]


def read(text: str, field: str = "") -> list[Outline]:
    """``field``: the property that holds the code of the division; the usual names are tried when it is left out."""
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise Problem("json.broken.at", line=error.lineno, column=error.colno) from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list):
        raise Problem("outlines.none")
    found = [_outline(number, one, field) for number, one in enumerate(features, start=1)]
    if not found:
        raise Problem("outlines.none")
    return found


def _outline(number: int, feature: Any, field: str) -> Outline:
    feature = feature if isinstance(feature, dict) else {}
    properties = {"id": feature.get("id"), **(feature.get("properties") or {})}
    code = next((read for name in ([field] if field else NAMES_OF_CODE) if (read := _code(properties.get(name)))), "")
    if not code:
        raise Problem("outlines.code", number=number, names=field or ", ".join(NAMES_OF_CODE))
    geometry = feature.get("geometry") or {}
    try:
        rings = [_ring(part[0]) for part in _parts(geometry)]
    except (KeyError, IndexError, TypeError, ValueError):
        raise Problem("outlines.shape", number=number, division=code) from None
    kept = tuple(ring for ring in rings if len(ring) >= 4)
    if not kept:
        raise Problem("outlines.shape", number=number, division=code)
    return Outline(code, kept)


def _parts(geometry: dict[str, Any]) -> list[Any]:
    """Each a list of rings, the outer one first."""
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError
    whole = geometry["coordinates"]
    return [whole] if geometry["type"] == "Polygon" else list(whole)


def _code(value: object) -> str:
    """500113, 500113111, or the same filled up with zeros to 9 or 12 digits."""
    text = str(value or "").strip()
    if not text.isdecimal():
        return ""
    if len(text) in (9, 12) and not text[6:].strip("0"):
        return text[:6]
    return text[:9] if len(text) == 12 and not text[9:].strip("0") else text if len(text) in LEVELS else ""


def _ring(points: Sequence[Sequence[float]]) -> Ring:
    out: list[Point] = []
    for lon, lat, *_height in points:
        if not (73 <= lon <= 136 and 3 <= lat <= 54):
            raise ValueError
        point = (round(float(lon), DIGITS), round(float(lat), DIGITS))
        if not out or point != out[-1]:
            out.append(point)
    if out and out[0] != out[-1]:
        out.append(out[0])
    return tuple(out)


def written(outlines: Iterable[Outline], source: str) -> str:
    """As GeoJSON again, with nothing in it but codes and rings."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": one.code},
            "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in one.rings]},
        }
        for one in outlines
    ]
    return json.dumps({"type": "FeatureCollection", "source": source, "features": features}, ensure_ascii=False)


def area_and_middle(ring: Ring) -> tuple[float, Point]:
    """In square degrees; the middle is that of the surface."""
    twice = x = y = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        cross = x1 * y2 - x2 * y1
        twice += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    if abs(twice) < 1e-12:
        return 0.0, ring[0]
    return abs(twice) / 2, (x / (3 * twice), y / (3 * twice))
