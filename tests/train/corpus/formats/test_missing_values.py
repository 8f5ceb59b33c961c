r"""Databases write a missing value as `\N`, and R as NA without quotes."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.corpus_files import told, written
from train.corpus.reader import read_corpus
from train.corpus.telling import tell_nobody
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading, read_rows

ROWS = [
    ('"1"', '"ham"', '"see you, at ""nine"""'),
    ('"2"', "NA", '"a ""b"", NA,c"'),
    ('"3"', '"NA"', '"lost\nor,NA"'),
    ('"4"', '"spam"', "NA"),
    ('"5"', '"ham"', '"bye bye"'),
    ('"6"', '"spam"', '"win now"'),
    ('"7"', '"NA"', '"a lamp"'),
    ('"8"', '"spam"', '"NA"'),
]


def r_table(rows: Sequence[Sequence[str]], delimiter: str = ",", *, escaped: bool = False) -> bytes:
    lines = "\n".join(map(delimiter.join, [('""', '"label"', '"text"'), *rows]))
    if escaped:
        lines = lines.replace('""nine""', '\\"nine\\"').replace('""b""', '\\"b\\"')
    return lines.encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("escaped", [True, False])
def test_na_without_quotes_is_missing_if_strings_have_quotes(
    tmp_path: Path, delimiter: str, *, escaped: bool
) -> None:
    path = written(tmp_path, "c.csv", r_table(ROWS, delimiter, escaped=escaped))
    corpus, lines = told(path)
    assert corpus.counts() == {"NA": 2, "ham": 2, "spam": 2}
    assert corpus.texts[0] == 'see you, at "nine"'
    assert corpus.dropped == {"without a label": 1, "with an empty text": 1}
    assert "NA" in corpus.texts
    reading = RowReading(tell=tell_nobody)
    labels = [row.label for row in read_labelled_rows([path], reading, len)]
    assert labels == ["ham", None, "NA", "spam", "ham", "spam", "NA", "spam"]
    assert [row.text for row in read_rows([path], reading)].count("") == 1
    assert any("the first rows have 2 times the label 'NA'" in line for line in lines)


def test_na_is_a_label_if_no_quotes_tell_which_is_told(tmp_path: Path) -> None:
    content = b'label,text\nham,a\nham,"b, c"\nNA,"c, d"\nNA,d\n'
    corpus, lines = told(written(tmp_path, "c.csv", content))
    assert corpus.counts() == {"NA": 2, "ham": 2}
    assert len(lines) == 1


def test_what_databases_write_for_a_missing_label_is_none(tmp_path: Path) -> None:
    content = b"label\ttext\nham\ta\nham\tb\n\\N\tc\nspam\td\nspam\te\n"
    corpus = told(written(tmp_path, "c.tsv", content)).corpus
    assert corpus.counts() == {"ham": 2, "spam": 2}
    assert corpus.dropped == {"without a label": 1}


@pytest.mark.parametrize("marker", ["\\N", "NULL", "null", "NaN", "nan", "<NA>", "N/A", "#N/A"])
def test_what_programs_write_for_a_missing_text_is_none_and_told(
    tmp_path: Path, marker: str
) -> None:
    rows = [("ham", "None"), ("ham", "nan bread"), ("spam", marker), ("spam", "d"), ("spam", "e")]
    content = "label\ttext\n" + "".join(f"{label}\t{text}\n" for label, text in rows)
    path = written(tmp_path, "c.tsv", content.encode())
    corpus, lines = told(path)
    assert corpus.texts == ["None", "nan bread", "d", "e"]
    assert corpus.dropped == {"with an empty text": 1}
    assert f"1 text is missing, as the file says: {marker}" in lines
    assert [row.text for row in read_rows([path], RowReading())].count("") == 1


def test_of_joined_columns_only_the_missing_one_is_left_out(tmp_path: Path) -> None:
    content = b"label,title,body\nham,hi,NULL\nham,yes,see you\nspam,\\N,win\nspam,\\N,NULL\n"
    content += b"spam,a,b\n"
    corpus = read_corpus([written(tmp_path, "c.csv", content)], ["title", "body"])
    assert corpus.texts == ["hi", "yes\nsee you", "win", "a\nb"]
