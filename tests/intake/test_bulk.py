"""Many reports in one sending: each line stands for itself, and the same file twice changes nothing."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from qianshao.accounts.models import Membership, Token
from qianshao.core import clock
from qianshao.intake.commands import intake
from qianshao.intake.models import DailyReport
from tests.cast import MORNING, Cast


@pytest.fixture(autouse=True)
def that_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)


def lines(*reports: dict[str, Any] | str) -> bytes:
    texts = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in reports)
    return "\n".join(texts).encode()


def table(*reports: dict[str, Any]) -> bytes:
    names = list(dict.fromkeys(name for report in reports for name in report))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(reports)
    return out.getvalue().encode()


def send(
    cast: Cast, body: bytes, who: str = "officer of district", kind: str = "application/x-ndjson"
) -> list[dict[str, Any]]:
    membership = Membership.objects.get(person=cast.person(who))
    digest = sha256(who.encode()).hexdigest()
    Token.objects.get_or_create(membership=membership, digest=digest, created_at=MORNING, label="test")
    headers = {"authorization": f"Bearer {who}", "accept-language": "en"}
    answer = Client().post("/api/v1/reports/bulk", body, content_type=kind, headers=headers)
    assert answer.status_code == 200, answer.content
    return [json.loads(line) for line in answer.content.decode().splitlines()]


def well(place: int | str, **more: Any) -> dict[str, Any]:
    return {"workplace": place, "day": "2022-02-08", "headcount": 90, "all_clear": True, **more}


def test_what_holds_is_filed_and_what_does_not_is_said_by_its_line(cast: Cast) -> None:
    body = lines(
        well(cast.plant.pk, fever=1, key="a"),
        "",
        "{",
        well(cast.elsewhere.pk),
        well(cast.shop.pk, headcount=-1, day="2022-02-09"),
        well(cast.closed.pk),
        well(cast.shop.pk, remarks="夜班没有口罩"),
        well(cast.shop.pk, source="union"),
    )
    told = send(cast, body)
    assert [(one["line"], one["status"]) for one in told] == [
        (1, 201),
        (3, 400),
        (4, 404),
        (5, 422),
        (6, 409),
        (7, 201),
        (8, 422),
    ]
    assert {problem["field"] for problem in told[3]["problems"]} == {"headcount", "day"}
    assert all(problem["message"] for one in told for problem in one.get("problems", []))
    assert DailyReport.objects.count() == 2
    again = send(cast, body)
    assert [one["status"] for one in again] == [200, 400, 404, 422, 409, 200, 422]
    assert again[0]["receipt"] == told[0]["receipt"]
    assert DailyReport.objects.count() == 2


def test_two_lines_of_one_workplace_are_a_report_and_its_correction(cast: Cast) -> None:
    told = send(cast, lines(well(cast.shop.pk), well(cast.shop.pk, fever=1), well(cast.shop.pk, fever=1)))
    assert [one["status"] for one in told] == [201, 201, 200]
    assert list(DailyReport.objects.order_by("revision").values_list("revision", "fever")) == [(1, 0), (2, 1)]


def test_csv_says_the_same(cast: Cast) -> None:
    body = table(
        well(cast.plant.pk, named="crowding; no_protective_supplies", remarks="a, b"),
        well(cast.shop.pk, headcount="many"),
    )
    told = send(cast, body, kind="text/csv")
    assert [(one["line"], one["status"]) for one in told] == [(2, 201), (3, 422)]
    report = DailyReport.objects.get()
    assert (report.dangers, report.remarks) == (["crowding", "no_protective_supplies"], "a, b")


def test_bytes_that_are_no_utf_8_spoil_their_line_only(cast: Cast) -> None:
    body = table(well(cast.plant.pk, remarks="x"), well(cast.shop.pk, remarks="y")).replace(b"x", b"\xff")
    assert [one["status"] for one in send(cast, body, kind="text/csv")] == [400, 201]
    broken = lines(well(cast.plant.pk, remarks="x")).replace(b"x", b"\xff")
    told = send(cast, broken + b"\n" + lines(well(cast.shop.pk)))
    assert [one["status"] for one in told] == [400, 201]  # it now has no remark: a correction


def test_a_csv_that_breaks_off_keeps_what_came_before(cast: Cast) -> None:
    body = table(well(cast.plant.pk)) + b"a\rb,c\n" + table(well(cast.shop.pk))
    first, broken = send(cast, body, kind="text/csv")
    assert (first["status"], broken["problems"][0]["code"]) == (201, "import.broken")
    assert DailyReport.objects.count() == 1


def test_a_line_that_is_far_too_long_spoils_itself_only(cast: Cast) -> None:
    told = send(cast, lines(well(cast.plant.pk, remarks="x" * 300_000), well(cast.shop.pk)))
    assert [(one["line"], one["status"]) for one in told] == [(1, 413), (2, 201)]


def test_a_delegate_files_for_the_own_workplace_only(cast: Cast) -> None:
    told = send(cast, lines(well(cast.plant.pk), well(cast.shop.pk)), who="delegate of plant")
    assert [one["status"] for one in told] == [201, 404]
    assert DailyReport.objects.get().source == "union"


def test_more_than_one_batch(cast: Cast) -> None:
    days = ["2022-02-08", "2022-02-07", "2022-02-06"]
    body = lines(*(well(cast.shop.pk, day=days[number % 3], headcount=100 + number) for number in range(1100)))
    told = send(cast, body)
    assert [one["status"] for one in told] == [201] * 1100
    assert [one["line"] for one in told] == list(range(1, 1101))


# --- the command ----------------------------------------------------------------------------------------------


def test_the_command_loads_a_file_and_gives_a_verdict_for_each_line(cast: Cast, tmp_path: Path) -> None:
    path, verdicts = tmp_path / "day.ndjson", tmp_path / "verdicts.ndjson"
    path.write_bytes(lines(well(cast.plant.pk), "{", well(cast.shop.pk, source="union")))
    ended = CliRunner().invoke(intake, ["load", str(path), "--verdicts", str(verdicts), "--json"])
    assert ended.exit_code == 0, ended.output
    said = json.loads(ended.output)
    assert (said["filed"], said["repeated"], said["refused"]) == (2, 0, 1)
    assert [json.loads(line)["status"] for line in verdicts.read_text().splitlines()] == [201, 400, 201]
    assert set(DailyReport.objects.values_list("source", flat=True)) == {"federation", "union"}
    again = CliRunner().invoke(intake, ["load", str(path)])
    assert "0 filed, 2 were there before, 1 refused" in again.output
