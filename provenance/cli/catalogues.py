"""`catalogue`: what the program knows of the world, and what was added to it."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli import options as o
from provenance.errors import UsageError, hint

app = typer.Typer(help="Show the catalogues: words, agencies and forms that the program knows.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Name the catalogues; a plus marks those to which your own lines may be added."""
    from provenance import catalogues

    for name in catalogues.names():
        mark = "+" if name in catalogues.FORMS else " "
        o.echo(f"{mark} {name:<20} {catalogues.load(name).height:>4} lines  {_first_sentence(name)}")


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="Name of the catalogue.", metavar="NAME")],
    config: o.Config = None,
    isolated: o.Isolated = False,
) -> None:
    """Print a catalogue as CSV: where it comes from, its lines, then your own with all that they leave out."""
    from provenance import catalogues

    if name not in (known := catalogues.names()):
        message = f"there is no catalogue {name!r}{hint(name, known)}; `provenance catalogue list` names them"
        raise UsageError(message)
    given = o.policy(config, isolated=isolated).catalogues
    own = catalogues.take({name: given[name]} if name in given else {}).get(name)
    for part in catalogues.built_in(name):
        o.echo(f"# {part.path}\n{part.data.decode().rstrip()}")
    if own:
        added = catalogues.load(name, own).slice(catalogues.load(name).height)
        o.echo(f"# {own.path}\n{added.write_csv(include_header=False).rstrip()}")


def _first_sentence(name: str) -> str:
    """Return the first sentence of the comment that opens a catalogue, nothing if there is none."""
    from provenance import catalogues

    lines = catalogues.built_in(name)[0].data.decode().splitlines()
    comment = " ".join(line.removeprefix("#").strip() for line in lines[:3] if line.startswith("#"))
    return f"{comment.split('. ')[0].rstrip('.')}." if comment else ""
