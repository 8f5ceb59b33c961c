"""The columns of common data sets are found by name, others by content, or they are asked for."""

import csv
import io
from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, read, told, written
from train.corpus.reader import read_corpus
from train.errors import InputError

DATES = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"]
IDS = ["a1", "b2", "c3", "d4"]


def table(**columns: list[str]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return file.getvalue().encode()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("v2", "v1"),
        ("Message", "Category"),
        ("text", "target"),
        ("review", "sentiment"),
        ("CONTENT", "CLASS"),
        ("tweet", "class"),
        ("sms", "label"),
        ("comment_text", "toxic"),
        ("Email Text", "Email Type"),
        ("text", "airline_sentiment"),
        ("text", "is_toxic"),
        ("text", "spam"),
        ("sentence", "Label"),
        ("Body", "Is Spam"),
        ("utterance", "intent"),
        ("tweetText", "isSpam"),
    ],
)
def test_the_columns_of_common_data_sets_are_found(tmp_path: Path, text: str, label: str) -> None:
    columns = {"id": IDS, text: TEXTS, "date": DATES, label: LABELS}
    corpus = read(tmp_path, "c.csv", table(**columns))
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)


@pytest.mark.parametrize(
    ("text", "label"),
    [("what was said", "verdict"), ("Q", "A"), ("text", "verdict"), ("x", "label")],
)
def test_other_columns_are_found_by_content_and_told(tmp_path: Path, text: str, label: str) -> None:
    columns = {"when": DATES, label: LABELS, "nr": IDS, text: TEXTS}
    corpus, lines = told(written(tmp_path, "c.csv", table(**columns)))
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert [line.partition(": ")[2] for line in lines] == [
        f"texts from '{text}' and labels from '{label}', by their content"
    ]


def test_of_two_columns_the_one_with_by_far_fewer_values_has_the_labels(tmp_path: Path) -> None:
    days = [f"day {number // 3}" for number in range(90)]
    labels = [str(number % 2) for number in range(90)]
    texts = [f"text no. {number} of ninety" for number in range(90)]
    corpus = read(tmp_path, "c.csv", table(a=days, b=labels, c=texts))
    assert corpus.labels == labels


def test_a_column_of_labels_with_one_label_is_found_beside_the_texts(tmp_path: Path) -> None:
    ham, spam = (
        written(tmp_path, f"{label}.tsv", f"{label}\tsee you\n{label}\tbye bye\n".encode())
        for label in ("ham", "spam")
    )
    assert read_corpus([ham, spam]).counts() == {"ham": 2, "spam": 2}


def test_named_columns_are_found_in_any_case(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", table(Body=TEXTS, Kind=LABELS, text=IDS))
    assert read_corpus([path], "body", "KIND").texts == TEXTS


def test_a_named_column_wins_over_one_of_the_same_name_in_another_case(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", table(Text=IDS, text=TEXTS, label=LABELS))
    assert read_corpus([path], "text").texts == TEXTS


def test_texts_without_spaces_are_found(tmp_path: Path) -> None:
    texts = ["你好今天什麼時候回家", "請買麵包和牛奶", "恭喜您獲得大獎", "請立即致電"]
    columns = {"id": [f"{number}" * 30 for number in range(4)], "x": texts, "y": LABELS}
    assert read(tmp_path, "c.csv", table(**columns)).texts == texts


@pytest.mark.parametrize("names", [("Billing", "Shipping"), ("ham", "spam"), ("text", "label")])
def test_columns_of_texts_for_each_class_are_refused(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    texts = [f"a lamp no. {number}" for number in range(12)]
    columns = dict(zip(names, (texts[:6], texts[6:]), strict=True))
    message = rf"found texts in each of {', '.join(names)}; if these names are the labels, .*melt\("
    with pytest.raises(InputError, match=message):
        read(tmp_path, "c.csv", table(**columns))


@pytest.mark.parametrize("given", [40, 12])
def test_the_full_text_of_a_tweet_is_read_if_there_is_one(tmp_path: Path, given: int) -> None:
    short = [f"tweet no. {number} of forty is cut" for number in range(40)]
    full = [f"{text} no more" if at < given else "" for at, text in enumerate(short)]
    content = table(text=short, full_text=full, label=["ham", "spam"] * 20)
    assert read(tmp_path, "c.csv", content).texts == (full if given == 40 else short)
