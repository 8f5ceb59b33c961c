r"""Quotes of programs that write `\"` within a field, or blanks before its first quote."""

from pathlib import Path, PurePosixPath

import pytest

from tests.support.corpus_files import LABELS, read, told, written
from train.corpus.all_texts import TextReading
from train.corpus.sources.addresses import Source
from train.corpus.telling import tell_nobody
from train.erasure.text_lines import without_texts
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading, read_rows

TEXTS = ['she said "at nine", I think', "bring the blue kite", 'a "free" lamp', "C:\\lamps\\new"]
ENDINGS = {",": "c.csv", ";": "c.csv", "|": "c.psv", "\t": "c.tsv"}


def escaped(delimiter: str, *, header: bool = True) -> bytes:
    rows = [("label", "text")] if header else []
    rows += zip(LABELS, (text.replace('"', '\\"') for text in TEXTS), strict=True)
    return "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows).encode()


@pytest.mark.parametrize("delimiter", ENDINGS)
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("name", [None, "c"])
def test_a_backslash_and_a_quote_are_a_quote_which_is_told(
    tmp_path: Path, delimiter: str, name: str | None, *, header: bool
) -> None:
    path = written(tmp_path, name or ENDINGS[delimiter], escaped(delimiter, header=header))
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert rf"{path}: \" within quotes is read as a quote" in lines
    reading = RowReading(tell=tell_nobody)
    assert [row.text for row in read_rows([path], reading)] == TEXTS
    assert [row.text for row in read_labelled_rows([path], reading, len)] == TEXTS


def test_a_row_of_escaped_quotes_is_taken_out(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", escaped(","))
    source = Source(str(path), PurePosixPath(path), path.read_bytes())
    left = without_texts(source, [f"{path}: line 2"], TextReading())
    assert b"nine" not in left
    assert left.count(b"\n") == 3


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
def test_blanks_may_be_before_the_first_quote(tmp_path: Path, delimiter: str) -> None:
    texts = ["well, see you; or | not", "bring the blue kite", 'a ""lamp""', "now"]
    rows = "\n".join(
        f'{label}{delimiter} "{text}"' for label, text in zip(LABELS, texts, strict=True)
    )
    path = written(tmp_path, "c.csv", rows.encode())
    expected = [*texts[:2], 'a "lamp"', "now"]
    assert told(path).corpus.texts == expected
    assert [row.text for row in read_rows([path], RowReading(tell=tell_nobody))] == expected


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'ham, "hi" she said\nham,b\nspam,c\nspam,d\n', id="a-quotation-comes-first"),
        pytest.param(b'ham, "hi she said\nham,b\nspam,c\nspam,d\n', id="one-quote"),
    ],
)
def test_quotes_behind_a_blank_are_characters_if_they_enclose_no_field(
    tmp_path: Path, content: bytes
) -> None:
    assert told(written(tmp_path, "c.csv", content)).corpus.texts[0].startswith(' "hi')


def test_escaped_quotes_in_fields_without_quotes_are_characters(tmp_path: Path) -> None:
    content = b'label\ttext\nham\tshe said \\"hi\\"\nham\t"bye" he said\nspam\tc\nspam\td\n'
    texts = told(written(tmp_path, "c.tsv", content)).corpus.texts
    assert texts[:2] == ['she said \\"hi\\"', '"bye" he said']


def test_single_quotes_enclose_fields_if_the_rows_are_even_only_then(tmp_path: Path) -> None:
    content = b"Ham;'see you; it''s noon'\nHam;say \"hi\"\nSpam;'a; \"b\"'\nSpam;it's\n"
    path = written(tmp_path, "c.csv", content)
    corpus, lines = told(path)
    assert corpus.texts == ["see you; it's noon", 'say "hi"', 'a; "b"', "it's"]
    assert lines[0] == f"{path}: ' encloses fields as quotes do"


def test_a_misplaced_quote_is_refused_with_what_is_expected(tmp_path: Path) -> None:
    content = b'label,text\nham,"she said "hi", I think"\n'
    with pytest.raises(
        InputError, match=r"line 2: .*; expected a quote within a field to be twice"
    ):
        told(written(tmp_path, "c.csv", content))


def test_blanks_at_the_start_of_a_text_stay_if_no_quote_encloses_a_field(tmp_path: Path) -> None:
    content = b'label,text\nham, see you\nham,"she said, ""hi"", and went"\nspam,a\nspam,b\n'
    texts = told(written(tmp_path, "c.csv", content)).corpus.texts
    assert texts[:2] == [" see you", 'she said, "hi", and went']


QUOTED = ["see you", r"it is \"new\", they say"]


@pytest.mark.parametrize("text", QUOTED, ids=["plain", "escaped"])
def test_quotes_between_tabs_enclose_strings_below_bare_names(tmp_path: Path, text: str) -> None:
    rows = [f'"{at}_8"\t{at % 2}\t"{text} {at}"\n' for at in range(4)]
    content = "id\tlabel\ttext\n" + "".join(rows)
    corpus = read(tmp_path, "a.tsv", content.encode())
    plain = text.replace("\\", "")
    assert corpus.texts == [f"{plain} {at}" for at in range(4)]


def test_a_quotation_between_tabs_keeps_its_quotes(tmp_path: Path) -> None:
    content = 'label\ttext\nham\t"see you" he said\nham\tyes\nspam\t"win"\nspam\tlamps\n'
    corpus = read(tmp_path, "a.tsv", content.encode())
    assert corpus.texts == ['"see you" he said', "yes", '"win"', "lamps"]
