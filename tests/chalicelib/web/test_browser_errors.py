"""The page without a result: a text that is too long, no model, no network, no JSON."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.support.browser import Visit, serving, visiting

pytest_plugins = ["tests.support.window"]

SPAM = "win a free phone, txt WIN to 80001"


def expect_problem(visit: Visit, title: str, detail: str, *, is_the_texts: bool = False) -> None:
    """Expect words for a problem, and a button to try again unless the text is at fault."""
    expect(visit.page.locator("#label")).to_have_text(title)
    expect(visit.page.locator("#detail")).to_contain_text(detail)
    expect(visit.page.locator("#again")).to_be_visible(visible=not is_the_texts)


def test_a_text_that_is_too_long_shows_the_limit(visit: Visit) -> None:
    visit.page.fill("#field", "x" * 2001)
    expect_problem(visit, "Too long", "2001 bytes in UTF-8; expected at most", is_the_texts=True)
    visit.forgive("status of 413")


def test_a_result_replaces_a_problem(visit: Visit) -> None:
    visit.page.fill("#field", "x" * 2001)
    expect_problem(visit, "Too long", "", is_the_texts=True)
    visit.show(SPAM)
    expect(visit.page.locator("#again")).to_be_hidden()
    visit.forgive("status of 413")


def test_without_a_model_the_page_says_so(browser: Browser, tmp_path: Path) -> None:
    with serving(MODEL_URI=str(tmp_path)) as empty, visiting(browser, f"{empty}/") as visit:
        visit.page.fill("#field", SPAM)
        expect_problem(visit, "Not ready", "Trying again in 5 s: no model can be loaded")
        expect(visit.page.locator("#no-model")).to_have_text("Not available now.")
        visit.forgive("status of 503")


def test_the_page_tries_again_after_retry_after(visit: Visit) -> None:
    later = {"Retry-After": "1"}
    visit.page.route("**/explain", lambda route: route.fulfill(status=503, headers=later), times=1)
    visit.page.fill("#field", SPAM)
    expect_problem(visit, "Not ready", "Trying again in 1 s")
    expect(visit.page.locator("#words")).to_have_text(SPAM)
    visit.forgive("status of 503")


def test_offline_is_shown_until_the_connection_returns(visit: Visit) -> None:
    visit.page.context.set_offline(True)
    visit.page.fill("#field", SPAM)
    expect_problem(visit, "Offline", "Your text is kept")
    visit.page.context.set_offline(False)
    expect(visit.page.locator("#words")).to_have_text(SPAM)
    visit.forgive("ERR_INTERNET_DISCONNECTED")


def test_an_unreachable_service_is_a_problem(visit: Visit) -> None:
    visit.page.route("**/explain", lambda route: route.abort(), times=1)
    visit.page.fill("#field", SPAM)
    expect_problem(visit, "Unreachable", "The service cannot be reached.")
    visit.page.click("#again")
    expect(visit.page.locator("#words")).to_have_text(SPAM)
    visit.forgive("ERR_FAILED")


def test_a_response_that_is_not_json_is_a_problem(visit: Visit) -> None:
    visit.page.route("**/explain", lambda route: route.fulfill(body="<h1>Log in</h1>"), times=1)
    visit.page.fill("#field", SPAM)
    expect_problem(visit, "No result", "The service responded with status 200 and no reason.")


def test_a_service_that_does_not_respond_is_a_problem(visit: Visit) -> None:
    visit.show(SPAM)
    expect(visit.page.locator("#ends")).to_have_css("opacity", "1")
    visit.page.clock.install()
    visit.page.route("**/explain", lambda _: None, times=1)
    visit.page.fill("#field", "another text")
    visit.page.clock.run_for(1000)
    expect(visit.page.locator("#ends")).to_have_css("opacity", "0.4")
    visit.page.clock.run_for(30_000)
    expect_problem(visit, "No response", "The service did not respond in time. Your text is kept.")
    visit.page.clock.resume()
    visit.page.click("#again")
    expect(visit.page.locator("#words")).to_have_text("another text")


TOO_LONG = {"status": 413, "json": {"Message": "found a text of 9000 bytes; expected 8192"}}


def test_a_text_that_is_too_long_to_be_explained_is_labelled(visit: Visit) -> None:
    visit.show(SPAM)
    shown = [visit.page.locator(id_).inner_text() for id_ in ("#label", "#sure", "#ends")]
    visit.page.hover("#words [role=option]")
    visit.page.route("**/explain", lambda route: route.fulfill(**TOO_LONG), times=1)
    visit.page.fill("#field", f"{SPAM} ")
    expect(visit.page.locator("#legend")).to_have_text(
        "The words are not weighed: found a text of 9000 bytes; expected 8192."
    )
    assert [visit.page.locator(id_).inner_text() for id_ in ("#label", "#sure", "#ends")] == shown
    expect(visit.page.locator("#words")).to_be_hidden()
    expect(visit.page.locator("#figure")).to_be_empty()
    visit.forgive("status of 413")


def test_a_problem_leaves_no_figure_of_the_text_before(visit: Visit) -> None:
    visit.show(SPAM)
    visit.page.hover("#words [role=option]")
    visit.page.fill("#field", "x" * 2001)
    expect_problem(visit, "Too long", "2001 bytes", is_the_texts=True)
    expect(visit.page.locator("#figure")).to_be_empty()
    visit.forgive("status of 413")
