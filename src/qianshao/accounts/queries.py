"""Who somebody is: from a person or a token to a membership, from a membership to a Scope; and who looks after whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Q, QuerySet
from django_otp import devices_for_user
from django_otp.plugins.otp_totp.models import TOTPDevice

from qianshao.accounts.models import Membership, Person, Role, Token
from qianshao.accounts.rules import ROLES_OF, SEES_TERRITORY, abilities
from qianshao.core.events import GENESIS, digest
from qianshao.core.models import Event
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem, or_not_found
from qianshao.registry.models import Body, BodyKind, EmergencyOrder
from qianshao.registry.scope import ALL, NONE, Scope

CHECKED = 2000
"""So many of the newest seals are checked when a page asks; the command walks the whole chain."""


def memberships(person: Person, at: datetime) -> list[Membership]:
    """The memberships in force, the oldest first. An account that is closed has none."""
    if not person.is_active:
        return []
    rows = Membership.objects.filter(_in_force(at), person=person, body__closed_on=None)
    return list(rows.select_related("body", "body__territory").order_by("id"))


def _in_force(at: datetime) -> Q:
    return Q(until=None) | Q(until__gt=at)


def scope_of(membership: Membership, at: datetime) -> Scope:
    """What this membership opens. Fails closed: only the bodies of unions see workplaces at all.

    A federation sees its territory, every union body its own line, and, for as long as an EmergencyOrder
    runs that names it, the territory of the order. Each membership stands alone: what one role may do never
    mixes with what another sees.
    """
    body = membership.body
    bodies, may = frozenset({body.pk}), abilities(body.kind, membership.role)
    if not may or membership.role == Role.LIAISON:
        return Scope(bodies=bodies, abilities=may)
    with_territory = membership.role in SEES_TERRITORY
    federation = with_territory and body.kind == BodyKind.FEDERATION
    return Scope(
        territories=(body.territory_id or "",) if federation else (),
        affiliations=(body.path,),
        ordered=_ordered(body.pk, at) if with_territory else (),
        bodies=bodies,
        abilities=may,
        level=body.level if body.kind == BodyKind.FEDERATION else 0,
        at=at,
    )


def _ordered(body_id: int, at: datetime) -> tuple[str, ...]:
    in_force = EmergencyOrder.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=at), body_id=body_id, starts_at__lte=at, ends_at__gt=at
    )
    return tuple(in_force.values_list("territory_id", flat=True))


def has_another_officer(body_id: int, person_id: int | None, at: datetime) -> bool:
    """Is there a second person who can approve what the first one wrote?"""
    rows = Membership.objects.filter(_in_force(at), body=body_id, role=Role.OFFICER, person__is_active=True)
    return rows.exclude(person=person_id).exists()


def acting_for(bodies: Collection[int], at: datetime) -> dict[int, list[int]]:
    """Of each body the people who act for it: officers of a union body, delegates of an enterprise's union, liaisons of
    an authority."""
    delegates = Q(role=Role.DELEGATE, body__kind=BodyKind.ENTERPRISE_UNION)
    who = Q(role__in=[Role.OFFICER, Role.LIAISON]) | delegates
    acting = Membership.objects.filter(_in_force(at), who, body__in=bodies, person__is_active=True)
    found: dict[int, list[int]] = {}
    for body, person in acting.order_by("id").values_list("body_id", "person_id"):
        found.setdefault(body, []).append(person)
    return found


def delegates_of(bodies: Collection[int], at: datetime) -> dict[int, list[int]]:
    """Of each body the people who report for it."""
    reporting = Membership.objects.filter(_in_force(at), body__in=bodies, role=Role.DELEGATE, person__is_active=True)
    found: dict[int, list[int]] = {}
    for body, person in reporting.order_by("id").values_list("body_id", "person_id"):
        found.setdefault(body, []).append(person)
    return found


def membership_of_token(secret: str, at: datetime) -> Membership | None:
    digest = sha256(secret.encode()).hexdigest()
    token = (
        Token.objects.filter(digest=digest, revoked_at=None, membership__person__is_active=True)
        .filter(Q(membership__until=None) | Q(membership__until__gt=at), membership__body__closed_on=None)
        .select_related("membership__body", "membership__person")
        .first()
    )
    return token.membership if token else None


def tokens(membership: Membership) -> QuerySet[Token]:
    return Token.objects.filter(membership=membership, revoked_at=None).order_by("-id")


def home_of(person: Person) -> str:
    """The division under which what happens to an account is found on the trail: that of its newest role."""
    newest = Membership.objects.filter(person=person).select_related("body").order_by("-id").first()
    return territory_of(newest) if newest else ""


def territory_of(membership: Membership) -> str:
    return membership.body.territory_id or ""


def number_of(username: str) -> int | None:
    """The number of the account with this name, as far as there is one."""
    return Person.objects.filter(username=username).values_list("pk", flat=True).first()


def has_second_factor(person: Person) -> bool:
    return any(True for _ in devices_for_user(person))


def waiting_device(person: Person) -> TOTPDevice | None:
    """The device that was begun and has not shown a code yet."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=person, confirmed=False).order_by("id").first()
    return found


# --- for administrators -------------------------------------------------------------------------------------


LOCAL = (BodyKind.FEDERATION, BodyKind.ENTERPRISE_UNION, BodyKind.AUTHORITY, BodyKind.COMMAND)


def bodies_below(scope: Scope, text: str = "") -> QuerySet[Body]:
    """The bodies whose people the asker looks after: their own, those in their line, and on their territory the
    federations, the enterprise unions, and the liaisons of authorities and commands. A group union that merely sits
    there answers to its own line."""
    condition = Q(pk__in=scope.bodies)
    local = Q(kind__in=LOCAL)
    for prefix in scope.territories:
        condition |= (starts_with("territory_id", prefix) if prefix else ALL) & local
    for path in scope.affiliations:
        condition |= starts_with("path", path) if path else ALL
    found = Body.objects.filter(condition, kind__in=ROLES_OF, closed_on=None)
    return (found.filter(name__contains=text) if text else found).select_related("territory").order_by("level", "path")


def body_below(scope: Scope, pk: int) -> Body:
    return or_not_found(bodies_below(scope).filter(pk=pk).first())


def memberships_below(scope: Scope, at: datetime, text: str = "") -> QuerySet[Membership]:
    rows = Membership.objects.filter(_in_force(at), body__in=bodies_below(scope).order_by())
    if text:
        rows = rows.filter(Q(person__username__contains=text) | Q(body__name__contains=text))
    return rows.select_related("person", "body").order_by("body__level", "body__path", "person__username", "pk")


@dataclass(frozen=True, slots=True)
class Charge:
    """An account that the asker looks after. ``in_whole``: it has no role elsewhere, so that to take it over
    would not mean to take over what belongs to others."""

    person: Person
    roles: list[Membership]
    ended: list[Membership]
    in_whole: bool

    def require_whole(self) -> None:
        if not self.in_whole:
            raise Problem("account.shared")


def charge(scope: Scope, pk: int, at: datetime) -> Charge:
    """Somebody who has or had a role at a body that the asker looks after."""
    below = Membership.objects.filter(person=pk, body__in=bodies_below(scope).order_by())
    found = list(below.select_related("person", "body").order_by("id"))
    if not found:
        raise Problem("not_found")
    roles = [one for one in found if one.until is None or one.until > at]
    ended = [one for one in found if one not in roles]
    everywhere = Membership.objects.filter(_in_force(at), person=pk).count()
    return Charge(found[0].person, roles, ended, in_whole=everywhere == len(roles))


# --- for auditors -------------------------------------------------------------------------------------------


def trail(scope: Scope, *, action: str = "", subject: str = "", actor: str = "") -> QuerySet[Event]:
    """What was done on the asker's territory, the newest first; what has no territory only by or about their own
    people. ``action`` is the beginning of one, ``subject`` "case" or "case:17", ``actor`` "person:3" or "system"."""
    rows = Event.objects.filter(_seen_by(scope))
    if action:
        rows = rows.filter(action__startswith=action)
    kind, _, key = subject.partition(":")
    if kind:
        rows = rows.filter(subject_type=kind)
    if key:
        rows = rows.filter(subject_id=key)
    if actor:
        rows = rows.filter(Q(actor=actor) | Q(actor__startswith=f"{actor}:"))
    return rows.order_by("-id")


def _seen_by(scope: Scope) -> Q:
    if "" in scope.territories:
        return ALL
    condition = NONE
    for prefix in scope.territories:
        condition |= starts_with("territory", prefix)
    own = [str(pk) for pk in _people_of(scope)]
    by_or_about = Q(actor__in=[f"person:{pk}" for pk in own]) | Q(subject_type="person", subject_id__in=own)
    return condition | (Q(territory="") & by_or_about)


def _people_of(scope: Scope) -> set[int]:
    return set(Membership.objects.filter(body__in=scope.bodies).values_list("person_id", flat=True))


def people_of_body(body: int) -> set[int]:
    """All who have or had a role there."""
    return set(Membership.objects.filter(body=body).values_list("person_id", flat=True))


def names_of(scope: Scope, people: set[int]) -> dict[int, str]:
    """Account names, of those whom the asker could find on the list of people."""
    seen = Membership.objects.filter(person__in=people, body__in=bodies_below(scope).order_by())
    return dict(seen.values_list("person_id", "person__username"))


def sealed() -> Event | None:
    """The newest row of the chain."""
    return Event.objects.filter(seal_number__isnull=False).order_by("-seal_number").first()


@dataclass(frozen=True, slots=True)
class Checked:
    """How many of the newest seals were checked, and the number of the first that does not hold."""

    rows: int
    broken_at: int | None


def check_newest(limit: int = CHECKED) -> Checked:
    """Whether the newest seals follow from what the rows say now."""
    newest = Event.objects.filter(seal_number__isnull=False).order_by("-seal_number")
    rows = list(reversed(newest[: limit + 1]))
    previous, number = GENESIS, 0
    if len(rows) > limit:
        previous, number = rows[0].seal, rows[0].seal_number or 0
        rows = rows[1:]
    for count, row in enumerate(rows):
        if row.seal_number != number + 1 or digest(previous, row) != row.seal:
            return Checked(count, number + 1)
        previous, number = row.seal, number + 1
    return Checked(len(rows), None)


def unsealed() -> int:
    return Event.objects.filter(seal_number=None).count()
