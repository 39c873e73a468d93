"""Small pictures of count series, drawn without a network."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from qianshao.surveillance.rules.judging import Judged

MOST = 12
"""Series in one picture, those with the most alarms first."""

INK, BOUND, ALARM = "#3b4252", "#2f6fb2", "#c0392b"
ENDINGS = (".svg", ".png", ".pdf")


def draw(rows: list[Judged], path: Path) -> int:
    """Writes the picture; the number of series that it leaves out."""
    import altair as alt

    alarms: dict[str, int] = defaultdict(int)
    for row in rows:
        alarms[row.series] += row.alarm
    shown = sorted(alarms, key=lambda name: -alarms[name])[:MOST]
    charts = [_chart(name, [row for row in rows if row.series == name]) for name in shown]
    picture = alt.vconcat(*charts).configure_view(stroke=None).configure_axis(grid=False)
    picture.save(str(path), format=path.suffix[1:].lower())
    return len(alarms) - len(shown)


def _chart(name: str, rows: list[Judged]) -> Any:
    import altair as alt

    values = [
        {"date": row.date.isoformat(), "count": row.count, "upper": row.upper, "alarm": row.alarm} for row in rows
    ]
    base = alt.Chart(alt.InlineData(values=values)).encode(x=alt.X("date:T", title=None))
    bars = base.mark_line(interpolate="step-after", strokeWidth=1, color=INK).encode(
        y=alt.Y("count:Q", title=_("count"))
    )
    bound = base.mark_line(interpolate="step-after", strokeDash=[3, 2], color=BOUND).encode(y="upper:Q")
    points = base.transform_filter("datum.alarm").mark_point(filled=True, color=ALARM, size=36).encode(y="count:Q")
    return alt.layer(bars, bound, points).properties(width=640, height=90, title=name)
