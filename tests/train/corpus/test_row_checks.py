"""Rows that are left out are counted, and what is wrong with texts is told."""

import json
import re
from pathlib import Path

import pytest

from tests.support.corpus_files import read, written
from train.corpus.collecting import Reading
from train.corpus.reader import read_corpus

BOTH = b"ham,b\nham,b\nspam,c\nspam,d\n"
SWAPPED = b"b,ham\nb,ham\nc,spam\nd,spam\n"
LINES = b"".join(
    json.dumps({"label": label, "text": text}).encode() + b"\n"
    for label, text in (("ham", "b"), ("ham", "b"), ("spam", "c"), ("spam", "d"))
)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("c.csv", b"label,text\n,a\n" + BOTH, "without a label", id="empty-label"),
        pytest.param("c.csv", b"label,text\n  ,a\n" + BOTH, "without a label", id="blank-label"),
        pytest.param("c.csv", b"text,label\na\n" + SWAPPED, "without a label", id="short-row"),
        pytest.param("c.csv", b"label,text\nNaN,a\n" + BOTH, "without a label", id="nan"),
        pytest.param(
            "c.jsonl", b'{"label": null, "text": "a"}\n' + LINES, "without a label", id="null"
        ),
        pytest.param(
            "c.jsonl", b'{"label": NaN, "text": "a"}\n' + LINES, "without a label", id="js-nan"
        ),
        pytest.param("c.jsonl", b'{"text": "a"}\n' + LINES, "without a label", id="no-field"),
        pytest.param("c.csv", b"label,text\nham,\n" + BOTH, "with an empty text", id="empty-text"),
        pytest.param("c.csv", b"label,text\nham, \n" + BOTH, "with an empty text", id="blank-text"),
        pytest.param("c.csv", b"label,text\nham\n" + BOTH, "with an empty text", id="no-text"),
        pytest.param(
            "c.jsonl", b'{"label": "ham", "text": null}\n' + LINES, "with an empty text", id="none"
        ),
    ],
)
def test_a_row_without_a_label_or_a_text_is_dropped_counted_and_told(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    told: list[str] = []
    path = written(tmp_path, name, content)
    corpus = read_corpus([path], reading=Reading(tell=told.append))
    assert (corpus.texts, corpus.dropped) == (["b", "b", "c", "d"], {reason: 1})
    assert told[-1] == f"dropped 1 row {reason}"


def test_a_class_may_be_called_none(tmp_path: Path) -> None:
    content = b"label,text\nnone,a\nNone,b\nhate,c\nhate,d\n"
    assert read(tmp_path, "c.csv", content).counts() == {"hate": 2, "none": 2}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("don\u00e2\u20ac\u2122t", "mojibake", id="once"),
        pytest.param("caf\u00c3\u0192\u00c2\u00a9", "mojibake", id="twice"),
        pytest.param("\u00d0\u00bf\u00d1\u20ac", "mojibake", id="cyrillic"),
        pytest.param("lost \ufffd", r"U\+FFFD", id="replacement"),
        pytest.param("b'see you'", "Python's bytes, such as b'see you'", id="bytes"),
        pytest.param("see you.\\r\\nAnn", r"line breaks that are written as \\n", id="breaks"),
    ],
)
def test_damaged_texts_are_told_with_their_number_and_the_first_line(
    tmp_path: Path, text: str, kind: str
) -> None:
    told: list[str] = []
    content = f"label,text\nham,{text}\nham,{text}\nspam,c\nspam,d\n".encode()
    corpus = read_corpus([written(tmp_path, "c.csv", content)], reading=Reading(tell=told.append))
    assert corpus.texts[0] == text
    assert re.fullmatch(rf"warning: 2 texts contain {kind}.*c\.csv: line 2", told[0])


def test_mails_in_a_table_become_their_subject_and_body(tmp_path: Path) -> None:
    mail = "From: a@example.com\nTo: b@example.com\nSubject: Lunch\n\nAt noon?\n"
    rows = [{"label": label, "text": mail} for label in ("ham", "spam")] * 2
    told: list[str] = []
    path = written(tmp_path, "c.json", json.dumps(rows).encode())
    corpus = read_corpus([path], reading=Reading(tell=told.append))
    assert corpus.texts == ["From: @example.com\nSubject: Lunch\n\nAt noon?"] * 4
    assert told == ["4 texts are mails: senders (names and domains), subjects and bodies are read"]
