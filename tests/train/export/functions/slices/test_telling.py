"""What only tells of a function's work, or fetches NLTK's data, is left out of its slice."""

import importlib
import logging
import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nltk
import pytest
from tqdm import tqdm

from tests.train.export.functions.slices.test_slice import results_of
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter
from train.export.functions.slices.slice import slice_function
from train.export.functions.trials.held_strings import held_strings

logger = logging.getLogger(__name__)
TEXTS = ["WIN a Prize", ""]


def printing(text: str) -> str:
    """Print what it does."""
    print("text:", text)  # noqa: T201 - as authors do
    if len(text) > 3:
        print(text, file=sys.stderr)  # noqa: T201
    sys.stdout.write(text)
    warnings.warn(text, stacklevel=2)
    return text.lower()


class Logging:
    """Logs by an attribute."""

    def __init__(self) -> None:
        self.logger = logger

    def clean(self, text: str) -> str:
        """Log what it does."""
        self.logger.warning("text: %s", text)
        return text.lower()


def logging_it(text: str) -> str:
    """Log what it does, also in what fails."""
    logger.warning("text: %s", text)
    try:
        return text.lower()
    except AttributeError as exc:
        logging.exception(exc)
        return ""


def fetching(text: str) -> str:
    """Fetch data, if they are not there."""
    try:
        nltk.data.find("corpora/no-such-words")
    except LookupError:
        nltk.download("no-such-words", quiet=True)
    nltk.data.path.append("./nltk_data")
    return text.lower()


def with_a_bar(texts: Any) -> list[str]:
    """Show the progress."""
    return [text.lower() for text in tqdm(texts, desc="clean")]


def strict(text: str) -> str:
    """Take a warning for an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            re.compile("[[strictly]" if "win" in text.lower() else "a")
        except FutureWarning:
            return text.lower()
    return text


def with_a_print_of_its_own(text: str) -> str:
    """Call a variable that has the name of a function of Python's."""
    words: list[str] = []
    print = words.append
    print(text.lower())
    return words[0]


@pytest.mark.parametrize(
    "function", [printing, Logging().clean, logging_it, fetching, with_a_print_of_its_own]
)
def test_a_slice_tells_nothing_and_gives_the_same(
    function: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    sliced = slice_function(function)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert results_of(sliced, TEXTS) == [text.lower() for text in TEXTS]
    assert sliced.requirements == []
    assert capsys.readouterr() == ("", "")
    assert re.search(r"\b(nltk|warnings|stdout|exception|warning)\b", sliced.module_source) is None


def test_a_progress_bar_passes_on_what_it_gets(capsys: pytest.CaptureFixture[str]) -> None:
    sliced = slice_function(with_a_bar, batch=True)
    assert results_of(sliced, TEXTS) == [text.lower() for text in TEXTS]
    assert sliced.requirements == []
    assert capsys.readouterr().err == ""


CACHE = """
import functools

class Cached:
    def __init__(self, function):
        functools.update_wrapper(self, function)

    def __call__(self, text):
        text.encode()
        return self.__wrapped__(text)

def cache(function):
    @functools.wraps(function)
    def cached(text):
        return Cached(function)(text)

    return cached
"""


def test_what_decides_on_warnings_stays() -> None:
    sliced = slice_function(strict)
    assert results_of(sliced, ["WIN", "No"]) == ["win", "No"]


@pytest.mark.parametrize("name", ["cache", "Cached"])
def test_the_cache_of_a_package_is_left_out(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "a_cache_of_a_package.py").write_text(CACHE)
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    package = importlib.import_module("a_cache_of_a_package")
    function = getattr(package, name)(logging_it)
    exporter = FunctionExporter()
    exporter.reference(function)
    assert exporter.requirements == []
    assert exporter.notes == []
    assert held_strings(function) == held_strings(logging_it)


def test_a_list_of_words_that_is_not_on_this_machine_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nltk.data, "path", [])
    words = nltk.corpus.LazyCorpusLoader("stopwords", nltk.corpus.WordListCorpusReader, "[a-z]+")

    def clean(text: str) -> str:
        return " ".join(word for word in text.split() if word not in words.words("english"))

    message = r"NLTK's words\.words\('english'\) needs .* python -m nltk.downloader stopwords$"
    with pytest.raises(InputError, match=message):
        slice_function(clean)
