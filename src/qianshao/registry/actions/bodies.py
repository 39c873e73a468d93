"""Entering bodies: federations by the divisions, all others by hand or from a list."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.events import next_number, record
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.registry.models import Body, BodyKind, Level, Territory, Workplace
from qianshao.registry.queries.divisions import ancestors, children
from qianshao.registry.rules.federations import federations

DIGITS, DEEPEST = 8, 12
"""Of a body's path: digits for each body, and bodies in one line."""
LONGEST_NAME = 200
SOURCE = "由2023年区划推出"


def generate_federations(district_code: str, *, on: date, actor: Actor, via: str, at: datetime) -> list[Body]:
    """The federations of the nation, the province, the city where there is one, the district and its townships.

    Those that are there already stay as they are. Returns the ones that were entered now.
    """
    line = [(place.code, place.name, place.level) for place in ancestors(district_code)]
    if not line or line[-1][0] != district_code or line[-1][2] != Level.DISTRICT:
        raise Problem("territory.unknown", field="territory", value=district_code, day=on.isoformat())
    townships = [(place.code, place.name) for place in children(district_code, on)]
    entered: list[Body] = []
    with transaction.atomic():
        for one in federations(line, townships):
            if _federation_of(one.code):
                continue
            parent = None if one.level == Level.NATIONAL else _federation_of(one.above)
            body = add_body(
                kind=BodyKind.FEDERATION,
                level=one.level,
                name=one.name,
                parent=parent,
                territory=Territory.objects.get(code=one.code) if one.code else None,
                source=SOURCE,
                actor=actor,
                via=via,
                at=at,
            )
            entered.append(body)
    return entered


def _federation_of(code: str) -> Body | None:
    found = Body.objects.filter(kind=BodyKind.FEDERATION, territory=code or None, closed_on=None)
    return found.first()


def add_body(
    *,
    kind: str,
    level: int,
    name: str,
    parent: Body | None,
    territory: Territory | None,
    source: str,
    actor: Actor,
    via: str,
    at: datetime,
    phone: str = "",
    since: date | None = None,
    generated: bool = False,
) -> Body:
    """One body under the one that leads it. Its number is drawn here and never given out again."""
    _check(kind, level, name, parent, territory)
    with transaction.atomic():
        number = _next_number()
        body = Body.objects.create(
            number=number,
            kind=kind,
            level=level,
            name=name,
            parent=parent,
            path=(parent.path if parent else "") + f"{number:0{DIGITS}d}",
            territory=territory,
            phone=phone,
            source=source,
            source_date=timezone.localdate(at),
            since=since,
            generated=generated,
        )
        record(
            "body.entered",
            actor=actor,
            via=via,
            at=at,
            subject=("body", body.pk),
            territory=territory.code if territory else "",
            data={"kind": kind, "number": number},
        )
    return body


def _check(kind: str, level: int, name: str, parent: Body | None, territory: Territory | None) -> None:
    if not name.strip():
        raise Problem("field.missing", field="name", label="name")
    if len(name) > LONGEST_NAME:
        raise Problem("field.too_long", field="name", value=name, limit=LONGEST_NAME)
    if parent and len(parent.path) >= DIGITS * DEEPEST:
        raise Problem("body.too_deep", field="parent", name=parent.name, limit=DEEPEST)
    if kind == BodyKind.FEDERATION:
        place = Territory.objects.filter(pk=territory.pk).first() if territory else None
        if level != (place.level if place else Level.NATIONAL):
            raise Problem("body.level", field="level")
        if _federation_of(territory.pk if territory else ""):
            raise Problem("body.exists", field="name", name=name)


def _next_number() -> int:
    """Bodies that were written past the counter, by a restore or a test, are stepped over."""
    while Body.objects.filter(number=(number := next_number("body"))).exists():
        continue
    return number


def set_phone(body: Body, phone: str, *, actor: Actor, via: str, at: datetime) -> None:
    with transaction.atomic():
        data = {"changes": {"phone": [body.phone, phone]}}
        Body.objects.filter(pk=body.pk).update(phone=phone)
        territory = body.territory_id or ""
        record("body.changed", actor=actor, via=via, at=at, subject=("body", body.pk), territory=territory, data=data)


def move_body(*, body: Body, parent: Body, source: str, actor: Actor, via: str, at: datetime) -> Body:
    """Put a body, and all below it, under another one in the line."""
    if parent.path.startswith(body.path):
        raise Problem("body.circle", field="parent", name=parent.name)
    if len(parent.path) >= DIGITS * DEEPEST:
        raise Problem("body.too_deep", field="parent", name=parent.name, limit=DEEPEST)
    old = body.path
    new = parent.path + f"{body.number:0{DIGITS}d}"
    with transaction.atomic():
        Body.objects.filter(pk=body.pk).update(parent=parent)
        for rows, column in ((Body.objects, "path"), (Workplace.objects, "affiliation_path")):
            below = Concat(Value(new), Substr(column, len(old) + 1))
            rows.filter(starts_with(column, old)).update(**{column: below})
        body.refresh_from_db()
        record(
            "body.moved",
            actor=actor,
            via=via,
            at=at,
            subject=("body", body.pk),
            territory=body.territory_id or "",
            data={"from": old, "to": new, "source": source},
        )
    return body
