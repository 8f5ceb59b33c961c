"""What a rare separator divides is read, or refused with a command that writes tabs for it."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.support.corpus_files import read, told, written
from train.corpus.formats.delimited.separators import separator_hint
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading

TEXTS = ["see you", "win now", "bye bye", "a lamp", "at noon", "half price"]
LABELS = ["ham", "spam"] * 3
ADVICE = re.compile(r"write tabs for it: (sed '.*')")


@pytest.mark.parametrize(
    "separator", ["\x01", "::", "~", "^", "@", "#", ":", "_!_", "+++$+++", "[SEP]", " - ", "*'*"]
)
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(TEXTS, id="once-a-line"),
        pytest.param(
            [text + "{}x" * (at % 3) for at, text in enumerate(TEXTS)], id="also-in-texts"
        ),
    ],
)
@pytest.mark.parametrize("swap", [True, False])
def test_the_command_makes_a_table(
    tmp_path: Path, separator: str, texts: list[str], *, header: bool, swap: bool
) -> None:
    texts = [text.replace("{}", separator) for text in texts]
    rows = [*([("label", "text")] if header else []), *zip(LABELS, texts, strict=True)]
    lines = "\n".join(separator.join(row[::-1] if swap else row) for row in rows)
    path = written(tmp_path, "c.txt", lines.encode())
    with pytest.raises(InputError, match="write tabs for it") as error:
        list(read_labelled_rows([path], RowReading(), len))
    advice = ADVICE.search(str(error.value))
    assert advice is not None
    mended = subprocess.run(  # noqa: S603 - the command that the error advises
        [*shlex.split(advice[1]), path], capture_output=True, check=True
    )
    corpus = read(tmp_path, "c.tsv", mended.stdout)
    assert (corpus.texts, corpus.labels) == (texts, LABELS)
    divided, lines_told = told(path)
    assert (divided.texts, divided.labels) == (texts, LABELS)
    assert lines_told[0] == f"{path}: {separator!r} separates the fields"


@pytest.mark.parametrize("separator", ["\x01", "::", "~", "^", "@", "[SEP]", " - "])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("comma", ["", ", or not"])
@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_the_ending_of_a_table_changes_nothing(
    tmp_path: Path, separator: str, comma: str, ending: str, *, header: bool
) -> None:
    texts = [f"{text}{comma * (at % 2)}" for at, text in enumerate(TEXTS)]
    rows = [*([("label", "text")] if header else []), *zip(LABELS, texts, strict=True)]
    content = "\n".join(map(separator.join, rows)).encode()
    divided, lines = told(written(tmp_path, f"c.{ending}", content))
    assert (divided.texts, divided.labels) == (texts, LABELS)
    assert lines[0] == f"{tmp_path / 'c'}.{ending}: {separator!r} separates the fields"
    with pytest.raises(InputError, match="write tabs for it"):
        list(read_labelled_rows([tmp_path / f"c.{ending}"], RowReading(), len))


def test_what_is_between_quoted_fields_is_no_separator(tmp_path: Path) -> None:
    rows = [f'"{label}","{text}, "no", x"' for label, text in zip(LABELS, TEXTS, strict=True)]
    with pytest.raises(InputError, match="expected a quote within a field to be twice there"):
        read(tmp_path, "c.csv", "\n".join(rows).encode())


def test_the_stop_of_a_sentence_is_no_part_of_a_separator(tmp_path: Path) -> None:
    lines = [f"{text} .@{label}" for text, label in zip(TEXTS, LABELS, strict=True)]
    assert read(tmp_path, "c.txt", "\n".join(lines).encode()).texts == [f"{t} ." for t in TEXTS]


def test_what_is_said_by_two_persons_has_no_labels(tmp_path: Path) -> None:
    lines = [f"{name}: {text}" for name, text in zip(["Ann", "Bo"] * 3, TEXTS, strict=True)]
    with pytest.raises(InputError, match="if ':' separates label and text, write tabs"):
        read(tmp_path, "c.txt", "\n".join(lines).encode())


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["see you @ten", "bye", "at noon", "a lamp"], id="in-one-line"),
        pytest.param([f"@friend{n} hi {n}" for n in range(9)], id="mentions"),
        pytest.param([], id="none"),
    ],
)
def test_texts_with_such_signs_have_no_separator(lines: list[str]) -> None:
    assert separator_hint(lines) == ""


@pytest.mark.parametrize(
    ("lines", "is_told"),
    [
        pytest.param(["ham see you", "spam win now", "ham bye", "spam a lamp"], True, id="labels"),
        pytest.param([f"w{n // 2} see {n}" for n in range(80)], False, id="many-words"),
        pytest.param(["ham see you", "spam", "ham bye", "spam a lamp"], False, id="one-word"),
    ],
)
def test_a_first_word_that_is_the_label_is_told(lines: list[str], *, is_told: bool) -> None:
    assert ("if the first word of each line is its label" in separator_hint(lines)) == is_told
