"""What a sweep leaves in a directory: tidy tables, a summary, pictures. Figures only; no person is in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from qianshao.scenarios.asking import Asked
from qianshao.scenarios.pictures import NAMES, draw, draw_png
from qianshao.simulation.epidemic.state import NEVER, OUTCOMES, ROUTES

RUNS, DAILY, SUMMARY, SCENARIO = "runs.parquet", "daily.parquet", "summary.json", "scenario.toml"
LANGUAGES = ("en", "zh-hans")


def write(out: Path, asked: Asked, told: dict[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    runs_table(asked).write_parquet(out / RUNS)
    daily_table(asked).write_parquet(out / DAILY)
    (out / SUMMARY).write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
    (out / SCENARIO).write_text(asked.job.scenario.text, encoding="utf-8")
    if not asked.answer.marginal_worth:
        return
    for name in NAMES:
        for language in LANGUAGES:
            (out / f"{name}.{language}.svg").write_text(draw(asked.answer, name, language), encoding="utf-8")
            (out / f"{name}.{language}.png").write_bytes(draw_png(asked.answer, name, language))


def runs_table(asked: Asked) -> pl.DataFrame:
    """One row for each run and combination."""
    outcomes = asked.runs.outcomes
    masks, runs, _ = outcomes.shape
    names = ["+".join(asked.job.scenario.names(mask)) or "none" for mask in asked.job.masks]
    columns: dict[str, Any] = {
        "combination": pl.Series(np.repeat(names, runs)),
        "run": np.tile(np.arange(runs), masks),
    }
    for place, name in enumerate(OUTCOMES):
        values = outcomes[:, :, place].reshape(-1)
        columns[name] = values if name == "work_days_lost" else values.astype(np.int64)
    return pl.DataFrame(columns).with_columns(
        pl.when(pl.col("first_detection_day") == NEVER).then(None).otherwise(pl.col("first_detection_day"))
        .alias("first_detection_day")
    )  # fmt: skip


def daily_table(asked: Asked) -> pl.DataFrame:
    """Means over the runs, one row for each combination and day; and where infections happened, as shares."""
    curves = asked.runs.curves / asked.job.runs
    masks, days = curves.shape
    names = ["+".join(asked.job.scenario.names(mask)) or "none" for mask in asked.job.masks]
    shares = asked.runs.routes / np.maximum(asked.runs.routes.sum(axis=1, keepdims=True), 1)
    columns: dict[str, Any] = {
        "combination": pl.Series(np.repeat(names, days)),
        "day": np.tile(np.arange(days), masks),
        "infections_mean": curves.reshape(-1),
    }
    columns |= {f"share_{route}": np.repeat(shares[:, place], days) for place, route in enumerate(ROUTES)}
    return pl.DataFrame(columns)
