"""What the operations on cases have in common."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from qianshao.registry.doors import Requires
from qianshao.registry.scope import Ability, Scope

LARGEST_PAGE = 200

MAY_HANDLE = Requires(Ability.HANDLE_CASES)

Words = Annotated[str, Field(max_length=4000, description="Stays on record.")]


class Said(Schema):
    text: Words


def scope_of(request: HttpRequest) -> Scope:
    return request.auth  # type: ignore[attr-defined, no-any-return]
