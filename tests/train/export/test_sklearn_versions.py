"""Models that other versions of scikit-learn fitted keep their predictions, or are refused."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.pickles import OLD_MODELS, VERSIONS, OldModel
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exported import Export
from train.export.exporter import export_model
from train.export.files.estimators import load_estimators

UNREADABLE = "another version .* fit the model again"
TREES = ("forest", "tree")
WITHOUT_TREES = ("0.20.4", "0.24.2", "1.1.3", "1.2.2")
"""The versions whose trees scikit-learn cannot unpickle since 1.3."""
ACCENTS = OldModel("0.20.4", "union")


UNREADABLE_MODELS = [m for m in OLD_MODELS if m.name in TREES and m.version in WITHOUT_TREES]
EXPORTED = [model for model in OLD_MODELS if model not in (*UNREADABLE_MODELS, ACCENTS)]


def exported(model: OldModel, directory: Path) -> Export:
    return export_model(*split_estimators(load_estimators(model.files(directory))))


@pytest.mark.parametrize("model", EXPORTED, ids=str)
def test_a_model_of_another_version_predicts_as_it_did(model: OldModel, tmp_path: Path) -> None:
    export, expected = exported(model, tmp_path), model.expected
    scores = [export.scores(text) for text in model.texts]
    labels = [export.read_classifier.label(row) for row in scores]
    assert labels == expected["labels"]
    if "probabilities" in expected:
        assert_close(map(export.read_classifier.probabilities, scores), expected["probabilities"])
    else:
        decisions = np.array(expected["decisions"])
        assert_close([row[-decisions[0].size :] for row in scores], expected["decisions"])


def assert_close(found: Iterable[object], expected: list[Any]) -> None:
    found = np.array(list(found), dtype=float).reshape(np.shape(expected))
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("model", UNREADABLE_MODELS, ids=str)
def test_a_model_that_cannot_be_read_is_refused_in_one_line(
    model: OldModel, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        exported(model, tmp_path)
    assert "\n" not in str(refused.value)
    assert re.search(UNREADABLE, str(refused.value))


def test_accents_that_another_version_left_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"pipeline\.joblib: CountVectorizer\(strip_accents='unicode'\).* 0\.20\.4"
    ):
        exported(ACCENTS, tmp_path)


def test_there_are_models_of_each_version() -> None:
    expected = {"0.20.4", "0.24.2", "1.1.3", "1.2.2", "1.4.2", "1.5.2", "1.8.0"}
    assert set(VERSIONS) == expected
    assert {model.version for model in EXPORTED} == expected
