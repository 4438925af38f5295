"""An Airflow operator that imports what passes the gate, and sets the rest aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from airflow.exceptions import AirflowFailException
from airflow.sdk import BaseOperator


class ProvenanceGate(BaseOperator):
    """Add what has come to `path` to two folders; push the counts to XCom.

    Fails, without retries, if something is wrong that could not be set aside with its records: a file that cannot be
    read, a column or a mapping that does not fit, an input of which nothing was accepted. A record that comes again, as
    after a retry, is not imported again.
    """

    template_fields: Sequence[str] = ("path", "accepted", "quarantine")

    def __init__(self, *, path: str, accepted: str, quarantine: str, config: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.path, self.accepted, self.quarantine = path, accepted, quarantine
        self.config = config

    def execute(self, context: Any) -> dict[str, Any]:
        """Run the gate in the worker."""
        from pathlib import Path

        import provenance
        from provenance.policy import load

        policy = load(Path(self.config)) if self.config else load()
        run = provenance.gate_corpus(self.path, policy, accepted=self.accepted, quarantine=self.quarantine, append=True)
        self.log.info("%s", run.verdict.sentence)
        if not run.gate["settled"]:
            raise AirflowFailException("; ".join(run.gate["left"]))
        return dict(run.gate)
