"""Time what a cold start imports: `python -m bench.imports` runs a process for each, in turns."""

import os
import subprocess
import sys
import time
from argparse import ArgumentParser

from bench.measure.spread import spread
from bench.measure.turns import in_turns

ROUNDS = 15
CASES = {
    "interpreter": "pass",
    "chalice": "import chalice.app",
    "app.py": "import app",
    "app.py, the S3 reader": (
        "import app; from chalicelib.store.opening import open_reader; open_reader('s3://bucket/prefix')"
    ),
    "app.py, boto3 with an S3 client": (
        "import app; from chalicelib.store.boto3_reader import s3_client; s3_client()"
    ),
}
LAMBDA_ENVIRON = {
    "AWS_ACCESS_KEY_ID": "AKID",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}


def main() -> None:
    """Print the median, the lowest and the highest milliseconds of each case."""
    ArgumentParser("python -m bench.imports", description=main.__doc__).parse_args()
    environ = os.environ | LAMBDA_ENVIRON
    times_ms: dict[str, list[float]] = {case: [] for case in CASES}
    for case in in_turns(list(CASES), ROUNDS, "imports"):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", CASES[case]], check=True, env=environ)  # noqa: S603
        times_ms[case].append((time.perf_counter() - started) * 1000)
    print(f"{'case':<34} {'median':>8} {'least':>8} {'most':>8}")
    for case, values in times_ms.items():
        median, least, most = spread(values)
        print(f"{case:<34} {median:>5.0f} ms {least:>5.0f} ms {most:>5.0f} ms")


if __name__ == "__main__":
    main()
