"""`plugins`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from provenance.cli import options as o

_CONFIG = "The rules of your own that this configuration names are listed as well; they are run."
COLUMNS = ("kind", "name", "package", "version", "path")


def plugins(
    every: Annotated[bool, typer.Option("--all", help="Our own as well.")] = False,
    config: Annotated[o.SomePath, typer.Option("--config", help=_CONFIG, metavar="FILE")] = None,
    output_format: Annotated[str, typer.Option("--output-format", "-f", help="text or json.")] = "text",
) -> None:
    """List what other packages have added: rules, formats, facts, reports and so on, and where each comes from."""
    from provenance.plugins import KINDS, RULES, foreign, of_files, own
    from provenance.policy.configuration import load

    o.refuse_form(output_format)
    found = [plugin for kind in KINDS for plugin in (own(kind) if every else ()) + foreign(kind)]
    for path in load(config).rules_from if config else ():
        found += of_files(RULES, path)
    rows = [{name: getattr(plugin, name) for name in COLUMNS} for plugin in found]
    if output_format == "json":
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    elif rows:
        widths = {name: max(len(row[name]) for row in rows) for name in COLUMNS}
        o.echo("\n".join("  ".join(row[name].ljust(widths[name]) for name in COLUMNS).rstrip() for row in rows))
    else:
        o.echo("nothing is added from outside; --all lists what is ours")
