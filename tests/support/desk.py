"""A page that takes reports, with a stub of the service that receives them."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Request, Route

from tests.support.browser import Visit

SPAM = "win a free phone, txt WIN to 80001"
DONE = {"status": 200, "json": {"report": "0" * 16, "label": "ham"}}
MARKUP = "<img src=x onerror=alert(1)>"
THANKS = "Reported. Thank you."


class Desk:
    """A page that takes reports, and a stub of the service that receives them."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page = visit, visit.page
        self.received: list[Request] = []
        self.responses: list[dict[str, Any]] = []
        self.told = visit.page.locator("#told")

    def receive(self, route: Route) -> None:
        """Respond with the next response, or that the report is stored."""
        self.received.append(route.request)
        route.fulfill(**(self.responses.pop(0) if self.responses else DONE))

    def sent(self) -> list[Any]:
        """Return the bodies of the reports."""
        return [request.post_data_json for request in self.received]

    def button(self, name: str) -> Locator:
        """Return the button with this name."""
        return self.page.locator("#report").get_by_role("button", name=name, exact=True)


Opening = Callable[..., Desk]
