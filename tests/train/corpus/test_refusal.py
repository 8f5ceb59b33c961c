"""Labels without texts are refused with what to do, or left out among folders of labels."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, folder, told
from train.corpus.reader import read_corpus
from train.errors import InputError

LABELS_BY_ID = "id,label\n" + "".join(f"{at},{label}\n" for at, label in enumerate(LABELS))
TEXTS_BY_ID = "id,text\n" + "".join(f'{at},"{text}"\n' for at, text in enumerate(TEXTS))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            {"texts.csv": TEXTS_BY_ID.encode()},
            r"labels.csv: .*; if it has the labels of the texts in \S*texts.csv, join .*\.merge\(",
            id="table",
        ),
        pytest.param(
            {f"texts/{at}.txt": text.encode() for at, text in enumerate(TEXTS)},
            "labels.csv: .*; if it names the other files with their labels, move each of them",
            id="text-files",
        ),
    ],
)
def test_labels_of_other_files_are_refused_with_what_helps(
    tmp_path: Path, files: Mapping[str, bytes], message: str
) -> None:
    data = folder(tmp_path, {**files, "labels.csv": LABELS_BY_ID.encode()})
    with pytest.raises(InputError, match=message):
        read_corpus([data])


def test_a_table_about_texts_in_folders_is_left_out(tmp_path: Path) -> None:
    pairs = enumerate(zip(LABELS, TEXTS, strict=True))
    files = {f"{label}/{at}.txt": text.encode() for at, (label, text) in pairs}
    corpus, lines = told(
        folder(tmp_path, {**files, "about.csv": b"file,by\n0.txt,Ann\n1.txt,Bo\n"})
    )
    assert sorted(corpus.texts) == sorted(TEXTS)
    assert any("about.csv: not read, because it has no texts" in line for line in lines)
