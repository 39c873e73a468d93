from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.shell import as_json, print_json, progress
from qianshao.registry.actions.workplacelists import Imported, import_workplaces

SHOWN = 30


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--territory", default="", help="Rows outside this division are refused; addresses are looked for in it.")
@click.option("--source", default="", help="Where the list comes from; the name of the file if left out.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--errors", type=click.Path(path_type=Path), help="Where to put the refused rows, to be mended.")
@as_json
def import_file(file: Path, territory: str, source: str, dry_run: bool, errors: Path | None, as_json: bool) -> None:
    """Enter workplaces from FILE: CSV or XLSX, with Chinese or English headings."""
    account = import_workplaces(
        file.read_bytes(),
        source=source or file.name,
        within=territory,
        reason_heading=_("reason"),
        dry_run=dry_run,
        actor=system("shell"),
        via=Via.SHELL,
        at=clock.now(),
        watch=lambda batches: progress(batches, label=file.name, total=len(batches)),
    )
    if account.corrected and (errors or not dry_run):
        errors = errors or file.with_suffix(".refused.csv")
        errors.write_bytes(account.corrected)
    if as_json:
        print_json(as_dict(account) | {"errors": str(errors) if errors and account.corrected else None})
    else:
        _tell(account, errors)


def as_dict(account: Imported) -> dict[str, object]:
    return {
        "dry_run": account.dry_run,
        "rows": account.rows,
        "created": account.created,
        "updated": account.updated,
        "unchanged": account.unchanged,
        "refused": account.refused,
        "disputes": account.disputes,
        "ignored_columns": list(account.ignored),
        "faults": [
            {"line": one.line, "column": one.column, "value": one.value, "reason": one.reason} for one in account.faults
        ],
    }


def _tell(account: Imported, errors: Path | None) -> None:
    click.echo(
        _("{rows} rows: {created} new, {updated} changed, {unchanged} unchanged, {refused} refused.").format(
            rows=account.rows,
            created=account.created,
            updated=account.updated,
            unchanged=account.unchanged,
            refused=account.refused,
        )
    )
    if account.disputes:
        click.echo(_("{count} times another source says otherwise: see the disputes.").format(count=account.disputes))
    if account.ignored:
        click.echo(_("These columns mean nothing here: {headings}.").format(headings=", ".join(account.ignored)))
    for fault in account.faults[:SHOWN]:
        click.echo(f"  {fault.line}  {fault.column}  {fault.value[:40]}  {fault.reason}")
    if len(account.faults) > SHOWN:
        click.echo("  …")
    if errors and account.corrected:
        click.echo(_("The refused rows are in {file}. Mend them there and import that file.").format(file=errors))
    if account.dry_run:
        click.echo(_("Nothing was changed: this was a dry run."))


commands: list[click.Command] = [import_file]
