"""NLTK, with the few words of Punkt that tests need."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.nltk_data import only_nltk_data, write_nltk_data


@pytest.fixture(scope="module")
def nltk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return NLTK's package of tokenizers."""
    folder = tmp_path_factory.mktemp("nltk_data")
    write_nltk_data(folder)
    with only_nltk_data(folder):
        yield pytest.importorskip("nltk.tokenize")
