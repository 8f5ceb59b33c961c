"""pytest's hooks: share the processors among the tests, and fail CI if a test is skipped."""

import importlib
import os
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import settings

from tests.support.examples import examples
from tests.support.warm_python import PACKAGES

ROOT = Path(__file__).parents[2]
SLOW_FILES = (
    "deploy/test_rehearsal",
    "docs/test_learning",
    "deploy/test_bulk_rehearsal",
    "doors/test_doors_rehearsal",
    "api/test_schemathesis",
    "web/test_browser",
    "frames/test_examples",
    "web/test_accessibility",
    "docs/test_notebook",
    "docs/test_privacy",
)
NOT_MEASURED = {ROOT / "tests" / "bench", ROOT / "tests" / "docs"}
"""Folders whose tests cover no code that coverage is measured of, or only what others cover."""

MEASURED = ("chalicelib", "train", "deploy")
"""The packages that coverage is measured of; each test that needs app.py imports it afresh."""

AUTHORS_FUNCTIONS = "chalicelib.functions."


def pytest_configure() -> None:
    """Limit each process to one processor: there are as many processes as processors.

    Hypothesis draws few examples and sets no deadline: on a busy machine, one that holds on a quiet
    one fails.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    settings.register_profile("pace", parent=settings(), deadline=None, max_examples=examples(10))
    settings.load_profile("pace")


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Measure how our modules are imported, but not how pytest rewrites and collects the tests.

    Tracing would double the time that a process takes to collect them. The doctests import the same
    modules anyway, so nothing counts as covered that did not before. What our modules import is
    imported before them: tracing would double that time, too.
    """
    if Coverage.current():
        with not_measured():
            for name in PACKAGES:
                with suppress(ModuleNotFoundError):
                    importlib.import_module(name)
        for name in MEASURED:
            package = importlib.import_module(name)
            for module in pkgutil.walk_packages(package.__path__, f"{name}."):
                if not module.name.startswith(AUTHORS_FUNCTIONS):
                    importlib.import_module(module.name)
    with not_measured():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Turn coverage off in the set-up of tests marked `no_cover` too; pytest-cov leaves it on.

    Tracing makes the scoring loops three times slower. The mark is for tests that fit and score
    thousands of texts, and whose lines other tests cover.
    """
    if not item.get_closest_marker("no_cover"):
        return (yield)
    with not_measured():
        return (yield)


@contextmanager
def not_measured() -> Iterator[None]:
    """Turn coverage off, if it is measured."""
    coverage = Coverage.current()
    if coverage is None:
        yield
        return
    coverage.stop()
    try:
        yield
    finally:
        coverage.start()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slowest files first, and what covers nothing of its own without coverage.

    If a slow file starts last, the other processors stand idle. Hypothesis draws other texts in
    each run, so a line that only its tests cover would be covered by chance.
    """
    items.sort(key=lambda item: "/".join(item.path.with_suffix("").parts[-2:]) not in SLOW_FILES)
    for item in items:
        if item.get_closest_marker("hypothesis") or NOT_MEASURED & {*item.path.parents}:
            item.add_marker(pytest.mark.no_cover)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail if a test was skipped although `SKIP_NOTHING` is set, as in CI."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SKIP_NOTHING") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
