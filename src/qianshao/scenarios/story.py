"""The answer in sentences, for leaders: the same on the page, on paper and in Word."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianshao.scenarios.pictures import steps, title_of
from qianshao.simulation.answers import Answer
from qianshao.simulation.answers.values import Combination


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    subtitle: str
    findings: list[str]
    headings: list[str]
    rows: list[list[str]]
    captions: dict[str, str]
    caveats: list[str]


def tell(answer: Answer, place: str, language: str, *, generated: bool) -> Story:
    """Under the language that is active; ``language`` chooses the names of the layers."""
    people = _("{workplaces} workplaces, {workers} workers, {days} days, {runs} runs").format(
        workplaces=f"{answer.workplaces:,}", workers=f"{answer.workers:,}", days=answer.days, runs=answer.runs
    )
    sets = steps(answer)
    return Story(
        title=_("{place}: what one more layer of watching buys").format(place=place),
        subtitle=f"{answer.titles.get(language, answer.scenario)} · {people}",
        findings=_findings(answer, place, language, sets),
        headings=headings(),
        rows=[row(answer, answer.of(layers), language) for layers in sets],
        captions={
            "chances": _("Chance of a cluster as one layer after the other is added"),
            "worth": _("What each layer takes off the chance of a cluster; the line is the interval"),
            "effort": _("Every combination of layers: the time that it takes, and the chance that is left"),
        },
        caveats=_caveats(answer, generated),
    )


def headings() -> list[str]:
    return [
        _("Layers"),
        _("2 or more"),
        _("5 or more"),
        _("10 or more"),
        _("infections"),
        _("days to detection"),
        _("minutes for each worker and day"),
    ]


def row(answer: Answer, one: Combination, language: str) -> list[str]:
    names = [title_of(answer, layer, language) for layer in one.layers]
    days = _("never") if one.median_days_to_detection is None else str(one.median_days_to_detection)
    chances = (percent(share) for share in (one.p_cluster_2, one.p_cluster_5, one.p_cluster_10))
    minutes = f"{one.minutes_per_worker_day:.2f}"
    return [" + ".join(names) or _("no layer"), *chances, f"{one.infections_mean:.1f}", days, minutes]


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _findings(answer: Answer, place: str, language: str, sets: list[list[str]]) -> list[str]:
    none, every = answer.of([]), answer.of(answer.layers)
    low, high = none.p_cluster_2_interval
    found = [
        _(
            "With the health service alone, the chance that some workplace of {place} has two or more infected within "
            "14 days is {share} ({low} to {high})."
        ).format(place=place, share=percent(none.p_cluster_2), low=percent(low), high=percent(high)),
        ngettext(
            "With the one layer it is {share}; that takes {minutes} minutes of each worker's day.",
            "With all {number} layers it is {share}; that takes {minutes} minutes of each worker's day.",
            len(answer.layers),
        ).format(
            number=len(answer.layers), share=percent(every.p_cluster_2), minutes=f"{every.minutes_per_worker_day:.1f}"
        ),
    ]
    if answer.marginal_worth:
        found += [_best(answer, language), _end_of_the_path(answer, language), _price(answer, language)]
    return found


def _best(answer: Answer, language: str) -> str:
    best = max(answer.marginal_worth, key=lambda one: one.p_cluster_2)
    low, high = best.p_cluster_2_interval
    return _("What lowers it most is {layer}: by {points} percentage points ({low} to {high}).").format(
        layer=title_of(answer, best.layer, language),
        points=f"{100 * best.p_cluster_2:.1f}",
        low=f"{100 * low:.1f}",
        high=f"{100 * high:.1f}",
    )


def _end_of_the_path(answer: Answer, language: str) -> str:
    """Where one more layer no longer shows."""
    vague = next((step for step in answer.one_more_layer if not step.certain), None)
    if vague is None:
        return _("Each further layer prevents infections that the ones before it would have let pass.")
    return _("From {layer} on, what one more layer prevents cannot be told from chance in so many runs.").format(
        layer=title_of(answer, vague.layer, language)
    )


def _price(answer: Answer, language: str) -> str:
    first = answer.one_more_layer[0]
    name = title_of(answer, first.layer, language)
    if first.pays:
        paying = [title_of(answer, step.layer, language) for step in answer.one_more_layer if step.pays]
        return _("Counted in working time alone, these pay: {layers}.").format(layers=", ".join(paying))
    if first.pays_at_times is None:
        return _("Counted in working time alone, no layer pays here.")
    return _(
        "Counted in working time alone, no layer pays while so few infections come from outside; {layer} would from "
        "about {times} times as many on. What an outbreak costs beyond sick days is not counted."
    ).format(layer=name, times=f"{first.pays_at_times:,.0f}")


def _caveats(answer: Answer, generated: bool) -> list[str]:
    found = [
        _(
            "A model, not a forecast. How well each layer sees was measured by nobody: the numbers are assumptions, "
            "written in the scenario file with their sources, and can be changed there."
        ),
        _("The intervals are those of chance in the runs. They say nothing about wrong assumptions."),
        _(
            "{number} infections from outside are expected in this time; with more of them all chances are higher."
        ).format(number=f"{answer.imported_infections_mean:.1f}"),
        _("It is assumed that {share} of firms would conceal, and so silence management's report.").format(
            share=percent(answer.concealment)
        ),
        _("A false alarm costs a day at home and no more; the work of the authorities is not counted."),
    ]
    return [_("The workplaces are generated for showing."), *found] if generated else found


def tiles(one: Combination) -> list[tuple[str, str]]:
    return [
        (_("cluster of 2 or more"), percent(one.p_cluster_2)),
        (_("cluster of 5 or more"), percent(one.p_cluster_5)),
        (_("cluster of 10 or more"), percent(one.p_cluster_10)),
        (_("infections"), f"{one.infections_mean:.1f}"),
        (_("working days lost"), f"{one.work_days_lost_mean:,.0f}"),
        (_("false alarms"), f"{one.false_alarms_mean:,.0f}"),
        (_("minutes for each worker and day"), f"{one.minutes_per_worker_day:.2f}"),
    ]
