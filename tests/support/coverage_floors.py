"""pytest's hooks: report what the tests cover of the code, and fail if it is too little."""

import io
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from coverage import Coverage
from coverage.exceptions import NoDataError


class Floor(NamedTuple):
    """Some files, and the least share of their lines and branches to cover, in percent."""

    side: str
    files: tuple[str, ...]
    percent: float


FLOORS = (
    Floor("the service", ("app.py", "chalicelib/*"), 100.0),
    Floor("training and deployment", ("train/*", "deploy/*"), 97.0),
)
_LINES = pytest.StashKey[list[str]]()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that measured coverage if a share is below its floor."""
    config = session.config
    if not config.getoption("cov_source", None):
        return
    coverage = Coverage()
    coverage.load()
    config.stash[_LINES] = []
    for floor in FLOORS:
        table = io.StringIO()
        try:
            covered = coverage.report(include=[*floor.files], file=table)
        except NoDataError:  # the run was told to measure other files
            continue
        config.stash[_LINES] += [
            *table.getvalue().splitlines(),
            f"coverage of {floor.side}: {covered:.2f} %; expected at least {floor.percent:g} %",
        ]
        if covered < floor.percent:
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Print the tables and the shares; pytest-cov would analyse each file again for its own."""
    yield
    for line in terminalreporter.config.stash.get(_LINES, []):
        terminalreporter.write_line(line)
