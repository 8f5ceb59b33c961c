"""Every contender in one run, in turns: `python -m bench`, which `make bench` prepares."""

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.answers import measure_answers
from bench.budgets import budgets
from bench.cold import measure_cold
from bench.contender import CONTENDERS
from bench.figures import plain
from bench.folders import Folders
from bench.lengths import measure_lengths
from bench.machine import machine
from bench.models import emulated_s3, publish_all
from bench.picture import draw
from bench.table import tables
from bench.vocabularies import TERMS, measure_vocabularies
from bench.warm import measure_warm
from emulation.packaging import package
from train.corpus.download import SAMPLE
from train.corpus.reader import read_corpus

SITE = "import sysconfig; print(sysconfig.get_path('purelib'))"


@dataclass(frozen=True, slots=True)
class Rounds:
    """How often what is measured."""

    cold: int
    parts: int
    warm: int
    lengths: int
    warming: int
    texts: int
    terms: Sequence[int]


FULL = Rounds(cold=7, parts=3, warm=3, lengths=1, warming=500, texts=2_000, terms=TERMS)
QUICK = Rounds(cold=1, parts=1, warm=1, lengths=1, warming=50, texts=200, terms=TERMS[:2])


def main() -> None:
    """Measure, print tables and write them as JSON and as a picture."""
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
        draw(report["contenders"], args.picture)
        print(f" and {args.picture}", end="")
    print()


def measure(args: Namespace, directory: Path, rounds: Rounds) -> dict[str, Any]:
    """Return all figures."""
    python = args.contenders / "bin" / "python"
    site = site_of(python)
    say("fitting and publishing the models")
    folders = Folders(directory / "folders", _own_package(directory), site)
    corpus = read_corpus(args.data)
    published = publish_all(corpus, python)
    texts = [text for text in corpus.texts if text.strip()]
    asked = spread_out(texts, rounds.texts)
    others = spread_out(sorted(set(texts) - set(asked)), rounds.warming)
    say("cold starts")
    cold = measure_cold(CONTENDERS, folders, published, asked[0], (rounds.cold, rounds.parts))
    say("warm requests")
    warm = measure_warm(CONTENDERS, folders, published, (others, asked), rounds.warm)
    say("answers")
    answers = measure_answers(CONTENDERS, folders, published, asked if args.quick else texts)
    say("growth")
    growth = {
        "lengths": measure_lengths(folders, published, texts, rounds.lengths),
        "vocabularies": measure_vocabularies(folders, rounds.terms, python),
    }
    parts = {"cold": cold, "warm": warm, "package": weigh(folders)}
    results = {
        each.name: {"label": each.label} | {part: of[each.name] for part, of in parts.items()}
        for each in CONTENDERS
    }
    facts = {"machine": machine(), "data": corpus.facts(), "rounds": vars_of(rounds)}
    measured = {"contenders": results, "answers": answers, "growth": growth}
    return facts | measured | {"budgets": budgets(results)}


def spread_out(texts: Sequence[str], most: int) -> Sequence[str]:
    """Return so many of the texts at most, from everywhere among them."""
    return texts[:: max(1, len(texts) // most)][:most]


def weigh(folders: Folders) -> dict[str, dict[str, int]]:
    """Return the size of each contender's package."""
    return {each.name: folders.size(each)._asdict() for each in CONTENDERS}


def say(what: str) -> None:
    """Tell, on standard error, what is measured now and since when."""
    print(f"{datetime.now(UTC):%H:%M:%S} {what}", file=sys.stderr)


def vars_of(rounds: Rounds) -> dict[str, Any]:
    """Return how often what was measured, as the report has it."""
    return {name: getattr(rounds, name) for name in Rounds.__slots__}


def site_of(python: Path) -> Path:
    """Return the folder in which the contenders' distributions are installed."""
    if not python.exists():
        sys.exit(f"{python} is missing; 'make bench' makes the contenders' environment")
    found = subprocess.run([python, "-c", SITE], check=True, capture_output=True, text=True)  # noqa: S603
    return Path(found.stdout.strip())


def _own_package(directory: Path) -> bytes:
    place = directory / "package"
    place.mkdir()
    return (package(place) / "deployment.zip").read_bytes()


def _arguments() -> Namespace:
    parser = ArgumentParser(
        "python -m bench", description=main.__doc__, epilog="example: python -m bench --quick"
    )
    data = Path(os.environ.get("SMS_SPAM_CSV") or SAMPLE)
    parser.add_argument("--data", nargs="+", type=Path, default=[data], metavar="FILE")
    parser.add_argument("--quick", action="store_true", help="few rounds: to try it, not to quote")
    parser.add_argument(
        "--contenders", type=Path, default=Path("build/contenders"), metavar="DIR",
        help="the virtual environment of requirements-bench.txt",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"), metavar="FILE")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="a PNG to write")
    return parser.parse_args()


if __name__ == "__main__":
    main()
