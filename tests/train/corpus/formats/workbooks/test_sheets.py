"""A sheet can be named, and sheets without labels are the labels of their texts."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.corpus_files import LABELS, TEXTS, told
from tests.train.corpus.formats.workbooks.test_excel import PAIRS, sheets
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.rows import RowReading, read_rows

NAMES: list[list[Any]] = [["label", "text"]]
OTHER: list[list[Any]] = [["ham", "a text"], ["ham", "b text"], ["spam", "c"], ["spam", "d"]]


def by_label(text: str = "text") -> dict[str, list[list[Any]]]:
    return {
        label: [["id", text], *[[number, each] for number, each in enumerate(texts)]]
        for label, texts in (("ham", TEXTS[:2]), ("spam", TEXTS[2:]))
    }


def test_a_sheet_is_named_behind_the_file(tmp_path: Path) -> None:
    path = sheets(tmp_path, May=[*NAMES, *OTHER], June=[*NAMES, *PAIRS])
    named = Path(f"{path}#june")
    assert (read_corpus([named]).texts, told(named).lines) == (TEXTS, [])
    assert [row.text for row in read_rows([named], RowReading())] == TEXTS
    both = read_corpus([Path(f"{path}#May"), named])
    assert both.texts == ["a text", "b text", "c", "d", *TEXTS]


def test_a_sheet_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = sheets(tmp_path, May=[*NAMES, *PAIRS], June=[*NAMES, *PAIRS])
    with pytest.raises(InputError, match=r"c.xlsx#July: expected the sheet 'July'; found May, Ju"):
        read_corpus([Path(f"{path}#July")])
    with pytest.raises(InputError, match=r"no.xlsx#May: no such file"):
        list(read_rows([tmp_path / "no.xlsx#May"], RowReading()))


def test_sheets_with_texts_and_no_labels_are_the_labels(tmp_path: Path) -> None:
    path = sheets(tmp_path, about=[["This is about lamps"]], **by_label())
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert lines[0] == (f"{path}: labels from the names of the sheets: ham, spam; not read: about")
    assert [row.text for row in read_rows([path], RowReading())] == TEXTS[:2]


@pytest.mark.parametrize("titles", [("train", "test"), ("Sheet1", "Sheet2")])
def test_sheets_that_divide_or_number_the_texts_are_no_labels(
    tmp_path: Path, titles: tuple[str, str]
) -> None:
    path = sheets(tmp_path, **dict(zip(titles, by_label().values(), strict=True)))
    with pytest.raises(InputError, match="expected a label column; found id, text"):
        read_corpus([path])
    corpus = read_corpus([path], label_column="sheet")
    assert corpus.counts() == {title: 2 for title in titles}


def test_sheets_are_the_labels_if_the_user_says_so(tmp_path: Path) -> None:
    rows: dict[str, list[list[Any]]] = {
        label: [["text", "who"], *[[f"{label} no. {n}", "ab"[n % 2]] for n in range(4)]]
        for label in ("ham", "spam")
    }
    path = sheets(tmp_path, **rows)
    assert (
        "if the sheets are the labels of their texts, --label-column sheet" in told(path).lines[0]
    )
    assert set(read_corpus([path], label_column="sheet").labels) == {"ham", "spam"}
