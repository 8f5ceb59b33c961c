"""A version records which texts it was fitted to, without the texts."""

import pytest

from chalicelib.errors import FormatError
from tests.support.parity import TRAINING
from train.corpus.reader import Corpus
from train.evaluation.predictions import text_key
from train.fit import fit
from train.recipes.catalog import RECIPES
from train.registry.training_record import read_training_record, write_training_record


def test_a_model_records_its_training_texts_and_not_its_test_texts() -> None:
    training = Corpus(["win a prize", "see you", "free prize", "at eight"], ["spam", "ham"] * 2, "")
    test = Corpus(["held out", "SEE you"], ["ham", "ham"], "")
    bundle = fit(RECIPES["tutorial"], training, test).bundle()
    record = read_training_record(bundle.files["training.json"])
    assert all(record.holds(text_key(text)) for text in training.texts)
    assert not record.holds(text_key("held out"))
    assert len(record.digests) == 4


def test_the_records_of_two_models_have_nothing_in_common() -> None:
    keys = [text_key(text) for text in TRAINING]
    first, second = (read_training_record(write_training_record(keys)) for _ in range(2))
    assert first.digests & second.digests == set()
    assert all(first.holds(key) and second.holds(key) for key in keys)


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        b'{"salt":"00","texts":[]}',
        b'{"salt":"00000000000000000000000000000000","texts":[1]}',
        b'{"salt":"00000000000000000000000000000000","texts":[],"more":1}',
    ],
)
def test_a_damaged_record_is_refused(raw: bytes) -> None:
    with pytest.raises(FormatError, match=r"training\.json"):
        read_training_record(raw)
