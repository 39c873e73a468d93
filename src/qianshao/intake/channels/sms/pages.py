"""SMS, as a gateway hands it over. The answer goes back in the answer, so that no number is kept and none is dialled.

Two forms: the form-encoded one that most gateways send (the names of the fields are set), and what a flow of RapidPro
sends with "call webhook". Either proves itself by the shared secret of the settings; 200 is said only after the commit.
"""

from __future__ import annotations

import hmac
from base64 import b64decode
from binascii import Error as NotBase64

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.intake import queries
from qianshao.intake.channels.conversation import Incoming, answer
from qianshao.intake.channels.sms.parsing import form_message, rapidpro_message
from qianshao.intake.models import Channel
from qianshao.notices import actions as notices
from qianshao.policy import costs
from qianshao.registry.doors import anybody

SIGNATURE = "X-Signature"
SECRET = "X-Qianshao-Secret"  # noqa: S105 - the name of a header


@csrf_exempt  # a gateway has no session; it shows the secret
@anybody
@require_POST
def form(request: HttpRequest) -> HttpResponse:
    """Answers in plain text: what the gateway sends back as an SMS."""
    _check(request)
    sender, text, number = form_message(request.POST, settings.SMS_FIELDS)
    said = _paid(Incoming(Channel.SMS, sender, text, number))
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


@csrf_exempt
@anybody
@require_POST
def rapidpro(request: HttpRequest) -> HttpResponse:
    """Answers in JSON; the flow sends ``@webhook.json.reply``."""
    _check(request)
    sender, text, number = rapidpro_message(request.body)
    said = _paid(Incoming(Channel.SMS, sender, text, number))
    return JsonResponse({"reply": said}, json_dumps_params={"ensure_ascii": False})


def _paid(message: Incoming) -> str:
    """The answer, while the month's money lasts. What was reported is on disk all the same."""
    at = clock.now()
    said = answer(message, at=at)
    known = queries.correspondent(message.channel, message.sender)
    body = queries.payer(known.membership) if known else None
    return said if notices.spend(body, costs.in_force().sms_fen, via=Channel.SMS, at=at) else ""


def _check(request: HttpRequest) -> None:
    """By a header, by HTTP Basic's password, or by the signature of the body; each compared in constant time."""
    secret = settings.SMS_SECRET
    if not secret:
        raise Problem("channel.off")
    shown = request.headers.get(SECRET) or _basic_password(request.headers.get("Authorization", ""))
    signed = request.headers.get(SIGNATURE, "")
    expected = hmac.new(secret.encode(), request.body, "sha256").hexdigest()
    if not (_same(shown, secret) or _same(signed, expected)):
        raise Problem("channel.secret")


def _same(shown: str, expected: str) -> bool:
    return hmac.compare_digest(shown.encode(), expected.encode())


def _basic_password(header: str) -> str:
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(text, validate=True).decode().partition(":")[2]
    except (NotBase64, UnicodeDecodeError):
        return ""
