"""Follow the author's own transformers and vectorizers, which are given the text itself."""

from copy import copy
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from train.errors import InputError
from train.export.cleaning.parsing import parse_cleaning
from train.export.functions.origins import Origin, origin_of
from train.export.functions.trials.originals import OfTexts, original_of
from train.export.functions.trials.results import plain
from train.export.space import plain_space
from train.export.steps import tree as nodes
from train.export.steps.blocks import Block, Config
from train.export.steps.names import name_of, shown
from train.export.steps.stream import Stream
from train.export.steps.tables.selectors import TRIED, example_row, only_column, taken_cells
from train.export.steps.text_function import TextFunction
from train.export.steps.walker import Text, Walker
from train.export.steps.word_vectors import WAY_OUT, mean_of_vectors, word_vectors

WITHOUT_NULS = r"s/(?<!\x00)\x00+\Z//"
"""Arrays of strings, as `np.vectorize` makes them, drop NULs at the end."""
_KNOWN = (TfidfVectorizer, CountVectorizer)
_SPLITTING = {"build_analyzer", "build_tokenizer", "build_preprocessor"}


def is_own_step(step: Any) -> bool:
    """Return whether a step is a transformer of the author's, or a function made one."""
    own = type(step) is TextFunction or origin_of(type(step).__module__) is Origin.AUTHOR
    return hasattr(step, "transform") and (own or name_of(step) == "sklearn.FunctionTransformer")


def own_step(step: Any, text: Text, walker: Walker) -> Text | Stream:
    """Return the text that a transformer makes of a text, or the numbers.

    Raises
    ------
    InputError
        If its code cannot be deployed, or it returns something else.
    """
    if (taken := _taken(step, text, walker)) is not None:
        return taken
    try:
        made = (step.func.pyfunc if _is_vectorized(step) else original_of(step))(TRIED)
    except Exception as exc:
        column = only_column(step) if walker.functions.row is None else None
        if column is not None:
            walker.take_column(column)
            return text
        raise InputError(
            f"{shown(step)} raises {type(exc).__name__} on {TRIED!r}{_hint(exc)}"
        ) from exc
    return _made(step, made, text, walker)


def _made(step: Any, made: Any, text: Text, walker: Walker) -> Text | Stream:
    """Return the text or the numbers that a step makes; `made` is an example."""
    if isinstance(made, dict):
        return text._replace(made_by=step)
    if (mean := mean_of_vectors(step, text, walker)) is not None:
        return mean
    more: list[Config] = []
    if isinstance(made, str) and _is_vectorized(step):
        step, more = step.func.pyfunc, parse_cleaning([WITHOUT_NULS])
    if isinstance(made, str) and type(step) is TextFunction:
        cleaning = parse_cleaning([_cleaning_of(step)], walker.functions.refer)
        return Text((*text.cleaning, *cleaning))
    reference = _reference(step, walker)
    result = plain(made)
    if isinstance(result, str):
        return Text((*text.cleaning, {"step": "function", "function": reference}, *more))
    if not all(isinstance(each, float) for each in result):
        raise InputError(f"{shown(step)} returns {result[:3]!r}; expected a text or numbers")
    return numbers(shown(step), reference, len(result), text, walker)


def _reference(step: Any, walker: Walker) -> dict[str, Any]:
    try:
        if type(step) is TextFunction:
            return walker.functions.reference(step.func, batch=step.batch, cells=step.cells)
        return walker.functions.reference(step)
    except InputError as exc:
        if word_vectors(step) is None:
            raise
        raise InputError(f"{exc}; {WAY_OUT}") from exc


def _cleaning_of(step: TextFunction) -> Any:
    return OfTexts(step.func) if step.batch else step.func


def _taken(step: Any, text: Text, walker: Walker) -> Text | Stream | None:
    """Return what a step takes of a row that a function of the author's makes, or None."""
    row = walker.functions.row
    cells = None if row is None or text.cleaning else taken_cells(step, example_row(row))
    if cells is None:
        return None
    from train.export.steps.tables.transformers import of_cells

    return of_cells(cells, walker)


def _is_vectorized(step: Any) -> bool:
    """Return whether a step is `FunctionTransformer(np.vectorize(clean))` without options."""
    function = getattr(step, "func", None)
    if type(function) is not np.vectorize or step.kw_args or function.excluded:
        return False
    return (function.otypes, function.signature, function.cache) == (None, None, False)


def _hint(error: Exception) -> str:
    """Return what to do if a step was given a list of texts, and takes a table or a series."""
    if isinstance(error, TypeError) and "list indices must be" in str(error):
        return (
            "; it is given a list of texts, and takes columns of a table; with --row, a function "
            "of yours that makes a row of a text, expected a transformer that takes columns as "
            "they are, such as X[self.key], or a ColumnTransformer (docs/functions.md)"
        )
    if isinstance(error, AttributeError) and isinstance(error.obj, list | str):
        return (
            f"; it is given a list of texts, which has no {error.name!r} as pandas and numpy have; "
            "expected code for a list, such as [clean(text) for text in X]"
        )
    return ""


def numbers(name: str, reference: dict[str, Any], width: int, text: Text, walker: Walker) -> Stream:
    """Add a block of the numbers that a function returns, and return its vector."""
    config: dict[str, Any] = {"numbers": {"function": reference, "width": width}}
    config |= {"cleaning": [*text.cleaning]} if text.cleaning else {}
    walker.blocks.append(Block(name, config, width))
    tree = nodes.blocks(len(walker.blocks) - 1, 1, width)
    return Stream(tree, plain_space(width, True))


def as_known_vectorizer(step: Any) -> Any:
    """Return a vectorizer of a class of the author's as one of scikit-learn's with an analyzer.

    A subclass usually overrides `build_analyzer` alone, to stem each term.

    Raises
    ------
    InputError
        If it overrides anything else that its vectors depend on.
    """
    base = next((kind for kind in _KNOWN if isinstance(step, kind)), None)
    if base is None or type(step) in _KNOWN:
        return step
    names = _overridden(step, base)
    known = copy(step)
    known.__class__ = base
    if "build_analyzer" in names:
        known.analyzer = step.build_analyzer()
    elif callable(step.analyzer):
        return known  # which calls neither of the other two
    if "build_preprocessor" in names:
        known.preprocessor = step.build_preprocessor()
    if "build_tokenizer" in names and step.analyzer == "word":
        known.tokenizer = step.build_tokenizer()
    return known


def _overridden(step: Any, base: type) -> set[str]:
    """Return the methods that classes of the author's override; only those that split may be."""
    between = type(step).__mro__[: type(step).__mro__.index(base)]
    names = {name for kind in between for name in vars(kind) if callable(vars(kind)[name])}
    others = sorted(name for name in names - _SPLITTING if not name.startswith("_"))
    if others:
        raise InputError(
            f"vectorizer {type(step).__name__} overrides {', '.join(others)}; expected only "
            f"{', '.join(sorted(_SPLITTING))}"
        )
    return names
