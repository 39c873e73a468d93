"""The sentences of a meeting, made from the facts of its points in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from qianshao.briefing.models import Item, ItemKind
from qianshao.policy import loading


@dataclass(frozen=True, slots=True)
class Said:
    """``path``: the page of what it is about, "" where it has none."""

    title: str
    detail: str
    path: str


def say(item: Item) -> Said:
    title, detail = SENTENCES[item.kind](item.facts)
    return Said(title, detail, _path(item))


def _case(facts: Mapping[str, Any]) -> tuple[str, str]:
    place = facts["place"] or _("a small workplace")
    title = _("{place} ({township}): {danger}").format(
        place=place, township=facts["township"], danger=category(facts["category"])
    )
    parts = [facts["number"], _("with {body}").format(body=facts["owner"])]
    if facts.get("silent"):
        parts.append(_("{body} let its deadline pass").format(body=facts["silent"]))
    if facts["deadline"]:
        parts.append(_("deadline {moment}").format(moment=moment(facts["deadline"])))
    return title, " · ".join(parts)


def _silent(facts: Mapping[str, Any]) -> tuple[str, str]:
    title = _("{place} ({township}) has not reported").format(place=facts["place"], township=facts["township"])
    people = ngettext("{number} person", "{number} people", facts["people"]).format(number=f"{facts['people']:,}")
    days = facts["days"]
    if days is None:
        return title, _("{people} · no report in the last fortnight").format(people=people)
    heard = ngettext("last report yesterday", "last report {days} days ago", days).format(days=days)
    return title, f"{people} · {heard}"


def _signal(facts: Mapping[str, Any]) -> tuple[str, str]:
    language = get_language() or "zh-hans"
    words = facts["words"].get(language) or next(iter(facts["words"].values()))
    people = ngettext("{number} person works there", "{number} people work there", facts["people"])
    return words, people.format(number=f"{facts['people']:,}")


def _commitment(facts: Mapping[str, Any]) -> tuple[str, str]:
    title = _("{by}: {what}").format(by=facts["by"], what=facts["what"])
    return title, " · ".join(filter(None, [facts["case"], _("due {due}").format(due=moment(facts["due_at"]))]))


def _initiative(facts: Mapping[str, Any]) -> tuple[str, str]:
    title = _("{title} ({body})").format(title=facts["title"], body=facts["body"])
    detail = _("{reported} of {addressed} report it carried out, {verified} verified, {refuted} refuted · due {due}")
    numbers = {name: f"{facts[name]:,}" for name in ("reported", "addressed", "verified", "refuted")}
    return title, detail.format(due=moment(facts["due_at"]), **numbers)


def _restart(facts: Mapping[str, Any]) -> tuple[str, str]:
    grown = facts["total"] - facts["day_before"]
    total = f"{facts['total']:,}"
    if grown > 0:
        title = ngettext(
            "{day}: {number} workplace more is at work than the day before, {total} in all",
            "{day}: {number} workplaces more are at work than the day before, {total} in all",
            grown,
        )
    elif grown < 0:
        title = ngettext(
            "{day}: {number} workplace fewer is at work than the day before, {total} in all",
            "{day}: {number} workplaces fewer are at work than the day before, {total} in all",
            -grown,
        )
    else:
        title = _("{day}: as many workplaces are at work as the day before, {total}")
    names = facts["largest"]
    detail = _("the largest: {names}").format(names=_(", ").join(names)) if names else ""
    return title.format(day=facts["day"], number=f"{abs(grown):,}", total=total), detail


def _own(facts: Mapping[str, Any]) -> tuple[str, str]:
    since = facts.get("from")
    return facts["title"], _("left over from {day}").format(day=since) if since else ""


SENTENCES = {
    ItemKind.SERIOUS: _case,
    ItemKind.OVERDUE: _case,
    ItemKind.SILENT: _silent,
    ItemKind.SIGNAL: _signal,
    ItemKind.COMMITMENT: _commitment,
    ItemKind.INITIATIVE: _initiative,
    ItemKind.RESTART: _restart,
    ItemKind.OWN: _own,
}


def _path(item: Item) -> str:
    facts = item.facts
    if "number" in facts:
        return reverse("casework:case", args=[facts["number"]])
    if "workplace" in facts:
        return reverse("briefing:workplace", args=[facts["workplace"]])
    if "signal" in facts:
        return reverse("surveillance:signal", args=[facts["signal"]])
    if "initiative" in facts:
        return reverse("resumption:initiative", args=[facts["initiative"]])
    return {ItemKind.COMMITMENT: reverse("casework:commitments"), ItemKind.RESTART: reverse("resumption:question")}.get(
        ItemKind(item.kind), ""
    )


def category(code: str) -> str:
    known = loading.in_force().categories.get(code)
    return known.name(get_language()) if known else code


def moment(text: str) -> str:
    """A moment of the facts, short, in the zone of the federation."""
    return timezone.localtime(datetime.fromisoformat(text)).strftime("%m-%d %H:%M")
