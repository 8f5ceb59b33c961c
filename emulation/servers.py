"""Servers in processes of their own, on loopback, that end with the test."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent


class running:
    """Run a server process; it is ready once its address answers, and ends with the block."""

    def __init__(self, command: list[str], url: str, **environ: str) -> None:
        self.url = url
        self.process = subprocess.Popen(  # noqa: S603 - commands of the tests' own
            command,
            cwd=ROOT,
            env=os.environ | environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> "running":
        """Wait until the server answers."""
        deadline = time.monotonic() + 60
        while not answers(self.url):
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.process.args!r} ended with {self.process.returncode}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.process.args!r} does not answer at {self.url}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(10)


def answers(url: str) -> bool:
    """Tell whether a server answers at an address, be it with an error."""
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - on loopback
    except urllib.error.HTTPError as error:
        error.close()
    except OSError:
        return False
    return True


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
