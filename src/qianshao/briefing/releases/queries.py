"""Questions to releases. A Scope comes first, but for what is public."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from qianshao.briefing.models import Correction, Release, ReleaseState
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import or_not_found
from qianshao.registry.models import Body, BodyKind
from qianshao.registry.scope import ALL, NONE, Scope

PUBLIC = 50


def releases(scope: Scope) -> QuerySet[Release]:
    """Those of federations on the asker's own territory; an emergency order gives none."""
    seen = NONE
    for code in scope.territories:
        seen |= starts_with("territory", code) if code else ALL
    return (
        Release.objects.filter(seen).select_related("body", "drafted_by", "approved_by").order_by("-drafted_at", "-pk")
    )


def release(scope: Scope, pk: int) -> Release:
    return or_not_found(releases(scope).filter(pk=pk).first())


def releasing_body(scope: Scope, territory: str = "") -> Body | None:
    """The federation for which the asker can draft; by its territory where they belong to several."""
    mine = Body.objects.filter(pk__in=scope.bodies, kind=BodyKind.FEDERATION).exclude(territory=None)
    return mine.filter(Q(territory=territory) if territory else Q()).order_by("number").first()


def earlier(territory: str, first: date, last: date) -> list[Release]:
    """The versions that are out, the oldest first."""
    same = Release.objects.filter(territory=territory, first=first, last=last, state=ReleaseState.PUBLISHED)
    return list(same.order_by("version"))


def overlapping(territory: str, first: date, last: date) -> Release | None:
    """One that counts some of the same people by other periods or divisions, and is out or on its way."""
    above = Q(territory__in=[territory[:length] for length in range(len(territory))])
    on = above | starts_with("territory", territory)
    live = Release.objects.filter(on, first__lte=last, last__gte=first).exclude(state=ReleaseState.DISCARDED)
    return live.exclude(territory=territory, first=first, last=last).order_by("pk").first()


# --- for everybody ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """``document`` is what was signed, and all that the public pages show. ``newer``: the number of a later version."""

    release: Release
    document: dict[str, Any]
    corrections: list[Correction]
    notices: list[Correction]
    newer: str


def published() -> QuerySet[Release]:
    """The newest first. Without the figures that are not for everybody."""
    out = Release.objects.filter(state=ReleaseState.PUBLISHED).defer("figures", "public")
    return out.select_related("body").order_by("-published_at", "-pk")


def published_release(number: str) -> Published:
    row = or_not_found(published().filter(number=number).first())
    later = published().filter(territory=row.territory, first=row.first, last=row.last, version__gt=row.version)
    newest = later.order_by("-version").values_list("number", flat=True).first()
    return Published(
        release=row,
        document=json.loads(row.text),
        corrections=list(row.corrected_by.select_related("release").defer("release__figures", "release__public")),
        notices=list(row.corrections.select_related("corrects").defer("corrects__figures", "corrects__public")),
        newer=newest or "",
    )
