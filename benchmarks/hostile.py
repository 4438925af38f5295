"""Articles made to hurt: how do time and memory grow with their size?

    python benchmarks/hostile.py [--sizes 100,1000] [--only invisible] [--most-growth 1.6] [--megabytes 1000]

Each shape is one article of about so many kilobytes, checked in a process of its own, in a file between two small ones
(in one shard, as columns of several chunks: those are where texts are copied). Printed are CPU seconds, peak
memory, and how many times more than the size they have grown from the first size to the last (less what a tiny article
costs just before). Exits with 1 if memory passes `--megabytes` for an article of 3 MB or less, if time has grown by more than
n log n with the slack of `--most-growth`, or if a run fails.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

LINES = {
    "prose": "The council met on Tuesday and agreed the budget for the coming year.\n\n",
    "notices": "Correction: This story was amended.\n\n",
    "rights": "© 2020 Aa Bb. All rights reserved.\n\n",
    "first-published": "(AP) This story was first published by Reuters.\n\n",
    "posts": "— A B (@a) January 1, 2020\n\n",
    "pictures-of-posts": "A man pic.twitter.com/abcdefghij\n\n",
    "instagram": "View this post on Instagram\n\nA post shared by Jo Roe (@joroe)\n\n",
    "captions": "Crews clear the road near Westhaven (Dana Holt/AP)\n\n",
    "credits": "Photo: Ina Berg/dpa\n\n",
    "furniture": "Sign up to our daily newsletter\n\n",
    "errors": "An error occurred. Please try again.\n\n",
    "dates": "2 May 2021\n\n",
    "datelines": "WESTHAVEN, 2 May 2021 (AP) – The bridge opened.\n\n",
    "labels": " date 2021-05-02 ",
    "quotations": "“We have waited,” said Mara Ellison.\n\n",
    "quotations-in-one-line": "“We have waited,” said Mara Ellison. ",
    "running": "“It began in the spring.\n\n",
    "colons": "He said:\n\n“Yes.”\n\n",
    "curly-opening": "“",
    "curly-closing": "”",
    "straight": '"',
    "single": "‘a",
    "guillemets": "« a ",
    "nested": "“‘“",
    "apostrophes": "don't ",
    "brackets": "((",
    "square": "[a](",
    "invisible": "a\u200b",
    "soft-hyphens": "a\xad",
    "replacement": "a\ufffd",
    "control": "a\x01",
    "mojibake": "Ã© ",
    "entities": "&amp;",
    "tags": "<b>",
    "open-tags": "<a ",
    "placeholders": "{{ name }} ",
    "digits": "1",
    "dotted": "1.1.",
    "slashes": "1/2/",
    "urls": "https://a.example/b ",
    "addresses": "a@b.example ",
    "accounts": "@a ",
    "tags-of-posts": "#a ",
    "combining": "e\u0301\u0301\u0301",
    "emoji": "👩‍👩‍👧",
    "cjk": "漢字かな交じり文。",
    "arabic": "العربية ",
    "one-word": "a",
    "capitals": "Aa Bb ",
    "commas": "a, ",
    "spaces": " ",
    "tabs": "a\t",
    "line-feeds": "\n",
    "carriage": "a\r",
    "separators": "a\u2028",
    "blank-lines": "a\n \n",
    "dots": ".",
    "glued": "Stop.Go",
    "hyphens": "har-\nbour ",
    "parted": "a-\n",
    "bullets": "• a\n",
    "bars": "a | b | ",
    "by": "By Aa Bb\n\n",
    "via": "Aa Bb/AP via Cc Dd/",
    "question-marks": "don?t ",
    "variation-selectors": "a\ufe0f\U000e0100",
    "code": "if (a) { b(); }\n",
    "table": "a\tb\tc\n",
}


def run(text: str) -> tuple[float, float, int]:
    """Check one article, between two others, in a process of its own; return its CPU seconds, its peak in MB and its exit code."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        for name, content in (("a", "The quay is closed."), ("b", text), ("c", "The quay is open.")):
            (Path(folder) / f"{name}.json").write_text(json.dumps({"id": name, "text": content}), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "provenance",
            "check",
            ".",
            "--isolated",
            "--no-cache",
            "--now",
            "2024-06-01",
        ]
        process = subprocess.Popen([*command, "--statistics"], cwd=folder, stdout=subprocess.DEVNULL, preexec_fn=_limit)  # noqa: PLW1509 - one thread
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode


def _limit() -> None:
    """Let a run that goes astray end by itself."""
    resource.setrlimit(resource.RLIMIT_CPU, (300, 300))
    resource.setrlimit(resource.RLIMIT_AS, (16 << 30, 16 << 30))


def article(line: str, kilobytes: int) -> str:
    """Return an article of about so many kilobytes, all of it of the shape `line`."""
    return "The council met on Tuesday.\n\n" + line * (kilobytes * 1000 // len(line.encode()))


def growth(costs: Mapping[int, tuple[float, float, int]], tiny: float) -> float:
    """Return how many times more than n log n the CPU time has grown from the first size to the last."""
    first, last = min(costs), max(costs)
    if first == last:
        return 1.0
    allowed = last / first * math.log(last * 1000) / math.log(first * 1000)
    return max(costs[last][0] - tiny, 0.05) / max(costs[first][0] - tiny, 0.05) / allowed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000", help="kilobytes, with commas")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--most-growth", type=float, default=1.6)
    parser.add_argument("--megabytes", type=float, default=1000)
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    failed = 0
    for name, line in LINES.items():
        if options.only and name not in options.only:
            continue
        begun = time.perf_counter()
        tiny, *_ = run("The council met on Tuesday.")  # anew each time: starting costs what the machine's load asks
        costs = {size: run(article(line, size)) for size in sizes}
        wrong = [f"exit code {code}" for _, _, code in costs.values() if code not in {0, 1}]
        if (times := growth(costs, tiny)) > options.most_growth:
            wrong.append(f"time grows {times:.1f} times too fast")
        if any(peak > options.megabytes for size, (_, peak, _) in costs.items() if size <= 3000):
            wrong.append("memory")
        failed += bool(wrong)
        figures = "  ".join(f"{size:>6} KB {cpu:6.2f} s {peak:6.0f} MB" for size, (cpu, peak, _) in costs.items())
        print(f"{name:<20} {figures}  {time.perf_counter() - begun:5.0f} s  {', '.join(wrong)}", flush=True)
    print(f"{failed} shapes failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
