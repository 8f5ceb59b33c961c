"""Write an expression that makes a value again: data, patterns, methods, partials, objects."""

import functools
import inspect
import re
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

from train.export.functions.nltk_parts.lemma_calls import read_marks
from train.export.functions.origins import Origin, origin_of
from train.export.functions.slices.analyzers import analyzer_source, is_analyze, preprocessor_source
from train.export.functions.slices.literals import literal
from train.export.functions.slices.objects.making import object_source
from train.export.functions.slices.objects.named_tuples import is_named_tuple

if TYPE_CHECKING:
    from train.export.functions.slices.slicing import Slicer

Names = Mapping[str, Any]
_BRACKETS: dict[Any, str] = {list: "[{}]", tuple: "({})", set: "{{{}}}", dict: "{{{}}}"}


def value_source(slicer: "Slicer", value: Any, hint: str, names: Names) -> str | None:
    """Return an expression that makes a value again, or None if it is of no known kind.

    Parameters
    ----------
    slicer
        Defines what the expression needs.
    value, hint
        The value, and the name for what has none.
    names
        The names of the module that uses the value.
    """
    text = literal(value)
    if text is not None:
        return text
    if isinstance(value, re.Pattern):
        return f"{slicer.name_of(re, 're', {})}.compile({value.pattern!r}, {int(value.flags)})"
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            written: str | None = write(slicer, value, hint, names)
            if written is not None:
                return written
    return _method(slicer, value, hint, names) or object_source(slicer, value, hint, names)


def _collection(slicer: "Slicer", value: Any, hint: str, names: Names) -> str | None:
    """Return a list, a tuple, a set or a dictionary of anything that can be written."""
    if type(value) not in _BRACKETS:
        return None
    if isinstance(value, dict):
        items = [
            f"{slicer.expression(key, f'{hint}_key', names)}: "
            + slicer.expression(each, _name_within(hint, key), names)
            for key, each in value.items()
        ]
    else:
        items = [slicer.expression(each, _name_within(hint, ""), names) for each in value]
    ending = "," if isinstance(value, tuple) else ""
    return _BRACKETS[type(value)].format(", ".join(items) + ending)


def _named_tuple(slicer: "Slicer", value: Any, hint: str, names: Names) -> str | None:
    """Return a call of an author's class of named tuples, or what makes an ordinary tuple."""
    kind = type(value)
    if not is_named_tuple(kind) or origin_of(kind.__module__) is not Origin.AUTHOR:
        return _collection(slicer, value, hint, names)
    items = [slicer.expression(each, name, names) for name, each in value._asdict().items()]
    return f"{slicer.name_of(kind, kind.__name__, names)}({', '.join(items)})"


def _name_within(hint: str, key: Any) -> str:
    name = f"{hint}_{key}".lower()
    return name if name.isidentifier() and name.isascii() else f"{hint}_part".lower()


def _partial(slicer: "Slicer", value: Any, hint: str, names: Names) -> str:
    if is_analyze(value.func):
        return analyzer_source(slicer, value.keywords, names)
    if (text := preprocessor_source(slicer, value)) is not None:
        return text
    parts = [slicer.name_of(value.func, hint, names)]
    parts += [slicer.expression(each, f"{hint}_argument", names) for each in value.args]
    parts += [
        f"{key}={slicer.expression(each, key, names)}" for key, each in value.keywords.items()
    ]
    return f"{slicer.name_of(functools, 'functools', {})}.partial({', '.join(parts)})"


def _method(slicer: "Slicer", value: Any, hint: str, names: Names) -> str | None:
    """Return a method of a value, such as `pattern.findall`, or of a type, such as `str.lower`."""
    owner = getattr(value, "__self__", None)
    kind = getattr(value, "__objclass__", None)
    if owner is not None and not isinstance(owner, ModuleType):
        slicer.used |= read_marks(value.__name__)
        owner_hint = owner.__name__ if isinstance(owner, type) else f"{hint}_of"
        return f"{slicer.expression(owner, owner_hint, names)}.{value.__name__}"
    if isinstance(kind, type) and inspect.isroutine(value):
        return f"{slicer.name_of(kind, kind.__name__, names)}.{value.__name__}"
    return None


_WRITERS: tuple[tuple[Any, Any], ...] = (
    (tuple, _named_tuple),
    ((list, set, dict), _collection),
    (functools.partial, _partial),
)
