"""Every core expectation of GX decides on Polars, or stands on the short list of those that cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import great_expectations as gx
import pytest
from great_expectations.validator.metrics_calculator import MetricsCalculator

from .specimens import FRAME, SPECIMENS, core_expectations
from .write_docs import DOCUMENT, LEFT_OUT, rewritten

if TYPE_CHECKING:
    from great_expectations.core.batch import Batch

    from provenance.suites.polars_engine import PolarsDatasource


def test_every_core_expectation_has_a_specimen_or_a_reason() -> None:
    assert set(core_expectations()) == set(SPECIMENS) | set(LEFT_OUT)


@pytest.mark.parametrize("name", SPECIMENS)
def test_the_metric_graph_resolves(name: str, batch: Batch) -> None:
    """Every metric that the expectation asks for, in the richest result format, has a provider here."""
    engine = batch.datasource.get_execution_engine()
    engine.batch_manager.load_batch_list([batch])
    kwargs = {**SPECIMENS[name].passing, "batch_id": batch.id}
    expectation = core_expectations()[name](**kwargs)
    needed = expectation.configuration.to_domain_obj().get_validation_dependencies(
        execution_engine=engine,
        runtime_configuration={"result_format": {"result_format": "COMPLETE", "include_unexpected_rows": True}},
    )
    calculator = MetricsCalculator(execution_engine=engine, show_progress_bars=False)
    graph = calculator.build_metric_dependency_graph(list(needed.metric_configurations.values()))
    assert graph.edges


@pytest.mark.parametrize("name", SPECIMENS)
def test_the_expectation_passes_and_fails_where_it_should(name: str, batch: Batch) -> None:
    expectation = core_expectations()[name]
    for kwargs, success in ((SPECIMENS[name].passing, True), (SPECIMENS[name].failing, False)):
        result = batch.validate(expectation(**kwargs), result_format="COMPLETE")
        assert result.exception_info == {
            "raised_exception": False,
            "exception_traceback": None,
            "exception_message": None,
        }
        assert bool(result.success) is success


def test_at_least_fifty_work() -> None:
    assert len(SPECIMENS) >= 50


def test_the_documentation_is_up_to_date() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert rewritten(text) == text, "run: python -m tests.polars_engine.write_docs"


@pytest.mark.parametrize("side", ["passing", "failing"])
def test_a_checkpoint_runs_and_stores_all_of_them(side: str, context: Any, source: PolarsDatasource) -> None:
    expectations = [core_expectations()[name](**getattr(one, side)) for name, one in SPECIMENS.items()]
    suite = context.suites.add(gx.ExpectationSuite(f"all {side}", expectations))
    data = source.get_asset("frame").get_batch_definition("whole")
    validation = context.validation_definitions.add(gx.ValidationDefinition(name=f"all {side}", data=data, suite=suite))
    actions = [gx.checkpoint.UpdateDataDocsAction(name="docs")] if side == "failing" else []
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name=f"all {side}", validation_definitions=[validation], actions=actions, result_format="COMPLETE"
        )
    )
    result = checkpoint.run(batch_parameters={"dataframe": FRAME})
    assert {one.success for one in next(iter(result.run_results.values())).results} == {side == "passing"}
    assert result.describe()
