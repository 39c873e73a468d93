"""Web push: what leaves is encrypted to the browser, and signed with the key of this installation."""

from __future__ import annotations

import json
import os
import stat
from base64 import urlsafe_b64encode
from pathlib import Path

import http_ece  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from qianshao.core.actor import person as by
from qianshao.notices import actions, vapid
from qianshao.notices.models import Address, Message, MessageState
from tests.cast import MORNING, Cast
from tests.notices.posts import http_post
from tests.notices.scene import happen
from tests.notices.test_delivery import MINUTE

pytestmark = pytest.mark.django_db


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_a_browser_gets_what_only_it_can_read(cast: Cast, settings: pytest.FixtureRequest, own_data: Path) -> None:
    settings.PUSH_HOSTS = ["127.0.0.1"]  # type: ignore[attr-defined]
    officer, own, secret = cast.person("officer of district"), ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    with http_post() as post:
        endpoint = f"http://127.0.0.1:{post.port}/push/1"
        subscription = {"endpoint": endpoint, "keys": {"p256dh": text(point), "auth": text(secret)}}
        actions.add_browser(officer, subscription, actor=by(officer.pk), via="web", at=MORNING)
        happen(cast)
        actions.group(MORNING)
        assert actions.deliver(MORNING + 10 * MINUTE) == 1
        assert Message.objects.get().failure == ""
        ((path, body, headers),) = post.got
        assert path == "/push/1" and headers["authorization"].startswith("vapid ")
        said = json.loads(http_ece.decrypt(body, private_key=own, auth_secret=secret))
        assert said["path"] == "/cases/x/" and "500113-2022-00001" in said["body"]
        post.answers = [410]
        happen(cast, 2)
        actions.group(MORNING + 60 * MINUTE)
        actions.deliver(MORNING + 90 * MINUTE)
    assert Message.objects.latest("id").state == MessageState.FAILED
    assert Address.objects.get().gone_at, "the browser has given it up: it is not asked again"


def test_the_key_is_made_once_and_is_the_owners_alone(own_data: Path) -> None:
    assert vapid.public_key() == vapid.public_key()
    assert stat.S_IMODE((own_data / "push_key.pem").stat().st_mode) == 0o600
    assert [path.name for path in own_data.iterdir()] == ["push_key.pem"]
