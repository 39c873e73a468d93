"""Many daily reports in one sending: NDJSON or CSV, line by line, with a verdict for each line.

A line stands for itself: what is wrong with one stops none of the others, and the same file sent twice changes nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

from qianshao.core.actor import Actor
from qianshao.core.commas import keep_to_the_limit
from qianshao.core.problems import Problem, Problems
from qianshao.intake import actions, parsing, queries
from qianshao.intake.parsing import DailyDraft
from qianshao.intake.rules import receipts
from qianshao.policy import loading, reporting
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope

SEPARATOR = ";"
"""Between several dangers in one cell of a CSV."""

Line = tuple[int, Callable[[], dict[str, Any]]]
"""Its number, and how to read it: a Problem when it cannot be."""


@dataclass(frozen=True, slots=True)
class Sender:
    """For whom a bulk is filed. ``source_of`` says in whose name, or raises a Problem; ``keys`` stands before keys."""

    scope: Scope
    source_of: Callable[[str | None], str]
    keys: str
    person_id: int | None
    channel: str
    actor: Actor
    via: str
    partial: bool = False
    """Figures of somebody else's list: what it leaves out was not asked, and nothing is concluded from it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a line: 201 when it was written, 200 when it was there before, else why it was not taken."""

    line: int
    status: int
    receipt: str = ""
    problems: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        said: dict[str, Any] = {"line": self.line, "status": self.status}
        if self.receipt:
            said["receipt"] = self.receipt
        return said | ({"problems": [one.as_dict() for one in self.problems]} if self.problems else {})


# --- lines ------------------------------------------------------------------------------------------------


def ndjson(file: BinaryIO) -> Iterator[Line]:
    """One JSON object on each line; empty lines are left out."""
    for number, line in enumerate(iter(lambda: _line(file), b""), start=1):
        if line.strip():
            yield number, partial(parsing.json_object, line.rstrip(b"\r\n"))


def _line(file: BinaryIO) -> bytes:
    """No more of it is kept than tells that it is too long."""
    line = file.readline(parsing.LARGEST_BODY + 2)
    rest = line
    while rest and not rest.endswith(b"\n"):
        rest = file.readline(parsing.LARGEST_BODY)
    return line


def rows(file: BinaryIO) -> Iterator[Line]:
    """CSV in UTF-8 whose headings are the names of the fields of the API."""
    keep_to_the_limit()
    reader = csv.reader(line.decode("utf-8-sig", "surrogateescape") for line in iter(lambda: _line(file), b""))
    try:
        headings = [heading.strip() for heading in next(reader, [])]
    except csv.Error:
        raise Problem("import.broken", line=1) from None
    if twice := next((name for name in headings if headings.count(name) > 1), ""):
        raise Problem("field.twice", field=twice, label=twice)
    try:
        for cells in reader:
            if any(cells):
                yield reader.line_num, partial(_row, headings, cells)
    except csv.Error:  # what follows cannot be told apart any more; what came before stands
        yield reader.line_num, partial(_broken, reader.line_num)


def _broken(line: int) -> dict[str, Any]:
    raise Problem("import.broken", line=line)


def _row(headings: list[str], cells: list[str]) -> dict[str, Any]:
    try:
        ",".join(cells).encode()
    except UnicodeEncodeError as error:  # bytes that are no UTF-8 were carried along up to here
        raise Problem("text.encoding", position=error.start) from None
    if len(cells) > len(headings):
        raise Problem("row.cells", value=cells[len(headings)])
    given: dict[str, Any] = {name: cell.strip() for name, cell in zip(headings, cells, strict=False) if cell.strip()}
    if "named" in given:
        given["named"] = [one.strip() for one in given["named"].split(SEPARATOR)]
    return given


# --- filing -----------------------------------------------------------------------------------------------


def file(lines: Iterable[Line], sender: Sender, *, today: date, at: datetime) -> Iterator[Verdict]:
    """Files what holds, some hundred lines in a transaction, and says what became of each, in their order."""
    waiting = iter(lines)
    while batch := list(islice(waiting, actions.LARGEST_BATCH)):
        yield from _file(batch, sender, today, at)


def check(lines: Iterable[Line], sender: Sender, *, today: date, at: datetime) -> Iterator[Verdict]:
    """What :func:`file` would say, as far as it can be known without writing: 201 for what can be filed."""
    waiting = iter(lines)
    while batch := list(islice(waiting, actions.LARGEST_BATCH)):
        _, verdicts = _read(batch, sender, today)
        yield from (verdicts[number] if number in verdicts else Verdict(number, 201) for number, _ in batch)


def _file(batch: list[Line], sender: Sender, today: date, at: datetime) -> list[Verdict]:
    submissions, verdicts = _read(batch, sender, today)
    outcomes = actions.file_daily_reports(list(submissions.values()), actor=sender.actor, via=sender.via, at=at)
    for number, outcome in zip(submissions, outcomes, strict=True):
        verdicts[number] = _refused(number, outcome) if isinstance(outcome, Problem) else _filed(number, outcome)
    return [verdicts[number] for number, _ in batch]


def _read(batch: list[Line], sender: Sender, today: date) -> tuple[dict[int, actions.Submission], dict[int, Verdict]]:
    """By the numbers of the lines: what can be filed, and why the others cannot."""
    drafts: dict[int, DailyDraft] = {}
    verdicts: dict[int, Verdict] = {}
    for number, reading in batch:
        try:
            drafts[number] = _draft(reading(), today, sender.partial)
        except (Problem, Problems) as trouble:
            verdicts[number] = _refused(number, trouble)
    places = queries.workplaces_to_report_of(sender.scope, [draft.workplace for draft in drafts.values()])
    submissions: dict[int, actions.Submission] = {}
    for number, draft in drafts.items():
        try:
            submissions[number] = _submission(draft, places, sender)
        except Problem as problem:
            verdicts[number] = _refused(number, problem)
    return submissions, verdicts


def _draft(given: dict[str, Any], today: date, partial: bool) -> DailyDraft:
    categories = frozenset(loading.in_force().categories)
    return parsing.daily_draft(
        given, header_key="", today=today, policy=reporting.in_force(), categories=categories, partial=partial
    )


def _submission(draft: DailyDraft, places: dict[int | str, Workplace], sender: Sender) -> actions.Submission:
    place = places.get(draft.workplace) or queries.workplace_to_report(sender.scope, draft.workplace)
    return actions.Submission(
        workplace=place,
        day=draft.day,
        source=sender.source_of(draft.source),
        numbers=draft.numbers,
        channel=sender.channel,
        key=f"{sender.keys}:{draft.key}" if draft.key else None,
        person_id=sender.person_id,
    )


def _filed(number: int, filed: actions.Filed) -> Verdict:
    receipt = receipts.of_daily_report(filed.report.day, filed.report.pk)
    return Verdict(number, 200 if filed.repeated else 201, receipt)


def _refused(number: int, trouble: Problem | Problems) -> Verdict:
    problems = (trouble,) if isinstance(trouble, Problem) else tuple(trouble.problems)
    return Verdict(number, max(problem.status for problem in problems), "", problems)
