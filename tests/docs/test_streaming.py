"""docs/streaming.md: its numbers are those of the code."""

import pytest

from chalicelib.manifest import MAX_CLASSES
from emulation.servers import ROOT
from train.corpus.columns.choosing import SAMPLE_ROWS
from train.corpus.sources.s3_objects import PIECE_BYTES
from train.recipes.default import MOST_BYTES_AT_ONCE
from train.recipes.default_options import DEFAULT
from train.scoring_files.labelled_rows import MOST_WHOLE
from train.streaming import census, learner, parts, shuffled_rows, vector_store

DOCUMENT = " ".join((ROOT / "docs" / "streaming.md").read_text("utf-8").split())


@pytest.mark.parametrize(
    "said",
    [
        f"the first {SAMPLE_ROWS:,} rows",
        f"in pieces of {PIECE_BYTES >> 20} MiB",
        f"may have up to {MOST_WHOLE >> 20} MiB",
        f"one of {shuffled_rows.FILES} temporary files",
        f"at most {parts.MOST_TEXTS:,} texts or {parts.MOST_BYTES >> 20} MiB",
        f"{MOST_BYTES_AT_ONCE // 10**6} MB choose the {DEFAULT.terms:,} terms",
        f"Below {learner.ENOUGH_STEPS:,} texts",
        f"several times, at most {learner.MOST_EPOCHS}",
        f"up to {vector_store.MOST_BYTES >> 30} GiB",
        f"at most the first {shuffled_rows.START_BYTES:,} characters",
        f"at most {MAX_CLASSES:,} classes; a class needs two texts",
        f"From {census.MOST_KEYS:,} texts on",
    ],
)
def test_each_number_is_that_of_the_code(said: str) -> None:
    assert said in DOCUMENT
