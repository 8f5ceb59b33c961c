"""Make the function of a column for pandas, Polars, DuckDB and Spark.

Each library is imported only by its own function. None of them is needed by the workers of Spark.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from chalicelib.errors import ColumnError

if TYPE_CHECKING:
    from chalicelib.frames.column_model import Column

SPARK_TYPES = {"VARCHAR": "string", "VARCHAR[]": "array<string>", "DOUBLE": "double"}


def pandas_function(column: "Column") -> Callable[[Any], Any]:
    """Return a function from a Series to a Series; a missing probability is NaN."""
    import pandas as pd

    dtype = "float64" if column.sql_type == "DOUBLE" else None

    def function(texts: Any) -> Any:
        if not isinstance(texts, pd.Series):
            raise ColumnError(
                f"found a value of type {type(texts).__name__}; expected a Series, such as "
                'df["text"]'
            )
        values = column.values(texts.tolist())
        return pd.Series(values, index=texts.index, name=column.name, dtype=dtype)

    return function


def polars_function(column: "Column") -> Callable[[Any], Any]:
    """Return a function from an expression or a column's name to an expression.

    Each value depends on its own row only, and Polars is told so: it may pass the rows in parts,
    and need not hold all of them.
    """
    import polars as pl

    types = {"VARCHAR": pl.String, "VARCHAR[]": pl.List(pl.String), "DOUBLE": pl.Float64}
    dtype = types[column.sql_type]

    def values(texts: Any) -> Any:
        return pl.Series(texts.name, column.values(texts.to_list()), dtype=dtype)

    def function(texts: Any) -> Any:
        if not isinstance(texts, str | pl.Expr):
            raise ColumnError(
                f"found a value of type {type(texts).__name__}; expected an expression or a "
                'column\'s name, such as "text"'
            )
        expression = pl.col(texts) if isinstance(texts, str) else texts
        # Without a name of its own, the new column would replace the texts.
        return expression.map_batches(values, dtype, is_elementwise=True).alias(column.name)

    return function


def create_duckdb_function(connection: Any, name: str, column: "Column") -> None:
    """Create a SQL function, or replace the one of the same name.

    It is called once for each row. A call with Arrow's arrays takes as long, and needs PyArrow.
    """
    import duckdb

    if not hasattr(connection, "create_function"):
        raise ColumnError(
            f"found a value of type {type(connection).__name__}; expected a connection, such as "
            "duckdb.connect()"
        )
    with suppress(duckdb.InvalidInputException):  # there is none of this name
        connection.remove_function(name)
    connection.create_function(
        name,
        column.value,
        ["VARCHAR"],
        column.sql_type,
        # By default, only NULL may become NULL, but a text of spaces has no label.
        null_handling="special",
    )


def spark_function(column: "Column") -> Any:
    """Return a function of Spark, which its workers call once for each row.

    A pandas function takes as long, because nearly all of the time is scoring, and needs pandas
    and PyArrow on every worker. From 4.2 on, Spark would use PyArrow here, too, by default.
    """
    from pyspark.sql.functions import udf

    return udf(column.value, SPARK_TYPES[column.sql_type], useArrow=False)
