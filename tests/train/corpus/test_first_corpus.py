"""A first run learns from all corpora that can be fetched, and from the embedded one."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest

from chalicelib.text_key import text_key
from tests.support.http_server import serving
from train.corpus.download import PinnedFile
from train.corpus.first_corpus import (
    CORPORA,
    EMBEDDED,
    SAMPLE,
    PublicCorpus,
    SourcedText,
    fetch_corpora,
    read_sources,
    write_union,
)
from train.corpus.reader import read_corpus

FILES = {
    "shop.csv": b"label,text\n0,The kettle you ordered is here\n1,Claim \xa3500 of lamps\n",
    "chat_ham.txt": "see you at the harbour\nSEE  you at the Harbour\nлёд и дым\n".encode(),
    "chat_spam.txt": b"work from home, 300 a day\n",
}


class Handler(SimpleHTTPRequestHandler):
    """Serve a directory."""

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, str]]:
    """Return the directory that a server serves, and its address."""
    monkeypatch.setenv("no_proxy", "*")
    directory = tmp_path / "served"
    directory.mkdir()
    for name, raw in FILES.items():
        (directory / name).write_bytes(raw)
    with serving(partial(Handler, directory=directory)) as address:
        yield directory, address


def corpora_at(url: str) -> tuple[PublicCorpus, ...]:
    def pinned(name: str) -> PinnedFile:
        return PinnedFile(name, f"{url}/{name}", hashlib.sha256(FILES[name]).hexdigest())

    names = {"0": "ham", "1": "spam"}
    return (
        PublicCorpus("shop", "by a shop", (pinned("shop.csv"),), "latin-1", names),
        PublicCorpus("chat", "MIT", (pinned("chat_ham.txt"), pinned("chat_spam.txt"))),
    )


def test_the_union_has_each_text_once_with_its_corpus(
    served: tuple[Path, str], tmp_path: Path
) -> None:
    told: list[str] = []
    fetched = fetch_corpora(tmp_path / "fetched", told.append, corpora_at(served[1]))
    path = write_union(tmp_path / "fetched", fetched)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [SourcedText(**row) for row in csv.DictReader(file)]
    assert not told
    assert [row for row in rows if row.source != EMBEDDED] == [
        ("ham", "The kettle you ordered is here", "shop"),
        ("spam", "Claim \xa3500 of lamps", "shop"),
        ("ham", "see you at the harbour", "chat"),
        ("ham", "лёд и дым", "chat"),
        ("spam", "work from home, 300 a day", "chat"),
    ]
    assert len({text_key(row.text) for row in rows}) == len(rows)
    read = read_corpus([path])  # as `fit` does, without options
    assert read.counts() == Counter(row.label for row in rows)


def test_what_was_fetched_is_not_fetched_again(served: tuple[Path, str], tmp_path: Path) -> None:
    directory, url = served
    assert len(fetch_corpora(tmp_path / "fetched", print, corpora_at(url))) == 2
    for name in FILES:
        (directory / name).unlink()
    assert len(fetch_corpora(tmp_path / "fetched", print, corpora_at(url))) == 2


def test_a_corpus_that_cannot_be_fetched_whole_is_left_out_and_told(
    served: tuple[Path, str], tmp_path: Path
) -> None:
    (served[0] / "chat_spam.txt").unlink()
    (served[0] / "chat_ham.txt").unlink()
    told: list[str] = []
    fetched = fetch_corpora(tmp_path / "fetched", told.append, corpora_at(served[1]))
    assert [corpus.name for corpus in fetched] == ["shop"]
    (line,) = told
    assert line.startswith("chat_ham.txt, chat_spam.txt: cannot be fetched: HTTP Error 404")


def test_without_a_public_corpus_the_embedded_one_is_left(tmp_path: Path) -> None:
    embedded = read_corpus([SAMPLE])
    found = read_sources(tmp_path, ())
    assert {each.source for each in found} == {EMBEDDED}
    assert len(found) == len({*map(text_key, embedded.texts)})


def test_each_corpus_is_pinned_and_credited() -> None:
    files = [pinned for corpus in CORPORA for pinned in corpus.files]
    assert len({pinned.name for pinned in files}) == len(files)
    for pinned in files:
        assert len(bytes.fromhex(pinned.sha256)) == 32
        assert pinned.url.startswith("https://")
    assert all(("CC BY" in corpus.credit or "MIT" in corpus.credit) for corpus in CORPORA)
