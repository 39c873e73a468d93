"""``qianshao simulate`` as somebody at the shell meets it."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from qianshao.config.cli import main
from qianshao.simulation.reading.shipped import FOLDER
from tests.cast import Cast

pytestmark = pytest.mark.django_db

KEYS = {
    "layers", "p_cluster_2", "p_cluster_2_interval", "p_cluster_5", "p_cluster_5_interval", "p_cluster_10",
    "p_cluster_10_interval", "infections_mean", "median_days_to_detection", "minutes_per_worker_day",
}  # fmt: skip


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["simulate", *arguments])


def test_the_demo_is_answered_without_a_district_on_record() -> None:
    done = simulate("--demo", "--json", "--runs", "20", "--layers", "management,enterprise_union")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["workplaces_from"] == "law" and told["workplaces"] == 12_000
    assert [one["layers"] for one in told["combinations"]] == [
        [], ["management"], ["enterprise_union"], ["management", "enterprise_union"],
    ]  # fmt: skip
    assert all(set(one) >= KEYS for one in told["combinations"])
    assert {one["layer"] for one in told["marginal_worth"]} == {"management", "enterprise_union"}


def test_a_district_is_answered_from_its_register(cast: Cast) -> None:
    done = simulate("--from-registry", "500113", "--json", "--runs", "5", "--layers", "management")
    told = json.loads(done.stdout)
    assert told["workplaces_from"] == "registry"
    assert (told["workplaces"], told["workers"]) == (2, cast.plant.headcount + cast.shop.headcount)


def test_a_district_without_workplaces_is_told_so(cast: Cast) -> None:
    done = simulate("--from-registry", "999999")
    assert done.exit_code == 1 and "999999" in done.output and "Traceback" not in done.output


def test_a_wrong_file_is_told_with_file_line_and_key(tmp_path: Path) -> None:
    text = (FOLDER / "norovirus.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace("chance = { value = 0.15", "chance = { value = 1.15"), encoding="utf-8")
    line = next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith("chance"))
    done = simulate(str(path))
    assert done.exit_code == 1
    assert f"mine.toml:{line} concealment.chance: value must be a number from 0 to 1" in done.output


def test_what_is_not_there_is_told_with_what_is() -> None:
    assert "sars-cov-2-2020" in simulate("no-such.toml").output
    assert "workers_line" in simulate("--layers", "prayer").output
    assert "--out" in simulate("--dask", "tcp://127.0.0.1:1").output


def test_a_sweep_leaves_tables_pictures_and_a_summary(tmp_path: Path, cast: Cast) -> None:
    out = tmp_path / "out"
    done = simulate("--from-registry", "500113", "--runs", "10", "--out", str(out), "--layers", "management,testing")
    assert done.exit_code == 0, done.output
    runs = pl.read_parquet(out / "runs.parquet")
    assert len(runs) == 40 and runs["combination"].unique().len() == 4
    assert runs.group_by("combination", "run").len()["len"].max() == 1
    assert pl.read_parquet(out / "daily.parquet")["day"].max() == 44
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["runs"] == 10
    for name in ("chances", "worth", "effort"):
        for language in ("en", "zh-hans"):
            assert (out / f"{name}.{language}.svg").read_text(encoding="utf-8").startswith("<svg")
            assert (out / f"{name}.{language}.png").read_bytes().startswith(b"\x89PNG")
