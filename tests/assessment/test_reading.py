"""Interviews on pages: taken in, read, settled; and a sheet that two judge, all through the doors."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from qianshao.assessment.models import Appraisal, Interview, Nature
from tests.assessment.conftest import TALK
from tests.cast import Cast

AsPerson = Callable[[str], Client]


def test_a_transcript_is_taken_in_and_read(as_person: AsPerson) -> None:
    client = as_person("officer of district")
    file = SimpleUploadedFile("t.txt", TALK.encode(), content_type="text/plain")
    answer = client.post(reverse("assessment:import"), {"file": file}, follow=True)
    row = Interview.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("assessment:interview", args=[row.number])
    page = answer.content.decode()
    assert "我给领导汇报一下吧" in page
    assert page.count('class="turn card"') == 4
    asked = client.get(answer.redirect_chain[-1][0], {"speaker": "采访者"}).content.decode()
    assert asked.count('class="turn card"') == 2
    assert row.number in client.get(reverse("assessment:interviews")).content.decode()


def test_a_text_without_a_place_shows_where_it_was_taken_in(as_person: AsPerson, cast: Cast) -> None:
    client = as_person("officer of district")
    client.post(reverse("assessment:import"), {"text": "甲：你好。\n乙：你好。\n"})
    row = Interview.objects.get()
    assert (row.place, row.territory) == (None, "500113")
    given = {"title": "一次通话", "held_on": "2022-02-07", "place": "500113111"}
    client.post(reverse("assessment:settle", args=[row.number]), given)
    row.refresh_from_db()
    assert (row.title, str(row.held_on), row.territory) == ("一次通话", "2022-02-07", "500113111")
    assert {"title", "held_on"}.isdisjoint(one["code"] for one in row.doubts)
    outside = client.post(reverse("assessment:settle", args=[row.number]), {"place": "500115"})
    assert outside.status_code == 403
    assert row.text == Interview.objects.get().text


def test_a_name_is_settled_for_a_body_and_who_speaks_for_it(
    as_person: AsPerson, cast: Cast, interview: Interview
) -> None:
    one = interview.mentions.get(name="巴南区总工会")
    one.settled = False
    one.body = None
    one.save()
    client = as_person("officer of district")
    address = reverse("assessment:settle_name", args=[interview.number, one.pk])
    assert client.post(address, {"is": "other", "other": "没有这样的工会"}).status_code == 422
    client.post(address, {"is": "other", "other": str(cast.district.number)})
    now = interview.mentions.get(pk=one.pk)
    assert (now.body, now.settled) == (cast.district, True)
    assert interview.speakers.get(name="巴南区总工会").body == cast.district


def judgement(mark: str) -> dict[str, str]:
    return {f"mark_{one}": mark for one in Nature.values} | {f"reasons_{one}": "见指标" for one in Nature.values}


def test_two_judge_then_jointly_and_the_body_replies(as_person: AsPerson, cast: Cast, interview: Interview) -> None:
    def do(who: str, deed: str, given: dict[str, str]) -> int:
        return as_person(who).post(reverse("assessment:do_appraisal", args=[row.number, deed]), given).status_code

    given = {"body": "mlzzgh", "first": "2022-02-01", "last": "2022-02-08"}
    as_person("officer of district").post(reverse("assessment:appraisals"), given)
    row = Appraisal.objects.get()
    assert row.body == cast.township
    words = {"nature": "masses", "interview": interview.number, "turn": "2", "words": "我给领导汇报一下"}
    assert do("officer of district", "quote", words) == 302
    assert do("officer of district", "quote", words | {"words": "没有说过的话"}) == 422
    assert do("officer of district", "judge", judgement("shown")) == 302
    address = reverse("assessment:appraisal", args=[row.number])
    assert "见指标" not in as_person("officer of city").get(address).content.decode()
    assert do("officer of township", "judge", judgement("shown")) == 403
    assert do("officer of city", "judge", judgement("not_shown")) == 302
    assert do("officer of city", "reply", {"text": "不是我"}) == 403
    assert do("officer of city", "joint", judgement("partly")) == 302
    assert do("officer of city", "close", {}) == 302
    assert do("officer of township", "reply", {"text": "我们补充说明"}) == 302
    page = as_person("officer of township").get(address).content.decode()
    assert "我们补充说明" in page
    assert page.count("见指标") == 9
    assert "我给领导汇报一下" in page
    paper = as_person("officer of township").get(reverse("assessment:appraisal_paper", args=[row.number, "docx"]))
    written = "\n".join(one.text for one in docx.Document(BytesIO(paper.content)).paragraphs)
    assert "我们补充说明" in written
    assert "我给领导汇报一下" in written
    pdf = as_person("officer of township").get(reverse("assessment:appraisal_paper", args=[row.number, "pdf"]))
    assert pdf.content.startswith(b"%PDF")
