"""Labels that are no classes are told from classes with too few texts."""

from itertools import product
from pathlib import Path

import pytest

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
