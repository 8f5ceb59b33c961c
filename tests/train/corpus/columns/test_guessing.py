"""Of several columns that may be the label, one is guessed only if something speaks for it."""

import json
import re
from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, read, told, written
from tests.train.corpus.columns.test_columns import IDS, table
from train.errors import InputError
from train.scoring_files.rows import RowReading, read_rows

NAN = float("nan")


def test_two_columns_that_may_be_labels_are_not_guessed(tmp_path: Path) -> None:
    columns = {"what": TEXTS, "team": ["x", "y", "x", "y"], "size": ["L", "L", "S", "S"]}
    several = re.escape("several may be it: 'team' (x, y), 'size' (L, S); choose one, such as --l")
    with pytest.raises(InputError, match=several):
        read(tmp_path, "c.csv", table(**columns))


def test_of_several_columns_the_one_with_usual_classes_has_the_labels(tmp_path: Path) -> None:
    party, verdicts = ["red", "blue", "red", "blue"], ["half-true", "true", "true", "half-true"]
    rows = zip(IDS, verdicts, TEXTS, party, strict=True)
    content = "\n".join(map("\t".join, rows)).encode()
    corpus, lines = told(written(tmp_path, "train.tsv", content))
    assert (corpus.texts, corpus.labels) == (TEXTS, verdicts)
    assert "labels from '2' only; others may be labels, too: 4" in lines[-1]


def test_of_two_columns_with_usual_classes_none_is_guessed(tmp_path: Path) -> None:
    coarse = ["OTHER", "OFFENSE", "OTHER", "OFFENSE"]
    fine = ["OTHER", "INSULT", "OTHER", "INSULT"]
    with pytest.raises(InputError, match=r"several may be it: 'coarse'.*, 'fine'"):
        read(tmp_path, "c.csv", table(tweet=TEXTS, coarse=coarse, fine=fine))


def test_a_column_that_mostly_has_no_label_does_not_compete(tmp_path: Path) -> None:
    texts = [f"text no. {number} of ninety" for number in range(90)]
    first = ["OFF" if number % 3 else "NOT" for number in range(90)]
    second = [("NULL", "NULL", "NULL", "TIN", "UNT")[number % 5] for number in range(90)]
    content = table(tweet=texts, subtask_a=first, subtask_b=second)
    assert read(tmp_path, "c.csv", content).labels == first


def test_measurements_are_refused_as_labels(tmp_path: Path) -> None:
    texts = [f"text no. {number} of twenty" for number in range(20)]
    scores = [f"0.{number + 10}1" for number in range(20)]
    found = "found 20 fractions as labels, such as 0.101, 0.111, 0.121; expected classes"
    with pytest.raises(InputError, match=found):
        read(tmp_path, "c.csv", table(text=texts, score=scores))


def test_parts_of_a_corpus_are_no_labels(tmp_path: Path) -> None:
    parts, classes = ["TRAIN", "TEST", "TRAIN", "TEST"], ["x", "y", "y", "x"]
    columns = {"part": parts, "what": TEXTS, "kind": classes}
    corpus, lines = told(written(tmp_path, "c.csv", table(**columns)))
    assert corpus.labels == classes
    assert "labels from 'kind' only; others may be labels, too: part" in lines[-1]


def test_two_vague_names_are_not_guessed(tmp_path: Path) -> None:
    columns = {"Type": ["x", "y", "x", "y"], "text": TEXTS, "Group": ["L", "L", "S", "S"]}
    with pytest.raises(InputError, match=r"several may be it: 'Type' \(x, y\), 'Group' \(L, S\)"):
        read(tmp_path, "c.csv", table(**columns))


def test_labels_that_stand_for_the_rows_below_are_told(tmp_path: Path) -> None:
    texts = [f"text no. {number} of twelve" for number in range(12)]
    label = ["a", "", "", "b", "", "", "a", "", "", "b", "", ""]
    corpus, lines = told(written(tmp_path, "c.csv", table(label=label, text=texts)))
    assert corpus.dropped == {"without a label": 8}
    assert "'label' has no two labels in successive rows; if each is that of the rows" in lines[0]


@pytest.mark.parametrize(
    "label", [["a", "", "", "", "b", "", "", ""], ["a", "", "", "", "", "b", "", ""]]
)
def test_labels_of_groups_are_those_of_the_rows_below(tmp_path: Path, label: list[str]) -> None:
    texts = [f"text no. {number} of eight" for number in range(8)]
    path = written(tmp_path, "c.csv", table(label=label, text=texts))
    corpus, lines = told(path)
    second = label.index("b")
    assert corpus.labels == ["a"] * second + ["b"] * (8 - second)
    assert lines == [
        f"warning: {path}: each label in 'label' counts for the rows below it, too, which have "
        "none; if they have no label, delete them"
    ]


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        pytest.param([1, 0, 0, 2, 0, 0] * 2, "1 0 0 2 0 0 " * 2, id="numbers"),
        pytest.param([True, *[False] * 3] * 2, ("True" + " False" * 3 + " ") * 2, id="booleans"),
        pytest.param([1.0, 0.0, 0.0] * 2, "1 0 0 1 0 0", id="repeated"),
        pytest.param([0, None, None, 1, None, None], "0 0 0 1 1 1", id="groups"),
        pytest.param([0, NAN, NAN, 1, NAN, NAN], "0 0 0 1 1 1", id="groups-nan"),
    ],
)
def test_zero_and_false_are_labels(tmp_path: Path, labels: list[object], found: str) -> None:
    rows = [{"text": f"text no. {at} of {at}", "label": label} for at, label in enumerate(labels)]
    corpus, lines = told(written(tmp_path, "c.json", json.dumps(rows).encode()))
    assert corpus.labels == found.split()
    told_of = [line for line in lines if "the rows below it" in line]
    assert bool(told_of) == (None in labels or NAN in labels)


def test_zero_and_false_are_not_labelled_as_the_rows_above(tmp_path: Path) -> None:
    rows = [{"text": f"text no. {at}", "label": 2 if at == 4 else at == 0} for at in range(9)]
    with pytest.raises(InputError, match=r"class '2' has 1 text; expected at least 2"):
        read(tmp_path, "c.json", json.dumps(rows).encode())


@pytest.mark.parametrize("name", ["Kategorie", "Catégorie", "etiqueta", "Категория", "类别"])
def test_a_name_of_the_label_in_another_language_is_one(tmp_path: Path, name: str) -> None:
    columns = {"x": TEXTS, "status": ["a", "b", "a", "b"], name: ["y", "y", "z", "z"]}
    corpus, lines = told(written(tmp_path, "c.csv", table(**columns)))
    assert corpus.labels == columns[name]
    assert f"labels from {name!r} only; others may be labels, too: status" in lines[-1]


def test_the_message_about_several_columns_is_one_line(tmp_path: Path) -> None:
    columns = {"what": TEXTS, "a": ["x\ny", "z", "x\ny", "z"], "b": ["1", "1", "2", "2"]}
    with pytest.raises(InputError, match=r"'a' \(x y, z\)"):
        read(tmp_path, "c.csv", table(**columns))
    with pytest.raises(InputError, match="expected a text column; found a b, c"):
        read(tmp_path, "d.csv", table(**{"a\nb": ["1", "2"], "c": ["3", "4"]}))


TYPE = ["task", "bug", "task", "bug"]


@pytest.mark.parametrize(
    ("columns", "label"),
    [
        pytest.param({"label_text": TYPE, "label_num": ["1", "0"] * 2}, "label_text", id="numbers"),
        pytest.param({"code": ["1", "0"] * 2, "a": TYPE, "b": TYPE}, "a", id="repeated"),
        pytest.param({"type": TYPE, "priority": ["high", "high", "normal", ""]}, "type", id="type"),
        pytest.param({"score": ["1", "1", "2", "2"], "subreddit": TYPE}, "subreddit", id="reddit"),
        pytest.param({"type": ["item"] * 4, "state": TYPE}, "state", id="one-type"),
    ],
)
def test_of_columns_that_may_be_the_label_the_likelier_is_taken(
    tmp_path: Path, columns: dict[str, list[str]], label: str
) -> None:
    corpus, lines = told(written(tmp_path, "c.csv", table(text=TEXTS, **columns)))
    assert corpus.labels == columns[label]
    assert any(f"labels from {label!r}" in line for line in lines) == (label != "type")


def test_a_name_that_ends_vaguely_is_as_vague(tmp_path: Path) -> None:
    columns = {"Ticket type": TYPE, "text": TEXTS, "Group": ["L", "L", "S", "S"]}
    with pytest.raises(InputError, match=r"several may be it: 'Ticket type'.*, 'Group'"):
        read(tmp_path, "c.csv", table(**columns))


def test_of_a_text_and_its_markup_the_text_is_taken(tmp_path: Path) -> None:
    markup = [f"<div class='x'><p>{text}</p></div>" for text in TEXTS]
    content = table(plain=TEXTS, markup=markup, label=LABELS)
    assert read(tmp_path, "c.csv", content).texts == TEXTS


def test_lists_of_words_are_texts_if_nothing_else_is(tmp_path: Path) -> None:
    rows = [{"words": text.split(), "y": y} for text, y in zip(TEXTS, LABELS, strict=True)]
    path = written(tmp_path, "c.json", json.dumps(rows).encode())
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert lines[0] == f"{path}: texts from 'words', the strings of each list joined by blanks"
    assert [row.text for row in read_rows([path], RowReading())] == TEXTS
