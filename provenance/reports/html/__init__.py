"""The report that archivists open: one file, or a folder where there are many findings.

It needs no network, no server and no other program than a browser, runs no script but its own whatever the articles
contain, and gives the reviewer's decisions back to the gate.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from urllib.parse import quote

from provenance.errors import UsageError
from provenance.exports import accession, rights
from provenance.reports.base import Report
from provenance.reports.html import blocks, page, papers, printed, views
from provenance.reports.html.bodies import Bodies
from provenance.reports.html.data import EarlierRun, ReportData, RuleInfo
from provenance.reports.html.index import Index, build
from provenance.reports.html.page import Sample
from provenance.reports.html.source import of_run
from provenance.reports.html.views import Shown
from provenance.runs.run import Run
from provenance.storage.atomic import replacing, writing

__all__ = ["EarlierRun", "ReportData", "RuleInfo", "render", "write"]

ONE_FILE_AT_MOST = 100_000
"""Most findings that one file may hold."""

COMFORTABLE = 20_000
"""Beyond so many findings a folder opens sooner than one file."""

PDF = ".pdf"

READ_BY_EYE = 299
"""How many articles a folder offers to be read; one file offers a tenth of its findings, from 10 to 59."""

RECORDS = {False: 1_000, True: 20_000}
"""Most articles whose dates and credits the page lists; the `accession.csv` of a folder lists them all."""


def write(run: Run, target: Path, docs: Path | None = None, *, whole_texts: bool = False) -> list[Path]:
    """Write the report of a run; see `render`.

    Args:
        run: The run, with its frames of facts where texts are to be shown.
        target: The file or folder.
        docs: The first page of its Data Docs, to which the report links.
        whole_texts: Keep every text in full, where else only the surroundings of the findings are kept.

    Returns:
        The files written.
    """
    here = target if _is_folder(target) else target.parent
    address = quote(os.fsencode(os.path.relpath(docs, here).replace(os.sep, "/"))) if docs else None
    return render(of_run(run, address, whole_texts=whole_texts), target)


def render(data: ReportData, target: Path) -> list[Path]:
    """Write the report and return the files written.

    `target` is one file if it ends in .html, the printed summary if it ends in .pdf, else a folder of files. Raises
    UsageError if one file is asked for more findings than a browser would bear, if WeasyPrint is missing for a PDF,
    or if nothing can be written.
    """
    if target.suffix.lower() == PDF:
        return _printed(data, target)
    folder = _is_folder(target)
    if not folder and data.findings.height > ONE_FILE_AT_MOST:
        message = (
            f"{target}: {data.findings.height:,} findings are too many for one file (at most {ONE_FILE_AT_MOST:,}); "
            f"name a folder instead: {target.with_suffix('')}/"
        )
        raise UsageError(message)
    with writing(target):
        return _folder(data, target) if folder else _file(data, target)


def _is_folder(target: Path) -> bool:
    return target.suffix.lower() not in {".html", ".htm", PDF}


def _printed(data: ReportData, target: Path) -> list[Path]:
    """Write the summary for print."""
    index = build(data)
    printed.write(data, index, Sample(data, index, _sampled(data, folder=data.findings.height > COMFORTABLE)), target)
    return [target]


def _file(data: ReportData, target: Path) -> list[Path]:
    """Write one file with all data in it; they wait on the disk, since what stands before them tells where they are."""
    with TemporaryFile() as waiting:

        def put(kind: str, number: int, text: str) -> None:
            block = f'<script type="application/json" id="{kind}-{number}">{text}</script>\n'
            waiting.write(block.encode("utf-8", "surrogatepass"))

        shown = views.shown(data, folder=False)
        index, sample, toc = _data(data, put, shown, folder=False)
        before, after = page.render(data, index, sample, {"folder": "", "kept": RECORDS[False], **toc}, shown)
        waiting.seek(0)
        with replacing(target) as part, part.open("wb") as file:
            file.write(before.encode("utf-8", "surrogatepass"))
            copyfileobj(waiting, file)
            file.write(after.encode("utf-8", "surrogatepass"))
    return [target]


def _folder(data: ReportData, target: Path) -> list[Path]:
    """Write a start page, its data as scripts that browsers load even without a server, and the accession record."""
    shards = target / "data"
    shards.mkdir(parents=True, exist_ok=True)
    for stale in shards.iterdir():
        if re.fullmatch(r"[a-z]+-\d+\.js", stale.name):
            stale.unlink()
    written: list[Path] = []

    def put(kind: str, number: int, text: str) -> None:
        path = shards / f"{kind}-{number}.js"
        path.write_text(
            f'provenance("{kind}",{number},{text});\n', encoding="utf-8", errors="surrogatepass", newline="\n"
        )
        written.append(path)

    shown = views.shown(data, folder=True)
    index, sample, toc = _data(data, put, shown, folder=True)
    accession.write_csv(papers.accession_record(data), target / "accession.csv")
    accession.write_csv(papers.rights_register(data), target / "rights.csv", rights.FIELDS)
    (target / "premis.xml").write_text(papers.event(data), encoding="utf-8", newline="\n")
    before, after = page.render(data, index, sample, {"folder": "data", "kept": RECORDS[True], **toc}, shown)
    start = target / "index.html"
    start.write_text(before + after, encoding="utf-8", errors="surrogatepass", newline="\n")
    return [start, *(target / name for name in ("accession.csv", "rights.csv", "premis.xml")), *written]


def _data(
    data: ReportData, put: Callable[[str, int, str], None], shown: Sequence[Shown], *, folder: bool
) -> tuple[Index, Sample, dict[str, list[int]]]:
    """Put every block in its place; return the index, the sample, and the number at which each block starts."""
    index = build(data)
    sample = Sample(data, index, _sampled(data, folder=folder))
    bodies = Bodies(data, index, sample.articles)
    sources: dict[str, Callable[[], Iterator[blocks.Block]]] = {
        "columns": lambda: blocks.columns(index),
        "rows": lambda: blocks.rows(index),
        "texts": lambda: blocks.pack(bodies.entries()),
        "sample": lambda: blocks.pack((number, entry) for number, entry in enumerate(bodies.drawn) if entry),
        "records": lambda: blocks.table(_records(data, RECORDS[folder])),
        **{view.name: partial(_blocks, view) for view in shown},
    }
    toc: dict[str, list[int]] = {}
    for kind, source in sources.items():
        toc[kind] = []
        for number, (first, text) in enumerate(source()):
            put(kind, number, text)
            toc[kind].append(first)
    return index, sample, toc


def _sampled(data: ReportData, *, folder: bool) -> int:
    return READ_BY_EYE if folder else min(59, max(10, data.findings.height // 10))


def _records(data: ReportData, most: int) -> Iterator[tuple[str, ...]]:
    rows = (row for chunk in papers.accession_record(data) for row in chunk.iter_rows())
    return islice(rows, most)


def _blocks(view: Shown) -> Iterator[blocks.Block]:
    """Yield what a view shows: rows of a table, or entries by themselves."""
    rows = [entry for entry in view.entries if isinstance(entry, tuple)]
    return blocks.table(rows) if rows else blocks.pack(enumerate(view.entries))


REPORT = Report(name="html", about="for reviewers: FILE.html, a folder, or FILE.pdf with its summary", write=write)
