"""``qianshao detect scan`` on files: SaTScan's own samples, and what people get wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from qianshao.config.cli import main

SAMPLES = next(
    (
        one / "shared/data/reference/scan"
        for one in Path(__file__).parents
        if (one / "shared/data/reference/scan").is_dir()
    ),
    None,
)
needs_samples = pytest.mark.skipif(SAMPLES is None, reason="SaTScan's sample data are not beside the project")

PLACES = "place,x,y\na,0,0\nb,1,0\nc,5,5\n"
CASES = "place,date,count\na,2022-02-01,1\nb,2022-02-03,2\na,2022-02-04,3\n"
PEOPLE = "place,date,population\na,2022,100\nb,2022,200\nc,2022,300\n"


def run(*arguments: str) -> Result:
    with translation.override("en"):
        return CliRunner().invoke(main, ["detect", "scan", *arguments])


class Study:
    """Three files in a directory, and the command over them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write(cases=CASES, places=PLACES)

    def write(self, **files: str) -> Study:
        for name, text in files.items():
            (self.path / f"{name}.csv").write_text(text, encoding="utf-8")
        return self

    def run(self, *more: str, model: str = "permutation", analysis: str = "prospective") -> Result:
        arguments = ["--cases", f"{self.path}/cases.csv", "--places", f"{self.path}/places.csv", "--model", model]
        if (self.path / "population.csv").exists():
            arguments += ["--population", f"{self.path}/population.csv"]
        period = [] if "--start" in more else ["--start", "2022-02-01", "--end", "2022-02-04"]
        return run(*arguments, "--analysis", analysis, *period, *more)

    def answer(self, *more: str, **given: str) -> dict[str, Any]:
        result = self.run("--json", *more, **given)
        assert result.exit_code == 0, result.output
        return dict(json.loads(result.output))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path)


def table(name: str, headings: str, path: Path, dates: tuple[int, str] | None = None) -> str:
    """A sample file as the command takes it: commas, dates with hyphens, a century."""
    assert SAMPLES
    rows = [line.split() for line in (SAMPLES / name).read_text().splitlines()]
    if dates:
        for row in rows:
            row[dates[0]] = dates[1] + "-".join(part.zfill(2) for part in row[dates[0]].split("/"))
    path.write_text("\n".join([headings, *map(",".join, rows)]), encoding="utf-8")
    return str(path)


def printed(name: str) -> list[dict[str, str]]:
    """The clusters in an output of SaTScan."""
    assert SAMPLES
    text = (SAMPLES / name).read_text().split("CLUSTERS DETECTED")[1].split("PARAMETER SETTINGS")[0]
    clusters = []
    for block in re.split(r"^\d+\.", text, flags=re.M)[1:]:
        joined = re.sub(r",\n +", ", ", block)
        clusters.append(
            {key.strip(". "): value for key, value in re.findall(r"^ *([A-Z][^:]*?)\.*: (.*)$", joined, re.M)}
        )
    return clusters


def same(ours: dict[str, Any], theirs: dict[str, str], statistic: str) -> None:
    assert ", ".join(ours["members"]) == theirs["Location IDs included"]
    assert f"{ours['from']} to {ours['to']}" == re.sub(
        r"(\d+)/(\d+)/(\d+)", lambda day: f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}", theirs["Time frame"]
    )
    assert str(ours["observed"]) == theirs["Number of cases"]
    assert f"{ours['expected']:.2f}" == theirs["Expected cases"]
    assert f"{ours['ratio']:.2f}" == theirs["Observed / expected"]
    assert f"{ours['log_likelihood_ratio']:.6f}" == theirs[statistic]
    assert f"{ours['span_km']:.2f} km".replace("0.00", "0") == theirs["Span"]
    assert theirs["Coordinates / radius"].endswith(f" {ours['radius_km']:.2f} km".replace(" 0.00", " 0"))
    p = float(theirs["P-value"])
    assert abs(ours["p"] - p) <= 5 * (2 * p * (1 - p) / 9999) ** 0.5 + 2e-4


@needs_samples
def test_new_york_fever_comes_out_as_satscan_prints_it(tmp_path: Path) -> None:
    cases = table("NYCfever.cas", "place,count,date", tmp_path / "cases.csv", (2, ""))
    places = table("NYCfever.geo", "place,lat,lon", tmp_path / "places.csv")
    result = run(
        *("--cases", cases, "--places", places, "--model", "permutation", "--analysis", "prospective"),
        *("--start", "2001-11-01", "--end", "2001-11-24", "--max-days", "7", "--max-radius-km", "3"),
        *("--replications", "9999", "--seed", "5", "--json"),
    )
    assert result.exit_code == 0, result.output
    ours, theirs = json.loads(result.output), printed("nyc9999.txt")
    assert (ours["places"], ours["cases"], len(theirs)) == (192, 194, 4)
    # A cluster that all of SaTScan's replications reached is not printed; one of ours may have missed it.
    assert all(one["p"] > 0.999 for one in ours["clusters"][4:])
    for one, other in zip(ours["clusters"], theirs, strict=False):
        same(one, other, "Test statistic")
        assert abs(one["gumbel_p"] - float(other["Gumbel P-value"])) < 0.02
        assert abs(one["recurrence_days"] - 1 / one["p"]) < 1e-9


@needs_samples
def test_new_mexico_brain_cancer_comes_out_as_satscan_prints_it(tmp_path: Path) -> None:
    """Populations of three censuses, sex and eighteen ages."""
    cases = table("nm.cas", "place,count,date,age,sex", tmp_path / "cases.csv")
    places = table("nm.geo", "place,lat,lon", tmp_path / "places.csv")
    people = table("nm.pop", "place,date,population,age,sex", tmp_path / "population.csv", (1, "19"))
    result = run(
        *("--cases", cases, "--places", places, "--population", people, "--model", "poisson", "--interval", "year"),
        *("--analysis", "retrospective", "--start", "1973-01-01", "--end", "1991-12-31"),
        *("--replications", "9999", "--seed", "6", "--json"),
    )
    assert result.exit_code == 0, result.output
    ours, theirs = json.loads(result.output), printed("nm9999.txt")
    assert round(ours["population"]) == 1344288
    assert len(theirs) == 3
    for one, other in zip(ours["clusters"], theirs, strict=False):
        same(one, other, "Log likelihood ratio")
        assert f"{one['relative_risk']:.2f}" == other["Relative risk"]
        assert f"{one['population']:.0f}" == other["Population"]
        assert f"{one['annual_per_100000']:.1f}" == other["Annual cases / 100000"]
        assert one["recurrence_days"] is None


def test_the_same_seed_gives_the_same_answer(study: Study) -> None:
    assert study.answer("--seed", "3") == study.answer("--seed", "3", "--jobs", "2")


def test_rows_of_one_place_and_day_are_added_up_and_said(study: Study) -> None:
    once = study.answer()
    study.write(cases=CASES.replace("b,2022-02-03,2\n", "b,2022-02-03,1\nb,2022-02-03,1\n"))
    twice = study.answer()
    assert twice["clusters"] == once["clusters"]
    assert "1 row" in twice["notes"][0]


def test_order_of_rows_does_not_matter(study: Study) -> None:
    once = study.answer()
    head, *rows = CASES.splitlines()
    assert study.write(cases="\n".join([head, *reversed(rows)])).answer() == once


def test_places_at_one_point_are_one_to_a_circle(study: Study) -> None:
    study.write(places="place,x,y\na,0,0\nb,0,0\nc,5,5\n", cases=CASES + "c,2022-02-01,9\n")
    assert study.answer("--max-share", "0.5")["clusters"][0]["members"] == ["a", "b"]


def test_a_picture_is_drawn(study: Study, tmp_path: Path) -> None:
    study.answer("--picture", str(tmp_path / "map.svg"))
    assert (tmp_path / "map.svg").read_text().startswith("<svg")


def test_it_says_it_in_a_table_too(study: Study) -> None:
    result = study.run("--max-share", "1")
    assert result.exit_code == 0
    assert "6 cases at 3 places" in result.output


@pytest.mark.parametrize(
    ("files", "arguments", "said"),
    [
        ({"cases": "place,day\na,2022-02-01\n"}, {}, "cases.csv has no column “count”"),
        ({"places": "place,lat\na,3\nb,4\n"}, {}, "places.csv does not say where a place is"),
        ({"cases": CASES + "a,2022-02-03,-2\n"}, {}, "line 5, column count: -2 is out of range"),
        ({"cases": CASES + "a,2022-02-03,1.5\n"}, {}, "line 5, column count: “1.5” is not a whole number"),
        ({"cases": CASES + "a,2022-02-30,1\n"}, {}, "line 5, column date: “2022-02-30” is not a date"),
        ({"cases": CASES + "a,2022-03-01,1\n"}, {}, "line 5, column date: 2022-03-01 lies outside the study"),
        ({"cases": CASES + "d,2022-02-03,1\n"}, {}, "line 5, column place: there is no place “d” in places.csv"),
        ({"cases": CASES + ",2022-02-03,1\n"}, {}, "line 5, column place: nothing stands here"),
        ({"cases": CASES + "a,2022-02-03,1,9\n"}, {}, "line 5: “9” stands beyond the last heading"),
        ({"cases": "place,date,count\na,2022-02-01,1\n"}, {}, "fewer than two cases"),
        ({"cases": "place,date,count\n"}, {}, "no row in this file"),
        ({"places": "place,x,y\na,0,0\n", "cases": "place,date,count\na,2022-02-01,5\n"}, {}, "one place only"),
        ({"places": PLACES + "a,3,3\n"}, {}, "line 5, column place: “a” stands in line 2 already"),
        ({"places": "place,lat,lon\na,95,3\nb,4,4\n"}, {}, "line 2, column lat: 95 is out of range"),
        ({"places": "place,lat,lon\na,nan,3\nb,4,4\n"}, {}, "line 2, column lat: “nan” is not a number"),
        ({}, {"model": "poisson"}, "needs a population"),
        ({"population": PEOPLE}, {}, "takes no population"),
        ({"population": PEOPLE.replace("a,2022,100\n", "")}, {"model": "poisson"}, "“a” has cases, but no population"),
        ({"population": PEOPLE + "a,2020,100\n"}, {"model": "poisson"}, "“b” has no population on 2020-07-01"),
        ({"population": PEOPLE + "a,2022,5\n"}, {"model": "poisson"}, "“a” has a population for this date in line 2"),
        (
            {"population": "place,date,population,sex\na,2022,1,m\nb,2022,1,m\n"},
            {"model": "poisson"},
            "Both must have the same further columns",
        ),
        (
            {
                "population": "place,date,population,sex\na,2022,1,m\nb,2022,1,m\n",
                "cases": "place,date,count,sex\na,2022-02-01,5,f\n",
            },
            {"model": "poisson"},
            "population.csv has nobody in the stratum “f”",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    study: Study, files: dict[str, str], arguments: dict[str, str], said: str
) -> None:
    result = study.write(**files).run(**arguments)
    assert result.exit_code == 1
    assert said in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--start", "2022-02-05", "--end", "2022-02-04"), "before it begins"),
        (("--max-days", "9"), "No window of this length fits"),
        (("--picture", "/nowhere/at/all.svg"), "cannot be written"),
        (("--dask", "tcp://127.0.0.1:9"), "No Dask scheduler answers"),
    ],
)
def test_settings_that_do_not_fit_are_said_in_a_sentence(study: Study, arguments: tuple[str, ...], said: str) -> None:
    result = study.run(*arguments)
    assert result.exit_code == 1
    assert said in result.output


def test_all_faults_are_said_at_once(study: Study) -> None:
    result = study.write(cases=CASES + "a,2022-02-03,-2\nz,2022-02-03,1\n").run()
    assert "line 5" in result.output
    assert "line 6" in result.output
