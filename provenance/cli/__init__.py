"""The commands: parse, call, print, exit. Heavy imports stay inside the commands, so that `--help` is quick."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from provenance.cli import (
    catalogues,
    checking,
    evaluating,
    extracting,
    fields,
    fixing,
    interrupts,
    packing,
    plugins,
    rules,
    runs,
    schemas,
    suites,
)
from provenance.errors import ProvenanceError, UsageError
from provenance.printing import escaped, harmless, visible
from provenance.version import __version__

app = typer.Typer(
    name="provenance",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(checking.check)
app.command("extract")(extracting.extract)
app.command("fix")(fixing.fix)
app.command("rule")(rules.rule)
app.command("schema")(schemas.schema)
app.command("fields")(fields.fields)
app.command("init")(fields.init)
app.command("plugins")(plugins.plugins)
app.command("report")(runs.report)
app.command("explain")(runs.explain)
app.command("diff")(runs.diff)
app.command("merge")(runs.merge)
app.command("pack")(packing.pack)
app.command("evaluate")(evaluating.evaluate)
app.add_typer(suites.app, name="suite")
app.add_typer(catalogues.app, name="catalogue")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"provenance {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Data quality and provenance for corpora of news articles."""


@cache
def _command() -> Callable[..., Any]:
    """Return what Typer makes of all commands and their options, which costs more than most calls: it is made once."""
    return typer.main.get_command(app)


def main() -> None:
    """Run the command line; wrong calls and internal errors exit with 2, Ctrl-C with 130, in one line."""
    _open_streams()
    with interrupts.answered():
        _main()


def _open_streams() -> None:
    """Send what would go to a stream that was closed (`2>&-`) to nowhere: Python has none then."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end


def _main() -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # reports are UTF-8 wherever they go
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _command()(args=sys.argv[1:] or ["--help"], standalone_mode=False)
        _flush()
        sys.exit(code)
    except (SystemExit, KeyboardInterrupt):
        raise
    except ProvenanceError as error:
        _refuse(f"error: {error}")
    except BrokenPipeError:  # the reader of our output has gone
        _drop_output()
        sys.exit(2)
    except BaseException as error:  # noqa: BLE001 - the last line of defence; a panic of Polars is no Exception
        if format_message := getattr(error, "format_message", None):  # Typer's own: unknown options, missing arguments
            _refuse(f"error: {format_message()} (see `provenance --help`)")
        if {"-v", "--verbose"} & set(sys.argv):
            typer.echo(harmless(escaped(traceback.format_exc())), err=True)
        if isinstance(error, OSError) or "(os error " in str(error):  # as Polars tells of it
            _refuse(f"error: {_of_system(error)}")
        _refuse(f"internal error: {type(error).__name__}: {error} (use -v to see where)")


def _flush() -> None:
    """Write what standard output still holds. Raises UsageError if that cannot be done."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_output()
        message = f"standard output: cannot write it: {error.strerror or error}"
        raise UsageError(message) from error


def _drop_output() -> None:
    """Send what standard output still holds to nowhere: it would only fail once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _of_system(error: BaseException) -> str:
    """Say what the system has refused, and which file it was, as far as that is known."""
    from provenance.storage.atomic import reason

    path = getattr(error, "filename", None)
    try:
        _flush()
    except UsageError as unprinted:  # so it was this
        return str(unprinted)
    except BrokenPipeError:
        _drop_output()
    where = path if isinstance(path, str) else "a temporary file (in the folder that TMPDIR names)"
    return f"{where}: {reason(error)}"


def _refuse(message: str) -> NoReturn:
    typer.echo(harmless(visible(" ".join(message.split()))), err=True)
    sys.exit(2)
