"""The page behind a function URL and an HTTP API: it labels, explains and reads the errors."""

from types import ModuleType

import pytest
from playwright.sync_api import Browser, expect

from emulation.doors import FunctionUrl, HttpApi
from tests.support.browser import explained, visiting
from tests.support.doors import invoker

pytest_plugins = ["tests.support.window"]

TEXT = "win a free phone, só 🎁 txt WIN"


@pytest.mark.parametrize("kind", [FunctionUrl, HttpApi])
def test_the_page_works_behind_other_doors_than_a_rest_api(
    browser: Browser, app_module: ModuleType, kind: type[FunctionUrl | HttpApi]
) -> None:
    with kind(invoker(app_module.app)) as door, visiting(browser, door.url) as visit:
        visit.show(TEXT)
        expected = explained(door.url.rstrip("/"), TEXT)
        assert visit.page.inner_text("#label") == expected["label"]
        words = visit.page.locator("#words span").all_text_contents()
        assert words == [part["text"] for part in expected["evidence"]]
        expect(visit.page.locator("dd")).not_to_have_count(0)
        visit.page.fill("#field", "a" * 3000)
        expect(visit.page.locator("body")).to_contain_text("Too long")
        visit.forgive("413")


def test_a_page_of_another_origin_may_use_a_function_url(
    browser: Browser, app_module: ModuleType
) -> None:
    call = """async (url) => {
      const headers = { "Content-Type": "text/plain", "X-Sender": "a@example.com" };
      const ok = await fetch(`${url}explain`, { method: "POST", headers, body: "free" });
      const unknown = await fetch(`${url}nothing`);
      return [ok.status, (await ok.json()).label, unknown.status, (await unknown.json()).message];
    }"""
    with (
        FunctionUrl(invoker(app_module.app)) as door,
        FunctionUrl(_blank) as other,
        visiting(browser, other.url) as visit,
    ):
        label = explained(door.url.rstrip("/"), "free")["label"]
        read = visit.page.evaluate(call, door.url)
        assert read == [200, label, 403, "Missing Authentication Token"]
        visit.forgive("403")


def _blank(_: object) -> dict[str, object]:
    """Respond with a page that has no content security policy."""
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "text/html"},
        "body": "<title>another origin</title>",
        "isBase64Encoded": False,
    }
