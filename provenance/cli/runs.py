"""`report` and `diff`: what is done with stored runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options as o


def report(
    run: Annotated[Path, typer.Argument(help="Folder of a stored run.", metavar="RUN")],
    output_format: o.Format = "full",
    output_file: o.OutputFile = None,
    output: o.Outputs = None,
    report: o.Report = None,
    max_findings: o.MaxFindings = None,
    whole_texts: o.WholeTexts = False,
    quiet: o.Quiet = False,
) -> None:
    """Render a stored run again, in any format."""
    from provenance import reports, store

    asked = reports.outputs(output_format, output_file, output or [], quiet=quiet)
    if report:
        reports.refuse_report(report)
    loaded = store.load(run)
    if report:
        reports.write_html(loaded, report, whole_texts=whole_texts)
    reports.write(loaded, asked, max_findings)


def diff(
    before: Annotated[Path, typer.Argument(help="Folder of the earlier run.", metavar="RUN_A")],
    after: Annotated[Path, typer.Argument(help="Folder of the later run.", metavar="RUN_B")],
    output_format: Annotated[str, typer.Option("--output-format", "-f", help="full or json.")] = "full",
) -> None:
    """Compare two stored runs: findings new, fixed and persisting; articles vanished and shrunken."""
    from provenance import diff as differing
    from provenance import store

    compared = differing.compare(store.load(before), store.load(after))
    typer.echo("\n".join(differing.render(compared, output_format)))
