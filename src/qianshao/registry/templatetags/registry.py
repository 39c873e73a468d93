from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from qianshao.registry.models import Level, TieKind
from qianshao.registry.rules.duties import ORDER

register = template.Library()


@register.simple_tag
def tie(kind: str) -> str:
    return str(_("under an emergency order") if kind == ORDER else TieKind(kind).label)


@register.simple_tag
def level(number: int) -> str:
    return str(Level(number).label)
