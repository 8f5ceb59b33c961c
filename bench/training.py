"""What training costs as the corpus grows: `python -m bench.training [--sizes 1 10 100]`.

Each row is one `python -m train fit --folds 0` in its own process, from reading the file to writing
the model and its report, on a corpus that `bench.grow` generates; `stream` is `fit --stream`. The
processor time is also divided by the kB of text, and the peak memory by its bytes, without what the
process needs before it reads a text. If training is linear, these figures stay the same or fall.
The memory of all processes of a run counts together.

This process imports nothing large, because Linux adds the parent's memory to the child's peak.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from train.recipe_name import RECIPE_NAMES

IMPORTS = ("-c", "import train.cli.model_commands, train.fit, train.report.contents")
STREAM = "stream"
WAYS = {name: ("--folds", "0", "--recipe", name) for name in RECIPE_NAMES} | {STREAM: ("--stream",)}
TICK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """The output of a process, its wall-clock and processor seconds, and its peak memory.

    Processor time and memory are those of all processes that it starts, too.
    """

    output: str
    seconds: float
    cpu_seconds: float
    peak_bytes: int


def cost_of(*arguments: str) -> Cost:
    """Run Python with these arguments and return the cost.

    Raises
    ------
    RuntimeError
        If the process fails; the message is its output.
    """
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - this interpreter, code of this project
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    memory = _Memory(process.pid)
    with process.stdout or sys.stdin as stream:
        output = stream.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    together = memory.peak_bytes()
    if process.returncode:
        raise RuntimeError(output)
    unit = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss, see getrusage(2)
    return Cost(
        output,
        time.perf_counter() - started,
        usage.ru_utime + usage.ru_stime,
        max(together, usage.ru_maxrss * unit),
    )


class _Memory:
    """Watches the resident memory of a process and its descendants together, where /proc is."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._ended = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(TICK_SECONDS):
            self._peak = max(self._peak, _resident(self._pid))

    def peak_bytes(self) -> int:
        """Stop watching; return the peak, 0 where there is no /proc."""
        self._ended.set()
        self._thread.join()
        return self._peak


def _resident(pid: int) -> int:
    """Return the bytes of a process and its descendants; shared pages count for each."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):  # it has ended
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_resident(int(child)) for child in children)


def print_rows(times: int, ways: Sequence[str], data: str, base: Cost) -> None:
    """Generate a corpus, fit to it in each way, and print a row for each."""
    with tempfile.TemporaryDirectory() as directory:
        corpus = str(Path(directory, "corpus.csv"))
        grown = cost_of("-m", "bench.grow", corpus, "--data", data, "--times", str(times))
        facts = json.loads(grown.output)
        size = facts["text_bytes"]
        for way in ways:
            fit = ("fit", "--data", corpus, *WAYS[way])
            cost = cost_of("-m", "train", *fit, "--out", directory, "--to", directory)
            per_byte = (cost.cpu_seconds - base.cpu_seconds) / size
            bytes_per_byte = (cost.peak_bytes - base.peak_bytes) / size
            print(
                f"| {way} | {facts['texts']:,} | {size / 1e6:,.1f} | {facts['vocabulary']:,} "
                f"| {facts['heaps_exponent']:.2f} | {cost.seconds:,.1f} | {cost.cpu_seconds:,.1f} "
                f"| {per_byte * 1e9:,.0f} | {cost.peak_bytes / 1e6:,.0f} | {bytes_per_byte:,.1f} |",
                flush=True,
            )


def main() -> None:
    """Print a table with a row for each size and way to fit."""
    parser = ArgumentParser("python -m bench.training", description=main.__doc__)
    parser.add_argument(
        "--sizes",
        nargs="+",
        type=int,
        default=[1, 10, 100],
        metavar="N",
        help="how many times the corpus to fit to",
    )
    parser.add_argument("--recipe", choices=WAYS, help="stream is fit --stream; default: all")
    data = os.environ.get("SMS_SPAM_CSV") or "train/sample.csv"
    parser.add_argument("--data", default=data, metavar="FILE", help="default: %(default)s")
    args = parser.parse_args()
    base = cost_of(*IMPORTS)
    print(f"before a text is read: {base.peak_bytes / 1e6:.0f} MB, {base.cpu_seconds:.1f} s\n")
    print(
        "| recipe | texts | MB | words | Heaps' β | s | s of processor | µs/kB | peak MB | B/byte |"
    )
    print("| --- |" + " ---: |" * 9)
    for times in args.sizes:
        print_rows(times, [args.recipe] if args.recipe else list(WAYS), args.data, base)


if __name__ == "__main__":
    main()
