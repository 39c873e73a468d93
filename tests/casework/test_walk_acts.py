"""Every ladder of the shipped policy, walked to its end with each actor acting: at each step alone, and at every step.

After each deed and each deadline it is checked that nothing rests: the case is with somebody who has a date, or has an
answer; its turns account for each moment since it was opened; each report is on it; what was asked of others has a
date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from qianshao.casework import actions, queries
from qianshao.casework.models import (
    Case,
    CaseReport,
    Commitment,
    Entry,
    EntryKind,
    Letter,
    LetterState,
    Measure,
    Proposal,
    Purpose,
    Referral,
)
from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.documents import word
from qianshao.intake.models import Observation
from qianshao.policy import loading
from qianshao.registry.models import Body, Tie, TieKind
from tests.casework.scene import actor, again, observation_of, see, the_case
from tests.cast import MORNING, Cast

pytestmark = pytest.mark.django_db
CATEGORIES = sorted(loading.shipped().categories)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
MOST_TURNS = 12


@pytest.fixture(autouse=True)
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """How a letter looks is tested elsewhere, and to set one takes a second."""
    monkeypatch.setattr(word, "as_pdf", lambda *_, **__: b"%PDF-1.7")


@dataclass
class Walk:
    cast: Cast
    case: Case
    now: datetime
    reports: list[Observation]
    by: Actor
    second: Actor
    done: list[str] = field(default_factory=list)

    def later(self) -> datetime:
        self.now += MINUTE
        return self.now

    def reread(self) -> Case:
        self.case = again(self.case)
        return self.case

    def owner(self) -> Body:
        assert self.case.owner
        return self.case.owner

    def report_again(self) -> None:
        """Another worker reports the same danger meanwhile."""
        self.reports.append(observation_of(see(self.case.workplace, self.case.category, "还有我", at=self.later())))


# --- what each actor does ---------------------------------------------------------------------------------


def acknowledge(walk: Walk) -> None:
    actions.acknowledge(walk.case, actor=walk.by, via="web", at=walk.later())


def act(walk: Walk) -> None:
    actions.act(walk.case, "已联系用人单位", actor=walk.by, via="web", at=walk.later())


def ask_back(walk: Walk) -> None:
    """The owner asks, and the first reporter answers."""
    actions.ask(walk.case, "是哪个车间？", actor=walk.by, via="web", at=walk.later())
    actions.answer(walk.reread(), walk.reports[0], "二车间", actor=Actor("anonymous"), via="web", at=walk.later())


def hand_over(walk: Walk) -> None:
    """To each body that answers for the place in turn, so that it goes to and fro."""
    others = queries.may_take_over(walk.case, walk.now)
    if others:
        to = others[len(walk.done) % len(others)]
        actions.hand_over(walk.case, to, "请你们接手", actor=walk.by, via="web", at=walk.later())


def draft(walk: Walk) -> Letter | None:
    """What the ladder calls for, or the first paper that this body may issue; none where it may issue none."""
    called = Measure.objects.filter(case=walk.case, kind="letter", taken_at=None).values_list("what", flat=True)
    for purpose in dict.fromkeys([*called, *Purpose.values]):
        try:
            return actions.draft(walk.case, walk.owner(), purpose, actor=walk.by, via="web", at=walk.later())
        except Problem as problem:
            assert problem.code == "letter.level", problem.code
    return None


def approve(walk: Walk) -> Letter | None:
    if letter := draft(walk):
        actions.approve(letter, actor=walk.second, via="web", at=walk.later())
        letter.refresh_from_db()
    return letter


def send(walk: Walk) -> Letter | None:
    if letter := approve(walk):
        actions.send(letter, "挂号", actor=walk.by, via="web", at=walk.later())
        letter.refresh_from_db()
    return letter


def send_and_hear(walk: Walk) -> None:
    if letter := send(walk):
        actions.file_answer(letter, "已整改", actor=walk.by, via="web", at=walk.later())


def refer(walk: Walk) -> Referral | None:
    to = walk.cast.authority
    if Referral.objects.filter(case=walk.case, to=to, state="open").exists():
        with pytest.raises(Problem):
            actions.refer(walk.case, to, "再请", actor=walk.by, via="web", at=walk.later())
        return None
    return actions.refer(walk.case, to, "请督促整改", actor=walk.by, via="web", at=walk.later())


def refer_and_hear(walk: Walk) -> None:
    if row := refer(walk):
        liaison = actor(walk.cast, "liaison of authority")
        actions.open_referral(row, actor=liaison, via="web", at=walk.later())
        actions.answer_referral(row, "已责令整改", actor=liaison, via="api", at=walk.later())


def promise(walk: Walk) -> None:
    at = walk.later()
    due_at = at + timedelta(hours=1)
    actions.commit(
        by=walk.owner(),
        what="向领导报告",
        due_at=due_at,
        recorded_by=walk.owner(),
        case=walk.case,
        actor=walk.by,
        via="web",
        at=at,
    )


def decided(*verdicts: str) -> Callable[[Walk], None]:
    def propose(walk: Walk) -> None:
        if Proposal.objects.filter(case=walk.case, kind="evacuation", state__in=["proposed", "put"]).exists():
            return
        if Proposal.objects.filter(case=walk.case, kind="evacuation", state="accepted").exists():
            return
        row = actions.propose(walk.case, "evacuation", "有人发热", actor=walk.by, via="web", at=walk.later())
        for verdict in verdicts:
            actions.decide_proposal(row, verdict, "同意", actor=walk.second, via="web", at=walk.later())

    propose.__name__ = "_".join(["propose", *verdicts])
    return propose


ACTS: tuple[Callable[[Walk], object], ...] = (
    acknowledge,
    act,
    ask_back,
    hand_over,
    draft,
    approve,
    send,
    send_and_hear,
    refer,
    refer_and_hear,
    promise,
    decided(),
    decided("refused"),
    decided("put", "accepted"),
    decided("put", "declined"),
)


# --- the walk ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deed", ACTS, ids=lambda deed: deed.__name__)
@pytest.mark.parametrize("category", CATEGORIES)
def test_whoever_acts_at_every_step_it_ends_in_an_answer(
    cast: Cast, category: str, deed: Callable[[Walk], object]
) -> None:
    walk = walked(cast, category, deed, MORNING)
    assert walk.done[-1] == cast.national.name and len(walk.done) >= 4


@pytest.mark.parametrize(("number", "deed"), [pytest.param(*one, id=one[1].__name__) for one in enumerate(ACTS)])
def test_whoever_acts_at_one_step_alone_it_ends_in_an_answer(
    cast: Cast, number: int, deed: Callable[[Walk], object]
) -> None:
    """At the first step, at the second, and so on up to the highest; each deed on another ladder."""
    category, start = CATEGORIES[number % len(CATEGORIES)], MORNING
    reached = 0
    while (walk := walked(cast, category, deed, start, reached)).done:
        assert len(walk.done) == 1
        start, reached = walk.now + timedelta(days=60), reached + 1
    assert reached >= 4


def walked(cast: Cast, category: str, deed: Callable[[Walk], object], start: datetime, only: int | None = None) -> Walk:
    """From the report to the answer; ``only``: the step at which somebody acts, else at each."""
    Tie.objects.get_or_create(workplace=cast.plant, body=cast.authority, kind=TieKind.AUTHORITY, source="test")
    first = observation_of(see(cast.plant, category, at=start))
    case = the_case(cast.plant, category)
    walk = Walk(cast, case, start, [first], actor(cast), actor(cast, "officer of city"))
    for number in range(MOST_TURNS):
        nothing_rests(walk)
        if only in (None, number):
            deed(walk)
            walk.done.append(walk.owner().name)
            walk.reread()
            nothing_rests(walk)
        if number == 1:
            walk.report_again()
        if walk.owner() == cast.national:
            break
        time_passes(walk)
    assert walk.owner() == cast.national, "it reaches the highest, whatever was done on the way"
    time_passes(walk)
    actions.resolve(walk.reread(), "已发口罩", actor=walk.by, via="web", at=walk.later())
    walk.reread()
    nothing_rests(walk)
    the_clock(walk.now + timedelta(days=59))
    assert again(walk.case).closed_at == walk.case.closed_at, "an answer stands"
    everybody_was_told(walk)
    return walk


def time_passes(walk: Walk) -> None:
    """Until the deadline of the case, and everything else that falls due by then."""
    before = walk.owner()
    assert walk.case.deadline
    walk.now = max(walk.now, walk.case.deadline) + SECOND
    the_clock(walk.now)
    walk.reread()
    assert walk.owner() != before or before == walk.cast.national, "no deadline passes without an effect"
    nothing_rests(walk)


def the_clock(at: datetime) -> None:
    """In the order of ``qianshao work``, twice: looking again changes nothing."""
    actions.sweep(at)
    actions.sweep_unanswered(at)
    actions.sweep_referrals(at)
    actions.ask_about_what_is_due(at)
    again_at_once = (actions.sweep(at), actions.sweep_unanswered(at), actions.sweep_referrals(at))
    assert again_at_once == (0, 0, 0) and actions.ask_about_what_is_due(at) == 0


def nothing_rests(walk: Walk) -> None:
    case, now = walk.case, walk.now
    steps = list(case.steps.order_by("position"))
    running = [step for step in steps if step.ended_at is None]
    if case.closed_at is None:
        (step,) = running
        assert case.deadline and case.deadline >= now - SECOND, "somebody has it, with a date that lies ahead"
        assert (step.body_id, step.due_at) == (case.owner_id, case.deadline)
    else:
        assert not running and case.entries.filter(kind=EntryKind.RESOLVED, for_reporter=True).exists()
    assert [step.position for step in steps] == list(range(len(steps)))
    assert steps[0].received_at == case.opened_at
    for earlier, later in pairwise(steps):
        assert earlier.ended_at == later.received_at, "each moment is somebody's"
    held = sum((turn.held for turn in queries.timeline_of(case, now)), timedelta())
    assert held == (case.closed_at or now) - case.opened_at
    links = CaseReport.objects.filter(observation__in=walk.reports).values_list("case", "observation")
    assert sorted(links) == sorted((case.pk, one.pk) for one in walk.reports), "each report is on it, once"
    assert not Letter.objects.filter(case=case, state=LetterState.SENT, due_at=None).exists()
    for asked in (
        Letter.objects.filter(case=case, state=LetterState.SENT),
        Referral.objects.filter(case=case, state="open"),
        Commitment.objects.filter(case=case, state="open", asked_at=None),
    ):
        assert all(row.due_at and row.due_at >= now - SECOND for row in asked), "what was asked has a date ahead"


def everybody_was_told(walk: Walk) -> None:
    for observation in walk.reports:
        said = queries.entries_for_reporter(walk.case, observation)
        assert [entry.text for entry in said if entry.kind == EntryKind.RESOLVED] == ["已发口罩"]
    assert not Letter.objects.filter(case=walk.case, state=LetterState.SENT).exists()
    assert not Referral.objects.filter(case=walk.case, state="open").exists()
    assert Entry.objects.filter(case=walk.case, kind=EntryKind.RESOLVED).count() == 1
