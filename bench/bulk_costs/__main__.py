"""Print what jobs take and cost on Step Functions and elsewhere: `python -m bench.bulk_costs`."""

import math
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from bench.bulk_costs import speeds
from bench.bulk_costs.distributed_map import COSTS, simulate
from bench.bulk_costs.elsewhere import EMR, MACHINE, SAGEMAKER, Bill
from bench.bulk_costs.job import Job, Speed
from bench.report.tables import table

MIB = 1 << 20
MODELS = {"default": speeds.DEFAULT, "tutorial": speeds.TUTORIAL}
ELSEWHERE = (
    (SAGEMAKER, "scikit-learn, a call a text", speeds.SCIKIT_LEARN_ONE_BY_ONE, speeds.ROWS),
    (SAGEMAKER, "scikit-learn, in batches", speeds.SCIKIT_LEARN, speeds.ROWS),
    (SAGEMAKER, "this project", speeds.TUTORIAL, speeds.ROWS),
    (EMR, "scikit-learn, in batches", speeds.SCIKIT_LEARN, speeds.SPARK_ROWS),
    (EMR, "this project", speeds.TUTORIAL, speeds.SPARK_ROWS),
    (MACHINE, "this project", speeds.TUTORIAL, speeds.FILE_ROWS),
)

HEADS = ("texts", "at once", "parts", "copies", "time", "finish", *COSTS, "total")
TOO_LONG = ": too long"
"""Marks a job of too many parts, or whose last step takes longer than Lambda's 900 s."""


def duration(seconds: float) -> str:
    """Return a duration with two digits.

    >>> duration(4.26), duration(75), duration(3600), duration(1e6)
    ('4.3 s', '1.3 min', '1.0 h', '280 h')
    """
    units = (("h", 3600), ("min", 60), ("s", 1))
    unit, size = next((each for each in units if seconds >= each[1]), units[-1])
    return f"{two_digits(seconds / size)} {unit}"


def dollars(value: float) -> str:
    """Return a sum with two digits.

    >>> dollars(0.000312), dollars(0.1), dollars(2.345), dollars(1371.4)
    ('$0.00031', '$0.10', '$2.3', '$1,400')
    """
    return f"${two_digits(value)}"


def two_digits(value: float) -> str:
    """Return a positive number with two digits that count.

    >>> two_digits(0.0999), two_digits(0.0996), two_digits(9.96)
    ('0.10', '0.10', '10')
    """
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.{max(0, 1 - math.floor(math.log10(rounded)))}f}"


def map_rows(args: Namespace, model: Speed) -> Iterator[list[str]]:
    """Yield a row for each job and concurrency on Step Functions."""
    for text_bytes in args.bytes:
        for texts in args.texts:
            job = Job(texts, text_bytes, _part_bytes(args))
            for concurrency in args.concurrency:
                run = simulate(job, speeds.with_rows(model), concurrency, args.failures)
                costs = run.costs()
                yield [
                    f"{texts:,} x {text_bytes:,} B",
                    f"{concurrency:,}",
                    f"{run.parts:,}",
                    f"{run.copies:,}",
                    duration(run.seconds),
                    duration(run.finish_seconds) + ("" if run.fits else TOO_LONG),
                    *(dollars(costs[name]) for name in COSTS),
                    dollars(sum(costs.values())),
                ]


def elsewhere_rows(args: Namespace) -> Iterator[list[str]]:
    """Yield a row for each other way, with the time and the cost of each job."""
    jobs = [Job(texts, size, _part_bytes(args)) for size in args.bytes for texts in args.texts]
    yield ["way", "what scores", *(f"{job.texts:,} x {job.text_bytes:,} B" for job in jobs)]
    for offer, scorer, model, rows in ELSEWHERE:
        bills = [offer.run(job, speeds.with_rows(model, rows)) for job in jobs]
        yield [offer.name, scorer, *map(_bill, bills)]
    for concurrency in args.concurrency:
        runs = [simulate(job, speeds.with_rows(speeds.TUTORIAL), concurrency) for job in jobs]
        bills = [Bill(run.seconds, sum(run.costs().values())) for run in runs]
        yield [f"the map, {concurrency:,} at once", "this project", *map(_bill, bills)]


def _part_bytes(args: Namespace) -> int | None:
    return None if args.part_mib is None else int(args.part_mib * MIB)


def _bill(bill: Bill) -> str:
    return f"{duration(bill.seconds)}, {dollars(bill.dollars)}"


def main() -> None:
    """Print a table of jobs on Step Functions, and one that compares other ways."""
    args = _arguments()
    print(f"Step Functions' Distributed Map, {args.recipe} recipe\n")
    print(table(HEADS, list(map_rows(args, MODELS[args.recipe]))))
    heads, *rows = elsewhere_rows(args)
    print(f"\nOther ways, 64 processors, the tutorial's recipe\n\n{table(heads, rows)}")


def _arguments() -> Namespace:
    parser = ArgumentParser("python -m bench.bulk_costs", description=main.__doc__)
    about = "texts of a job; default: 10,000, a million, 100 million"
    _add_numbers(parser, "--texts", [10**4, 10**6, 10**8], about)
    _add_numbers(parser, "--bytes", [80, 4000], "bytes of a text; default: 80 and 4,000")
    about = "parts at once; default: 100, 1,000 and 5,000"
    _add_numbers(parser, "--concurrency", [100, 1000, 5000], about)
    about = "MiB of input in a part; default: the usual size"
    parser.add_argument("--part-mib", type=float, metavar="MIB", help=about)
    about = "the share of calls that fail, such as 0.01; default: none"
    parser.add_argument("--failures", type=float, default=0.0, metavar="RATE", help=about)
    about = "of the map's first table; default: %(default)s"
    parser.add_argument("--recipe", choices=MODELS, default="default", help=about)
    return parser.parse_args()


def _add_numbers(parser: ArgumentParser, option: str, default: list[int], about: str) -> None:
    parser.add_argument(option, nargs="+", type=int, default=default, metavar="N", help=about)


if __name__ == "__main__":
    main()
