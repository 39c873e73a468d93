"""Further shapes of transcripts, made for these tests: nobody said any of it. From each the turns come out as a reader
would tell them, and nothing is lost."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint import HTML

from qianshao.assessment.rules.transcript.files import text_of
from qianshao.assessment.rules.transcript.reading import read
from qianshao.assessment.rules.transcript.spans import Transcript
from tests.assessment.test_transcripts import SIGNS, bare, whole


def turns_of(content: str | bytes) -> list[tuple[str, str]]:
    text = content if isinstance(content, str) else text_of(content)
    found = read(text)
    assert whole(found) == bare(text)
    return [(turn.speaker, bare(turn.text)) for turn in found.turns]


def reading(content: str) -> Transcript:
    found = read(content)
    assert whole(found) == bare(content)
    return found


SHAPES = {
    "asker and asked": (
        "某区访谈\n采访者：开工了吗？\n受访者：开了三家。\n采访者：口罩呢？\n受访者：每人两个。\n",
        [("采访者", "开工了吗？"), ("受访者", "开了三家。"), ("采访者", "口罩呢？"), ("受访者", "每人两个。")],
    ),
    "single letters": (
        "A：你好。\nB：你好。\nA：几个人？\nB：八个人一间。\n",
        [("A", "你好。"), ("B", "你好。"), ("A", "几个人？"), ("B", "八个人一间。")],
    ),
    "Q and A with full stops": (
        "Interview\nQ. How many plants?\nA. Three, I think.\nQ. And masks?\nA. None.\n",
        [("Q", "Howmanyplants?"), ("A", "Three,Ithink."), ("Q", "Andmasks?"), ("A", "None.")],
    ),
    "numbered questions": (
        "访谈提纲与回答\n问1：开工了吗？\n答1：开了。\n问2：谁检查？\n答2：没人检查。\n",
        [("问", "开工了吗？"), ("答", "开了。"), ("问", "谁检查？"), ("答", "没人检查。")],
    ),
    "dialogue dashes": (
        "车间里的对话\n——今天量体温了吗？\n——没有，温度计坏了。\n——那怎么办？\n——等明天。\n",
        [("", "今天量体温了吗？"), ("", "没有，温度计坏了。"), ("", "那怎么办？"), ("", "等明天。")],
    ),
    "Windows line ends": (
        "标题\r\n问：开工了吗？\r\n答：开了，\r\n三家。\r\n问：好。\r\n答：嗯。\r\n",
        [("问", "开工了吗？"), ("答", "开了，三家。"), ("问", "好。"), ("答", "嗯。")],
    ),
    "vertical tabs and line separators": (
        "标题\v问：开工了吗？\v答：开了。\u2028问：好。\u2028答：嗯。",
        [("问", "开工了吗？"), ("答", "开了。"), ("问", "好。"), ("答", "嗯。")],
    ),
    "a label on a line of its own": (
        "访谈\n采访者：\n你们去过车间吗？\n工会主席：\n去过两次，\n都是上午。\n采访者：\n看到什么？\n工会主席：\n没有口罩。\n",
        [
            ("采访者", "你们去过车间吗？"),
            ("工会主席", "去过两次，都是上午。"),
            ("采访者", "看到什么？"),
            ("工会主席", "没有口罩。"),
        ],
    ),
    "narrow colons and blanks": (
        "访谈\n记者 : 多少人?\n王主席 : 一百人.\n记者 : 都有口罩?\n王主席 : 不够.\n",
        [("记者", "多少人?"), ("王主席", "一百人."), ("记者", "都有口罩?"), ("王主席", "不够.")],
    ),
    "labels with times": (
        "[00:00:03] 记者：您好。\n[00:00:05] 主席：您好。\n[00:01:10] 记者：谁检查？\n[00:01:15] 主席：镇里。\n",
        [("记者", "您好。"), ("主席", "您好。"), ("记者", "谁检查？"), ("主席", "镇里。")],
    ),
    "traditional characters": (
        "訪談記錄\n訪談者：復工了嗎？\n受訪者：復工了。\n訪談者：口罩夠嗎？\n受訪者：不夠。\n",
        [("訪談者", "復工了嗎？"), ("受訪者", "復工了。"), ("訪談者", "口罩夠嗎？"), ("受訪者", "不夠。")],
    ),
    "questions and answers in traditional characters": (
        "問：復工了嗎？\n答：復工了。\n問：口罩夠嗎？\n答：不夠。\n",
        [("問", "復工了嗎？"), ("答", "復工了。"), ("問", "口罩夠嗎？"), ("答", "不夠。")],
    ),
    "footnotes": (
        "访谈\n问：谁批准的？\n答：镇里批的[1]。\n问：有文件吗？\n答：有一份①。\n[1] 指镇政府。\n",
        [("问", "谁批准的？"), ("答", "镇里批的[1]。"), ("问", "有文件吗？"), ("答", "有一份①。[1]指镇政府。")],
    ),
    "stage directions": (
        "问：喂？\n答：（停顿）喂。\n问：（笑）听得见吗？\n答：听得见。\n",
        [("问", "喂？"), ("答", "（停顿）喂。"), ("问", "（笑）听得见吗？"), ("答", "听得见。")],
    ),
    "a colon inside what is said": (
        "问：通知怎么写的？\n答：通知写得清楚：不戴口罩不准进。他说：一个也不行。\n问：谁说的？\n答：厂长。\n",
        [
            ("问", "通知怎么写的？"),
            ("答", "通知写得清楚：不戴口罩不准进。他说：一个也不行。"),
            ("问", "谁说的？"),
            ("答", "厂长。"),
        ],
    ),
    "markdown": (
        "## 访谈\n\n**采访者**：开工了吗？\n\n**受访者**：开了。\n\n**采访者**：好。\n\n**受访者**：嗯。\n",
        [("采访者", "开工了吗？"), ("受访者", "开了。"), ("采访者", "好。"), ("受访者", "嗯。")],
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_turns_come_out_of_any_shape(shape: str) -> None:
    text, expected = SHAPES[shape]
    assert turns_of(text) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_usual_encoding_is_read(encoding: str) -> None:
    text, expected = SHAPES["asker and asked"]
    assert turns_of(text.encode(encoding)) == expected


def test_latin_letters_in_utf_16_are_told_from_utf_8() -> None:
    text, expected = SHAPES["Q and A with full stops"]
    assert turns_of(text.encode("utf-16-le")) == turns_of(text.encode("utf-16-be")) == expected


def test_several_calls_in_one_document() -> None:
    found = reading(
        "三通电话\n第一通电话：某县总工会\n甲：喂？\n乙：喂。\n甲：好。\n乙：好。\n"
        "第二通电话：某镇政府\n甲：喂？\n丙：你找谁？\n甲：找工会。\n丙：不在。\n"
        "第三通电话\n甲：喂？\n乙：又是你。\n"
    )
    assert [(call.n, call.partner) for call in found.calls] == [(1, "某县总工会"), (2, "某镇政府"), (3, "")]
    assert [turn.call for turn in found.turns] == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3]


def test_two_interviews_one_after_the_other() -> None:
    found = reading("访谈一：张三\n问：几点上班？\n答：八点。\n\n访谈二：李四\n问：几点上班？\n答：七点。\n")
    assert [call.label for call in found.calls] == ["访谈一：张三", "访谈二：李四"]
    assert [(turn.call, bare(turn.text)) for turn in found.turns][-1] == (2, "七点。")


def test_heads_and_feet_on_each_page_are_told_from_what_is_said() -> None:
    page = "某市劳动观察 内部资料\n{}\n- {} -\f"
    text = "".join(
        page.format(said, n)
        for n, said in enumerate(["问：开工了吗？\n答：开了，但是", "口罩不够。\n问：缺多少？", "答：缺一半。"], 1)
    )
    assert [bare(turn.text) for turn in reading(text).turns] == [
        "开工了吗？",
        "开了，但是口罩不够。",
        "缺多少？",
        "缺一半。",
    ]


# --- Word and PDF -----------------------------------------------------------------------------------------


def word(fill: object) -> bytes:
    document = Document()
    fill(document)  # type: ignore[operator]
    content = BytesIO()
    document.save(content)
    return content.getvalue()


TALK = [("采访者", "开工了吗？"), ("受访者", "开了。"), ("采访者", "口罩呢？"), ("受访者", "没有。")]


def test_word_with_bold_labels() -> None:
    def fill(document: object) -> None:
        document.add_heading("访谈", 1)  # type: ignore[attr-defined]
        for who, said in TALK:
            paragraph = document.add_paragraph()  # type: ignore[attr-defined]
            paragraph.add_run(f"{who}：").bold = True
            paragraph.add_run(said)

    assert turns_of(word(fill)) == TALK


def test_word_with_a_table_of_speakers() -> None:
    def fill(document: object) -> None:
        document.add_heading("访谈", 1)  # type: ignore[attr-defined]
        table = document.add_table(rows=0, cols=2)  # type: ignore[attr-defined]
        for who, said in TALK:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = who, said

    assert turns_of(word(fill)) == TALK


def test_word_with_notes_at_the_foot_of_each_page() -> None:
    def fill(document: object) -> None:
        document.sections[0].footer.paragraphs[0].text = "内部资料"  # type: ignore[attr-defined]
        for who, said in TALK:
            document.add_paragraph(f"{who}：{said}")  # type: ignore[attr-defined]

    assert turns_of(word(fill)) == TALK


def pdf(body: str, style: str = "") -> bytes:
    written: bytes = HTML(string=f"<style>@page {{ size: A5 }} {style}</style>{body}").write_pdf()
    return written


def test_pdf_whose_lines_are_broken_by_the_page() -> None:
    long = "我们区里的企业现在复工的还不多，口罩也不够，" * 8 + "就这样。"
    content = pdf(f"<h1>访谈</h1><p>问：开工了吗？</p><p>答：{long}</p><p>问：好。</p><p>答：嗯。</p>")
    assert turns_of(content) == [("问", "开工了吗？"), ("答", long), ("问", "好。"), ("答", "嗯。")]


def test_pdf_in_two_columns() -> None:
    said = [("问" if n % 2 else "答", f"这是第{n}句话，说的是口罩和体温的事情。") for n in range(1, 41)]
    body = "".join(f"<p>{who}：{text}</p>" for who, text in said)
    found = turns_of(pdf(f"<h1>访谈</h1><div>{body}</div>", "div { columns: 2 }"))
    assert found == said


# --- laws -------------------------------------------------------------------------------------------------

MORE = st.sampled_from(
    ["——", "問：", "答：", "Q. ", "[00:01:02] ", "**甲**：", "访谈一：", "[1]", "\v", "\u2028", "\r\n", "\t"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SIGNS | MORE | st.text(max_size=8), max_size=60).map("".join))
def test_no_character_is_lost_or_doubled_on_these_shapes_either(text: str) -> None:
    assert whole(read(text)) == bare(text)
