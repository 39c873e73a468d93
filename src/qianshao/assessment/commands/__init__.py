"""Interviews and appraisals on the command line."""

import click

from qianshao.assessment.commands import coding, exchange, questions
from qianshao.assessment.commands.appraise import appraise
from qianshao.assessment.commands.interviews import interview

for command in (*coding.commands, *exchange.commands, *questions.commands):
    interview.add_command(command)

commands: list[click.Command] = [interview, appraise]

__all__ = ["commands"]
