"""Shapes of transcripts that came later, made for these tests: nobody said any of it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint import HTML

from qianshao.assessment.rules.transcript.files import text_of
from qianshao.assessment.rules.transcript.reading import read
from qianshao.assessment.rules.transcript.spans import Part, Transcript
from qianshao.assessment.wording import doubt
from qianshao.core.problems import Problem
from tests.assessment.test_transcripts import bare, whole

FOUR = [("记者", "开工了吗？"), ("厂长", "开了。"), ("记者", "口罩呢？"), ("厂长", "有。")]
TWO = FOUR[:2]
FOUR_TRADITIONAL = [("記者", "復工了嗎？"), ("廠長", "復工了。"), ("記者", "口罩夠嗎？"), ("廠長", "不夠。")]


def each(line: str, talk: list[tuple[str, str]] | None = None) -> str:
    rows = enumerate(talk or FOUR, 1)
    return "".join(line.format(who=who, said=said, n=n, s=f"{n:02}") for n, (who, said) in rows)


SHAPES = {
    "labels in brackets": ("某厂访谈\n" + each("【{who}】{said}\n"), FOUR),
    "labels in brackets, each once": ("某厂访谈\n" + each("【{who}】{said}\n", TWO), TWO),
    "labels in round brackets": ("某厂访谈\n" + each("（{who}）{said}\n"), FOUR),
    "labels in angle brackets": ("某厂访谈\n" + each("<{who}>{said}\n"), FOUR),
    "marks of bold type": ("某厂访谈\n\n" + each("__{who}__：{said}\n") + "", FOUR),
    "quoted lines": (each("> {who}：{said}\n"), FOUR),
    "a long dash behind the label": ("某厂访谈\n" + each("{who}——{said}\n"), FOUR),
    "colons of both widths": ("某厂访谈\n记者:开工了吗？\n厂长：开了。\n记者 ：口罩呢？\n厂长: 有。\n", FOUR),
    "numbered turns": ("某厂访谈\n" + each("{n}. {who}：{said}\n"), FOUR),
    "numbered in the Chinese way": ("某厂访谈\n" + each("{n}、{who}：{said}\n"), FOUR),
    "numbered in brackets": ("某厂访谈\n" + each("（{n}）{who}：{said}\n"), FOUR),
    "times before": ("某厂访谈\n" + each("[00:01:{s}] {who}：{said}\n"), FOUR),
    "times behind": ("某厂访谈\n" + each("{who} [00:01:{s}]：{said}\n"), FOUR),
    "times on a line of their own": ("某厂访谈\n" + each("[00:01:{s}]\n{who}：{said}\n"), FOUR),
    "times and no colon": ("某厂访谈\n" + each("00:01:{s} {who} {said}\n"), FOUR),
    "a table of values": ("时间,说话人,内容\n" + each("00:01:{s},{who},{said}\n"), FOUR),
    "blanks inside the label": ("某厂访谈\n" + each("{who} ：{said}\n"), FOUR),
    "question and answer with a blank": ("访谈\n问 开工了吗？\n答 开了。\n", [("问", "开工了吗？"), ("答", "开了。")]),
    "question and answer in one line": (
        "访谈\n问：开工了吗？答：开了。\n问：口罩呢？答：有。\n",
        [("问", "开工了吗？"), ("答", "开了。"), ("问", "口罩呢？"), ("答", "有。")],
    ),
    "all in one line": ("某厂访谈\n" + each("{who}：{said}"), FOUR),
    "Windows line ends and a mark": ("\ufeff某厂访谈\r\n" + each("{who}：{said}\r\n"), FOUR),
    "traditional characters": (
        "某廠訪談\n時間：2020年2月15日\n" + each("{who}：{said}\n", FOUR_TRADITIONAL),
        FOUR_TRADITIONAL,
    ),
    "traditional, each once": (
        "訪談記錄\n時間：2020年2月15日\n地點：某區\n" + each("{who}：{said}\n", FOUR_TRADITIONAL[:2]),
        FOUR_TRADITIONAL[:2],
    ),
    "names with what they are": (
        "访谈\n王明（工会主席）：开了。\n李红（记者）：谁检查？\n王明（工会主席）：镇里。\n",
        [("王明(工会主席)", "开了。"), ("李红(记者)", "谁检查？"), ("王明(工会主席)", "镇里。")],
    ),
    "a head on each of two pages": (
        "某市劳动观察\n某厂访谈\n记者：开工了吗？\n厂长：开了，但是\n\f某市劳动观察\n口罩不够。\n记者：缺多少？\n厂长：一半。\n",
        [("记者", "开工了吗？"), ("厂长", "开了，但是口罩不够。"), ("记者", "缺多少？"), ("厂长", "一半。")],
    ),
    "a numbered head on each of three pages": (
        "内部资料 第1页\n某厂访谈\n记者：开工了吗？\n厂长：开了，但是\n\f内部资料 第2页\n口罩不够。\n记者：缺多少？\n"
        "\f内部资料 第3页\n厂长：一半。\n",
        [("记者", "开工了吗？"), ("厂长", "开了，但是口罩不够。"), ("记者", "缺多少？"), ("厂长", "一半。")],
    ),
    "pages that begin with a label": (
        "某厂访谈\f记者：\n开工了吗？\f厂长：\n开了。\f记者：\n口罩呢？\f厂长：\n有。",
        FOUR,
    ),
    "captions with labels": (
        "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{who}：{said}\n\n" for n, (who, said) in enumerate(FOUR, 1)),
        FOUR,
    ),
    "captions that name the same speaker again": (
        "WEBVTT\n\nNOTE made by hand\nof nobody\n\nintro\n00:01.000 --> 00:03.000 align:start\n"
        "<v 记者>开工了吗？</v>\n\n4f2a-1\n00:03.500 --> 00:05.000\n<v 厂长>开了。</v>\n\nNOTE pause\n\n"
        "00:05.500 --> 00:06.000\n<v 厂长>三家。</v>\n",
        [("记者", "开工了吗？"), ("厂长", "开了。三家。")],
    ),
}


def turns_in(text: str) -> list[tuple[str, str]]:
    found = read(text)
    assert whole(found) == bare(text)
    return [(turn.speaker, bare(turn.text)) for turn in found.turns]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_turns_come_out_as_a_reader_would_tell_them(shape: str) -> None:
    text, expected = SHAPES[shape]
    assert turns_in(text) == expected


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_in_any_encoding(encoding: str) -> None:
    text, expected = SHAPES["labels in brackets"]
    assert turns_in(text_of(text.encode(encoding))) == expected


# --- calls ------------------------------------------------------------------------------------------------

CALLS = {
    "in Chinese": ("三通电话\n第一通电话：甲县总工会\n{}第二通电话：乙镇政府\n{}", ["甲县总工会", "乙镇政府"]),
    "in traditional characters": ("兩通電話\n第一通電話：甲縣總工會\n{}第二通電話\n{}", ["甲縣總工會", ""]),
    "in English": ("Calls\n\nCall 1: District union\n{}\nCall 2 - Township\n{}", ["District union", "Township"]),
    "in brackets": ("（第一通电话）\n{}【第二通电话】\n{}", ["", ""]),
}


@pytest.mark.parametrize("shape", CALLS)
def test_each_call_is_told_apart(shape: str) -> None:
    frame, partners = CALLS[shape]
    text = frame.format("记者：喂？\n工会：喂。\n", "记者：喂？\n政府：哪位？\n")
    found = read(text)
    assert whole(found) == bare(text)
    assert [call.partner for call in found.calls] == partners
    assert [(turn.call, turn.speaker) for turn in found.turns] == [(1, "记者"), (1, "工会"), (2, "记者"), (2, "政府")]


# --- what is unsure ---------------------------------------------------------------------------------------


def doubts(found: Transcript) -> set[tuple[str, str]]:
    assert all(doubt(one.code, one.about) for one in found.doubts)
    return {(one.code, one.about) for one in found.doubts}


def test_nobody_named_is_said_and_no_sentence_becomes_the_title() -> None:
    found = read("昨天到厂里去看了一下。\n\n口罩不够。\n")
    assert [turn.text for turn in found.turns] == ["昨天到厂里去看了一下。", "口罩不够。"]
    assert {("no_speakers", ""), ("title", "")} <= doubts(found)


def test_a_name_that_was_not_taken_for_a_speaker_is_said() -> None:
    found = read("访谈\n记者：来了几个人？\n厂长：两个。\n李红：我也去了。\n记者：好。\n厂长：嗯。\n")
    assert ("not_label", "李红") in doubts(found)
    assert "李红：我也去了。" in found.turns[1].text


def test_a_speaker_who_speaks_once_is_said_to_be_unsure() -> None:
    found = read("访谈\n记者：来了几个人？\n厂长：两个。\n记者：好。\n")
    assert ("label", "厂长") in doubts(found)


def test_who_takes_part_stays_in_the_heading() -> None:
    found = read("访谈\n主持人：张三\n单位：某厂\n记者：开工了吗？\n厂长：开了。\n记者：好。\n厂长：嗯。\n")
    assert [turn.speaker for turn in found.turns] == ["记者", "厂长", "记者", "厂长"]


# --- Word, PDF, and what is none --------------------------------------------------------------------------


def test_word_with_two_tables_and_words_between() -> None:
    document = Document()
    document.add_paragraph("某厂访谈")
    for part in (FOUR[:2], FOUR[2:]):
        table = document.add_table(rows=0, cols=3)
        for n, (who, said) in enumerate(part, 1):
            cells = table.add_row().cells
            cells[0].text, cells[1].text, cells[2].text = f"00:0{n}", who, said
        document.add_paragraph("")
    content = BytesIO()
    document.save(content)
    assert turns_in(text_of(content.getvalue())) == FOUR


def test_pdf_of_two_pages_with_heads() -> None:
    style = "@page { size: A6; @top-center { content: '某市劳动观察' } @bottom-center { content: counter(page) } }"
    body = f"<h1>某厂访谈</h1><p>{'</p><p>'.join(f'{who}：{said}' for who, said in FOUR[:2])}</p>"
    rest = "<p style='break-before: page'>三家在动。</p>" + "".join(f"<p>{who}：{said}</p>" for who, said in FOUR[2:])
    content: bytes = HTML(string=f"<style>{style}</style>{body}{rest}").write_pdf()
    text = text_of(content)
    assert text.count("\f") == 1
    assert turns_in(text) == [FOUR[0], ("厂长", "开了。三家在动。"), *FOUR[2:]]


def zipped(name: str) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as folder:
        folder.writestr(name, "<a/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "transcript.empty"),
        (b"\xef\xbb\xbf \r\n", "transcript.empty"),
        (b"%PDF-1.4 broken", "transcript.broken"),
        (b"PK\x03\x04broken", "transcript.broken"),
        (zipped("xl/workbook.xml"), "transcript.kind"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "transcript.kind"),
        (b"{\\rtf1\\ansi hello}", "transcript.kind"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "transcript.kind"),
        (bytes(range(128, 256)) * 3, "transcript.encoding"),
    ],
)
def test_what_cannot_be_read_is_said_kindly(content: bytes, code: str) -> None:
    with pytest.raises(Problem) as caught:
        text_of(content)
    assert caught.value.code == code
    assert caught.value.sentence.endswith("。")


# --- a short talk under a heading -------------------------------------------------------------------------

HEADS = st.sampled_from(
    [
        "",
        "时间：2020年2月15日\n",
        "访谈记录\n时间：2020年2月15日\n",
        "时间：2020年2月15日\n地点：某区\n",
        "通话时间：2020年2月15日下午三点\n",
    ]
)
WORDS = st.text("你好复工口罩的了吗呢", min_size=1, max_size=30)


@settings(max_examples=300, deadline=None)
@given(HEADS, st.lists(st.tuples(st.sampled_from("甲乙丙"), WORDS), min_size=2, max_size=6))
def test_no_turn_of_a_short_talk_is_lost_under_a_heading(head: str, talk: list[tuple[str, str]]) -> None:
    """Also the first one, by somebody who speaks once only."""
    talk = [(who, f"{said}。") for who, said in talk]
    text = head + "".join(f"{who}：{said}\n" for who, said in talk)
    found = read(text)
    assert [(turn.speaker, bare(turn.text)) for turn in found.turns] == talk
    assert not any(span.part is Part.NOTE for span in found.spans)


MORE = st.sampled_from(
    ["【记者】", "（厂长）", "1. 甲：", "[00:01:02]", "\n00:03 甲 ", "|", "问 ", "。答：", "第二通電話", "——", "<v 甲>"]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        MORE | st.sampled_from(["\n", "\r\n", "\f", "。", "时间：", "WEBVTT", "NOTE"]) | st.text(max_size=8),
        max_size=50,
    )
)
def test_no_character_is_lost_or_doubled(parts: list[str]) -> None:
    text = "".join(parts)
    assert whole(read(text)) == bare(text)
