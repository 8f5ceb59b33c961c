"""A file that lists others with their labels is the source of the labels."""

from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, Place, folder, packed, told
from train.errors import InputError

MAIL = "From: a@example.com\nTo: b@example.com\nSubject: x\n\n"


def listing(line: str, names: list[str]) -> bytes:
    pairs = zip(names, LABELS, strict=True)
    return "".join(f"{line.format(name=name, label=label)}\n" for name, label in pairs).encode()


@pytest.mark.parametrize("place", [folder, packed])
@pytest.mark.parametrize(
    ("path", "lists", "line"),
    [
        pytest.param("data/{}", ["full/index"], "{label} ../data/{name}", id="trec"),
        pytest.param("a/{}.eml", ["SPAM.label"], "{label} {name}.eml", id="csdmc"),
        pytest.param("{}.txt", ["truth.txt"], "{name}.txt:::{label}", id="pan"),
        pytest.param("texts/{}.txt", ["labels.csv"], '"{name}.txt","{label}"', id="csv"),
    ],
)
def test_the_labels_of_files_are_read_from_a_list(
    tmp_path: Path, place: Place, path: str, lists: list[str], line: str
) -> None:
    names = [str(at) for at in range(4)]
    files = {
        path.format(name): f"{MAIL if '.' not in path else ''}{text}".encode()
        for name, text in zip(names, TEXTS, strict=True)
    }
    header = b"file,label\n" if lists == ["labels.csv"] else b""
    files |= {name: header + listing(line, names) for name in lists}
    corpus, lines = told(place(tmp_path, files))
    by_text = dict(zip(corpus.texts, corpus.labels, strict=True))
    assert {text.rpartition("\n")[2]: by_text[text] for text in by_text} == dict(
        zip(TEXTS, LABELS, strict=True)
    )
    assert f"labels from the list {tmp_path}" in lines[0]
    assert lines[0].endswith("ham, spam")


def test_of_several_lists_the_longest_is_used_and_files_in_none_are_told(tmp_path: Path) -> None:
    files = {f"data/{at}": f"{MAIL}{text}".encode() for at, text in enumerate([*TEXTS, "more"])}
    index = listing("{label} ../data/{name}", ["0", "1", "2", "3"])
    part = b"ham ../data/0\nham ../data/1\nspam ../data/2\nspam ../data/4\n"
    data = folder(tmp_path, {**files, "a/index": part[:28], "b/index": index, "c/index": part[:44]})
    corpus, lines = told(data)
    assert sorted(corpus.labels) == LABELS
    assert lines[0] == f"labels from the list {data / 'b' / 'index'}: ham, spam"
    assert lines[1].startswith("not read, because index does not list it: ")
    assert str(data / "data" / "4") in lines[1]


def test_a_table_next_to_folders_of_labels_does_not_overrule_them(tmp_path: Path) -> None:
    files = {f"{label}/{at}.txt": TEXTS[at].encode() for at, label in enumerate(LABELS)}
    about = b"file,by\n0.txt,Ann\n1.txt,Bo\n2.txt,Ann\n3.txt,Bo\n"
    assert sorted(told(folder(tmp_path, {**files, "about.csv": about})).corpus.labels) == LABELS


@pytest.mark.parametrize("line", ["{label} is not in {name}.txt", "{label} {name}.md"])
def test_a_text_that_names_no_files_is_no_list(tmp_path: Path, line: str) -> None:
    files = {f"{label}/{at}.txt": TEXTS[at].encode() for at, label in enumerate(LABELS)}
    files["ham/note.txt"] = listing(line, [str(at) for at in range(4)])
    assert len(told(folder(tmp_path, files)).corpus.texts) == 5


@pytest.mark.parametrize("header", [b"", b"file,label\n"])
def test_a_file_that_a_list_gives_two_labels_is_refused(tmp_path: Path, header: bytes) -> None:
    files = {f"{at}.txt": text.encode() for at, text in enumerate(TEXTS)}
    index = header + listing("{name}.txt,{label}", ["0", "1", "2", "3"])
    more = b"0.txt,spam\n1.txt,ham\n2.txt,ham\n0.txt,ham\n"
    message = r"labels.csv: found 2 files with several labels, such as .*0\.txt; expected one label"
    with pytest.raises(InputError, match=message):
        told(folder(tmp_path, {**files, "labels.csv": index + more}))


@pytest.mark.parametrize("other", ["ham", "spam"])
def test_two_lists_that_disagree_are_told(tmp_path: Path, other: str) -> None:
    files = {f"data/{at}": f"{MAIL}{text}".encode() for at, text in enumerate([*TEXTS, "more"])}
    index = listing("{label} ../data/{name}", ["0", "1", "2", "3"])
    lists = {"a/index": index + b"ham ../data/4\n"}
    lists["b/index"] = index.replace(b"ham ../data/1", f"{other} ../data/1".encode())
    lists["b/index"] += b"spam ../data/2\nham ../data/0\n"
    data = folder(tmp_path, {**files, **lists})
    corpus, lines = told(data)
    assert sorted(corpus.labels) == ["ham", *LABELS]
    assert f"of several lists, the longest is used; not read: {data / 'b' / 'index'}" in lines
    warnings = [line for line in lines if line.startswith("warning")]
    assert len(warnings) == (other == "spam")
    for warning in warnings:
        assert f"{data / 'b' / 'index'} has another label for 1 file, such as " in warning
        assert warning.endswith("1: 'spam', not 'ham'")


@pytest.mark.parametrize("place", [folder, packed])
@pytest.mark.parametrize("names", ["0123xy", "xy0123", "0x1y23"])
def test_listed_files_that_are_missing_are_counted(
    tmp_path: Path, place: Place, names: str
) -> None:
    files = {f"data/{at}": f"{MAIL}{text}".encode() for at, text in enumerate(TEXTS)}
    labels = dict(zip("0123xy", [*LABELS, "ham", "spam"], strict=True))
    index = "".join(f"{labels[name]} ../data/{name}\n" for name in names).encode()
    corpus, lines = told(place(tmp_path, {**files, "full/index": index}))
    assert sorted(corpus.labels) == LABELS
    [warning] = [line for line in lines if line.startswith("warning")]
    assert warning.endswith("index lists 2 files that are not there, such as ../data/x")
