"""Recognize functions from text to text: methods of `str`, `re.sub`, scikit-learn's own."""

import re
from collections.abc import Callable
from typing import Any

from chalicelib.scoring.cleaning.characters import METHODS
from train.export.cleaning.calls import Call, call_of, pattern_of
from train.export.cleaning.patterns import parts_of, source_of

Config = dict[str, Any]
SKLEARN = "sklearn.feature_extraction.text"
_ACCENTS = {"strip_accents_ascii": "ascii", "strip_accents_unicode": "unicode"}


def steps_of(function: Any) -> list[Config] | None:
    r"""Return the steps that a function from text to text takes, or None if they are not known.

    >>> steps_of(str.lower), steps_of(lambda text: text)
    ([{'step': 'lower'}], None)
    """
    call = call_of(function)
    if call is None:
        return None
    if call.module == SKLEARN:
        return _of_sklearn(call)
    if call.owner is str:
        return _of_str(call)
    return _of_re(call)


def _of_str(call: Call) -> list[Config] | None:
    if call.name in METHODS and not call.arguments and not call.keywords:
        return [{"step": call.name}]
    if call.name == "strip":
        characters = (call.values("chars") or {}).get("chars")
        stripped = {} if characters is None else {"characters": characters}
        return [{"step": "strip"} | stripped] if call.values("chars") is not None else None
    values = call.values("old", "new") if call.name == "replace" else None
    if values is None or not all(isinstance(value, str) for value in values.values()):
        return None
    if len(values) < 2:
        return None
    return [{"step": "replace", "pattern": re.escape(values["old"]), "with": values["new"]}]


def _of_re(call: Call) -> list[Config] | None:
    """Recognize `partial(re.sub, pattern, replacement)` and `partial(pattern.sub, replacement)`."""
    if call.name != "sub":
        return None
    if isinstance(call.owner, re.Pattern):
        values = call.values("repl")
        pattern = pattern_of(call.owner)
    else:
        values = call.values("pattern", "repl", "flags") if call.module == "re" else None
        pattern = pattern_of((values or {}).get("pattern"), (values or {}).get("flags", 0))
    if values is None or pattern is None:
        return None
    step = replacement(pattern, values.get("repl"))
    return None if step is None else [step]


def replacement(pattern: re.Pattern[str], template: Any) -> Config | None:
    """Return the step that replaces a pattern's matches by a template of `re`."""
    source, parts = source_of(pattern.pattern, pattern.flags), parts_of(template, pattern)
    if source is None or parts is None:
        return None
    return {"step": "replace", "pattern": source, "with": parts}


def _of_sklearn(call: Call) -> list[Config] | None:
    """Recognize `strip_accents_ascii` and its like, and what `build_preprocessor()` returns."""
    if call.name in _ACCENTS and not call.arguments and not call.keywords:
        return [{"step": "accents", "how": _ACCENTS[call.name]}]
    if call.name == "strip_tags" and not call.arguments:
        return [{"step": "replace", "pattern": "<([^>]+)>", "with": " "}]
    values = call.values("accent_function", "lower") if call.name == "_preprocess" else None
    if values is None:
        return None
    return lowered(bool(values.get("lower")), values.get("accent_function"))


def lowered(lower: bool, accents: Callable[[str], str] | None) -> list[Config] | None:
    """Return the steps of scikit-learn's own preprocessing, with its function for accents."""
    first: list[Config] = [{"step": "lower"}] if lower else []
    then = [] if accents is None else steps_of(accents)
    return None if then is None else first + then
