"""The page takes reports: the buttons, what they send, and what the user is told."""

from playwright.sync_api import Route, expect

from tests.support.browser import Visit
from tests.support.desk import MARKUP, SPAM, THANKS, Desk, Opening

pytest_plugins = ["tests.support.window"]

FORBIDDEN = {"status": 403, "json": {"message": "Forbidden"}}


def test_a_service_without_reports_has_no_buttons(opened: Opening) -> None:
    desk = opened(model={"reports": False})
    expect(desk.page.locator("#report")).to_be_hidden()


def test_the_buttons_are_there_only_with_a_result(desk: Desk) -> None:
    expect(desk.button("ham")).to_be_visible()
    desk.page.click("#clear")
    expect(desk.button("ham")).to_be_hidden()


def test_a_report_sends_the_text_on_show_and_the_other_class(desk: Desk) -> None:
    expect(desk.button("spam")).to_have_count(0)
    desk.page.evaluate("field.value = 'edited since'")
    desk.button("ham").press("Enter")
    expect(desk.page.get_by_role("status").filter(has_text=THANKS)).to_have_count(1)
    assert desk.sent() == [{"text": SPAM, "label": "ham"}]
    assert desk.received[0].headers["content-type"] == "application/json"
    expect(desk.button("ham")).to_have_attribute("aria-pressed", "true")
    expect(desk.button("ham")).to_be_focused()


def test_a_report_can_be_taken_back(desk: Desk) -> None:
    desk.button("ham").click()
    desk.button("spam").click()
    expect(desk.button("spam")).to_have_attribute("aria-pressed", "true")
    expect(desk.button("ham")).to_have_attribute("aria-pressed", "false")
    assert [report["label"] for report in desk.sent()] == ["ham", "spam"]


def test_a_report_is_remembered_when_the_text_is_shown_again(desk: Desk) -> None:
    desk.button("ham").click()
    expect(desk.told).to_have_text(THANKS)
    desk.visit.show("free prize, call now")
    expect(desk.told).to_have_text("")
    expect(desk.button("ham")).to_have_attribute("aria-pressed", "false")
    desk.visit.show(SPAM)
    expect(desk.button("ham")).to_have_attribute("aria-pressed", "true")


def test_a_second_click_sends_no_second_report(desk: Desk) -> None:
    held: list[Route] = []
    desk.page.route("**/report", lambda route: held.append(route), times=1)
    with desk.page.expect_request("**/report"):
        desk.button("ham").dblclick()
    expect(desk.page.locator("#choices")).to_have_attribute("data-busy", "")
    desk.receive(held[0])
    expect(desk.told).to_have_text(THANKS)
    assert len(desk.received) == 1


def test_a_refused_report_says_why_and_can_be_sent_again(desk: Desk) -> None:
    message = f"found {MARKUP}; expected less"
    desk.responses = [{"status": 400, "json": {"Code": "Error", "Message": message}}]
    desk.button("ham").click()
    expect(desk.told).to_have_text(f"Not reported: {message}")
    expect(desk.button("ham")).to_have_attribute("aria-pressed", "false")
    desk.button("ham").click()
    expect(desk.told).to_have_text(THANKS)
    desk.visit.forgive("status of 400")


def test_a_limit_of_reports_is_told_without_its_numbers(desk: Desk) -> None:
    message = "found 2 reports of this reporter today; expected at most 2"
    desk.responses = [{"status": 429, "json": {"Code": "Error", "Message": message}}]
    desk.button("ham").click()
    told = "Not reported: the service accepts no more reports today. Try again tomorrow."
    expect(desk.told).to_have_text(told)
    desk.visit.forgive("status of 429")


def test_a_name_tells_the_users_of_the_page_apart(desk: Desk) -> None:
    name = desk.page.get_by_label("Your name")
    name.fill(f" {MARKUP} ")
    name.press("Enter")
    assert desk.received == []
    desk.button("ham").click()
    expect(desk.told).to_have_text(THANKS)
    name.fill(" ")
    desk.button("spam").click()
    expect(desk.button("spam")).to_have_attribute("aria-pressed", "true")
    assert desk.sent() == [
        {"text": SPAM, "label": "ham", "reporter": MARKUP},
        {"text": SPAM, "label": "spam"},
    ]


def test_the_page_asks_for_the_api_key_and_keeps_it_for_the_tab(desk: Desk) -> None:
    desk.responses = [FORBIDDEN, FORBIDDEN]
    desk.button("ham").click()
    expect(desk.told).to_have_text("Not reported: Forbidden. The API key may be missing.")
    key = desk.page.get_by_label("API key")
    expect(key).to_be_focused()
    assert (key.get_attribute("type"), key.get_attribute("autocomplete")) == ("password", "off")
    desk.page.keyboard.type(" wrong")
    desk.page.keyboard.press("Enter")
    expect(desk.told).to_have_text("Not reported: Forbidden. The API key may be wrong.")
    assert desk.page.evaluate("sessionStorage.length") == 0
    desk.page.keyboard.type("right")
    desk.page.keyboard.press("Enter")
    expect(desk.told).to_have_text(THANKS)
    expect(key).to_be_hidden()
    expect(desk.button("ham")).to_be_focused()
    desk.button("spam").click()
    expect(desk.told).to_have_text(THANKS)
    keys = [request.headers.get("x-api-key") for request in desk.received]
    assert keys == [None, "wrong", "right", "right"]
    assert desk.page.evaluate("[sessionStorage.apiKey, localStorage.length, document.cookie]") == [
        "right",
        0,
        "",
    ]
    desk.visit.forgive("status of 403")


def test_the_page_asks_for_the_api_key_where_every_request_needs_it(visit: Visit) -> None:
    visit.page.route("**/explain", lambda route: route.fulfill(**FORBIDDEN), times=1)
    visit.page.fill("#field", SPAM)
    expect(visit.page.locator("#detail")).to_have_text("Forbidden. The API key may be missing.")
    expect(visit.page.locator("#field")).to_be_focused()
    visit.page.fill("#key", "right")
    with visit.page.expect_request("**/explain") as sent:
        visit.page.click("text=Use key")
    expect(visit.page.locator("#words")).to_have_text(SPAM)
    expect(visit.page.locator("#lock")).to_be_hidden()
    assert sent.value.headers["x-api-key"] == "right"
    visit.page.evaluate("sessionStorage.clear()")
    visit.forgive("status of 403")


def test_a_text_that_is_too_long_to_be_explained_can_be_reported(opened: Opening) -> None:
    desk = opened()
    too_long = {"status": 413, "json": {"Message": "found a text of 9000 bytes"}}
    desk.page.route("**/explain", lambda route: route.fulfill(**too_long))
    desk.page.fill("#field", f"{SPAM} again")
    expect(desk.page.locator("#legend")).to_contain_text("The words are not weighed")
    desk.button("ham").click()
    expect(desk.told).to_have_text(THANKS)
    assert desk.sent() == [{"text": f"{SPAM} again", "label": "ham"}]
    desk.visit.forgive("status of 413")
