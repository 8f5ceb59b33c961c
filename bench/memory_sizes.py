"""What a cold start and a request cost at each memory size: `python -m bench.memory_sizes`.

Lambda gives a function a share of a processor in proportion to its memory: a whole one at 1,769 MB
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). A control group gives the
same share of one processor of this machine, which needs root. Both recipes' packages, with the
model as `make deploy` packages it, and a Chalice app without a model run under Lambda's runtime
client and read from an S3 on loopback, with TLS if asked.
"""

import shutil
import statistics
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import NamedTuple

from bench.contenders.catalog import FLOOR, OURS_DEFAULT, OURS_TUTORIAL
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel, emulated_s3, publish_recipe
from bench.measure.cold import EMPTY_ZIP
from bench.measure.functions import aws_environ, lambda_configuration
from bench.measure.turns import in_turns
from bench.processor_share import processor_share
from emulation.gateway import proxy_event
from emulation.packaging import package
from emulation.runtime_api import LambdaFunction
from train.corpus.first_corpus import SAMPLE
from train.corpus.reader import read_corpus

SIZES_MB = (128, 256, 512, 1024, 1769)
CONTENDERS = (FLOOR, OURS_TUTORIAL, OURS_DEFAULT)
ROUNDS = 5
REQUESTS = 100
DOLLARS_PER_GB_SECOND = 0.0000133334  # arm64, us-east-1, 2026
TEXT = "WINNER!! claim your free prize now, txt WIN to 80123 before noon or call us tomorrow"


class Latency(NamedTuple):
    """The seconds from a process's start to its first response, and of a later request."""

    cold_seconds: float
    warm_seconds: float


def measure(folder: Path, model: PublishedModel, launcher: list[str]) -> Latency:
    """Return the latencies of one process that runs a contender's folder."""
    configuration = lambda_configuration("app.app", **model.environ())
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        shutil.copytree(folder, directory / "task", symlinks=True)
        function = LambdaFunction(
            EMPTY_ZIP, configuration, directory, launcher=launcher, **aws_environ()
        )
        started = time.perf_counter()
        with function:
            response = function.invoke(proxy_event(TEXT))
            cold = time.perf_counter() - started
            if response["statusCode"] != 200:
                raise RuntimeError(response["body"])
            warm = []
            for _ in range(REQUESTS):
                started = time.perf_counter()
                function.invoke(proxy_event(TEXT))
                warm.append(time.perf_counter() - started)
    return Latency(cold, statistics.median(warm))


def row(size_mb: int, rounds: dict[str, list[Latency]]) -> str:
    """Return the line of the table for a memory size; the last contender's costs are shown.

    >>> fast, slow = [Latency(0.1, 0.002)], [Latency(0.13, 0.002)]
    >>> row(1024, {"floor": fast, "ours": slow}).split()
    ['1,024', '100', 'ms', '130', 'ms', '1.30', '2.0', 'ms', '0.03', '$', '1.73', '$']
    """
    medians = {
        name: [statistics.median(column) for column in zip(*each, strict=True)]
        for name, each in rounds.items()
    }
    cold = [seconds for seconds, _ in medians.values()]
    warm = list(medians.values())[-1][1]
    starts = "".join(
        f"{seconds * 1000:7.0f} ms" + (f" {seconds / cold[0]:5.2f}" if number else "")
        for number, seconds in enumerate(cold)
    )
    # The price of a million runs: seconds x GB x the price of a GB-second.
    dollars = [each * 1e6 * size_mb / 1024 * DOLLARS_PER_GB_SECOND for each in (warm, cold[-1])]
    return (
        f"{size_mb:6,}{starts}  {warm * 1000:5.1f} ms  {dollars[0]:10.2f} $  {dollars[1]:10.2f} $"
    )


def main() -> None:
    """Print a line per memory size: cold starts, and a request of the default recipe."""
    parser = ArgumentParser("python -m bench.memory_sizes", description=main.__doc__)
    parser.add_argument("--tls", action="store_true", help="read from S3 with TLS")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help="default: 5")
    parser.add_argument(
        "--data", nargs="+", type=Path, default=[SAMPLE], metavar="FILE", help="labelled texts"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, emulated_s3(tls=args.tls):
        corpus = read_corpus(args.data)
        published = {name: publish_recipe(name, corpus) for name in ("tutorial", "default")}
        archive = (package(Path(directory)) / "deployment.zip").read_bytes()
        folders = Folders(Path(directory) / "folders", archive, Path())
        print(f"    MB {', '.join(each.label for each in CONTENDERS)}; request, a million, starts")
        with processor_share() as share:
            for size_mb in SIZES_MB:
                share.set_memory(size_mb)
                rounds: dict[str, list[Latency]] = {each.name: [] for each in CONTENDERS}
                for each in in_turns(CONTENDERS, args.rounds, f"{size_mb} MB"):
                    latency = measure(folders.folder(each), published[each.model], share.launcher)
                    rounds[each.name].append(latency)
                print(row(size_mb, rounds), flush=True)


if __name__ == "__main__":
    main()
