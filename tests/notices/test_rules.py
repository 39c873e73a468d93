"""When things go out: laws that hold for every moment and all hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianshao.notices import rules

CHINA = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
moments = st.integers(0, 10 * 365 * 24 * 60).map(lambda minutes: FIRST + minutes * MINUTE)
times = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))
hours = st.builds(
    rules.Hours,
    quiet=st.tuples(times, times),
    digest=st.lists(times, min_size=1, max_size=3).map(tuple),
    gather=st.just(5 * MINUTE),
    urgent_gather=st.just(MINUTE),
    gap=st.just(15 * MINUTE),
)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_quiet(moment: datetime, quiet: tuple[time, time]) -> bool:
    now, (first, last) = moment.astimezone(CHINA).time(), quiet
    return first <= now < last if first <= last else now >= first or now < last


@unhurried
@given(moments, hours, st.booleans(), st.none() | moments)
def test_what_can_wait_goes_out_outside_the_quiet_hours_within_two_days(
    at: datetime, own: rules.Hours, soon: bool, last: datetime | None
) -> None:
    last = min(last, at) if last else None
    goes = rules.goes_at(at, own, urgent=False, soon=soon, last=last, zone=CHINA)
    assert not is_quiet(goes, own.quiet)
    assert at + own.gather <= goes <= at + timedelta(days=2, minutes=20)
    assert last is None or goes - last >= own.gap


@unhurried
@given(moments, hours)
def test_what_is_urgent_waits_for_nothing(at: datetime, own: rules.Hours) -> None:
    goes = rules.goes_at(at, own, urgent=True, soon=True, last=at, zone=CHINA)
    assert goes == at + own.urgent_gather


@unhurried
@given(moments, hours)
def test_the_digest_goes_out_at_its_hours_or_when_the_quiet_is_over(at: datetime, own: rules.Hours) -> None:
    goes = rules.goes_at(at, own, urgent=False, soon=False, last=None, zone=CHINA)
    assert goes.astimezone(CHINA).time() in (*own.digest, own.quiet[1])


@unhurried
@given(st.lists(st.integers(1, 500), min_size=1, max_size=8))
def test_each_wait_is_used_once_and_then_it_is_given_up(waits: list[int]) -> None:
    at = datetime(2022, 2, 8, tzinfo=UTC)
    tried = [rules.again_at(at, attempt, waits) for attempt in range(1, len(waits) + 2)]
    assert tried == [*(at + timedelta(minutes=one) for one in waits), None]


@pytest.mark.parametrize(
    ("channel", "typed", "kept"),
    [
        ("mail", " a@b.cn ", "a@b.cn"),
        ("mail", "a@b", ""),
        ("mail", "a@b.cn\nBcc: c@d.cn", ""),
        ("sms", "138 0013-8000", "13800138000"),
        ("sms", "110", ""),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4", "693a91f6-7xxx-4bc4"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef", "0123456789abcdef"),
        ("dingtalk", "../../etc/passwd", ""),
        ("fax", "12345678", ""),
    ],
)
def test_addresses_are_taken_as_people_paste_them(channel: str, typed: str, kept: str) -> None:
    assert rules.tidied(channel, typed) == kept
