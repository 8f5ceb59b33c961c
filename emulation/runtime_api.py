"""Lambda on loopback: a function's package in a clean process, under AWS's own runtime client.

The package is unpacked into its own folder. Python runs isolated and without site-packages, so its
path holds only that folder and what Lambda provides (boto3). The runtime client polls a Runtime API
for events; this one follows https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, version
2018-06-01.
"""

import importlib.util
import io
import json
import subprocess
import sys
import time
import uuid
import zipfile
from collections.abc import Sequence
from http.server import ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Lock, Thread
from typing import Any

from emulation.buffered_handler import BufferedHandler

API = "/2018-06-01/runtime"
WAIT_SECONDS = 30
TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0"
PROVIDED_BY_LAMBDA = (
    "boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3",
    "awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py",
)  # fmt: skip
START = (
    "import sys; sys.path[:0] = sys.argv[2:4]; from awslambdaric.__main__ import main; "
    "main(['bootstrap', sys.argv[1]])"
)


class FunctionError(Exception):
    """Raised if the function raises an error or its process ends."""


class NoResponseError(FunctionError):
    """Raised if the process ends or takes too long, with what it logged."""

    def __init__(self, log: str, *, timed_out: bool) -> None:
        super().__init__(f"no response; the log says:\n{log}")
        self.timed_out = timed_out


class QuietServer(ThreadingHTTPServer):
    """A server that does not wait for its clients and ignores a client that was killed."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Print nothing: `invoke` reports that the process ended."""


class LambdaFunction:
    """A running function: `with LambdaFunction(...) as function: function.invoke(event)`.

    With `AWS_LAMBDA_INITIALIZATION_TYPE=snap-start` in `environ`, the process waits where Lambda
    takes the snapshot, until `restore` lets it go on as each copy would.
    """

    def __init__(
        self,
        package: bytes,
        configuration: dict[str, Any],
        directory: Path,
        *,
        launcher: Sequence[str] = (),
        **environ: str,
    ) -> None:
        """Unpack a function's package; `configuration` is the one that Lambda's API returns.

        A `launcher` is a command that starts the process, whose command is appended to it.
        """
        self.log = directory / "log"
        self._events: Queue[tuple[str, bytes]] = Queue()
        self._responses: Queue[tuple[str, bytes]] = Queue()
        self._one_at_a_time = Lock()  # as in Lambda
        self._snapshot, self._restored = Event(), Event()
        self._arn = configuration["FunctionArn"]
        self._timeout_seconds = configuration["Timeout"]
        self._server = QuietServer(("127.0.0.1", 0), self._handler())
        self._directory, runtime = directory / "task", directory / "runtime"
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            archive.extractall(self._directory)
        link_packages(runtime)
        self._command = [
            *launcher, sys.executable, "-I", "-S", "-B", "-c", START,
            configuration["Handler"], str(self._directory), str(runtime),
        ]  # fmt: skip
        self._environ = environ | self._lambda_environ(configuration)

    def _lambda_environ(self, configuration: dict[str, Any]) -> dict[str, str]:
        """Return the function's own variables and those that Lambda sets."""
        return {
            **configuration["Environment"]["Variables"],
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._server.server_port}",
            "AWS_LAMBDA_FUNCTION_NAME": configuration["FunctionName"],
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(configuration["MemorySize"]),
            "AWS_LAMBDA_FUNCTION_VERSION": configuration["Version"],
            "LAMBDA_TASK_ROOT": str(self._directory),
            "_HANDLER": configuration["Handler"],
        }

    def __enter__(self) -> "LambdaFunction":
        """Start the process; it loads the function immediately, like Lambda's init phase."""
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - this interpreter
                self._command, cwd=self._directory, env=self._environ, stdout=log, stderr=log
            )
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the process."""
        self.process.kill()
        self.process.wait(10)
        self._server.shutdown()
        self._server.server_close()

    def invoke(self, event: dict[str, Any]) -> Any:
        """Return the function's result for an event.

        Raises
        ------
        FunctionError
            If the function raises an error, or its process ends first.
        """
        kind, body = self.exchange(json.dumps(event).encode(), WAIT_SECONDS)
        if kind != "response":
            raise FunctionError(body.decode())
        return json.loads(body)

    def exchange(self, event: bytes, seconds: float) -> tuple[str, bytes]:
        """Return the kind of a function's reply to an event, `response` or `error`, and its body.

        Raises
        ------
        NoResponseError
            If the process ends first, or takes longer than `seconds`: then it is killed.
        """
        with self._one_at_a_time:
            self._events.put((str(uuid.uuid4()), event))
            return self._response(seconds)

    def wait_for_snapshot(self) -> None:
        """Wait until the function is initialized, when Lambda takes the snapshot.

        Raises
        ------
        FunctionError
            If its process ended before.
        """
        deadline = time.monotonic() + WAIT_SECONDS
        while not self._snapshot.wait(0.1):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise FunctionError(f"no snapshot; the log says:\n{self.log.read_text()}")

    def restore(self) -> None:
        """Let the function go on as a copy does that was restored from the snapshot."""
        self._restored.set()

    def _response(self, seconds: float) -> tuple[str, bytes]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                return self._responses.get(timeout=0.2)
            except Empty:
                if self.process.poll() is not None:
                    raise NoResponseError(self.log.read_text(), timed_out=False) from None
        self.process.kill()
        self.process.wait(10)
        raise NoResponseError(self.log.read_text(), timed_out=True)

    def _handler(self) -> type[BufferedHandler]:
        function = self

        class Handler(BufferedHandler):
            def do_GET(self) -> None:
                """Wait for the next event and send it; or wait for the restore."""
                if self.path == f"{API}/restore/next":
                    function._snapshot.set()
                    function._restored.wait()
                    self._send(200, {})
                    return
                request, event = function._events.get()
                self._send(200, function._headers(request), event)

            def do_POST(self) -> None:
                """Receive the result or the error of an invocation or of the init phase."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                function._responses.put((self.path.rpartition("/")[2], body))
                self._send(202, {})

            def _send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
                self.send_response(status)
                for name, value in (headers | {"Content-Length": str(len(body))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        return Handler

    def _headers(self, request: str) -> dict[str, str]:
        """Return the headers of an event; awslambdaric 4.2.2 crashes if one is missing."""
        deadline = int((time.time() + self._timeout_seconds) * 1000)
        return {
            "Lambda-Runtime-Aws-Request-Id": request,
            "Lambda-Runtime-Deadline-Ms": str(deadline),
            "Lambda-Runtime-Invoked-Function-Arn": self._arn,
            "Lambda-Runtime-Trace-Id": TRACE,
            "Content-Type": "application/json",
        }


def link_packages(directory: Path) -> None:
    """Link the packages that Lambda provides from where they are installed here."""
    directory.mkdir()
    for name in PROVIDED_BY_LAMBDA:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise FunctionError(f"{name} is not installed; requirements-dev.txt has it")
        origin = Path(spec.origin)
        source = origin.parent if spec.submodule_search_locations else origin
        (directory / source.name).symlink_to(source)
