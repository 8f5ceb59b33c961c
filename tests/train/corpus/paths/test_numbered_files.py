"""Many documents in one folder have their labels in their names, whatever their length is."""

from pathlib import Path

import pytest

from tests.support.corpus_files import folder, told
from train.corpus.reader import read_corpus
from train.errors import InputError

TEXT = "".join(f"line {at} of a text\n" for at in range(12))


def documents(*patterns: str, each: int = 11) -> dict[str, bytes]:
    names = [pattern.format(at) for pattern in patterns for at in range(each)]
    return {name: f"{name}\n{TEXT}".encode() for name in names}


@pytest.mark.parametrize(
    ("patterns", "labels"),
    [
        pytest.param(["ham_{:03}.txt", "spam_{:03}.txt"], ["ham", "spam"], id="words"),
        pytest.param(["mails/ham{}", "mails/not spam {}"], ["ham", "not_spam"], id="no-ending"),
        pytest.param(["part1/3-{}msg2.txt", "part2/spmsga{}.txt"], ["msg", "spmsga"], id="parts"),
    ],
)
def test_the_words_of_a_name_are_the_label(
    tmp_path: Path, patterns: list[str], labels: list[str]
) -> None:
    corpus, lines = told(folder(tmp_path, documents(*patterns)))
    assert corpus.counts() == dict.fromkeys(labels, 11)
    assert all(text.endswith("line 11 of a text") for text in corpus.texts)
    shown = ", ".join(f"{label!r} (11)" for label in labels)
    assert lines[0] == (
        f"each file is one text, and the words of its name are its label: {shown}; --labels gives "
        "them other names"
    )


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(documents("ham-part-{}.txt", "spam-part-{}.txt"), id="pieces"),
        pytest.param(documents("ham_{}.txt", "spam_{}.txt", each=10), id="few"),
    ],
)
def test_other_files_have_a_text_in_each_line(tmp_path: Path, files: dict[str, bytes]) -> None:
    corpus = told(folder(tmp_path, files)).corpus
    assert corpus.counts() == dict.fromkeys(["ham", "spam"], 13 * len(files) // 2)


@pytest.mark.parametrize("files", [documents("{}.txt", each=101), documents("doc{}.txt", each=101)])
def test_names_without_labels_are_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    with pytest.raises(InputError, match=r"is one of 101 text files .* whose names are no labels"):
        read_corpus([folder(tmp_path, files)])
