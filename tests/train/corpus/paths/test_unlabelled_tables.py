"""Tables without a column of labels have them in their names, or are refused with what helps."""

import json
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, LABELS, TEXTS, told
from train.corpus.collecting import Reading
from train.corpus.reader import read_corpus, read_raw_rows
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading, read_rows

HAM = b"id,text\n1,see you at the harbour\n2,bring the blue kite\n"
SPAM = b'id,text\n3,claim a lamp now\n4,"a lamp, half price"\n'


def folder(directory: Path, **files: bytes) -> Path:
    for name, content in files.items():
        path = (
            directory / "data" / name.replace("__", "/").replace("_IS_", "=").replace("_DOT_", ".")
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return directory / "data"


def json_lines(table: bytes) -> bytes:
    texts = [line.partition(b",")[2].strip(b'"').decode() for line in table.splitlines()[1:]]
    return "\n".join(json.dumps({"text": text}) for text in texts).encode()


FILES = "labels from the names of the files: ham.{0} is 'ham', spam.{0} is 'spam'"
FOLDERS = "labels from the names of the folders: ham, spam"


@pytest.mark.parametrize(
    ("ham", "spam", "line"),
    [
        pytest.param("ham_DOT_csv", "spam_DOT_csv", FILES.format("csv"), id="files"),
        pytest.param("ham__a_DOT_csv", "spam__a_DOT_csv", FOLDERS, id="folders"),
        pytest.param("ham__part-1_DOT_csv", "spam__part-2_DOT_csv", FOLDERS, id="numbered"),
        pytest.param("label_IS_ham__p0_DOT_csv", "label_IS_spam__p1_DOT_csv", FOLDERS, id="hive"),
        pytest.param(
            "class_IS_ham__year_IS_1__p_DOT_csv",
            "class_IS_spam__year_IS_2__p_DOT_csv",
            FOLDERS,
            id="two-partitions",
        ),
    ],
)
def test_the_names_of_the_files_or_folders_are_the_labels(
    tmp_path: Path, ham: str, spam: str, line: str
) -> None:
    data = folder(tmp_path, **{ham: HAM, spam: SPAM})
    corpus, lines = told(data)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert lines == [line]
    assert [row.text for row in read_rows([data], RowReading())] == TEXTS


def test_tables_of_json_and_named_columns_do_too(tmp_path: Path) -> None:
    data = folder(tmp_path, ham_DOT_jsonl=json_lines(HAM), spam_DOT_jsonl=json_lines(SPAM))
    assert told(data).lines == [FILES.format("jsonl")]
    other = HAM.replace(b"text", b"words")
    named = folder(tmp_path / "b", ham_DOT_csv=other, spam_DOT_csv=SPAM.replace(b"text", b"words"))
    assert read_corpus([named], "words").labels == LABELS
    rows, _ = read_raw_rows([named], ["words"], None, "id", Reading())
    assert [row.values for row in rows] == [{"id": str(number)} for number in range(1, 5)]


REFUSAL = "found texts in 'text', and no column of labels .*; expected one, or a table for each"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("train_DOT_csv", "test_DOT_csv", id="parts"),
        pytest.param("part-0_DOT_csv", "part-1_DOT_csv", id="numbered"),
        pytest.param("a_DOT_2020_DOT_csv", "a_DOT_2021_DOT_csv", id="years"),
        pytest.param("a_DOT_csv", "a_DOT_tab", id="endings"),
        pytest.param("x__ham_DOT_csv", "y__spam_DOT_csv", id="either"),
        pytest.param("day_IS_mo__p_DOT_csv", "day_IS_tu__p_DOT_csv", id="another-partition"),
    ],
)
def test_names_that_tell_no_label_are_refused(tmp_path: Path, first: str, second: str) -> None:
    data = folder(tmp_path, **{first: HAM, second: SPAM})
    with pytest.raises(InputError, match=REFUSAL):
        read_corpus([data])


def labelled(name: bytes, *values: bytes) -> bytes:
    rows = [b"text %d,%s\n" % (n, values[n % len(values)]) for n in range(8)]
    return b"text," + name + b"\n" + b"".join(rows)


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        pytest.param("subject", (b"world", b"home"), id="no-name"),
        pytest.param("topic", (b"world", b"home"), id="weak-name"),
        pytest.param("lang", (b"en",), id="constant"),
    ],
)
def test_names_of_classes_overrule_a_column_of_something_else(
    tmp_path: Path, name: str, labels: tuple[bytes, ...]
) -> None:
    table = labelled(name.encode(), *labels)
    data = folder(tmp_path, True_DOT_csv=table, Fake_DOT_csv=table)
    corpus, lines = told(data)
    assert corpus.counts() == {"Fake": 8, "True": 8}
    others = (
        [] if len(labels) == 1 else [f"columns may be labels, too: {name}; --label-column chooses"]
    )
    assert lines == [
        "labels from the names of the files: Fake.csv is 'Fake', True.csv is 'True'",
        *others,
    ]
    assert read_corpus([data], label_column=name, to_train=False).counts().keys() == {
        label.decode() for label in labels
    }


def test_classes_in_names_of_parts_are_the_labels(tmp_path: Path) -> None:
    table = labelled(b"subject", b"world", b"home")
    names = ("train_true", "train_fake", "test_true", "test_fake")
    data = folder(tmp_path, **{f"{name}_DOT_csv": table for name in names})
    assert read_corpus([data]).counts() == {"fake": 16, "true": 16}


def test_a_class_that_is_denied_in_a_name_is_another_one(tmp_path: Path) -> None:
    names = ("a-hate", "a-not-hate", "b-hate", "b-normal")
    data = folder(tmp_path, **{f"{name}_DOT_csv": HAM for name in names})
    assert "a-not-hate" in read_corpus([data]).counts()


def test_a_column_of_authors_is_none_of_labels_if_the_files_have_their_names(
    tmp_path: Path,
) -> None:
    table = labelled(b"author name", b"ann", b"bob")
    corpus, lines = told(folder(tmp_path, politics_DOT_csv=table, sport_DOT_csv=table))
    assert corpus.counts() == {"politics": 8, "sport": 8}
    assert lines[1] == "columns may be labels, too: author name; --label-column chooses"
    with pytest.raises(InputError, match="Without --stream, the labels may be the names"):
        list(read_labelled_rows([tmp_path / "data"], RowReading(), len))
    parts = folder(tmp_path / "b", train_DOT_csv=table, test_DOT_csv=table)
    assert read_corpus([parts]).counts() == {"ann": 8, "bob": 8}


@pytest.mark.parametrize(
    ("file", "column"),
    [
        pytest.param("ham_DOT_csv", labelled(b"what", b"real", b"fake"), id="names-of-classes"),
        pytest.param("ham_DOT_csv", labelled(b"label", b"0", b"1"), id="a-sure-name"),
        pytest.param("enron_DOT_csv", labelled(b"kind", b"en", b"de"), id="no-name-of-a-class"),
    ],
)
def test_a_column_of_labels_is_not_overruled(tmp_path: Path, file: str, column: bytes) -> None:
    data = folder(tmp_path, **{file: column, "spam_DOT_csv": column})
    assert set(read_corpus([data]).counts().values()) == {8}
    assert "ham" not in read_corpus([data]).labels


def test_a_stream_refuses_files_whose_names_are_the_labels(tmp_path: Path) -> None:
    table = labelled(b"subject", b"world", b"home")
    data = folder(tmp_path, True_DOT_csv=table, Fake_DOT_csv=table)
    with pytest.raises(InputError, match="Without --stream, the labels may be the names"):
        list(read_labelled_rows([data], RowReading(), len))
    rows = read_labelled_rows([data], RowReading(label_column="subject"), len)
    assert {row.label for row in rows} == {"world", "home"}


def test_a_stream_says_that_it_reads_no_names(tmp_path: Path) -> None:
    data = folder(tmp_path, ham_DOT_csv=HAM, spam_DOT_csv=SPAM)
    with pytest.raises(InputError, match="if each label has a file of its own, leave out --stream"):
        list(read_labelled_rows([data], RowReading(), len))


def test_json_that_is_no_table_is_left_out_next_to_tables(tmp_path: Path) -> None:
    data = folder(tmp_path, classes_DOT_json=b'["ham", "spam"]', train_DOT_csv=CSV)
    corpus, lines = told(data)
    assert corpus.labels == LABELS
    assert lines == [
        f"not read, because no table: {data / 'classes.json'}: row 1: found a string; expected a "
        "JSON object"
    ]
    with pytest.raises(InputError, match=r"expected a JSON object; or read only .*train\.csv$"):
        read_corpus([data / "classes.json", data / "train.csv"])


def test_tables_and_texts_without_labels_are_refused(tmp_path: Path) -> None:
    data = folder(tmp_path, ham_DOT_csv=HAM, spam_DOT_csv=SPAM, more_DOT_txt=b"one\ntwo\n")
    with pytest.raises(InputError, match=REFUSAL):
        read_corpus([data])
