"""The dialogue of OpenRosa, word for word; its own engine fills in the form in tests/browser/odk."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from PIL import Image

from qianshao.accounts.actions import create_token, revoke_token
from qianshao.accounts.models import Token
from qianshao.core.actor import person
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.documents.models import StoredFile
from qianshao.intake.channels.odk import forms
from qianshao.intake.channels.odk.commands import questions
from qianshao.intake.models import DailyReport, Questions, ReportPhoto
from qianshao.policy import loading
from tests.cast import DAY, MORNING, Cast

ONE = "uuid:6a9d2ad0-0c3e-4d3c-9fbc-0a3b2f3c4d5e"
CATEGORIES = list(loading.shipped().categories.values())
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> Path:
    documents = {**settings.STORAGES["documents"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "documents": documents}
    return tmp_path


@pytest.fixture
def key(cast: Cast) -> str:
    membership = cast.person("delegate of shop").memberships.get()
    return create_token(membership, "ODK", actor=person(1), via="web", at=MORNING)


@pytest.fixture
def server(key: str) -> str:
    return f"/odk/key/{key}"


def xml(
    cast: Cast, *, instance: str = ONE, well: str = "yes", wrong: str = "", more: str = "", form: str = ""
) -> bytes:
    text = (
        f'<?xml version="1.0"?><data xmlns:orx="http://openrosa.org/xforms" id="{form or forms.FORM_ID}" version="1">'
        f"<workplace>{cast.shop.pk}</workplace><day>{DAY}</day><headcount>120</headcount><all_clear>{well}</all_clear>"
        f"<wrong>{wrong}</wrong>{more}<orx:meta><orx:instanceID>{instance}</orx:instanceID></orx:meta></data>"
    )
    return text.encode()


def a_photo(colour: str = "teal", kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "maker of the telephone"
    out = BytesIO()
    Image.new("RGB", (80, 60), colour).save(out, kind, exif=exif)
    return out.getvalue()


def post(server: str, body: bytes, **photos: bytes) -> Any:
    """As Collect sends it: the form and its photos as parts of one body."""
    parts: dict[str, Any] = {"xml_submission_file": SimpleUploadedFile("form.xml", body, "text/xml")}
    for name, content in photos.items():
        parts[name.replace("_jpg", ".jpg")] = SimpleUploadedFile(name.replace("_jpg", ".jpg"), content, "image/jpeg")
    return Client().post(f"{server}/submission", parts)


def message(answer: Any) -> str:
    node = ElementTree.fromstring(answer.content).find("{http://openrosa.org/http/response}message")  # noqa: S314
    return str(node.text) if node is not None else ""


@pytest.fixture(autouse=True)
def that_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    from qianshao.core import clock

    monkeypatch.setattr(clock, "now", lambda: MORNING)


# --- forms ------------------------------------------------------------------------------------------------


def test_the_list_leads_to_the_form_and_its_media(cast: Cast, server: str) -> None:
    client = Client()
    listed = client.get(f"{server}/formList")
    assert listed["X-OpenRosa-Version"] == "1.0" and listed["Content-Type"].startswith("text/xml")
    form = ElementTree.fromstring(listed.content)[0]  # noqa: S314
    said = {child.tag.rpartition("}")[2]: child.text or "" for child in form}
    assert said["formID"] == forms.FORM_ID and said["hash"].startswith("md5:")
    served = client.get(said["downloadUrl"])
    assert forms.fingerprint(served.content) == said["hash"]
    assert said["version"] in served.content.decode()
    media = ElementTree.fromstring(client.get(said["manifestUrl"]).content)[0]  # noqa: S314
    name, digest, address = (child.text or "" for child in media)
    places = client.get(address)
    assert (name, forms.fingerprint(places.content)) == ("workplaces.csv", digest)
    assert cast.shop.name in places.content.decode() and cast.plant.name not in places.content.decode()


def test_every_figure_of_the_form_is_one_of_the_report(cast: Cast, server: str) -> None:
    from qianshao.intake.rules import daily

    asked = {row["name"] for row in forms._workbook(CATEGORIES, [])["survey"] if row.get("name")}
    beside = {"workplace", "day", "wrong", "more", "photo_1", "photo_2"}
    assert asked - beside == daily.KNOWN


def test_without_a_key_nothing_is_shown(cast: Cast, key: str) -> None:
    for address in ("/odk/key/none/formList", "/odk/formList", "/odk/submission"):
        answer = Client().get(address)
        assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Basic")
    basic = "Basic " + b64encode(f"anything:{key}".encode()).decode()
    assert Client().get("/odk/formList", headers={"authorization": basic}).status_code == 200
    revoke_token(Token.objects.get(), actor=person(1), via="web", at=MORNING)
    assert Client().get("/odk/formList", headers={"authorization": basic}).status_code == 401


# --- submission -------------------------------------------------------------------------------------------


def test_head_tells_where_and_how_much(server: str) -> None:
    answer = Client().head(f"{server}/submission?deviceID=x")
    assert answer.status_code == 204
    assert answer["Location"].endswith(f"{server}/submission?deviceID=x")
    assert answer["X-OpenRosa-Version"] == "1.0" and int(answer["X-OpenRosa-Accept-Content-Length"]) > 1_000_000


def test_a_submission_is_a_report_and_sent_again_the_same_one(cast: Cast, server: str) -> None:
    first, again = post(server, xml(cast)), post(server, xml(cast))
    assert (first.status_code, again.status_code) == (201, 201)
    assert message(first) == message(again)
    report = DailyReport.objects.get()
    assert (report.headcount, report.all_clear, report.channel, report.day) == (120, True, "odk", DAY)


def test_photos_may_come_one_after_the_other(cast: Cast, server: str, files: Path) -> None:
    """Collect splits what is too large: the form again, with the next photo."""
    wrong = "<named>crowding</named><photo_1>a.jpg</photo_1><photo_2>b.jpg</photo_2>"
    body = xml(cast, well="no", wrong=wrong)
    assert post(server, body, a_jpg=a_photo()).status_code == 201
    assert post(server, body, b_jpg=a_photo("red", "PNG")).status_code == 201
    assert post(server, body, b_jpg=a_photo("red", "PNG")).status_code == 201
    assert (DailyReport.objects.count(), ReportPhoto.objects.count()) == (1, 2)
    kept = [path for path in files.rglob("*") if path.is_file()]
    assert len(kept) == 2 and not any(b"maker of the telephone" in path.read_bytes() for path in kept)
    assert all(path.read_bytes().startswith(b"\xff\xd8") for path in kept)


def test_a_photo_that_the_form_does_not_name_is_not_kept(cast: Cast, server: str) -> None:
    assert post(server, xml(cast), a_jpg=a_photo()).status_code == 201
    assert not StoredFile.objects.exists()


BOMB = b"\x89PNG\r\n\x1a\n" + b"\0" * 2000


@pytest.mark.parametrize(
    "content", [b"", b"no picture", BOMB, b"GIF89a" + b"\0" * 50, a_photo()[:200], b"x" * 9_000_000]
)
def test_a_spoilt_photo_stops_nothing(cast: Cast, server: str, content: bytes) -> None:
    answer = post(server, xml(cast, well="no", wrong="<fever>1</fever><photo_1>a.jpg</photo_1>"), a_jpg=content)
    assert answer.status_code == 201 and "a.jpg" in message(answer)
    assert DailyReport.objects.count() == 1 and not ReportPhoto.objects.exists()


def test_who_sees_the_report_sees_the_photo(cast: Cast, server: str, as_person: Callable[[str], Client]) -> None:
    post(server, xml(cast, well="no", wrong="<fever>1</fever><photo_1>a.jpg</photo_1>"), a_jpg=a_photo())
    photo = ReportPhoto.objects.get()
    address = f"/reports/{photo.report_id}/photos/{photo.pk}/"
    assert as_person("officer of district").get(address)["Content-Type"] == "image/jpeg"
    assert as_person("officer of next district").get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (b"", 400),
        (b"<", 400),
        (b"<data/>", 422),
        (b"\xff\xfe<\x00d\x00", 400),
        (b'<?xml version="1.0" encoding="utf-7"?><data/>', 400),
        (b'<?xml version="1.0" encoding="nonsense"?><data/>', 400),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><data id="qianshao_daily">&a;</data>', 400),
        (b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><data id="qianshao_daily">&a;</data>', 400),
        (b"<d>" * 60_000, 400),
        (b"<data>" + b"x" * 300_000 + b"</data>", 413),
    ],
)
def test_what_is_no_form_is_refused_in_openrosas_own_words(server: str, wrong: bytes, status: int) -> None:
    answer = post(server, wrong)
    assert answer.status_code == status
    assert message(answer) and "passwd" not in message(answer) and "root:" not in answer.content.decode()


def test_what_cannot_be_taken_is_said(cast: Cast, server: str) -> None:
    for body in (xml(cast, form="another"), xml(cast, instance=""), xml(cast, well="no")):
        answer = post(server, body)
        assert answer.status_code == 422 and message(answer)
    assert (
        Client().post(f"{server}/submission", b"--", content_type="multipart/form-data; boundary=x").status_code == 400
    )
    assert not DailyReport.objects.exists()


def test_another_workplace_is_not_theirs(cast: Cast, server: str) -> None:
    body = xml(cast).replace(f"<workplace>{cast.shop.pk}".encode(), f"<workplace>{cast.plant.pk}".encode())
    assert post(server, body).status_code == 404
    assert not DailyReport.objects.exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(data=some.data())
def test_nothing_breaks_the_door(cast: Cast, server: str, data: some.DataObject) -> None:
    """Pieces of a real submission are lost, doubled, and replaced by what XML knows worst."""
    body = bytearray(xml(cast, well="no", wrong="<fever>1</fever><named>other</named>", more="<more><on_duty/></more>"))
    nasty = some.sampled_from(
        [b"<!ENTITY x 'y'>", b"&x;", b"]]>", b"\x00", b"\xff", b"<a>", b"<![CDATA[", b"9" * 5000, b"-1"]
    )
    for _ in range(data.draw(some.integers(1, 4))):
        start = data.draw(some.integers(0, len(body)))
        end = min(len(body), start + data.draw(some.integers(0, 40)))
        body[start:end] = data.draw(nasty | some.binary(max_size=20))
    answer = post(server, bytes(body))
    assert answer.status_code in (201, 400, 404, 409, 413, 422)
    assert b"Traceback" not in answer.content


# --- a federation's own questions -------------------------------------------------------------------------

ASKED = """
| survey | | | |
| | type | name | label::中文 (zh) |
| | integer | checks | 今天测温几次？ |
| | decimal | litres | 消毒液（升） |
| | select_one bus | bus | 班车 |
| | select_multiple gear | gear | 防护用品 |
| | text | word | 说明 |
| choices | | | |
| | list_name | name | label::中文 (zh) |
| | bus | own | 自有 |
| | bus | rented | 租用 |
| | gear | mask | 口罩 |
| | gear | gloves | 手套 |
"""


def shell(*arguments: str) -> Any:
    return CliRunner().invoke(questions, list(arguments))


@pytest.fixture
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheet") / "own.md"
    path.write_text(ASKED, encoding="utf-8")
    return path


def test_own_questions_are_asked_and_their_answers_typed(cast: Cast, server: str, sheet: Path) -> None:
    before = Client().get(f"{server}/formList").content
    assert shell("add", str(sheet), "--body", str(cast.district.number)).exit_code == 0
    assert Client().get(f"{server}/formList").content != before
    answers = "<checks>4</checks><litres>2.5</litres><bus>own</bus><gear>mask gloves</gear><word>好</word>"
    group = f"of_{cast.district.number}"
    assert post(server, xml(cast, more=f"<{group}>{answers}</{group}>")).status_code == 201
    report = DailyReport.objects.get()
    typed = {"checks": 4, "litres": 2.5, "bus": "own", "gear": ["mask", "gloves"], "word": "好"}
    assert report.extra == {group: typed}


def test_another_answer_is_another_revision(cast: Cast, server: str, sheet: Path) -> None:
    shell("add", str(sheet), "--body", str(cast.district.number))
    group = f"of_{cast.district.number}"
    for number, instance in ((4, "uuid:1"), (5, "uuid:2"), (5, "uuid:3")):
        post(server, xml(cast, instance=instance, more=f"<{group}><checks>{number}</checks></{group}>"))
    assert [one.extra[group]["checks"] for one in DailyReport.objects.order_by("revision")] == [4, 5]


@pytest.mark.parametrize("answer", ["<checks>many</checks>", "<bus>stolen</bus>", "<gear>mask wings</gear>"])
def test_an_answer_of_the_wrong_type_is_refused(cast: Cast, server: str, sheet: Path, answer: str) -> None:
    shell("add", str(sheet), "--body", str(cast.district.number))
    group = f"of_{cast.district.number}"
    said = post(server, xml(cast, more=f"<{group}>{answer}</{group}>"))
    assert said.status_code == 422 and not DailyReport.objects.exists()


def test_the_next_district_asks_its_own(cast: Cast, server: str, sheet: Path) -> None:
    shell("add", str(sheet), "--body", str(cast.next_district.number))
    assert f"of_{cast.next_district.number}" not in Client().get(f"{server}/form.xml").content.decode()


def test_a_form_that_does_not_hold_is_not_asked(cast: Cast, tmp_path: Path) -> None:
    for wrong in (
        "| survey |\n| | type | name |\n| | geopoint | where |",
        ASKED.replace("select_one bus", "select_one plane"),
        ASKED.replace("checks", "two words"),
        "nothing",
    ):
        path = tmp_path / "wrong.md"
        path.write_text(wrong, encoding="utf-8")
        result = shell("check", str(path), "--body", str(cast.district.number))
        assert isinstance(result.exception, Problem), wrong
    assert not Questions.objects.exists()


def test_an_officer_asks_by_the_page_and_ends_it(cast: Cast, as_person: Callable[[str], Client]) -> None:
    client = as_person("officer of district")
    client.post("/registry/questions/", {"file": SimpleUploadedFile("own.md", ASKED.encode())})
    assert "今天测温几次" in client.get("/registry/questions/").content.decode()
    refused = client.post("/registry/questions/", {"file": SimpleUploadedFile("own.xlsx", b"PK\x03\x04nothing")})
    assert refused.status_code == 422
    client.post("/registry/questions/end/")
    assert not Questions.objects.filter(ended_at=None).exists()
    assert set(Event.objects.values_list("action", flat=True)) >= {"questions.asked", "questions.ended"}


def test_the_square_code_holds_the_key_once(cast: Cast, as_person: Callable[[str], Client]) -> None:
    client = as_person("delegate of shop")
    shown = client.post("/report/odk/").content.decode()
    assert "<svg" in shown and "/odk/key/" in shown
    server = shown.split("/odk/key/")[1].split("<")[0]
    assert Client().get(f"/odk/key/{server}/formList").status_code == 200
    assert "/odk/key/" not in client.get("/report/odk/").content.decode()
