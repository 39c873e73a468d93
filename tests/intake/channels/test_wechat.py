"""What WeChat sends: signed callbacks, in plain and in encrypted mode, and each of them up to three times."""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import sha1
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from wechatpy.crypto import WeChatCrypto

from qianshao.intake.models import Correspondent, DailyReport
from tests.cast import Cast
from tests.intake.channels.conftest import Code

TOKEN, APP, KEY = "token", "wx0123456789abcdef", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OPENID = "oMgHVjngRipVsoxg6TuX3vz6glDg"


@pytest.fixture(autouse=True)
def switched_on(settings: Any) -> None:
    settings.WECHAT_TOKEN, settings.WECHAT_APP_ID, settings.WECHAT_AES_KEY = TOKEN, APP, ""


def address(at: int | None = None, **more: str) -> str:
    stamp = str(at or int(time.time()))
    signature = sha1("".join(sorted([TOKEN, stamp, "nonce"])).encode()).hexdigest()  # noqa: S324 - WeChat's own
    return "/channels/wechat/?" + urlencode({"signature": signature, "timestamp": stamp, "nonce": "nonce", **more})


def text(words: str, number: int = 1) -> str:
    return (
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{OPENID}]]></FromUserName>"
        f"<CreateTime>1644278400</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{words}]]></Content><MsgId>{number}</MsgId></xml>"
    )


def event(name: str) -> str:
    return (
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{OPENID}]]></FromUserName>"
        f"<CreateTime>1644278400</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{name}]]></Event>"
        f"<EventKey><![CDATA[k]]></EventKey></xml>"
    )


def send(xml: str | bytes, to: str | None = None) -> Any:
    return Client().post(to or address(), xml, content_type="text/xml")


def say(words: str, number: int = 1) -> str:
    answer = send(text(words, number))
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


@pytest.fixture
def bound(code_of: Code) -> None:
    assert "已绑定" in say(f"绑定 {code_of('delegate of shop')}", 100)


def test_wechat_asks_whether_we_are_there(db: None) -> None:
    answer = Client().get(address(echostr="12345"))
    assert (answer.status_code, answer.content) == (200, b"12345")
    assert Client().get("/channels/wechat/?signature=0&timestamp=1&nonce=2&echostr=3").status_code == 403
    assert Client().get(address(at=int(time.time()) - 7200, echostr="3")).status_code == 403


def test_a_report_by_wechat_is_counted_once_however_often_it_is_delivered(cast: Cast, bound: None) -> None:
    first = say("平安 120")
    assert "<MsgType><![CDATA[text]]></MsgType>" in first and OPENID in first
    say("平安 120")
    say("平安 130", 2)
    say("平安 120")
    assert list(DailyReport.objects.order_by("revision").values_list("headcount", flat=True)) == [120, 130]
    assert DailyReport.objects.filter(channel="wechat", workplace=cast.shop).count() == 2
    assert OPENID not in str([vars(one) for one in Correspondent.objects.all()])


def test_the_encrypted_mode(cast: Cast, bound: None, settings: Any) -> None:
    settings.WECHAT_AES_KEY = KEY
    crypto = WeChatCrypto(TOKEN, KEY, APP)
    stamp = str(int(time.time()))
    sealed = crypto.encrypt_message(text("平安 120"), "nonce", stamp)
    signature = sealed.partition("<MsgSignature><![CDATA[")[2].partition("]")[0]
    answer = send(sealed, address(at=int(stamp), msg_signature=signature, encrypt_type="aes"))
    assert answer.status_code == 200
    assert DailyReport.objects.get().headcount == 120
    reply = answer.content.decode()
    assert "平安" not in reply
    signed = reply.partition("<MsgSignature><![CDATA[")[2].partition("]")[0]
    assert "120" in crypto.decrypt_message(reply, signed, stamp, "nonce")
    assert send(sealed, address(at=int(stamp), msg_signature="0" * 40)).status_code == 400
    assert send(text("平安 121")).status_code == 400, "an account with a key takes nothing in plain text"
    assert DailyReport.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "answered"), [("subscribe", True), ("CLICK", True), ("VIEW", False), ("scancode", False)]
)
def test_events(cast: Cast, name: str, answered: bool) -> None:
    answer = send(event(name))
    assert answer.status_code == 200
    assert (b"<xml>" in answer.content) == answered


def test_pictures_and_voices_are_passed_over(cast: Cast) -> None:
    voice = text("").replace("[text]", "[image]").replace("<Content><![CDATA[]]></Content>", "<PicUrl>x</PicUrl>")
    assert send(voice).content == b"success"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{one} "{f"&a{one - 1 if one else str()};" * 10}">' for one in range(9))
    + "]><xml><MsgType>text</MsgType><FromUserName>&a8;</FromUserName><Content>&a8;</Content></xml>"
)


@pytest.mark.parametrize(
    "xml",
    [b"", b"<", b"<xml/>", b"<xml><MsgType>text</MsgType></xml>", b"\xff\xfe\x00", BOMB, "<xml>" * 5000, b"x" * 70_000],
)
def test_what_is_no_message_is_refused(cast: Cast, xml: str | bytes) -> None:
    assert send(xml).status_code in (400, 413)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(some.data())
def test_nothing_breaks_the_door(cast: Cast, data: some.DataObject) -> None:
    whole = bytearray(text("8801 平安 120").encode())
    for _ in range(data.draw(some.integers(0, 4))):
        at = data.draw(some.integers(0, len(whole) - 1))
        change: Callable[[], None] = data.draw(
            some.sampled_from([lambda at=at: whole.__delitem__(slice(at, at + 9)), lambda at=at: whole.insert(at, 60)])
        )
        change()
    assert send(bytes(whole)).status_code in (200, 400)
