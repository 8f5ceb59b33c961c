"""The examples of the page: a model's own, and those for ham and spam."""

import pytest

from chalicelib.web.examples import EXAMPLES, with_examples

OWN = [{"label": "safe", "text": "see you later"}]


@pytest.mark.parametrize("own", [OWN, []], ids=["some", "none"])
@pytest.mark.parametrize("classes", [("safe", "phishing"), ("ham", "spam")])
def test_a_models_own_examples_are_shown(own: object, classes: tuple[str, ...]) -> None:
    assert with_examples({"recipe": "x", "examples": own}, classes)["examples"] == own


@pytest.mark.parametrize("classes", [("ham", "spam"), ("Spam", "HAM")])
def test_for_ham_and_spam_there_are_examples(classes: tuple[str, ...]) -> None:
    facts = with_examples({"recipe": "x", "examples": None}, classes)
    assert facts["examples"] == [{"label": name, "text": EXAMPLES[name]} for name in EXAMPLES]
    assert facts["recipe"] == "x"


@pytest.mark.parametrize("classes", [("safe", "phishing"), ("ham", "news", "spam"), ("0", "1")])
def test_another_task_without_examples_has_none(classes: tuple[str, ...]) -> None:
    assert with_examples({"examples": None}, classes) == {"examples": None}
