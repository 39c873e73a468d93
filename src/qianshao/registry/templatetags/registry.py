from __future__ import annotations

from django import template

from qianshao.registry.models import Level, TieKind

register = template.Library()


@register.simple_tag
def tie(kind: str) -> str:
    return str(TieKind(kind).label)


@register.simple_tag
def level(number: int) -> str:
    return str(Level(number).label)
