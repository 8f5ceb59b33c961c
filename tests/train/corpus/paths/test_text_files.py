"""Text files have labels in their names, notes are left out, and parallel files refused."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, LABELS, TEXTS, told
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading


def folder(directory: Path, files: Mapping[str, bytes]) -> Path:
    (directory / "data").mkdir()
    for name, content in files.items():
        (directory / "data" / name).write_bytes(content)
    return directory / "data"


NOTES = {"classes.txt": b"ham\nspam\n", "stopwords.txt": b"the\nof\n"}


@pytest.mark.parametrize("names", [["classes.txt"], ["classes.txt", "stopwords.txt"]])
def test_notes_among_tables_are_left_out_and_told(tmp_path: Path, names: list[str]) -> None:
    data = folder(tmp_path, {"c.csv": CSV, **{name: NOTES[name] for name in names}})
    corpus, lines = told(data)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    shown = ", ".join(str(data / name) for name in names)
    expected = [f"not read, because no tables and not named as one of their labels: {shown}"]
    assert lines == expected
    streamed: list[str] = []
    rows = list(read_labelled_rows([data], RowReading(tell=streamed.append), len))
    assert [row.text for row in rows] == TEXTS
    assert streamed == expected


@pytest.mark.parametrize("name", ["spam.txt", "my_spam.txt"])
def test_texts_named_as_a_label_of_the_tables_are_read(tmp_path: Path, name: str) -> None:
    more = {name: b"win now\n", "my_notes.txt": b"the\n"}
    data = folder(tmp_path, {"c.csv": CSV, **more})
    corpus, lines = told(data)
    assert corpus.counts() == {"ham": 2, "spam": 3}
    assert lines[-1] == f"labels from the names of the files: {name} is 'spam'"
    with pytest.raises(InputError, match=rf"{name}: found texts without labels; --stream"):
        list(read_labelled_rows([data], RowReading(), len))


def test_texts_that_the_user_names_are_classes(tmp_path: Path) -> None:
    data = folder(tmp_path, {"c.csv": CSV, **NOTES})
    paths = [data / name for name in ("c.csv", *NOTES)]
    assert read_corpus(paths).counts() == {"classes": 2, "ham": 2, "spam": 2, "stopwords": 2}


LINES = "\n".join([f"a text about {n}" for n in range(20)]).encode()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            {"train_text.txt": LINES, "train_labels.txt": b"0\n1\n" * 10},
            "train_labels.txt: its lines look like labels of the 20 lines of .*train_text.txt; "
            r"expected .* 'paste \S*train_labels.txt \S*train_text.txt > labelled.tsv'",
            id="labels",
        ),
        pytest.param(
            {"x.txt": LINES, "y.txt": b"a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n" * 2},
            "y.txt: its",
            id="many-classes",
        ),
        pytest.param({"a.txt": LINES, "b.txt": b"no\nyes\n" * 10}, "b.txt: its", id="by-content"),
        pytest.param(
            {"map.txt": b"0 no\n1 yes\n", "x.txt": LINES, "y.txt": b"0\n1\n" * 10},
            "y.txt: its",
            id="and-others",
        ),
        pytest.param(
            {"a.txt": LINES, "label.txt": b"no\nyes\n" * 10, "z.txt": b"a\nb\nc\nd\ne\n" * 4},
            "label.txt: its lines look like labels of the 20 lines of .*a.txt;",
            id="and-further-labels",
        ),
    ],
)
def test_labels_of_the_lines_of_another_file_are_refused(
    tmp_path: Path, files: dict[str, bytes], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_corpus([folder(tmp_path, files)])


DOCUMENTS = {
    f"doc{n}.{end}": b"a text\nabout a lamp\n" for n in range(11) for end in ("ann", "txt")
}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            DOCUMENTS,
            r"doc0.ann: is one of 22 text files \(.ann, .txt\) whose names are no",
            id="documents",
        ),
        pytest.param(
            {
                "dictionary.txt": b"".join(b"a lamp no. %d|%d\n" % (n, n) for n in range(9)),
                "scores.txt": b"".join(b"%d|0.%d\n" % (n, n + 10) for n in range(9)),
            },
            r"dictionary.txt: each line has 2 fields, separated by '\|', and none",
            id="fields",
        ),
        pytest.param(
            {"c.txt": b"".join(b"%d\t%d.5\ta lamp no. %d\n" % (n, n, n) for n in range(9))},
            "c.txt: each line has 3 fields, separated by a tab, .* as cut -f2 writes",
            id="one-file",
        ),
    ],
)
def test_documents_and_fields_are_no_texts_of_a_class(
    tmp_path: Path, files: dict[str, bytes], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_corpus([folder(tmp_path, files)])


def test_a_file_of_a_few_lines_for_each_of_many_classes_is_read(tmp_path: Path) -> None:
    names = [f"{first}{second}.intent" for first in "abcde" for second in "vwxyz"]
    data = folder(tmp_path, {name: b"say it\nsay it again\n" for name in names})
    assert len(read_corpus([data]).counts()) == 25


def test_a_file_for_each_of_many_classes_is_read(tmp_path: Path) -> None:
    files = {f"l{n}.txt": b"".join(b"a text no. %d\n" % k for k in range(9)) for n in range(20)}
    files["other.txt"] = LINES
    data = folder(tmp_path, {name: content + b"plain\n" for name, content in files.items()})
    assert len(read_corpus([data]).counts()) == 21


@pytest.mark.parametrize(
    "short",
    [
        pytest.param(b"yes\nno\n" * 4, id="other-number-of-lines"),
        pytest.param(b"yes please\nno thanks\nperhaps\nnever\nok\n" * 4, id="repeated-phrases"),
    ],
)
def test_short_texts_are_no_labels(tmp_path: Path, short: bytes) -> None:
    data = folder(tmp_path, {"long.txt": LINES, "short.txt": short})
    assert set(read_corpus([data]).labels) == {"long", "short"}


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        pytest.param(["rt-polarity.neg", "rt-polarity.pos"], ["neg", "pos"], id="endings"),
        pytest.param(["a_test.neg", "a_train.pos"], ["neg", "pos"], id="parts"),
        pytest.param(["a.neg", "b.pos"], ["a", "b"], id="names"),
        pytest.param(["neg.log", "pos.txt"], ["neg", "pos"], id="endings-of-texts"),
    ],
)
def test_endings_are_labels_if_names_differ_in_nothing_else(
    tmp_path: Path, names: list[str], labels: list[str]
) -> None:
    data = folder(tmp_path, {name: b"one\ntwo\n" for name in names})
    assert read_corpus([data]).labels == [labels[0]] * 2 + [labels[1]] * 2
