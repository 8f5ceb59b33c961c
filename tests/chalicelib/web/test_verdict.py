"""The page under a policy: a third answer, a rule that decided, and a text of an unknown kind."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.altered import alter, altered, of_classes
from tests.support.browser import Visit

pytest_plugins = ["tests.support.window"]

SPAM = "win a free phone, txt WIN to 80001"
BAND = {"id": "1", "threshold": None, "unsure": {"from": 0.2, "to": 0.8}}
UNSURE = {"label": "unsure", "probability": 0.55, "rule": "unsure", "known": 0.8, "familiar": True}
PLACE = """(part) => { const { left, right } = document.querySelector(part).getBoundingClientRect();
  const whole = bar.getBoundingClientRect();
  return [left, right].map((edge) => (edge - whole.left) / whole.width); }"""


Show = Callable[..., Visit]


@pytest.fixture
def show(window: Visit, url: str) -> Iterator[Show]:
    """Return a function that shows the result of a service whose responses differ."""
    with ExitStack() as stack:

        def shown(**changes: dict[str, Any]) -> Visit:
            visit = stack.enter_context(altered(window, url, **changes))
            visit.show(SPAM)
            return visit

        yield shown


def live(visit: Visit) -> str:
    """Return what a screen reader reads out."""
    return " ".join((visit.page.locator("[aria-live]").text_content() or "").split())


def colour(visit: Visit, element: str) -> str:
    found: str = visit.page.locator(element).evaluate("(found) => getComputedStyle(found).color")
    return found


def test_an_unsure_label_asks_for_a_person(show: Show) -> None:
    visit = show(model={"policy": BAND}, explain=UNSURE)
    assert live(visit) == "Unsure spam 55.0% A person should decide."
    assert visit.page.locator("#ends .class").all_inner_texts() == ["ham", "spam"]
    assert colour(visit, "#label") == colour(visit, "body")
    assert visit.page.inner_text(".mark") == "unsure from 20.0% to 80.0%"
    assert visit.page.evaluate(PLACE, "#bar u") == pytest.approx([0.2, 0.8], abs=0.01)
    expect(visit.page.locator("#bar b")).to_be_hidden()


def test_the_band_grows_from_the_right_like_the_positive_class(show: Show) -> None:
    policy = BAND | {"unsure": {"from": 0.6, "to": 0.9}}
    visit = show(model={"policy": policy})
    assert visit.page.evaluate(PLACE, "#bar u") == pytest.approx([0.1, 0.4], abs=0.01)


def test_of_many_classes_the_band_is_below_a_probability(show: Show) -> None:
    changes = of_classes("a", "b", "c", label="unsure", probability=0.4)
    changes["model"]["policy"] = BAND | {"unsure": {"below": 0.6}}
    visit = show(**changes)
    assert live(visit) == "Unsure c 40.0% A person should decide."
    assert visit.page.inner_text("#ends") == "c 40.0%\nunsure below 60.0%\nb comes second"
    assert visit.page.evaluate(PLACE, "#bar u") == pytest.approx([0, 0.6], abs=0.01)


def test_of_two_classes_the_band_below_a_probability_is_on_both_sides(show: Show) -> None:
    policy = {"id": "1", "threshold": 0.9, "unsure": {"below": 0.7}}
    visit = show(model={"policy": policy})
    assert visit.page.evaluate(PLACE, "#bar u") == pytest.approx([0.3, 0.7], abs=0.01)
    marks = visit.page.locator(".mark").all_inner_texts()
    assert marks == ["spam from 90.0%", "unsure from 30.0% to 70.0%"]


def test_the_threshold_of_a_policy_replaces_the_models(show: Show) -> None:
    policy = {"id": "1", "threshold": 0.9, "unsure": None}
    visit = show(model={"policy": policy}, explain={"rule": "threshold"})
    assert visit.page.inner_text(".mark") == "spam from 90.0%"
    assert visit.page.evaluate(PLACE, "#bar b")[0] == pytest.approx(0.1, abs=0.01)
    expect(visit.page.locator("#detail")).to_have_text("The model is confident.")


@pytest.mark.parametrize(
    ("rule", "matched", "words"),
    [
        ("deny domain", "example.com", "denied domain example.com"),
        ("allow phrase", "<b>see</b> you", "allowed phrase \u201c<b>see</b> you\u201d"),
        ("a later kind", None, "a later kind"),
    ],
)
def test_the_rule_that_decided_is_named(
    show: Show, rule: str, matched: str | None, words: str
) -> None:
    decided = {"label": "spam", "probability": 0.03, "rule": rule, "matched": matched}
    visit = show(explain=decided)
    assert live(visit) == f"spam 3.0% A rule of this service decided: {words}."
    assert colour(visit, "#sure") != colour(visit, "body")


def test_the_model_does_not_claim_to_be_certain_of_a_kind_that_it_has_not_seen(
    show: Show,
) -> None:
    strange = {"probability": 0.997, "familiar": False, "known": 0.314}
    visit = show(explain=strange)
    expected = "spam 99.7% This text is unlike the ones that the model was trained on."
    assert live(visit) == expected
    assert colour(visit, "#sure") != colour(visit, "body")


def test_an_unsure_text_of_an_unknown_kind_says_both(show: Show) -> None:
    visit = show(model={"policy": BAND}, explain=UNSURE | {"familiar": False, "known": 0})
    expect(visit.page.locator("#detail")).to_have_text(
        "A person should decide. The model knows no word of this text, only parts of words."
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"label": "ham", "probability": 0.4}, "A close call, decided by the threshold."),
        ({"label": "ham", "probability": 0.6}, "A close call."),
        ({"known": 0, "familiar": None, "evidence": []}, "The model knows no word of this text."),
    ],
)
def test_it_says_what_decided_and_why(show: Show, changes: dict[str, Any], says: str) -> None:
    expect(show(explain=changes).page.locator("#detail")).to_have_text(says)


def test_one_class_of_several_may_win_with_less_than_half(show: Show) -> None:
    visit = show(**of_classes("a", "b", "c", "d", probability=0.33))
    expect(visit.page.locator("#detail")).to_have_text("No label is more probable than not.")


def test_an_older_service_is_shown_as_before(show: Show) -> None:
    new = dict.fromkeys(["known", "familiar", "rule", "matched"])
    visit = show(model={"policy": None, "reports": None}, explain=new | {"probability": 0.98})
    assert live(visit) == "spam 98.0% The model is confident."
    assert colour(visit, "#sure") == colour(visit, "body")
    expect(visit.page.locator("#report")).to_be_hidden()


def test_the_page_learns_of_a_new_policy_from_the_first_unsure_label(show: Show) -> None:
    visit = show(model={}, explain={})
    expect(visit.page.locator(".mark")).to_contain_text("spam from")
    alter(visit, model={"policy": BAND}, explain=UNSURE)
    visit.show("see you")
    expect(visit.page.locator(".mark")).to_have_text("unsure from 20.0% to 80.0%")
    assert visit.count_requests("/model") == 2
