"""Lambda's Invoke on loopback: uploaded packages run in processes, with their roles' credentials.

moto would run them in Docker. Here each runs under AWS's own runtime client (`runtime_api`). An
idle process is used again, as Lambda does; there are at most `MOST_PROCESSES` of a function, and a
call waits for one. If a process is killed or takes longer than the time-out, the call gets the
error that Lambda gives, and the next call gets another process.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any, NamedTuple

from moto.awslambda.models import LambdaFunction as StoredFunction
from moto.sts.models import sts_backends

from emulation.runtime_api import LambdaFunction, NoResponseError

MOST_PROCESSES = 2
HOUR = 3600
Credentials = dict[str, str]


class Worker(NamedTuple):
    """A process of a function, the digest of its package, and what to close to stop it."""

    function: LambdaFunction
    digest: str
    running: ExitStack


class FunctionPool:
    """The processes of all functions of an account."""

    def __init__(self, endpoint: str, account: str, region: str) -> None:
        self._account = account
        self._environ = {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
        }
        self._lock = Lock()
        self._idle: defaultdict[str, list[Worker]] = defaultdict(list)
        self._busy: defaultdict[str, dict[int, bytes]] = defaultdict(dict)
        self._free = defaultdict[str, BoundedSemaphore](lambda: BoundedSemaphore(MOST_PROCESSES))
        self.calls: defaultdict[str, int] = defaultdict(int)

    def invoke(self, stored: StoredFunction, event: bytes) -> tuple[bytes, bool]:
        """Return what a function returns for an event, or its error and True."""
        name, seconds = stored.function_name, float(stored.timeout)
        with self._lock:
            free = self._free[name]
            self.calls[name] += 1
        with free, self._worker(stored, event) as worker:
            try:
                kind, body = worker.function.exchange(event, seconds)
            except NoResponseError as exc:
                worker.running.close()
                return json.dumps(error_of(exc, seconds)).encode(), True
            return body, kind != "response"

    def busy(self, name: str) -> list[tuple[int, Any]]:
        """Return the processes of a function that handle an event now, and their events."""
        with self._lock:
            return [(pid, json.loads(event)) for pid, event in self._busy[name].items()]

    def close(self) -> None:
        """Stop all idle processes."""
        for workers in self._idle.values():
            for worker in workers:
                worker.running.close()

    @contextmanager
    def _worker(self, stored: StoredFunction, event: bytes) -> Iterator[Worker]:
        name = stored.function_name
        worker = self._take(stored) or self._start(stored)
        pid = worker.function.process.pid
        with self._lock:
            self._busy[name][pid] = event
        try:
            yield worker
        finally:
            with self._lock:
                del self._busy[name][pid]
                if worker.function.process.poll() is None:
                    self._idle[name].append(worker)

    def _take(self, stored: StoredFunction) -> Worker | None:
        """Return an idle process of the package, or None; stop those of older packages."""
        with self._lock:
            while self._idle[stored.function_name]:
                worker = self._idle[stored.function_name].pop()
                alive = worker.function.process.poll() is None
                if alive and worker.digest == stored.code_sha_256:
                    return worker
                worker.running.close()
        return None

    def _start(self, stored: StoredFunction) -> Worker:
        running = ExitStack()
        directory = Path(running.enter_context(tempfile.TemporaryDirectory()))
        credentials = role_credentials(self._account, stored.role)
        function = LambdaFunction(
            stored.code_bytes,
            {"Environment": {"Variables": {}}} | stored.get_configuration(),
            directory,
            **self._environ,
            **{f"AWS_{name.upper()}": value for name, value in credentials.items()},
        )
        running.enter_context(function)
        return Worker(function, stored.code_sha_256, running)


def role_credentials(account: str, role: str) -> Credentials:
    """Return credentials of a role, by boto3's names: moto lets no service assume one."""
    assumed = sts_backends[account]["aws"].assume_role(
        region_name="us-east-1",
        role_session_name="emulation",
        role_arn=role,
        policy="",
        duration=HOUR,
        external_id="",
    )
    return {
        "access_key_id": assumed.access_key_id,
        "secret_access_key": assumed.secret_access_key,
        "session_token": assumed.session_token,
    }


def error_of(exc: NoResponseError, seconds: float) -> dict[str, str]:
    """Return Lambda's error for a process that ended or took too long."""
    if exc.timed_out:
        return {
            "errorType": "Sandbox.Timedout",
            "errorMessage": f"Error: Task timed out after {seconds:.2f} seconds",
        }
    return {
        "errorType": "Runtime.ExitError",
        "errorMessage": "Error: Runtime exited with error: signal: killed",
    }


def patch_functions(pool: FunctionPool) -> None:
    """Make moto's Invoke run the packages."""

    def invoke(self: StoredFunction, body: Any, _: Any, headers: dict[str, str]) -> bytes:
        raw = body if isinstance(body, bytes) else (body or "{}").encode()
        result, failed = pool.invoke(self, raw)
        if failed:
            headers["x-amz-function-error"] = "Unhandled"
        return result

    patched: Callable[..., bytes] = invoke
    stored: Any = StoredFunction
    stored.invoke = patched
