"""numpy's functions of single numbers, and filled zeros, are deployed in plain Python."""

import zlib
from typing import Any

import numpy as np
import pytest

from tests.support.parity import TEXTS
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter


def stats(texts: Any) -> Any:
    out = []
    for text in texts:
        words = text.split()
        sizes = [len(word) for word in words]
        mean = np.mean(sizes) if words else 0
        longest = np.max([len(word) for word in words]) if words else 0
        out.append([mean, longest, np.sum(sizes), np.log1p(len(text)), np.sqrt(len(words))])
    return np.array(out)


def buckets(texts: Any) -> Any:
    out = np.zeros((len(texts), 16))
    for row, text in enumerate(texts):
        for word in text.split():
            out[row, zlib.crc32(word.encode("utf8", "replace")) % 16] += 1
        out[row, -1] = out[row, 0] / 2
    return out


def vector(text: str) -> Any:
    found = np.zeros(4, dtype=float)
    for word in text.split():
        found[len(word) % 4] += 1
    return found


def of_vectors(texts: Any) -> Any:
    return np.array([vector(text) for text in texts])


def length(text: str) -> Any:
    return np.log1p(len(text))


class Vectors:
    """A class whose methods have variables of the same name."""

    def transform(self, texts: Any) -> Any:
        """Return numbers."""
        out = np.zeros((len(texts), 2))
        for row, text in enumerate(texts):
            out[row, 0] = self.first(text)
        return out

    def first(self, text: str) -> float:
        """Return a number."""
        out = [len(word) for word in text.split()]
        return float(np.mean(out)) if out else 0.0


def added(texts: Any) -> Any:
    out = np.zeros((len(texts), 2))
    out += 1
    return out


def sliced(texts: Any) -> Any:
    out = np.zeros((len(texts), 2))
    out[0, :] = len(texts[0])
    return out


def whole_zeros(texts: Any) -> Any:
    out = np.zeros((len(texts), 2), dtype=int)
    out[0, 1] = 1.5
    return out


def used_otherwise(texts: Any) -> Any:
    out = np.zeros((len(texts), 2))
    out[0, 1] = 1
    return out / 2


def mean_of_floats(text: str) -> Any:
    return np.mean([len(word) / 3 for word in text.split()] or [0.1])


def mean_of_a_hidden_len(text: str) -> Any:
    len = float
    return np.mean([len(word) for word in ("1", "2", text)])


def hidden_math(text: str) -> Any:
    math = 1
    return np.log1p(len(text) + math)


def along(text: str) -> Any:
    return np.sum([len(word) for word in text.split()], axis=0)


@pytest.mark.parametrize("function", [stats, buckets, of_vectors])
def test_numbers_agree(function: Any) -> None:
    exporter = FunctionExporter()
    exporter.reference(function, batch=True)
    (source,) = exporter.modules.values()
    assert "numpy" not in source
    names: dict[str, Any] = {}
    exec(source, names)  # noqa: S102 - the module that was just written
    found = names[names["__all__"][0]]
    for text in (*TEXTS, "a bb ccc", "one"):
        np.testing.assert_allclose(found(text), function([text])[0], rtol=1e-12)


def test_a_function_of_one_text_and_a_class_agree() -> None:
    exporter = FunctionExporter()
    exporter.reference(length)
    exporter.reference(Vectors())
    assert not any("numpy" in source for source in exporter.modules.values())


@pytest.mark.parametrize("function", [added, sliced, whole_zeros, used_otherwise])
def test_other_uses_of_zeros_are_refused(function: Any) -> None:
    with pytest.raises(InputError, match="it uses numpy, but the service does not have it"):
        FunctionExporter().reference(function, batch=True)


@pytest.mark.parametrize("function", [mean_of_floats, mean_of_a_hidden_len, hidden_math, along])
def test_other_uses_of_numbers_are_refused(function: Any) -> None:
    with pytest.raises(InputError, match="it uses numpy, but the service does not have it"):
        FunctionExporter().reference(function)
