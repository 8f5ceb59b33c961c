"""The page for tasks other than ham and spam, and for a model whose first class is positive."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

from tests.support.browser import Visit, explained, reloaded, serving, visiting
from tests.support.several_labels import several_bundle
from tests.support.stores import promote, publish
from train.export.exporter import export_model
from train.registry.bundle import make_bundle
from train.registry.writable_store import DirectoryWriter

pytest_plugins = ["tests.support.window"]

TEXTS = ["pay now", "pay the fee", "see you", "see the bus"] * 2
EXAMPLES = [{"label": "safe", "text": "see you"}, {"label": "fraud", "text": "pay <b>now</b>"}]


def write_store(path: Path, labels: list[str], **more: Any) -> str:
    """Publish an exported model, which has its classes in the order of the alphabet."""
    vectorizer = CountVectorizer()
    vectors = vectorizer.fit_transform(TEXTS)
    estimators = (vectorizer, MultinomialNB(fit_prior=False).fit(vectors, labels))
    facts = {"recipe": "own", "data": None, "metrics": None, "positive": None, "threshold": None}
    now = datetime(2026, 1, 2, tzinfo=UTC)
    store = DirectoryWriter(path)
    promote(
        publish(make_bundle(export_model(*estimators), estimators, facts | more, now), store), store
    )
    return store.uri


@pytest.fixture(scope="module")
def fraud_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fraud_reports")


@pytest.fixture(scope="module")
def fraud_url(
    browser: Browser, fraud_reports: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    del browser  # skips the tests if there is no Chromium
    labels = ["fraud", "fraud", "safe", "safe"] * 2
    more = {"positive": "fraud", "threshold": 0.75, "examples": EXAMPLES}
    store = write_store(tmp_path_factory.mktemp("fraud"), labels, **more)
    with serving(MODEL_URI=store, REPORTS_URI=str(fraud_reports)) as address:
        yield address


@pytest.fixture(scope="module")
def fraud_window(browser: Browser, fraud_url: str) -> Iterator[Visit]:
    with visiting(browser, f"{fraud_url}/") as visit:
        yield visit


@pytest.fixture
def fraud(fraud_window: Visit, fraud_url: str) -> Iterator[Visit]:
    with reloaded(fraud_window, f"{fraud_url}/") as visit:
        expect(visit.page.locator("#heading")).to_have_text("safe or fraud?")
        yield visit


def hue(visit: Visit, element: str) -> float:
    return float(visit.page.evaluate(f"{element}.style.getPropertyValue('--hue')"))


def test_the_examples_are_the_models_own(fraud: Visit, fraud_url: str) -> None:
    buttons = fraud.page.locator("#examples button")
    assert buttons.all_inner_texts() == ["safe", "fraud"]
    for button, example in zip(buttons.all(), EXAMPLES, strict=True):
        button.click()
        expect(fraud.page.locator("#words")).to_have_text(example["text"])
        assert fraud.page.input_value("#field") == example["text"]
        expect(fraud.page.locator("#label")).to_have_text(
            explained(fraud_url, example["text"])["label"]
        )


def test_the_positive_class_is_last_although_it_is_the_first(fraud: Visit) -> None:
    fraud.show("pay the fee")
    assert fraud.page.inner_text("#label") == "fraud"
    ends = fraud.page.locator("#ends .class").all_inner_texts()
    assert ends == ["safe", "fraud"]
    assert hue(fraud, "words.firstElementChild") == hue(fraud, "document.querySelector('#result')")
    fraud.show("see you")
    assert hue(fraud, "words.firstElementChild") == hue(fraud, "document.querySelector('#result')")


def test_the_mark_is_at_the_threshold_of_the_positive_class(fraud: Visit) -> None:
    fraud.show("pay see")
    place = "() => bar.querySelector('b').offsetLeft / bar.offsetWidth"
    assert fraud.page.evaluate(place) == pytest.approx(1 - 0.75, abs=0.01)
    assert fraud.page.inner_text(".mark") == "fraud from 75.0%"
    assert fraud.page.inner_text("#label") == "safe"  # 50 % are too few
    assert fraud.page.inner_text("#detail") != ""


def directions(visit: Visit) -> dict[str, str]:
    words = "[...words.children].map((word) => [word.textContent, word.dataset.figure.slice(-5)])"
    return dict(visit.page.evaluate(words))


def test_the_weights_speak_for_the_right_class(fraud: Visit, fraud_url: str) -> None:
    for text in ("pay you fee", "see you pay"):
        fraud.show(text)
        margin = explained(fraud_url, text)["scores"]
        total = fraud.page.inner_text("#figure b")
        assert total.endswith("fraud" if margin["fraud"] > margin["safe"] else " safe")
        assert directions(fraud)["pay"] == "fraud"
        assert directions(fraud)["you"] == " safe"


def test_the_weights_speak_for_the_right_class_before_the_model_is_known(fraud: Visit) -> None:
    fraud.page.route("**/model", lambda route: route.fulfill(status=503))
    fraud.page.reload()
    for text in ("pay you fee", "see you pay"):
        fraud.show(text)
        assert directions(fraud)["pay"] == "fraud"
        assert directions(fraud)["you"] == " safe"
    fraud.page.unroute("**/model")
    fraud.forgive("status of 503")


def test_the_service_stores_what_the_page_reports(fraud: Visit, fraud_reports: Path) -> None:
    fraud.show("see <b>you</b>")
    button = fraud.page.get_by_role("button", name="fraud", exact=True).last
    button.click()
    expect(fraud.page.locator("#told")).to_have_text("Reported. Thank you.")
    (stored,) = (fraud_reports / "reports" / "texts").glob("*/*.json")
    report = json.loads(stored.read_text())
    assert (report["text"], report["label"]) == ("see <b>you</b>", "fraud")


def test_a_text_that_is_too_long_to_explain_is_labelled(fraud: Visit) -> None:
    fraud.page.fill("#field", "pay now " * 1025)
    expect(fraud.page.locator("#legend")).to_have_text(
        "The words are not weighed: found a text of 8200 bytes in UTF-8; expected at most 8192."
    )
    expect(fraud.page.locator("#label")).to_have_text("fraud")
    fraud.forgive("status of 413")
    shell = shutil.which("sh") or "sh"
    curl = fraud.page.text_content("#curl") or ""
    done = subprocess.run([shell, "-c", curl], capture_output=True, timeout=10, check=True)  # noqa: S603
    assert done.stdout.decode() == '["fraud"]'


def test_without_examples_there_is_no_heading_for_them(browser: Browser, tmp_path: Path) -> None:
    store = write_store(tmp_path, ["a", "b", "c", "c"] * 2)
    with serving(MODEL_URI=store) as address, visiting(browser, f"{address}/") as visit:
        expect(visit.page.locator("#facts dd")).not_to_have_count(0)
        expect(visit.page.locator("legend")).to_be_hidden()
        assert visit.page.locator("#examples button").count() == 0


@pytest.fixture(scope="module")
def several(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    store = DirectoryWriter(tmp_path_factory.mktemp("several"))
    promote(publish(several_bundle(), store), store)
    with serving(MODEL_URI=store.uri) as address, visiting(browser, f"{address}/") as visit:
        yield visit


@pytest.mark.parametrize("repeated", ["pay", "see"])
def test_a_long_text_may_have_several_labels(several: Visit, repeated: str) -> None:
    text = f"{repeated} " * 20
    several.show(text)
    shown = [several.page.locator(id_).inner_text() for id_ in ("#label", "#sure", "#detail")]
    several.page.route("**/explain", lambda route: route.fulfill(status=413, json={}))
    several.page.fill("#field", f"{text} ")
    expect(several.page.locator("#legend")).to_contain_text("The words are not weighed")
    several.page.unroute("**/explain")
    ids = ("#label", "#sure", "#detail")
    assert [several.page.locator(id_).inner_text() for id_ in ids] == shown
    assert several.page.locator("#choices :checked").count() == (0 if shown[0] == "No label" else 1)
    several.forgive("status of 413")


def test_several_labels_are_shown_with_the_most_probable_one(several: Visit) -> None:
    page = several.page
    expect(page.locator("#heading")).to_have_text("number, short or spam?")
    several.show("free prize call now claim 2000 cash")
    expect(page.locator("#label")).to_have_text("number, spam")
    expect(page.locator("#detail")).to_have_text("spam is the most probable label.")
    expect(page.locator("#ends")).to_have_text(re.compile(r"^spam \d+\.\d%$"))
    legend = "\u2212 for not spam+ for spamEach word was left out alone; the weights do not add up."
    expect(page.locator("#legend")).to_have_text(legend)
    expect(page.locator("#figure")).to_have_text(
        re.compile(r"^Start .\d\.\d\d, total \+.* for spam$")
    )
    weight = page.locator("#words span", has_text="prize").get_attribute("data-figure") or ""
    assert re.fullmatch(r"\+\d\.\d\d for spam", weight)


def test_a_text_without_a_label_says_so(several: Visit) -> None:
    several.show("the train is late again, sorry")
    expect(several.page.locator("#label")).to_have_text("No label")
    expect(several.page.locator("#sure")).to_have_text(re.compile(r"^spam [<\d]"))
