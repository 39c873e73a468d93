"""The components of the pages; docs/pages.md and /about/style/ show them in use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
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

GROUP = 4
"""Digits of a receipt that are read out in one breath."""


# --- what is shown ------------------------------------------------------------------------------------------


@register.simple_tag
def state(name: object, label: str = "") -> SafeString:
    """A badge: shape, word, colour. ``label`` says it in other words."""
    colour, word = STATES[str(name)]
    return format_html('<span class="state {}">{}</span>', colour, label or word())


@register.inclusion_tag("web/parts/meter.html")
def meter(share: int) -> dict[str, int]:
    """A bar for a share in per cent, with the number beside it."""
    return {"share": max(0, min(int(share), 100))}


@register.inclusion_tag("web/parts/tile.html")
def tile(label: str, value: object, url: str = "", colour: str = "", current: bool = False) -> dict[str, object]:
    """A figure among ``tiles``; with an address it is a choice. Zero is never coloured: nothing is amiss."""
    shown = figure(value) if isinstance(value, int) else value
    return {"label": label, "value": shown, "url": url, "colour": colour if value else "", "current": current}


@register.filter
def figure(number: int | str | None) -> str:
    """Thousands set apart in both languages; a dash where nothing is known. A template gives an empty text for a part
    of what is not there."""
    return "–" if number is None or isinstance(number, str) else f"{number:,}"


@register.simple_tag
def receipt(code: str) -> SafeString:
    """Digits in groups, so that they can be copied by hand; the groups do not break across lines."""
    digits = code.replace(" ", "")
    groups = [digits[at : at + GROUP] for at in range(0, len(digits), GROUP)] if digits.isdigit() else [code]
    return format_html('<p class="receipt" translate="no">{}</p>', " ".join(groups))


@register.simple_tag
def phone_link(number: str) -> SafeString | str:
    """A number that a phone can call."""
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', number.replace(" ", ""), number) if number else ""


@register.simple_tag
def category(code: str) -> str:
    """The name of a kind of danger; the code itself where the policy no longer knows it."""
    known = loading.in_force().categories.get(code)
    return known.name(get_language()) if known else code


@register.simple_block_tag
def empty(content: str, text: str = "") -> SafeString:
    """What stands where there is nothing: a sentence that says so, and what one can do."""
    return format_html('<div class="card empty"><p>{}</p>{}</div>', text, content)


# --- what is filled in --------------------------------------------------------------------------------------


def _described(bound: BoundField, *, on_control: bool = True) -> dict[str, object]:
    """A control, and what has to be said about it; help and error are tied to it for screen readers."""
    errors, help_text = list(bound.errors), bound.help_text
    ids = [f"{bound.auto_id}_helptext"] * bool(help_text) + [f"{bound.auto_id}_error"] * bool(errors)
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(ids)} if ids else {}
    if errors:
        attributes["aria-invalid"] = "true"
    return {
        "bound": bound,
        "id": bound.id_for_label,
        "name": bound.auto_id,
        "described": " ".join(ids),
        "label": bound.label,
        "help": help_text,
        "errors": errors[:1],
        "control": bound.as_widget(attrs=attributes) if on_control else "",
    }


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, classes: str = "") -> dict[str, object]:
    """A form field with label, help and error. Radio buttons and lists of ticks become large things to tap."""
    widget = bound.field.widget
    several = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    kind = "choices" if several else "check" if isinstance(widget, CheckboxInput) else "line"
    return {**_described(bound, on_control=not several), "kind": kind, "classes": classes}


@register.inclusion_tag("web/parts/stepper.html")
def stepper(bound: BoundField) -> dict[str, object]:
    """A number with minus and plus; needs ``stepper.js``, and is typed without it."""
    return _described(bound)


@register.inclusion_tag("web/parts/search.html")
def search_box(label: str, value: str = "", name: str = "q", button: str = "") -> dict[str, str]:
    """A search above its results; works as a plain form."""
    return {"label": label, "value": value, "name": name, "button": button or _("Search")}


# --- ways ---------------------------------------------------------------------------------------------------


@register.inclusion_tag("web/parts/tabs.html")
def tabs(label: str, items: Iterable[tuple[str, str, bool]]) -> dict[str, object]:
    """Views of one thing: triples of address, label, and whether it is the one shown."""
    return {"label": label, "items": items}


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(context: RequestContext, page: Page[Any]) -> dict[str, object]:
    """Back and next, keeping the other parameters of the address."""
    request: HttpRequest = context["request"]
    kept = request.GET.copy()
    kept.pop("page", None)
    return {"page": page, "query": kept.urlencode() + "&" if kept else ""}
