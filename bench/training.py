"""What training costs as the corpus grows: `python -m bench.training [--sizes 1 10 100]`.

Each row is one `python -m train fit --folds 0` in its own process, from reading the file to writing
the model and its report, on a corpus that `bench.grow` generates. The processor time and the peak
memory are also divided by the number of texts, without what the process needs before it reads a
text. If training is linear, these figures stay the same or fall.

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

from train.defaults import RECIPE_NAMES

IMPORTS = ("-c", "import train.cli.model_commands, train.fit, train.report.contents")


@dataclass(frozen=True, slots=True)
class Cost:
    """The output of a process, its wall-clock and processor seconds, and its peak memory."""

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
    with process.stdout or sys.stdin as stream:
        output = stream.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(output)
    unit = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss, see getrusage(2)
    return Cost(
        output,
        time.perf_counter() - started,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss * unit,
    )


def print_rows(times: int, recipes: Sequence[str], data: str, base: Cost) -> None:
    """Generate a corpus, fit each recipe to it, and print a row for each."""
    with tempfile.TemporaryDirectory() as directory:
        corpus = str(Path(directory, "corpus.csv"))
        grown = cost_of("-m", "bench.grow", corpus, "--data", data, "--times", str(times))
        facts = json.loads(grown.output)
        for recipe in recipes:
            fit = ("fit", "--data", corpus, "--folds", "0", "--recipe", recipe)
            cost = cost_of("-m", "train", *fit, "--out", directory, "--to", directory)
            per_text = (cost.cpu_seconds - base.cpu_seconds) / facts["texts"]
            bytes_per_text = (cost.peak_bytes - base.peak_bytes) / facts["texts"]
            print(
                f"| {recipe} | {facts['texts']:,} | {facts['vocabulary']:,} "
                f"| {facts['heaps_exponent']:.2f} | {cost.seconds:,.1f} | {cost.cpu_seconds:,.1f} "
                f"| {per_text * 1e6:,.0f} | {cost.peak_bytes / 1e6:,.0f} | {bytes_per_text:,.0f} |",
                flush=True,
            )


def main() -> None:
    """Print a table with a row for each size and recipe."""
    parser = ArgumentParser("python -m bench.training", description=main.__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[1, 10, 100], metavar="N")
    parser.add_argument("--recipe", choices=RECIPE_NAMES, help="default: both")
    data = os.environ.get("SMS_SPAM_CSV") or "train/sample.csv"
    parser.add_argument("--data", default=data, metavar="FILE", help="default: %(default)s")
    args = parser.parse_args()
    base = cost_of(*IMPORTS)
    print(f"before a text is read: {base.peak_bytes / 1e6:.0f} MB, {base.cpu_seconds:.1f} s\n")
    print("| recipe | texts | words | Heaps' β | s | s of processor | µs/text | peak MB | B/text |")
    print("| --- |" + " ---: |" * 8)
    for times in args.sizes:
        print_rows(times, [args.recipe] if args.recipe else RECIPE_NAMES, args.data, base)


if __name__ == "__main__":
    main()
