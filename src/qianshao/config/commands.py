"""Setting up, serving, working: the commands that need to know every part."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import click
from django.core.management import call_command, execute_from_command_line
from django.db import connections
from django.utils.translation import gettext as _

from qianshao.briefing.rolls import actions as rolls
from qianshao.casework import actions as casework
from qianshao.config import backup
from qianshao.config.selfcheck import commands as selfcheck
from qianshao.config.work import HANDLERS
from qianshao.core import clock, events
from qianshao.core.actor import Via, system
from qianshao.core.rounds import in_rounds
from qianshao.demo import account as demo_account
from qianshao.demo import actions as demo_actions
from qianshao.demo import commands as demo_commands
from qianshao.demo import district as demo_district
from qianshao.demo import logins as demo_logins
from qianshao.intake import actions as intake
from qianshao.registry.commands import load_shipped_divisions
from qianshao.resumption import actions as resumption
from qianshao.surveillance import actions as surveillance

PATIENCE = 15  # seconds, for a child to stop by itself


@click.command()
def init() -> None:
    """Create or update the database and load the divisions. Safe to repeat."""
    prepare()
    click.echo("Ready.")


@click.command(hidden=True)
def init_quietly() -> None:
    prepare()


def prepare() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    load_shipped_divisions()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@click.option("--workers", default=1, show_default=True, help="Web processes; more than one wants PostgreSQL.")
@click.option("--no-worker", is_flag=True, help="Web only; run `qianshao work`, `deliver`, `exchange` elsewhere.")
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Serve the site; beside it workers for cases and deadlines, for notices, and for other servers."""
    serve_until_stopped(host, port, workers, with_worker=not no_worker)


def serve_until_stopped(host: str, port: int, workers: int, *, with_worker: bool) -> None:
    """Web server and workers as children that end with this process, however it is asked to end."""
    web = [sys.executable, "-m", "granian", "--interface", "asginl", "--host", host, "--port", str(port)]
    # Streams of events would keep a stopping server for minutes; whatever else is under way is done long before.
    web += ["--workers-kill-timeout", "3"]
    web += ["--workers", str(workers), "--no-access-log", "--log-level", "warning", "qianshao.config.asgi:application"]
    beside = ("work", "deliver", "exchange") if with_worker else ()
    commands = [web, *([sys.executable, "-m", "qianshao.config.cli", one] for one in beside)]
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: sys.exit(0))
    children = [subprocess.Popen(command, start_new_session=True) for command in commands]  # noqa: S603
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)  # asked twice, it still takes its children with it
        for child in children:
            child.terminate()
        for child in children:
            stop(child)
    raise click.ClickException("The server or its worker has stopped by itself. What was confirmed is on disk.")


def stop(child: subprocess.Popen[bytes]) -> None:
    """What was confirmed is on disk, so that one who hangs can be ended."""
    try:
        child.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@click.command()
@click.option("--once", is_flag=True, help="Do what there is to do and stop.")
@click.option("--pause", default=1.0, show_default=True, help="Seconds between looks when there is nothing to do.")
def work(once: bool, pause: float) -> None:
    """Open cases from reports, move overdue ones up, seal the audit trail. Any number may run at once."""
    in_rounds(work_round, once=once, pause=pause)


def work_round() -> None:
    """Everything that is due now."""
    now = clock.now()
    rolls.sweep(now)
    while events.work_one(HANDLERS):
        pass
    intake.let_through_by_itself(at=now, via=Via.SHELL)
    casework.sweep(now)
    casework.warn_of_deadlines(now)
    casework.ask_about_what_is_due(now)
    casework.sweep_unanswered(now)
    casework.sweep_referrals(now)
    casework.sweep_needs(now)
    casework.sweep_watch(now)
    resumption.sweep_initiatives(now)
    resumption.sweep_visits(now)
    resumption.forget_seats(actor=system("resumption"), via=Via.WORKER, at=now)
    surveillance.ask_at_the_hour(now)
    surveillance.look_when_due(now)
    while events.seal():
        pass


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.pass_context
def manage(context: click.Context) -> None:
    """Django's own commands, for engineers: qianshao manage check, shell, migrate, …"""
    execute_from_command_line(["qianshao manage", *context.args])


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, envvar="PORT", show_default=True)
def start(host: str, port: int) -> None:
    """Make what is missing, tell what there is, and serve it: the demo district if the database is empty."""
    prepare()
    if demo_actions.is_empty():
        click.echo(_("Making the demo district; this takes about a minute, once."))
        demo_commands.make(HANDLERS)
    if demo_actions.is_there():
        click.echo("\n" + demo_account.tell(demo_commands.read_existing()) + "\n")
        click.echo(demo_logins.tell(demo_district.accounts_to_show(), f"http://{host}:{port}"))
    click.echo(_("Serving on http://{host}:{port} – stop with Ctrl-C.").format(host=host, port=port))
    connections.close_all()
    serve_until_stopped(host, port, 1, with_worker=True)


commands: list[click.Command] = [
    init,
    start,
    serve,
    work,
    *backup.commands,
    selfcheck.command(init_quietly),
    demo_commands.command(HANDLERS, init_quietly),
    manage,
]
