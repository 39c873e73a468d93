"""Which part takes which work. The one place that joins the floors which must not know each other."""

from __future__ import annotations

from qianshao.briefing.meetings import actions as meetings
from qianshao.casework import actions as casework
from qianshao.core.events import Handler
from qianshao.core.models import Event
from qianshao.resumption import actions as resumption
from qianshao.surveillance import actions as surveillance


def take_report(row: Event) -> None:
    """A report that needs a person goes on a case; a worker's word that work goes on stands in the ledger as well."""
    resumption.take_report(row)
    casework.take_report(row)


def take_roll(row: Event) -> None:
    """After the roll call, signals are looked for and the meeting prepares itself."""
    surveillance.take_roll(row)
    meetings.take_roll(row)


HANDLERS: dict[str, Handler] = {
    "dispute.settled": resumption.take_registry,
    "inspection.failed": casework.take_inspection,
    "report.needs_person": take_report,
    "restart.unapproved": casework.take_restart,
    "roll.closed": take_roll,
    "signal.confirmed": surveillance.take_confirmed,
    "territory.moved": resumption.take_registry,
    "workplace.closed": resumption.take_registry,
    "workplace.reopened": resumption.take_registry,
    "workplaces.changed": resumption.take_registry,
}
