"""An Airflow operator that lets a corpus into the next task only if it passes the gate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from airflow.exceptions import AirflowFailException
from airflow.sdk import BaseOperator


class ProvenanceGate(BaseOperator):
    """Check the corpus at `path`; push the counts to XCom; fail, without retries, if the gate fails."""

    template_fields: Sequence[str] = ("path",)

    def __init__(self, *, path: str, config: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.path = path
        self.config = config

    def execute(self, context: Any) -> dict[str, int]:
        """Run the check in the worker."""
        from pathlib import Path

        import provenance
        from provenance.policy.configuration import load

        policy = load(Path(self.config)) if self.config else load()
        run = provenance.check_corpus(self.path, policy)
        self.log.info("%s", run.verdict.sentence)
        if not run.verdict.passed:
            raise AirflowFailException(run.verdict.sentence)
        return {"articles": run.articles, **run.verdict.counts}
