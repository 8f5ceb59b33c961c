"""Simulate how a model learns from reports: `python -m bench.learning --data NAME=OLD:NEW ...`.

OLD and NEW are files that commas separate; `a.txt&b.txt` is one corpus of two files. With `+`
before NEW, the new texts arrive among as many old ones.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from joblib import Parallel, delayed

from bench.learning.domains import Domain, Size, read_domain
from bench.learning.full_recipe import FullRecipe
from bench.learning.quick_recipe import QuickRecipe
from bench.learning.simulation import Outcome, simulate
from bench.learning.tables import Results, tables
from bench.learning.ways import EVERY_WAY, WAYS
from train.errors import InputError

FULL = Size(base=1500, old=500, week=100, weeks=8)
QUICK = Size(base=400, old=200, week=50, weeks=4)
SEEDS = 2


def main() -> int:
    """Print the tables, and write the results as JSON."""
    args = _arguments()
    size = QUICK if args.quick else FULL
    try:
        seeds = range(1 if args.quick else args.seeds)
        domains = [[read_domain(each, size, seed) for seed in seeds] for each in args.data]
        results = run(domains, args)
    except InputError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 2
    for heading, table in tables(results).items():
        print(f"\n{heading}\n\n{table}")
    if args.out is not None:
        args.out.write_text(json.dumps(rounded(results), indent=1) + "\n")
    return 0


def run(domains: Sequence[Sequence[Domain]], args: Namespace) -> Results:
    """Return the outcomes of each domain, whose splits differ by their seed, on all processors."""
    tasks = [
        (domain, seed, _ways(domain.name, args))
        for splits in domains
        for seed, domain in enumerate(splits)
    ]
    work = Parallel(n_jobs=args.jobs, return_as="generator")
    found = work(delayed(outcomes)(*task, args.recipe) for task in tasks)
    results: Results = {}
    for (domain, _, ways), made in zip(tasks, found, strict=True):
        print(f"{domain.name}: {len(ways)} ways", file=sys.stderr)
        by_way = results.setdefault(domain.name, {})
        for way, outcome in zip(ways, made, strict=True):
            by_way.setdefault(way, []).append(outcome._asdict())
    return results


def outcomes(domain: Domain, seed: int, ways: Sequence[str], recipe: str) -> list[Outcome]:
    """Return the outcome of each way; equal ways are simulated once."""
    fits = QuickRecipe() if recipe == "quick" else FullRecipe()
    made = {
        way: simulate(domain, way, fits, seed)
        for way in dict.fromkeys(EVERY_WAY[name] for name in ways)
    }
    return [made[EVERY_WAY[name]] for name in ways]


def rounded(results: Results) -> Results:
    """Return the results with four digits; more would differ between machines."""
    text = json.dumps(results)
    return cast("Results", json.loads(text, parse_float=lambda digits: round(float(digits), 4)))


def _ways(name: str, args: Namespace) -> list[str]:
    if args.recipe == "default":
        return [way for way in WAYS if EVERY_WAY[way].weight == 1]
    return [*EVERY_WAY] if args.in_depth is None or name in args.in_depth else [*WAYS]


def _arguments() -> Namespace:
    parser = ArgumentParser("python -m bench.learning", description=__doc__)
    parser.add_argument(
        "--data",
        nargs="+",
        required=True,
        metavar="NAME=OLD:NEW",
        help="a name, the texts to fit to, and those that arrive later",
    )
    parser.add_argument("--quick", action="store_true", help="few texts: a trial, not for quoting")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many splits of each domain")
    parser.add_argument(
        "--in-depth", nargs="*", metavar="NAME",
        help="the domains that attacks and the loop without a part are simulated in; default: all",
    )  # fmt: skip
    parser.add_argument(
        "--recipe", choices=("quick", "default"), default="quick",
        help="default takes hours for many domains, and leaves out the weighted ways",
    )  # fmt: skip
    parser.add_argument("--jobs", type=int, default=-1, help="processes; -1 is one per processor")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the results as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
