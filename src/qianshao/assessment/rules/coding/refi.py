"""REFI-QDA: a coding project as NVivo, ATLAS.ti, MAXQDA and QualCoder exchange it.

REFI-QDA Standard 1.5 (Rotterdam Exchange Format Initiative, www.qdasoftware.org): a .qdpx is a ZIP with project.qde
(XML) and the texts under Sources; a .qdc is a codebook alone. Positions count code points from 0; the end is the first
one that is not selected any more, as QualCoder writes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from qianshao.core.problems import Problem

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
ORIGIN = "Qianshao"
SPACE = UUID("a5f5c5de-2b1a-5a52-9b7b-0b1c2f4c9d10")
LARGEST = 100 * 1024 * 1024
KNOWN = frozenset(
    [
        "Project",
        "Users",
        "User",
        "CodeBook",
        "Codes",
        "Code",
        "Description",
        "Sources",
        "TextSource",
        "PlainTextContent",
        "PlainTextSelection",
        "Coding",
        "CodeRef",
        "Notes",
        "Note",
        "NoteRef",
    ]
)


@dataclass(frozen=True, slots=True)
class User:
    guid: str
    name: str


@dataclass(frozen=True, slots=True)
class CodeEntry:
    guid: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A code that a user gave to a selection; ``notes`` are guids."""

    guid: str
    code: str
    user: str
    at: datetime | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    guid: str
    name: str
    start: int
    end: int
    coded: tuple[Coded, ...]


@dataclass(frozen=True, slots=True)
class Source:
    guid: str
    name: str
    text: str
    selections: tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class Note:
    guid: str
    text: str
    user: str


@dataclass(frozen=True, slots=True)
class Project:
    """``unknown``: parts of another program's project that have no place here, by name with how often they stand."""

    name: str
    users: tuple[User, ...]
    codes: tuple[CodeEntry, ...]
    sources: tuple[Source, ...]
    notes: tuple[Note, ...]
    unknown: tuple[tuple[str, int], ...] = ()


def guid(*parts: object) -> str:
    """The same thing has the same number in every export, so that a project that comes back is recognised."""
    return str(uuid5(SPACE, "/".join(map(str, parts))))


# --- out --------------------------------------------------------------------------------------------------


def write(project: Project) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        file.writestr("project.qde", tostring(tree(project), encoding="utf-8", xml_declaration=True))
        for source in project.sources:
            file.writestr(f"Sources/{source.guid}.txt", source.text.encode())
    return packed.getvalue()


def tree(project: Project) -> Element:
    root = Element("Project", {"xmlns": PROJECT, "name": project.name, "origin": ORIGIN})
    if project.users:
        users = SubElement(root, "Users")
        for user in project.users:
            SubElement(users, "User", {"guid": user.guid, "name": user.name})
    if project.codes:
        _codes(SubElement(root, "CodeBook"), project.codes)
    if project.sources:
        sources = SubElement(root, "Sources")
        for source in project.sources:
            _source(sources, source)
    if project.notes:
        notes = SubElement(root, "Notes")
        for note in project.notes:
            written = SubElement(notes, "Note", _present(guid=note.guid, creatingUser=note.user))
            SubElement(written, "PlainTextContent").text = note.text
    return root


def write_codebook(codes: Iterable[CodeEntry]) -> bytes:
    """A .qdc."""
    root = Element("CodeBook", {"xmlns": CODEBOOK, "origin": ORIGIN})
    _codes(root, codes)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _codes(above: Element, codes: Iterable[CodeEntry]) -> None:
    listed = SubElement(above, "Codes")
    for code in codes:
        entry = SubElement(listed, "Code", {"guid": code.guid, "name": code.name, "isCodable": "true"})
        if code.description:
            SubElement(entry, "Description").text = code.description


def _source(above: Element, source: Source) -> None:
    path = f"internal://{source.guid}.txt"
    entry = SubElement(above, "TextSource", {"guid": source.guid, "name": source.name, "plainTextPath": path})
    for one in source.selections:
        place = {"startPosition": str(one.start), "endPosition": str(one.end)}
        selection = SubElement(entry, "PlainTextSelection", {"guid": one.guid, "name": one.name, **place})
        for coded in one.coded:
            at = coded.at.isoformat() if coded.at else ""
            given = _present(guid=coded.guid, creatingUser=coded.user, creationDateTime=at)
            coding = SubElement(selection, "Coding", given)
            SubElement(coding, "CodeRef", {"targetGUID": coded.code})
            for note in coded.notes:
                SubElement(coding, "NoteRef", {"targetGUID": note})


def _present(**given: str) -> dict[str, str]:
    return {name: value for name, value in given.items() if value}


# --- in ---------------------------------------------------------------------------------------------------


def read(content: bytes) -> Project:
    """A Problem where it is no project. What has no place here is named in ``unknown``."""
    try:
        with ZipFile(BytesIO(content)) as file:
            if sum(entry.file_size for entry in file.infolist()) > LARGEST:
                raise Problem("file.too_large", limit=f"{LARGEST // 1024 // 1024} MB")
            texts = {name.rpartition("/")[2].lower(): file.read(name) for name in file.namelist()}
            root = fromstring(texts["project.qde"])
    except (BadZipFile, KeyError, ParseError, DefusedXmlException, NotImplementedError, RuntimeError):
        raise Problem("exchange.broken") from None
    if _bare(root) != "Project":
        raise Problem("exchange.broken")
    return Project(
        name=root.get("name", ""),
        users=tuple(User(_guid(one), one.get("name") or one.get("id") or "") for one in _all(root, "Users", "User")),
        codes=tuple(codes_in(root)),
        sources=tuple(_read_source(one, texts) for one in _all(root, "Sources", "TextSource")),
        notes=tuple(
            Note(_guid(one), _text(one, texts), _plain(one.get("creatingUser", "")))
            for one in _all(root, "Notes", "Note")
        ),
        unknown=tuple(sorted(_unknown(root).items())),
    )


def read_codebook(content: bytes) -> list[CodeEntry]:
    """Of a .qdc."""
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException):
        raise Problem("exchange.broken") from None
    return list(codes_in(root))


def codes_in(root: Element) -> Iterator[CodeEntry]:
    """Codes below others carry the names of those above: "work / masks"."""
    for listed in (one for one in root.iter() if _bare(one) == "Codes"):
        for code in listed:
            yield from _code(code, "")


def _code(entry: Element, above: str) -> Iterator[CodeEntry]:
    name = f"{above} / {entry.get('name', '')}" if above else entry.get("name", "")
    said = next((one.text or "" for one in entry if _bare(one) == "Description"), "")
    yield CodeEntry(_guid(entry), name, said)
    for below in entry:
        if _bare(below) == "Code":
            yield from _code(below, name)


def _read_source(entry: Element, texts: dict[str, bytes]) -> Source:
    chosen = [one for one in entry if _bare(one) == "PlainTextSelection"]
    return Source(_guid(entry), entry.get("name", ""), _text(entry, texts), tuple(map(_selection, chosen)))


def _text(entry: Element, texts: dict[str, bytes]) -> str:
    inside = next((one.text or "" for one in entry if _bare(one) == "PlainTextContent"), None)
    if inside is not None:
        return inside
    file = entry.get("plainTextPath", "").rpartition("/")[2].lower()
    return texts.get(file, b"").decode("utf-8-sig", errors="replace")


def _selection(entry: Element) -> Selection:
    try:
        start, end = int(entry.get("startPosition", "")), int(entry.get("endPosition", ""))
    except ValueError:
        raise Problem("exchange.broken") from None
    coded = [one for one in entry if _bare(one) == "Coding"]
    return Selection(_guid(entry), entry.get("name", ""), start, end, tuple(map(_coded, coded)))


def _coded(entry: Element) -> Coded:
    targets = [(_bare(one), _plain(one.get("targetGUID", ""))) for one in entry]
    code = next((target for name, target in targets if name == "CodeRef"), "")
    at = entry.get("creationDateTime")
    try:
        when = datetime.fromisoformat(at) if at else None
    except ValueError:
        when = None
    notes = tuple(target for name, target in targets if name == "NoteRef")
    return Coded(_guid(entry), code, _plain(entry.get("creatingUser", "")), when, notes)


def _all(root: Element, above: str, name: str) -> list[Element]:
    return [one for listed in root if _bare(listed) == above for one in listed if _bare(one) == name]


def _unknown(entry: Element) -> Counter[str]:
    """The outermost of the parts that are not known."""
    found: Counter[str] = Counter()
    for one in entry:
        if _bare(one) in KNOWN:
            found += _unknown(one)
        else:
            found[_bare(one)] += 1
    return found


def _bare(entry: Element) -> str:
    return str(entry.tag).rpartition("}")[2]


def _guid(entry: Element) -> str:
    return _plain(entry.get("guid", ""))


def _plain(written: str) -> str:
    return written.strip("{}").lower()
