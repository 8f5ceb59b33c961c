"""Let a service on loopback respond as another would: change some fields of its responses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Route, expect

from tests.support.browser import Visit, reloaded


@contextmanager
def altered(window: Visit, url: str, **changes: dict[str, Any]) -> Iterator[Visit]:
    """Load the page from a service whose responses on these routes have other fields.

    A field of None is removed.
    """
    alter(window, **changes)
    try:
        with reloaded(window, f"{url}/") as visit:
            expect(visit.page.locator("#facts dd")).not_to_have_count(0)
            yield visit
    finally:
        for name in changes:
            window.page.unroute(f"**/{name}")


def alter(visit: Visit, **changes: dict[str, Any]) -> None:
    """Change the responses from now on, until the block of `altered` ends."""
    for name, fields in changes.items():
        visit.page.route(f"**/{name}", _changing(fields))


def _changing(fields: dict[str, Any]) -> Callable[[Route], None]:
    def change(route: Route) -> None:
        response = route.fetch()
        body = response.json() | fields
        kept = {name: value for name, value in body.items() if value is not None}
        route.fulfill(response=response, json=kept)

    return change


def of_classes(*classes: str, **more: Any) -> dict[str, dict[str, Any]]:
    """Return changes that give the model other classes; the last one has the highest score."""
    scores = dict(zip(classes, range(len(classes)), strict=True))
    model = {"classes": list(classes), "positive": None, "reports": True}
    return {
        "model": model,
        "explain": {"label": classes[-1], "scores": scores, "favours": classes[-1]} | more,
    }
