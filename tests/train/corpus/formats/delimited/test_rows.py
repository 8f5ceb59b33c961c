"""Fields are read whatever separates them, with or without names, as the content says."""

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, read, told, written
from train.corpus.collecting import Reading
from train.corpus.reader import read_corpus
from train.corpus.telling import Tell
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading, read_rows

PAIRS = list(zip(LABELS, TEXTS, strict=True))


def lines(delimiter: str, *, header: str = "", swap: bool = False) -> bytes:
    rows = [(text, label) if swap else (label, text) for label, text in PAIRS]
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in rows]
    return "\n".join([*([header] if header else []), *map(delimiter.join, quoted)]).encode()


@pytest.mark.parametrize("name", ["c.csv", "c.tsv", "c.txt", "c", "c.data"])
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lines("\t"), id="headerless-tab"),
        pytest.param(lines(","), id="headerless-comma"),
        pytest.param(lines(";"), id="headerless-semicolon"),
        pytest.param(lines("|"), id="headerless-pipe"),
        pytest.param(lines("\t", header="Category\tMessage"), id="tab"),
        pytest.param(lines(";", header="Group;Message", swap=False), id="semicolon"),
        pytest.param(lines("|", header="text|kind", swap=True), id="pipe-unknown-label"),
        pytest.param(lines(",", header="Body,Kind", swap=True), id="comma-unknown-label"),
        pytest.param(b"\n\n" + lines(",", header="text,label", swap=True), id="blank-lines-first"),
        pytest.param(lines(",", header="text,label", swap=True) + b"\n,\n", id="empty-last-row"),
    ],
)
def test_the_content_says_the_delimiter_and_whether_there_are_names(
    tmp_path: Path, name: str, content: bytes
) -> None:
    corpus = read(tmp_path, name, content)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)


def test_quotes_mean_nothing_between_tabs(tmp_path: Path) -> None:
    content = b'ham\t"see you" he said\nham\t"bye"\nspam\ta 5" lamp\nspam\t"now, or never\n'
    texts = read(tmp_path, "SMSCollection", content).texts
    assert texts == ['"see you" he said', '"bye"', 'a 5" lamp', '"now, or never']


def test_quotes_between_tabs_are_characters_if_one_is_within_a_bare_field(tmp_path: Path) -> None:
    content = b'ham\t"bye"\nham\ta 5" lamp\nspam\tx\nspam\ty\n'
    assert read(tmp_path, "c.tsv", content).texts[:2] == ['"bye"', 'a 5" lamp']


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b'ham\t"she said ""hi"""', 'she said "hi"', id="doubled"),
        pytest.param(b'ham\t"one\ttwo"', "one\ttwo", id="tab"),
        pytest.param(b'ham\t"one\n""two"""', 'one\n"two"', id="line-break"),
    ],
)
def test_quotes_between_tabs_count_if_a_field_needs_them(
    tmp_path: Path, content: bytes, text: str
) -> None:
    rest = b"\nham\tb\nspam\tc\nspam\td\n"
    assert read(tmp_path, "c.tsv", b"label\ttext\n" + content + rest).texts[0] == text


def test_quotes_between_tabs_count_if_each_row_has_them(tmp_path: Path) -> None:
    rows = "\n".join(f'"{label}"\t"{text}"' for label, text in [("label", "text"), *PAIRS])
    assert read(tmp_path, "c.tsv", rows.encode()).texts == TEXTS


def test_a_field_may_be_longer_than_the_csv_modules_limit(tmp_path: Path) -> None:
    content = b"label,text\nham," + b"x" * 200_000 + b"\nham,b\nspam,c\nspam,d\n"
    assert len(read(tmp_path, "c.csv", content).texts[0]) == 200_000


def test_more_fields_than_names_are_allowed_if_they_are_empty(tmp_path: Path) -> None:
    content = b"label,text\nham,a,,\nham,b\nspam,c,\nspam,d\n"
    assert read(tmp_path, "c.csv", content).texts == ["a", "b", "c", "d"]


def test_columns_without_names_have_their_numbers_as_names(tmp_path: Path) -> None:
    content = b"1,ham,x,see you\n2,ham,y,bye bye\n3,spam,x,win now\n4,spam,y,a lamp\n"
    path = written(tmp_path, "c.csv", content)
    assert read_corpus([path], "4", "2").labels == LABELS


def test_a_label_that_is_a_usual_name_of_a_column_is_no_header(tmp_path: Path) -> None:
    content = b"spam\twin now\nham\tsee you\nspam\ta lamp\nham\tbye bye\n"
    assert read(tmp_path, "c.txt", content).labels == ["spam", "ham", "spam", "ham"]


def test_a_broken_row_after_the_first_thousands_is_refused_with_its_line(tmp_path: Path) -> None:
    content = b"label,text\n" + b"ham,a\nspam,b\n" * 1500 + b'ham,"a"b\n'
    with pytest.raises(InputError, match="line 3002: ',' expected"):
        read(tmp_path, "c.csv", content)


def test_texts_with_commas_are_no_table(tmp_path: Path) -> None:
    ham = written(tmp_path, "ham.txt", b"well, see you\nyes, at nine\nno, at ten\n")
    spam = written(tmp_path, "spam.txt", b"hurry, win now\nlamps, half price\n")
    corpus = told(ham, spam).corpus
    assert corpus.texts[0] == "well, see you"
    assert corpus.counts() == {"ham": 3, "spam": 2}


CUT = [("ham", "Sorry, I am late"), ("ham", "see you"), ("spam", "win, now"), ("spam", "a lamp")]
CUT += [(label, f"{text} again") for label, text in CUT]
FIRST, LAST = r"sed 's/,/\t/'", r"sed 's/,\([^,]*\)$/\t\1/'"


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("swap", [False, True])
def test_texts_with_bare_commas_are_refused_with_a_command_that_mends_the_file(
    tmp_path: Path, *, header: bool, swap: bool
) -> None:
    names = [("label", "text")] if header else []
    rows = [row[::-1] if swap else row for row in [*names, *CUT]]
    path = written(tmp_path, "c.csv", "".join(f"{a},{b}\n" for a, b in rows).encode())
    command = LAST if swap else FIRST
    with pytest.raises(InputError, match=re.escape(f"write a tab for it: {command}")):
        read_corpus([path])
    with pytest.raises(InputError, match=re.escape(command)):
        list(read_rows([path], RowReading()))
    with pytest.raises(InputError, match=re.escape(command)):
        list(read_labelled_rows([path], RowReading(), len))
    mended = subprocess.run(  # noqa: S603 - the command above
        [*shlex.split(command), path], capture_output=True, check=True
    )
    assert list(read(tmp_path, "c.tsv", mended.stdout).texts) == [text for _, text in CUT]


def test_a_row_without_names_may_be_wider_only_if_the_rest_is_empty(tmp_path: Path) -> None:
    content = b"ham,see you,,\nspam,win now\nham,bye\nspam,a lamp\n"
    assert read(tmp_path, "c.csv", content).texts == ["see you", "win now", "bye", "a lamp"]
    with pytest.raises(InputError, match="line 41: found 3 fields; others have 2"):
        read(tmp_path, "c.csv", content * 10 + b"ham,well, yes\n")


@pytest.mark.parametrize(
    "read_all",
    [
        pytest.param(lambda path, tell: read_corpus([path], reading=Reading(tell=tell)), id="fit"),
        pytest.param(
            lambda path, tell: list(read_labelled_rows([path], RowReading(tell=tell), len)),
            id="stream",
        ),
        pytest.param(lambda path, tell: list(read_rows([path], RowReading(tell=tell))), id="score"),
    ],
)
def test_values_in_columns_without_a_name_are_counted_and_told(
    tmp_path: Path, read_all: Callable[[Path, Tell], object]
) -> None:
    content = b",v1,v2,,\n1,ham,see you,,\n2,ham,well, yes,\n3,spam,a,,b\n4,spam,c,,\n"
    path, lines = written(tmp_path, "c.csv", content), list[str]()
    read_all(path, lines.append)
    start = f"{path}: line 3: a column without a name has a value, which is not read; so it is in 2"
    assert [line.startswith(start) for line in lines] == [True]


def test_lines_with_any_number_of_commas_are_refused(tmp_path: Path) -> None:
    lines = ["ham" + ",a" * number for number in range(1, 21)]
    with pytest.raises(InputError, match="line 2: found 3 fields; others have 2"):
        read(tmp_path, "c.csv", "\n".join(lines).encode())


def test_rows_with_fewer_fields_than_names_are_told(tmp_path: Path) -> None:
    content = (
        b"id,text,label\n1,see you,ham\n2,a lamp\nnow,spam\n3,a kite,ham\n" + b"4,x,spam\n" * 2
    )
    corpus, lines = told(written(tmp_path, "c.csv", content))
    assert corpus.texts == ["see you", "a kite", "x", "x"]
    assert "line 3: found fewer fields than names; so it is in 2 rows; if texts are cut" in lines[0]
