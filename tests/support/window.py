"""Fixtures for the tests of the page: one Chromium, one server and one window for all.

It is a plugin, so the test modules share them and each starts only once.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browser import Visit, chromium, reloaded, serving, visiting
from train.registry.writable_store import DirectoryWriter


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run Chromium."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def url(browser: Browser, published: DirectoryWriter) -> Iterator[str]:
    """Serve the published model, for texts of at most 2,000 bytes; yield the address."""
    del browser  # skips the test if there is no Chromium
    with serving(MODEL_URI=published.uri, MAX_TEXT_BYTES="2000") as address:
        yield address


@pytest.fixture(scope="session")
def window(browser: Browser, url: str) -> Iterator[Visit]:
    """Open a window that may use the clipboard."""
    allowed = ["clipboard-read", "clipboard-write"]
    with visiting(browser, f"{url}/", permissions=allowed) as visit:
        yield visit


@pytest.fixture
def visit(window: Visit, url: str) -> Iterator[Visit]:
    """Return the window after reloading the page."""
    with reloaded(window, f"{url}/") as visit:
        yield visit
