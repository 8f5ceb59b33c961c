"""A list of one label is this label, several are refused, and labels that join others are told."""

import json
from pathlib import Path

import pytest

from tests.support.corpus_files import read, told, written
from train.corpus.collecting import Reading
from train.corpus.labels.cleaning import clean_label
from train.errors import InputError
from train.streaming.census import take_census
from train.streaming.shuffled_rows import ShuffledRows


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (["ham"], "ham"),
        ([2.0], "2"),
        ([], None),
        ([None], None),
        ({"choices": ["ham"]}, "ham"),
        ('["ham"]', "ham"),
        ("['ham']", "ham"),
        ('[ "it\'s ham" ]', "it's ham"),
        ('{"choices": ["ham"]}', "ham"),
        ("[2.0]", "2"),
        ("[]", None),
        ("[null]", None),
        ("[ham]", "[ham]"),
        ("[1] ham", "[1] ham"),
        ("{ham}", "{ham}"),
        ('{"name": "ham"}', '{"name": "ham"}'),
    ],
)
def test_a_list_of_one_label_is_this_label(value: object, label: str | None) -> None:
    assert clean_label(value, "c.csv: line 1") == label


@pytest.mark.parametrize(
    "value",
    [
        ["ham", "urgent"],
        {"choices": ["ham", "urgent"]},
        '["ham", "urgent"]',
        "['ham', 'urgent']",
        "['ham' 'urgent']",
        '{"choices": ["ham", "urgent"]}',
    ],
)
def test_a_list_of_several_labels_is_refused(value: object) -> None:
    message = "line 7: found the labels ham, urgent of one text; several labels of a text are not"
    with pytest.raises(InputError, match=message):
        clean_label(value, "c.csv: line 7")


def test_an_object_in_a_field_is_no_label() -> None:
    message = "line 7: the label is an object with the names objects, answer; expected the label"
    with pytest.raises(InputError, match=message):
        clean_label('{"objects": [], "answer": {"title": "ham"}}', "c.csv: line 7")


def test_rows_with_an_empty_list_of_labels_are_dropped(tmp_path: Path) -> None:
    rows = [[], ["ham"], ["spam"], ["ham"], ["spam"]]
    lines = [json.dumps({"text": f"text {n}", "label": row}) for n, row in enumerate(rows)]
    corpus = read(tmp_path, "c.jsonl", "\n".join(lines).encode())
    assert corpus.counts() == {"ham": 2, "spam": 2}
    assert corpus.dropped == {"without a label": 1}


@pytest.mark.parametrize("sign", ["#", ";", "; ", ",", "|"])
def test_labels_that_join_others_are_told(tmp_path: Path, sign: str) -> None:
    joined = f"ham{sign}urgent"
    labels = ["ham", "urgent", joined, "a;b"] * 2
    lines = [json.dumps({"text": f"text {n}", "label": each}) for n, each in enumerate(labels)]
    path = written(tmp_path, "c.jsonl", "\n".join(lines).encode())
    corpus, lines = told(path)
    assert corpus.counts() == {"a;b": 2, "ham": 2, joined: 2, "urgent": 2}
    assert lines == [
        f"warning: 2 texts have a label that joins others: {joined}; each of these is a class of "
        "its own, and several labels of a text are not learned"
    ]
    streamed: list[str] = []
    with ShuffledRows(1) as rows:
        take_census([path], ((), None), None, Reading(tell=streamed.append), rows, 2**16)
    assert streamed == lines
