"""``qianshao simulate``: what one more layer of watching buys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.registry.scope import EVERYTHING
from qianshao.scenarios import queries
from qianshao.scenarios.asking import ALL, Watch, ask, scenario_of, with_layers
from qianshao.simulation.reading import DEFAULT, ScenarioError

if TYPE_CHECKING:
    from qianshao.simulation.answers import Answer
    from qianshao.simulation.running import Job

RUNS, DEMO_RUNS = 200, 1000


@click.command()
@click.argument("scenario", default=DEFAULT)
@click.option("--layers", default=ALL, show_default=True, help="Names of layers of the scenario, parted by commas.")
@click.option("--runs", type=click.IntRange(1, 1_000_000), help=f"{RUNS} if left out; {DEMO_RUNS} for the demo.")
@click.option("--seed", default=1, show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Directory for tables and pictures.")
@click.option("--from-registry", "territory", help="Code of a division: its own workplaces are taken.")
@click.option("--demo", is_flag=True, help="The demo district: its register if it is here, else a district by its law.")
@click.option("--threads", type=click.IntRange(1, 1024), help="As many as there are cores if left out.")
@click.option("--dask", default="", help="Address of the scheduler of a Dask cluster.")
@click.option("--sensitivity", type=click.IntRange(8, 65536), help="Sobol indices over so many points (a power of 2).")
@as_json
def simulate(
    scenario: str,
    layers: str,
    runs: int | None,
    seed: int,
    out: Path | None,
    territory: str | None,
    demo: bool,
    threads: int | None,
    dask: str,
    sensitivity: int | None,
    as_json: bool,
) -> None:
    """What each combination of layers of watching would do about clusters at work.

    SCENARIO is a file, or the name of one that is shipped: sars-cov-2-2020, influenza, norovirus. With --out a sweep
    that was stopped goes on where it was.
    """
    if dask and not out:
        raise Problem("simulation.no_out", field="out")
    with _scenario_errors():
        chosen = with_layers(scenario_of(scenario), layers)
    sizes, origin = _workplaces(territory, demo)
    count = runs or (DEMO_RUNS if demo else RUNS)
    with _bar() as watch:
        asked = ask(
            chosen,
            runs=count,
            seed=seed,
            sizes=sizes,
            threads=threads,
            folder=out / "chunks" if out else None,
            dask=dask,
            watch=watch,
        )
    told: dict[str, Any] = {
        "workplaces_from": origin,
        "territory": territory or (queries.DEMO_DISTRICT if demo else ""),
    }
    told |= asked.answer.as_dict()
    if sensitivity:
        told["sensitivity"] = _sensitivity(asked.job, sensitivity)
    if out:
        from qianshao.scenarios.writing import write

        write(out, asked, told)
    if as_json:
        print_json(told)
    else:
        _print(asked.answer)
        for parameter in told.get("sensitivity", {}).get("prevented_beside_management", ())[:8]:
            click.echo(
                f"what the layers beside management prevent hangs on {parameter['parameter']}: {parameter['total']:.2f}"
            )


def _sensitivity(job: Job, points: int) -> dict[str, Any]:
    from qianshao.simulation import compiling
    from qianshao.simulation import sensitivity as sobol

    with _bar() as watch:
        people = compiling.people_of(job.scenario, job.sizes)
        return sobol.as_dict(sobol.sobol(job.scenario, people, points=points, seed=job.seed, watch=watch))


@contextmanager
def _scenario_errors() -> Iterator[None]:
    try:
        yield
    except ScenarioError as error:
        raise click.ClickException("\n".join(error.sentences())) from None


def _workplaces(territory: str | None, demo: bool) -> tuple[tuple[int, ...] | None, str]:
    """Their sizes, and where they are from; None for the law of the scenario."""
    if territory:
        sizes = queries.sizes(EVERYTHING, territory)
        if not sizes:
            raise Problem("simulation.no_workplaces", field="from_registry", value=territory)
        return sizes, "registry"
    found = queries.demo_sizes() if demo else None
    return (found, "registry") if found else (None, "law")


@contextmanager
def _bar() -> Iterator[Watch]:
    """Progress and the time that is left, on standard error where somebody watches."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("runs", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print(answer: Answer) -> None:
    console = Console()
    people = f"{answer.workplaces:,} workplaces, {answer.workers:,} workers, {answer.days} days, {answer.runs} runs"
    table = Table(title=f"{answer.titles['en']}: {people}")
    headings = ("layers", "2 or more", "5 or more", "10 or more", "infections", "days to detection", "min/worker/day")
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "layers" else "right")
    for one in answer.combinations:
        chances = (f"{share:.1%}" for share in (one.p_cluster_2, one.p_cluster_5, one.p_cluster_10))
        days = "never" if one.median_days_to_detection is None else str(one.median_days_to_detection)
        numbers = (f"{one.infections_mean:.1f}", days, f"{one.minutes_per_worker_day:.2f}")
        table.add_row(" + ".join(one.layers) or "none", *chances, *numbers)
    console.print(table)
    for worth in answer.marginal_worth:
        low, high = worth.p_cluster_2_interval
        console.print(f"{worth.layer}: {worth.p_cluster_2:.1%} ({low:.1%} to {high:.1%}) fewer clusters of 2 or more")
    _print_path(console, answer)


def _print_path(console: Console, answer: Answer) -> None:
    for step in answer.one_more_layer:
        price: Any = f"{step.minutes_per_infection:,.0f} minutes" if step.minutes_per_infection else "prevents nothing"
        verdict = "pays" if step.pays else "does not pay"
        console.print(f"next {step.layer}: {price} for each infection prevented; {verdict}")
