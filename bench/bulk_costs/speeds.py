"""What a text takes, as measured on this project's machine.

The model's share is that of `python -m bench.kilobytes`. Reading a row and writing its result take
longer than the model alone; each way to run a job does it differently.
"""

from bench.bulk_costs.job import Speed

DEFAULT = Speed(34e-6, 0.66e-3)
TUTORIAL = Speed(8e-6, 0.07e-3)
SCIKIT_LEARN = Speed(59e-6, 0.07e-3)
"""The tutorial's recipe in batches of 100."""
SCIKIT_LEARN_ONE_BY_ONE = Speed(400e-6, 0.07e-3)
"""A call for each text, as in the tutorial's handler."""
ROWS = Speed(10e-6, 0.01e-3)
"""Reading rows of JSON and writing results."""


def with_rows(model: Speed, rows: Speed = ROWS) -> Speed:
    """Return the speed of a model together with reading and writing.

    >>> with_rows(Speed(1, 2), Speed(10, 20))
    Speed(text=11, kilobyte=22)
    """
    return Speed(model.text + rows.text, model.kilobyte + rows.kilobyte)
