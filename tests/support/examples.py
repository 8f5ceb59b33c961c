"""How many texts Hypothesis draws: few in each run, `MORE_EXAMPLES` times as many if it is set."""

import os

TIMES = int(os.environ.get("MORE_EXAMPLES", "1"))


def examples(number: int) -> int:
    """Return the number of examples for a test that draws this many by default."""
    return number * TIMES
