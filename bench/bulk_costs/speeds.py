"""What a text takes, as measured on this project's machine.

The models' figures are those of `python -m bench.kilobytes`. Reading a row and writing its result
take time too: `python -m bench.bulk_costs.rows`.
"""

from bench.bulk_costs.job import Speed

DEFAULT = Speed(43e-6, 0.68e-3)
TUTORIAL = Speed(7e-6, 0.07e-3)
SCIKIT_LEARN = Speed(52e-6, 0.07e-3)
"""The tutorial's recipe in batches of 100."""
SCIKIT_LEARN_ONE_BY_ONE = Speed(400e-6, 0.07e-3)
"""A call for each text, as in the tutorial's handler: `make bench`."""
ROWS = Speed(5.6e-6, 0.0012e-3)
SPARK_ROWS = Speed(58e-6, 0.0012e-3)
"""Spark's share of a row: `build/frames/bin/python -m bench.frames`, 153 µs less 95 µs."""
FILE_ROWS = Speed(13e-6, 0.0012e-3)
"""The rows of `python -m train predict`: `python -m bench.predict`, without the model."""


def with_rows(model: Speed, rows: Speed = ROWS) -> Speed:
    """Return the speed of a model together with reading and writing.

    >>> with_rows(Speed(1, 2), Speed(10, 20))
    Speed(text=11, kilobyte=22)
    """
    return Speed(model.text + rows.text, model.kilobyte + rows.kilobyte)
