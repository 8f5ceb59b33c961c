"""pytest's hooks: collect once, then run the tests in copies of this process (`--copies auto`).

To import the tests and to collect them takes ten seconds of a processor. A fork of the process that
has collected has nothing to import. Each copy takes the next file when it has run one, so the slow
files should come first.
"""

import gc
import json
import os
import select
import signal
import time
import traceback
from itertools import groupby
from typing import Any, NoReturn

import pytest
from coverage import Coverage

NUMBER_BYTES = 4
CRASHED = "the process of the test ended with status"
HANGS_AFTER = float(os.environ.get("TEST_HANGS_AFTER", "300"))
"""The seconds after which a test that sends no report is killed; the slowest takes 20."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption(
        "--copies",
        default="1",
        help="processes that run the tests, or auto: one more than processors",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the collected tests in copies, if there are to be several; pytest does the rest."""
    option = session.config.getoption("copies")
    # One more than the processors, because some tests wait for programs that they start.
    copies = len(os.sched_getaffinity(0)) + 1 if option == "auto" else int(option)
    if copies < 2 or session.testsfailed or session.config.option.collectonly:
        return None
    files = [[*items] for _, items in groupby(session.items, key=lambda item: item.path)]
    numbers, writing = os.pipe()
    os.set_blocking(writing, False)  # a pipe holds 16,384 numbers
    os.write(writing, b"".join(at.to_bytes(NUMBER_BYTES, "big") for at in range(len(files))))
    os.close(writing)
    reporter: Any = session.config.pluginmanager.getplugin("terminalreporter")
    reporter.showfspath = False  # the files are not run one after the other
    gc.collect()
    gc.freeze()  # what was collected stays shared between the copies
    gc.set_threshold(20_000)  # looking for garbage less often saves a twentieth of the time
    running: dict[int, Copy] = {}
    try:
        for _ in range(copies):
            copy = Copy(session, files, numbers, [*running])
            running[copy.reports] = copy
        while running:
            pass_on(running)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
    finally:
        for copy in running.values():
            os.kill(copy.process, signal.SIGTERM)
            os.waitpid(copy.process, 0)
        os.close(numbers)
    return True


def pass_on(running: "dict[int, Copy]") -> None:
    """Pass on what copies have sent within a second; forget those that have ended."""
    for ready in select.select([*running], [], [], 1)[0]:
        if not running[ready].receive():
            del running[ready]
    for copy in running.values():
        copy.end_if_it_hangs()


class Copy:
    """A fork of this process, which runs tests and reports them as lines of JSON."""

    def __init__(
        self,
        session: pytest.Session,
        files: list[list[pytest.Item]],
        numbers: int,
        others: list[int],
    ) -> None:
        self._session = session
        self._files = files
        self._partial = b""
        self._running = ""
        self._heard = time.monotonic()
        self.reports, writing = os.pipe()
        self.process = os.fork()
        if not self.process:
            for other in (*others, self.reports):
                os.close(other)
            run_files(session, files, numbers, writing)
        os.close(writing)

    def receive(self) -> bool:
        """Pass on the reports that the copy has sent; return False if it has ended."""
        raw = os.read(self.reports, 1 << 20)
        if not raw:
            self._end()
            return False
        self._heard = time.monotonic()
        *lines, self._partial = (self._partial + raw).split(b"\n")
        hook, config = self._session.config.hook, self._session.config
        for line in lines:
            sent = json.loads(line)
            if isinstance(sent, str):  # the name of a test that starts
                self._running = sent
                continue
            report = hook.pytest_report_from_serializable(config=config, data=sent)
            if isinstance(report.longrepr, list):
                report.longrepr = tuple(report.longrepr)  # where and why a test was skipped
            hook.pytest_runtest_logreport(report=report)
        return True

    def end_if_it_hangs(self) -> None:
        """Kill the copy if its test does not end, so that the test is named as a failure.

        A copy has none of the threads that the first process has, and waits for them for ever:
        those of OpenMP, say, if a test fits while it is collected.
        """
        if time.monotonic() - self._heard > HANGS_AFTER:
            os.kill(self.process, signal.SIGKILL)
            self._heard = float("inf")

    def _end(self) -> None:
        """Report a failure of the test that was run last if the copy did not end by itself."""
        os.close(self.reports)
        status = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        if status:
            why = f"{CRASHED} {status}{self._not_run()}"
            report = pytest.TestReport(self._running, ("", None, ""), {}, "failed", why, "call")
            self._session.config.hook.pytest_runtest_logreport(report=report)

    def _not_run(self) -> str:
        """Name the tests that come after the one that was run last in its file."""
        for names in ([item.nodeid for item in items] for items in self._files):
            if self._running in names[:-1]:
                rest = names[names.index(self._running) + 1 :]
                return f"; not run: {', '.join(name.partition('::')[2] for name in rest)}"
        return ""


class Sender:
    """A plugin of a copy: sends each report, and before each test its name."""

    def __init__(self, config: pytest.Config, writing: int) -> None:
        self._config = config
        self._out = os.fdopen(writing, "w", encoding="ascii")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Send the name of a test that starts."""
        self._send(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Send the report of a test's phase, unless it is a set-up or an end that went well."""
        if report.passed and report.when != "call" and self._config.option.durations is None:
            return
        hook = self._config.hook
        self._send(hook.pytest_report_to_serializable(config=self._config, report=report))

    def _send(self, what: object) -> None:
        self._out.write(f"{json.dumps(what)}\n")
        self._out.flush()


def run_files(
    session: pytest.Session, files: list[list[pytest.Item]], numbers: int, writing: int
) -> NoReturn:
    """Run files, whose numbers come from a pipe that the copies share, and end this process."""
    status = 1
    try:
        config = session.config
        plugins = config.pluginmanager
        plugins.unregister(name="terminalreporter")
        plugins.register(Sender(config, writing))
        capture: Any = plugins.getplugin("capturemanager")
        capture.stop_global_capturing()  # into the same files as the other copies
        capture.start_global_capturing()
        capture.suspend_global_capture()
        while number := os.read(numbers, NUMBER_BYTES):
            items = files[int.from_bytes(number, "big")]
            for item, following in zip(items, [*items[1:], None], strict=True):
                # After a file, what belongs to the whole session stays.
                nextitem: Any = following or session
                config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)
        session._setupstate.teardown_exact(None)
        if coverage := Coverage.current():
            coverage.stop()
            coverage.save()  # after a fork, into a file of its own
        status = 0
    finally:
        if status:
            os.write(2, traceback.format_exc().encode())
        os._exit(status)
