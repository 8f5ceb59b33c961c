"""Slice a function, or the `transform` of an author's transformer, into the source of a module."""

from typing import Any, NamedTuple

from sklearn.preprocessing import FunctionTransformer

from train.errors import InputError
from train.export.functions.nltk_parts.languages import named_options
from train.export.functions.slices.names import is_reached
from train.export.functions.slices.objects.state import NotDataError, state_value
from train.export.functions.slices.slicing import Slicer
from train.export.functions.slices.source_code import class_names
from train.export.functions.trials.originals import FirstRow

MAX_ROUNDS = 10
"""How often the slice is made again because it reaches further methods."""


class Sliced(NamedTuple):
    """The source of a module, what to call in it, and what it needs.

    `state` has the attributes of a transformer as JSON; it is None for anything else, which is
    called with a text. `data_modules` are the sources of the modules with its data, by name,
    `copied` the packages that it has code of.
    """

    module_source: str
    object_name: str
    state: dict[str, Any] | None
    requirements: list[str]
    data_modules: dict[str, str]
    copied: tuple[str, ...] = ()


Cells = int | str | tuple[int | str, ...] | None
"""Which element of what a function returns counts, or which elements; None for all of it."""


def slice_function(
    function: Any, hint: str = "function", *, batch: bool = False, cells: Cells = None
) -> Sliced:
    """Cut a function out of its module.

    Parameters
    ----------
    function
        A function, lambda, bound method or callable object of the author's; or a transformer with
        a method `transform`, also a `FunctionTransformer`.
    hint
        The name in the slice of what has no name of its own.
    batch
        Whether the function takes a list of texts. A transformer always does.
    cells
        The elements of a row that are wanted, by number, or by name if it returns a dictionary.
        Of a `FirstRow` they are the columns of its table.

    Raises
    ------
    InputError
        If it cannot be cut out, or uses something that cannot be deployed.
    """
    if isinstance(function, FunctionTransformer):
        function, batch = _inner(function), True
    if function is None:
        raise InputError("a FunctionTransformer without a function does nothing; leave it out")
    attributes: set[str] = set()
    constructed: set[type] = set()
    for _ in range(MAX_ROUNDS):
        slicer = Slicer(attributes, constructed)
        try:
            found = _sliced(slicer, function, hint, batch, cells)
        except RecursionError as exc:
            raise InputError("it holds data that contains itself, or is nested too deep") from exc
        if slicer.used <= attributes and slicer.called <= constructed:
            break
        attributes, constructed = slicer.used, slicer.called
    return found


def _inner(transformer: Any) -> Any:
    """Return the function of a `FunctionTransformer`, with its arguments."""
    from functools import partial

    if transformer.func is None or not transformer.kw_args:
        return transformer.func
    return partial(transformer.func, **transformer.kw_args)


def _sliced(slicer: Slicer, function: Any, hint: str, batch: bool, cells: Cells) -> Sliced:
    if not callable(function) and callable(getattr(function, "transform", None)):
        return _transformer(slicer, function)
    own = function.function if isinstance(function, FirstRow) else function
    name = slicer.name_of(own, hint, {})
    if isinstance(function, FirstRow):
        inner, name = name, slicer.take_name(f"row_of_{name}")
        slicer.definitions.append(f"def {name}(text):\n    return next(iter({inner}(text)))")
        cells = function.numbers(cells)
    if batch:
        inner, name = name, slicer.take_name(f"{name}_of_one")
        slicer.definitions.append(f"def {name}(text):\n    return next(iter({inner}([text])))")
    if cells is not None:
        name = _picking(slicer, name, cells)
    return _made(slicer, name, None)


def _picking(slicer: Slicer, inner: str, cells: Cells) -> str:
    """Define a function that returns an element of a row, or some of its elements."""
    name = slicer.take_name(f"cells_of_{inner}")
    body = f"{inner}(text)[{cells!r}]"
    if isinstance(cells, tuple):
        body = f"[cells[at] for cells in [{inner}(text)] for at in {cells!r}]"
    slicer.definitions.append(f"def {name}(text):\n    return {body}")
    return name


def _transformer(slicer: Slicer, transformer: Any) -> Sliced:
    """Slice the class of a transformer; what is data of its attributes becomes the state."""
    kind = type(transformer)
    slicer.used.add("transform")
    name = slicer.class_name(kind)
    state: dict[str, Any] = {}
    for attribute, value in vars(transformer).items():
        if not is_reached(attribute, slicer.attributes):
            continue
        try:
            state[attribute] = state_value(value)
        except NotDataError:
            text = slicer.expression(value, attribute, class_names(kind))
            if hasattr(value, "__get__"):  # a function, which would become a method
                text = f"staticmethod({text})"
            slicer.definitions.append(f"{name}.{attribute} = {text}")
    return _made(slicer, name, state)


def _made(slicer: Slicer, name: str, state: dict[str, Any] | None) -> Sliced:
    requirements = sorted(slicer.imports.requirements)
    slicer.used |= named_options("\n".join(slicer.definitions))
    copied = tuple(sorted(slicer.copied))
    return Sliced(_source(slicer, name), name, state, requirements, slicer.data_modules, copied)


def _source(slicer: Slicer, name: str) -> str:
    """Return the source of the module."""
    parts = [f"__all__ = [{name!r}]", *slicer.imports.lines]
    text = "\n".join(parts)
    for definition in slicer.definitions:
        is_block = definition.startswith(("def ", "class ", "@", "async "))
        text += ("\n\n\n" if is_block else "\n") + definition
    return text + "\n"
