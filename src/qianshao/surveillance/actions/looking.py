"""A run over the records of one district: what is stranger than its level becomes a signal, once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from qianshao.core.actor import Actor
from qianshao.core.events import next_number, record
from qianshao.core.prefixes import starts_with
from qianshao.policy import clusters, surveillance
from qianshao.policy.surveillance import Surveillance
from qianshao.registry.models import Workplace
from qianshao.registry.scope import EVERYTHING
from qianshao.surveillance import queries
from qianshao.surveillance.models import Run, Signal, SignalPlace, Verdict
from qianshao.surveillance.queries.records import records as records_of
from qianshao.surveillance.rules import looking, thresholds
from qianshao.surveillance.rules.recent import last_days, learnt_from
from qianshao.surveillance.rules.records import Finding, Records

Work = Callable[[], list[Finding]]
Look = Callable[[Work], list[Finding]]
"""Where the rules of one district run: here, or on another machine."""

WORSE_BY = 2
"""Cases more than an officer judged: the signal is said again."""

STRANGER = 0.1


@dataclass(frozen=True, slots=True)
class Looked:
    """``new``: this run wrote something; the same records again are the same run."""

    run: Run
    new: bool
    signals: tuple[int, ...]


def here(work: Work) -> list[Finding]:
    return work()


@dataclass(frozen=True, slots=True)
class Asked:
    """What was read of one district, and how it is to be looked at. ``same``: it was looked at already."""

    district: str
    day: date
    fingerprint: str
    policy: Surveillance
    levels: dict[str, float]
    true: dict[str, float]
    records: Records
    work: Work
    same: Run | None


Spread = Callable[[Iterable[Asked]], Iterator[tuple[Asked, list[Finding]]]]
"""The rules of many districts, each answer beside what was asked; what is ``same`` needs none."""


def in_turn(every: Iterable[Asked]) -> Iterator[tuple[Asked, list[Finding]]]:
    for asked in every:
        yield asked, [] if asked.same else asked.work()


def look_at(district: str, day: date, *, actor: Actor, via: str, at: datetime, where: Look = here) -> Looked:
    """Reads outside of the transaction, writes in one. Two at once find the same, and the second to write finds it
    written."""
    asked = ask(district, day)
    if asked.same:
        return Looked(asked.same, False, _of(asked.same))
    return keep(asked, where(asked.work), actor=actor, via=via, at=at)


def look_at_each(
    districts: Iterable[str], day: date, *, actor: Actor, via: str, at: datetime, spread: Spread = in_turn
) -> Iterator[Looked]:
    """District by district: read here, the rules wherever ``spread`` has them run, written here, in their order."""
    every = (ask(district, day) for district in districts)
    for asked, found in spread(every):
        if asked.same:
            yield Looked(asked.same, False, _of(asked.same))
        else:
            yield keep(asked, found, actor=actor, via=via, at=at)


def ask(district: str, day: date) -> Asked:
    policy, definitions = surveillance.in_force(), clusters.in_force().values()
    confirmed = clusters.definition(definitions, "confirmed", day)
    suspected = clusters.definition(definitions, "symptoms", day)
    counts_silent = bool(confirmed and confirmed.asymptomatic)
    records = records_of(EVERYTHING, district, day, policy.window_days, asymptomatic=counts_silent)
    judged = {code: queries.judged(EVERYTHING, code, district, policy.feedback.last) for code in policy.rules}
    levels = {code: thresholds.level(rule, judged[code], policy.feedback) for code, rule in policy.rules.items()}
    definition = "".join(one.code for one in (confirmed, suspected) if one)
    fingerprint = records.fingerprint(policy.version, definition, repr(sorted(levels.items())))
    return Asked(
        district=district,
        day=day,
        fingerprint=fingerprint,
        policy=policy,
        levels=levels,
        true={code: thresholds.precision(verdicts, policy.feedback) for code, verdicts in judged.items()},
        records=records,
        work=partial(looking.look, records, confirmed, suspected, levels, policy.habit_days),
        same=Run.objects.filter(territory=district, day=day, fingerprint=fingerprint).first(),
    )


def keep(asked: Asked, found: Sequence[Finding], *, actor: Actor, via: str, at: datetime) -> Looked:
    district, records = asked.district, asked.records
    with transaction.atomic():
        next_number(f"surveillance {district}")  # one writes at a time, and the next one sees what it wrote
        run, new = Run.objects.get_or_create(
            territory=district,
            day=asked.day,
            fingerprint=asked.fingerprint,
            defaults={
                "policy": asked.policy.version,
                "levels": asked.levels,
                "counts": _counts(records),
                "at": at,
            },
        )
        if new:
            _write(run, records, found, asked.policy, asked.true)
            hold_back(district, asked.day, asked.policy, at)
            data = {"day": asked.day.isoformat(), "workplaces": len(records.numbers), "signals": run.signals.count()}
            subject = ("surveillance_run", run.pk)
            record("signals.looked_for", actor=actor, via=via, at=at, subject=subject, territory=district, data=data)
    return Looked(run, new, _of(run))


def _of(run: Run) -> tuple[int, ...]:
    """The signals of that day, by whichever run of it."""
    rows = Signal.objects.filter(starts_with("territory", run.territory), day__lte=run.day, last_day__gte=run.day)
    return tuple(rows.order_by("-harm", "pk").values_list("pk", flat=True))


def _counts(records: Records) -> dict[str, Any]:
    return {
        "workplaces": len(records.numbers),
        "reported": int(records.reported[:, -1].sum()),
        "ill": int(records.symptoms[:, -1].sum()),
        "confirmed": int(records.confirmed[:, -1].sum()),
        "last_days": last_days(records),
        "delays_from": learnt_from(records),
    }


def _write(run: Run, records: Records, found: Sequence[Finding], policy: Surveillance, true: dict[str, float]) -> None:
    numbers = {int(records.numbers[place]) for one in found for place in one.places}
    lines = dict(Workplace.objects.filter(pk__in=numbers).values_list("pk", "affiliation_path"))
    for one in found:
        before = _episode(one, run.day, policy.episode_days)
        value = thresholds.harm(policy.rules[one.rule], one.people, true[one.rule])
        if before and not _worse(before, one):
            _go_on(before, one, run, value)
            continue
        codes = [records.towns[records.town[place]] for place in one.places]
        affiliation = lines.get(int(records.numbers[one.places[0]]), "") if one.subject.startswith("w") else ""
        signal, new = Signal.objects.get_or_create(
            key=hashlib.sha256(f"{one.rule}|{one.subject}|{run.day}".encode()).hexdigest(),
            defaults={
                "run": run,
                "rule": one.rule,
                "subject": one.subject,
                "territory": _territory(codes),
                "affiliation": affiliation,
                "day": run.day,
                "last_day": run.day,
                "chance": one.chance,
                "harm": value,
                "people": one.people,
                "evidence": one.evidence,
                "seen_at": run.at,
            },
        )
        if new:
            _name(signal, one, records)


def _name(signal: Signal, one: Finding, records: Records) -> None:
    SignalPlace.objects.bulk_create(
        SignalPlace(signal=signal, workplace_id=int(records.numbers[place]), rank=rank, cases=cases)
        for rank, (place, cases) in enumerate(zip(one.places, one.cases, strict=True))
    )


def _territory(codes: Sequence[str]) -> str:
    """The smallest division that holds all: a township, else the district."""
    return codes[0] if len(set(codes)) == 1 else codes[0][:6]


def _episode(one: Finding, day: date, days: int) -> Signal | None:
    """The signal of the same thing that is not long past; a day that is looked at again belongs to what followed."""
    near = Signal.objects.filter(rule=one.rule, subject=one.subject)
    near = near.filter(last_day__gte=day - timedelta(days=days), day__lte=day + timedelta(days=days))
    return near.order_by("-day").first()


def _worse(before: Signal, one: Finding) -> bool:
    """It was called chance or an error, and goes on growing."""
    if before.verdict in (Verdict.OPEN, Verdict.CONFIRMED):
        return False
    grown = one.evidence.get("cases", 0) >= before.evidence.get("cases", 0) + WORSE_BY
    return grown or one.chance < before.chance * STRANGER


def _go_on(before: Signal, one: Finding, run: Run, value: float) -> None:
    """The same thing on a later day: an open signal tells of the newest one."""
    if run.day < before.last_day:
        return
    new: dict[str, Any] = {"last_day": run.day}
    if before.judged_at is None:
        new |= {"chance": one.chance, "harm": value, "people": one.people, "evidence": one.evidence}
    Signal.objects.filter(pk=before.pk, judged_at=before.judged_at).update(**new)


def hold_back(district: str, day: date, policy: Surveillance, at: datetime) -> None:
    """Ranks what is to be judged in a district; what officers have no time for today is held back, and stays."""
    rows = Signal.objects.filter(starts_with("territory", district), judged_at=None)
    rows = rows.select_for_update(no_key=True)
    ranked = list(rows.order_by("-harm", "pk").values_list("pk", flat=True))
    budget = policy.officer_budget * queries.officers(EVERYTHING, district, at)
    held = thresholds.held_back(ranked, budget)
    Signal.objects.filter(pk__in=held, held=False).update(held=True)
    Signal.objects.filter(pk__in=set(ranked) - held, held=True).update(held=False)
