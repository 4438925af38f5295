"""How often rules on furniture and posts are right by labels that others gave: lines for `provenance/rules/measured.csv`.

    python -m benchmarks.truth.rules FOLDER

FOLDER holds SET/{dev,dev2}.jsonl with pages whose blocks are labelled (`pages.FURNITURE`, `pages.ARTICLE`). A finding is
right where its span begins in a block outside the article, wrong where it begins in one of the article, and is not
counted elsewhere (comments, credits, no label); a post is right where one is labelled. Lines of the article that are furniture by their words count as wrong:
the figures are lower bounds. The rule that was learned from these labels (BPL024) is left out.
"""

from __future__ import annotations

import json
import sys
import tempfile
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.truth.__main__ import read
from benchmarks.truth.found import Row
from benchmarks.truth.pages import ARTICLE, FURNITURE
from provenance import check_corpus
from provenance.policy.configuration import Policy
from provenance.rules.registry import by_code

SETS = ("article_body", "fundus_articles", "l3s_blocks")
TEXT = '"web pages with labelled blocks, among them those that it was written with"'
LEARNED = "BPL024"
READER = "labels of others"


def findings(records: Sequence[Row], family: str = "BPL") -> Iterator[tuple[str, str, int]]:
    """Yield the rule, the record and the offset of each finding of a family."""
    with tempfile.TemporaryDirectory() as folder:
        lines = (json.dumps({"id": str(n), "text": record["text"]}) + "\n" for n, record in enumerate(records))
        Path(folder, "pages.jsonl").write_text("".join(lines), "utf-8")
        run = check_corpus([folder], Policy(preview=True, select=[family], ignore=[LEARNED]))
        for row in run.findings.iter_rows(named=True):
            if row["start"] is not None and row["article"] is not None:
                yield row["code"], row["article"].partition("#")[0], row["start"]


def counted(records: Sequence[Row], found: Iterable[tuple[str, str, int]]) -> dict[str, Counter[str]]:
    """Return for each rule how many of its findings are right and wrong by the labels of the blocks."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    blocks = [sorted(record["blocks"], key=lambda block: block["start"]) for record in records]
    for code, article, start in found:
        of = blocks[int(article)]
        at = bisect_right(of, start, key=lambda block: block["start"]) - 1
        label = of[at]["label"] if at >= 0 and start < of[at]["end"] else ""
        if label in FURNITURE | ARTICLE:
            counts[code]["right" if label in FURNITURE else "wrong"] += 1
    return dict(counts)


def of_posts(record: Row) -> Row:
    """Return a page whose posts are labelled as one with blocks: all the rest of it is the article's."""
    posts = [{"start": one["start"], "end": one["end"], "label": "other"} for one in record["embeds"]]
    edges = [0, *(edge for post in posts for edge in (post["start"], post["end"])), len(record["text"])]
    between = zip(edges[::2], edges[1::2], strict=True)
    rest = [{"start": start, "end": end, "label": "content"} for start, end in between]
    return {"text": record["text"], "blocks": [*posts, *rest]}


def main() -> None:
    folder = Path(sys.argv[1])
    pages = list(_records(folder, SETS))
    posts = [of_posts(record) for record in _records(folder, ["embeds"])]
    counts = counted(pages, findings(pages)) | {
        code: count for code, count in counted(posts, findings(posts, "EMB")).items() if code == "EMB001"
    }
    today = datetime.now(UTC).date().isoformat()
    for code, count in sorted(counts.items()):
        print(f"{code},{by_code()[code].version},{TEXT},{READER},{count['right']},{count['wrong']},0,{today}")


def _records(folder: Path, sets: Iterable[str]) -> Iterator[Row]:
    places = (folder / name / f"{half}.jsonl" for name in sets for half in ("dev", "dev2"))
    yield from (record for place in places if place.exists() for record in read(place))


if __name__ == "__main__":
    main()
