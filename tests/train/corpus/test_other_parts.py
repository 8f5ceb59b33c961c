"""Parts of a competition without labels are left out next to its labelled texts, and told."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, LABELS, Place, folder, packed
from train.corpus.collecting import Reading
from train.corpus.reader import read_corpus
from train.errors import InputError

TEST = b"id,text\n5,lunch at noon\n6,win a lamp\n"
SUBMISSION = b"id,label\n5,ham\n6,ham\n"
NO_COLUMN = "it has no column 'label', as train.csv has for the labels"


@pytest.mark.parametrize("place", [folder, packed])
@pytest.mark.parametrize("label", [None, "label"])
@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"test.csv": TEST}, [NO_COLUMN]),
        ({"my_testData.csv": TEST, "sampleSubmission.csv": SUBMISSION}, [NO_COLUMN, "no texts"]),
        ({"rest.csv": b"text\nlunch at noon\n"}, [NO_COLUMN]),
    ],
)
def test_parts_without_labels_are_left_out(
    tmp_path: Path, place: Place, label: str | None, files: Mapping[str, bytes], why: list[str]
) -> None:
    lines: list[str] = []
    data = place(tmp_path, {**files, "train.csv": CSV})
    corpus = read_corpus([data], label_column=label, reading=Reading(tell=lines.append))
    assert corpus.labels == LABELS
    left_out = sorted(line for line in lines if ": not read, because" in line)
    assert len(left_out) == len(why)
    assert all(each in line for each, line in zip(why, left_out, strict=True))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"labels.csv": SUBMISSION},
            r"text column; found id, label; .*--data train\.csv$",
        ),
        ({"rest.csv": TEST}, r"found texts in 'text', and no column .*--data train\.csv$"),
    ],
)
def test_other_tables_without_labelled_texts_are_refused(
    tmp_path: Path, files: Mapping[str, bytes], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_corpus([packed(tmp_path, {**files, "train.csv": CSV})])


def test_a_part_that_the_user_names_is_refused(tmp_path: Path) -> None:
    data = folder(tmp_path, {"test.csv": TEST, "train.csv": CSV})
    with pytest.raises(InputError, match=r"no column of labels.*--data \S*train\.csv$"):
        read_corpus([data / "test.csv", data / "train.csv"])
