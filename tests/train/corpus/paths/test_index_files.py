"""A file that lists others with their labels is the source of the labels."""

from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, Place, folder, packed, told

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
