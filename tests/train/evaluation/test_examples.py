"""Examples for the page: words that several texts share, never a text that nobody gave."""

import json
from pathlib import Path

import pytest

from tests.support.commands import Run
from train.corpus.reader import Corpus
from train.evaluation.examples import MAX_EXAMPLE_CHARACTERS, page_examples
from train.fit import fit
from train.recipes.catalog import RECIPES
from train.trained import Trained

SAFE = [
    f"lunch {name} tomorrow at the harbour, number 0800{n}" for n, name in enumerate("abcdefgh")
]
FRAUD = [f"account blocked, verify http://x{n}.example now Zebedee{n}" for n in range(8)]
SHARED = {
    "safe": {"lunch", "tomorrow", "the", "harbour", "number"},
    "phishing": {"account", "blocked", "verify", "now"},
}
TEXTS, LABELS = SAFE + FRAUD, ["safe"] * 8 + ["phishing"] * 8


def fitted(recipe: str, labels: list[str]) -> Trained:
    corpus = Corpus(TEXTS, labels, "0" * 64)
    return fit(RECIPES[recipe], corpus, Corpus(["hello"], labels[:1], "1" * 64))


@pytest.mark.parametrize("recipe", ["tutorial", "default"])
def test_an_example_is_made_of_whole_words_that_texts_of_its_class_share(recipe: str) -> None:
    examples = fitted(recipe, LABELS).facts["examples"]
    assert {example["label"] for example in examples} == {"safe", "phishing"}
    for label, text in [tuple(example.values()) for example in examples]:
        assert 0 < len(text) <= MAX_EXAMPLE_CHARACTERS
        assert set(text.split()) <= SHARED[label]
        assert not any(sign.isdigit() for sign in text)
        assert text not in TEXTS


def test_the_model_gives_an_example_its_label() -> None:
    bundle = fitted("default", LABELS).bundle()
    examples = bundle.manifest.public()["examples"]
    assert isinstance(examples, list)
    for example in examples:
        assert bundle.model().predict(example["text"]) == example["label"]


def test_for_ham_and_spam_the_page_has_its_own() -> None:
    names = {"safe": "ham", "phishing": "spam"}
    assert fitted("tutorial", [names[label] for label in LABELS]).facts["examples"] is None


def test_a_word_of_two_texts_is_left_out() -> None:
    trained = fitted("tutorial", LABELS)
    texts = ["lunch tomorrow", "lunch harbour", "verify account", "verify blocked"]
    pair = Corpus(texts, ["safe"] * 2 + ["phishing"] * 2, "")
    assert page_examples(trained.export, pair, None) == []


def test_there_are_at_most_six_examples_those_of_the_largest_classes() -> None:
    words = ["alpha", "bravo", "delta", "gamma", "kappa", "omega", "sigma", "theta"]
    texts = [f"{word} {word}" + " x" * n for at, word in enumerate(words) for n in range(4 + at)]
    corpus = Corpus(texts, [text.split()[0].upper() for text in texts], "")
    trained = fit(RECIPES["tutorial"], corpus, Corpus(["alpha"], ["ALPHA"], ""))
    assert [e["label"] for e in trained.facts["examples"]] == [w.upper() for w in words[2:]]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    def write(name: str, rows: list[tuple[str, str]]) -> None:
        lines = (json.dumps({"label": label, "text": text}) for label, text in rows)
        (tmp_path / name).write_text("\n".join(lines))

    write("data.jsonl", [*zip(LABELS, TEXTS, strict=True)])
    write("given.jsonl", [("safe", "Lunch at noon?"), ("PHISHING", "Verify your account")])
    write("many.jsonl", [("safe", f"text {n}") for n in range(7)])
    write("long.jsonl", [("safe", "x" * 1001)])
    write("other.jsonl", [("news", "Rain is coming")])
    return tmp_path


def fit_with(run: Run, files: Path, *options: str) -> tuple[int, str]:
    data = ("--data", files / "data.jsonl", "--test", files / "data.jsonl")
    code, _, errors = run("fit", *data, "--recipe", "tutorial", "--folds", "0", *options)
    return code, errors


def published() -> object:
    return json.loads(Path("build/model/manifest.json").read_text())["examples"]


def test_the_author_can_give_examples(run: Run, files: Path) -> None:
    assert fit_with(run, files, "--examples", str(files / "given.jsonl"))[0] == 0
    assert published() == [
        {"label": "safe", "text": "Lunch at noon?"},
        {"label": "phishing", "text": "Verify your account"},
    ]


def test_the_author_can_leave_examples_out(run: Run, files: Path) -> None:
    assert fit_with(run, files, "--no-examples")[0] == 0
    assert published() == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("many", "--examples: found 7 texts; expected at most 6"),
        ("long", "--examples: found a text of 1001 characters; expected at most 1000"),
        ("other", "--examples: found the labels ['news']; expected some of ['phishing', 'safe']"),
    ],
)
def test_unusable_examples_are_refused(run: Run, files: Path, name: str, message: str) -> None:
    code, errors = fit_with(run, files, "--examples", str(files / f"{name}.jsonl"))
    assert code == 2
    assert errors.strip().endswith(message)
