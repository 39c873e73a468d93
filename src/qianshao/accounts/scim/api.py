from __future__ import annotations

import json
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.accounts.doors import Requires
from qianshao.accounts.scim import documents, queries, rules
from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.registry.scope import Ability, Scope

router = Router(tags=["people"])

ADMINISTRATORS = Requires(Ability.MANAGE_PEOPLE)
TYPE = "application/scim+json"
PAGE = 100
Number = Annotated[int, Field(ge=-(2**31), le=2**31)]
Text = Annotated[str, Field(max_length=400)]


class Asked(Schema):
    filter: Text = ""
    startIndex: Number = 1
    count: Number = PAGE
    attributes: Text = ""
    excludedAttributes: Text = ""


def answer(content: dict[str, Any], status: int = 200) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=TYPE)


@router.get("/Users", auth=ADMINISTRATORS, summary="Accounts of the bodies that the asker looks after")
def users(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    return _page(request, asked, queries.users)


@router.get("/Users/{key}", auth=ADMINISTRATORS, summary="One account")
def user(request: HttpRequest, key: str, asked: Query[Asked]) -> HttpResponse:
    return _one(request, asked, queries.user(_scope(request), clock.now(), _base(request), key))


@router.get("/Groups", auth=ADMINISTRATORS, summary="Roles at bodies, with those who have them")
def groups(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    return _page(request, asked, queries.groups)


@router.get("/Groups/{key}", auth=ADMINISTRATORS, summary="One role at one body")
def group(request: HttpRequest, key: str, asked: Query[Asked]) -> HttpResponse:
    return _one(request, asked, queries.group(_scope(request), clock.now(), _base(request), key))


@router.get("/ServiceProviderConfig", auth=ADMINISTRATORS, summary="What this service can do")
def service(request: HttpRequest) -> HttpResponse:
    return answer(documents.service(_base(request)))


@router.get("/ResourceTypes", auth=ADMINISTRATORS, summary="What kinds of things it has")
def resource_types(request: HttpRequest) -> HttpResponse:
    return _all(documents.resource_types(_base(request)))


@router.get("/ResourceTypes/{key}", auth=ADMINISTRATORS, summary="One of them")
def resource_type(request: HttpRequest, key: str) -> HttpResponse:
    return _by_id(documents.resource_types(_base(request)), key)


@router.get("/Schemas", auth=ADMINISTRATORS, summary="What attributes they have")
def schemas(request: HttpRequest) -> HttpResponse:
    return _all(documents.schemas(_base(request)))


@router.get("/Schemas/{key}", auth=ADMINISTRATORS, summary="Those of one kind")
def schema(request: HttpRequest, key: str) -> HttpResponse:
    return _by_id(documents.schemas(_base(request)), key)


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.auth  # type: ignore[attr-defined]
    return scope


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/scim/v2")


def _page(request: HttpRequest, asked: Asked, read: Any) -> HttpResponse:
    start, count = rules.cut(asked.startIndex, asked.count, documents.LARGEST_PAGE)
    found, total = read(_scope(request), clock.now(), _base(request), asked.filter, start, count)
    shown = [rules.chosen(one, asked.attributes, asked.excludedAttributes) for one in found]
    return answer(rules.listed(shown, total, start))


def _one(request: HttpRequest, asked: Asked, found: dict[str, Any]) -> HttpResponse:
    tag = found["meta"]["version"]
    if rules.is_known(request.headers.get("If-None-Match", ""), tag):
        response = HttpResponse(status=304)
    else:
        response = answer(rules.chosen(found, asked.attributes, asked.excludedAttributes))
    response["ETag"] = tag
    return response


def _all(found: list[dict[str, Any]]) -> HttpResponse:
    return answer(rules.listed(found, len(found), 1))


def _by_id(found: list[dict[str, Any]], key: str) -> HttpResponse:
    for one in found:
        if one["id"] == key:
            return answer(one)
    raise Problem("not_found")
