"""The console command ``qianshao``: the commands of all apps under one name."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click
import django
from django.utils import translation

PARTS = (
    "registry",
    "intake",
    "resumption",
    "casework",
    "surveillance",
    "scenarios",
    "assessment",
    "briefing",
    "notices",
    "accounts",
    "core",
)


class Commands(click.Group):
    """Loads the program when a command is asked for, and says problems as sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        _load()
        return sorted(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        _load()
        return self.commands.get(cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        _load()
        # For this command only: the next one in the same process may ask for another language.
        with translation.override(_language()):
            return self._invoke(ctx)

    def _invoke(self, ctx: click.Context) -> object:
        from django.db import OperationalError, ProgrammingError

        from qianshao.core.problems import Problem, Problems
        from qianshao.core.setup import is_set_up
        from qianshao.policy.faults import PolicyError

        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError):
            if is_set_up():
                raise
            raise click.ClickException(Problem("database.not_set_up").sentence) from None
        except Problem as problem:
            raise click.ClickException(problem.sentence) from None
        except Problems as problems:
            lines = [f"{problem.field}: {problem.sentence}" for problem in problems.problems]
            raise click.ClickException("\n".join(lines)) from None
        except PolicyError as fault:
            raise click.ClickException("\n".join(map(str, (fault, *fault.others)))) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="qianshao")
def main() -> None:
    """Qianshao 前哨: one more layer of protection at work.

    Start with `qianshao start` (a demo district with generated data), or `qianshao init` for an empty
    installation. Commands that report something take --json. Set QIANSHAO_DATA to keep the database and
    files elsewhere than in var/, and QIANSHAO_LANG to zh-hans or en.
    """


def _load() -> None:
    """Django, then the commands of each part; once."""
    if main.commands:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")
    django.setup()
    for module in [f"qianshao.{part}.commands" for part in PARTS] + ["qianshao.config.commands"]:
        for command in import_module(module).commands:
            main.add_command(command)


def _language() -> str:
    wanted = os.environ.get("QIANSHAO_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh-hans" if wanted.lower().startswith("zh") else "en"


if __name__ == "__main__":
    sys.exit(main())
