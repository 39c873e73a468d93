"""What a short message does, and what it is answered: the same for SMS and WeChat.

The sender is known by the number or the OpenID that was bound to an account with a one-time code; only a keyed digest
of it is kept. Whoever is unknown gets one kind answer, and nothing of them is kept at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from qianshao.accounts import queries as accounts
from qianshao.accounts.models import Membership
from qianshao.core import clock
from qianshao.core.actor import person
from qianshao.core.problems import Problem, Problems
from qianshao.intake import actions, fields, queries
from qianshao.intake.channels import grammar
from qianshao.intake.channels.grammar import Bind, Help, Report, Unbind, Unclear
from qianshao.intake.models import Correspondent
from qianshao.intake.rules import daily, receipts
from qianshao.policy import loading, reporting
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Ability, Scope

OTHER = "other"
"""The category of something wrong that was not said."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as a gateway delivers it. ``id`` is the gateway's own, by which a second delivery is known."""

    channel: str
    sender: str
    text: str
    id: str = ""


def answer(message: Incoming, *, at: datetime) -> str:
    """Does what the message asks, and says so; what it wrote is committed by then."""
    with translation.override(grammar.language_of(message.text)):
        try:
            return _answer(message, at)
        except Problem as problem:
            return problem.sentence
        except Problems as several:
            return several.problems[0].sentence


def _answer(message: Incoming, at: datetime) -> str:
    said = grammar.read(message.text, _categories())
    if isinstance(said, Bind):
        actions.bind_sender(said.code, channel=message.channel, sender=message.sender, via=message.channel, at=at)
        return _("Bound. From here you now report for your union. Example: OK 120")
    known = queries.correspondent(message.channel, message.sender)
    if known is None:
        return _(
            "This sender is not known. Log in, open “SMS and WeChat”, and send the code shown there: BIND 12345678"
        )
    membership = known.membership
    if isinstance(said, Unbind):
        actions.unbind_sender(known, actor=person(membership.person_id), via=message.channel, at=at)
        return _("Unbound. Nothing more can be reported from here.")
    if isinstance(said, Help):
        return _how(membership, at)
    if isinstance(said, Unclear):
        return _unclear(said)
    return _file(said, message, known, at)


def _file(said: Report, message: Incoming, known: Correspondent, at: datetime) -> str:
    membership = known.membership
    scope = accounts.scope_of(membership, at)
    if not scope.may(Ability.FILE_REPORTS):
        raise Problem("access.none")
    place = _place(scope, said.number)
    numbers = _numbers(said)
    # The same delivery again is the same key; without an id the same content for the same day is the same report.
    key = f"{message.channel}:{known.pk}:{message.id}"[:120] if message.id else None
    submission = actions.Submission(
        workplace=place,
        day=clock.today(),
        source=queries.sources_of(membership)[0],
        numbers=numbers,
        channel=message.channel,
        key=key,
        person_id=membership.person_id,
    )
    filed = actions.file_daily_report(submission, actor=person(membership.person_id), via=message.channel, at=at).report
    values = {
        "number": place.pk,
        "name": place.name[:12],
        "people": numbers.headcount,
        "receipt": receipts.of_daily_report(filed.day, filed.pk),
        "what": ", ".join(fields.danger_names(filed.dangers)),
    }
    if filed.all_clear:
        return _("Received: %(number)s %(name)s, all well, %(people)s people. %(receipt)s") % values
    return _("Received: %(number)s %(name)s, %(people)s people, wrong: %(what)s. %(receipt)s") % values


def _numbers(said: Report) -> daily.Numbers:
    policy, known = reporting.in_force(), frozenset(loading.in_force().categories)
    given: dict[str, object] = {"headcount": said.headcount}
    if said.well:
        return daily.read(given | {"all_clear": True}, policy, known)
    # Whoever says that something is wrong is taken at their word, whatever the figures show.
    numbers = daily.read(given | {**said.figures, "named": list(said.named) or [OTHER]}, policy, known)
    unnamed = msgspec.structs.replace(numbers, named=())
    return unnamed if not said.named and daily.dangers(unnamed, policy) else numbers


def _place(scope: Scope, number: int | None) -> Workplace:
    if number is not None:
        return queries.workplace_to_report(scope, number)
    mine = list(queries.workplaces_to_report(scope)[:2])
    if len(mine) != 1:
        raise Problem("message.which_workplace", field="workplace")
    return mine[0]


def _how(membership: Membership, at: datetime) -> str:
    place = queries.workplaces_to_report(accounts.scope_of(membership, at)).first()
    return _("All well: %(number)s OK 120 (120 people). Wrong: %(number)s WRONG 120 fever 2. Ends: UNBIND") % {
        "number": place.pk if place else 8801
    }


def _unclear(said: Unclear) -> str:
    """What was wrong, with an example of how it is right."""
    sentences = {
        "nothing": _("The message was empty. Example: 8801 OK 120"),
        "no_word": _("Is all well? Example: 8801 OK 120, or 8801 WRONG 120 fever 2"),
        "word": _("“%(what)s” was not understood; nothing was filed. Example: 8801 OK 120, or 8801 WRONG 120 fever 2"),
        "no_headcount": _("The number of people is missing; nothing was filed. Example: 8801 OK 120"),
        "no_count": _("How many after “%(what)s”? Nothing was filed. Example: 8801 WRONG 120 fever 2"),
        "too_long": _("A number is too long; nothing was filed. Example: 8801 OK 120"),
        "after_well": _(
            "After OK comes only the number of people; nothing was filed. If not all is well: 8801 WRONG 120 fever 2"
        ),
        "code": _("Send BIND and the eight digits from the page “SMS and WeChat”. Example: BIND 12345678"),
    }
    return sentences[said.why] % {"what": said.what[:10]}


def _categories() -> dict[str, str]:
    known = loading.in_force().categories.values()
    return {name.casefold(): one.code for one in known for name in one.names.values()}
