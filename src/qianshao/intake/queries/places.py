"""Who reports for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from qianshao.accounts.models import Membership
from qianshao.core.batches import batches
from qianshao.core.problems import Problem
from qianshao.intake.models import DailyReport, Source
from qianshao.registry import queries as registry
from qianshao.registry.models import BodyKind, Workplace
from qianshao.registry.scope import Scope


def sources_of(membership: Membership) -> tuple[Source, ...]:
    """In whose name somebody may state figures; the first is meant when none is named.

    An enterprise union speaks for itself. A federation that telephones states what it heard, from its own
    people or from the employer, and never in the name of the enterprise union.
    """
    if membership.body.kind == BodyKind.ENTERPRISE_UNION:
        return (Source.UNION,)
    return Source.FEDERATION, Source.EMPLOYER


def source_for(membership: Membership, wanted: str | None) -> Source:
    allowed = sources_of(membership)
    if wanted and wanted not in allowed:
        raise Problem("field.invalid.choice", field="source", value=wanted, choices=", ".join(allowed))
    return Source(wanted or allowed[0])


def workplaces_to_report(scope: Scope) -> QuerySet[Workplace]:
    """Where the asker may file; those that are closed are not asked."""
    return registry.workplaces(scope).filter(closed_on=None).select_related("territory").order_by("name", "pk")


def named(places: QuerySet[Workplace], text: str) -> QuerySet[Workplace]:
    """Those whose name is like this, or whose code it is; all of them when nothing was typed."""
    if not text:
        return places
    same_name = Q(name__icontains=text) | Q(search_text__icontains=text.lower())
    return places.filter(same_name | Q(credit_code=text.upper()))


def workplace_to_report(scope: Scope, wanted: int | str) -> Workplace:
    """By number or credit code. One that is not the asker's is as unknown as one that does not exist."""
    mine = registry.workplaces(scope)
    found = list(mine.filter(pk=wanted) if isinstance(wanted, int) else mine.filter(credit_code=wanted)[:10])
    if not found:
        raise Problem("workplace.unknown", field="workplace", value=wanted)
    if len(found) > 1:
        choices = ", ".join(f"{place.pk} ({place.site or place.name})" for place in found)
        raise Problem("workplace.several", field="workplace", value=wanted, count=len(found), choices=choices)
    return found[0]


def workplaces_to_report_of(scope: Scope, wanted: Iterable[int | str]) -> dict[int | str, Workplace]:
    """Many at once, by number or by credit code; a code that several sites share stands for none of them."""
    numbers = {one for one in wanted if isinstance(one, int)}
    codes = {one for one in wanted if isinstance(one, str)}
    places = list(registry.workplaces(scope).filter(Q(pk__in=numbers) | Q(credit_code__in=codes)))
    shared = Counter(place.credit_code for place in places)
    found: dict[int | str, Workplace] = {place.pk: place for place in places if place.pk in numbers}
    return found | {place.credit_code: place for place in places if shared[place.credit_code] == 1}


def numbers_of_names(scope: Scope, names: Iterable[str]) -> dict[str, list[int]]:
    """By exact name, which workplaces the asker may report for; several where sites share a name."""
    found: dict[str, list[int]] = {}
    for some in batches(sorted(set(names))):
        rows = workplaces_to_report(scope).filter(name__in=some)
        for name, number in rows.values_list("name", "pk"):
            found.setdefault(name, []).append(number)
    return found


def not_yet(scope: Scope, *, day: date) -> QuerySet[Workplace]:
    """Whom the asker may report for and who has not reported: the rows of an empty sheet."""
    own = DailyReport.objects.filter(workplace=OuterRef("pk"), day=day, source=Source.UNION)
    return workplaces_to_report(scope).filter(~Exists(own))
