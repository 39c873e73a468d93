"""What a picture becomes before it is kept: pixels and nothing else. No database, no network."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from qianshao.core.problems import Problem

LARGEST_FILE = 8 * 1024 * 1024
"""Bytes of one file on its way in."""

LARGEST_SIDE = 2048
"""Pixels; a face or a number plate needs no more, and a bad network no less."""

MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
JPEG = "image/jpeg"


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
