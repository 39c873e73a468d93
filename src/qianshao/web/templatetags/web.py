"""The components of the pages; docs/pages.md shows them in use."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qianshao.policy import loading

register = template.Library()

STATES: dict[str, tuple[str, Any]] = {
    "well": ("good", lambda: _("all is well")),
    "reported": ("good", lambda: _("reported")),
    "wrong": ("bad", lambda: _("something is wrong")),
    "silent": ("warn", lambda: _("silent")),
    "open": ("warn", lambda: _("open")),
    "overdue": ("bad", lambda: _("overdue")),
    "resolved": ("good", lambda: _("resolved")),
    "closed": ("soft", lambda: _("closed")),
    "generated": ("soft", lambda: _("generated for showing")),
    "severity-1": ("bad", lambda: _("grave")),
    "severity-2": ("warn", lambda: _("serious")),
    "severity-3": ("soft", lambda: _("moderate")),
}


@register.simple_tag
def state(name: object, label: str = "") -> SafeString:
    """A badge: shape, word, colour. ``label`` says it in other words."""
    colour, word = STATES[str(name)]
    return format_html('<span class="state {}">{}</span>', colour, label or word())


@register.inclusion_tag("web/parts/meter.html")
def meter(share: int) -> dict[str, int]:
    """A bar for a share in per cent, with the number beside it."""
    return {"share": max(0, min(int(share), 100))}


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, classes: str = "") -> dict[str, object]:
    """A form field with its label, help and errors tied to it for screen readers."""
    errors, help_text = list(bound.errors), bound.help_text
    described = [f"{bound.id_for_label}_helptext"] * bool(help_text) + [f"{bound.id_for_label}_error"] * bool(errors)
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if errors:
        attributes["aria-invalid"] = "true"
    return {
        "id": bound.id_for_label,
        "label": bound.label,
        "help": help_text,
        "errors": errors[:1],
        "control": bound.as_widget(attrs=attributes),
        "checkbox": isinstance(bound.field.widget, CheckboxInput),
        "classes": classes,
    }


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(context: RequestContext, page: Page[Any]) -> dict[str, object]:
    """Back and next, keeping the other parameters of the address."""
    request: HttpRequest = context["request"]
    kept = request.GET.copy()
    kept.pop("page", None)
    return {"page": page, "query": kept.urlencode() + "&" if kept else ""}


@register.simple_tag
def phone_link(number: str) -> SafeString | str:
    """A number that a phone can call."""
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', number.replace(" ", ""), number) if number else ""


@register.simple_tag
def category(code: str) -> str:
    """The name of a kind of danger; the code itself where the policy no longer knows it."""
    known = loading.shipped().categories.get(code)
    return known.name(get_language()) if known else code


@register.simple_block_tag
def empty(content: str, text: str = "") -> SafeString:
    """What stands where there is nothing: a sentence that says so, and what one can do."""
    return format_html('<div class="empty"><p>{}</p>{}</div>', text, content)
