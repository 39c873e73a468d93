"""The small chart of a signal, and the map of where it is. Both are SVG, made without a network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from math import cos, radians

import altair as alt
import vl_convert as vlc
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qianshao.surveillance.models import RuleName, Signal

WIDTH, HEIGHT = 420, 130
INK, GRID, NIGHT, RED, GREY = "#1d2733", "#d5dbe3", "#1f3a5f", "#a3261f", "#9aa4b1"
FONT = "Noto Sans CJK SC, Noto Sans, DejaVu Sans, sans-serif"
KEPT = 512
"""Pictures that a process keeps: the same content is drawn once."""


def chart(signal: Signal) -> str:
    """Day by day, the days that the signal speaks of in red; empty where there is no series."""
    series = tuple(signal.evidence.get("series", ()))
    step = 7 if signal.evidence.get("weekly") else 1
    days = 1 if signal.rule == RuleName.RISE else int(signal.evidence.get("days", len(series)))
    limit = signal.evidence.get("upper") or signal.evidence.get("expected_a_day")
    language = get_language() or "zh-hans"
    return draw(series, signal.last_day, days // step, limit, signal.rule, language, step) if series else ""


@lru_cache(KEPT)
def draw(
    series: tuple[int, ...], last: date, marked: int, limit: float | None, rule: str, language: str, step: int = 1
) -> str:
    """``marked``: so many at the end are red. ``limit``: a dashed line. ``step``: days from one bar to the next."""
    first = last - timedelta(days=step * (len(series) - 1))
    rows = [
        {"day": (first + timedelta(days=step * at)).isoformat(), "count": count, "recent": at >= len(series) - marked}
        for at, count in enumerate(series)
    ]
    with translation.override(language):
        title = _("reports") if rule in (RuleName.SILENCE, RuleName.SILENT_TOWNSHIP) else _("people newly ill")
        base = alt.Chart(alt.InlineData(values=rows)).encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%m-%d", labelAngle=0)),
            y=alt.Y("count:Q", title=title, axis=alt.Axis(tickMinStep=1)),
        )
        colour = alt.condition("datum.recent", alt.value(RED), alt.value(NIGHT))
        layers: list[alt.Chart] = [base.mark_bar(width=10).encode(color=colour)]
        if limit:
            line = alt.Chart(alt.InlineData(values=[{"limit": limit}])).mark_rule(strokeDash=[4, 3], color=INK)
            layers.append(line.encode(y="limit:Q"))
        look = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT).configure(font=FONT, background="white")
        look = look.configure_view(stroke=None).configure_axis(gridColor=GRID, labelColor=INK, titleColor=INK)
        return str(vlc.vegalite_to_svg(look.to_dict()))


Point = tuple[float, float]


@lru_cache(KEPT)
def draw_map(named: tuple[tuple[float, float, str], ...], others: Sequence[Point], title: str) -> str:
    """Latitude, longitude and name of those that the signal names; the others small and grey."""
    every = [(lat, lon) for lat, lon, _name in named] + list(others)
    south, west = min(lat for lat, _lon in every), min(lon for _lat, lon in every)
    shrink = cos(radians(south))
    span = max(max(lat for lat, _ in every) - south, (max(lon for _, lon in every) - west) * shrink, 1e-4)
    size, margin = 380.0, 20.0

    def at(lat: float, lon: float) -> tuple[float, float]:
        return margin + (lon - west) * shrink / span * size, margin + size - (lat - south) / span * size

    parts = []
    for lat, lon in others:
        x, y = at(lat, lon)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.6" fill="{GREY}"/>')
    for lat, lon, name in named:
        x, y = at(lat, lon)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{RED}"><title>{escape(name)}</title></circle>')
    whole = size + 2 * margin
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole:.0f}" height="{whole:.0f}" viewBox="0 0 {whole:.0f}'
        f' {whole:.0f}" role="img"><title>{escape(title)}</title><rect width="100%" height="100%" fill="#fff"/>'
        f"{''.join(parts)}</svg>\n"
    )
