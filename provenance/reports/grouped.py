"""The findings of each file together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from provenance.reports.plain import closing, counting, named, visible
from provenance.run import Run


def render(run: Run) -> Iterator[str]:
    """Yield each source with its findings below it, then the verdict."""
    for source, rows in groupby(counting(run), key=lambda finding: finding["source"]):
        yield "corpus" if source is None else named(source)
        for finding in rows:
            record = f"#{finding['record']} " if finding["record"] is not None else ""
            numbers = ":".join(str(number) for number in (finding["line"], finding["column"]) if number)
            yield f"  {record}{numbers:>8}  {finding['code']} {finding['severity']:<7} {visible(finding['message'])}"
        yield ""
    yield from closing(run)
