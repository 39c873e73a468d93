"""What a picture becomes before it is kept: pixels and nothing else. No database, no network."""

from __future__ import annotations

import warnings
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from PIL import Image, ImageOps, UnidentifiedImageError

from qianshao.core.problems import Problem

LARGEST_FILE = 8 * 1024 * 1024
"""Bytes of one file on its way in."""

LARGEST_SIDE = 2048
"""Pixels; a face or a number plate needs no more, and a bad network no less."""

MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
JPEG = "image/jpeg"


PDF = "application/pdf"
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_UNPACKED = 100 * 1024 * 1024


def paper(content: bytes) -> tuple[bytes, str]:
    """A paper that somebody hands in, and its type, told by its content: a PDF, a Word or Excel file without macros, or
    a picture, of which the pixels are kept."""
    if len(content) > LARGEST_FILE:
        raise Problem("file.too_large", limit=f"{LARGEST_FILE // 1024 // 1024} MB")
    if content.startswith(b"%PDF-"):
        return content, PDF
    if content.startswith(b"PK\x03\x04"):
        return content, _office(content)
    try:
        return picture(content), JPEG
    except Problem:
        raise Problem("file.no_paper") from None


def _office(content: bytes) -> str:
    try:
        parts = {part.filename: part.file_size for part in ZipFile(BytesIO(content)).infolist()}
    except BadZipFile:
        raise Problem("file.no_paper") from None
    kind = next((kind for part, kind in OFFICE.items() if part in parts), "")
    has_macros = any(name.endswith("vbaProject.bin") for name in parts)
    if not kind or has_macros or sum(parts.values()) > MOST_UNPACKED:
        raise Problem("file.no_paper")
    return kind


def picture(content: bytes) -> bytes:
    """The picture as a JPEG without anything beside the pixels: no place, no time, no device, no thumbnail.

    What it is, is told by its content and not by its name; one that unpacks to far more than it weighs is refused.
    """
    if len(content) > LARGEST_FILE:
        raise Problem("file.too_large", limit=f"{LARGEST_FILE // 1024 // 1024} MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise Problem("file.no_picture")
                upright = ImageOps.exif_transpose(found).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise Problem("file.no_picture") from None
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = BytesIO()
    bare.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
