"""Of several levels of folders, that of the labels is found, and the others are told."""

from pathlib import Path, PurePosixPath

import pytest

from tests.support.corpus_files import told, written
from train.corpus.collecting import Reading
from train.corpus.paths.label_folders import find_label_folders
from train.corpus.reader import read_corpus
from train.errors import InputError

MAIL = b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nbody\n"


def folders(tmp_path: Path, *names: str, content: bytes = b"a text", files: int = 2) -> Path:
    for name in names:
        (tmp_path / "data" / name).mkdir(parents=True, exist_ok=True)
        for number in range(files):
            (tmp_path / "data" / name / f"{number}").write_bytes(content)
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("names", "labels", "others"),
    [
        pytest.param(["ham/cur", "ham/new", "spam/cur"], ["ham", "spam"], [], id="maildir"),
        pytest.param(["ham/new", "spam/new"], ["ham", "spam"], [], id="maildir-new-only"),
        pytest.param([".A/cur", ".B.C/new"], ["A", "B.C"], [], id="maildir++"),
        pytest.param(["cur", "new", ".Spam/cur"], ["data", "Spam"], [], id="maildir++-inbox"),
        pytest.param(
            ["good/2020", "good/2021", "bad/2020"], ["good", "bad"], ["2020", "2021"], id="years"
        ),
        pytest.param(["a/train", "b/test"], ["a", "b"], ["test", "train"], id="parts-below"),
        pytest.param(["train/1", "test/2"], ["1", "2"], ["test", "train"], id="parts-above"),
        pytest.param(
            ["my-train/a", "my-test/b"], ["a", "b"], ["my-test", "my-train"], id="words-of-parts"
        ),
        pytest.param(["me/spam", "you/ham"], ["spam", "ham"], ["me", "you"], id="unwanted-below"),
        pytest.param(["spam/me", "ham/you"], ["spam", "ham"], ["me", "you"], id="unwanted-above"),
        pytest.param(["x/a", "y/b"], ["a", "b"], ["x", "y"], id="lowest-else"),
        pytest.param(["new", "used"], ["new", "used"], [], id="a-class-called-new"),
        pytest.param(["1", "2"], ["1", "2"], [], id="numbers"),
    ],
)
@pytest.mark.parametrize("files", [1, 2])
def test_the_level_of_the_labels_is_found(
    tmp_path: Path, names: list[str], labels: list[str], others: list[str], files: int
) -> None:
    data = folders(tmp_path, *names, content=MAIL, files=files)
    lines: list[str] = []
    corpus = read_corpus([data], to_train=False, reading=Reading(tell=lines.append))
    assert sorted(set(corpus.labels)) == sorted(labels)
    more = f"; no labels: {', '.join(others)}" if others else ""
    assert lines == [f"labels from the names of the folders: {', '.join(sorted(labels))}{more}"]


def test_files_of_a_mail_program_are_left_out_and_told(tmp_path: Path) -> None:
    data = folders(tmp_path, "cur", ".Spam/new", content=MAIL)
    (data / "subscriptions").write_text("Spam")
    (data / ".Spam" / ".uids").write_text("7")
    corpus, lines = told(data)
    assert corpus.counts() == {"data": 2, "Spam": 2}
    assert lines[0] == f"not read, because not in a folder of texts: {data / 'subscriptions'}"


def test_notes_in_folders_of_mails_are_left_out_and_told(tmp_path: Path) -> None:
    data = folders(tmp_path, "ham", "spam", content=MAIL)
    for folder in ("ham", "spam"):
        written(data / folder, "7", b"a mail without headers")
    (data / "ham" / "cmds").write_text("mv 1 00001.7c53336b37003a9286aba55d2945844c\n")
    corpus, lines = told(data)
    assert corpus.counts() == {"ham": 3, "spam": 3}
    assert lines[0] == f"not read, because no mails as the other files are: {data / 'ham' / 'cmds'}"


def test_texts_without_numbers_in_their_names_stay(tmp_path: Path) -> None:
    data = folders(tmp_path, "ham", "spam")
    for folder, name in [("ham", "first"), ("ham", "second"), ("spam", "one.eml")]:
        written(data / folder, name, MAIL if name.endswith("eml") else b"a text")
    assert told(data).corpus.counts() == {"ham": 4, "spam": 3}


def test_texts_in_a_folder_without_labels_are_dropped_and_told(tmp_path: Path) -> None:
    data = folders(tmp_path, "train/neg", "train/pos", "train/unsup", "test/neg", "test/pos")
    corpus, lines = told(data)
    assert corpus.counts() == {"neg": 4, "pos": 4}
    assert corpus.dropped == {"without a label": 2}
    assert lines[0] == (
        "labels from the names of the folders: neg, pos; no labels: test, train, unsup"
    )


def test_the_texts_of_folders_have_the_encoding_that_fits_all_of_them(tmp_path: Path) -> None:
    texts = ["Przyjdź jutro, będę czekać", "Łódź", "ą", "see you"]
    data = folders(tmp_path, "ham", "spam", files=0)
    for at, text in enumerate(texts):
        written(data / ("ham", "spam")[at % 2], f"{at}.txt", text.encode("cp1250"))
    corpus, lines = told(data)
    assert sorted(corpus.texts) == sorted(texts)
    assert "2 other files, too: is not UTF-8; read as cp1250, which fits best" in lines[1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(rb"{\rtf1 see you}", "is RTF; write its text: soffice", id="rtf"),
        pytest.param(b"\xd0\xcf\x11\xe0\0", r"a mail of Outlook \(.msg\)", id="outlook"),
    ],
)
def test_documents_that_are_no_texts_are_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    data = folders(tmp_path, "ham", "spam")
    written(data / "ham", "a.txt", content)
    with pytest.raises(InputError, match=message):
        read_corpus([data])


def test_a_file_of_texts_without_labels_is_dropped_and_told(tmp_path: Path) -> None:
    for name in ("ham.txt", "spam.txt", "Unlabelled.txt"):
        written(tmp_path, name, b"one\ntwo\n")
    corpus, lines = told(tmp_path)
    assert corpus.counts() == {"ham": 2, "spam": 2}
    named = "Unlabelled.txt has no labels, ham.txt is 'ham', spam.txt is 'spam'"
    assert lines[0] == f"labels from the names of the files: {named}"


@pytest.mark.parametrize("names", [["part1", "part2", "part3"], ["train", "test"]])
def test_folders_that_only_divide_the_texts_are_refused(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        data = folders(tmp_path, name, files=0)
        for number in range(2):
            written(data / name, f"{name}-{number}.txt", b"a text")
    found = ", ".join(sorted(names))
    with pytest.raises(InputError, match=f"found the folders {found}, which divide the texts"):
        read_corpus([data])


def test_files_for_each_label_may_be_in_folders_that_divide_them(tmp_path: Path) -> None:
    data = folders(tmp_path, "train", "test", files=0)
    for folder in ("train", "test"):
        for name in ("ham.txt", "spam.txt"):
            written(data / folder, name, b"one\ntwo\n")
    assert told(data).corpus.counts() == {"ham": 4, "spam": 4}


@pytest.mark.parametrize("name", ["stdin", "/", ""])
def test_without_folders_there_is_no_label(name: str) -> None:
    path = PurePosixPath(name)
    assert find_label_folders([path]).label(path) == ""
