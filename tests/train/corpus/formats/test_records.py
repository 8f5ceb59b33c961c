"""Records of a line for each field are rows, and blank lines are between them."""

from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, told, written
from train.corpus.reader import read_corpus
from train.scoring_files.rows import RowReading, read_rows

PAIRS = [*zip(LABELS, TEXTS, strict=True)]


@pytest.mark.parametrize(
    ("text", "label", "end"),
    [
        pytest.param("review/text", "review/score", "\n", id="review"),
        pytest.param("Text", "Label", "\r\n", id="windows"),
    ],
)
def test_records_are_rows(tmp_path: Path, text: str, label: str, end: str) -> None:
    blocks = [
        end.join([f"Nr: {at}", f"{label}: {x}", f"{text}: {y}"]) for at, (x, y) in enumerate(PAIRS)
    ]
    path = written(tmp_path, "a.txt", (end * 2).join(blocks).encode())
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert lines[0] == f"{path}: a record for each block of lines"
    assert [row.text for row in read_rows([path], RowReading())] == TEXTS


def test_a_text_of_several_lines_is_whole(tmp_path: Path) -> None:
    blocks = [f"text: {y}\nlabel: {x}\n" for x, y in PAIRS]
    blocks.append("text: one\ntwo: more\ntext: three\nlabel: ham\n")
    corpus, _ = told(written(tmp_path, "a.txt", "\n".join(blocks).encode()))
    assert corpus.texts[-1] == "one\ntwo: more\ntext: three"


def test_lines_with_colons_are_texts(tmp_path: Path) -> None:
    lines = b"Ann: see you\nBo: bye\n\nAnn: a lamp\nBo: no\n\nAnn: so\nBo: what\n"
    paths = [written(tmp_path, f"{name}.txt", lines) for name in ("ham", "spam")]
    assert len(read_corpus(paths).texts) == 12
