"""A run as PROV-JSON: which articles were checked, by what, under which policy, who decided, and what came of it.

PROV-JSON is the member submission of 2013 to the W3C (https://www.w3.org/submissions/prov-json/), for the relations of
PROV-DM; its names are in a namespace of the run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from provenance.exports import described
from provenance.exports.base import Export
from provenance.policy import configuration
from provenance.runs import sources
from provenance.runs.run import Run

Json = dict[str, Any]


def write(run: Run, path: Path) -> None:
    """Write the document of a run."""
    described.write_json(document(run), path)


def document(run: Run) -> Json:
    """Return the document: the check is an activity, the articles, the policy and the findings are entities."""
    record, verdict, digest = run.record, run.verdict, described.digest(run)
    files = sources.first(run)
    people = described.most_frequent(run.found.each(("decided_by",)), "decided_by")
    policy = json.dumps(configuration.table(run.policy), sort_keys=True, default=str)
    return {
        "prefix": {"run": f"urn:uuid:{described.identity(run, 'run', digest)}#", "dct": "http://purl.org/dc/terms/"},
        "entity": {
            "run:articles": _thing(
                described.name(run), "Collection", **{"dct:identifier": f"sha256:{digest}"}
            ) | {"dct:extent": f"{run.articles} articles"},
            "run:policy": _thing("policy", "Plan", **{"dct:identifier": f"sha256:{_sha256(policy)}"}),
            "run:findings": _thing(
                f"{run.found.height} findings", "Collection", **{"dct:description": verdict.sentence}
            ),
            **dict(_files(files)),
        },
        "activity": {
            "run:check": {
                "prov:startTime": record.started.isoformat(),
                "prov:endTime": (record.started + timedelta(seconds=record.seconds)).isoformat(),
                "prov:label": "provenance check",
            },
            **({"run:review": {"prov:label": "review of the findings"}} if people else {}),
        },
        "agent": {
            "run:program": _thing(described.program(run), "SoftwareAgent"),
            **{f"run:person{number}": _thing(person, "Person") for number, person in enumerate(people, 1)},
        },
        "used": {
            "_:u1": {"prov:activity": "run:check", "prov:entity": "run:articles"},
            **({"_:u2": {"prov:activity": "run:review", "prov:entity": "run:findings"}} if people else {}),
        },
        "wasGeneratedBy": {"_:g1": {"prov:entity": "run:findings", "prov:activity": "run:check"}},
        "wasDerivedFrom": {"_:d1": {"prov:generatedEntity": "run:findings", "prov:usedEntity": "run:articles"}},
        "wasAssociatedWith": {
            "_:a0": {"prov:activity": "run:check", "prov:agent": "run:program", "prov:plan": "run:policy"},
            **{
                f"_:a{number}": {"prov:activity": "run:review", "prov:agent": f"run:person{number}"}
                for number in range(1, len(people) + 1)
            },
        },
        "hadMember": {
            f"_:m{number}": {"prov:collection": "run:articles", "prov:entity": name}
            for number, (name, _) in enumerate(_files(files), 1)
        },
    }  # fmt: skip


def _files(files: list[dict[str, Any]]) -> Iterator[tuple[str, Json]]:
    """Yield the first files that were read, each by a name of ours: those of strangers are labels."""
    for number, file in enumerate(files, 1):
        known = {"dct:identifier": f"sha256:{file['sha256']}"} if file["sha256"] else {}
        yield f"run:file{number}", {"prov:label": file["path"], "dct:extent": f"{file['records']} records", **known}


def _thing(label: str, kind: str, **more: str) -> Json:
    return {"prov:label": label, "prov:type": {"$": f"prov:{kind}", "type": "prov:QUALIFIED_NAME"}, **more}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


EXPORT = Export(name="prov", about="the run in PROV-JSON, the W3C's model of provenance", write=write)
