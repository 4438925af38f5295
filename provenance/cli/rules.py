"""`rule`."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from provenance.errors import UsageError


def rule(
    code: Annotated[Optional[str], typer.Argument(help="Code, prefix, name or family.", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="List every rule.")] = False,
) -> None:
    """Show a rule's page: what, why, bad, good, how to fix."""
    from provenance import explain
    from provenance.policy import Policy
    from provenance.rules import by_code, registry

    if every:
        typer.echo("\n".join(explain.line(each) for each in registry()))
    elif code is None:
        message = "name a rule, or use --all to list them"
        raise UsageError(message)
    else:
        typer.echo("\n".join(explain.page(by_code()[found]) for found in Policy.codes([code])), nl=False)
