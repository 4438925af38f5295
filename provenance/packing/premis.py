"""What happened to the articles, as PREMIS 3: capture, validation, repairs, decisions, quarantine, packing.

Beside the events stand who did it (agents), and what articles and files say of rights. Events are written one by one:
a corpus may have a hundred thousand of them. PREMIS Data Dictionary 3.0: https://www.loc.gov/standards/premis/v3/.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from provenance.exports import described, premis, streams
from provenance.exports.premis import put, tag, text
from provenance.frames import ARTICLES
from provenance.runs.run import Run
from provenance.storage.untrusted import parse_json

_BASES = {"licence": "license", "copyright": "copyright", "usage_terms": "other"}
"""The basis of a statement of rights (unit 4.1.2), by what the words are."""
_DECIDED = ("fingerprint", "article", "code", "decision", "reason", "decided_by")


def write(run: Run, path: Path, changes: Sequence[Path], moment: datetime, packer: str | None) -> None:
    """Write the document.

    Args:
        run: The run.
        path: The file.
        changes: Logs of repairs (docs/schemas/changes.schema.json).
        moment: When the bag is packed.
        packer: Who packs it, if that is to be told.
    """
    register_namespace("premis", premis.NAMESPACE)
    people: dict[str, None] = dict.fromkeys([packer] if packer else [])
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(f'<premis:premis xmlns:premis="{premis.NAMESPACE}" version="{premis.VERSION}">\n')
        about, validation, program = premis.build(premis.of_run(run))
        _put(file, about)
        for event in _events(run, changes, moment, people, validation, packer):
            if event is not validation:
                premis.link(event, described.name(run))
            _put(file, event)
        _put(file, program)
        for person in people:
            _put(file, _person(person))
        for rights in _rights(run):
            _put(file, rights)
        file.write("</premis:premis>\n")


def _events(  # noqa: PLR0913, PLR0917 - what happened, and who is named by it
    run: Run,
    changes: Sequence[Path],
    moment: datetime,
    people: dict[str, None],
    validation: Element,
    packer: str | None,
) -> Iterator[Element]:
    program = described.program(run)
    yield from _captured(run, program)
    yield validation
    if run.gate is not None:
        counts = json.dumps(dict(run.gate), ensure_ascii=False, default=str)
        yield _event("quarantine", "quarantine", run.record.started, counts, program)
    yield from _decisions(run, people)
    yield from _repairs(changes, program)
    by = [program, packer] if packer else [program]
    detail = f"{run.articles} articles packed as a bag; the records as Parquet, all as one SQLite database"
    yield _event("packing", "packing", moment, detail, *by)


def _captured(run: Run, program: str) -> Iterator[Element]:
    """Yield one event that tells from when to when articles were captured, as far as they say so."""
    known, first, last = 0, None, None
    for chunk in streams.chunks(run, ARTICLES.name, ("captured",)):
        moments = chunk["captured"].drop_nulls()
        if moments.len():
            known += moments.len()
            first = min(filter(None, (first, moments.min())))  # type: ignore[type-var]
            last = max(filter(None, (last, moments.max())))  # type: ignore[type-var]
    if isinstance(first, datetime) and isinstance(last, datetime):
        detail = f"{known} of {run.articles} articles say when they were captured, from {first} to {last}"
        yield _event("capture", "capture", first, detail, program)


def _decisions(run: Run, people: dict[str, None]) -> Iterator[Element]:
    """Yield the decisions of reviewers; `people` gets who they are. The time is that of the run that laid them on."""
    number = 0
    for chunk in run.found.each(_DECIDED):
        for row in chunk.drop_nulls("decision").iter_rows(named=True):
            number += 1
            who = row["decided_by"] or "a reviewer who is not named"
            people.setdefault(who)
            about = f"{row['decision']}: {row['code']} in {row['article'] or 'the corpus'}, {row['fingerprint']}"
            yield _event(
                f"decision-{number}", "appraisal", run.record.started, about, who, outcome=row["decision"],
                note=row["reason"],
            )  # fmt: skip


def _repairs(changes: Sequence[Path], program: str) -> Iterator[Element]:
    """Yield each record that a log of repairs tells of; the time is that of the log."""
    number = 0
    for log in changes:
        when = datetime.fromtimestamp(log.stat().st_mtime, UTC).replace(microsecond=0)
        with log.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                entry = _entry(line)
                if entry is not None:
                    number += 1
                    yield _event(f"repair-{number}", "modification", when, _of_repair(entry), program)


def _entry(line: str) -> Mapping[str, object] | None:
    """Return the entry of a line; None for one that is none: the log lies in the bag as it is."""
    try:
        entry = parse_json(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "edits" in entry else None


def _of_repair(entry: Mapping[str, object]) -> str:
    edits = entry["edits"] if isinstance(entry["edits"], list) else []
    codes = sorted({str(edit.get("code")) for edit in edits if isinstance(edit, dict)})
    return (
        f"{entry.get('article')}: {len(edits)} edits ({', '.join(codes)}); "
        f"SHA-256 {entry.get('sha256_before')} became {entry.get('sha256_after')}"
    )


def _event(  # noqa: PLR0913 - the units of an event
    name: str, kind: str, when: datetime, detail: str, *agents: str, outcome: str | None = None, note: str | None = None
) -> Element:
    """Return an event, its units in the order of the data dictionary."""
    event = Element(tag("event"))
    put(event, "eventIdentifier", eventIdentifierType="local", eventIdentifierValue=name)
    text(event, "eventType", kind)
    text(event, "eventDateTime", when.isoformat())
    put(event, "eventDetailInformation", eventDetail=detail)
    if outcome:
        information = put(event, "eventOutcomeInformation", eventOutcome=outcome)
        if note:
            put(information, "eventOutcomeDetail", eventOutcomeDetailNote=note)
    for agent in agents:
        put(event, "linkingAgentIdentifier", linkingAgentIdentifierType="local", linkingAgentIdentifierValue=agent)
    return event


def _person(name: str) -> Element:
    agent = Element(tag("agent"))
    put(agent, "agentIdentifier", agentIdentifierType="local", agentIdentifierValue=name)
    text(agent, "agentName", name)
    text(agent, "agentType", "person")
    return agent


def _rights(run: Run) -> Iterator[Element]:
    """Yield what is said of rights, in the words of articles and files, the most frequent first."""
    said = [(what, words) for what, statements in described.rights(run).items() for words in statements]
    for number, (what, words) in enumerate(said, 1):
        rights = Element(tag("rights"))
        statement = SubElement(rights, tag("rightsStatement"))
        kind = "rightsStatementIdentifier"
        put(statement, kind, **{f"{kind}Type": "local", f"{kind}Value": f"rights-{number}"})
        text(statement, "rightsBasis", _BASES[what])
        if what == "licence":
            put(statement, "licenseInformation", licenseTerms=words)
        elif what == "copyright":
            unknown = {"copyrightStatus": "unknown", "copyrightJurisdiction": "unknown"}
            put(statement, "copyrightInformation", **unknown, copyrightNote=words)
        else:
            put(statement, "otherRightsInformation", otherRightsBasis="usage terms", otherRightsNote=words)
        premis.link(statement, described.name(run))
        yield rights


def _put(file: IO[str], element: Element) -> None:
    indent(element)
    file.write(tostring(element, encoding="unicode") + "\n")
