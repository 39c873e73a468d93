"""From the bytes of a file to the text of a transcript: plain text, Word, PDF with a text layer, captions."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from qianshao.assessment.rules.transcript.lines import blank
from qianshao.core.problems import Problem

LARGEST = 20 * 1024 * 1024
ZIP, PDF = b"PK\x03\x04", b"%PDF-"
OTHERS = (b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"ID3", b"OggS", b"RIFF")
"""How files begin that are no transcripts: the old Word, RTF, pictures, sound."""

ENCODINGS = ("gb18030", "utf-16-le", "utf-16-be")
"""Where it is not UTF-8; of those that fit, the one that gives the most common signs, in doubt the first."""


def text_of(content: bytes) -> str:
    """What the file is, is told by its content and not by its name. A Problem where there is no text in it."""
    if len(content) > LARGEST:
        raise Problem("file.too_large", limit=f"{LARGEST // 1024 // 1024} MB")
    if content.startswith(ZIP):
        text = _of_word(content)
    elif content.lstrip()[:5] == PDF:
        text = _of_pdf(content)
    elif content.startswith(OTHERS):
        raise Problem("transcript.kind")
    else:
        text = decoded(content)
    if all(map(blank, text)):
        raise Problem("transcript.empty")
    return text


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with or without a mark, or GB 18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    if b"\0" not in content and (text := _decoded(content, "utf-8-sig")) is not None:
        return text
    found = [text for encoding in ENCODINGS if (text := _decoded(content, encoding)) is not None]
    if not found:
        raise Problem("transcript.encoding")
    return max(found, key=_common)


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _common(text: str) -> float:
    """The share of signs that are in daily use: bytes that are read by the wrong table give rare ones."""
    sample = text[:2000]
    return sum(sign != "\0" and bool(sign.encode("gb2312", "ignore")) for sign in sample) / max(len(sample), 1)


def _of_word(content: bytes) -> str:
    """Paragraphs and tables in the order in which they stand; a page break becomes a form feed."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        if "word/document.xml" not in ZipFile(BytesIO(content)).namelist():
            raise Problem("transcript.kind")
        document = Document(BytesIO(content))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError):
        raise Problem("transcript.broken") from None
    lines: list[str] = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            lines += ["\t".join(dict.fromkeys(cell.text for cell in row.cells)) for row in block.rows]
        else:
            lines.append(("\f" if block.contains_page_break else "") + block.text)
    return "\n".join(lines)


def _of_pdf(content: bytes) -> str:
    """Page by page, with a form feed between."""
    from pypdf import PdfReader
    from pypdf.errors import PdfReadError

    try:
        reader = PdfReader(BytesIO(content))
        pages = [page.extract_text() for page in reader.pages]
    except (PdfReadError, ValueError, KeyError, RecursionError):
        raise Problem("transcript.broken") from None
    if not any(page.strip() for page in pages):
        raise Problem("transcript.scanned")
    return "\f".join(pages)
