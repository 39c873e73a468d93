"""Transcripts of many shapes: nothing is lost, and turns are found where people would find them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qianshao.assessment.rules.transcript.lines import blank
from qianshao.assessment.rules.transcript.reading import read
from qianshao.assessment.rules.transcript.spans import Part, Transcript

BANAN = Path(__file__).resolve().parents[3] / "shared/data/interview-banan-2020-02.txt"


def bare(text: str) -> str:
    return "".join(sign for sign in text if not blank(sign))


def whole(transcript: Transcript) -> str:
    return "".join(bare(transcript.written(span)) for span in transcript.spans)


def said(text: str) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in read(text).turns]


# --- the real one -----------------------------------------------------------------------------------------


@pytest.fixture
def banan() -> Transcript:
    if not BANAN.exists():
        pytest.skip("the transcript of Banan is not beside this clone")
    return read(BANAN.read_text(encoding="utf-8"))


def test_the_call_to_banan_comes_through_whole(banan: Transcript) -> None:
    assert banan.title == "2020年2月10日，攀钢重庆钛业公司复工后发生聚集性感染疫情"
    assert str(banan.event_date) == "2020-02-10"
    assert banan.held_on is None
    assert "held_on" in {doubt.code for doubt in banan.doubts}
    assert [call.label for call in banan.calls] == ["第一通电话：重庆市巴南区总工会办公室"]
    assert {one.name: one.turns for one in banan.speakers} == {"CLB": 36, "巴南区总工会": 35}
    assert [turn.n for turn in banan.turns] == list(range(1, 72))


def test_nothing_of_the_call_to_banan_is_lost(banan: Transcript) -> None:
    assert whole(banan) == bare(banan.source)
    joined = "".join(bare(turn.text) for turn in banan.turns)
    assert joined == "".join(bare(banan.written(span)) for span in banan.spans if span.part is Part.SPEECH)


def test_a_turn_goes_on_after_lines_and_pages(banan: Transcript) -> None:
    promises = [turn.n for turn in banan.turns if "给领导汇报一下" in turn.text]
    assert len(promises) >= 2
    assert "人手这方面可能还不是很足，然后我也给领导汇报一下" in banan.turns[66].text


# --- other shapes -----------------------------------------------------------------------------------------


def test_questions_and_answers() -> None:
    text = (
        "访谈记录\n时间：2021年3月5日\n问：你们厂复工了吗？\n答：复工了。主席说：要戴口罩。\n"
        "问：好的。\n答：还有一点：宿舍太挤。\n"
    )
    assert said(text) == [
        ("问", "你们厂复工了吗？"),
        ("答", "复工了。主席说：要戴口罩。"),
        ("问", "好的。"),
        ("答", "还有一点：宿舍太挤。"),
    ]
    assert str(read(text).held_on) == "2021-03-05"


def test_several_calls_and_a_page_number_in_a_sentence() -> None:
    text = (
        "12、2021年 5月 3日，某市电子厂食堂发生火灾\n通话一：某市总工会\n"
        "采访者: 请问您那边知道吗?\n工作人员: 不太清楚。\n"
        "第二通电话：某区安监局\n采访者: 您好，\n- 2 -\n想问一下火灾的事。\n工作人员: 已经在处理了。\n"
    )
    found = read(text)
    assert [call.partner for call in found.calls] == ["某市总工会", "某区安监局"]
    assert [(turn.call, turn.text) for turn in found.turns][2] == (2, "您好，想问一下火灾的事。")
    assert found.number == "12"


def test_a_speaker_with_a_time_on_a_line_of_its_own() -> None:
    text = "说话人1 00:03\n你好，请问是总工会吗？\n说话人2 00:07\n是的，\n你说。\n说话人1 01:12\n我想反映口罩的问题。\n"
    assert said(text)[1] == ("说话人2", "是的，你说。")
    assert [turn.at for turn in read(text).turns] == [3.0, 7.0, 72.0]


def test_english_in_markdown() -> None:
    text = (
        "# Interview with the district union\nDate: 10 February 2020\n\n**Interviewer:** How many have restarted?\n"
        "**Officer:** I do not know. One thing: we are short\nof hands.\n"
        "**Interviewer:** Will you ask?\n**Officer:** I will.\n"
    )
    assert said(text)[1] == ("Officer", "I do not know. One thing: we are short of hands.")
    assert read(text).title == "Interview with the district union"
    assert str(read(text).held_on) == "2020-02-10"


def test_captions() -> None:
    srt = (
        "1\n00:00:01,000 --> 00:00:03,000\n甲：喂\n\n2\n00:00:03,500 --> 00:00:05,000\n有人吗\n\n"
        "3\n00:00:05,500 --> 00:00:06,000\n乙：有\n\n4\n00:00:07,500 --> 00:00:08,000\n甲：好\n"
    )
    assert said(srt) == [("甲", "喂有人吗"), ("乙", "有"), ("甲", "好")]
    vtt = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v 甲>喂</v>\n\n00:03.500 --> 00:05.000\n<v 乙>有人\n"
    assert said(vtt) == [("甲", "喂"), ("乙", "有人")]


def test_words_that_nobody_is_named_for_become_turns_and_a_doubt() -> None:
    found = read("一份没有标签的记录\n\n第一段话。\n\n第二段话。\n")
    assert [turn.text for turn in found.turns] == ["第一段话。", "第二段话。"]
    assert "no_speakers" in {doubt.code for doubt in found.doubts}


# --- laws -------------------------------------------------------------------------------------------------

SIGNS = st.sampled_from(
    [
        "甲：",
        "乙:",
        "ＣＬＢ：",
        "问：",
        "第一通电话：",
        "12",
        "- 3 -",
        "好。",
        "政治性：",
        "时间：",
        "说",
        "\f",
        "\n",
        " ",
        "<v A>",
    ]
)
SHAPES = st.lists(SIGNS | st.text(max_size=12), max_size=60).map("".join)


@settings(max_examples=150, deadline=None)
@given(SHAPES)
def test_no_character_is_lost_or_doubled_on_any_shape(text: str) -> None:
    found = read(text)
    assert whole(found) == bare(text)
    ends = [0, *(span.end for span in found.spans)]
    assert all(end <= span.start for end, span in zip(ends, found.spans, strict=False))


@settings(max_examples=100, deadline=None)
@given(SHAPES)
def test_turns_are_numbered_in_order_and_belong_to_a_call(text: str) -> None:
    found = read(text)
    assert [turn.n for turn in found.turns] == list(range(1, len(found.turns) + 1))
    calls = [turn.call for turn in found.turns]
    assert calls == sorted(calls)
    assert set(calls) <= {call.n for call in found.calls}


TALK = st.lists(
    st.tuples(st.sampled_from(["CLB", "总工会", "工人"]), st.text("你好复工口罩的了吗。，", min_size=1, max_size=40)),
    min_size=4,
    max_size=20,
)


@settings(max_examples=100, deadline=None)
@given(TALK, st.integers(12, 40))
def test_turns_come_back_from_a_page_of_any_width(talk: list[tuple[str, str]], width: int) -> None:
    """A talk whose speakers return often is written with hard line breaks, and read back as it was."""
    talk = [(name, words + "。") for name, words in talk]
    often = [name for name, _ in talk]
    talk = [(name, words) for name, words in talk if often.count(name) > 2]
    assume(talk)
    lines = []
    for name, words in talk:
        line = f"{name}：{words}"
        lines += [line[start : start + width] for start in range(0, len(line), width)]
    assert [(name, bare(words)) for name, words in said("标题\n" + "\n".join(lines))] == talk
