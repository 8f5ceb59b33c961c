"""The page is accessible: axe-core, keyboard only, and what a screen reader reads out."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.support.altered import altered, of_classes
from tests.support.browser import Visit, axe_source, explained

pytest_plugins = ["tests.support.window"]

SPAM = "win a free phone, txt WIN to 80001"
AXE_RUN = """() => axe
  .run({ resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })
  .then(({ violations }) => violations)"""
Look = tuple[Literal["light", "dark"], int]
LOOKS: list[Look] = [
    ("light", 360),
    ("dark", 360),
    ("dark", 1280),
    ("light", 1280),
]


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    return axe_source(tmp_path_factory.mktemp("axe"))


def bring_to(state: str, visit: Visit) -> None:
    """Bring the page to a state: at rest, with a result, or with a problem."""
    expect(visit.page.locator("#facts dd")).not_to_have_count(0)
    if state == "result":
        visit.show(f"{SPAM}, see you at eight then")
    elif state == "problem":
        visit.page.fill("#field", SPAM * 100)
    expect(visit.page.locator("#result")).to_have_attribute("data-state", state)
    if state == "problem":
        visit.forgive("status of 413")


@pytest.mark.parametrize("state", ["rest", "result", "problem"])
def test_axe_finds_no_violation(visit: Visit, axe: str, state: str) -> None:
    bring_to(state, visit)
    assert violations(visit, axe, LOOKS) == []


@pytest.mark.parametrize("classes", ["ham spam", "a b c d e"])
def test_axe_finds_no_violation_where_reports_are_on(
    window: Visit, url: str, axe: str, classes: str
) -> None:
    changes = of_classes(*classes.split(), label="unsure", familiar=False, known=0.2)
    changes["model"]["policy"] = {"unsure": {"below": 0.9, "from": 0.1, "to": 0.9}}
    with altered(window, url, **changes) as visit:
        visit.show(SPAM)
        visit.page.evaluate("lock.hidden = false; told.textContent = 'Not reported'")
        assert violations(visit, axe, LOOKS[:2]) == []


def violations(visit: Visit, axe: str, looks: list[Look]) -> list[tuple[object, ...]]:
    """Return what axe-core finds in a page: the look, the rule and the elements."""
    visit.page.evaluate(axe)
    found: list[tuple[object, ...]] = []
    for scheme, width in looks:
        visit.page.emulate_media(color_scheme=scheme)
        visit.page.set_viewport_size({"width": width, "height": 800})
        for rule in visit.page.evaluate(AXE_RUN):
            found.append((scheme, width, rule["id"], [node["html"] for node in rule["nodes"]]))
    return found


def focused(visit: Visit) -> str:
    """Return the id or the text of the element with the focus."""
    name: str = visit.page.evaluate("document.activeElement.id || document.activeElement.innerText")
    return name


def test_tab_reaches_every_control_in_the_order_of_the_page(visit: Visit) -> None:
    expect(visit.page.locator("#facts dd")).not_to_have_count(0)
    examples = visit.page.locator("#examples button").all_inner_texts()
    assert examples
    order = ["field", "Classify", "clear", *examples, "win", "copy", "curl", "openapi"]
    reached = []
    for _ in order:
        visit.page.keyboard.press("Tab")
        reached.append(focused(visit))
        if len(reached) == 1:
            visit.page.keyboard.type(SPAM)
            expect(visit.page.locator("#words")).to_have_text(SPAM)
    assert reached == order


def test_the_element_with_the_focus_has_an_outline(visit: Visit) -> None:
    visit.show(SPAM)
    outlined = "parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"
    for _ in range(12):
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate(outlined), focused(visit)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_an_example_is_chosen_with_the_keyboard(visit: Visit, key: str) -> None:
    example = visit.page.locator("#examples button").first
    example.focus()
    visit.page.keyboard.press(key)
    expect(visit.page.locator("#words")).to_have_text(example.get_attribute("data-text") or "")


def test_arrows_move_from_word_to_word(visit: Visit) -> None:
    visit.show("call me later")
    visit.page.locator("#words span").first.focus()
    reached = []
    for key in ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "Home", "End"]:
        visit.page.keyboard.press(key)
        reached.append(focused(visit))
    assert reached == ["me", "later", "later", "me", "call", "later"]


def test_a_word_in_focus_shows_its_figure(visit: Visit) -> None:
    visit.show("call me later")
    word = visit.page.locator("#words span").first
    word.focus()
    figure = word.get_attribute("data-figure") or ""
    expect(visit.page.locator("#figure")).to_have_text(f"call{figure}")


def test_each_word_has_an_accessible_name_with_its_weight(visit: Visit, url: str) -> None:
    visit.show("call me")
    weight = explained(url, "call me")["evidence"][0]["weight"]
    side = "+{:.2f} for spam" if weight > 0 else "\u2212{:.2f} for ham"
    name = f"call, {side.format(abs(weight))}"
    expect(visit.page.get_by_role("option", name=name, exact=True)).to_have_count(1)


def live(visit: Visit) -> str:
    """Return the text of the only live region, with single spaces."""
    region = visit.page.locator("[aria-live=polite][aria-atomic=true]")
    return " ".join((region.text_content() or "").split())


def test_the_result_is_announced_in_words(visit: Visit, url: str) -> None:
    visit.show("see you at eight then")
    result = explained(url, "see you at eight then")
    assert result["probability"] > 0.9
    assert live(visit).startswith(f"{result['label']} {100 * result['probability']:.1f}% The model")


def test_a_problem_is_announced(visit: Visit) -> None:
    bring_to("problem", visit)
    assert live(visit) == "Too long found a text of 3400 bytes in UTF-8; expected at most 2000"


def test_the_same_result_is_not_announced_twice(visit: Visit) -> None:
    visit.show(SPAM)
    visit.page.evaluate("""() => { window.changes = 0; new MutationObserver(() => changes++)
      .observe(label.closest("[aria-live]"), { subtree: true, childList: true }) }""")
    with visit.page.expect_response("**/explain"):
        visit.page.click("text=Classify")
    expect(visit.page.locator("#result[data-busy]")).to_have_count(0)
    assert visit.page.evaluate("changes") == 0


def test_copying_is_announced(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Copy").click()
    expect(visit.page.get_by_role("status")).to_have_text("Copied")


@pytest.mark.parametrize("state", ["rest", "result", "problem"])
def test_no_state_is_wider_than_the_screen(visit: Visit, state: str) -> None:
    bring_to(state, visit)
    if state == "result":
        visit.show("https://example.com/" + "x" * 300 + " win")
    for width in (320, 360, 1280):
        visit.page.set_viewport_size({"width": width, "height": 640})
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("scheme", "paper"), [("light", "rgb(246, 245, 242)"), ("dark", "rgb(18, 19, 22)")]
)
def test_the_page_follows_the_colour_scheme(
    visit: Visit, scheme: Literal["light", "dark"], paper: str
) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    expect(visit.page.locator("html")).to_have_css("background-color", paper)


def test_the_field_is_named_by_its_label(visit: Visit) -> None:
    expect(visit.page.get_by_label("Your message", exact=True)).to_have_id("field")
