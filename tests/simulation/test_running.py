"""What always holds of runs: nobody lost, nobody twice; the same seed, the same result; common epidemics."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianshao.simulation import compiling
from qianshao.simulation.epidemic.state import (
    DAY,
    DETECTED,
    INFECTIONS,
    NEVER,
    ONSET,
    PERSON,
    SOURCE,
    WORKERS,
    People,
)  # fmt: skip
from qianshao.simulation.reading import shipped
from qianshao.simulation.running import Job, Workspace, sweep
from qianshao.simulation.running.chunks import Store

sweeping = sys.modules["qianshao.simulation.running.sweep"]
SHARES = st.floats(0, 1)
BUSY = {"horizon.importation": 60.0, "transmission.community": 2.5}


def few_places(importation: float = 20.0) -> Job:
    found = shipped().with_values({"horizon.importation": importation})
    return Job(found, (0, 1, 31), 60, sizes=tuple([5] * 400 + [300] * 10))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    sizes=st.lists(st.integers(1, 700), min_size=1, max_size=30),
    number=st.integers(0, 10_000),
    mask=st.integers(0, 31),
    concealment=SHARES,
)
def test_nobody_is_lost_and_nobody_twice(sizes: list[int], number: int, mask: int, concealment: float) -> None:
    found = shipped().with_values({**BUSY, "concealment.chance": concealment})
    people = compiling.people_of(found, sizes)
    assert_everybody_has_a_place(people, sizes)
    space = Workspace(found, people)
    left = space.run(number, mask, seeds=3.0)
    records = space.records()
    assert len(np.unique(records[:, PERSON])) == len(records) == left.outcome[INFECTIONS] == left.curve.sum()
    assert (records[:, PERSON] < len(people.team_of)).sum() == left.outcome[WORKERS]
    assert left.routes.sum() == len(records)
    caused = records[records[:, SOURCE] >= 0]
    assert (records[caused[:, SOURCE], DAY] <= caused[:, DAY]).all()
    found_early = (records[:, DETECTED] < NEVER) & (records[:, DETECTED] < records[:, DAY])
    assert not found_early.any()
    assert (np.diff(records[:, DAY]) >= 0).all()
    assert ((records[:, ONSET] == NEVER) | (records[:, ONSET] >= records[:, DAY])).all()
    assert_clean(space)


def assert_everybody_has_a_place(people: People, sizes: list[int]) -> None:
    assert np.diff(people.site_start).tolist() == sizes
    assert sorted(people.home_members.tolist()) == list(range(len(people.home_of)))
    assert (people.home_of[people.home_members] == np.repeat(np.arange(len(people.home_start) - 1),
                                                             np.diff(people.home_start))).all()  # fmt: skip
    assert (np.diff(people.home_start) >= 1).all() and (np.diff(people.team_start) >= 1).all()
    assert people.workshop_size.sum() == sum(sizes) == len(people.team_of)
    assert (people.team_of[people.team_start[:-1]] == np.arange(len(people.team_start) - 1)).all()


def assert_clean(space: Workspace) -> None:
    state = space.state
    assert (state.record_of == -1).all() and (state.site_last == -1).all() and (state.attempts == -1).all()
    assert not state.workshop_closed.any() and not state.site_closed.any() and not state.site_level.any()
    assert (state.site_first == NEVER).all() and (state.site_found == NEVER).all()


def test_threads_change_nothing() -> None:
    job = few_places()
    one, two = sweep(job, threads=1), sweep(job, threads=2)
    for name in ("outcomes", "curves", "routes", "waits", "by_layer"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
    assert one.outcomes[:, :, INFECTIONS].sum() > 300


def test_until_something_is_detected_every_combination_meets_the_same_epidemic() -> None:
    job = few_places()
    people = compiling.people_of(job.scenario, job.sizes)
    space = Workspace(job.scenario, people)
    for number in range(30):
        space.run(number, 0)
        none = space.records()
        left = space.run(number, 31)
        first = int(left.outcome[9])
        every = space.records()
        early, early_too = none[none[:, DAY] < first], every[every[:, DAY] < first]
        assert np.array_equal(early[:, [PERSON, DAY, ONSET]], early_too[:, [PERSON, DAY, ONSET]])


def test_a_layer_never_makes_an_epidemic_larger_on_average() -> None:
    runs = sweep(few_places())
    none, one, every = runs.outcomes[:, :, INFECTIONS].mean(axis=1)
    assert none > one > every


def test_what_is_finished_is_not_run_again(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    job = few_places()
    whole = sweep(job)
    sweep(job, folder=tmp_path)
    files = sorted(tmp_path.iterdir())
    for path in files[::2]:
        path.unlink()
    files[1].write_bytes(files[1].read_bytes()[:100])  # as a power cut may leave it
    asked: list[int] = []
    compute = sweeping.compute

    def counted(*what):  # type: ignore[no-untyped-def]
        asked.append(what[2])
        return compute(*what)

    monkeypatch.setattr(sweeping, "compute", counted)
    again = sweep(job, folder=tmp_path)
    assert np.array_equal(whole.outcomes, again.outcomes) and np.array_equal(whole.waits, again.waits)
    assert len(asked) == len(files[::2]) + 1
    assert Store(tmp_path, few_places(importation=21.0)).mark != Store(tmp_path, job).mark


def test_silencing_is_shared_and_does_not_reach_the_district() -> None:
    """Where every firm conceals, management sees nothing; the territorial union sees as before."""
    job = few_places()
    layers = [layer.name for layer in job.scenario.layers]
    masks = tuple(1 << layers.index(name) for name in ("management", "territorial_union"))
    told = {}
    for chance in (0.0, 1.0):
        scenario = job.scenario.with_values({"concealment.chance": chance})
        told[chance] = sweep(Job(scenario, masks, 60, sizes=job.sizes)).by_layer
    assert told[0.0][0, 0] > 0 and told[1.0][0, 0] == 0
    assert told[1.0][1, 2] == told[0.0][1, 2] > 0
