"""Search texts for the matches of a pattern, within a limit; runs as a process of its own.

Only a process can be ended while it matches. It reads one JSON object from its standard input, and
writes each text's length and a short form of it, one line each, before it tries the text. A timer
of the operating system ends the process. Standard library only, so that it starts fast.
"""

import json
import re
import signal
import sys
import time
from collections.abc import Sequence
from typing import Any

MOST_TEXTS = 10_000
STEPS = ((48, 0.25, MOST_TEXTS), (1_024, 0.25, 16), (8_192, 0.25, 4), (65_536, 1.0, 0))
"""The length in characters, the limit in seconds, and how many texts go on to the next length.

The slowest go on. The last length is the default of `MAX_TEXT_BYTES`. A pattern that takes 0.25
seconds on an eighth of it takes at least two on all of it.
"""

Text = Sequence[str]


def main() -> None:
    """Try a pattern on texts of each length."""
    request: dict[str, Any] = json.load(sys.stdin)
    pattern, texts = re.compile(request["pattern"]), request["texts"]
    for length, seconds, kept in STEPS:
        times = [_seconds(pattern, text, length, seconds) for text in texts]
        order = sorted(range(len(texts)), key=times.__getitem__, reverse=True)
        texts = [texts[number] for number in order[:kept]]


def _seconds(pattern: re.Pattern[str], text: Text, length: int, limit: float) -> float:
    """Return the processor time for one text; the process ends if it exceeds the limit."""
    beginning, piece, end = text
    whole = beginning + piece * max(1, length // len(piece)) + end
    sys.stdout.write(json.dumps([len(whole), f"{beginning}{piece * 3}...{end}"]) + "\n")
    sys.stdout.flush()
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, limit)
    for _ in pattern.finditer(whole):
        pass
    signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - started


if __name__ == "__main__":
    main()
