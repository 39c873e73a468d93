"""What everybody sees, without an account: from what was signed, and from nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_response_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qianshao.briefing.models import Correction, Release
from qianshao.briefing.releases import queries, signing
from qianshao.briefing.releases.documents import as_document
from qianshao.briefing.releases.queries import Published
from qianshao.briefing.rules.releases import writing
from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.registry.doors import anybody

LANGUAGES = {"zh": "zh-hans", "en": "en"}
"""As they stand in addresses, so that each language of a page has one of its own."""

SECONDS = 300
"""For which a copy may be kept on the way: a correction is to be seen soon."""

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """For everybody, kept for a while, and sent once: who has it already is told that nothing changed."""

    @anybody
    @require_safe
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponse) and response.status_code == 200:
            patch_cache_control(response, public=True)
            patch_response_headers(response, SECONDS)
            response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            return get_conditional_response(request, etag=response["ETag"], response=response) or response
        return response

    return door


def _in_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Problem("not_found")
    return LANGUAGES[language]


def _page(template: str, language: str, context: dict[str, Any], path: str, **kwargs: Any) -> HttpResponse:
    """Without the request: no account, no message and no cookie can get into what is kept for everybody."""
    others = [(code, reverse(path, kwargs={**kwargs, "language": code})) for code in LANGUAGES]
    with translation.override(_in_language(language)):
        more = {"language": language, "languages": others, "generated": clock.is_generated()}
        return HttpResponse(render_to_string(template, context | more))


@anybody
def entrance(request: HttpRequest) -> HttpResponse:
    english = (translation.get_language() or "").startswith("en")
    return redirect("briefing:public_list", "en" if english else "zh")


@public
def releases(request: HttpRequest, language: str) -> HttpResponse:
    rows = list(queries.published()[: queries.PUBLIC])
    context = {"releases": rows, "key": signing.public_key() if rows else ""}
    return _page("briefing/public/list.html", language, context, "briefing:public_list")


@public
def release(request: HttpRequest, language: str, number: str) -> HttpResponse:
    found = queries.published_release(number)
    corrected = _corrected(found)
    code = _in_language(language)
    context = {
        "found": found,
        "document": found.document,
        "remark": writing.remark(found.document, code),
        "cut_off": datetime.fromisoformat(found.document["cut_off"]),
        "views": [(table, writing.views(table, code, corrected=corrected)) for table in found.document["tables"]],
        "corrections": [_notice(one, found.document, code) for one in found.corrections],
        "notices": [_notice(one, found.document, code) for one in found.notices],
    }
    return _page("briefing/public/release.html", language, context, "briefing:public_release", number=number)


def _corrected(found: Published) -> dict[tuple[str, tuple[str, ...]], int | str]:
    """By table and codes, in the order of its dimensions."""
    axes = {table["code"]: [one["code"] for one in table["dimensions"]] for table in found.document["tables"]}
    return {
        (one.table, tuple(one.cell[axis] for axis in axes[one.table])): "" if one.new is None else one.new
        for one in found.corrections
    }


def _notice(one: Correction, document: dict[str, Any], language: str) -> dict[str, Any]:
    """With the names that the release gives to the codes."""
    table = next(table for table in document["tables"] if table["code"] == one.table)
    names = []
    for axis in table["dimensions"]:
        code = one.cell[axis["code"]]
        named = next((of["name"][language] for of in axis["codes"] if of["code"] == code), code)
        names.append(named)
    return {"correction": one, "table": table["title"][language], "where": names}


@public
def as_csv(request: HttpRequest, number: str) -> HttpResponse:
    found = queries.published_release(number)
    return _file(writing.as_csv(found.document), "text/csv; charset=utf-8", f"{number}.csv")


@public
def as_json(request: HttpRequest, number: str) -> HttpResponse:
    found = as_document(queries.published_release(number))
    return _file(json.dumps(found, ensure_ascii=False, indent=1), "application/json", f"{number}.json")


@public
def dictionary(request: HttpRequest) -> HttpResponse:
    text = json.dumps(writing.dictionary(), ensure_ascii=False, indent=1)
    return _file(text, "application/json", "dictionary.json")


@public
def key(request: HttpRequest) -> HttpResponse:
    return HttpResponse(signing.public_key() + "\n", content_type="text/plain")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(text, content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})


class Releases(Feed):  # type: ignore[type-arg]  # generic for mypy alone
    """Atom: what came out, corrections among it."""

    feed_type = Atom1Feed

    def __init__(self, language: str) -> None:
        self.language = language

    def title(self) -> str:
        return _("Releases of the trade-union federation")

    def link(self) -> str:
        return reverse("briefing:public_list", args=[self.language])

    def items(self) -> list[Release]:
        return list(queries.published()[: queries.PUBLIC])

    def item_title(self, item: Release) -> str:
        title = _("{body}: {first} to {last}").format(body=item.body.name, first=item.first, last=item.last)
        return title if item.version == 1 else title + _(" (version {n}, with corrections)").format(n=item.version)

    def item_description(self, item: Release) -> str:
        return item.note

    def item_link(self, item: Release) -> str:
        return reverse("briefing:public_release", args=[self.language, item.number])

    def item_guid(self, item: Release) -> str:
        return f"urn:qianshao:release:{item.public_key[:16]}:{item.number}"

    def item_pubdate(self, item: Release) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Release) -> datetime | None:
        return item.published_at


@public
def feed(request: HttpRequest, language: str) -> HttpResponse:
    with translation.override(_in_language(language)):
        return Releases(language)(request)
