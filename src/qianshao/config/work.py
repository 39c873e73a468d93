"""Which part takes which work. The one place that joins the floors which must not know each other."""

from __future__ import annotations

from qianshao.casework import actions as casework
from qianshao.core.events import Handler

HANDLERS: dict[str, Handler] = {
    "inspection.failed": casework.take_inspection,
    "report.needs_person": casework.take_report,
}
