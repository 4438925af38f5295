"""Little corpora for the browser tests."""

from __future__ import annotations

import json
from pathlib import Path

from provenance.check import check_corpus
from provenance.engines.local import Local
from provenance.policy.configuration import Policy
from provenance.policy.values import read_date
from provenance.reports import html
from provenance.runs.run import Run

POLICY = Policy(now=read_date("2024-06-01"))
STRAY = "An error occurred. Please try again."
QUOTED = (
    f" date 2022-03-09 {STRAY}\n\n"
    "The ferry to the islands will run again from Monday, the harbour master said after the repairs had been tested.\n\n"
    "“Nobody on the quay believed that we would be ready before the summer, and I did not believe it either.\n\n"
    "Ropes are coiled on the lower deck of the ferry before its first crossing of the year (Ines Moreau/AP)\n\n"
    "“But the yard worked through the nights, and here she is,” Jana Brandt added at the pier on Wednesday.\n\n"
    "The company expects sixty thousand passengers this year, a little fewer than before the storm.\n"
)
SOUND = (
    " date 2022-03-{day:02}\n\n"
    "The council of Westhaven met on Tuesday and spoke for two hours about the new bridge over the lower river.\n\n"
    "It will decide in May, after number {day} of the bidders has shown what the work would cost.\n"
)
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(2)>", "</script><script>alert(3)</script>",
    "<svg/onload=alert(4)>", "\u202eright to left\u202c and \u200bnothing", "javascript:alert(5)", "{{ 7 * 7 }}",
    '=HYPERLINK("http://evil.example")', "\u2028\u2029", "x" * 5000, "\U0001f4f0 \U0001f1ec\U0001f1e7 astral", "&lt;b&gt;&amp;",
)  # fmt: skip


def quoted(folder: Path) -> Path:
    """Articles with a message in them, one with a caption in its quotation, and some that are sound."""
    place = folder / "harbour"
    place.mkdir(parents=True)
    (place / "ferry.txt").write_text(QUOTED, encoding="utf-8")
    for day in (20, 21):
        (place / f"stray-{day}.txt").write_text(
            SOUND.format(day=day).replace("\n\n", f" {STRAY}\n\n", 1), encoding="utf-8"
        )
    for day in range(1, 9):
        (place / f"sound-{day}.txt").write_text(SOUND.format(day=day), encoding="utf-8")
    return folder


def hostile(folder: Path) -> Path:
    """Articles whose every field tries to run, to break out, or to deceive the eye."""
    records = [
        {
            "id": f"{evil[:60]} {number}", "title": evil, "byline": evil, "publisher": evil[:80], "url": evil[:60],
            "published": "2022-03-09", "language": "en", "captions": [f"{evil} (Ines Moreau/AP)"],
            "text": f"{STRAY} {evil}\n\nThe council met on Tuesday.\x00 {evil}\n\nIt spoke: {evil}\n\n{STRAY}",
        }
        for number, evil in enumerate(HOSTILE)
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hostile.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    (folder / "hostile.txt").write_bytes(b" date 2022-03-09 \x00" + STRAY.encode() + b"\n\n</script><b>bold\x01</b>\n")
    return folder


STORY = (
    (
        "Fishermen from four villages blocked the harbour of Westhaven with their boats on Tuesday to protest against the new "
        "quota, which allows them a third less herring than last year."
    ),
    (
        "The blockade began before dawn, and by noon some sixty boats lay side by side between the two piers, so that neither "
        "the ferry nor the coast guard could leave."
    ),
    (
        "“We will not leave this harbour until the minister has sat down with all four villages,” said Ina Berg, who speaks "
        "for the crews."
    ),
    (
        "The ministry said that the quota followed the advice of its biologists, who have counted fewer young fish in the bay "
        "for three years in a row, and that talks were planned for May."
    ),
)


def story(folder: Path) -> Path:
    """A story of an agency, a copy of it, one that is shorter and has lost a "not", one that adds hostile text."""
    told = "\n\n".join(STORY)
    evil = (
        f"And so it went on, as nobody in the upper town had thought it would. {HOSTILE[1]} {HOSTILE[2]} {HOSTILE[4]}"
    )
    articles = (
        ("wire", "Reuters", 12, told, ""),
        ("courier", "Westhaven Courier", 13, told, "Tom Adeyemi/Reuters"),
        ("evening", "Evening Mail", 14, "\n\n".join(STORY[:3]).replace("will not", "will"), "Ines Moreau/AP"),
        (f"star {HOSTILE[1]}", f"Star {HOSTILE[0]}", 16, f"{told}\n\n{evil}", "Ines Moreau/AP"),
    )
    records = [
        {"id": name, "publisher": publisher, "published": f"2024-03-{day}", "text": text, "title": "Boats in the harbour",
         "captions": [f"Boats between the piers {HOSTILE[3]} ({credit})"] if credit else []}
        for name, publisher, day, text, credit in articles
    ]  # fmt: skip
    records += [
        {"id": f"tide-{hour}", "url": "https://star.example/tide", "captured": f"2024-03-16T{hour}:00:00Z", "title": title,
         "published": "2024-03-16", "text": text, "captions": []}
        for hour, title, text in (
            ("08", "High tide on Sunday", "The tide will stand six metres above the quay on Sunday, the harbour master said.\n\nNobody has to leave."),
            ("18", f"High tide {HOSTILE[1]}", "The tide will stand seven metres above the quay on Sunday, the harbour master said."),
        )
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "story.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return folder


def run(corpus: Path, frames: Path, policy: Policy = POLICY) -> Run:
    frames.mkdir(parents=True, exist_ok=True)
    return check_corpus([corpus], policy, engine=Local(1), frames=frames)


def report(corpus: Path, target: Path, frames: Path) -> Run:
    """Check a corpus and write its report."""
    done = run(corpus, frames)
    html.write(done, target)
    return done
