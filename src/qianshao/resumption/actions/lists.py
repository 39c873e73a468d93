"""Taking in lists of restarts: each row finds its workplace, or waits for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.batches import batches
from qianshao.core.events import record
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.registry.actions.workplacelists import gazetteer_of
from qianshao.registry.models import Level, Territory, Workplace
from qianshao.registry.queries import ancestry
from qianshao.registry.rules import sheets
from qianshao.registry.rules.places import Gazetteer
from qianshao.resumption.actions.ledger import Draft, check, state_many
from qianshao.resumption.models import ListRow, RestartList, Statement
from qianshao.resumption.queries.said import said_of
from qianshao.resumption.rules import lists, matching, names, standing
from qianshao.resumption.rules.lists import RESTARTS, Listed
from qianshao.resumption.rules.matching import Match, Party, Register, Verdict

BATCH = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """A list as it was sent. ``standing`` and ``day`` hold for rows that do not say themselves."""

    content: bytes
    source: str
    source_name: str
    within: str
    standing: str
    day: date | None = None
    generated: bool = False


@dataclass
class Taken:
    """The account of a list, or of its dry run: how many rows by their state, and what was wrong with others."""

    dry_run: bool
    rows: int = 0
    states: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    sheet: RestartList | None = None

    @property
    def refused(self) -> int:
        return len({line for line, _, _ in self.faults})

    @property
    def to_review(self) -> int:
        return self.states[Verdict.UNCERTAIN] + self.states[Verdict.NOT_FOUND]


def import_list(sent: Sent, *, dry_run: bool = False, actor: Actor, via: str, at: datetime) -> Taken:
    """Read a list (CSV or XLSX), find the workplace of each row on the territory ``within``, and state what it says of
    those that are sure. The others wait in the review. A batch of rows is a transaction; where that was interrupted,
    the same list goes on from there. A row that says what its source said already adds nothing."""
    table = sheets.read(sent.content, RESTARTS.knows)
    account = Taken(dry_run=dry_run, rows=len(table.rows), ignored=RESTARTS.unknown(table.headings))
    listed = list(_read(table, sent, timezone.localdate(at), account))
    gazetteer = gazetteer_of(sent.within, timezone.localdate(at))
    parties = [_party(row, gazetteer) for row in listed]
    found = matching.match_all(register(sent.within), parties)
    account.states.update(str(one.verdict) for one in found)
    if dry_run:
        return account
    account.sheet = sheet = _sheet(sent, len(table.rows), actor, at)
    left = _left(sheet, listed, parties, found)
    for some in batches(left, BATCH):
        with transaction.atomic():
            _write(sheet, some, actor, via, at)
    states = {state: count for state, count in sorted(account.states.items()) if count}
    data = {"rows": account.rows, "refused": account.refused, "source": sent.source, **states}
    record("restarts.imported", subject=("restart_list", sheet.pk), data=data, actor=actor, via=via, at=at)
    return account


def _read(table: sheets.Table, sent: Sent, today: date, account: Taken) -> Iterator[Listed]:
    places = RESTARTS.places(table.headings)
    for row in table.rows:
        cells = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
        read = lists.read(row.line, cells, standing=sent.standing, day=sent.day or today, today=today)
        if isinstance(read, Listed):
            yield read
        else:
            account.faults += [(row.line, problem.field, problem.sentence) for problem in read]


def _party(row: Listed, gazetteer: Gazetteer) -> Party:
    return Party(row.line, row.name, row.code, row.address, _division(row, gazetteer))


def _division(row: Listed, gazetteer: Gazetteer) -> str:
    """ "" where neither the column nor the address tells one."""
    for text, how in (
        (row.division, gazetteer.by_code),
        (row.division, gazetteer.by_address),
        (row.address, gazetteer.by_address),
    ):
        try:
            if text:
                return how(text)
        except Problem:
            continue
    return ""


def register(within: str) -> Register:
    """The open workplaces of a territory, as rows are compared with them."""
    above = Territory.objects.filter(code__in=ancestry(within))
    below = Territory.objects.filter(starts_with("code", within), level__lte=Level.TOWNSHIP)
    regions = names.region_names([*above.values_list("name", flat=True), *below.values_list("name", flat=True)])
    columns = ("pk", "name", "credit_code", "address", "territory_id", "aliases")
    rows = Workplace.objects.filter(starts_with("township_code", within[:9]), closed_on=None).values_list(*columns)
    places = (Party(pk, name, code, address, place, tuple(known)) for pk, name, code, address, place, known in rows)
    return Register(places, regions)


def _sheet(sent: Sent, rows: int, actor: Actor, at: datetime) -> RestartList:
    return RestartList.objects.get_or_create(
        source=sent.source,
        source_name=sent.source_name,
        fingerprint=sha256(sent.content).hexdigest(),
        within=sent.within,
        defaults={"rows": rows, "received_at": at, "person_id": actor.person_id, "generated": sent.generated},
    )[0]


Judged = tuple[Listed, Party, Match]


def _left(
    sheet: RestartList, listed: Sequence[Listed], parties: Sequence[Party], found: Sequence[Match]
) -> list[Judged]:
    """What of the list has not been taken yet; a Problem where all of it has."""
    taken = set(sheet.entries.values_list("line", flat=True))
    left = [one for one in zip(listed, parties, found, strict=True) if one[0].line not in taken]
    if taken and not left:
        raise Problem("restart.list_taken", field="file", day=timezone.localdate(sheet.received_at))
    return left


def _write(sheet: RestartList, part: Sequence[Judged], actor: Actor, via: str, at: datetime) -> None:
    places = Workplace.objects.in_bulk([match.workplace for _, _, match in part if match.workplace])
    said = {pk: _last_words(pk, sheet, rows) for pk, rows in said_of(places).items()}
    drafts: dict[int, Draft] = {}
    for row, _, match in part:
        place = places.get(match.workplace or 0)
        if place and not _is_known(row, said.get(place.pk)):
            drafts[row.line] = _draft(row.standing, row.day, place, sheet)
            check(drafts[row.line], timezone.localdate(at))
    written = dict(zip(drafts, state_many(list(drafts.values()), actor=actor, via=via, at=at), strict=True))
    ListRow.objects.bulk_create([_row(sheet, *one, written.get(one[0].line)) for one in part], batch_size=200)


def _last_words(pk: int, sheet: RestartList, said: Iterable[standing.Said]) -> standing.Said | None:
    own = [one for one in standing.known(said) if (one.source, one.named) == (sheet.source, sheet.source_name)]
    return max(own, key=lambda one: one.key, default=None)


def _is_known(row: Listed, last: standing.Said | None) -> bool:
    return last is not None and last.standing == row.standing and (not row.dated or last.holds_from == row.day)


def _draft(standing: str, day: date, place: Workplace, sheet: RestartList) -> Draft:
    return Draft(place, standing, day, sheet.source, sheet.source_name, generated=sheet.generated)


def _row(sheet: RestartList, row: Listed, party: Party, match: Match, statement: Statement | None) -> ListRow:
    return ListRow(
        sheet=sheet,
        line=row.line,
        name=row.name,
        credit_code=row.typed_code,
        address=row.address,
        township_code=party.township,
        standing=row.standing,
        holds_from=row.day,
        state=str(match.verdict),
        candidates=[[one.key, one.fit] for one in match.candidates],
        workplace_id=match.workplace,
        statement=statement,
    )
