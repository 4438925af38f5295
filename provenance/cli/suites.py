"""`suite`: what is done with suites of expectations."""

from __future__ import annotations

import typer

app = typer.Typer(help="Run or write suites of expectations (Great Expectations).", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Name the built-in suites."""
    from provenance.suites import loader

    for suite in loader.find(["ALL"]):
        typer.echo(f"{suite.name:<14} {len(suite.data['expectations']):>3} expectations  {suite.data.get('notes', '')}")
