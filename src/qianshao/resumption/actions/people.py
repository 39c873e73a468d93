"""People who look after labour protection: entered, changed, gone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.intake.rules import words
from qianshao.registry.models import Body, Territory, Workplace
from qianshao.resumption.models import INSIDE, Assignment, Grade, Helper

LONGEST_ALIAS = 40
MOST_HOURS = 60
NUMBER = re.compile(r"\d{7,}")
"""So many digits in a row are a telephone or an identity number, and are not held."""

INDUSTRY = re.compile(r"^[A-T]([0-9]{2})?$")
LANGUAGE = re.compile(r"^[a-z]{2,3}$")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is entered about somebody, and no more."""

    alias: str
    grade: str
    home: str = ""
    reach: str = ""
    hours_per_week: int = 0
    expertise: Sequence[str] = ()
    languages: Sequence[str] = ()
    employer: Workplace | None = None
    generated: bool = False


def enter_helper(body: Body, given: Particulars, *, actor: Actor, via: str, at: datetime) -> Helper:
    alias = _checked(given)
    day = localdate(at)
    with transaction.atomic():
        if Helper.objects.filter(body=body, alias=alias, until=None).exists():
            raise Problem("helper.alias_taken", field="alias", value=alias)
        helper = Helper.objects.create(
            body=body,
            alias=alias,
            grade=given.grade,
            home_id=given.home or None,
            reach=given.reach,
            hours_per_week=given.hours_per_week,
            expertise=list(given.expertise),
            languages=list(given.languages),
            employer=given.employer,
            since=day,
            generated=given.generated,
        )
        _record("helper.entered", helper, actor, via, at)
    return helper


def _checked(given: Particulars) -> str:
    alias = words.tidy(given.alias, limit=LONGEST_ALIAS)
    if not alias or NUMBER.search(alias):
        raise Problem("helper.alias", field="alias")
    if given.grade not in Grade.values:
        raise Problem("field.invalid.choice", field="grade", value=given.grade, choices=", ".join(Grade.values))
    if given.grade in INSIDE and given.employer is None:
        raise Problem("helper.employer", field="employer")
    if not 0 <= given.hours_per_week <= MOST_HOURS:
        raise Problem("helper.hours", field="hours_per_week", most=MOST_HOURS)
    if not all(INDUSTRY.match(one) for one in given.expertise):
        raise Problem("helper.expertise", field="expertise")
    if not all(LANGUAGE.match(one) for one in given.languages):
        raise Problem("helper.languages", field="languages")
    for field in ("home", "reach"):
        code = getattr(given, field)
        if code and not Territory.objects.filter(pk=code).exists():
            raise Problem("territory.unknown", field=field, value=code, day="")
    return alias


def set_hours(helper: Helper, hours: int, *, actor: Actor, via: str, at: datetime) -> Helper:
    """What they cover already stays with them until the plan is made anew."""
    if not 0 <= hours <= MOST_HOURS:
        raise Problem("helper.hours", field="hours_per_week", most=MOST_HOURS)
    with transaction.atomic():
        Helper.objects.filter(pk=helper.pk).update(hours_per_week=hours)
        helper.refresh_from_db()
        _record("helper.changed", helper, actor, via, at)
    return helper


def leave(helper: Helper, *, actor: Actor, via: str, at: datetime) -> int:
    """They serve no longer, from today, and their alias is forgotten; what they covered shows as a gap. How many
    workplaces that are."""
    day: date = localdate(at)
    with transaction.atomic():
        if not Helper.objects.filter(pk=helper.pk, until=None).update(until=day, alias="", person=None):
            raise Problem("helper.left")
        helper.refresh_from_db()
        left = Assignment.objects.filter(helper=helper, until=None).update(until=day)
        _record("helper.left", helper, actor, via, at, left=left)
    return left


def _record(action: str, helper: Helper, actor: Actor, via: str, at: datetime, **more: object) -> None:
    data = {"body": helper.body_id, "grade": helper.grade, "hours": helper.hours_per_week, **more}
    place = helper.home_id or helper.reach or helper.body.territory_id or ""
    record(action, actor=actor, via=via, at=at, subject=("helper", helper.pk), territory=place, data=data)
