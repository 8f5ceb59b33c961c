"""How many examples Hypothesis draws: few, or `MORE_EXAMPLES` times as many if that is set."""

import os

TIMES = int(os.environ.get("MORE_EXAMPLES", "1"))


def examples(number: int) -> int:
    """Return the number of examples for a test that draws this many by default."""
    return number * TIMES
