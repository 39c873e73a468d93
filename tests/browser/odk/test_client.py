"""The ODK door, tried by ODK's own engine for forms: it fills in what is served and sends what it made of it."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.browser.intake.conftest import desk
from tests.browser.site import running
from tests.packages import node_packages

HERE = Path(__file__).parent
Answers = dict[str, Any]


@pytest.fixture(scope="session")
def node() -> str:
    return node_packages(HERE)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    desk(tmp_path, "prepare")
    return tmp_path


@pytest.fixture
def server(data: Path) -> Iterator[str]:
    """The address that a delegate types into ODK Collect: it carries their key."""
    desk(data, "keys")
    with running(data) as site:
        yield f"http://127.0.0.1:{site.port}/odk/key/delegate%20of%20shop"


def fill_in(node: str, server: str, answers: Answers, photo: bytes = b"") -> dict[str, Any]:
    given = json.dumps({"server": server, "answers": answers, "photo": b64encode(photo).decode()})
    done = subprocess.run([node, "client.mjs"], cwd=HERE, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def filed(data: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk(data, "rows"))["reports"]
    return found


def a_photo() -> bytes:
    """With a place in its metadata, as telephones write it."""
    exif = Image.Exif()
    exif[0x010F] = "maker of the telephone"
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_two_answers_when_all_is_well(node: str, server: str, data: Path) -> None:
    place = desk(data, "number")
    said = fill_in(node, server, {"/data/workplace": place, "/data/headcount": 120, "/data/all_clear": "yes"})
    assert (said["form"], said["media"]) == ("qianshao_daily", ["workplaces.csv"])
    assert (said["violations"], said["status"], said["again"]) == ([], 201, 201), said["body"]
    (report,) = filed(data)
    assert (report["headcount"], report["fever"], report["all_clear"], report["channel"]) == (120, 0, True, "odk")


def test_what_is_wrong_with_a_photo_and_a_question_of_the_federation(node: str, server: str, data: Path) -> None:
    desk(data, "questions")
    answers: Answers = {
        "/data/workplace": desk(data, "number"),
        "/data/headcount": 120,
        "/data/all_clear": "no",
        "/data/wrong/fever": 2,
        "/data/wrong/named": ["crowding"],
        "/data/wrong/photo_1": "photo.jpg",
        "/data/of_3/checks": 4,
        "/data/of_3/bus": "rented",
    }
    said = fill_in(node, server, answers, a_photo())
    assert (said["status"], said["again"]) == (201, 201), said["body"]
    (report,) = filed(data)
    assert (report["fever"], report["dangers"]) == (2, ["crowding", "symptomatic_at_work"])
    assert report["extra"] == {"of_3": {"checks": 4, "bus": "rented"}}
    (photo,) = [path for path in (data / "documents").rglob("*") if path.is_file()]
    assert b"maker of the telephone" not in photo.read_bytes()
    with Image.open(photo) as kept:
        assert kept.size == (64, 48) and not kept.getexif()
