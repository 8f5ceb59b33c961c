"""Turn the functions of a vectorizer's parameters into fields of its block."""

from collections.abc import Callable
from typing import Any, NoReturn

from chalicelib.scoring.analyzer import ANALYZERS, STRIP_ACCENTS, Analyzer
from train.errors import InputError
from train.export.cleaning.nltk_objects import mend
from train.export.cleaning.proof import is_same_text, is_same_tokens
from train.export.cleaning.text_functions import Config, steps_of
from train.export.cleaning.tokenizing_functions import tokenizer_of

_REPLACED = {"preprocessor": ("lowercase", "strip_accents"), "tokenizer": ("token_pattern",)}
"""The fields of a block that a function takes the place of."""

Refer = Callable[[Any], Config | None]
"""Return a reference to a function of the author's that is deployed, or None."""


def no_reference(_: Any) -> None:
    """Return no reference: only functions that are known as data can be exported."""


def function_fields(block: Any, refer: Refer = no_reference) -> Config:
    """Return the fields that take the place of parameters of a vectorizer; empty if none do.

    `analyzer` takes the place of all parameters; `preprocessor` of `lowercase` and
    `strip_accents`; `tokenizer` of `token_pattern`.

    Raises
    ------
    InputError
        If a function is neither known as data nor referred to; names the parameter.
    """
    if type(block.analyzer) is Analyzer:
        return {}
    if callable(block.analyzer):
        return {"analyzer": _tokenizer(block, "analyzer", refer)}
    _check_choice(block, "analyzer", ANALYZERS)
    fields: Config = {}
    if block.preprocessor is not None:
        fields["preprocessor"] = _steps(block, "preprocessor", refer)
    elif callable(block.strip_accents):
        accents = _steps(block, "strip_accents", refer)
        fields["preprocessor"] = [*([{"step": "lower"}] if block.lowercase else ()), *accents]
    else:
        _check_choice(block, "strip_accents", (None, *STRIP_ACCENTS))
    if block.tokenizer is not None and block.analyzer == "word":
        fields["tokenizer"] = _tokenizer(block, "tokenizer", refer)
    return fields


def with_functions(splitting: Config, fields: Config, steps: list[Config]) -> Config:
    """Return how a block splits texts, with functions in place of parameters.

    Parameters
    ----------
    splitting
        What scikit-learn's own parameters say, or an `Analyzer`.
    fields
        What `function_fields` returned.
    steps
        The cleaning before all of this.
    """
    if steps and "normalizer" in splitting:
        raise InputError(
            "cleaning before an Analyzer with a normalizer is not supported; expected the "
            "replacements in the normalizer"
        )
    cleaning: Config = {"cleaning": steps} if steps else {}
    if "analyzer" in fields:
        return fields | cleaning
    without = {name for field in fields for name in _REPLACED[field]}
    kept = {name: value for name, value in splitting.items() if name not in without}
    return kept | fields | cleaning


def cleaning_steps(function: Any, refer: Refer = no_reference) -> list[Config] | None:
    """Return the steps of a function from text to text, or None if it is unknown."""
    steps = steps_of(function)
    if steps is not None and is_same_text(function, steps):
        return steps
    reference = refer(function)
    return None if reference is None else [{"step": "function", "function": reference}]


def _check_choice(block: Any, parameter: str, choices: tuple[Any, ...]) -> None:
    found = getattr(block, parameter)
    if found not in choices:
        expected = ", ".join(map(repr, choices))
        raise InputError(
            f"{type(block).__name__}({parameter}={found!r}) is not supported; "
            f"expected {expected} or a function"
        )


def _steps(block: Any, parameter: str, refer: Refer) -> list[Config]:
    steps = cleaning_steps(getattr(block, parameter), refer)
    return _refuse(block, parameter) if steps is None else steps


def _tokenizer(block: Any, parameter: str, refer: Refer) -> Config:
    function = getattr(block, parameter)
    mend(getattr(function, "__self__", None))
    tokenizer = tokenizer_of(function)
    if tokenizer is not None and is_same_tokens(function, tokenizer):
        return tokenizer
    reference = refer(function)
    if reference is None:
        return _refuse(block, parameter)
    return {"kind": "function", "function": reference}


def _refuse(block: Any, parameter: str) -> NoReturn:
    function = getattr(block, parameter)
    name = getattr(function, "__qualname__", None) or repr(function)
    raise InputError(
        f"{type(block).__name__}({parameter}={name}) is a function that is not known as data; "
        "expected one of docs/cleaning.md, or an export without --no-functions, which brings the "
        "function itself"
    )
