"""Three pictures of an answer, in both languages: SVG for pages and papers, PNG for Word.

Drawn without network by vl-convert; it and Altair are loaded with the first picture. A picture never stands alone: its
numbers are in the table beside it.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from qianshao.simulation.answers import Answer

NAMES = ("chances", "worth", "effort")
WIDTH, HEIGHT = 520, 260
INK, GRID, NIGHT, AMBER, RED = "#1d2733", "#d5dbe3", "#1f3a5f", "#c77700", "#a3261f"
FONT = "Noto Sans CJK SC, Noto Sans, DejaVu Sans, sans-serif"
SHARE = ".3~p"
SHADES = ["#a3261f", "#c77700", "#5b7fa6", "#3d648f", "#1f3a5f", "#0d1f38", "#0d1f38", "#0d1f38", "#0d1f38"]


def draw(answer: Answer, name: str, language: str) -> str:
    """One of ``NAMES`` as SVG."""
    import vl_convert as vlc

    with translation.override(language):
        return str(vlc.vegalite_to_svg(_chart(answer, name, language)))


def draw_png(answer: Answer, name: str, language: str) -> bytes:
    import vl_convert as vlc

    with translation.override(language):
        return bytes(vlc.vegalite_to_png(_chart(answer, name, language), scale=2))


def _chart(answer: Answer, name: str, language: str) -> dict[str, Any]:
    makers = {"chances": _chances, "worth": _worth, "effort": _effort}
    chart = makers[name](answer, language).properties(width=WIDTH, height=HEIGHT)
    look = chart.configure(font=FONT, background="white").configure_view(stroke=None)
    look = look.configure_axis(gridColor=GRID, labelColor=INK, titleColor=INK, labelLimit=260, labelFontSize=12)
    return dict(look.configure_legend(labelColor=INK, titleColor=INK, orient="top").to_dict())


def title_of(answer: Answer, layer: str, language: str) -> str:
    return answer.layer_titles[layer].get(language) or layer


def steps(answer: Answer) -> list[list[str]]:
    """No layer, the best one, the best two …: the sets of layers that the path goes through."""
    order = [step.layer for step in answer.one_more_layer] or answer.layers
    return [order[:count] for count in range(len(order) + 1)]


def _chances(answer: Answer, language: str) -> Any:
    """How the chances of clusters fall with one more layer after the other."""
    import altair as alt

    rows = []
    for number, layers in enumerate(steps(answer)):
        one = answer.of(layers)
        name = _("+ {layer}").format(layer=title_of(answer, layers[-1], language)) if layers else _("no layer")
        for size in (2, 5, 10):
            low, high = getattr(one, f"p_cluster_{size}_interval")
            kind = _("{size} or more").format(size=size)
            share = getattr(one, f"p_cluster_{size}")
            rows.append({"order": number, "name": name, "kind": kind, "share": share, "low": low, "high": high})
    names = list(dict.fromkeys(row["name"] for row in rows))
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    heading = _("infected at one workplace")
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("name:N", sort=names, title=None, axis=alt.Axis(labelAngle=-25)),
        color=alt.Color("kind:N", title=heading, scale=alt.Scale(domain=kinds, range=[NIGHT, AMBER, RED])),
    )
    y = alt.Y("share:Q", title=_("chance of a cluster"), axis=alt.Axis(format=SHARE))
    shape = alt.Shape("kind:N", title=heading, scale=alt.Scale(domain=kinds, range=["circle", "square", "triangle-up"]))
    ranges = base.mark_rule().encode(y=alt.Y("low:Q", title=_("chance of a cluster")), y2="high:Q")
    return ranges + base.mark_line().encode(y=y) + base.mark_point(size=70, filled=True).encode(y=y, shape=shape)


def _worth(answer: Answer, language: str) -> Any:
    """By how much each layer lowers the chance of a cluster of two or more."""
    import altair as alt

    rows = [
        {
            "name": title_of(answer, one.layer, language),
            "share": one.p_cluster_2,
            "low": one.p_cluster_2_interval[0],
            "high": one.p_cluster_2_interval[1],
        }
        for one in answer.marginal_worth
    ]
    base = alt.Chart(_data(rows)).encode(y=alt.Y("name:N", sort="-x", title=None))
    axis = alt.X("share:Q", title=_("chance of a cluster of 2 or more, lower by"), axis=alt.Axis(format=".1%"))
    bars = base.mark_bar(color=NIGHT, height={"band": 0.6}).encode(x=axis)
    return bars + base.mark_rule(color=AMBER, strokeWidth=3).encode(x="low:Q", x2="high:Q")


def _effort(answer: Answer, language: str) -> Any:
    """Every combination: minutes that it costs, and the chance that is left."""
    import altair as alt

    rows = [
        {
            "minutes": one.minutes_per_worker_day,
            "share": one.p_cluster_2,
            "layers": str(len(one.layers)),
        }
        for one in answer.combinations
    ]
    return (
        alt.Chart(_data(rows))
        .mark_point(size=80, filled=True, opacity=0.85)
        .encode(
            x=alt.X("minutes:Q", title=_("minutes of reporting for each worker and day")),
            y=alt.Y(
                "share:Q",
                title=_("chance of a cluster of 2 or more"),
                axis=alt.Axis(format=SHARE),
                scale={"zero": False},
            ),
            color=alt.Color("layers:O", title=_("layers"), scale=alt.Scale(range=SHADES)),
            shape=alt.Shape("layers:O", title=_("layers")),
        )
    )


def _data(rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    return alt.Data(values=rows)  # type: ignore[no-untyped-call]
