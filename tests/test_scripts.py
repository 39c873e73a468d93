"""The project's own judges: what they let pass and what they do not."""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

import polib
import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"
wrong_with = run_path(str(SCRIPTS / "translations"))["wrong_with"]
findings = run_path(str(SCRIPTS / "check-words"))["findings"]


@pytest.mark.parametrize(
    ("sentence", "translation", "complaint"),
    [
        ("{name} is closed", "{name}已关闭", None),
        ("100%% of %(total)s", "%(total)s的100%%", None),
        ("%(count)s report", "%(count)s份报告", None),
        ("{name} is closed", "已关闭", "placeholders differ, they should be {name}"),
        ("{name} is closed", "{nmae}已关闭", "placeholders differ, they should be {name}"),
        ("closed", "{name}已关闭", "placeholders differ, they should be none"),
        ("closed", "", "not translated"),
    ],
)
def test_a_translation_says_the_same(sentence: str, translation: str, complaint: str | None) -> None:
    assert wrong_with(polib.POEntry(msgid=sentence, msgstr=translation)) == complaint


def test_chinese_follows_the_plural() -> None:
    entry = polib.POEntry(msgid="one report", msgid_plural="{n} reports", msgstr_plural={0: "{n}份报告"})
    assert wrong_with(entry) is None


def test_a_fuzzy_translation_is_not_settled() -> None:
    entry = polib.POEntry(msgid="closed", msgstr="已关闭", flags=["fuzzy"])
    assert wrong_with(entry) == "fuzzy"


def test_registries_are_found_where_they_are_named(tmp_path: Path) -> None:
    file = tmp_path / "note"
    file.write_text("fine: registry.models\nnot: https://files." + "pythonhosted." + "org/x\n")
    (line,) = findings(file)
    assert line.startswith(f"{file}:2: ")


def test_pictures_hold_no_words(tmp_path: Path) -> None:
    file = tmp_path / "picture"
    file.write_bytes(b"\0pypi." + b"org")
    assert findings(file) == []
