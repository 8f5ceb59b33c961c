"""Labels that are no classes are told from classes with too few texts."""

from itertools import product
from pathlib import Path

import pytest

from tests.support.corpus_files import REST, read, written
from train.corpus.class_checks import LabelColumn, check_classes
from train.corpus.reader import read_corpus
from train.errors import InputError

WORDS = ("login", "invoice", "parcel", "server")


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    """Write 40 tickets; each has another ID."""
    rows = [
        f"T-{100 + number},the {word} of customer {number} is lost,{word},{urgency}"
        for number, (word, urgency) in enumerate([*product(WORDS, ("low", "high"))] * 5)
    ]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["Ticket ID,Description,Category,Priority", *rows]))
    return path


def refused(path: Path, label_column: str | None) -> str:
    with pytest.raises(InputError) as raised:
        read_corpus([path], "Description", label_column)
    return str(raised.value)


def test_a_column_of_identifiers_is_no_column_of_labels(tickets: Path) -> None:
    assert refused(tickets, "ticket id") == (
        f"{tickets}: found 40 different labels in 40 texts: 'Ticket ID' is no column of labels; "
        "perhaps Category, Priority; choose with --label-column"
    )


def test_so_is_one_whose_labels_hardly_repeat(tickets: Path) -> None:
    tickets.write_text(tickets.read_text().replace("T-101", "T-100"))
    assert "found 39 different labels in 40 texts" in refused(tickets, "Ticket ID")


def test_so_is_one_with_a_usual_name(tickets: Path) -> None:
    tickets.write_text(tickets.read_text().replace("Ticket ID", "label"))
    assert "'label' is no column of labels; perhaps Category, Priority" in refused(tickets, None)


def test_the_column_that_was_named_is_not_asked_for(tickets: Path) -> None:
    tickets.write_text(tickets.read_text() + "\nT-1,an odd one,other,low\n")
    message = refused(tickets, "Category")
    assert message.endswith("--labels, or name another column with --label-column")


@pytest.mark.parametrize(
    ("first", "ending"),
    [
        pytest.param("label,text", "name the column of the labels with --label-column", id="names"),
        pytest.param("spam,call now", "of the labels with --label-column", id="another class"),
        pytest.param("art,was ihr uns so schreibt", "perhaps it is called 'art'", id="first row"),
    ],
)
def test_a_class_is_a_possible_name_in_the_first_row_only(
    tmp_path: Path, first: str, ending: str
) -> None:
    path = tmp_path / "t.csv"
    rows = ["ham,see you", *(f"spam,win prize {number} now" for number in range(5))]
    path.write_text("\n".join([first, *rows]))
    with pytest.raises(InputError, match="has 1 text") as raised:
        read_corpus([path])
    assert str(raised.value).endswith(ending)


def test_a_single_class_is_named() -> None:
    with pytest.raises(InputError, match=r"^c\.csv: found one class, 'ham'; expected at least 2; "):
        check_classes({"ham": 9}, "c.csv", LabelColumn(None))


def test_labels_of_no_table_have_no_column_to_name() -> None:
    counts = {f"file {number}": 1 for number in range(12)}
    with pytest.raises(InputError, match=r"^a: found 12 different labels in 12 texts; expected"):
        check_classes(counts, "a", LabelColumn(None))


def test_without_another_column_none_is_proposed() -> None:
    counts = {f"file {number}": 1 for number in range(12)}
    with pytest.raises(InputError, match="'id' is no column of labels; --label-column names ano"):
        check_classes(counts, "a", LabelColumn("id"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "found no row; expected labelled texts", id="empty-file"),
        pytest.param(b"\n\n", "found no row; expected labelled texts", id="blank-lines"),
        pytest.param(b",\nham,a\n", "first line is empty; expected the names", id="no-names"),
        pytest.param(b"label,text\nham,\n", r"found no labelled text \(1 with", id="all-dropped"),
        pytest.param(
            b"text,label,text\n", "no row below the names text.1, label, text.2", id="text-twice"
        ),
        pytest.param(b"label,text\n", "found no labelled text", id="header-alone"),
        pytest.param(
            b"Subject,Description,Area\n",
            "found no row below the names Subject, Description, Area; expected texts",
            id="other-names-alone",
        ),
        pytest.param(
            b"label,text\nham,a\nham,b\n", "found one class, 'ham'; expected", id="one-class"
        ),
        pytest.param(
            b"label,text\nham,a\n" + REST[6:], "'ham' has 1 text; expected at", id="one-text"
        ),
    ],
)
def test_fewer_than_two_classes_or_two_texts_of_a_class_are_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, "c.csv", content)


def test_an_error_of_all_files_together_names_every_file(tmp_path: Path) -> None:
    paths = [written(tmp_path, name, b"label,text\nham,a\n") for name in ("a.csv", "b.csv")]
    with pytest.raises(InputError, match=r"a\.csv, .*b\.csv: found one class"):
        read_corpus(paths)


def test_texts_to_evaluate_on_may_lack_a_class_but_must_not_be_empty(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", b"label,text\nham,a\n")
    assert read_corpus([path], to_train=False).labels == ["ham"]
    empty = written(tmp_path, "d.csv", b"label,text\n")
    with pytest.raises(InputError, match="found no labelled text"):
        read_corpus([empty], to_train=False)


def test_a_class_with_one_text_is_refused_with_ways_out(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("label,text\nham,see you\nham,at eight\nspma,win\n")
    message = "'spma' has 1 text; expected at least 2: add texts, .* --labels, .* --label-column"
    with pytest.raises(InputError, match=message):
        read_corpus([path])
