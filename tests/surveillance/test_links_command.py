"""``qianshao detect links`` on files: what is found over a bus or a territory, and what people get wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from qianshao.config.cli import main

PERIOD = ["--start", "2022-02-01", "--end", "2022-02-28"]
RIDERS = (2, 13, 25, 38)


def run(path: Path, *more: str) -> Result:
    given = ["--cases", f"{path}/cases.csv", "--model", "permutation", "--analysis", "prospective", *PERIOD]
    return CliRunner(env={"QIANSHAO_LANG": "en"}).invoke(main, ["detect", "links", *given, *more])


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Forty places with a case now and then; on the last two days everybody of one bus."""
    counts = np.random.default_rng(3).poisson(0.06, (40, 28))
    counts[list(RIDERS), 26:] += 2
    rows = [
        f"p{place:02d},2022-02-{day + 1:02d},{counts[place, day]}"
        for place in range(40)
        for day in range(28)
        if counts[place, day]
    ]
    (tmp_path / "cases.csv").write_text("place,date,count\n" + "\n".join(rows), encoding="utf-8")
    links = [f"p{place:02d},canteen {place // 4}" for place in range(40)] + [f"p{place:02d},bus 3" for place in RIDERS]
    (tmp_path / "links.csv").write_text("place,link\n" + "\n".join(links), encoding="utf-8")
    codes = [f"p{place:02d},5001{13 if place in RIDERS else 12}{place:03d}" for place in range(40)]
    (tmp_path / "tree.csv").write_text("place,code\n" + "\n".join(codes), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("option", "name"), [("links", "bus 3"), ("tree", "500113")])
def test_what_is_shared_is_found_with_name_members_and_days(study: Path, option: str, name: str) -> None:
    result = run(study, f"--{option}", f"{study}/{option}.csv", "--json")
    assert result.exit_code == 0, result.output
    first = json.loads(result.output)["clusters"][0]
    assert (first["centre"], first["from"], first["to"]) == (name, "2022-02-27", "2022-02-28")
    assert first["members"] == [f"p{place:02d}" for place in RIDERS]
    assert first["p"] <= 0.01 and first["recurrence_days"] >= 100 and first["radius_km"] is None
    said = run(study, f"--{option}", f"{study}/{option}.csv")
    assert said.exit_code == 0 and name in said.output


def test_the_same_on_two_cores(study: Path) -> None:
    one, two = (run(study, "--links", f"{study}/links.csv", "--json", "--jobs", jobs).output for jobs in "12")
    assert one == two


@pytest.mark.parametrize(
    ("links", "more", "words"),
    [
        (None, [], "--links"),
        ("place,link\np1,a\n", [], "one place only"),
        ("place,bus\np1,a\np2,a\n", [], "no column “link”"),
        ("place,link\np00,a\np01,a\n", [], "there is no place"),
        ("place,link\n" + "\n".join(f"p{at:02d},a" for at in range(40)), [], "joins no places"),
        ("place,code\n" + "\n".join(f"p{at:02d},50{at}" for at in range(40)), ["--lengths", "2,x"], "2,x"),
        ("place,code\n" + "p00,1\np00,2\np01,1\n", ["--lengths", "1"], "line 2"),
        ("place,code\np00,1\np01,\n", [], "nothing stands here"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(study: Path, links: str | None, more: list[str], words: str) -> None:
    if links is not None:
        (study / "wrong.csv").write_text(links, encoding="utf-8")
        more = ["--tree" if "code" in links else "--links", f"{study}/wrong.csv", *more]
    result = run(study, *more)
    assert result.exit_code == 1 and words in result.output and "Traceback" not in result.output
