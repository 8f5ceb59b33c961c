"""Compare all contenders in one run, in turns: `python -m bench`; `make bench` prepares it."""

import json
import os
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bench.measure.spread import plain
from bench.repetitions import FULL, QUICK
from bench.report.chart import draw_chart
from bench.report.tables import tables
from bench.run import measure
from train.corpus.first_corpus import SAMPLE


def main() -> None:
    """Measure, print tables, and write the results as JSON and as a chart."""
    args = _arguments()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        python = args.contenders / "bin" / "python"
        repetitions = QUICK if args.quick else FULL
        report = measure(args.data, python, Path(directory), repetitions)
    report["seconds"] = round(time.monotonic() - started)
    for heading, text in tables(report).items():
        print(f"\n{heading}\n\n{text}")
    report["budgets"] = [each._asdict() | {"holds": each.holds} for each in report["budgets"]]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(plain(report), indent=2) + "\n")
    print(f"\n{report['seconds']} s; wrote {args.out}", end="")
    if args.picture is not None:
        draw_chart(report["contenders"], args.picture)
        print(f" and {args.picture}", end="")
    print()


def _arguments() -> Namespace:
    parser = ArgumentParser(
        "python -m bench", description=main.__doc__, epilog="example: python -m bench --quick"
    )
    data = Path(os.environ.get("SMS_SPAM_CSV") or SAMPLE)
    parser.add_argument(
        "--data", nargs="+", type=Path, default=[data], metavar="FILE", help="labelled texts"
    )
    parser.add_argument("--quick", action="store_true", help="few rounds: a trial, not for quoting")
    parser.add_argument(
        "--contenders", type=Path, default=Path("build/contenders"), metavar="DIR",
        help="the virtual environment of requirements-bench.txt",
    )  # fmt: skip
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("build/bench.json"),
        metavar="FILE",
        help="where the figures go; default: %(default)s",
    )
    parser.add_argument("--picture", type=Path, metavar="FILE", help="write a chart as PNG")
    return parser.parse_args()


if __name__ == "__main__":
    main()
