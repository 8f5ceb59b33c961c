"""Compare all contenders in one run, in turns: `python -m bench`; `make bench` prepares it."""

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.contenders.catalog import CONTENDERS
from bench.contenders.folders import Folders
from bench.contenders.models import emulated_s3, publish_all
from bench.measure.cold import measure_cold
from bench.measure.same_labels import measure_same_labels
from bench.measure.spread import plain
from bench.measure.text_lengths import measure_text_lengths
from bench.measure.vocabularies import VOCABULARY_SIZES, measure_vocabularies
from bench.measure.warm import measure_warm
from bench.report.budgets import budgets
from bench.report.chart import draw_chart
from bench.report.machine import machine_facts
from bench.report.tables import tables
from emulation.packaging import package
from train.corpus.download import SAMPLE
from train.corpus.reader import read_corpus

SITE_PACKAGES = "import sysconfig; print(sysconfig.get_path('purelib'))"


@dataclass(frozen=True, slots=True)
class Repetitions:
    """The number of rounds of each measurement, and of texts and vocabularies that it uses."""

    cold: int
    probed: int
    warm: int
    lengths: int
    warm_up_texts: int
    texts: int
    vocabulary_sizes: Sequence[int]


FULL = Repetitions(
    cold=7,
    probed=3,
    warm=3,
    lengths=1,
    warm_up_texts=500,
    texts=2_000,
    vocabulary_sizes=VOCABULARY_SIZES,
)
QUICK = Repetitions(
    cold=1,
    probed=1,
    warm=1,
    lengths=1,
    warm_up_texts=50,
    texts=200,
    vocabulary_sizes=VOCABULARY_SIZES[:2],
)


def main() -> None:
    """Measure, print tables, and write the results as JSON and as a chart."""
    args = _arguments()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as directory, emulated_s3():
        report = measure(args, Path(directory), QUICK if args.quick else FULL)
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


def measure(args: Namespace, directory: Path, repetitions: Repetitions) -> dict[str, Any]:
    """Return the report: the results of all measurements, the facts, and the budgets."""
    python = args.contenders / "bin" / "python"
    site = site_packages(python)
    log_progress("fitting and publishing the models")
    folders = Folders(directory / "folders", _own_package(directory), site)
    corpus = read_corpus(args.data)
    published = publish_all(corpus, python)
    texts = [text for text in corpus.texts if text.strip()]
    requests = sample_evenly(texts, repetitions.texts)
    warm_up = sample_evenly(sorted(set(texts) - set(requests)), repetitions.warm_up_texts)
    log_progress("cold starts")
    cold = measure_cold(
        CONTENDERS, folders, published, requests[0],
        rounds=repetitions.cold, probed_rounds=repetitions.probed,
    )  # fmt: skip
    log_progress("warm requests")
    warm = measure_warm(
        CONTENDERS, folders, published, requests, warm_up=warm_up, rounds=repetitions.warm
    )
    log_progress("labels")
    compared = requests if args.quick else texts
    answers = measure_same_labels(CONTENDERS, folders, published, compared)
    log_progress("growth")
    growth = {
        "lengths": measure_text_lengths(folders, published, texts, repetitions.lengths),
        "vocabularies": measure_vocabularies(folders, repetitions.vocabulary_sizes, python),
    }
    measurements = {"cold": cold, "warm": warm, "package": package_sizes(folders)}
    results = {
        each.name: {"label": each.label}
        | {kind: by_name[each.name] for kind, by_name in measurements.items()}
        for each in CONTENDERS
    }
    facts = {"machine": machine_facts(), "data": corpus.facts(), "rounds": asdict(repetitions)}
    measured = {"contenders": results, "answers": answers, "growth": growth}
    return facts | measured | {"budgets": budgets(results)}


def sample_evenly(texts: Sequence[str], most: int) -> Sequence[str]:
    """Return at most `most` of the texts, evenly spaced.

    >>> sample_evenly("abcdefgh", 3)
    'ace'
    """
    return texts[:: max(1, len(texts) // most)][:most]


def package_sizes(folders: Folders) -> dict[str, dict[str, int]]:
    """Return the size of each contender's package."""
    return {each.name: folders.size(each)._asdict() for each in CONTENDERS}


def log_progress(step: str) -> None:
    """Print the time and the current step to standard error."""
    print(f"{datetime.now(UTC):%H:%M:%S} {step}", file=sys.stderr)


def site_packages(python: Path) -> Path:
    """Return the folder of the distributions that are installed for a Python."""
    if not python.exists():
        sys.exit(f"{python} is missing; 'make bench' creates the contenders' environment")
    command = [str(python), "-c", SITE_PACKAGES]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return Path(done.stdout.strip())


def _own_package(directory: Path) -> bytes:
    folder = directory / "package"
    folder.mkdir()
    return (package(folder) / "deployment.zip").read_bytes()


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
