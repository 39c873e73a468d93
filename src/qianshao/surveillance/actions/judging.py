"""An officer says what a signal was; a true one becomes a case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation

from qianshao.casework import actions as casework
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.policy import surveillance as policy
from qianshao.surveillance.models import Signal, SignalPlace, Verdict
from qianshao.surveillance.wording import say

LONGEST_NOTE = 1000


@transaction.atomic
def judge(signal: Signal, verdict: str, note: str = "", *, actor: Actor, via: str, at: datetime) -> None:
    """Once, by one officer. A verdict moves the level of the rule from the next run on; a true one opens a case."""
    if verdict not in Verdict.values or verdict == Verdict.OPEN:
        choices = ", ".join(one for one in Verdict.values if one)
        raise Problem("field.invalid.choice", field="verdict", value=verdict, choices=choices)
    text = note.replace("\0", "").strip()
    if len(text) > LONGEST_NOTE:
        raise Problem("text.too_long", field="note", limit=LONGEST_NOTE)
    open_one = Signal.objects.filter(pk=signal.pk, judged_at=None)
    changed = open_one.update(verdict=verdict, judged_at=at, judged_by_id=actor.person_id, note=text, held=False)
    if changed != 1:
        raise Problem("signal.judged")
    signal.refresh_from_db()
    true = verdict == Verdict.CONFIRMED
    record(
        "signal.confirmed" if true else "signal.judged",
        actor=actor,
        via=via,
        at=at,
        subject=("signal", signal.pk),
        territory=signal.territory,
        data={"rule": signal.rule, "verdict": verdict},
        needs_work=true,
    )


def take_confirmed(row: Event) -> None:
    """The case of a signal stands at the workplace that it names first. Called by the worker, in its transaction."""
    signal = Signal.objects.select_related("judged_by").get(pk=row.subject_id)
    first = SignalPlace.objects.select_related("workplace").filter(signal=signal).order_by("rank").first()
    if first is None:
        return
    with translation.override("zh-hans"):
        said = say(signal)
    words = f"{said.seen}{said.why}"
    category = policy.in_force().rules[signal.rule].category
    judge_of = Actor("person", str(signal.judged_by_id)) if signal.judged_by_id else Actor("system", "surveillance")
    casework.take_signal(first.workplace, category, signal.pk, words, actor=judge_of, at=row.at)
