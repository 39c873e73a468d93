"""Whatever happens in whatever order: a report is on one case, an open case has one owner and one deadline, and none
can rest (invariants 2 and 3)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, F, Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from qianshao.casework import actions, deeds, queries
from qianshao.casework.models import Case, CaseReport, Entry, Step, StepOutcome
from qianshao.core.actor import ANONYMOUS
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake.models import DailyReport, Observation
from qianshao.intake.rules.daily import Numbers
from qianshao.registry.models import Body, EmergencyOrder
from tests.casework.scene import actor, file, see
from tests.cast import DAY, MORNING, Cast

CATEGORIES = ("no_protective_supplies", "crowding", "retaliation", "sick_or_quarantine_pay")
"""With ladders that begin with the line, with the township, with the district, and with terms in working days."""

EXPECTED = {
    "case.closed",
    "case.open",
    "case.open_again",
    "case.closed_for_good",
    "case.hand_over_to",
    "referral.to",
    "proposal.open",
}


class Life(RuleBasedStateMachine):
    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.cast, self.now, self.number = cast, MORNING, 0
        self.who = actor(cast)
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        try:
            self.nothing_rests()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- what happens ----------------------------------------------------------------------------------

    @rule(category=st.sampled_from(CATEGORIES), at_plant=st.booleans())
    def a_worker_reports(self, category: str, at_plant: bool) -> None:
        self.number += 1
        see(self.cast.plant if at_plant else self.cast.shop, category, f"{self.number}", at=self.now)

    @rule(masks=st.booleans(), crowded=st.booleans())
    def a_delegate_reports(self, masks: bool, crowded: bool) -> None:
        self.number += 1
        file(
            self.cast.shop,
            Numbers(
                headcount=100 + self.number % 50,
                masks_in_stock=0 if masks else 500,
                masks_needed_daily=100,
                dormitory_rooms_over_limit=int(crowded),
            ),
            at=self.now,
        )

    @rule(hours=st.floats(0.01, 100))
    def time_passes(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def the_worker_looks(self) -> None:
        actions.sweep(self.now)

    @precondition(lambda self: Case.objects.exists())
    @rule(data=st.data(), deed=st.sampled_from(deeds.DEEDS))
    def its_owner_does_something(self, data: Any, deed: str) -> None:
        case = self.some_case(data)
        given: dict[str, object] = {"text": "已电话联系", "for_reporter": data.draw(st.booleans())}
        if deed == "commit":
            given |= {"by": case.owner_id, "due": self.now + timedelta(days=1)}
        if deed == "hand-over" and (others := queries.may_take_over(case, self.now)):
            given["to"] = data.draw(st.sampled_from(others)).pk
        if deed == "refer" and (authorities := queries.may_be_asked(case, self.now)):
            given["to"] = data.draw(st.sampled_from(authorities)).pk
        if deed == "propose":
            given["what"] = data.draw(st.sampled_from(["evacuation", "hold_restart"]))
        try:
            deeds.do(deed, case, given, actor=self.who, via="web", at=self.now)
        except Problem as problem:
            assert problem.code in EXPECTED, problem.code

    @precondition(lambda self: CaseReport.objects.filter(observation__isnull=False).exists())
    @rule(data=st.data(), still_there=st.booleans())
    def a_reporter_answers(self, data: Any, still_there: bool) -> None:
        links = CaseReport.objects.filter(observation__isnull=False).select_related("case__policy", "case__workplace")
        link = data.draw(st.sampled_from(list(links)))
        assert link.observation
        try:
            actions.answer(
                link.case,
                link.observation,
                "还是没有",
                actor=ANONYMOUS,
                via="web",
                at=self.now,
                still_there=still_there,
            )
        except Problem as problem:
            assert problem.code in {"case.answers_too_many", "case.closed_for_good"}, problem.code

    @rule(data=st.data())
    def an_order_is_issued_or_withdrawn(self, data: Any) -> None:
        running = EmergencyOrder.objects.filter(withdrawn_at=None)
        if running.update(withdrawn_at=self.now):
            return
        body = data.draw(st.sampled_from([self.cast.district, self.cast.city, self.cast.township]))
        EmergencyOrder.objects.create(
            body=body,
            territory_id="500113",
            reason="test",
            document="test",
            starts_at=self.now,
            ends_at=self.now + timedelta(days=3),
        )

    @rule(data=st.data())
    def a_federation_is_dissolved_or_founded(self, data: Any) -> None:
        body = data.draw(st.sampled_from([self.cast.township, self.cast.other_township, self.cast.district]))
        row = Body.objects.get(pk=body.pk)
        row.closed_on = None if row.closed_on else DAY
        row.save()

    def some_case(self, data: Any) -> Case:
        number = data.draw(st.sampled_from(list(Case.objects.order_by("id").values_list("number", flat=True))))
        return Case.objects.select_related("owner", "workplace", "policy").get(number=number)

    # --- what always holds -----------------------------------------------------------------------------

    @invariant()
    def an_open_case_has_one_owner_one_deadline_and_one_open_step(self) -> None:
        open_steps = Count("steps", filter=Q(steps__ended_at=None))
        for case in Case.objects.annotate(open_steps=open_steps):
            assert case.open_steps == (case.closed_at is None)
        for step in Step.objects.filter(ended_at=None).select_related("case"):
            assert step.body_id == step.case.owner_id
            assert step.due_at == step.case.deadline
            assert step.outcome == StepOutcome.OPEN
        assert not Case.objects.filter(closed_at=None).filter(Q(owner=None) | Q(deadline=None)).exists()

    @invariant()
    def its_steps_follow_one_another(self) -> None:
        for case in Case.objects.prefetch_related("steps"):
            steps = sorted(case.steps.all(), key=lambda step: step.position)
            assert [step.position for step in steps] == list(range(len(steps)))
            for one, following in pairwise(steps):
                assert one.ended_at and one.outcome and one.ended_at <= following.received_at

    @invariant()
    def who_was_silent_is_on_record_and_nobody_else(self) -> None:
        """A body that was silent has an event that names it, an entry that says so, and did nothing in its turn."""
        silent = Step.objects.filter(outcome=StepOutcome.SILENT)
        assert not silent.filter(acknowledged_at__isnull=False).exists()
        named = [row.data["silent"] for row in Event.objects.filter(action="case.moved_up")]
        assert sorted(filter(None, named)) == sorted(silent.values_list("body", flat=True))
        passed = Step.objects.filter(outcome__in=(StepOutcome.SILENT, StepOutcome.UNFINISHED))
        unreached = Step.objects.filter(outcome=StepOutcome.UNREACHED)
        away = Entry.objects.filter(kind="passed")
        assert sorted(away.values_list("case", "body")) == sorted(unreached.values_list("case", "body"))
        said = Entry.objects.filter(kind__in=("moved_up", "reminded"))
        assert sorted(said.values_list("case", "body")) == sorted(passed.values_list("case", "body"))

    @invariant()
    def a_report_is_on_one_case_for_each_danger(self) -> None:
        assert not Observation.objects.annotate(cases=Count("case_links")).exclude(cases=1).exists()
        for report in DailyReport.objects.prefetch_related("case_links"):
            assert sorted(link.category for link in report.case_links.all()) == sorted(report.dangers)
        assert not CaseReport.objects.exclude(category=F("case__category")).exists()

    def nothing_rests(self) -> None:
        """However often nobody does anything, each deadline that passes moves every open case, until the highest
        federation has it; and that one is reminded each time."""
        before: dict[int, int] = {}
        for _ in range(8):
            open_cases = Case.objects.filter(closed_at=None)
            before = dict(open_cases.values_list("pk", "moves"))
            deadlines = [deadline for deadline in open_cases.values_list("deadline", flat=True) if deadline]
            self.now = max([self.now, *deadlines]) + timedelta(seconds=1)
            assert actions.sweep(self.now) == len(before)
            assert actions.sweep(self.now) == 0, "once for each deadline"
            moves = dict(open_cases.values_list("pk", "moves"))
            assert all(moves[pk] > earlier for pk, earlier in before.items()), "further where it was long overdue"
            assert not open_cases.filter(deadline__lte=self.now).exists(), "whoever has it now has time"
        highest = Case.objects.filter(closed_at=None).exclude(owner=self.cast.national)
        assert not highest.exists()


@pytest.mark.django_db
def test_the_life_of_cases(cast: Cast) -> None:
    run_state_machine_as_test(
        lambda: Life(cast),  # type: ignore[arg-type]
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
