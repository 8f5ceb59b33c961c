"""Fixtures of the page's reports."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.support.altered import altered
from tests.support.browser import Visit
from tests.support.desk import SPAM, Desk, Opening


@pytest.fixture
def opened(window: Visit, url: str) -> Iterator[Opening]:
    """Return a function that shows a result on a page that takes reports."""
    with ExitStack() as stack:

        def open_desk(**changes: dict[str, Any]) -> Desk:
            changes = {"model": {"reports": True}} | changes
            desk = Desk(stack.enter_context(altered(window, url, **changes)))
            desk.page.route("**/report", desk.receive)
            desk.visit.show(SPAM)
            return desk

        yield open_desk
    window.page.unroute("**/report")
    window.page.evaluate("sessionStorage.clear()")


@pytest.fixture
def desk(opened: Opening) -> Desk:
    return opened()
