from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def said(words: Mapping[str, str]) -> str:
    """Of a sentence that a release carries in each language the reader's one."""
    return words.get(get_language() or "", words["zh-hans"])
