"""Clusters on a plain map, as SVG that any browser or Word shows."""

from __future__ import annotations

from html import escape

import numpy as np

from qianshao.detection.scan import Found
from qianshao.surveillance.commands.scan_arrays import Arrays

WIDTH, MARGIN, SHOWN = 800.0, 40.0, 8
COLOURS = ("#b3261e", "#0b57d0", "#146c2e", "#8430ce", "#b06000", "#00696f", "#6d3b47", "#4a5568")


def picture(given: Arrays, found: Found, captions: list[str], title: str) -> str:
    """The most likely clusters, at most eight; a place without cases is grey, one with cases darker and larger."""
    spots, height = _spots(given)
    cases = given.counts.sum(1)
    parts = []
    for index, (x, y) in enumerate(spots):
        size, colour = (1.8, "#b8bcc4") if not cases[index] else (2.2 + min(6.0, float(cases[index]) ** 0.5), "#5f6673")
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{colour}"/>')
    for number, cluster in reversed(list(enumerate(found.clusters[:SHOWN]))):
        colour, (x, y) = COLOURS[number], spots[cluster.centre]
        reach = max(7.0, float(np.hypot(*(spots[list(cluster.members)] - spots[cluster.centre]).T).max()) + 6)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{reach:.1f}" fill="{colour}" fill-opacity=".12" stroke="{colour}"'
            f' stroke-width="2"/><text x="{x:.1f}" y="{y - reach - 4:.1f}" fill="{colour}" font-weight="700"'
            f' text-anchor="middle">{number + 1}</text>'
        )
    for number, caption in enumerate(captions[:SHOWN]):
        parts.append(
            f'<text x="{MARGIN}" y="{height + 22 * (number + 1):.0f}" fill="{COLOURS[number]}">{escape(caption)}</text>'
        )
    whole = height + 22 * (min(len(captions), SHOWN) + 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {whole:.0f}" role="img"'
        f' font-family="sans-serif" font-size="14"><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="#fff"/><text x="{MARGIN}" y="24" font-weight="700">{escape(title)}'
        f"</text>{''.join(parts)}</svg>\n"
    )


def _spots(given: Arrays) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], float]:
    """In the picture; degrees of longitude as long as they are in the middle of the map."""
    pairs = np.array([given.places.at[names[0]] for names in given.names])
    east, north = (pairs[:, 1], pairs[:, 0]) if given.places.globe else (pairs[:, 0], pairs[:, 1])
    if given.places.globe:
        east = east * np.cos(np.radians(north.mean()))
    extent = max(float(np.ptp(east)), float(np.ptp(north)) * 0.75, 1e-9)
    scale = (WIDTH - 2 * MARGIN) / extent
    x = MARGIN + (east - east.min()) * scale
    y = MARGIN + (north.max() - north) * scale
    return np.stack([x, y], 1), float(y.max()) + MARGIN
