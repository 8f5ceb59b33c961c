"""Time what a cold start imports: a process each, from its start to its end, in turns."""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 15
CASES = {
    "interpreter": "pass",
    "chalice": "import chalice.app",
    "app.py": "import app",
    "app.py, the reader of S3": (
        "import app; from chalicelib.store.opening import open_reader; open_reader('s3://bucket/prefix')"
    ),
    "app.py, boto3 with an S3 client": (
        "import app; from chalicelib.store.opening import s3_client; s3_client()"
    ),
}
IN_LAMBDA = {
    "AWS_ACCESS_KEY_ID": "AKID",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}


def main() -> None:
    """Print the median milliseconds of each case, and how far the rounds lie apart."""
    environ = os.environ | IN_LAMBDA
    times: dict[str, list[float]] = {case: [] for case in CASES}
    for _ in range(ROUNDS):
        for case, code in CASES.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, env=environ)  # noqa: S603
            times[case].append((time.perf_counter() - started) * 1000)
    print(f"{'case':<34} {'median':>8} {'least':>8} {'most':>8}")
    for case, measured in times.items():
        median, least, most = statistics.median(measured), min(measured), max(measured)
        print(f"{case:<34} {median:>5.0f} ms {least:>5.0f} ms {most:>5.0f} ms")


if __name__ == "__main__":
    main()
