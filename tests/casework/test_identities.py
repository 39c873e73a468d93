"""Who reported, sealed: opened by whom it was meant for, for a reason that the reporter reads, and by nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from qianshao.accounts import actions as accounts
from qianshao.accounts.keys import actions as keys
from qianshao.accounts.keys import queries as held
from qianshao.accounts.keys import rules as seals
from qianshao.accounts.models import BodyKey, KeyHolder, Membership, Person, PersonKey, Role
from qianshao.casework import actions, queries
from qianshao.casework.models import Case, Entry, SealedIdentity
from qianshao.casework.rules import identities
from qianshao.core import clock
from qianshao.core.actor import ANONYMOUS, person
from qianshao.core.models import Event, Installation
from qianshao.core.problems import Problem
from qianshao.intake.models import Observation
from tests.casework.scene import HOUR, actor, again, kinds, see, sweep_until, the_case
from tests.cast import MORNING, PASSWORD, Cast, scope

pytestmark = pytest.mark.django_db

PASSPHRASE = "four words of mine"
TOLD = identities.Identity("王小明", "13800001234", "下夜班以后打")
COMMON: dict[str, Any] = {"actor": ANONYMOUS, "via": "web", "at": MORNING}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """argon2 takes its time on purpose."""
    monkeypatch.setattr(seals, "PASSES", 1)
    monkeypatch.setattr(seals, "MEMORY", 8192)
    yield


def officer(cast: Cast, body: str, name: str = "") -> Person:
    """The one of the cast, or another one of the same body."""
    if not name:
        return cast.person(f"officer of {body}")
    somebody = Person.objects.create(username=name, created_at=MORNING)
    Membership.objects.create(person=somebody, body=getattr(cast, body), role=Role.OFFICER, since=MORNING)
    return somebody


def own_key(who: Person) -> Person:
    keys.make_own_key(who, PASSPHRASE, **COMMON)
    return who


def box(cast: Cast, body: str = "district") -> tuple[BodyKey, str]:
    """Of a body, held by its officer; with the recovery code."""
    code = keys.make_key(getattr(cast, body), own_key(officer(cast, body)), PASSPHRASE, **COMMON)
    key = held.live_key(getattr(cast, body).pk)
    assert key
    return key, code


def case_of_district(cast: Cast) -> tuple[Case, Observation, str]:
    reported = see(cast.shop, "symptomatic_at_work")
    case = the_case(cast.shop, "symptomatic_at_work")
    if case.owner != cast.district:
        actions.hand_over(case, cast.district, "由区里处理", actor=actor(cast), via="web", at=MORNING)
    return again(case), reported.observation, reported.receipt


def seal(case: Case, observation: Observation, *, along: bool = False) -> SealedIdentity:
    actions.seal_identity(case, observation, TOLD, goes_along=along, **COMMON)
    return SealedIdentity.objects.filter(observation=observation).order_by("pk")[0]


def open_it(case: Case, row: SealedIdentity, who: Person, passphrase: str = PASSPHRASE) -> identities.Identity:
    common = COMMON | {"actor": person(who.pk)}
    return actions.open_identity(case, SealedIdentity.objects.get(pk=row.pk), who, passphrase, "要约时间", **common)


def everything_stored() -> str:
    return "".join(
        repr([bytes(one) if isinstance(one, memoryview) else one for one in row])
        for model in apps.get_models()
        for row in model._base_manager.values_list()
    )


# --- sealing and opening ------------------------------------------------------------------------------------


def test_the_body_opens_it_with_a_reason_and_nothing_is_stored_in_clear(cast: Cast) -> None:
    box(cast)
    case, observation, _ = case_of_district(cast)
    row = seal(case, observation)
    assert open_it(case, row, officer(cast, "district")) == TOLD
    stored = everything_stored()
    assert "要约时间" in stored, "the search finds what is there"
    for secret in (TOLD.name, TOLD.phone, TOLD.how, PASSPHRASE):
        assert secret not in stored
        assert repr(secret.encode())[2:-1] not in stored
    event = Event.objects.get(action="identity.opened")
    assert event.data["reason"] == "要约时间" and event.actor == str(actor(cast))


@examples(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.text(max_size=40), st.text(max_size=300))
def test_whatever_is_told_fits_has_one_length_and_comes_back(name: str, phone: str, how: str) -> None:
    try:
        told = identities.read(name, phone, how)
    except Problem as problem:
        assert problem.code == "identity.empty"
        return
    pair = seals.new_pair()
    content = seals.padded(identities.as_bytes(told))
    assert len(content) == seals.SIZE
    back = seals.unseal(seals.seal(content, pair.public), pair.private)
    assert identities.from_bytes(seals.unpadded(back)) == told


def test_the_longest_in_the_widest_script_fits() -> None:
    told = identities.read("𠮷" * 60, "𠮷" * 40, "𠮷" * 300)
    assert len(seals.padded(identities.as_bytes(told))) == seals.SIZE


def test_it_is_not_printed_by_accident() -> None:
    assert TOLD.name not in f"{TOLD!r} {TOLD}"


def test_a_wrong_passphrase_opens_nothing_and_is_noted(cast: Cast) -> None:
    box(cast)
    case, observation, _ = case_of_district(cast)
    row = seal(case, observation)
    who = officer(cast, "district")
    for _ in range(keys.TRIES):
        with pytest.raises(Problem, match=r"key\.passphrase"):
            open_it(case, row, who, "not the one at all")
    with pytest.raises(Problem, match=r"key\.wait"):
        open_it(case, row, who)
    assert Event.objects.filter(action="key.refused").count() == keys.TRIES
    assert not Event.objects.filter(action="identity.opened").exists()
    later = COMMON | {"at": MORNING + keys.PAUSE, "actor": person(who.pk)}
    assert actions.open_identity(case, row, who, PASSPHRASE, "再试", **later) == TOLD


def test_without_a_reason_it_stays_closed(cast: Cast) -> None:
    box(cast)
    case, observation, _ = case_of_district(cast)
    row = seal(case, observation)
    with pytest.raises(Problem, match=r"identity\.reason"):
        actions.open_identity(case, row, officer(cast, "district"), PASSPHRASE, "  ", **COMMON)


def test_whoever_does_not_hold_the_key_opens_nothing(cast: Cast) -> None:
    box(cast)
    case, observation, _ = case_of_district(cast)
    row = seal(case, observation)
    for who in (own_key(officer(cast, "city")), own_key(officer(cast, "district", "second"))):
        with pytest.raises(Problem, match=r"key\.not_yours"):
            open_it(case, row, who)


def test_without_a_box_nobody_is_asked(cast: Cast) -> None:
    case, observation, _ = case_of_district(cast)
    with pytest.raises(Problem, match=r"identity\.no_key"):
        seal(case, observation)
    key, _ = box(cast)
    KeyHolder.objects.all().delete()
    assert queries.box_of_owner(case) == key, "the recovery code still opens it"
    BodyKey.objects.update(recovery="")
    assert queries.box_of_owner(case) is None, "nobody could ever read it"


def test_taken_back_it_is_gone(cast: Cast) -> None:
    box(cast)
    case, observation, _ = case_of_district(cast)
    seal(case, observation)
    seal(case, observation)
    assert SealedIdentity.objects.count() == 1, "sealed anew, the former is gone"
    actions.withdraw_identity(case, observation, **COMMON)
    assert not SealedIdentity.objects.exists()
    assert kinds(case)[-3:] == ["sealed", "sealed", "took_back"]


def test_a_receipt_in_wrong_hands_floods_nobody(cast: Cast) -> None:
    box(cast)
    case, observation, _ = case_of_district(cast)
    for _ in range(10):
        seal(case, observation)
    with pytest.raises(Problem, match=r"case\.answers_too_many"):
        seal(case, observation)


# --- the case moves -----------------------------------------------------------------------------------------


def test_it_stays_where_it_was_sealed_to(cast: Cast) -> None:
    box(cast)
    box(cast, "city")
    case, observation, _ = case_of_district(cast)
    row = seal(case, observation)
    assert case.deadline is not None
    moved = sweep_until(case, case.deadline + HOUR)
    assert moved.owner == cast.city
    assert [one.key.body for one in queries.identities_of(moved)] == [cast.district]
    assert queries.may_pass_on(moved, row) is None
    with pytest.raises(Problem, match=r"identity\.stays"):
        actions.pass_on_identity(moved, row, officer(cast, "district"), PASSPHRASE, **COMMON)
    with pytest.raises(Problem, match="not_found"):
        queries.own_identity(scope(cast, "officer of city"), case.number, row.pk)


def test_with_consent_those_above_can_open_it_when_their_turn_comes(cast: Cast) -> None:
    box(cast)
    box(cast, "city")
    case, observation, _ = case_of_district(cast)
    seal(case, observation, along=True)
    rows = {one.key.body: one for one in queries.identities_of(case)}
    assert set(rows) == {cast.district, cast.city}
    assert case.deadline is not None
    moved = sweep_until(case, case.deadline + HOUR)
    assert open_it(moved, rows[cast.city], officer(cast, "city")) == TOLD


def test_to_a_body_whose_box_is_newer_it_is_passed_on_unread(cast: Cast) -> None:
    box(cast)
    case, observation, _ = case_of_district(cast)
    row = seal(case, observation, along=True)
    assert case.deadline is not None
    moved = sweep_until(case, case.deadline + HOUR)
    box(cast, "city")
    common = COMMON | {"actor": actor(cast)}
    actions.pass_on_identity(moved, row, officer(cast, "district"), PASSPHRASE, **common)
    theirs = queries.identities_of(moved).get(key__body=cast.city)
    assert open_it(moved, theirs, officer(cast, "city")) == TOLD
    assert kinds(case)[-2:] == ["passed_on", "unsealed"]
    assert queries.may_pass_on(moved, row) is None, "once"


# --- officers join and leave --------------------------------------------------------------------------------


def test_a_newcomer_is_let_in_by_one_who_can_open(cast: Cast) -> None:
    key, _ = box(cast)
    case, observation, _ = case_of_district(cast)
    row = seal(case, observation)
    newcomer = own_key(officer(cast, "district", "second"))
    keys.let_in(key, newcomer, officer(cast, "district"), PASSPHRASE, **COMMON)
    assert open_it(case, row, newcomer) == TOLD


@pytest.mark.parametrize("body", ["city", "next_district"])
def test_nobody_of_another_body_is_let_in(cast: Cast, body: str) -> None:
    key, _ = box(cast)
    with pytest.raises(Problem, match=r"key\.not_officer"):
        keys.let_in(key, own_key(officer(cast, body, "other")), officer(cast, "district"), PASSPHRASE, **COMMON)


@pytest.mark.parametrize("how", ["role ends", "account closed", "taken out", "begins anew"])
def test_whoever_leaves_opens_nothing_any_more(cast: Cast, how: str) -> None:
    key, _ = box(cast)
    case, observation, _ = case_of_district(cast)
    row = seal(case, observation)
    second = own_key(officer(cast, "district", "second"))
    keys.let_in(key, second, officer(cast, "district"), PASSPHRASE, **COMMON)
    if how == "role ends":
        accounts.end_membership(Membership.objects.get(person=second), **COMMON)
    elif how == "account closed":
        accounts.set_active(second, False, **COMMON)
    elif how == "taken out":
        keys.take_out(key, second, **COMMON)
    else:
        own_key(second)
    assert not held.holds(key, second.pk)
    with pytest.raises(Problem, match=r"key\.not_yours"):
        open_it(case, row, second)
    key.refresh_from_db()
    assert key.left_at == MORNING, "the page asks to change the key"
    assert open_it(case, row, officer(cast, "district")) == TOLD


def test_whoever_keeps_another_role_as_officer_there_keeps_the_key(cast: Cast) -> None:
    key, _ = box(cast)
    who = officer(cast, "district")
    more = Membership.objects.create(person=who, body=cast.district, role=Role.AUDITOR, since=MORNING)
    accounts.end_membership(more, **COMMON)
    assert held.holds(key, who.pk)


def test_a_changed_key_opens_what_was_sealed_before_and_the_old_one_nothing(cast: Cast) -> None:
    key, code = box(cast)
    case, observation, _ = case_of_district(cast)
    row = seal(case, observation)
    second = own_key(officer(cast, "district", "second"))
    keys.let_in(key, second, officer(cast, "district"), PASSPHRASE, **COMMON)
    old_box = bytes(SealedIdentity.objects.get(pk=row.pk).box)
    old_private = keys.open_key(key, second, PASSPHRASE, at=MORNING)
    fresh = actions.change_key(key, officer(cast, "district"), PASSPHRASE, **COMMON)
    assert fresh != code
    assert open_it(case, row, second) == TOLD, "who could open still can"
    row.refresh_from_db()
    assert seals.unseal(old_box, old_private)
    with pytest.raises(Problem, match=r"key\.broken"):
        seals.unseal(bytes(row.box), old_private)
    key.refresh_from_db()
    assert key.retired_at and not key.recovery and not key.holders.exists()
    with pytest.raises(Problem, match=r"key\.exists"):
        keys.make_key(cast.district, second, PASSPHRASE, **COMMON)


def test_the_recovery_code_lets_an_officer_in_once(cast: Cast) -> None:
    key, code = box(cast)
    case, observation, _ = case_of_district(cast)
    row = seal(case, observation)
    own_key(officer(cast, "district"))  # forgotten, begun anew: nobody holds the key
    second = own_key(officer(cast, "district", "second"))
    with pytest.raises(Problem, match=r"key\.code"):
        keys.recover(key, "aaaaa-" * 6, second, **COMMON)
    fresh = keys.recover(key, code.upper().replace("-", " "), second, **COMMON)
    assert open_it(case, row, second) == TOLD
    key.refresh_from_db()
    with pytest.raises(Problem, match=r"key\.code"):
        keys.recover(key, code, second, **COMMON)
    key.refresh_from_db()
    assert keys.recover(key, fresh, second, **COMMON) != fresh


def test_a_passphrase_is_long_and_not_the_password(cast: Cast) -> None:
    who = officer(cast, "district")
    for bad, why in (("short", "short"), (PASSWORD, "is_password")):
        with pytest.raises(Problem, match=why):
            keys.make_own_key(who, bad, **COMMON)
    assert not PersonKey.objects.exists()


# --- the pages ----------------------------------------------------------------------------------------------


@pytest.fixture
def that_morning() -> None:
    Installation.objects.create(generated=True, started_at=MORNING)


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()
    return re.sub(r"\s+", " ", answer.content.decode())


def look(client: Client, receipt: str, status: int = 200, **more: str) -> str:
    clock.restart()
    answer = client.post("/r/", {"receipt": receipt, **more}, headers={"accept-language": "en"})
    assert answer["Cache-Control"] == "no-store" and not answer.cookies
    return text(answer, status)


def test_the_reporter_seals_reads_who_opened_it_and_takes_it_back(cast: Cast, that_morning: None) -> None:
    case, _, receipt = case_of_district(cast)
    reporter, desk = Client(), Client(headers={"accept-language": "en"})
    assert "May somebody call you" not in look(reporter, receipt), "no box, no question"
    box(cast)
    assert "Only officers of 巴南区总工会 who hold its key can open it" in look(reporter, receipt)
    shown = look(reporter, receipt, seal="1", name=TOLD.name, phone=TOLD.phone, how=TOLD.how)
    assert "It is sealed" in shown and "You sealed how you can be reached" in shown
    for secret in (TOLD.name, TOLD.phone, TOLD.how):
        assert secret not in shown, "not even shown back"

    desk.force_login(officer(cast, "district"), backend="django.contrib.auth.backends.ModelBackend")
    page = f"/cases/{case.number}/"
    before = text(desk.get(page))
    assert "Sealed: how to reach" in before and TOLD.name not in before
    address = re.findall(rf'action="({page}identities/\d+/)"', before)[0]
    assert "The passphrase is wrong" in text(
        desk.post(address, {"deed": "open", "reason": "约时间", "passphrase": "x" * 12}), 422
    )
    answer = desk.post(address, {"deed": "open", "reason": "约时间", "passphrase": PASSPHRASE})
    opened = text(answer)
    assert TOLD.name in opened and TOLD.phone in opened and TOLD.how in opened
    assert "no-store" in answer["Cache-Control"]
    assert TOLD.name not in text(desk.get(page)), "shown once"
    assert desk.get(address).status_code == 405

    shown = look(reporter, receipt)
    assert "巴南区总工会 opened what you had sealed, and says why" in shown and "约时间" in shown
    assert "It is gone" in look(reporter, receipt, take_back="1")
    assert "Sealed: how to reach" not in text(desk.get(page))


def test_another_reporter_sees_nothing_of_it(cast: Cast, that_morning: None) -> None:
    box(cast)
    case, observation, _ = case_of_district(cast)
    other = see(cast.shop, "symptomatic_at_work", text="乙").receipt
    row = seal(case, observation)
    open_it(case, row, officer(cast, "district"))
    shown = look(Client(), other)
    assert "要约时间" not in shown and "Take it back" not in shown


def test_nothing_to_seal_says_so(cast: Cast, that_morning: None) -> None:
    box(cast)
    receipt = case_of_district(cast)[2]
    assert "at least one of the three" in look(Client(), receipt, 422, seal="1", name=" ", phone="", how="")
    assert not Entry.objects.filter(kind="sealed").exists()


@pytest.mark.parametrize(
    "who", ["officer of next district", "delegate of shop", "auditor of district", "officer of city"]
)
def test_whose_it_is_not_opens_nothing(cast: Cast, client: Client, who: str) -> None:
    box(cast)
    case, observation, _ = case_of_district(cast)
    row = seal(case, observation)
    client.force_login(cast.person(who), backend="django.contrib.auth.backends.ModelBackend")
    sent = {"deed": "open", "reason": "x", "passphrase": PASSPHRASE}
    assert client.post(f"/cases/{case.number}/identities/{row.pk}/", sent).status_code in (403, 404)
    assert not Event.objects.filter(action="identity.opened").exists()


def test_the_page_of_the_box_from_the_first_passphrase_to_the_changed_key(cast: Cast, that_morning: None) -> None:
    first, second = Client(headers={"accept-language": "en"}), Client(headers={"accept-language": "en"})
    backend = "django.contrib.auth.backends.ModelBackend"
    first.force_login(officer(cast, "district"), backend=backend)
    other = officer(cast, "district", "second")
    second.force_login(other, backend=backend)
    assert "There is none yet" in text(first.get("/sealed-box/"))
    assert "Choose your own passphrase first" in text(first.post("/sealed-box/make/", {"passphrase": "x"}), 409)
    wrong = {"passphrase": PASSPHRASE, "again": "another"}
    assert "differ" in text(first.post("/sealed-box/own/", wrong), 422)
    for client in (first, second):
        client.post("/sealed-box/own/", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    made = text(first.post("/sealed-box/make/", {"passphrase": PASSPHRASE}))
    (code,) = re.findall(r'class="receipt"[^>]*>([^<]+)<', made)
    assert "Fewer than two" in made and code not in text(first.get("/sealed-box/"))
    assert "You cannot open it yet" in text(second.get("/sealed-box/"))
    first.post("/sealed-box/let-in/", {"person": str(other.pk), "passphrase": PASSPHRASE})
    assert "Fewer than two" not in text(second.get("/sealed-box/"))
    taken = text(second.post("/sealed-box/take-out/", {"person": str(officer(cast, "district").pk)}, follow=True))
    assert "has left or begun anew" in taken
    assert text(second.post("/sealed-box/change/", {"passphrase": PASSPHRASE})).count(code) == 0
    assert "has left or begun anew" not in text(second.get("/sealed-box/"))
    assert first.post("/sealed-box/nonsense/", {}).status_code == 404
    assert Event.objects.filter(action__startswith="key.").exists()
    assert not [event for event in Event.objects.all() if PASSPHRASE in str(event.data) or code in str(event.data)]
