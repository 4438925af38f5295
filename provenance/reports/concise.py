"""One line a finding, as compilers write them."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.reports.plain import closing, counting, place, visible
from provenance.run import Run


def render(run: Run) -> Iterator[str]:
    """Yield `place: CODE severity message`, then the verdict."""
    for finding in counting(run):
        yield f"{place(finding)}: {finding['code']} {finding['severity']} {visible(finding['message'])}"
    yield from closing(run)
