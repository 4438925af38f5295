"""`rule`."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Optional

import typer

from provenance.errors import UsageError

_WIDEST = 100
"""Columns of a page on a terminal: longer lines are hard to read."""


def rule(
    code: Annotated[Optional[str], typer.Argument(help="Code, prefix, name or family.", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="List every rule.")] = False,
) -> None:
    """Show a rule's page: what, why, bad, good, how to fix."""
    from provenance.policy.configuration import Policy
    from provenance.rules import explain
    from provenance.rules.registry import by_code, registry

    if every:
        typer.echo("\n".join(explain.line(each) for each in registry()))
    elif code is None:
        message = "name a rule, or use --all to list them"
        raise UsageError(message)
    else:
        _show("\n".join(explain.page(by_code()[found]) for found in Policy.codes([code])))


def _show(page: str) -> None:
    """Print Markdown: rendered on a terminal, as it is in a pipe, for whoever reads it there."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        typer.echo(page, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    from provenance.printing import escaped

    console = Console()
    console.print(Markdown(escaped(page)), width=min(console.width, _WIDEST))
