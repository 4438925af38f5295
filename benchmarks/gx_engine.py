"""The Polars engine for Great Expectations beside raw Polars and GX's pandas engine: CPU seconds, ratios, peak memory.

    python benchmarks/gx_engine.py [--rows 1000000] [--runs 3]

Each way runs in a process of its own on the same stored frame: 11 columns, six of them text of about 100 characters,
and 20 expectations with counts and 20 samples each.  Loading and converting the frame is not counted; for pandas the
best way known is taken (nanosecond timestamps, pyarrow strings, no md5 of the whole frame), which makes it faster than
what a user gets by default.  The three must give the same counts.  Times are CPU seconds over all threads, the best
of the runs; memory is the peak during the runs, beyond what the process held before.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

    import great_expectations as gx

LANGUAGES = ["de", "en", "fr", "pl", "uk"]
FILLER = "The ministry said on Saturday that talks would go on, and that nobody should expect results soon"
URL = r"^https://example\.org/\d{4}/[a-z-]+-\d+"
FURNITURE = r"An error occurred\. Please try again"
CREDITS = [r"/(AP|AFP|Reuters)$", r"Getty Images$", r"\(Photo by .+\)$"]
FIRST, LAST = dt.datetime(2015, 1, 1), dt.datetime(2021, 12, 31)  # noqa: DTZ001 - the columns are naive
SAMPLES = 20
GOALS = {"raw Polars": 1.3, "pandas": 0.5}

Answers = dict[str, Any]


def make(rows: int) -> pl.DataFrame:
    """Return the frame: regular enough to be made quickly, irregular enough that each rule finds something."""
    number = pl.int_range(rows, dtype=pl.Int64)
    author = (number * 7919) % 50_000
    text = pl.format("{} {}", pl.lit(FILLER), number % 9973)
    return pl.select(
        url=pl.format("https://example.org/2021/{}-{}", pl.lit("a-rather-long-slug-" * 4 + "end"), number),
        title=pl.when(number % 50 == 0).then(None).otherwise(text),
        byline=pl.format(
            "By {} Correspondent-with-a-long-name {} of the international desk, reporting from Łódź", author, author % 7
        ),
        body=pl.when(number % 97 == 0).then(pl.format("{} An error occurred. Please try again", text)).otherwise(text),
        credit=pl.when(number % 5 == 0).then(pl.lit(f"{FILLER} unsigned")).otherwise(pl.lit(f"{FILLER} /AP")),
        language=pl.lit(pl.Series(LANGUAGES)).gather((number % 5).cast(pl.UInt32)),
        published=pl.lit(FIRST.date()) + pl.duration(days=number % 2600),
        captured=pl.lit(FIRST) + pl.duration(minutes=number % 3_700_000),
        words=(number * 31) % 2000,
        images=number % 12,
        premium=number % 3 == 0,
    )


# -- the suite, and the same questions without GX ----------------------------------------------------------------


def suite() -> gx.ExpectationSuite:
    """Return the 20 expectations."""
    import great_expectations as gx
    import great_expectations.expectations as gxe

    return gx.ExpectationSuite(
        "benchmark",
        [
            gxe.ExpectTableRowCountToBeBetween(min_value=1),
            gxe.ExpectColumnValuesToNotBeNull(column="title"),
            gxe.ExpectColumnValuesToNotBeNull(column="byline"),
            gxe.ExpectColumnValuesToBeUnique(column="url"),
            gxe.ExpectColumnValuesToMatchRegex(column="url", regex=URL),
            gxe.ExpectColumnValuesToNotMatchRegex(column="body", regex=FURNITURE),
            gxe.ExpectColumnValuesToMatchRegexList(column="credit", regex_list=CREDITS),
            gxe.ExpectColumnValueLengthsToBeBetween(column="title", min_value=10, max_value=100),
            gxe.ExpectColumnValueLengthsToBeBetween(column="body", min_value=100),
            gxe.ExpectColumnValuesToBeInSet(column="language", value_set=LANGUAGES[:4]),
            gxe.ExpectColumnDistinctValuesToBeInSet(column="language", value_set=LANGUAGES),
            gxe.ExpectColumnValuesToBeBetween(column="published", min_value=FIRST, max_value=LAST),
            gxe.ExpectColumnValuesToBeBetween(column="captured", max_value=LAST),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="captured", column_B="published", or_equal=True),
            gxe.ExpectColumnValuesToBeBetween(column="words", min_value=50, max_value=1900),
            gxe.ExpectColumnMeanToBeBetween(column="words", min_value=900, max_value=1100),
            gxe.ExpectColumnStdevToBeBetween(column="words", min_value=500, max_value=600),
            gxe.ExpectColumnMaxToBeBetween(column="images", max_value=11),
            gxe.ExpectColumnUniqueValueCountToBeBetween(column="byline", max_value=50_000),
            gxe.ExpectColumnMedianToBeBetween(column="words", min_value=900, max_value=1100),
        ],
    )


def raw(frame: pl.DataFrame) -> Answers:
    """Answer the same questions in one query, written by hand."""
    c = pl.col
    unexpected: dict[str, tuple[list[str], pl.Expr]] = {
        "01 title": (["title"], c("title").is_null()),
        "02 byline": (["byline"], c("byline").is_null()),
        "03 url": (["url"], c("url").is_duplicated()),
        "04 url": (["url"], ~c("url").str.contains(URL)),
        "05 body": (["body"], c("body").str.contains(FURNITURE)),
        "06 credit": (["credit"], ~c("credit").str.contains("|".join(f"(?:{one})" for one in CREDITS))),
        "07 title": (["title"], ~c("title").str.len_chars().is_between(10, 100)),
        "08 body": (["body"], c("body").str.len_chars() < 100),
        "09 language": (["language"], ~c("language").is_in(LANGUAGES[:4])),
        "11 published": (["published"], ~c("published").is_between(FIRST.date(), LAST.date())),
        "12 captured": (["captured"], c("captured") > LAST),
        "13 captured": (["captured", "published"], c("captured") < c("published")),
        "14 words": (["words"], ~c("words").is_between(50, 1900)),
    }
    flags = {f"flag {key}": broken for key, (_, broken) in unexpected.items()}  # each flag once, read twice: faster
    wanted: dict[str, pl.Expr] = {"00 rows": pl.len()}
    for key, (columns, _) in unexpected.items():
        source, broken = c(columns[0]) if len(columns) == 1 else pl.struct(columns), c(f"flag {key}")
        wanted[key] = broken.sum()
        wanted[f"{key} nulls"] = c(columns[0]).null_count()
        wanted[f"{key} samples"] = source.filter(broken).head(SAMPLES).implode()
    distinct = c("language").drop_nulls().unique()
    wanted["10 language"] = distinct.filter(~distinct.is_in(LANGUAGES)).len()
    wanted |= {"15 mean": c("words").mean(), "16 stdev": c("words").std(), "17 max": c("images").max()}
    wanted |= {"18 distinct": c("byline").drop_nulls().n_unique(), "19 median": c("words").median()}
    row = frame.lazy().with_columns(**flags).select(**wanted).collect().row(0, named=True)
    return {key: value for key, value in sorted(row.items()) if not key.endswith(("nulls", "samples"))}


def validated(batch_of: Callable[[], Any], expectations: gx.ExpectationSuite) -> Answers:
    """Answer by GX, and return its numbers under the keys of the raw answers."""
    results = batch_of().validate(expectations, result_format="BASIC").results
    numbers = {_key(one.configuration): number for number, one in enumerate(expectations.expectations)}
    answers: Answers = {}
    for result in results:
        if result.exception_info and result.exception_info.get("raised_exception", True):
            raise RuntimeError(str(result.exception_info))
        config = result.expectation_config
        number = numbers[_key(config)]
        found = result.result.get("unexpected_count", result.result.get("observed_value"))
        name = config.kwargs.get("column", config.kwargs.get("column_A", "rows"))
        answers[f"{number:02} {name}"] = 0 if isinstance(found, list) and result.success else found
    return answers


def _key(config: Any) -> str:
    """Return what tells an expectation from the others."""
    kwargs = {key: value for key, value in config.to_json_dict()["kwargs"].items() if key != "batch_id"}
    return json.dumps([config.type, kwargs], sort_keys=True)


# -- the three ways ------------------------------------------------------------------------------------------------


def polars_engine(frame: pl.DataFrame) -> Callable[[], Answers]:
    """Return the run on this engine."""
    import great_expectations as gx

    import provenance.suites.polars_engine  # noqa: F401

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_polars("p").add_dataframe_asset("frame")
    definition, expectations = asset.add_batch_definition_whole_dataframe("all"), suite()
    return lambda: validated(lambda: definition.get_batch({"dataframe": frame}), expectations)


def pandas_engine(frame: pl.DataFrame) -> Callable[[], Answers]:
    """Return the run on GX's pandas engine, without its fingerprint of the whole frame."""
    import great_expectations as gx
    from great_expectations.core.batch import BatchMarkers
    from great_expectations.datasource.fluent import PandasDatasource
    from great_expectations.execution_engine import PandasExecutionEngine
    from great_expectations.execution_engine.pandas_batch_data import PandasBatchData

    class UnhashedEngine(PandasExecutionEngine):
        def get_batch_data_and_markers(self, batch_spec: Any) -> Any:
            data = batch_spec.batch_data
            batch_spec.batch_data = "PandasDataFrame"
            markers = BatchMarkers({"ge_load_time": dt.datetime.now(dt.UTC).isoformat()})
            return PandasBatchData(execution_engine=self, dataframe=data), markers

    PandasDatasource.execution_engine_override = UnhashedEngine
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("q").add_dataframe_asset("frame")
    definition, expectations = asset.add_batch_definition_whole_dataframe("all"), suite()
    converted = frame.with_columns(pl.col("published", "captured").cast(pl.Datetime("ns"))).to_pandas()
    return lambda: validated(lambda: definition.get_batch({"dataframe": converted}), expectations)


WAYS: dict[str, Callable[[pl.DataFrame], Callable[[], Answers]]] = {
    "raw Polars": lambda frame: lambda: raw(frame),
    "this engine": polars_engine,
    "pandas": pandas_engine,
}


def measure(way: str, path: Path, runs: int) -> dict[str, Any]:
    """Run one way in this process."""
    warnings.simplefilter("ignore")
    frame = pl.read_parquet(path)
    run = WAYS[way](frame)
    if way == "pandas":
        del frame
    gc.collect()
    before = _reset_peak()
    seconds, answers = [], {}
    for _ in range(runs):
        start = time.process_time()
        answers = run()
        seconds.append(time.process_time() - start)
    numbers = {key[:2]: round(float(value), 6) for key, value in answers.items()}
    return {"cpu": min(seconds), "all": seconds, "peak": _status("VmHWM") - before, "held": before, "answers": numbers}


def _reset_peak() -> int:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # resets VmHWM
    return _status("VmRSS")


def _status(field: str) -> int:
    """Return a line of /proc/self/status, in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(field))


def main() -> None:
    """Measure the three ways and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--frame", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        print(json.dumps(measure(options.way, options.frame, options.runs)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frame.parquet"
        frame = make(options.rows)
        frame.write_parquet(path)
        print(
            f"{frame.height:,} rows, {frame.width} columns, {frame.estimated_size('mb'):,.0f} MB; {os.cpu_count()} cores"
        )
        del frame
        found = {way: _apart(way, path, options.runs) for way in WAYS}
    report(found)


def _apart(way: str, path: Path, runs: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--way", way, "--frame", str(path), "--runs", str(runs)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def report(found: dict[str, dict[str, Any]]) -> None:
    """Print the comparison; differing answers are an error."""
    ours = found["this engine"]
    for way, one in found.items():
        if one["answers"] != ours["answers"]:
            sys.exit(f"{way} answers differently:\n{one['answers']}\n{ours['answers']}")
    print(f"{'way':<12} {'CPU s':>7} {'engine / way':>13} {'goal':>6} {'peak MB':>8} {'held MB':>8}   all runs")
    for way, one in found.items():
        goal, ratio = GOALS.get(way), ours["cpu"] / one["cpu"]
        runs = " ".join(f"{second:.2f}" for second in one["all"])
        shown = f"<={goal}" if goal else ""
        print(f"{way:<12} {one['cpu']:>7.2f} {ratio:>13.2f} {shown:>6} {one['peak']:>8} {one['held']:>8}   {runs}")


if __name__ == "__main__":
    main()
