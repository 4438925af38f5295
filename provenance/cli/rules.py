"""`rule`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from provenance.cli import options as o
from provenance.errors import UsageError

_TEST = "Run the examples of your own rules, a file or a folder; fails if one gives another finding than it says."
_CONFIG = "The rules of your own that this configuration names are shown as well; they are run."
_WIDEST = 100
"""Columns of a page on a terminal: longer lines are hard to read."""


def rule(
    code: Annotated[Optional[str], typer.Argument(help="Code, prefix, name or family.", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="List every rule.")] = False,
    test: Annotated[o.SomePath, typer.Option("--test", help=_TEST, metavar="FILE")] = None,
    config: Annotated[o.SomePath, typer.Option("--config", help=_CONFIG, metavar="FILE")] = None,
    output_format: Annotated[str, typer.Option("--output-format", "-f", help="text or json.")] = "text",
) -> None:
    """Show a rule's page: what, why, how often it is right, bad, good, how to fix."""
    from provenance.policy.configuration import Policy, load
    from provenance.rules import explain
    from provenance.rules.registry import by_code, registry

    o.refuse_form(output_format)
    if config:
        load(config)
    if test:
        _test(test)
    elif code is None and not every:
        message = "name a rule, or use --all to list them"
        raise UsageError(message)
    else:
        rules = registry() if code is None else [by_code()[found] for found in Policy.codes([code])]
        if output_format == "json":
            typer.echo(json.dumps([explain.as_json(each) for each in rules], indent=1, ensure_ascii=False))
        elif every:
            typer.echo("\n".join(map(explain.line, rules)))
        else:
            _show("\n".join(map(explain.page, rules)))


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


def _test(path: Path) -> None:
    """Hold the rules of a file to their own examples; exit with 1 if one fails."""
    from provenance.evaluation.examples import failures
    from provenance.plugins import RULES, of_files
    from provenance.policy.configuration import Policy
    from provenance.printing import many

    if not path.exists():
        message = f"{path}: there is no such file or folder"
        raise UsageError(message)
    own = [plugin.value for plugin in of_files(RULES, path)]
    policy = Policy(rules_from=[path], preview=True)
    wrong = [sentence for rule in own for sentence in failures(rule, policy)]
    o.echo("\n".join(wrong) if wrong else f"{many(len(own), 'rule')}, and every example gives what it says")
    raise typer.Exit(1 if wrong else 0)
