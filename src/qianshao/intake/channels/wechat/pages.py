"""The callbacks of a WeChat official account: messages, menu and subscription, in plain and in encrypted mode.

WeChat delivers a message up to three times when the answer is late; its id makes the second delivery harmless. The
answer is a passive reply, within the five seconds that WeChat waits, and costs nothing.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.intake.channels.conversation import Incoming, answer
from qianshao.intake.channels.wechat import envelope
from qianshao.intake.models import Channel
from qianshao.registry.doors import anybody

OLDEST = 3600
"""Seconds that a signature may be old: WeChat's clock and ours differ by less, and nothing old can be played again."""


@csrf_exempt  # WeChat has no session; it signs
@anybody
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest) -> HttpResponse:
    given = request.GET
    account = envelope.Account(settings.WECHAT_TOKEN, settings.WECHAT_APP_ID, settings.WECHAT_AES_KEY)
    if not account.token:
        raise Problem("channel.off")
    signed = envelope.Signed(given.get("signature", ""), given.get("timestamp", ""), given.get("nonce", ""))
    envelope.check(account, signed, now=int(time.time()), oldest=OLDEST)
    if request.method == "GET":
        return HttpResponse(given.get("echostr", ""), content_type="text/plain")
    opened = envelope.opened(account, request.body, given.get("msg_signature", ""), signed)
    said = _said(opened)
    reply = envelope.reply(account, opened, said, signed) if said else "success"
    return HttpResponse(reply, content_type="application/xml" if said else "text/plain")


def _said(message: Any) -> str:
    """Texts are answered by the grammar; whoever comes or asks is told how; everything else is passed over."""
    if message.type == "text":
        return answer(Incoming(Channel.WECHAT, message.source, message.content, str(message.id)), at=clock.now())
    if message.type == "event" and message.event in ("subscribe", "subscribe_scan", "click"):
        with translation.override("zh-hans"):
            return _("Welcome. Send “help” to learn how to report, or open the daily report in the menu.")
    return ""
