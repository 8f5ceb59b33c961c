"""What every function's process gets: its Lambda configuration and its environment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.contenders.models import TLS_ENDPOINT

NAME = "bench"
MEMORY_MB = 512


def lambda_configuration(handler: str, **variables: str) -> dict[str, Any]:
    """Return a function's configuration as Lambda's API returns it."""
    return {
        "FunctionArn": f"arn:aws:lambda:us-east-1:123456789012:function:{NAME}",
        "FunctionName": NAME,
        "Handler": handler,
        "MemorySize": MEMORY_MB,
        "Timeout": 30,
        "Version": "$LATEST",
        "Environment": {"Variables": variables},
    }


def aws_environ() -> dict[str, str]:
    """Return this process's variables for AWS: credentials, region, endpoint."""
    environ = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    if TLS_ENDPOINT in os.environ:
        environ["AWS_ENDPOINT_URL"] = os.environ[TLS_ENDPOINT]
    return environ


@contextmanager
def tls_endpoint(url: str | None) -> Iterator[str | None]:
    """Let functions read from an S3 with TLS at a URL, or if it is None from the one without.

    Yields the URL of before the block, which comes back after it.
    """
    before = os.environ.pop(TLS_ENDPOINT, None)
    if url is not None:
        os.environ[TLS_ENDPOINT] = url
    try:
        yield before
    finally:
        os.environ.pop(TLS_ENDPOINT, None)
        if before is not None:
            os.environ[TLS_ENDPOINT] = before
