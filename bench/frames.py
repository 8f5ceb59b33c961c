"""What a text costs in pandas, Polars, DuckDB and Spark, and in a plain loop.

`build/frames/bin/python -m bench.frames` prints two times a text for each: with the promoted model,
and with a function that only returns its text, which is what the library itself takes. They are
processor time, Spark's of its Java and its worker, too, so a busy machine distorts them less. Half
a minute; Linux only. `make build/frames/.ready` installs the libraries.
"""

import csv
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from chalicelib.frames import load
from chalicelib.frames.column_model import Column
from chalicelib.frames.libraries import (
    create_duckdb_function,
    pandas_function,
    polars_function,
    spark_function,
)

SAMPLE = Path("train/sample.csv")
TEXTS = 10_000
ROUNDS = 5


def same(text: object) -> object:
    """Return a text as it is."""
    return text


def main() -> None:
    """Print the table."""
    parser = ArgumentParser("python -m bench.frames", description=__doc__)
    parser.add_argument("--models", default="models", metavar="URI", help="default: %(default)s")
    parser.add_argument("--data", type=Path, default=SAMPLE, metavar="CSV", help="a column text")
    args = parser.parse_args()
    with args.data.open(encoding="utf-8", newline="") as file:
        read = [row["text"] for row in csv.DictReader(file)]
    texts = list(islice(cycle(read), TEXTS))
    model = load(args.models)
    labels = Column("label", model.label, model.labels, "VARCHAR")
    nothing = Column("label", same, list, "VARCHAR")
    print("| in | with the model | without |\n| --- | ---: | ---: |")
    for name, prepare in PREPARED.items():
        times = [_best(prepare(column, texts)) * 1e6 / TEXTS for column in (labels, nothing)]
        print(f"| {name} | {times[0]:.1f} µs | {times[1]:.1f} µs |", flush=True)


def _best(call: Callable[[], object]) -> float:
    """Return the shortest processor time of some calls, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = _processor_seconds()
        call()
        times.append(_processor_seconds() - start)
    return min(times)


def _processor_seconds() -> float:
    """Return the processor time of this process and of all that it started, which still run."""
    used, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # the process has ended
            # Field 4 is the parent, 14 and 15 are the ticks; the name, field 2, may hold spaces.
            fields = path.read_text().rpartition(")")[2].split()
            process = int(path.parent.name)
            parents[process], used[process] = int(fields[1]), int(fields[11]) + int(fields[12])
    ours = {os.getpid()}
    while more := {process for process, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(used.get(process, 0) for process in ours) / os.sysconf("SC_CLK_TCK")


def _loop(column: Column, texts: list[str]) -> Callable[[], object]:
    return lambda: [column.value(text) for text in texts]


def _pandas(column: Column, texts: list[str]) -> Callable[[], object]:
    import pandas as pd

    series, function = pd.Series(texts), pandas_function(column)
    return lambda: function(series)


def _polars(column: Column, texts: list[str]) -> Callable[[], object]:
    import polars as pl

    frame, function = pl.DataFrame({"text": texts}), polars_function(column)
    return lambda: frame.select(function("text"))


def _duckdb(column: Column, texts: list[str]) -> Callable[[], object]:
    import duckdb

    con = duckdb.connect()
    con.sql("CREATE TABLE texts AS SELECT unnest($texts) AS text", params={"texts": texts})
    create_duckdb_function(con, "label", column)
    return lambda: con.sql("SELECT count(label(text)) FROM texts").fetchall()


def _spark(column: Column, texts: list[str]) -> Callable[[], object]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder: Any = SparkSession.builder
    spark = builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    frame = spark.createDataFrame([(text,) for text in texts], "text string").cache()
    frame.count()
    labelled = frame.select(spark_function(column)("text").alias("label"))
    return lambda: labelled.where("label IS NOT NULL").count()


PREPARED: dict[str, Callable[[Column, list[str]], Callable[[], object]]] = {
    "a loop": _loop,
    "pandas": _pandas,
    "Polars": _polars,
    "DuckDB": _duckdb,
    "Spark": _spark,
}

if __name__ == "__main__":
    main()
