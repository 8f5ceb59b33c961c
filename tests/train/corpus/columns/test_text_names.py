"""A column with a usual name is the text only if it holds texts."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.support.corpus_files import written
from train.corpus.collecting import Reading
from train.corpus.reader import read_corpus
from train.corpus.telling import Tell, tell_nobody
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading, read_rows

ROWS = 40
TEXTS = [f"see you at {number} near the old harbour, dear" for number in range(ROWS)]
LABELS = ["ham", "spam"] * (ROWS // 2)
NUMBERS = list(map(str, range(ROWS)))
REMARKS = ["ok", "checked", "asked Ann", "ok"] * (ROWS // 4)


def fitted(path: Path, tell: Tell) -> list[str]:
    return read_corpus([path], reading=Reading(tell=tell)).texts


def streamed(path: Path, tell: Tell) -> list[str]:
    return [row.text or "" for row in read_labelled_rows([path], RowReading(tell=tell), len)]


def scored(path: Path, tell: Tell) -> list[str]:
    return [row.text for row in read_rows([path], RowReading(tell=tell))]


@pytest.fixture(params=[fitted, streamed, scored])
def read_texts(request: pytest.FixtureRequest) -> Callable[[Path, Tell], list[str]]:
    function: Callable[[Path, Tell], list[str]] = request.param
    return function


def table(directory: Path, names: str, *columns: Sequence[str]) -> Path:
    rows: Iterator[tuple[str, ...]] = zip(*columns, strict=True)
    lines = ["\t".join(row) for row in rows]
    return written(directory, "c.tsv", "\n".join([names.replace(",", "\t"), *lines]).encode())


@pytest.mark.parametrize(
    ("names", "values"),
    [
        pytest.param("Comment #,Feedback,Label", NUMBERS, id="number"),
        pytest.param("comment,caption,category", ["0", "3", "12", "7"] * 10, id="count"),
        pytest.param("tweet,full story,label", [f"R{n}" for n in NUMBERS], id="identifier"),
        pytest.param("message,subject_body,label", [f"a/inbox/{n}." for n in NUMBERS], id="path"),
        pytest.param("content,Satz,label", ["text/plain", "text/html"] * 20, id="kind"),
        pytest.param("comment,Satz,label", REMARKS, id="remarks"),
        pytest.param("instruction,input,label", ["Name the kind of it."] * ROWS, id="the-same"),
    ],
)
def test_a_column_without_texts_is_passed_over_and_told(
    tmp_path: Path, read_texts: Callable[[Path, Tell], list[str]], names: str, values: list[str]
) -> None:
    lines: list[str] = []
    path = table(tmp_path, names, values, TEXTS, LABELS)
    assert read_texts(path, lines.append) == TEXTS
    first, second, _ = names.split(",")
    assert (
        f"{path}: texts not from {first}, whose values are no texts or few; --text-column chooses"
        in (lines)
    )
    assert any(line.startswith(f"{path}: texts from {second!r}") for line in lines)


def test_the_next_usual_name_is_taken(
    tmp_path: Path, read_texts: Callable[[Path, Tell], list[str]]
) -> None:
    lines: list[str] = []
    path = table(tmp_path, "sms,message,label", TEXTS, NUMBERS, LABELS)
    assert read_texts(path, lines.append) == TEXTS
    assert lines == [
        f"{path}: texts from 'sms', not from message; --text-column chooses",
    ]


def test_an_utterance_comes_before_comments(
    tmp_path: Path, read_texts: Callable[[Path, Tell], list[str]]
) -> None:
    comments = [f"Ann says that this is number {n} of all" for n in NUMBERS]
    path = table(tmp_path, "comment,utterance,intent", comments, TEXTS, LABELS)
    assert read_texts(path, tell_nobody) == TEXTS


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(["Anna", "Bob", "Carol", "Dan", *"efghijklmnopqrst"] * 2, id="single-words"),
        pytest.param(["ok then", "see you"] * 20, id="repeated-as-much-as-the-other"),
    ],
)
def test_short_texts_stay_texts(
    tmp_path: Path, read_texts: Callable[[Path, Tell], list[str]], values: list[str]
) -> None:
    values = values[:ROWS]
    notes = ["by Ann", "a note"] * 20
    path = table(tmp_path, "text,by,label", values, notes, LABELS)
    assert read_texts(path, tell_nobody) == values


def test_of_a_few_values_the_name_decides_which_is_told(tmp_path: Path) -> None:
    lines: list[str] = []
    path = table(tmp_path, "message,subject", ["42", "43"], ["an old friend", "hello there"])
    assert scored(path, lines.append) == ["42", "43"]
    assert lines == [
        f"{path}: texts from 'message', though its values look like none; --text-column chooses"
    ]


def test_counts_of_words_are_refused_unless_the_column_is_named(
    tmp_path: Path, read_texts: Callable[[Path, Tell], list[str]]
) -> None:
    mails = [f"Email {number}" for number in NUMBERS]
    path = table(tmp_path, "Email No.,text,label", mails, ["0", "2", "1", "0"] * 10, LABELS)
    with pytest.raises(InputError, match=r"found numbers only in 'text', .* --text-column 'text'"):
        read_texts(path, tell_nobody)
    assert read_corpus([path], "text").texts[:2] == ["0", "2"]


def test_a_column_without_values_is_not_replaced(tmp_path: Path) -> None:
    path = table(tmp_path, "text,note,label", [""] * ROWS, TEXTS, LABELS)
    with pytest.raises(InputError, match="found no labelled text"):
        fitted(path, tell_nobody)


@pytest.mark.parametrize("name", ["instruction", "utt"])
def test_what_a_reply_or_a_copy_with_marks_belongs_to_is_the_text(
    tmp_path: Path, read_texts: Callable[[Path, Tell], list[str]], name: str
) -> None:
    replies = [f"Of course, I am happy to help with your request {n}, dear" for n in NUMBERS]
    path = table(tmp_path, f"{name},response,intent", TEXTS, replies, LABELS)
    assert read_texts(path, tell_nobody) == TEXTS


def test_other_texts_are_told_if_the_content_chooses(
    tmp_path: Path, read_texts: Callable[[Path, Tell], list[str]]
) -> None:
    lines: list[str] = []
    replies = [f"Of course, I am happy to help with your request {n}, dear" for n in NUMBERS]
    mails = [f"Email {number}" for number in NUMBERS]
    path = table(tmp_path, "no,customer,agent,intent", mails, TEXTS, replies, LABELS)
    assert read_texts(path, lines.append) == replies
    assert f"{path}: others may be the texts, too: customer; --text-column chooses" in lines


def test_the_label_is_not_taken_for_the_text_of_a_file_to_score(tmp_path: Path) -> None:
    path = table(tmp_path, "message,label", LABELS, TEXTS)
    assert scored(path, tell_nobody) == LABELS


def test_a_column_with_gaps_is_no_text_if_another_one_is_full(tmp_path: Path) -> None:
    replies = [f"dear you, {text}" if at % 2 else "" for at, text in enumerate(TEXTS)]
    path = table(tmp_path, "nr,comment,what,label", NUMBERS, replies, TEXTS, LABELS)
    lines: list[str] = []
    assert fitted(path, lines.append) == TEXTS
    assert "texts not from comment, whose values are no texts or few" in lines[0]


@pytest.mark.parametrize("number", ["Email {}", "2024-01-{:02} 10:00", "{}"])
def test_values_that_differ_only_in_numbers_are_no_texts(tmp_path: Path, number: str) -> None:
    values = [number.format(at) for at in range(ROWS)]
    path = table(tmp_path, "nr,the,to,label", values, NUMBERS, NUMBERS, LABELS)
    with pytest.raises(InputError, match="expected a text column"):
        fitted(path, tell_nobody)
