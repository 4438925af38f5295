"""The commands: parse, call, print, exit. Heavy imports stay inside the commands, so that `--help` is quick."""

from __future__ import annotations

import os
import sys
import traceback

import typer

from provenance.cli import checking, evaluating, fixing, rules, runs, suites
from provenance.errors import ProvenanceError

app = typer.Typer(
    name="provenance",
    help="Data quality and provenance for corpora of news articles.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(checking.check)
app.command("extract")(checking.extract)
app.command("fix")(fixing.fix)
app.command("rule")(rules.rule)
app.command("report")(runs.report)
app.command("diff")(runs.diff)
app.command("evaluate")(evaluating.evaluate)
app.add_typer(suites.app, name="suite")


def main() -> None:
    """Run the command line; wrong calls and internal errors exit with 2, in one line."""
    try:
        app()
    except ProvenanceError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except Exception as error:  # noqa: BLE001 - the last line of defence
        if {"-v", "--verbose"} & set(sys.argv):
            traceback.print_exc()
        typer.echo(f"internal error: {type(error).__name__}: {error} (use -v to see where)", err=True)
        sys.exit(2)
