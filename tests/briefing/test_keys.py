"""The key of the installation: made once, the same on each of its servers, and what was known before stays good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from qianshao.briefing import keys
from qianshao.briefing.releases import signing

RELEASES = SigningKey(b"\7" * 32)


def of_secret(settings: Any) -> bytes:
    """What links knew before there was a file."""
    return bytes(SigningKey(keys.derived(settings.SECRET_KEY, "ed25519")).verify_key)


def published_releases_before(data: Path) -> None:
    data.mkdir(parents=True)
    (data / keys.RELEASES).write_text(bytes(RELEASES).hex())


def test_it_is_for_its_owner_only_and_stays_when_the_secret_is_changed(own_data: Path, settings: Any) -> None:
    settings.SECRET_KEY = "one"
    key, signed = signing.public_key(), signing.sign("{}")
    assert (own_data / keys.NAME).stat().st_mode & 0o077 == 0
    assert key not in (own_data / keys.NAME).read_text()
    settings.SECRET_KEY = "another"
    assert signing.public_key() == key == signing.sign("{}").public_key
    assert signing.holds("{}", signed.signature, key)


def test_servers_of_one_installation_make_the_same_one(own_data: Path, settings: Any) -> None:
    here = keys.public()
    settings.DATA = own_data / "another server"
    assert keys.public() == here
    settings.DATA, settings.SECRET_KEY = own_data / "another installation", "another"
    assert keys.public() != here


def test_links_from_before_go_on_with_the_key_that_they_know(own_data: Path, settings: Any) -> None:
    known = of_secret(settings)
    assert keys.public() == known
    settings.SECRET_KEY = "another"
    assert bytes(keys.known_as("").verify_key) == known


def test_where_releases_were_published_both_audiences_keep_their_key(own_data: Path, settings: Any) -> None:
    published_releases_before(own_data)
    of_links, of_releases = of_secret(settings), bytes(RELEASES.verify_key)
    assert signing.public_key() == of_releases.hex()
    assert bytes(keys.known_as("").verify_key) == of_links
    assert bytes(keys.known_as(keys.mark(keys.public())).verify_key) == of_releases, "who joins from now on"
    assert keys.is_own(of_links) and keys.is_own(of_releases) and not keys.is_own(b"\1" * 32)


def test_after_a_new_key_each_link_goes_on_with_its_own(own_data: Path) -> None:
    first = keys.public()
    file = own_data / keys.NAME
    file.write_text("05" * 32 + "\n" + file.read_text())
    assert keys.public() != first
    assert bytes(keys.known_as(keys.mark(first)).verify_key) == first
