"""Lines may hold their labels: fastText's, first or last, TREC's questions, trees of a treebank."""

from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, told, written
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading, read_rows

PAIRS = [*zip(LABELS, TEXTS, strict=True)]


def tree(words: list[str]) -> str:
    """Return the branches of a tree, such as `(2 see) (2 (2 you) (2 there))`."""
    last = f"(2 {words[-1]})" if len(words) == 2 else f"(2 {tree(words[1:])})"
    return f"(2 {words[0]}) {last}"


TREC = {"ham": "HUM:ind", "spam": "ENTY:cremat"}


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        pytest.param([f"__label__{x} {y}" for x, y in PAIRS], LABELS, id="first"),
        pytest.param([f"{y} __label__{x}" for x, y in PAIRS], LABELS, id="last"),
        pytest.param([f"{y}\t__label__{x}" for x, y in PAIRS], LABELS, id="last-after-a-tab"),
        pytest.param(
            [f"({len(x)} {tree(y.split())})" for x, y in PAIRS],
            [str(len(label)) for label in LABELS],
            id="trees",
        ),
        pytest.param([f"{TREC[x]} {y}" for x, y in PAIRS], [*map(TREC.get, LABELS)], id="trec"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.label", "a"])
def test_lines_hold_their_labels(
    tmp_path: Path, name: str, lines: list[str], labels: list[str]
) -> None:
    path = written(tmp_path, name, "\n".join(lines).encode())
    corpus, lines_told = told(path)
    assert (corpus.texts, corpus.labels, lines_told) == (TEXTS, labels, [])
    assert [row.label for row in read_labelled_rows([path], RowReading(), len)] == labels
    assert [row.text for row in read_rows([path], RowReading())] == TEXTS


def test_a_column_of_such_labels_is_one(tmp_path: Path) -> None:
    lines = [f"{at}\t__label__{x}\t{y}" for at, (x, y) in enumerate(PAIRS)]
    corpus = told(written(tmp_path, "a.tsv", "\n".join(lines).encode())).corpus
    assert corpus.texts == TEXTS
    assert corpus.labels == [f"__label__{label}" for label in LABELS]
