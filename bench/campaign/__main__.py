"""Run the campaigns and print one table: `python -m bench.campaign`; exit code 1 if one failed."""

import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from bench.campaign import faults, kills, mutants, requests, soak
from bench.campaign.case import Campaign, Outcome, Plan
from bench.campaign.workers import run

CAMPAIGNS = {each.CAMPAIGN.name: each.CAMPAIGN for each in (requests, mutants, faults, kills, soak)}
SEED = 14
SHOWN_RULES = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run campaigns that try to break the project; print what they found."""
    args = _arguments(arguments)
    outcomes: dict[str, Outcome] = {}
    for name in args.only or CAMPAIGNS:
        print(f"{name} ...", file=sys.stderr)
        with tempfile.TemporaryDirectory() as directory:
            outcomes[name] = run(CAMPAIGNS[name], _plan(CAMPAIGNS[name], args, Path(directory)))
    print(_table(outcomes))
    for name, outcome in outcomes.items():
        print(_findings(name, outcome, args.seed), end="")
    return int(any(outcome.failures for outcome in outcomes.values()))


def _plan(campaign: Campaign, args: Namespace, directory: Path) -> Plan:
    cases = range(min(args.cases or campaign.cases, campaign.cases))
    if args.case is not None:
        cases = range(args.case, args.case + 1)
    processes = campaign.processes or args.processes
    return Plan(args.seed, cases, args.minutes * 60, processes, directory)


def _table(outcomes: dict[str, Outcome]) -> str:
    lines = ["", "| campaign | cases | a case fails if | failures | seconds |"]
    lines += ["| --- | --: | --- | --: | --: |"]
    for name, outcome in outcomes.items():
        numbers = f"{len(outcome.failures):,} | {outcome.seconds:.0f}"
        lines += [f"| {name} | {outcome.cases:,} | {CAMPAIGNS[name].promise} | {numbers} |"]
    return "\n".join(lines)


def _findings(name: str, outcome: Outcome, seed: int) -> str:
    """Return one paragraph for each broken rule, with the command that repeats its first case."""
    shown = ""
    by_rule = sorted(outcome.failures, key=lambda failure: (failure.rule, failure.case))
    for rule, group in groupby(by_rule, lambda failure: failure.rule):
        failures = list(group)
        first = failures[0]
        option = "" if seed == SEED else f" --seed {seed}"
        shown += f"\n{name}: {rule}: {len(failures):,} cases; the first: {first.detail}\n"
        shown += f"  python -m bench.campaign --only {name} --case {first.case}{option}\n"
    return shown


def _arguments(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(
        "python -m bench.campaign",
        description=main.__doc__,
        epilog="example: python -m bench.campaign --only requests --case 12345",
    )
    add = parser.add_argument
    add(
        "--only",
        nargs="+",
        choices=CAMPAIGNS,
        metavar="NAME",
        help=f"some of {', '.join(CAMPAIGNS)}",
    )
    add("--cases", type=int, metavar="N", help="at most the first N cases of each")
    add("--case", type=int, metavar="NUMBER", help="one case alone")
    add("--seed", type=int, default=SEED, metavar="N", help="default: %(default)s")
    add(
        "--minutes", type=float, default=30, metavar="N", help="most for each; default: %(default)s"
    )
    add("--processes", type=int, default=os.cpu_count(), metavar="N", help="default: %(default)s")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
