"""Kinds, conflicts and needs in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from qianshao.registry.models import Ownership, Territory
from qianshao.registry.rules.industry import ENGLISH, SECTIONS
from qianshao.resumption.models import Standing

BY: dict[str, Any] = {
    "industry": _("Industry"),
    "ownership": _("Ownership"),
    "size": _("Size"),
    "township": _("Township"),
    "division": _("Division below"),
    "standing": _("Standing"),
}

SIZES: dict[str, Any] = {
    "large": _("large (1,000 people or more)"),
    "medium": _("medium (300 to 999)"),
    "small": _("small (20 to 299)"),
    "micro": _("micro (under 20)"),
    "unknown": _("head-count not known"),
}

UNKNOWN = _("not known")

CONFLICTS: dict[str, Any] = {
    "ever_stopped": _("One source says that it never stopped, another that it stopped or restarted."),
    "same_day": _("For the same day one source says that it works, another that it stands still."),
    "employer_says_stopped": _("The employer says that work has stopped; somebody else says that it goes on."),
    "claims_papers": _("The employer claims papers that no authority's list shows."),
    "works_while_held": _("Its restart is held, and somebody says that it works all the same."),
}

NEEDS: dict[str, Any] = {
    "nothing": _("nothing"),
    "filed": _("filing (报备)"),
    "checked": _("a check (核查)"),
    "approved": _("approval (审批)"),
}

GROUNDS: dict[str, Any] = {
    "affiliated": _("affiliated (隶属)"),
    "territorial": _("by territory (属地)"),
    "joint": _("joint with the authority (联合)"),
    "invited": _("invited (应邀)"),
}

DEEDS: dict[str, Any] = {
    "visit": _("to visit"),
    "demand": _("to demand correction"),
    "hold": _("to have the restart held"),
}


def standing(code: str) -> str:
    return str(Standing(code).label) if code in Standing.values else str(UNKNOWN)


def industry(section: str) -> str:
    if section not in SECTIONS:
        return str(UNKNOWN)
    chinese = (get_language() or "").startswith("zh")
    return f"{section} {SECTIONS[section][2] if chinese else ENGLISH[section]}"


def place_names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Territory.objects.filter(code__in=set(codes)).values_list("code", "name"))


def kind(by: str, value: str, places: Mapping[str, str]) -> str:
    """One of the kinds that are counted by."""
    if by == "industry":
        return industry(value)
    if by == "standing":
        return standing(value)
    if by == "ownership":
        return str(Ownership(value).label) if value in Ownership.values else value
    if by == "size":
        return str(SIZES.get(value, value))
    return places.get(value, value)


def reason(of: Mapping[str, Any]) -> list[str]:
    """Why somebody covers a workplace, in sentences."""
    said: list[object] = []
    if of.get("pinned"):
        said.append(_("decided by hand"))
    away = of.get("kilometres", "–")
    if of.get("placed", True) and away:
        said.append(gettext("{km} km away").format(km=away))
    else:
        said.append(_("lives in another township") if away else _("lives in the same township"))
    said.append(_("knows the industry") if of.get("knows") else _("does not know the industry"))
    if not of.get("speaks", True):
        said.append(_("does not speak a language that is spoken there"))
    if barred := of.get("barred"):
        text = ngettext("{n} who lives nearer is employed there", "{n} who live nearer are employed there", barred)
        said.append(text.format(n=barred))
    if nearer := of.get("nearer"):
        text = ngettext("{n} who lives nearer is needed elsewhere", "{n} who live nearer are needed elsewhere", nearer)
        said.append(text.format(n=nearer))
    return [str(one) for one in said]


WIDTH, HEIGHT = 600, 200


def line(shares: Sequence[float]) -> str:
    """Points of a line in a drawing of ``WIDTH`` by ``HEIGHT``: from left to right, a whole share at the top."""
    step = WIDTH / max(len(shares) - 1, 1)
    return " ".join(f"{round(place * step)},{round(HEIGHT * (1 - share))}" for place, share in enumerate(shares))
