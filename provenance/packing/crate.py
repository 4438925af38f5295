"""The bag as an RO-Crate 1.1 (Process Run Crate 0.5): what each file is, and who ran what on what.

https://w3id.org/ro/wfrun/process/0.5. The root of the crate is the folder data/ of the bag.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from provenance.exports import described
from provenance.packing.contents import Part
from provenance.printing import many
from provenance.runs import sources
from provenance.runs.run import Run

METADATA = "ro-crate-metadata.json"
_CRATE = "https://w3id.org/ro/crate/1.1"
_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_MEDIA = {
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".jsonl": "application/jsonl",
}
_NOWHERE = "https://article-provenance.invalid/"
"""Where the program is found: the profile wants an address, it has none, and this name leads nowhere (RFC 2606)."""
_ABOUT = "News articles with what was found in them by a check: facts, findings, decisions, and how it was made."
Json = dict[str, Any]


def write(run: Run, data: Path, parts: Sequence[Part], moment: datetime, packer: str | None) -> None:
    """Write the metadata of the crate into `data`.

    Args:
        run: The run.
        data: The root of the crate.
        parts: The files in it.
        moment: When it is packed.
        packer: Who packs it, if that is to be told.
    """
    described.write_json(document(run, data, parts, moment, packer), data / METADATA)


def document(run: Run, data: Path, parts: Sequence[Part], moment: datetime, packer: str | None) -> Json:
    """Return the metadata."""
    agent = {"@id": "#packer"} if packer else {"@id": "#operator"}
    graph = [
        {
            "@id": METADATA, "@type": "CreativeWork", "conformsTo": {"@id": _CRATE}, "about": {"@id": "./"},
        },
        {
            "@id": "./", "@type": "Dataset", "name": described.name(run), "description": _ABOUT,
            "identifier": f"sha256:{described.digest(run)}", "datePublished": moment.isoformat(),
            "license": {"@id": "#rights"}, "conformsTo": {"@id": _PROFILE},
            "hasPart": [{"@id": part.name} for part in parts], "mentions": {"@id": "#check"},
            "author": agent, "publisher": {"@id": "#operator"},
        },
        {"@id": _PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        _rights(run),
        *(_file(data, part) for part in parts),
        *_inputs(run),
        _check(run, parts, agent),
        {
            "@id": _home(run), "@type": "SoftwareApplication", "name": "provenance",
            "softwareVersion": run.record.version or "unknown", "url": _home(run),
            "softwareRequirements": [f"{name} {version}" for name, version in sorted(run.record.versions.items())],
        },
        {
            "@id": "#operator", "@type": "Organization", "name": "who ran the check; the run does not tell",
            "url": _home(run),
        },
    ]  # fmt: skip
    if packer:
        graph.append({"@id": "#packer", "@type": "Person", "name": packer})
    return {"@context": f"{_CRATE}/context", "@graph": graph}


def _home(run: Run) -> str:
    return run.policy.docs_url or _NOWHERE


def _rights(run: Run) -> Json:
    """Return as the licence of the crate what articles and files say of rights, or that they say nothing."""
    said = [words for statements in described.rights(run).values() for words in statements]
    text = "\n".join(said) or "Neither the articles nor their files state terms; ask their publishers."
    return {"@id": "#rights", "@type": "CreativeWork", "name": "Rights in the articles", "description": text}


def _file(data: Path, part: Part) -> Json:
    place = data / part.name
    media = _MEDIA.get(place.suffix) or mimetypes.guess_type(place.name)[0] or "application/octet-stream"
    return {
        "@id": part.name, "@type": "File", "name": part.name, "description": part.about, "encodingFormat": media,
        "contentSize": str(place.stat().st_size),
    }  # fmt: skip


def _inputs(run: Run) -> list[Json]:
    """Return the first files that were read; they lie elsewhere, under names of strangers."""
    return [
        {
            "@id": f"#input-{number}", "@type": "CreativeWork", "name": file["path"],
            "description": f"{many(file['records'], 'record')} read by the check",
            **({"identifier": f"sha256:{file['sha256']}"} if file["sha256"] else {}),
        }
        for number, file in enumerate(sources.first(run), 1)
    ]  # fmt: skip


def _check(run: Run, parts: Sequence[Part], agent: Json) -> Json:
    record = run.record
    return {
        "@id": "#check", "@type": "CreateAction", "name": "check of the articles", "description": record.command,
        "instrument": {"@id": _home(run)}, "agent": agent,
        "startTime": record.started.isoformat(),
        "endTime": (record.started + timedelta(seconds=round(record.seconds))).isoformat(),
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "object": [{"@id": each["@id"]} for each in _inputs(run)],
        "result": [{"@id": part.name} for part in parts],
    }  # fmt: skip
