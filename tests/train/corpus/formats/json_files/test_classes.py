"""JSON may hold the texts of each class; what may be something else is refused with what helps."""

import json
from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, read, told, written
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.rows import RowReading, read_rows

CLASSES = {"play": ["some jazz", "a song now", "stop"], "weather": ["is it cold", "any rain"]}


def test_a_list_of_texts_for_each_class_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "c.json", json.dumps(CLASSES).encode())
    corpus, lines = told(path)
    assert corpus.texts == [*CLASSES["play"], *CLASSES["weather"]]
    assert corpus.labels == ["play"] * 3 + ["weather"] * 2
    assert lines == [f"{path}: labels from the names of the lists: play, weather"]


def test_equally_long_lists_of_texts_may_be_columns(tmp_path: Path) -> None:
    document = {**CLASSES, "weather": [*CLASSES["weather"], "will it snow"]}
    path = written(tmp_path, "my file.json", json.dumps(document).encode())
    message = (
        r"a list of texts for each of play, weather; if .* jq -c 'to_entries\[\].*my file.json' > "
    )
    with pytest.raises(InputError, match=message):
        read_corpus([path])


def test_the_names_of_an_object_are_texts_if_the_values_are_labels(tmp_path: Path) -> None:
    document = {f"text no. {number}": LABELS[number % 4] for number in range(12)}
    path = written(tmp_path, "c.json", json.dumps(document, indent=1).encode())
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == ([*document], [*document.values()])
    assert lines == [f"{path}: the names are the texts, and the values their labels"]


@pytest.mark.parametrize("inner", [True, False], ids=["in-an-object", "array"])
def test_the_examples_of_each_intent_are_read(tmp_path: Path, inner: bool) -> None:
    intents = [
        {"tag": "hello", "patterns": ["see you", "hi"], "responses": ["how are you", "good day"]},
        {"tag": "order", "patterns": ["a lamp", "two lamps now"], "responses": ["here you are"]},
    ]
    path = written(
        tmp_path, "c.json", json.dumps({"intents": intents} if inner else intents).encode()
    )
    corpus, lines = told(path)
    assert corpus.texts == ["see you", "hi", "a lamp", "two lamps now"]
    assert corpus.labels == ["hello", "hello", "order", "order"]
    assert lines == [f"{path}: texts from the lists 'patterns', labels from 'tag'"]
    with pytest.raises(InputError, match="the text is not a string"):
        read_corpus([path], "patterns", "tag")


def test_lists_of_texts_with_other_names_are_refused_with_what_helps(tmp_path: Path) -> None:
    texts = [["see you", "hi there"], ["bye now", "so long"]]
    rows = [{"tag": str(at), "said": each} for at, each in enumerate(texts)]
    command = r"jq -c '\.{} \| \.tag as \$c \| \.said\[\] \| {{text: \., label: \$c}}'"
    for document, place in (({"intents": rows}, r"intents\[\]"), (rows, r"\[\]")):
        path = written(tmp_path, "c.json", json.dumps(document).encode())
        with pytest.raises(InputError, match=command.format(place)):
            read_corpus([path])


def test_the_parts_of_a_corpus_are_read(tmp_path: Path) -> None:
    pairs = [*zip(TEXTS, LABELS, strict=True)]
    document = {"train": pairs[:3], "dev": [], "oos_test": pairs[3:]}
    path = written(tmp_path, "c.json", json.dumps(document).encode())
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert lines[0] == f"{path}: rows from train, dev, oos_test"


def test_other_lists_are_refused_with_what_reads_them(tmp_path: Path) -> None:
    document = {"old": [["a lamp", "ham"]], "none": [], "new": [["a kite", "ham"]]}
    path = written(tmp_path, "c.json", json.dumps(document).encode())
    with pytest.raises(InputError, match=r"found 2 lists of rows: old, new; .* jq -c '\.\[\]\[\]'"):
        read_corpus([path])


def test_lists_with_the_name_of_a_column_are_columns(tmp_path: Path) -> None:
    texts = {"text": ["some jazz", "a song"] * 2, "other": ["is it", "any rain"] * 2}
    labelled = {**texts, "label": ["a", "b"] * 2}
    assert read(tmp_path, "c.json", json.dumps(labelled).encode()).labels == ["a", "b"] * 2
    path = written(
        tmp_path, "d.json", json.dumps(CLASSES | {"weather": ["a b", "c d", "e f"]}).encode()
    )
    rows = read_rows([path], RowReading(text_columns=["play"]))
    assert [row.text for row in rows] == CLASSES["play"]


def test_lists_of_rows_without_labels_have_them_in_their_names(tmp_path: Path) -> None:
    document = {name: [{"text": text} for text in TEXTS] for name in ("ham", "spam")}
    path = written(tmp_path, "c.json", json.dumps(document).encode())
    message = r"if ham, spam are the labels: jq -c 'to_entries\[\] \| \.key as \$c \| .* \. \+ "
    with pytest.raises(InputError, match=message):
        read_corpus([path])


def test_texts_of_a_class_called_spam_are_no_labels(tmp_path: Path) -> None:
    document = {"ham": CLASSES["play"], "spam": [f"{text} now" for text in CLASSES["play"]]}
    path = written(tmp_path, "c.json", json.dumps(document).encode())
    with pytest.raises(InputError, match="found a list of texts for each of ham, spam"):
        read_corpus([path])
