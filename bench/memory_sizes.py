"""What a cold start and a request cost at each memory size: `python -m bench.memory_sizes`.

Lambda gives a function a share of a processor in proportion to its memory: a whole one at 1,769 MB
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). A control group gives the
same share of one processor of this machine, which needs root and version 1 of Linux's control
groups. The package runs under Lambda's runtime client and reads its model from an emulated S3.
"""

import statistics
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.contenders.models import PublishedModel, emulated_s3, publish_recipe
from bench.measure.functions import aws_environ, lambda_configuration
from emulation.gateway import proxy_event
from emulation.packaging import package
from emulation.runtime_api import LambdaFunction
from train.corpus.download import SAMPLE
from train.corpus.reader import read_corpus

SIZES_MB = (128, 256, 512, 1024, 1769)
WHOLE_PROCESSOR_MB = 1769
GROUP = Path("/sys/fs/cgroup/cpu/spam-or-ham-bench")
PERIOD_US = 20_000
ROUNDS = 5
REQUESTS = 100
DOLLARS_PER_GB_SECOND = 0.0000133334  # arm64, us-east-1, 2026
TEXT = "WINNER!! claim your free prize now, txt WIN to 80123 before noon or call us tomorrow"


class Latency(NamedTuple):
    """The seconds from a process's start to its first response, and of a later request."""

    cold_seconds: float
    warm_seconds: float


@contextmanager
def processor_share() -> Iterator[list[str]]:
    """Create a control group; yield the command that starts another command within it."""
    GROUP.mkdir()
    (GROUP / "cpu.cfs_period_us").write_text(str(PERIOD_US))
    try:
        yield ["/bin/sh", "-c", f'echo $$ >{GROUP}/cgroup.procs; exec "$@"', "sh"]
    finally:
        GROUP.rmdir()


def measure(archive: bytes, model: PublishedModel, launcher: list[str]) -> Latency:
    """Return the latencies of one process that a launcher starts."""
    configuration = lambda_configuration("app.app", **model.environ())
    with tempfile.TemporaryDirectory() as directory:
        function = LambdaFunction(
            archive, configuration, Path(directory), launcher=launcher, **aws_environ()
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


def row(size_mb: int, rounds: list[Latency]) -> str:
    """Return the line of the table for a memory size.

    >>> row(1024, [Latency(0.1, 0.002), Latency(0.1, 0.002), Latency(0.3, 0.002)]).split()
    ['1,024', '100', 'ms', '2.0', 'ms', '0.03', '$', '1.33', '$']
    """
    cold, warm = (statistics.median(column) for column in zip(*rounds, strict=True))
    # The price of a million runs: seconds x GB x the price of a GB-second.
    dollars = [each * 1e6 * size_mb / 1024 * DOLLARS_PER_GB_SECOND for each in (warm, cold)]
    return (
        f"{size_mb:6,}  {cold * 1000:7.0f} ms  {warm * 1000:5.1f} ms  "
        f"{dollars[0]:18.2f} $  {dollars[1]:20.2f} $"
    )


def main() -> None:
    """Print a line per memory size."""
    ArgumentParser("python -m bench.memory_sizes", description=main.__doc__).parse_args()
    with tempfile.TemporaryDirectory() as directory, emulated_s3(), processor_share() as launcher:
        model = publish_recipe("default", read_corpus([SAMPLE]))
        archive = (package(Path(directory)) / "deployment.zip").read_bytes()
        print("    MB  cold start   request   a million requests   a million cold starts")
        for size_mb in SIZES_MB:
            quota = PERIOD_US * size_mb // WHOLE_PROCESSOR_MB
            (GROUP / "cpu.cfs_quota_us").write_text(str(quota))
            print(row(size_mb, [measure(archive, model, launcher) for _ in range(ROUNDS)]))


if __name__ == "__main__":
    main()
