from __future__ import annotations

import tempfile
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from qianshao.accounts.provider import wire
from qianshao.config.selfcheck import leaks as checking
from qianshao.config.selfcheck.leaks import CheckFailed
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.demo import commands as demo
from qianshao.demo import district, logins

WORKPLACES = 100


def command(prepare: click.Command) -> click.Group:
    """``prepare`` makes the database ready."""

    @click.group()
    def selfcheck() -> None:
        """What an installation can prove about itself."""

    @selfcheck.command()
    @as_json
    def leaks(as_json: bool) -> None:
        """Report with planted marks on a server of its own, and search all that was written for them.

        Takes about a minute, on a temporary folder; your own data are not touched. Ends with 1 when something was
        found, and with 2 when the check could not be carried out.
        """
        with tempfile.TemporaryDirectory(prefix="qianshao-leaks-") as folder:
            try:
                checking.make_ready(Path(folder))
                outcome = checking.check(Path(folder))
            except CheckFailed as failed:
                click.echo(f"Nothing is proved: {failed}", err=True)
                raise SystemExit(2) from None
        if as_json:
            print_json(outcome.as_dict())
        else:
            for leak in outcome.leaks:
                click.echo(f"Found: {leak}")
            click.echo(
                f"{outcome.proved} marks, {outcome.trials} trials of the search, {outcome.files} files: "
                + (f"{len(outcome.leaks)} found." if outcome.leaks else "none was found.")
            )
        if outcome.leaks:
            raise SystemExit(1)

    @selfcheck.command()
    @as_json
    def provider(as_json: bool) -> None:
        """Ask the OpenID provider that is set whether it answers, by the right name, over TLS, and with keys.

        Ends with 1 when it does not, and with 2 when none is set.
        """
        if settings.PROVIDER is None:
            click.echo("No provider is set: QIANSHAO_OIDC_ISSUER is empty.", err=True)
            raise SystemExit(2)
        try:
            wire.check(settings.PROVIDER)
        except Problem as problem:
            found, said = problem.code, problem.sentence
        else:
            found, said = "", "It answers, by this name, and shows its keys."
        if as_json:
            print_json({"issuer": settings.PROVIDER.issuer, "answers": not found, "problem": found or None})
        else:
            click.echo(f"{settings.PROVIDER.issuer}: {said}")
        if found:
            raise SystemExit(1)

    @selfcheck.command("prepare", hidden=True)
    @click.pass_context
    def prepare_it(context: click.Context) -> None:
        """A small district with accounts, for the check."""
        context.invoke(prepare)
        day = timezone.localdate()
        district.enter_bodies(demo.DISTRICT, day)
        district.import_sheet(district.sheet(demo.DISTRICT, day, WORKPLACES), demo.DISTRICT, day)
        district.enter_people(demo.DISTRICT, day)
        print_json({"password": logins.password()})

    return selfcheck
