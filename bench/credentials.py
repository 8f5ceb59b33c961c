"""Time starts by where the credentials are: `python -m bench.credentials`, in turns.

The packaged function starts under Lambda's runtime client, reads its model from S3 on loopback, and
responds to a text. The last case is SnapStart's: the time from the restore to the response, without
what Lambda itself takes to restore a snapshot. The processor's time is that of the whole process;
on a busy machine it says more than the time that passed.
"""

import resource
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import NamedTuple

from bench.measure.functions import lambda_configuration
from bench.measure.spread import spread
from bench.measure.turns import in_turns
from emulation.container_credentials import CredentialEndpoint
from emulation.gateway import proxy_event
from emulation.packaging import package
from emulation.runtime_api import LambdaFunction
from emulation.s3.server import URI, FaultyS3
from train.corpus.first_corpus import SAMPLE
from train.corpus.reader import read_corpus
from train.fit import fit
from train.recipes.catalog import RECIPES

ROUNDS = 15
TEXT = "WINNER!! claim your free prize now, txt WIN to 80123 before noon or call us tomorrow"
STATIC = {
    "AWS_ACCESS_KEY_ID": "ASIA1",
    "AWS_SECRET_ACCESS_KEY": "secret-1",
    "AWS_SESSION_TOKEN": "token-1",
}
RESTORED = "restored from a snapshot"


def cases(endpoint: CredentialEndpoint) -> dict[str, dict[str, str]]:
    """Return the environment variables of each case."""
    container = endpoint.environ
    return {
        "keys in the environment": STATIC,
        "a container's endpoint": container,
        "a container's endpoint, boto3": container
        | {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"},
        RESTORED: container | {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"},
    }


class Start(NamedTuple):
    """Milliseconds from the start, or the restore, of a process to its first response."""

    passed: float
    processor: float


def start(archive: bytes, environ: dict[str, str]) -> Start:
    """Start a process and measure it."""
    configuration = lambda_configuration("app.app", MODEL_URI=URI)
    with tempfile.TemporaryDirectory() as name:
        function = LambdaFunction(archive, configuration, Path(name), HOME=name, **environ)
        before, started = processor_seconds(), time.perf_counter()
        with function:
            if "AWS_LAMBDA_INITIALIZATION_TYPE" in environ:
                function.wait_for_snapshot()
                started = time.perf_counter()
                function.restore()
            response = function.invoke(proxy_event(TEXT))
            ended = time.perf_counter()
    if response["statusCode"] != 200:
        raise RuntimeError(response["body"])
    return Start((ended - started) * 1000, (processor_seconds() - before) * 1000)


def processor_seconds() -> float:
    """Return the processor time of the child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the milliseconds of each case."""
    ArgumentParser("python -m bench.credentials", description=main.__doc__).parse_args()
    bucket = FaultyS3()
    bucket.promote(fit(RECIPES["default"], read_corpus([SAMPLE])).bundle())
    with tempfile.TemporaryDirectory() as name, CredentialEndpoint() as endpoint:
        endpoint.guard(bucket)
        archive = (package(Path(name)) / "deployment.zip").read_bytes()
        environs = cases(endpoint)
        starts: dict[str, list[Start]] = {case: [] for case in environs}
        for case in in_turns(list(environs), ROUNDS, "starts"):
            environ = {"AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": bucket.endpoint}
            starts[case].append(start(archive, environ | environs[case]))
    bucket.stop()
    print(f"{'credentials':<30} {'median':>9} {'least':>9} {'processor':>9}")
    for case, measured in starts.items():
        passed, processor = (spread(column) for column in zip(*measured, strict=True))
        figures = (passed.median, passed.least, processor.median)
        print(f"{case:<30}" + "".join(f"{value:>7.0f} ms" for value in figures))


if __name__ == "__main__":
    main()
