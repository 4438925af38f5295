"""`schema`."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from provenance.errors import UsageError


def schema(
    name: Annotated[
        Optional[str], typer.Argument(help="configuration, decisions, json, json-lines, run.", show_default=False)
    ] = None,
) -> None:
    """Print the JSON Schema of a file that this program reads or writes."""
    from provenance import schemas

    if name is None:
        message = f"name a schema: {', '.join(schemas.SCHEMAS)}"
        raise UsageError(message)
    typer.echo(schemas.text(name), nl=False)
