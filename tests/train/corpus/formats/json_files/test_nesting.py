"""Nested objects of JSON have dotted names, and what annotation tools write is read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.corpus_files import LABELS, TEXTS, Told, told, written
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading, read_rows

Row = dict[str, Any]


def choice(label: str, control: str = "sentiment") -> Row:
    return {
        "from_name": control,
        "to_name": "text",
        "type": "choices",
        "value": {"choices": [label]},
    }


def label_studio(text: str, label: str) -> Row:
    task = {"id": 7, "completed_by": 1, "was_cancelled": False, "result": [choice(label)]}
    return {"data": {"text": text}, "annotations": [task], "drafts": [], "predictions": []}


def light_tag(text: str, label: str) -> Row:
    return {"content": text, "annotations": [], "classifications": [{"classname": label}]}


def argilla(text: str, label: str) -> Row:
    answers = {"label": [{"value": label, "user_id": "u"}]}
    return {
        "fields": {"text": text},
        "suggestions": {"label": {"value": "?"}},
        "responses": answers,
    }


FORMS: dict[str, Callable[[str, str], Row]] = {
    "objects": lambda text, label: {"review": {"body": text}, "meta": {"sentiment": label}},
    "deeper": lambda text, label: {"a": {"b": {"message": text}}, "c": {"d": {"label": label}}},
    "vague-name": lambda text, label: {"review": {"body": text}, "meta": {"score": label}},
    "label-studio": label_studio,
    "doccano": lambda text, label: {"text": text, "annotations": [{"label": label, "user": 1}]},
    "doccano-data": lambda text, label: {"data": text, "label": [label]},
    "argilla": argilla,
    "light-tag": light_tag,
    "dynamo-db": lambda text, label: {"Item": {"text": {"S": text}, "label": {"S": label}}},
    "name-of-a-label": lambda text, label: {
        "review": {"name": "Ann", "body": text},
        "label": {"name": label, "id": len(label)},
    },
    "list-of-one": lambda text, label: {"what": text, "kinds": [label]},
    "pieces": lambda text, label: {
        "text": [text[:3], {"type": "link", "text": text[3:]}],
        "label": label,
    },
    "predicted": lambda text, label: {"text": text, "prediction": {"label": "?"}, "found": label},
}


def lines(form: Callable[[str, str], Row]) -> list[Row]:
    return [*map(form, TEXTS, LABELS)]


def read(directory: Path, document: object) -> Told:
    return told(written(directory, "a.json", json.dumps(document).encode()))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_nested_objects_are_columns(tmp_path: Path, form: Callable[[str, str], Row]) -> None:
    corpus, notes = read(tmp_path, lines(form))
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    are_sure = {"text", "label"} <= lines(form)[0].keys()
    assert are_sure != any("texts from" in note and "labels from" in note for note in notes)
    path = written(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines(form))).encode())
    rows = [*read_labelled_rows([path], RowReading(), len)]
    assert [row.text for row in rows] == TEXTS
    assert [row.text for row in read_rows([path], RowReading())] == TEXTS


@pytest.mark.parametrize(
    "column", ["annotations.result.sentiment.value.choices", "sentiment", "choices"]
)
def test_a_column_is_named_in_full_or_by_its_end(tmp_path: Path, column: str) -> None:
    path = written(tmp_path, "a.json", json.dumps(lines(label_studio)).encode())
    assert read_corpus([path], "data.text", column).labels == LABELS
    assert read_corpus([path], "text").texts == TEXTS


def test_an_end_of_several_names_is_no_column(tmp_path: Path) -> None:
    rows = [{"text": text, "a": {"label": "x"}, "b": {"label": "y"}} for text in TEXTS]
    path = written(tmp_path, "a.json", json.dumps(rows).encode())
    with pytest.raises(InputError, match=r"expected a label column 'label'; found .*a\.label, b"):
        read_corpus([path], label_column="label")


def test_an_object_that_is_named_stays_whole(tmp_path: Path) -> None:
    rows = [
        {"text": text, "of": {"choices": [label]}}
        for text, label in zip(TEXTS, LABELS, strict=True)
    ]
    path = written(tmp_path, "a.json", json.dumps(rows).encode())
    assert read_corpus([path], label_column="of").labels == LABELS
    kept = read_rows([path], RowReading(keep=["of"]))
    assert next(iter(kept)).kept == ({"choices": ["ham"]},)


def test_annotations_that_were_withdrawn_are_no_labels(tmp_path: Path) -> None:
    rows = lines(label_studio)
    rows[0]["annotations"][0]["was_cancelled"] = True
    rows[1]["annotations"] = []
    rows += map(label_studio, ["hi you", "bye now"], ["ham", "ham"])
    corpus, notes = read(tmp_path, rows)
    assert corpus.texts == [*TEXTS[2:], "hi you", "bye now"]
    assert corpus.labels == [*LABELS[2:], "ham", "ham"]
    assert "dropped 2 rows without a label" in notes


def test_two_annotators_give_one_label_or_are_refused(tmp_path: Path) -> None:
    rows = lines(label_studio)
    rows[0]["annotations"].append(rows[0]["annotations"][0])
    assert read(tmp_path, rows).corpus.labels == LABELS
    rows[0]["annotations"].append({"result": [choice("spam")]})
    with pytest.raises(InputError, match="row 1: found the labels ham, spam of one text"):
        read(tmp_path, rows)


def test_two_questions_of_an_annotation_are_two_columns(tmp_path: Path) -> None:
    rows = lines(label_studio)
    for row in rows:
        row["annotations"][0]["result"].append(choice("en", "language"))
    assert read(tmp_path, rows).corpus.labels == LABELS


ROWS = [{"text": text, "label": label} for text, label in zip(TEXTS, LABELS, strict=True)]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        pytest.param({"took": 3, "hits": {"total": 4, "hits": ROWS}}, "hits.hits", id="further-in"),
        pytest.param({"links": [{"a": "b"}] * 2, "all": ROWS}, "all", id="two-lists"),
        pytest.param({"next": None, "count": 4, "results": ROWS}, "results", id="a-page"),
        pytest.param(
            {"nlu": {"examples": ROWS, "synonyms": [{"a": "b"}, {"a": "c"}]}},
            "nlu.examples",
            id="with-texts",
        ),
    ],
)
def test_the_only_list_of_rows_is_found_and_told(
    tmp_path: Path, document: object, path: str
) -> None:
    corpus, notes = read(tmp_path, document)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert notes == [f"{tmp_path / 'a.json'}: rows from {path!r}"]


def test_a_row_with_a_list_is_a_row(tmp_path: Path) -> None:
    spans = [{"start": 1, "text": "a"}, {"start": 2, "text": "b"}]
    rows = {str(at): {**row, "spans": spans} for at, row in enumerate(ROWS)}
    assert read(tmp_path, rows).corpus.texts == TEXTS
    one = written(tmp_path, "b.json", json.dumps({**ROWS[0], "spans": spans}).encode())
    assert [row.text for row in read_rows([one], RowReading())] == TEXTS[:1]


def test_a_score_of_each_class_gives_the_class(tmp_path: Path) -> None:
    rows = [
        {"text": text, "cats": {"ham": float(label == "ham"), "spam": float(label == "spam")}}
        for text, label in zip(TEXTS, LABELS, strict=True)
    ]
    assert read(tmp_path, rows).corpus.labels == LABELS


@pytest.mark.parametrize(
    ("speaker", "said", "names"),
    [
        pytest.param("role", "content", ("system", "user", "assistant"), id="messages"),
        pytest.param("from", "value", ("system", "human", "gpt"), id="conversations"),
    ],
)
def test_the_roles_of_a_chat_are_columns(
    tmp_path: Path, speaker: str, said: str, names: tuple[str, str, str]
) -> None:
    rows = [
        {"chat": [{speaker: who, said: what} for who, what in zip(names, each, strict=True)]}
        for each in (
            ("Classify it.", text, label) for text, label in zip(TEXTS, LABELS, strict=True)
        )
    ]
    corpus, lines = read(tmp_path, rows)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert f"texts from 'chat.{names[1]}.{said}' and labels from 'chat.{names[2]}" in lines[-1]


def test_a_column_of_lists_is_not_the_text_by_its_name(tmp_path: Path) -> None:
    rows = [
        {"what": text, "kind": label, "replies": [{"body": "a reply"}, {"body": f"b {text}"}]}
        for text, label in zip(TEXTS, LABELS, strict=True)
    ]
    assert read(tmp_path, rows).corpus.texts == TEXTS


def test_the_pieces_of_a_text_are_joined(tmp_path: Path) -> None:
    rows = [
        {"data": [{"text": text[:5]}, {"text": text[5:], "entity": "thing"}], "intent": label}
        for label, text in zip(LABELS, TEXTS, strict=True)
    ]
    corpus, lines = read(tmp_path, [*rows, {"data": [{"text": "all of it"}], "intent": "ham"}])
    assert (corpus.texts, corpus.labels) == ([*TEXTS, "all of it"], [*LABELS, "ham"])
    assert "texts from 'data.text' and labels from 'intent'" in lines[-1]
