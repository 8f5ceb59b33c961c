"""What every function's process gets: its Lambda configuration and its environment."""

import os
from typing import Any

NAME = "bench"
MEMORY_MB = 512
TLS_ENDPOINT = "BENCH_TLS_ENDPOINT"
"""The variable with the URL of an S3 with TLS, if functions are to read from one."""


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
