"""Between the ledger and casework."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from qianshao.casework import actions as casework
from qianshao.casework.models import Case, ProposalState
from qianshao.config.work import HANDLERS
from qianshao.core import actor as actors
from qianshao.core import events
from qianshao.core.actor import Via
from qianshao.core.models import Event
from qianshao.intake import actions as intake
from qianshao.resumption import actions, queries
from qianshao.resumption.actions import Draft
from qianshao.resumption.models import Statement
from tests.cast import DAY, MORNING, Cast

SAID: dict[str, Any] = {"actor": actors.system("test"), "via": Via.SHELL, "at": MORNING}
RESTART = "restart_without_approval"


def work() -> None:
    while events.work_one(HANDLERS):
        pass


def report(cast: Cast, key: str) -> None:
    words: dict[str, Any] = {"category": RESTART, "text": "车间已经开工", "day": DAY, "channel": "web", "key": key}
    intake.report_danger(workplace=cast.plant, via=Via.WEB, at=MORNING, **words)


def test_at_work_without_filing_is_one_case(cast: Cast) -> None:
    actions.state(Draft(cast.plant, "working", DAY, "authority", "公开通报"), **SAID)
    work()
    (case,) = Case.objects.filter(workplace=cast.plant)
    assert (case.category, case.owner_id) == (RESTART, cast.group_union.pk)
    actions.hold(workplace=cast.plant, basis=[], **SAID)
    actions.state(Draft(cast.plant, "working", DAY, "worker"), **SAID)
    work()
    assert Case.objects.count() == 1


def test_what_was_filed_is_no_case(cast: Cast) -> None:
    actions.state(Draft(cast.plant, "filed", DAY - timedelta(days=1), "authority"), **SAID)
    actions.state(Draft(cast.plant, "working", DAY, "employer"), **SAID)
    work()
    assert not Case.objects.exists()


def test_a_workers_word_stands_in_the_ledger_and_on_one_case(cast: Cast) -> None:
    report(cast, "one")
    work()
    (row,) = Statement.objects.all()
    assert (row.source, row.standing, row.holds_from, row.person_id) == ("worker", "working", DAY, None)
    assert queries.ledger(cast.plant, DAY).effective.standing == "working"
    assert Case.objects.get().category == RESTART
    for again in Event.objects.filter(action="report.needs_person"):
        HANDLERS[again.action](again)
    assert Statement.objects.count() == Case.objects.count() == 1


def test_an_accepted_proposal_holds_until_it_is_lifted(cast: Cast) -> None:
    actions.state(Draft(cast.plant, "working", DAY, "authority"), **SAID)
    work()
    case = Case.objects.get()
    by: dict[str, Any] = {"actor": actors.person(cast.person("officer of group").pk), "via": Via.WEB, "at": MORNING}
    proposal = casework.propose(case, "hold_restart", "未报备即开工", **by)
    for verdict, standing in (
        (ProposalState.PUT, "working"),
        (ProposalState.ACCEPTED, "held"),
        (ProposalState.LIFTED, "working"),
    ):
        casework.decide_proposal(proposal, verdict, "同意", **by)
        assert queries.ledger(cast.plant, DAY).effective.standing == standing
    held = Statement.objects.get(standing="held")
    assert held.basis[0] == "affiliated"
    assert held.source_name == cast.group_union.name
