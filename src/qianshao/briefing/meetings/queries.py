"""Meetings: which one sees, one of them with its points in order, and whom something can be ordered of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from qianshao.briefing.models import Attendance, Item, ItemKind, ItemState, Meeting, Presence
from qianshao.briefing.rolls import queries as rolls
from qianshao.briefing.rolls import rules
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem, or_not_found
from qianshao.registry.models import Body, BodyKind, Level, Workplace
from qianshao.registry.scope import ALL, Ability, Scope

ORDER = {kind: at for at, kind in enumerate(ItemKind.values)}
CHOICES = 400
"""As many bodies as a list to type from holds."""


@dataclass(frozen=True, slots=True)
class Section:
    """The points of one kind. ``more``: how many of the kind there are beside those that are shown."""

    kind: str
    label: str
    items: list[Item]
    more: int


def meetings(scope: Scope) -> QuerySet[Meeting]:
    """One's own, those on one's territory, and those that one's body took part in, once they have ended. Last first."""
    if not scope.may(Ability.SEE_CASES):
        return Meeting.objects.none()
    there = Attendance.objects.filter(body__in=scope.bodies).exclude(presence=Presence.AWAY)
    seen = Q(body__in=scope.bodies) | Q(ended_at__isnull=False, pk__in=there.values("meeting"))
    for prefix in scope.territories:
        seen |= starts_with("body__territory", prefix) if prefix else ALL
    return Meeting.objects.filter(seen).select_related("body").order_by("-day", "body__number")


def meeting(scope: Scope, pk: int) -> Meeting:
    return or_not_found(meetings(scope).select_related("docx", "pdf").filter(pk=pk).first())


def own_meeting(scope: Scope, pk: int) -> Meeting:
    """One of the asker's own body: who sees another may read it."""
    found = meeting(scope, pk)
    if not scope.may(Ability.HANDLE_CASES) or found.body_id not in scope.bodies:
        raise Problem("meeting.not_yours", body=found.body.name)
    return found


def holder(scope: Scope) -> Body:
    """Whose meeting the asker holds: the federation of a district or a township."""
    body = Body.objects.filter(pk__in=scope.bodies).order_by("pk").first()
    if body is None or body.kind != BodyKind.FEDERATION or body.level not in (Level.DISTRICT, Level.TOWNSHIP):
        raise Problem("meeting.no_districts", body=body.name if body else "")
    return body


def of_day(body: Body, day: date) -> Meeting | None:
    return Meeting.objects.filter(body=body, day=day).select_related("body").first()


def begins_at(body: Body, day: date) -> datetime:
    return rules.cut_off(day, rolls.hours_of(body)[1], timezone.get_default_timezone())


def item(meeting: Meeting, pk: int) -> Item:
    return or_not_found(Item.objects.filter(meeting=meeting, pk=pk).select_related("owner").first())


def sections(meeting: Meeting) -> list[Section]:
    """In the order of the meeting; nothing where there is nothing of a kind."""
    by_kind: dict[str, list[Item]] = {}
    for row in Item.objects.filter(meeting=meeting).select_related("owner", "commitment").order_by("position", "pk"):
        by_kind.setdefault(row.kind, []).append(row)
    counted = meeting.figures.get("counts", {})
    return [
        Section(kind, str(ItemKind(kind).label), rows, max(counted.get(kind, 0) - len(rows), 0) if kind in MANY else 0)
        for kind, rows in sorted(by_kind.items(), key=lambda pair: ORDER[pair[0]])
    ]


MANY = frozenset({ItemKind.SERIOUS, ItemKind.OVERDUE, ItemKind.SILENT, ItemKind.SIGNAL, ItemKind.COMMITMENT})


def attendance(meeting: Meeting) -> QuerySet[Attendance]:
    return Attendance.objects.filter(meeting=meeting).select_related("body").order_by("pk")


def there(meeting: Meeting) -> list[Attendance]:
    return list(attendance(meeting).exclude(presence=Presence.AWAY))


def mark(pk: int) -> Callable[[Scope], str]:
    """Changes whenever anything of the meeting does: what its page waits for."""

    def look(scope: Scope) -> str:
        points = Item.objects.filter(meeting=pk).aggregate(count=Count("pk"), versions=Sum("version"))
        present = Attendance.objects.filter(meeting=pk).aggregate(
            **{name: Count("pk", filter=Q(presence=name)) for name in Presence.values}
        )
        row = Meeting.objects.filter(pk=pk).values_list("version", "ended_at", "prepared_at").first()
        parts = (points["count"], points["versions"], *present.values(), *(row or ()))
        return "-".join(str(part) for part in parts).replace(" ", "_")

    return look


def done(meeting: Meeting) -> dict[str, int]:
    """How many points are dealt with, and how."""
    counted = Item.objects.filter(meeting=meeting).order_by().values("state").annotate(count=Count("pk"))
    found = dict(counted.values_list("state", "count"))
    return {state: found.get(state, 0) for state in ItemState.values}


# --- whom something can be ordered of -----------------------------------------------------------------------


def may_do(meeting: Meeting) -> QuerySet[Body]:
    """The federation itself, those below it, the authorities of its territory, and the unions of the workplaces on the
    agenda, with their groups."""
    code = meeting.body.territory_id or ""
    places = Workplace.objects.filter(pk__in=_places(meeting))
    unions = places.exclude(union=None).values("union")
    groups = places.exclude(group=None).values("group")
    here = starts_with("territory", code) & Q(kind__in=(BodyKind.FEDERATION, BodyKind.AUTHORITY, BodyKind.COMMAND))
    named = Q(pk=meeting.body_id) | here | Q(pk__in=unions) | Q(pk__in=groups)
    rows = Body.objects.filter(named | Q(pk__in=_leading(places)), closed_on=None)
    return rows.order_by("level", "number")


def _leading(places: QuerySet[Workplace]) -> list[int]:
    """The unions of groups in whose line those workplaces stand."""
    numbers = {
        int(path[at : at + 8])
        for path in places.exclude(affiliation_path="").values_list("affiliation_path", flat=True)
        for at in range(0, len(path), 8)
    }
    rows = Body.objects.filter(number__in=numbers, kind=BodyKind.GROUP_UNION)
    return list(rows.values_list("pk", flat=True))


def _places(meeting: Meeting) -> set[int]:
    facts = Item.objects.filter(meeting=meeting).values_list("facts", flat=True)
    cases = {one["case"] for one in facts if isinstance(one.get("case"), int)}
    from_cases = Workplace.objects.filter(cases__in=cases).values_list("pk", flat=True)
    return {one["workplace"] for one in facts if "workplace" in one} | set(from_cases)


def owner(meeting: Meeting, name: str) -> Body | None:
    """By name, as it was typed or chosen; None where nothing was."""
    if not name.strip():
        return None
    found = may_do(meeting).filter(name=name.strip()).first()
    if found is None:
        raise Problem("meeting.owner", field="owner")
    return found
