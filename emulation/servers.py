"""Run servers on loopback, each in its own process, for the duration of a block."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


class running:
    """Run a server process: wait until it responds at `url`, stop it at the end of the block."""

    def __init__(self, command: list[str], url: str, **environ: str) -> None:
        self.url = url
        self.process = subprocess.Popen(  # noqa: S603 - commands of the tests
            command,
            cwd=ROOT,
            env=os.environ | environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> "running":
        """Wait until the server responds."""
        deadline = time.monotonic() + 60
        while not responds(self.url):
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.process.args!r} ended with {self.process.returncode}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.process.args!r} does not respond at {self.url}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        self.process.terminate()
        self.process.wait(10)


@contextmanager
def emulated_aws() -> Iterator[str]:
    """Run `emulation.aws`; yield the URL for `AWS_ENDPOINT_URL`."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running([sys.executable, "-m", "emulation.aws", str(port)], f"{url}/moto-api/"):
        yield url


def responds(url: str) -> bool:
    """Return whether a server responds at a URL, even with an error status."""
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - on loopback
    except urllib.error.HTTPError as error:
        error.close()
    except OSError:
        return False
    return True


def free_port() -> int:
    """Return an unused port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
