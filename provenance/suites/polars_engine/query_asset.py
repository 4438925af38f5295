"""A query over the other assets of the data source, as an asset of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from great_expectations.compatibility import pydantic
from great_expectations.core.batch_spec import RuntimeQueryBatchSpec

from provenance.suites.polars_engine.assets import PolarsAsset
from provenance.suites.polars_engine.sql import execute, mentioned

if TYPE_CHECKING:
    import polars as pl
    from great_expectations.core.id_dict import BatchSpec
    from great_expectations.datasource.fluent.batch_request import BatchRequest


class PolarsQueryAsset(PolarsAsset):
    """The answer to a query in Polars' SQL, whose tables are the other assets of the data source."""

    type: Literal["polars_query"] = "polars_query"
    query: str

    class Config:  # noqa: D106 - pydantic's
        extra = pydantic.Extra.forbid

    def table(self) -> pl.LazyFrame:
        """Return the answer, uncollected.

        Raises:
            QueryError: if Polars' SQL does not understand the query.
        """
        return execute(self.query, mentioned(self.query, self.datasource.get_execution_engine(), besides=self.name))

    def _frame(self, batch_request: BatchRequest[Any]) -> pl.LazyFrame:  # noqa: ARG002 - whatever is asked
        return self.table()

    def _spec(self) -> BatchSpec:
        return RuntimeQueryBatchSpec(query=self.query)
