"""Which labels the page offers for a report, and how it shows them."""

import pytest
from playwright.sync_api import expect

from tests.support.altered import of_classes
from tests.support.desk import MARKUP, SPAM, THANKS, Opening

pytest_plugins = ["tests.support.window"]

RIGHT = "(part) => document.querySelector(part).getBoundingClientRect().right"


def test_an_unsure_label_offers_every_class(opened: Opening) -> None:
    desk = opened(explain={"label": "unsure", "probability": 0.5})
    expect(desk.page.locator("#ask")).to_have_text("What is it?")
    desk.button("spam").click()
    desk.button("ham").click()
    expect(desk.told).to_have_text(THANKS)
    assert [report["label"] for report in desk.sent()] == ["spam", "ham"]


@pytest.mark.parametrize("width", [1200, 360])
def test_a_long_class_stays_within_the_card(opened: Opening, width: int) -> None:
    page = opened(
        **of_classes(*"abcd", "Money transfer, virtual currency, or other service " * 2)
    ).page
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 900})
    edges = [page.evaluate(RIGHT, part) for part in ("#result", "#choices select")]
    if before:
        page.set_viewport_size(before)
    assert edges[1] < edges[0]


def test_many_classes_are_a_list(opened: Opening) -> None:
    desk = opened(**of_classes("a", "b", "c", MARKUP, "e"))
    desk.button("Report").click()
    assert desk.received == []  # nothing is chosen
    desk.page.get_by_label("Label").select_option(MARKUP)
    desk.button("Report").click()
    expect(desk.told).to_have_text(THANKS)
    assert desk.sent() == [{"text": SPAM, "label": MARKUP}]


def test_several_labels_are_reported_together(opened: Opening) -> None:
    desk = opened(**of_classes("a", "b", "c", label=["b", "c"]))
    desk.page.get_by_role("checkbox", name="c").uncheck()
    desk.page.get_by_role("checkbox", name="a").check()
    desk.button("Report").click()
    expect(desk.told).to_have_text(THANKS)
    assert desk.sent() == [{"text": SPAM, "label": ["a", "b"]}]


def test_markup_in_a_label_creates_no_element(opened: Opening) -> None:
    desk = opened(**of_classes(MARKUP, f"{MARKUP}2", "c"))
    assert desk.page.locator("img").count() == 0
    desk.button(MARKUP).click()
    expect(desk.told).to_have_text(THANKS)
    assert desk.sent()[0]["label"] == MARKUP
