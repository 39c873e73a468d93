"""Every sentence of the catalogue can be said, in each language."""

from __future__ import annotations

from string import Formatter

import pytest
from django.conf import settings
from django.utils import translation

from qianshao.core.problems import CATALOGUE, Problem, Problems, raise_all

CODES = sorted(CATALOGUE)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("code", CODES)
def test_a_sentence_takes_its_values(code: str) -> None:
    names = placeholders(CATALOGUE[code].sentence)
    assert all(name.isidentifier() for name in names), "a placeholder without a name"
    with translation.override("en"):
        said = Problem(code, **{name: f"<{name}>" for name in names}).sentence
    assert all(f"<{name}>" in said for name in names)
    assert "{" not in said and "…" not in said
    assert said[-1] in ".?"


@pytest.mark.parametrize("code", CODES)
def test_a_status_says_whose_fault_it_is(code: str) -> None:
    assert CATALOGUE[code].status in {400, 401, 403, 404, 409, 410, 413, 422, 429, 500, 503}


def test_a_value_that_is_missing_or_endless_breaks_nothing() -> None:
    with translation.override("en"):
        assert "“…”" in Problem("field.invalid").sentence
        assert len(Problem("field.invalid", value="x" * 10_000).sentence) < 100
        assert "{0}" in Problem("field.invalid", value="{0} {value.__class__}").sentence


def test_several_are_raised_together_and_one_alone_as_itself() -> None:
    raise_all([])
    with pytest.raises(Problem, match="not_found"):
        raise_all([Problem("not_found")])
    with pytest.raises(Problems) as caught:
        raise_all([Problem("not_found"), Problem("busy", seconds=1)])
    assert caught.value.status == 503


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES if code != "en"])
def test_every_sentence_is_translated_with_the_same_values(language: str) -> None:
    with translation.override(language):
        said = {code: translation.gettext(CATALOGUE[code].sentence) for code in CODES}
    untranslated = [code for code in CODES if said[code] == CATALOGUE[code].sentence]
    assert not untranslated, f"without {language}: {', '.join(untranslated)}"
    for code in CODES:
        assert placeholders(said[code]) <= placeholders(CATALOGUE[code].sentence), code
