"""Follow a transformer of the author's that takes the mean of the word vectors of a text.

    mean = (1 / n) sum_t count_t vector_t,  n = sum_t count_t,  over the words t that have a vector

is a linear function of counts that are divided by their l1 norm. How a transformer splits a text is
tried, not believed: it must make of many texts what one of the known tokenizers makes.
"""

import inspect
import random
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import methodcaller
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from train.errors import InputError
from train.export.functions.trials.held_strings import held_strings
from train.export.functions.trials.texts import TEXTS
from train.export.space import Floats
from train.export.steps.names import shown
from train.export.steps.stream import Stream
from train.export.steps.walker import Text, Walker

SPLIT = "splits_texts_by"
"""The attribute of a transformer that is given tokens: the author's function that makes them."""
WAY_OUT = (
    "its vectors of words can be put into a Pipeline of scikit-learn's without fitting anything "
    "again (docs/export.md#averages-of-word-vectors)"
)
_SIMPLE = r"(?<![^\W\d])(?!_)[^\W\d]{2,15}(?![^\W\d])"
"""The tokens of gensim's `simple_preprocess`."""
_PATTERNS = (r"\w+", r"(?u)\b\w\w+\b", "[a-z]+", "[a-zA-Z]+", _SIMPLE)
_MADE_TEXTS = 100
_FIRST_WORDS = 300
"""Models keep their most frequent words first, among which are stop words."""
_TOLERANCE = 1e-5
_BETWEEN = (
    *(*[" "] * 12, "  ", ", ", "\n", "-", ". ", "'s ", "_", "! ", " 7 ", "("),
    *(" <b>", "</b> ", " http://", " @", " #", "&amp; "),
)
_CASES: tuple[Callable[[str], str], ...] = (str, str, str.lower, str.capitalize, str.upper)


class WordVectors(NamedTuple):
    """Words and their vectors, `matrix` [words, width]."""

    words: list[str]
    matrix: Floats


def word_vectors(step: Any) -> WordVectors | None:
    """Return the vectors that a transformer holds: a dictionary, or a model of gensim's."""
    for value in _held(step):
        keyed = getattr(value, "wv", value)
        words = getattr(keyed, "index_to_key", getattr(keyed, "index2word", None))
        if words is not None and hasattr(keyed, "vectors"):
            return WordVectors([*words], np.asarray(keyed.vectors, dtype=np.float64))
        if isinstance(value, Mapping) and value and all(map(_is_vector, value.values())):
            rows = [np.asarray(each, dtype=np.float64) for each in value.values()]
            same = len({len(row) for row in rows}) == 1
            if same and all(isinstance(word, str) for word in value):
                return WordVectors([*value], np.array(rows))
    return None


def _held(step: Any) -> list[Any]:
    """Return the attributes of a transformer, or what the function of one uses."""
    function = getattr(step, "func", None)
    if not isinstance(function, FunctionType):
        return [*getattr(step, "__dict__", {}).values()]
    names = _names(function.__code__)
    known = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
    return [*(step.kw_args or {}).values(), *(known[name] for name in names if name in known)]


def _names(code: CodeType) -> list[str]:
    """Return the names that a function uses, also in comprehensions within it."""
    within = [each for each in code.co_consts if isinstance(each, CodeType)]
    inner = [name for each in within for name in _names(each)]
    return [*code.co_names, *code.co_freevars, *inner]


def mean_of_vectors(step: Any, text: Text, walker: Walker) -> Stream | None:
    """Return the mean, or the sum, of the vectors of a text's words, or None if it is none.

    Each vector may have a weight, as in a `TfidfEmbeddingVectorizer`.

    Raises
    ------
    InputError
        If the transformer is given lists of tokens, and the author named no function that makes
        them.
    """
    held = word_vectors(step)
    if held is None:
        return None
    split = vars(step).get(SPLIT)
    texts = [*TEXTS, *held_strings(step), *_made_texts(held.words)]
    tried = _tried(step, split, texts)
    for counter in _counters(held.words, split):
        counts = _counts(counter, [*tried])
        for matrix in _weighted(step, held):
            for norm in ("l1", None):
                if counts is None or not _agrees(counts, matrix, norm, [*tried.values()]):
                    continue
                if counter.tokenizer is list:
                    raise InputError(
                        f"{shown(step)} takes lists of tokens; name the function of yours that "
                        "makes them of a text, by --clean module.py:function"
                    )
                from train.export.steps.vectorizing import counted

                return counted(_with_norm(counter, norm), text, walker).projected(matrix, 0.0)
    return None


def _is_vector(value: Any) -> bool:
    if not isinstance(value, list | tuple | np.ndarray):
        return False
    numbers = np.asarray(value, dtype=None if isinstance(value, np.ndarray) else object)
    are_numbers = all(isinstance(each, float | np.floating) for each in numbers[:2].tolist())
    return numbers.ndim == 1 and len(numbers) > 1 and are_numbers


def _tried(step: Any, split: Any, texts: Sequence[str]) -> dict[str, Floats]:
    """Return what the transformer makes of each text; without those on which it fails."""
    found: dict[str, Floats] = {}
    for each in texts:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                made = np.asarray(step.transform([split(each) if split else each]), dtype=float)
            except Exception:  # noqa: BLE001, S112 - an author's own code may raise anything
                continue
        if not np.isnan(made).all():  # which is the mean of no word
            found[each] = made.reshape(-1)
    return found


def _made_texts(words: Sequence[str]) -> Iterator[str]:
    """Yield texts of words with vectors: repeated, in other cases, with signs between them."""
    chosen = random.Random(0)  # noqa: S311
    known = {*words}
    yield " ".join(chosen.choices(words, k=_FIRST_WORDS))
    for common in (words[:_FIRST_WORDS], sorted(known & ENGLISH_STOP_WORDS)):
        yield from (" ".join(common[at : at + 10]) for at in range(0, len(common), 10))
    for _ in range(_MADE_TEXTS):
        few = chosen.choices(words, k=5)
        yield "".join(
            chosen.choice(_CASES)(chosen.choice(few)) + chosen.choice(_BETWEEN)
            for _ in range(chosen.randint(1, 12))
        )


def _counters(words: list[str], split: Any) -> Iterator[TfidfVectorizer]:
    """Yield vectorizers that count the words, each with another way to split a text."""
    nltk = sys.modules.get("nltk.tokenize")
    known = [getattr(nltk, name) for name in ("word_tokenize", "wordpunct_tokenize") if nltk]
    patterns = [re.compile(each).findall for each in _PATTERNS]
    tokenizers = [str.split, methodcaller("split", " "), *patterns, *known, list]
    for lowercase in (False, True):
        for tokenizer in [split] if split else tokenizers:
            yield TfidfVectorizer(
                vocabulary=words,
                tokenizer=tokenizer,
                token_pattern=None,
                lowercase=lowercase,
                use_idf=False,
                norm=None,
            )


def _counts(counter: TfidfVectorizer, texts: Sequence[str]) -> Any:
    """Return the counts of words, sparse, or None if the tokenizer fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return counter.fit([""]).transform(texts)
        except Exception:  # noqa: BLE001 - it may lack its data
            return None


def _with_norm(counter: TfidfVectorizer, norm: str | None) -> TfidfVectorizer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return counter.set_params(norm=norm).fit([""])


def _weighted(step: Any, held: WordVectors) -> Iterator[Floats]:
    """Yield the vectors as they are, and by each table of weights that the transformer holds."""
    yield held.matrix
    for table in _held(step):
        if not isinstance(table, Mapping) or not table or any(map(_is_vector, table.values())):
            continue
        made = getattr(table, "default_factory", None)
        default = made() if made else np.nan
        if all(isinstance(each, int | float | np.number) for each in (*table.values(), default)):
            weights = np.array([table.get(word, default) for word in held.words], dtype=float)
            if np.isfinite(weights).all():
                yield held.matrix * weights[:, None]


def _agrees(counts: Any, matrix: Floats, norm: str | None, made: list[Floats]) -> bool:
    """Return whether the mean, or without a norm the sum, is what a transformer made."""
    totals = np.asarray(counts.sum(axis=1)).reshape(-1, 1)
    sums = counts @ matrix
    expected = sums / np.where(totals == 0.0, 1.0, totals) if norm else sums
    if len(made) < _MADE_TEXTS or any(row.shape != (matrix.shape[1],) for row in made):
        return False
    scale = np.abs(matrix).max() * (1.0 if norm else max(1.0, float(totals.max())))
    return bool(np.abs(np.array(made) - expected).max() <= _TOLERANCE * scale)
