"""A published model as a function of a column: in plain Python, pandas, Polars, DuckDB and Spark.

`load("s3://my-models/prod").label("WINNER! Claim your prize")` returns the label of one text.
Importing it needs the standard library only, so a cluster's workers need nothing else installed.
The service does not import it. docs/frames.md shows an example for each library.
"""

from chalicelib.frames.column_model import ColumnModel, load

__all__ = ["ColumnModel", "load"]
