"""`qianshao upward`: cards are handed over once, then figures pass by themselves."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import click

from qianshao.briefing.exchange.upward import actions, cards, queries
from qianshao.briefing.models import Lower, Upper
from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.registry.models import Body, BodyKind
from qianshao.registry.scope import EVERYTHING

SHELL = system("shell")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def upward() -> None:
    """Figures for the installation above, and from those below. Both hand over a card first."""


def _federation(code: str) -> Body:
    territory = {"territory": code} if code else {"territory": None, "level": 0}
    found = Body.objects.filter(kind=BodyKind.FEDERATION, closed_on=None, **territory).first()
    if found is None:
        raise Problem("body.unknown", field="body", value=code)
    return found


body_option = click.option("--body", required=True, help="Code of the division whose federation it is, such as 500113.")


@upward.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@body_option
@as_json
def card(file: Path, body: str, as_json: bool) -> None:
    """Write this installation's card to FILE: name, territory, public key. It holds no secret."""
    federation = _federation(body)
    made, text = cards.own(federation.name, federation.territory_id or "")
    file.write_text(text, encoding="utf-8")
    if as_json:
        print_json({"file": str(file), "name": made.name, "territory": made.territory, "mark": made.mark})
    else:
        click.echo(f"{file}: {made.name}. Fingerprint, to be read to the other side: {made.fingerprint}")


@upward.command()
@click.argument("file", type=FILE)
@click.option("--url", required=True, help="Where the installation above is served: https://…")
@body_option
def join(file: Path, url: str, body: str) -> None:
    """Pass the figures of a body's territory to the installation whose card FILE is."""
    above = cards.read(file.read_bytes())
    actions.join(above, url, body=_federation(body), actor=SHELL, via=Via.SHELL, at=clock.now())
    click.echo(f"Figures go to {above.name} from now on. Its fingerprint: {above.fingerprint}")


@upward.command()
@click.argument("file", type=FILE)
@click.option(
    "--due",
    type=click.DateTime(["%H:%M"]),
    default="10:00",
    show_default=True,
    help="When the figures of a day have to be here.",
)
def admit(file: Path, due: datetime) -> None:
    """Take figures from the installation below whose card FILE is."""
    below = cards.read(file.read_bytes())
    hour = time(due.hour, due.minute)
    lower = actions.admit(below, due=hour, actor=SHELL, via=Via.SHELL, at=clock.now())
    click.echo(f"{lower.name} ({lower.territory_id}) may pass its figures on. Its fingerprint: {below.fingerprint}")


@upward.command()
@click.argument("which", type=click.Choice(["above", "below"]))
@click.argument("territory")
def end(which: str, territory: str) -> None:
    """Pass nothing on any more (above), or take nothing any more (below), for the division with this code."""
    live: list[Upper | Lower] = (
        list(Upper.objects.filter(ended_at=None, body__territory=territory))
        if which == "above"
        else list(Lower.objects.filter(ended_at=None, territory=territory))
    )
    if not live:
        raise Problem("not_found")
    for link in live:
        actions.end(link, actor=SHELL, via=Via.SHELL, at=clock.now())
    click.echo("Ended. What has passed stays.")


@upward.command()
@as_json
def send(as_json: bool) -> None:
    """Pass on what is due now. The process `qianshao exchange` does so by itself."""
    sent = actions.pass_on(today=clock.today(), at=clock.now(), at_once=True)
    waiting = [one.as_dict() for one in queries.above(EVERYTHING)]
    if as_json:
        print_json({"sent": sent, "above": waiting})
        return
    click.echo(f"{sent} documents went.")
    for one in waiting:
        click.echo(f"{one['name']}: {one['passed']} passed, {one['waiting']} wait {one['failure']}".rstrip())


@upward.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Today if left out.")
@as_json
def status(day: datetime | None, as_json: bool) -> None:
    """Who below is late, and what waits to go up."""
    wanted = day.date() if day else clock.today()
    below = [one.as_dict() for one in queries.below(EVERYTHING, day=wanted, at=clock.now())]
    above = [one.as_dict() for one in queries.above(EVERYTHING)]
    if as_json:
        print_json({"day": wanted, "below": below, "above": above})
        return
    for one in below:
        late = f"{one['days_late']} days late" if one["days_late"] else "in time"
        click.echo(f"{one['territory']:<12} {one['name']:<24} {late:<14} newest day {one['newest_day'] or '-'}")
    for one in above:
        click.echo(f"to {one['name']}: {one['passed']} passed, {one['waiting']} wait {one['failure']}".rstrip())


commands: list[click.Command] = [upward]
