"""pytest's hooks: how the tests share the processors, and that CI skips none of them."""

import os
from collections.abc import Iterator

import pytest
from coverage import Coverage

SLOW_FILES = ("test_rehearsal", "test_schemathesis", "test_browser", "test_accessibility")


def pytest_configure() -> None:
    """Let each of xdist's processes calculate on one processor: they are as many as there are."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Let what is marked `no_cover` be set up without coverage as well; pytest-cov leaves that out.

    Tracing makes the scoring loops three times as slow. The mark is for tests that fit and score
    by the thousand, where others go through the same lines.
    """
    coverage = Coverage.current() if item.get_closest_marker("no_cover") else None
    if coverage is None:
        return (yield)
    coverage.stop()
    try:
        return (yield)
    finally:
        coverage.start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slowest files first: one that started last would leave a processor idle."""
    items.sort(key=lambda item: item.path.stem not in SLOW_FILES)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where `SKIP_NOTHING` is set, as CI does, and a test was skipped all the same."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SKIP_NOTHING") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
