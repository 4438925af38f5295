"""The schema of `run.json`, which `check --run` writes beside the frames of a stored run."""

from __future__ import annotations

from provenance.gate import NAMES
from provenance.gate.counts import SplitCounts
from provenance.policy.verdict import Verdict
from provenance.rules.base import CODE, SEVERITIES
from provenance.runs.run import Record
from provenance.runs.run_json import FORMAT
from provenance.schemas import settings
from provenance.schemas.base import Schema, described, document, of_dataclass, of_list, of_object, of_type

_TEXT = of_type(str)
_SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def schema() -> Schema:
    """Return the schema of `run.json`."""
    about = {"name": _TEXT, "version": of_type(int), "severity": {"enum": [*SEVERITIES]}, "summary": _TEXT}
    rule = of_object(about, ["summary"])
    policy = {key: each for key, each in settings.schema().items() if not key.startswith("$")}
    described_run = {
        "format": {"const": FORMAT},
        "verdict": verdict(),
        "record": of_dataclass(Record),
        "gate": gate(),
        "basis": described(_TEXT, "digest of the rules, catalogues and additions: runs that are merged have the same"),
        "manifest_sha256": described(_SHA256, "digest of the ids and digests of all articles"),
        "policy": described({**policy, "title": "The policy, without its defaults"}, "what was asked of the corpus"),
        "rules": {"type": "object", "propertyNames": {"pattern": f"^{CODE}$"}, "additionalProperties": rule},
    }  # fmt: skip
    return document("run", "What run.json of a stored run says", of_object(described_run, ["gate", "basis"]))


def verdict() -> Schema:
    """Return the schema of a verdict, with its sentence."""
    found = of_dataclass(Verdict)
    properties = {**found["properties"], "sentence": described(_TEXT, "the verdict in one sentence")}
    return {**found, "properties": properties, "required": [*found["required"], "sentence"]}


def gate() -> Schema:
    """Return the schema of what became of the records at the import gate."""
    counts = of_dataclass(SplitCounts)["properties"]
    return of_object({
        "run": described(_TEXT, "the name of the run in the folders"),
        "targets": {"type": "object", "additionalProperties": _TEXT},
        "as": described(_TEXT, "how what is accepted is handed on"),
        **{NAMES.get(name, name): each for name, each in counts.items()},
        "settled": described(of_type(bool), "every error stands on a record that has been set aside"),
        "left": described(of_list(_TEXT), "what does not, in sentences"),
    })  # fmt: skip
