"""From what happens to what arrives: grouped, in its time, again after a failure, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from qianshao.casework import actions as casework
from qianshao.core.actor import person as by
from qianshao.core.problems import Problem
from qianshao.notices import actions, channels
from qianshao.notices.channels import Parcel, Undelivered
from qianshao.notices.models import Address, Message, MessageState, Notice, Spending
from tests.casework.scene import open_case
from tests.cast import MORNING, Cast
from tests.notices.posts import Post, http_post, mail_post
from tests.notices.scene import MAIL, address_of, happen

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NIGHT = MORNING.replace(hour=15, minute=0)  # 23:00 in China


@pytest.fixture(autouse=True)
def ways_out(settings: pytest.FixtureRequest) -> None:
    settings.MAIL = {"host": "127.0.0.1", "port": 1}  # type: ignore[attr-defined]
    settings.SITE = "https://q.example"  # type: ignore[attr-defined]
    settings.SMS_GATEWAY = "form://127.0.0.1:1/sms?:to={address}"  # type: ignore[attr-defined]


@pytest.fixture
def mail(settings: pytest.FixtureRequest) -> Iterator[Post]:
    with mail_post() as post:
        settings.MAIL = {"host": "127.0.0.1", "port": post.port}  # type: ignore[attr-defined]
        yield post


class Out:
    """In place of the network: what left, and what is to fail next."""

    def __init__(self) -> None:
        self.left: list[Parcel] = []
        self.failures: list[Undelivered] = []

    def __call__(self, parcel: Parcel) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.left.append(parcel)


def states() -> list[str]:
    return list(Message.objects.order_by("id").values_list("state", flat=True))


def test_many_things_are_one_message_and_later_ones_the_next(cast: Cast) -> None:
    address_of(cast.person("officer of district"))
    out = Out()
    for number in range(30):
        happen(cast, number)
    actions.group(MORNING)
    assert actions.deliver(MORNING, out) == 0, "what comes in the next minutes may join"
    happen(cast, 30)
    actions.group(MORNING + MINUTE)
    assert actions.deliver(MORNING + 6 * MINUTE, out) == 1
    assert len(out.left) == 1 and Message.objects.get().notices.count() == 31
    happen(cast, 31, at=MORNING + 7 * MINUTE)
    actions.group(MORNING + 7 * MINUTE)
    assert actions.deliver(MORNING + 13 * MINUTE, out) == 0, "a quarter of an hour between two"
    assert actions.deliver(MORNING + 22 * MINUTE, out) == 1


def test_the_same_is_told_once_however_often_it_is_written(cast: Cast) -> None:
    address_of(cast.person("officer of district"))
    for _ in range(3):
        happen(cast)
        actions.group(MORNING)
    assert Notice.objects.count() == 1
    out = Out()
    for minutes in range(5, 60, 5):
        actions.deliver(MORNING + minutes * MINUTE, out)
    assert len(out.left) == 1


def test_at_night_only_what_is_gravest_is_told(cast: Cast) -> None:
    address_of(cast.person("officer of district"))
    out = Out()
    happen(cast, 1, at=NIGHT)
    actions.group(NIGHT)
    assert actions.deliver(NIGHT + 5 * HOUR, out) == 0
    happen(cast, 2, severity=1, at=NIGHT + 5 * HOUR)
    actions.group(NIGHT + 5 * HOUR)
    assert actions.deliver(NIGHT + 5 * HOUR + 2 * MINUTE, out) == 1
    assert out.left[0].urgent
    happen(cast, 3, at=NIGHT + 6 * HOUR)
    actions.group(NIGHT + 6 * HOUR)
    assert actions.deliver(NIGHT + 8 * HOUR + 29 * MINUTE, out) == 0
    assert actions.deliver(NIGHT + 8 * HOUR + 31 * MINUTE, out) == 1


def test_what_is_over_before_it_goes_out_is_not_told(cast: Cast) -> None:
    address_of(cast.person("officer of district"))
    happen(cast)
    actions.group(MORNING)
    actions.over("case", [1], at=MORNING)
    out = Out()
    actions.deliver(MORNING + 10 * MINUTE, out)
    assert not out.left and states() == [MessageState.OVER]


def test_what_fails_is_tried_with_longer_waits_and_then_shown_as_given_up(cast: Cast) -> None:
    address_of(cast.person("officer of district"))
    happen(cast)
    actions.group(MORNING)
    out, at, tried = Out(), MORNING, []
    out.failures = [Undelivered("timeout")] * 6
    for _ in range(600):
        at += MINUTE
        if actions.deliver(at, out):
            tried.append(at)
    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert waits == [one * MINUTE for one in (1, 5, 15, 60, 240)]
    message = Message.objects.get()
    assert (message.state, message.failure, message.attempts) == (MessageState.FAILED, "timeout", 6)
    actions.resend(message, actor=by(1), via="web", at=at)
    actions.deliver(at, out)
    assert len(out.left) == 1 and states() == [MessageState.SENT]
    with pytest.raises(Problem):
        actions.resend(message, actor=by(1), via="web", at=at)


def test_an_address_that_is_gone_is_not_used_again(cast: Cast) -> None:
    address_of(cast.person("officer of district"))
    happen(cast)
    actions.group(MORNING)
    out = Out()
    out.failures = [Undelivered("gone", gone=True)]
    actions.deliver(MORNING + 10 * MINUTE, out)
    assert states() == [MessageState.FAILED]
    happen(cast, 2)
    actions.group(MORNING + HOUR)
    assert Message.objects.count() == 1


def test_one_who_is_killed_after_it_left_tells_it_twice_and_loses_nothing(cast: Cast) -> None:
    """At least once: the claim of a dead process runs out."""
    address_of(cast.person("officer of district"))
    happen(cast)
    actions.group(MORNING)
    out = Out()

    def killed(parcel: Parcel) -> None:
        out(parcel)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.deliver(MORNING + 10 * MINUTE, killed)
    assert actions.deliver(MORNING + 10 * MINUTE, out) == 0, "still claimed"
    Message.objects.update(claimed_until=MORNING)
    assert actions.deliver(MORNING + 10 * MINUTE, out) == 1
    assert len(out.left) == 2 and states() == [MessageState.SENT]


def test_a_slow_one_whose_claim_ran_out_writes_nothing_down(cast: Cast) -> None:
    address_of(cast.person("officer of district"))
    happen(cast)
    actions.group(MORNING)
    Message.objects.update(go_at=MORNING)
    out = Out()

    def slow(parcel: Parcel) -> None:
        raise Undelivered("timeout", final=True)

    from qianshao.notices.actions import delivery

    (mine,) = delivery._claim(MORNING)
    Message.objects.update(claimed_until=MORNING)
    assert actions.deliver(MORNING, out) == 1
    delivery._settle(mine, delivery.Outcome("timeout", final=True), MORNING)
    assert states() == [MessageState.SENT]


def test_nothing_is_written_when_what_it_tells_of_is_undone(cast: Cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        happen(cast)
        raise RuntimeError
    assert not Notice.objects.exists()


# --- what it says -----------------------------------------------------------------------------------------


def test_a_mail_says_what_waits_and_no_name(cast: Cast, mail: Post) -> None:
    address_of(cast.person("officer of district"))
    happen(cast)
    actions.group(MORNING)
    assert actions.deliver(MORNING + 10 * MINUTE) == 1
    ((to, raw, _),) = mail.got
    read = message_from_bytes(raw, policy=policy.default)
    text = read.get_body().get_content()  # type: ignore[union-attr]
    assert to == MAIL and states() == [MessageState.SENT]
    assert "500113-2022-00001" in text and "麻柳嘴镇" in text and "https://q.example/cases/x/" in text
    assert cast.plant.name not in text and "officer" not in text


def test_a_mail_server_that_refuses_for_now_is_asked_again_and_one_for_good_is_not(cast: Cast, mail: Post) -> None:
    address_of(cast.person("officer of district"))
    happen(cast)
    actions.group(MORNING)
    mail.answers = [450, 550]
    actions.deliver(MORNING + 10 * MINUTE)
    assert states() == [MessageState.WAITING]
    actions.deliver(MORNING + 20 * MINUTE)
    assert states() == [MessageState.FAILED] and not mail.got


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "2 件事项"), ("en", "2 cases wait for you")])
def test_a_group_hears_a_number_and_an_hour_only(
    cast: Cast, settings: pytest.FixtureRequest, language: str, said: str
) -> None:
    with http_post() as post:
        settings.ROBOTS = {"wecom": f"json://127.0.0.1:{post.port}/robot/{{address}}"}  # type: ignore[attr-defined]
        officer = cast.person("officer of district")
        actions.choose(officer, language=language, quiet=None, only_digest=False, at=MORNING)
        address_of(officer, "wecom", "0123-4567-89ab")
        happen(cast, 1)
        happen(cast, 2)
        actions.group(MORNING)
        assert actions.deliver(MORNING + 10 * MINUTE) == 1
        assert Message.objects.get().failure == ""
        ((path, body, _),) = post.got
    text = json.loads(body)["message"]
    assert path.startswith("/robot/0123-4567-89ab") and said in text and "02-08 08:30" in text
    for told_to_nobody in ("500113", "麻柳嘴", "聚集", "crowd"):
        assert told_to_nobody not in text.lower()


def test_an_sms_counts_against_the_limit_of_the_federation(cast: Cast, settings: pytest.FixtureRequest) -> None:
    with http_post() as post:
        settings.SMS_GATEWAY = f"form://127.0.0.1:{post.port}/sms?:to={{address}}"  # type: ignore[attr-defined]
        address_of(cast.person("officer of district"), "sms", "13800138000")
        actions.set_limit(cast.district, 5, actor=by(1), via="web", at=MORNING)
        for number in (1, 2):
            happen(cast, number, at=MORNING + number * HOUR)
            actions.group(MORNING + number * HOUR)
            actions.deliver(MORNING + number * HOUR + 10 * MINUTE)
        assert len(post.got) == 1 and b"13800138000" in post.got[0][1]
    assert states() == [MessageState.SENT, MessageState.FAILED]
    assert Message.objects.latest("id").failure == "limit"
    assert Spending.objects.get(body=cast.district).fen == 5


def test_an_endpoint_that_does_not_answer_is_told_as_such(cast: Cast) -> None:
    address_of(cast.person("officer of district"))
    happen(cast)
    actions.group(MORNING)
    actions.deliver(MORNING + 10 * MINUTE, channels.send)
    assert Message.objects.get().failure == "unreachable"


# --- addresses --------------------------------------------------------------------------------------------


def test_no_address_stands_in_the_database(cast: Cast) -> None:
    row = address_of(cast.person("officer of district"), "sms", "13800138000")
    (kept,) = Address.objects.values_list()
    for value in kept:
        there = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        assert b"13800138000" not in there
    assert row.hint == "…00"


def test_a_code_is_tried_five_times_and_lives_half_an_hour(cast: Cast) -> None:
    officer = cast.person("officer of district")
    given: dict[str, Any] = {"actor": by(officer.pk), "via": "web"}
    row = actions.add_address(officer, "mail", MAIL, body=None, at=MORNING, **given)
    from qianshao.notices import sealing

    code = str(sealing.opened(row.code or b""))
    wrong = "000000" if code != "000000" else "111111"
    with pytest.raises(Problem):
        actions.confirm_address(row, code, at=MORNING + HOUR, **given)
    for _ in range(5):
        row.refresh_from_db()
        with pytest.raises(Problem):
            actions.confirm_address(row, wrong, at=MORNING, **given)
    row.refresh_from_db()
    with pytest.raises(Problem):
        actions.confirm_address(row, code, at=MORNING, **given)
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_an_address_without_its_code_hears_nothing(cast: Cast) -> None:
    officer = cast.person("officer of district")
    actions.add_address(officer, "mail", MAIL, body=None, actor=by(officer.pk), via="web", at=MORNING)
    happen(cast)
    actions.group(MORNING)
    assert [one.special for one in Message.objects.all()] == ["code"]


def test_a_browser_may_not_name_a_server_of_the_house(cast: Cast) -> None:
    officer = cast.person("officer of district")
    for endpoint in ("http://127.0.0.1:8000/", "https://10.0.0.1/x", "https://fcm.googleapis.com.evil.example/x"):
        with pytest.raises(Problem):
            given = {"endpoint": endpoint, "keys": {"p256dh": "x", "auth": "y"}}
            actions.add_browser(officer, given, actor=by(officer.pk), via="web", at=MORNING)


# --- who hears of a case ----------------------------------------------------------------------------------


def test_a_case_tells_whose_turn_it_is_and_from_whom_it_moved(cast: Cast) -> None:
    case = open_case(cast.plant, "crowding")
    first = case.owner
    assert first and list(Notice.objects.values_list("kind", "body")) == [("arrived", first.pk)]
    assert case.deadline
    at = case.deadline + timedelta(seconds=1)
    assert casework.sweep(at) == 1 and casework.sweep(at) == 0
    case.refresh_from_db()
    told = set(Notice.objects.filter(over_at=None).values_list("kind", "body"))
    assert told == {("arrived", case.owner_id), ("moved_away", first.pk)}
    casework.resolve(case, "已解决", actor=by(cast.person("officer of district").pk), via="web", at=at)
    assert not Notice.objects.filter(over_at=None, kind="arrived").exists()


def test_a_deadline_that_is_near_is_told_once(cast: Cast) -> None:
    case = open_case(cast.plant, "crowding")
    casework.warn_of_deadlines(MORNING)
    assert case.deadline
    early, near = case.deadline - 3 * HOUR, case.deadline - 30 * MINUTE
    assert casework.warn_of_deadlines(early) == 0
    assert casework.warn_of_deadlines(near) == 1
    assert casework.warn_of_deadlines(near + MINUTE) == 0
    assert Notice.objects.filter(kind="near", body=case.owner_id).count() == 1
