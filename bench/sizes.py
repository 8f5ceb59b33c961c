"""What a cold start and a request cost at each memory size of Lambda: `python -m bench.sizes`.

Lambda gives a function a share of a processor in proportion to its memory: all of one at 1,769 MB
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). Here a control group gives
the same share of a processor of this machine, so this needs root and version 1 of Linux's control
groups. The package of the rehearsal runs under Lambda's runtime client; its model comes from an
emulated S3 on loopback.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3

from emulation.gateway import proxy_event
from emulation.packaging import package
from emulation.runtime_api import LambdaFunction
from emulation.servers import free_port, running
from train.__main__ import main as train
from train.corpus.download import SAMPLE

SIZES_MB = (128, 256, 512, 1024, 1769)
WHOLE_PROCESSOR_MB = 1769
GROUP = Path("/sys/fs/cgroup/cpu/spam-or-ham-bench")
PERIOD_US = 20_000
ROUNDS = 5
REQUESTS = 100
DOLLARS_PER_GB_SECOND = 0.0000133334  # arm64, us-east-1, 2026
BUCKET = "my-models"
TEXT = "WINNER!! claim your free prize now, txt WIN to 80123 before noon or call us tomorrow"


@contextmanager
def share_of_a_processor() -> Iterator[list[str]]:
    """Make a control group; yield the command that starts another within it."""
    GROUP.mkdir()
    (GROUP / "cpu.cfs_period_us").write_text(str(PERIOD_US))
    try:
        yield ["/bin/sh", "-c", f'echo $$ >{GROUP}/cgroup.procs; exec "$@"', "sh"]
    finally:
        GROUP.rmdir()


@contextmanager
def emulated_s3() -> Iterator[None]:
    """Serve an S3 with a model in it, and let boto3 and the function find it."""
    url = f"http://127.0.0.1:{free_port()}"
    os.environ |= {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    command = [sys.executable, "-m", "emulation.aws", url.rpartition(":")[2]]
    with running(command, f"{url}/moto-api/"), tempfile.TemporaryDirectory() as directory:
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        train(["fit", "--data", str(SAMPLE), "--folds", "0", "--out", directory])
        train(["publish", directory, "--to", f"s3://{BUCKET}/dev", "--promote"])
        yield


def measure(archive: bytes, launcher: list[str]) -> tuple[float, float]:
    """Return seconds from a process's start to its first answer, and of a later request."""
    configuration = {
        "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:bench",
        "FunctionName": "bench",
        "Handler": "app.app",
        "MemorySize": 512,
        "Timeout": 30,
        "Version": "$LATEST",
        "Environment": {"Variables": {"MODEL_URI": f"s3://{BUCKET}/dev"}},
    }
    aws = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    with tempfile.TemporaryDirectory() as directory:
        function = LambdaFunction(archive, configuration, Path(directory), launcher=launcher, **aws)
        started = time.perf_counter()
        with function:
            answer = function.invoke(proxy_event(TEXT))
            cold = time.perf_counter() - started
            if answer["statusCode"] != 200:
                raise RuntimeError(answer["body"])
            warm = []
            for _ in range(REQUESTS):
                started = time.perf_counter()
                function.invoke(proxy_event(TEXT))
                warm.append(time.perf_counter() - started)
    return cold, statistics.median(warm)


def main() -> None:
    """Print a line per memory size."""
    with tempfile.TemporaryDirectory() as directory, emulated_s3(), share_of_a_processor() as start:
        archive = (package(Path(directory)) / "deployment.zip").read_bytes()
        print("    MB  cold start   request   a million requests   a million cold starts")
        for size in SIZES_MB:
            quota = PERIOD_US * size // WHOLE_PROCESSOR_MB
            (GROUP / "cpu.cfs_quota_us").write_text(str(quota))
            rounds = [measure(archive, start) for _ in range(ROUNDS)]
            cold, warm = (statistics.median(column) for column in zip(*rounds, strict=True))
            dollars = [each * 1e6 * size / 1024 * DOLLARS_PER_GB_SECOND for each in (warm, cold)]
            print(
                f"{size:6,}  {cold * 1000:7.0f} ms  {warm * 1000:5.1f} ms  "
                f"{dollars[0]:18.2f} $  {dollars[1]:20.2f} $"
            )


if __name__ == "__main__":
    main()
