"""Inspections: planned, done once, with a letter at once, a follow-up by itself, and cases for what is critical."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from threading import Barrier

import pytest
from django.db import connection, connections
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.documents.queries import content
from qianshao.notices.models import Notice
from qianshao.policy import checkreading
from qianshao.registry.models import Territory
from qianshao.resumption import actions
from qianshao.resumption.models import ChecklistVersion, Inspection, Statement
from qianshao.resumption.queries import checklists, inspections, ledger
from tests.cast import DAY, MORNING, Cast, scope
from tests.resumption.visits import BAD, HOUR, actor, done, good, picture, planned, result, resumption

pytestmark = pytest.mark.django_db
LATER = MORNING + 2 * HOUR
ONE = timedelta(days=1)


def submit(cast: Cast, row: Inspection, sent: actions.Result) -> actions.Done:
    return actions.submit(row, sent, actor=actor(cast), via="web", at=LATER)


def refused(cast: Cast, row: Inspection, sent: actions.Result) -> str:
    with pytest.raises(Problem) as caught:
        submit(cast, row, sent)
    return caught.value.code


# --- planned ----------------------------------------------------------------------------------------------


def test_a_visit_is_planned_on_a_basis(cast: Cast) -> None:
    row = planned(cast)
    assert (row.state, row.basis, row.version.version) == ("planned", "territorial", resumption().version)
    assert Event.objects.get(action="inspection.planned").data["basis"] == "territorial"


def test_what_a_visit_rests_on_is_proposed_from_the_ties(cast: Cast) -> None:
    assert inspections.likely_basis(cast.plant, cast.district, MORNING) == "territorial"
    assert inspections.likely_basis(cast.plant, cast.group_union, MORNING) == "affiliated"
    assert inspections.likely_basis(cast.shop, cast.district, MORNING) == "affiliated"


def test_a_visit_is_put_off_and_called_off(cast: Cast) -> None:
    row = planned(cast)
    actions.put_off(row, DAY + timedelta(days=1), actor=actor(cast), via="web", at=MORNING)
    assert row.planned_for == DAY + timedelta(days=1)
    actions.call_off(row, actor=actor(cast), via="web", at=MORNING)
    with pytest.raises(Problem, match=r"inspection\.changed"):
        actions.put_off(row, DAY, actor=actor(cast), via="web", at=MORNING)
    assert refused(cast, row, result()) == "inspection.changed"


def test_who_works_there_does_not_see_what_is_planned(cast: Cast) -> None:
    row = planned(cast)
    assert row in inspections.inspections(scope(cast, "officer of township"))
    assert not inspections.inspections(scope(cast, "delegate of plant")).exists()
    submit(cast, row, result())
    assert inspections.inspections(scope(cast, "delegate of plant")).get() == row
    assert not inspections.inspections(scope(cast, "officer of next district")).exists()


# --- done, once -------------------------------------------------------------------------------------------


def test_the_result_is_kept_with_its_number(cast: Cast) -> None:
    first, second = done(cast), done(cast)
    assert (first.number, second.number) == ("工检〔2022〕1号", "工检〔2022〕2号")
    assert (first.outcome, first.done_at, first.failed_items) == ("passed", MORNING + HOUR, [])
    assert inspections.follow_up_of(first) is None


def test_the_same_again_is_the_same(cast: Cast) -> None:
    row, sent = planned(cast), result(good(BAD))
    assert not submit(cast, row, sent).repeated
    again = submit(cast, Inspection.objects.get(pk=row.pk), sent)
    assert (again.repeated, again.inspection.number) == (True, "工检〔2022〕1号")
    assert Event.objects.filter(action="inspection.failed").count() == 1
    assert Inspection.objects.count() == 2  # and its follow-up


def test_another_result_for_the_same_visit_is_refused(cast: Cast) -> None:
    row = planned(cast)
    submit(cast, row, result())
    assert refused(cast, row, result(good(BAD))) == "inspection.done"
    assert refused(cast, row, result(key="another")) == "inspection.done"
    assert refused(cast, planned(cast), result()) == "report.key_reused"


def test_what_is_missing_is_said(cast: Cast) -> None:
    row = planned(cast)
    assert refused(cast, row, result(signatures={"inspector": picture()})) == "inspection.signature"
    assert refused(cast, row, result(inspectors=[])) == "inspection.inspectors"
    assert refused(cast, row, result(version="0" * 12)) == "inspection.version"
    assert refused(cast, row, result(photos=[("", picture(one)) for one in range(13)])) == "inspection.photos"
    assert Inspection.objects.get(pk=row.pk).state == "planned"


def test_where_the_rule_says_so_two_must_go(cast: Cast) -> None:
    Territory.objects.create(code="330106001", name="灵隐街道", level=4, source="test")
    cast.plant.territory_id = cast.plant.township_code = "330106001"
    cast.plant.save()
    row = planned(cast)
    assert refused(cast, row, result(inspectors=["检查员甲", "检查员甲"])) == "inspection.inspectors"
    assert submit(cast, row, result()).inspection.inspectors == ["检查员甲", "检查员乙"]


def test_a_moment_in_the_future_is_the_moment_of_arrival(cast: Cast) -> None:
    assert done(cast, done_at=MORNING + 9 * HOUR, at=LATER).done_at == LATER


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_leave_one(cast: Cast) -> None:
    row, sent, gate = planned(cast), result(good(BAD)), Barrier(6)

    def one(_: int) -> tuple[str, bool]:
        try:
            gate.wait()
            kept = submit(cast, Inspection.objects.get(pk=row.pk), sent)
            return kept.inspection.number, kept.repeated
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as crowd:
        found = sorted(crowd.map(one, range(6)))
    assert found == [("工检〔2022〕1号", False)] + [("工检〔2022〕1号", True)] * 5
    assert Event.objects.filter(action="inspection.failed").count() == 1
    assert Inspection.objects.filter(follows=row).count() == 1
    assert done(cast).number == "工检〔2022〕2号"
    connection.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(order=st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=4))
def test_whatever_the_order_the_first_that_arrives_is_kept(cast: Cast, order: list[str]) -> None:
    row = planned(cast)
    sent = {one: result(good(BAD) if one == "b" else None, key=f"{row.pk}{one}") for one in "ab"}
    for one in order:
        if one == order[0]:
            assert submit(cast, row, sent[one]).inspection.key == sent[order[0]].key
        else:
            assert refused(cast, row, sent[one]) == "inspection.done"
    assert Inspection.objects.get(pk=row.pk).outcome == ("failed" if order[0] == "b" else "passed")


# --- photographs and signatures ---------------------------------------------------------------------------


def test_a_photograph_is_kept_without_where_and_when(cast: Cast) -> None:
    row = done(cast, photos=[("bus", picture(90, "JPEG", True)), ("", picture(90, "JPEG", True))])
    (photo,) = inspections.photos_of(row)
    with Image.open(BytesIO(content(photo.file))) as kept:
        assert (kept.format, dict(kept.getexif())) == ("JPEG", {})


def test_a_refusal_to_sign_is_recorded(cast: Cast) -> None:
    row = done(cast, signatures={"inspector": picture(1), "employer": "负责人拒绝，称须请示"})
    signed = inspections.signatures_of(row)
    assert (signed["employer"].file, signed["employer"].refused) == (None, "负责人拒绝，称须请示")
    assert signed["inspector"].file is not None


# --- the letter -------------------------------------------------------------------------------------------


def words(row: Inspection) -> str:
    assert row.docx
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content(row.docx))).paragraphs)


def test_the_letter_says_what_fails_how_badly_and_by_which_rule(cast: Cast) -> None:
    letter = words(done(cast, good(BAD), remarks="门岗无人"))
    assert "工检〔2022〕1号" in letter and "重庆沿江钛业有限公司" in letter
    assert "应查32项：符合30项，不符合2项（其中重点项1项）。" in letter
    assert "【重点项】每次进门测温：占进入人次40%，应不少于100%，相差60%。依据：国发明电〔2020〕4号" in letter
    assert "检查员甲、检查员乙" in letter and "《重庆市工会条例》" in letter
    assert "本会将于2022年2月10日复查。" in letter and "门岗无人" in letter


def test_the_drawn_signatures_stand_in_it_and_a_refusal_in_words(cast: Cast) -> None:
    row = done(cast, signatures={"inspector": picture(1), "employer": "负责人拒绝"})
    assert "未签字：负责人拒绝" in words(row)
    pages = PdfReader(BytesIO(content(actions.write_pdf(row, at=LATER)))).pages
    assert len({image.name for page in pages for image in page.images}) == 1
    assert row.docx
    assert len(Document(BytesIO(content(row.docx))).inline_shapes) == 1


def test_a_letter_whose_files_are_missing_is_written_when_it_is_opened(cast: Cast) -> None:
    row = done(cast)
    Inspection.objects.filter(pk=row.pk).update(docx=None)
    fresh = Inspection.objects.get(pk=row.pk)
    assert fresh.docx is None
    assert actions.write_letter(fresh, at=LATER) == Inspection.objects.get(pk=row.pk).docx


# --- what follows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "days"),
    [(BAD, 2), ({"leader_on_site": {"leaders": 0}}, 7), ({}, None)],
)
def test_somebody_looks_again_by_severity(cast: Cast, changed: dict[str, dict[str, int]], days: int | None) -> None:
    again = inspections.follow_up_of(done(cast, good(changed)))
    assert (again.planned_for if again else None) == (DAY + timedelta(days=days) if days else None)


def test_whoever_goes_tomorrow_hears_of_it_once_and_again_when_it_is_put_off(cast: Cast) -> None:
    row = planned(cast, day=DAY + 3 * ONE)
    heard = [actions.sweep_visits(MORNING + days * ONE) for days in (1, 2, 2, 3)]
    assert heard == [0, 1, 0, 0]
    actions.put_off(row, DAY + 5 * ONE, actor=actor(cast), via="web", at=MORNING + 2 * ONE)
    assert actions.sweep_visits(MORNING + 4 * ONE) == 1
    about = Notice.objects.filter(kind="visit_tomorrow", subject_id=row.pk).order_by("id")
    assert [(one.person_id, one.over_at is None) for one in about] == [(row.lead_id, False), (row.lead_id, True)]
    assert [one.data["day"][-2:] for one in Event.objects.filter(action="inspection.tomorrow").order_by("id")] == [
        f"{(DAY + days * ONE).day:02}" for days in (3, 5)
    ]


def test_nobody_is_reminded_of_a_visit_that_is_off_or_done(cast: Cast) -> None:
    off, over = planned(cast, day=DAY + ONE), planned(cast, day=DAY + ONE)
    actions.call_off(off, actor=actor(cast), via="web", at=MORNING)
    submit(cast, over, result())
    assert actions.sweep_visits(LATER) == 0


def test_who_went_hears_of_the_follow_up_that_was_planned_by_itself(cast: Cast) -> None:
    row = done(cast, good(BAD))
    again = inspections.follow_up_of(row)
    assert again
    assert Event.objects.get(action="inspection.planned", subject_id=again.pk).data["follows"] == row.pk
    assert Notice.objects.get(kind="visit_again").person_id == row.lead_id


def test_a_follow_up_is_for_the_same_body_and_rests_on_the_same(cast: Cast) -> None:
    row = done(cast, good(BAD))
    again = inspections.follow_up_of(row)
    assert again
    assert (again.workplace, again.body, again.lead, again.basis) == (row.workplace, row.body, row.lead, row.basis)


def test_a_result_from_long_ago_plans_no_visit_in_the_past(cast: Cast) -> None:
    again = inspections.follow_up_of(done(cast, good(BAD), done_at=MORNING - timedelta(days=9)))
    assert again and again.planned_for == DAY


def test_nobody_let_in_is_a_case_and_a_visit_on_the_next_day(cast: Cast) -> None:
    row = done(cast, refused=True, answers=good(BAD), signatures={})
    again = inspections.follow_up_of(row)
    assert (row.outcome, row.failed_items, again and again.planned_for) == ("refused", [], date(2022, 2, 9))
    assert Event.objects.get(action="inspection.failed").data["dangers"] == ["inspection_refused"]
    assert "未让检查人员进入" in words(row)


def test_only_what_is_critical_asks_for_a_case(cast: Cast) -> None:
    done(cast, good({"leader_on_site": {"leaders": 0}}))
    assert Event.objects.get(action="inspection.done").needs_work is False
    done(cast, good(BAD))
    event = Event.objects.get(action="inspection.failed")
    assert (event.needs_work, event.data["dangers"]) == (True, ["no_disinfection_or_measuring"])


# --- the restart ------------------------------------------------------------------------------------------


def standing_of(cast: Cast) -> str:
    return ledger(cast.plant, DAY).effective.standing


def test_what_failed_holds_the_restart_and_what_was_verified_lets_it_go_on(cast: Cast) -> None:
    done(cast, good(BAD))
    assert standing_of(cast) == "held"
    (held,) = Statement.objects.all()
    assert (held.source, held.source_name, held.basis[0]) == ("inspection", "工检〔2022〕1号", "territorial")
    done(cast, good(BAD))  # held already
    done(cast, good({"leader_on_site": {"leaders": 0}}))
    assert standing_of(cast) == "held"
    done(cast)
    assert standing_of(cast) != "held"
    done(cast)
    assert Statement.objects.count() == 2


def test_what_an_authority_holds_no_inspection_lifts(cast: Cast) -> None:
    common = {"actor": actor(cast), "via": "web", "at": MORNING}
    actions.hold(workplace=cast.plant, basis=["joint"], source="authority", **common)  # type: ignore[arg-type]
    done(cast)
    assert standing_of(cast) == "held"


# --- versions ---------------------------------------------------------------------------------------------


def test_a_version_never_changes_after_it_was_used(cast: Cast) -> None:
    row = done(cast, good(BAD))
    before = ChecklistVersion.objects.get(pk=row.version_id)
    other = checkreading.parse(resumption().text + "\n# changed\n", source="x", code="resumption")
    actions.kept(other, at=LATER)
    actions.kept(resumption(), at=LATER)
    after = ChecklistVersion.objects.get(pk=row.version_id)
    assert (after.text, after.first_used_at) == (before.text, before.first_used_at)
    assert {checklists.checklist_of(one).version for one in ChecklistVersion.objects.all()} == {
        resumption().version,
        other.version,
    }


def test_an_old_version_is_read_although_its_category_is_gone(cast: Cast) -> None:
    text = resumption().text.replace('"crowded_transport"', '"gone_since"')
    old = ChecklistVersion(version="0" * 12, code="resumption", text=text, first_used_at=MORNING)
    assert checklists.checklist_of(old).items["bus"].category == "gone_since"


# --- three columns ----------------------------------------------------------------------------------------


def test_the_columns_of_a_visit_stay_as_they_were(cast: Cast) -> None:
    common = {"actor": actor(cast), "via": "web"}
    actions.declare(cast.plant, "employer", resumption(), good(), at=MORNING, **common)  # type: ignore[arg-type]
    row = done(cast, good(BAD))
    late = good({"entry_temperature": {"share": 41}})
    actions.declare(cast.plant, "employer", resumption(), late, at=LATER + HOUR, **common)  # type: ignore[arg-type]
    then = checklists.columns(cast.plant, resumption(), until=row)
    assert [one.item.code for one in then.findings] == ["entry_temperature", "leader_on_site"]
    assert [one.cells[0].value for one in then.rows if one.item.code == "entry_temperature"] == [100]
    now = checklists.columns(cast.plant, resumption())
    assert [one.cells[0].value for one in now.rows if one.item.code == "entry_temperature"] == [41]


def test_a_statement_with_the_same_key_is_the_same(cast: Cast) -> None:
    common = {"actor": actor(cast), "via": "web", "at": MORNING, "key": "k"}
    one = actions.declare(cast.plant, "union", resumption(), good(), **common)  # type: ignore[arg-type]
    assert actions.declare(cast.plant, "union", resumption(), good(), **common) == one  # type: ignore[arg-type]
