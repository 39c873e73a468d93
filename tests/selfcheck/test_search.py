"""The search for leaks can fail: whatever is planted, wherever and however it is written, it finds."""

from __future__ import annotations

import sqlite3
import tarfile
import zlib
from base64 import b64encode, urlsafe_b64encode
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from qianshao.config.selfcheck import leaks, places, plants
from qianshao.documents.rules import picture

NAME = {"name": "欧阳一二三"}


@pytest.mark.parametrize("mark", plants.draw().items(), ids=lambda mark: mark[0])
def test_each_mark_is_found_in_each_form(mark: tuple[str, str], tmp_path: Path) -> None:
    assert leaks.try_the_search(tmp_path / "trial", dict([mark])) == len(plants.forms(mark[1]))


def test_a_search_that_misses_proves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "look_through", lambda folder, marks: [])
    with pytest.raises(leaks.CheckFailed, match="does not find"):
        leaks.try_the_search(tmp_path / "trial", NAME)


@examples(max_examples=200)
@given(st.binary(max_size=9), st.text(min_size=6, max_size=30).filter(lambda text: text.strip() == text))
def test_it_is_found_inside_of_whatever_was_encoded(before: bytes, text: str) -> None:
    try:
        content = before + text.encode() + b"!after"
    except UnicodeEncodeError:
        return
    for written in (content, b64encode(content), urlsafe_b64encode(content), content.hex().encode()):
        assert plants.search(written, {"mark": text}, "somewhere")
    assert plants.search(quote(text).encode(), {"mark": text}, "somewhere")


def test_what_is_not_there_is_not_found() -> None:
    assert not plants.search(b"nothing of the kind " * 1000, plants.draw(), "somewhere")


def test_a_cell_that_is_too_long_for_a_page_is_found_and_so_is_what_waits_in_the_log(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.sqlite3")) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("CREATE TABLE t (x)")
        opened.commit()
        for number in range(6):  # somewhere a page ends within the mark
            opened.execute("INSERT INTO t VALUES (?)", ("x" * (4050 + number) + NAME["name"],))
        opened.commit()
        found = places.look_through(tmp_path, NAME)
    assert any("table t" in one.where for one in found)
    assert any(one.where == "a.sqlite3-wal" for one in found)


@pytest.mark.parametrize(
    "cell",
    [
        zlib.compress("欧阳一二三".encode()),
        "." + urlsafe_b64encode(zlib.compress("欧阳一二三".encode())).decode().rstrip("=") + ":signed:so",
    ],
    ids=["packed", "as a session"],
)
def test_what_is_packed_in_a_cell_is_found(tmp_path: Path, cell: bytes | str) -> None:
    with closing(sqlite3.connect(tmp_path / "a.sqlite3")) as opened:
        opened.execute("CREATE TABLE t (x)")
        opened.execute("INSERT INTO t VALUES (?)", (cell,))
        opened.commit()
    assert places.look_through(tmp_path, NAME)


def test_names_of_files_and_what_is_in_archives_are_found(tmp_path: Path) -> None:
    (tmp_path / "inside").write_text("欧阳一二三")
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as archive:
        archive.add(tmp_path / "inside", "inside")
    (tmp_path / "inside").unlink()
    (tmp_path / "欧阳一二三").touch()
    assert {one.where for one in places.look_through(tmp_path, NAME)} == {"a.tgz, inside", "the name of 欧阳一二三"}


def test_the_photo_does_hold_what_is_planted_and_loses_it() -> None:
    marks = plants.draw()
    before = leaks.photo(marks)
    of_camera = {name: text for name, text in marks.items() if "camera" in name}
    assert {one.plant for one in plants.search(before, of_camera, "the photo")} == set(of_camera)
    assert not plants.search(picture(before), of_camera, "the photo")
    assert b"Exif" in before and b"Exif" not in picture(before)


def test_what_is_told_is_no_leak_itself() -> None:
    assert NAME["name"] not in str(plants.search(NAME["name"].encode(), NAME, "somewhere")[0])
