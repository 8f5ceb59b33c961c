"""A column with clearer labels comes before one whose name other columns have, too."""

from pathlib import Path

import pytest

from tests.support.corpus_files import TEXTS, told, written
from tests.train.corpus.columns.test_columns import table

ROWS = 12
LONG = [f"{text} number {n}" for n in range(ROWS // 4) for text in TEXTS]
TOPICS = ["harbour", "kite", "lamp"] * 4
CLASSES = ["ham", "spam"] * 6
FLAGS = ["0", "1", "1", "0"] * 3
NUMBERS = [f"0.{n:03}" for n in range(ROWS)]
PARTS = ["train", "test", "train"] * 4


@pytest.mark.parametrize(
    ("weak", "values", "other", "labels"),
    [
        pytest.param("Target", TOPICS, "view", ["FAVOR", "AGAINST", "NONE"] * 4, id="stance"),
        pytest.param("target", TOPICS, "Ground Truth", FLAGS, id="a-further-name"),
        pytest.param("score", FLAGS, "verdict", CLASSES, id="score"),
        pytest.param("type", TOPICS, "what it is", CLASSES, id="type"),
        pytest.param("category", TOPICS, "mood", ["positiv", "negativ"] * 6, id="category"),
        pytest.param("score", NUMBERS, "decided", FLAGS, id="numbers"),
        pytest.param("group", PARTS, "decided", TOPICS, id="parts"),
        pytest.param("type", ["ticket"] * ROWS, "decided", TOPICS, id="one-value"),
    ],
)
def test_a_clearer_column_is_the_label(
    tmp_path: Path, weak: str, values: list[str], other: str, labels: list[str]
) -> None:
    file = table(**{"text": LONG, weak: values, other: labels})
    corpus, lines = told(written(tmp_path, "a.csv", file))
    assert (corpus.texts, corpus.labels) == (LONG, labels)
    chosen = f"labels from {other!r}, not from {weak!r}; --label-column chooses"
    assert lines[0].endswith(f": {chosen}")


@pytest.mark.parametrize(
    ("name", "values", "other", "rest"),
    [
        pytest.param("label", TOPICS, "verdict", CLASSES, id="a-sure-name"),
        pytest.param("type", CLASSES, "verdict", ["real", "fake"] * 6, id="both-are-clear"),
        pytest.param("target", FLAGS, "keyword", TOPICS, id="neither-is-clear"),
        pytest.param("target", FLAGS, "keyword", ["attack", "fire", "threat"] * 4, id="themes"),
        pytest.param("topic", TOPICS, "haste", ["urgent", "normal", "low"] * 4, id="not-all-known"),
        pytest.param("rating", TOPICS, "verified", ["True", "False"] * 6, id="yes-and-no"),
        pytest.param("topic", TOPICS, "outcome", FLAGS, id="a-further-name-after-a-topic"),
        pytest.param("score", FLAGS, "verdict", ["ham", *[""] * 11], id="a-few-remarks"),
    ],
)
def test_a_column_with_a_usual_name_is_the_label_otherwise(
    tmp_path: Path, name: str, values: list[str], other: str, rest: list[str]
) -> None:
    file = table(**{"text": LONG, name: values, other: rest})
    corpus, lines = told(written(tmp_path, "a.csv", file))
    assert corpus.labels == values
    assert not any("not from" in line for line in lines)


def test_specific_names_come_before_general_ones(tmp_path: Path) -> None:
    file = table(text=LONG, category=TOPICS, target=FLAGS, sentiment=FLAGS[::-1])
    corpus, lines = told(written(tmp_path, "a.csv", file))
    assert corpus.labels == FLAGS[::-1]
    assert "others may be labels, too: category, target; --label-column chooses" in lines[0]


def test_the_stance_is_the_label_whatever_its_target_and_sentiment_are(tmp_path: Path) -> None:
    file = table(Tweet=LONG, Target=TOPICS, Stance=FLAGS, Sentiment=["pos", "neg"] * 6)
    corpus, lines = told(written(tmp_path, "a.csv", file))
    assert corpus.labels == FLAGS
    assert "others may be labels, too: Target, Sentiment; --label-column chooses" in lines[0]


def test_a_confidence_and_a_sparse_column_are_no_labels_if_another_one_is(tmp_path: Path) -> None:
    file = table(
        text=LONG,
        airline_sentiment=CLASSES,
        airline_sentiment_confidence=["1.0", "0.65", "0.34"] * 4,
        airline_sentiment_gold=["ham", "spam", "ham", "spam", *[""] * 8],
    )
    corpus, _ = told(written(tmp_path, "a.csv", file))
    assert corpus.labels == CLASSES


def test_a_column_of_something_unwanted_comes_before_a_type(tmp_path: Path) -> None:
    file = table(text=LONG, employment_type=TOPICS, remote=FLAGS[::-1], fraudulent=FLAGS)
    corpus, lines = told(written(tmp_path, "a.csv", file))
    assert corpus.labels == FLAGS
    assert "others may be labels, too: employment_type, remote" in lines[-1]
