"""The page in Chromium: type or click an example; see the label and the tinted words."""

import shutil
import subprocess
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Route, expect

from chalicelib.web.examples import EXAMPLES
from tests.support.browser import Visit, explained, under_stage, visiting
from train.registry.bundle import Bundle

pytest_plugins = ["tests.support.window"]

SPAM = "win a free phone, txt WIN to 80001"
HAM = "see you at eight then"
MARKUP = "<img src=x onerror=alert(1)> & <b>free</b> <script>alert(2)</script>"


@pytest.mark.parametrize("text", [SPAM, HAM], ids=["spam", "ham"])
def test_typing_shows_the_label_and_its_probability(visit: Visit, url: str, text: str) -> None:
    visit.page.locator("#field").press_sequentially(text)
    expect(visit.page.locator("#words")).to_have_text(text)
    result = explained(url, text)
    assert visit.page.inner_text("#label") == result["label"]
    assert visit.page.inner_text("#sure") == f"{100 * result['probability']:.1f}%"


def test_the_bar_is_divided_by_the_probability(visit: Visit, url: str) -> None:
    visit.show(SPAM)
    expected = explained(url, SPAM)["probability"]
    bar = "[...bar.querySelectorAll('i')].map((part) => part.getBoundingClientRect().width)"
    ham, spam = visit.page.evaluate(bar)
    assert spam / (ham + spam) == pytest.approx(expected, abs=0.01)


def test_the_mark_is_at_the_threshold(visit: Visit, default_bundle: Bundle) -> None:
    expect(visit.page.locator("dd")).not_to_have_count(0)
    visit.show(SPAM)
    threshold = default_bundle.manifest.threshold
    assert threshold is not None
    place = "() => bar.querySelector('b').offsetLeft / bar.offsetWidth"
    assert visit.page.evaluate(place) == pytest.approx(1 - threshold, abs=0.01)
    assert visit.page.inner_text(".mark") == f"spam from {100 * threshold:.1f}%"


def test_every_example_shows_the_services_label(visit: Visit, url: str) -> None:
    expect(visit.page.locator("#examples button")).to_have_count(len(EXAMPLES))
    for example in visit.page.locator("#examples button").all():
        text = example.get_attribute("data-text") or ""
        example.click()
        expect(visit.page.locator("#words")).to_have_text(text)
        assert visit.page.inner_text("#label") == explained(url, text)["label"]


def test_the_words_show_the_weights_of_the_explanation(visit: Visit, url: str) -> None:
    visit.show(SPAM)
    words = visit.page.locator("#words span").all()
    shown = [(word.text_content(), word.get_attribute("data-figure")) for word in words]
    evidence = [(part["text"], part["weight"]) for part in explained(url, SPAM)["evidence"]]
    assert min(abs(weight) for _, weight in evidence) > 0.005
    assert shown == [
        (text, f"+{weight:.2f} for spam" if weight > 0 else f"\u2212{-weight:.2f} for ham")
        for text, weight in evidence
    ]


def test_a_heavier_word_has_a_stronger_tint(visit: Visit, url: str) -> None:
    visit.show(SPAM)
    strength = """[...words.children].map((word) =>
      Number(/ ([\\d.]+)\\)$/.exec(getComputedStyle(word).backgroundColor)[1]))"""
    tints = visit.page.evaluate(strength)
    weights = [abs(part["weight"]) for part in explained(url, SPAM)["evidence"]]
    by_weight = [tint for _, tint in sorted(zip(weights, tints, strict=True))]
    assert len(set(tints)) > 3
    assert all(lighter <= heavier for lighter, heavier in pairwise(by_weight))


def test_the_two_directions_differ_by_more_than_their_colour(visit: Visit) -> None:
    visit.show(f"{SPAM} {HAM}")
    lines = "[...words.children].map((word) => [word.dataset.figure.split(' ').at(-1)," + (
        "getComputedStyle(word).textDecorationStyle])"
    )
    directions = {tuple(pair) for pair in visit.page.evaluate(lines)}
    assert {("ham", "dotted"), ("spam", "solid")} <= directions


@pytest.mark.parametrize(
    "text",
    ["🎉👩‍👩‍👧 free 🏳️‍🌈 win", "cafe\u0301 İSTANBUL 你好", "two  spaces\n\nand lines", MARKUP],
    ids=["emoji", "letters", "white space", "markup"],
)
def test_the_words_show_the_message_unchanged(visit: Visit, text: str) -> None:
    visit.show(text)
    parts = visit.page.locator("#words span").all_text_contents()
    assert [part for part in parts if part not in text] == []


def test_markup_in_a_message_creates_no_element(visit: Visit) -> None:
    elements = "[...document.querySelectorAll('*')].map((element) => element.localName).sort()"
    visit.show("a b")
    before = set(visit.page.evaluate(elements))
    visit.show(MARKUP)
    assert set(visit.page.evaluate(elements)) == before


def test_a_word_under_the_pointer_shows_its_figure(visit: Visit) -> None:
    visit.show(SPAM)
    word = visit.page.locator("#words span").nth(2)
    word.hover()
    expect(visit.page.locator("#figure")).to_have_text(f"free{word.get_attribute('data-figure')}")


def test_the_figures_add_up_to_the_margin(visit: Visit, url: str) -> None:
    visit.show(SPAM)
    margin = explained(url, SPAM)["scores"]["spam"]
    assert visit.page.inner_text("#figure b") == f"+{margin:.2f} for spam"


def test_the_facts_of_the_model_are_shown(visit: Visit, default_bundle: Bundle) -> None:
    public = default_bundle.manifest.public()
    expect(visit.page.locator("dd")).not_to_have_count(0)
    facts = visit.page.locator("dd").all_inner_texts()
    metrics = public["metrics"]
    assert isinstance(metrics, dict)
    assert facts[0] == f"{100 * metrics['accuracy']:.1f}% of held-out texts"
    assert facts[1] == "84 texts · 48 ham · 36 spam"
    assert (facts[2], facts[3]) == ("default", public["version"])


def test_loading_requests_only_the_document_and_the_model(visit: Visit, url: str) -> None:
    expect(visit.page.locator("dd")).not_to_have_count(0)
    assert visit.requests == [f"{url}/", f"{url}/model"]


def test_a_burst_of_typing_is_one_request(visit: Visit) -> None:
    typing = """(text) => { for (const letter of text) {
      field.value += letter; field.dispatchEvent(new InputEvent("input")); } }"""
    visit.page.evaluate(typing, SPAM)
    expect(visit.page.locator("#words")).to_have_text(SPAM)
    assert visit.count_requests("/explain") == 1


def test_a_late_response_to_an_older_text_is_not_shown(visit: Visit) -> None:
    held: list[Route] = []
    visit.page.route("**/explain", lambda route: held.append(route), times=1)
    with visit.page.expect_request("**/explain"):
        visit.page.fill("#field", SPAM)
    visit.show(HAM)
    held[0].continue_()
    visit.page.wait_for_timeout(200)
    assert visit.page.text_content("#words") == HAM


def test_clear_brings_the_page_to_rest(visit: Visit) -> None:
    visit.show(SPAM)
    visit.page.click("#clear")
    expect(visit.page.locator("#field")).to_be_focused()
    assert visit.page.inner_text("#label") == "Your turn"
    assert visit.page.text_content("#words") == ""


@pytest.mark.parametrize("text", ['it\'s $HOME `id` "x" \\ !\n@x', "@file", "-d 🎉"])
def test_the_curl_line_works_in_a_shell(visit: Visit, url: str, text: str) -> None:
    visit.page.fill("#field", text)
    expect(visit.page.locator("#words")).to_have_text(text)
    curl = visit.page.text_content("#curl") or ""
    shell = shutil.which("sh") or "sh"
    done = subprocess.run([shell, "-c", curl], capture_output=True, timeout=10, check=True)  # noqa: S603
    assert done.stdout.decode() == f'["{explained(url, text)["label"]}"]'


def test_copy_puts_the_curl_line_on_the_clipboard(visit: Visit) -> None:
    visit.show(SPAM)
    visit.page.click("#copy")
    expect(visit.page.get_by_role("status")).to_have_text("Copied")
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied == visit.page.text_content("#curl")


@pytest.mark.parametrize("path", ["/api/", "/api"])
def test_the_page_works_under_a_stage(browser: Browser, url: str, path: str) -> None:
    with under_stage(url, "/api") as gateway, visiting(browser, f"{gateway}{path}") as visit:
        visit.show(SPAM)
        assert visit.page.inner_text("#label") == "spam"
        expect(visit.page.locator("dd")).not_to_have_count(0)
        assert (
            visit.page.locator("#openapi")
            .evaluate("link => link.href")
            .endswith(":" + gateway.rpartition(":")[2] + "/api/openapi.json")
        )
        assert f"'{gateway}/api/spamorham'" in visit.page.inner_text("#curl")
