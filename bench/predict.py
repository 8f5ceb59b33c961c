"""What scoring a file costs: `python -m bench.predict [--sizes 21 210] [--processes 1 2]`.

Each row is one `python -m train predict --data FILE` in its own process, on a file that
`bench.grow` generates from the embedded corpus: 21 times is 100,000 rows. The memory is the peak of
the largest process; it must not grow with the rows.
"""

import json
import os
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from bench.training import cost_of

SAMPLE = "train/sample.csv"


def publish(recipe: str, directory: str) -> None:
    """Fit a recipe to the embedded corpus and promote the model in a store."""
    fit = ("fit", "--data", SAMPLE, "--folds", "0", "--recipe", recipe)
    cost_of("-m", "train", *fit, "--out", f"{directory}/model", "--to", directory)
    cost_of("-m", "train", "publish", f"{directory}/model", "--to", directory, "--promote")


def print_rows(recipe: str, sizes: Sequence[int], processes: Sequence[int]) -> None:
    """Score files of several sizes with several numbers of processes, and print a row for each."""
    with tempfile.TemporaryDirectory() as directory:
        publish(recipe, directory)
        for times in sizes:
            data, out = f"{directory}/data.csv", f"{directory}/out.csv"
            grown = cost_of("-m", "bench.grow", data, "--data", SAMPLE, "--times", str(times))
            rows = json.loads(grown.output)["texts"]
            for count in processes:
                predict = ("predict", "--data", data, "--out", out, "--processes", str(count))
                cost = cost_of("-m", "train", *predict, "--from", directory)
                cells = (
                    recipe,
                    f"{rows:,}",
                    f"{Path(data).stat().st_size / 1e6:,.0f} MB",
                    f"{count}",
                    f"{cost.seconds:,.0f} s",
                    f"{rows / cost.seconds:,.0f}",
                    f"{cost.cpu_seconds / rows * 1e6:,.0f} µs",
                    f"{cost.peak_bytes / 1e6:,.0f} MB",
                )
                print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Print a table with a row for each size and number of processes."""
    parser = ArgumentParser("python -m bench.predict", description=main.__doc__)
    parser.add_argument(
        "--sizes",
        nargs="+",
        type=int,
        default=[21, 210],
        metavar="N",
        help="how many times the corpus a file has",
    )
    processors = os.cpu_count() or 1
    parser.add_argument(
        "--processes",
        nargs="+",
        type=int,
        default=[1, processors],
        metavar="N",
        help="how many processes label it",
    )
    parser.add_argument(
        "--recipe", default="default", metavar="NAME", help="of the model; default: %(default)s"
    )
    args = parser.parse_args()
    print("| recipe | rows | file | processes | time | rows/s | processor per row | peak memory |")
    print("| --- |" + " ---: |" * 7)
    print_rows(args.recipe, args.sizes, args.processes)


if __name__ == "__main__":
    main()
