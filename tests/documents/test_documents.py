from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from qianshao.core.problems import Problem
from qianshao.documents import actions, queries, rules
from qianshao.documents.models import StoredFile


@pytest.fixture
def files(tmp_path: Path, settings: Any, db: None) -> Path:
    documents = {**settings.STORAGES["documents"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "documents": documents}
    return tmp_path


def test_the_same_content_is_kept_once(files: Path) -> None:
    now = timezone.now()
    first, second = (actions.keep(b"permit", kind="application/pdf", at=now) for _ in range(2))
    assert first == second and StoredFile.objects.count() == 1
    assert queries.content(first) == b"permit"
    assert [path.name for path in files.rglob("*") if path.is_file()] == [first.digest]


def test_a_file_that_is_gone_is_said(files: Path) -> None:
    kept = actions.keep(b"permit", kind="application/pdf", at=timezone.now())
    (files / kept.path).unlink()
    with pytest.raises(Problem):
        queries.content(kept)


def test_what_a_power_cut_left_is_swept_and_nothing_else(files: Path) -> None:
    now = timezone.now()
    kept = actions.keep(b"permit", kind="application/pdf", at=now)
    (files / "ab").mkdir()
    (files / "ab" / ("ab" * 32)).write_bytes(b"half")
    assert actions.sweep(at=now) == 0, "it may be on its way"
    assert actions.sweep(at=now + timedelta(days=2)) == 1
    assert queries.content(kept) == b"permit"


def test_a_large_photo_becomes_smaller_and_upright(files: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    out = BytesIO()
    Image.new("RGB", (4000, 1000), "teal").save(out, "JPEG", exif=exif)
    with Image.open(BytesIO(rules.picture(out.getvalue()))) as found:
        assert found.size == (512, 2048) and not found.getexif()


def test_a_picture_that_unpacks_to_far_more_is_refused() -> None:
    out = BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    with pytest.raises(Problem):
        rules.picture(out.getvalue())


@given(
    some.binary(max_size=300),
    some.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 "]),
)
def test_whatever_it_is_it_is_a_picture_or_refused(content: bytes, head: bytes) -> None:
    try:
        assert rules.picture(head + content).startswith(b"\xff\xd8")
    except Problem as problem:
        assert problem.code in ("file.no_picture", "file.too_large")
