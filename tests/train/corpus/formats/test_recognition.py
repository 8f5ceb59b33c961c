"""Mails, mailboxes and plain texts are recognized, and labelled by where they are."""

from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, LABELS, TEXTS, read, told, written
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.rows import RowReading, read_rows

MAIL = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: %b\r\n\r\n%b\r\n"
ENVELOPE = b"From a@example.com Mon Jan  1 00:00:00 2024\n"


def mail(number: int) -> bytes:
    return MAIL % (b"No. %d" % number, b"Body %d" % number)


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Return a directory with a folder for each label, and what does not belong to it."""
    for label in ("ham", "spam"):
        (tmp_path / "data" / label).mkdir(parents=True)
        for number in range(3):
            written(
                tmp_path / "data" / label,
                f"{number}.txt",
                b"%s,\nno. %d\n" % (label.encode(), number),
            )
    written(tmp_path / "data", "Summary.txt", b"what this is")
    written(tmp_path / "data", ".hidden", b"\0")
    written(tmp_path / "data", "README", b"\0")
    return tmp_path / "data"


def test_a_folder_for_each_label_holds_a_text_in_each_file(folders: Path) -> None:
    corpus, lines = told(folders)
    assert corpus.counts() == {"ham": 3, "spam": 3}
    assert corpus.texts[0] == "ham,\nno. 0"
    assert lines == [
        f"{folders}: not read, because no data by its name: README",
        f"not read, because not in a folder of texts: {folders / 'Summary.txt'}",
        "labels from the names of the folders: ham, spam",
    ]


def test_folders_or_their_files_may_be_named_themselves(folders: Path) -> None:
    files = sorted(folders.glob("*/*.txt"))
    for addresses in ([folders / "ham", folders / "spam"], files):
        assert read_corpus(addresses).labels == ["ham"] * 3 + ["spam"] * 3


def test_mails_in_folders_become_text(tmp_path: Path) -> None:
    for label in ("ham", "spam"):
        (tmp_path / label).mkdir()
        for number in range(2):
            written(tmp_path / label, f"{number:05}.7c53", mail(number))
    corpus = read_corpus([tmp_path])
    sender = "From: @example.com\n"
    texts = [f"{sender}Subject: No. {number}\n\nBody {number}" for number in range(2)]
    assert corpus.texts == texts * 2
    assert corpus.labels == ["ham", "ham", "spam", "spam"]


def test_single_mails_take_the_label_of_their_folder(tmp_path: Path) -> None:
    paths: list[Path] = []
    for label in ("ham", "spam", "ham", "spam"):
        (tmp_path / label).mkdir(exist_ok=True)
        paths.append(written(tmp_path / label, f"{len(paths)}.eml", mail(len(paths))))
    assert read_corpus(paths[:2] + paths[2:]).labels == ["ham", "spam", "ham", "spam"]


@pytest.mark.parametrize("ending", [".mbox", ""])
def test_a_mailbox_for_each_label(tmp_path: Path, ending: str) -> None:
    box = b"\n".join(ENVELOPE + mail(number).replace(b"\r\n", b"\n") for number in range(3))
    ham, spam = (written(tmp_path, f"my-{label}{ending}", box) for label in ("ham", "spam"))
    corpus = read_corpus([ham, spam])
    assert corpus.counts() == {"ham": 3, "spam": 3}
    assert corpus.texts[1] == "From: @example.com\nSubject: No. 1\n\nBody 1"


def test_a_file_for_each_label_holds_a_text_a_line(tmp_path: Path) -> None:
    paths = [
        written(tmp_path, "sms_ham.txt", "\n".join(TEXTS[:2]).encode()),
        written(tmp_path, "sms_spam.txt", ("\r\n\r\n".join(TEXTS[2:]) + "\r\n").encode()),
    ]
    corpus, lines = told(*paths)
    assert (corpus.texts, corpus.labels) == (TEXTS, ["ham", "ham", "spam", "spam"])
    assert lines == [
        "labels from the names of the files: sms_ham.txt is 'ham', sms_spam.txt is 'spam'"
    ]


def test_lines_of_fasttext_start_with_their_label(tmp_path: Path) -> None:
    lines = [f"__label__{label} {text}" for label, text in zip(LABELS, TEXTS, strict=True)]
    path = written(tmp_path, "train.txt", "\n".join([*lines, "no label"]).encode())
    corpus = read_corpus([path])
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert corpus.dropped == {"without a label": 1}


@pytest.mark.parametrize(
    "line", ["__label__ham __label__en see you", "__label__ham see you __label__en"]
)
def test_several_labels_in_a_line_of_fasttext_are_refused_and_never_text(
    tmp_path: Path, line: str
) -> None:
    path = written(tmp_path, "c.txt", f"{line}\n__label__spam win\n".encode())
    with pytest.raises(InputError, match=r"line 1: found the labels .*en of one text"):
        read_corpus([path])
    assert [row.text.strip() for row in read_rows([path], RowReading())] == ["see you", "win"]


def test_a_tab_after_a_label_of_fasttext_ends_it(tmp_path: Path) -> None:
    corpus = read(tmp_path, "c.txt", b"__label__a\tsee you\n__label__b win  now\n" * 2)
    assert (corpus.texts[:2], corpus.labels[:2]) == (["see you", "win  now"], ["a", "b"])


def test_tables_beside_files_of_texts_keep_their_own_labels(tmp_path: Path) -> None:
    paths = [
        written(tmp_path, "c.csv", CSV),
        written(tmp_path, "ham.txt", b"bye bye\n"),
        written(tmp_path, "spam.txt", b"win\n"),
    ]
    assert read_corpus(paths).counts() == {"ham": 3, "spam": 3}


def test_a_blank_file_of_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found no row"):
        read(tmp_path, "ham.txt", b" \n")
