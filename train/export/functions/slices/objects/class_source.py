"""Write an author's class with what a slice reaches of it."""

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic

from train.errors import InputError
from train.export.functions.origins import Origin, is_authors, origin_of
from train.export.functions.slices.objects.kept_parts import reachable_body
from train.export.functions.slices.objects.named_tuples import arguments, is_named_tuple
from train.export.functions.slices.source_code import class_names, source_of_class
from train.export.functions.trials import stand_ins
from train.export.functions.trials.nltk_tokenizers import is_tokenizer_class

if TYPE_CHECKING:
    from train.export.functions.slices.slicing import Slicer

_MARK = "\0expression "
_OF_ANY_TYPE = "def __class_getitem__(cls, kind):\n    return cls"


def class_source(slicer: "Slicer", kind: type, name: str) -> str:
    """Return the definition of a class under a name.

    Raises
    ------
    InputError
        If its source cannot be read, or it uses something that cannot be deployed.
    """
    node = source_of_class(kind)
    bases = [ast.parse(base, mode="eval").body for base in _bases(slicer, kind)]
    node.bases, node.keywords = [], [*_metaclass(slicer, kind)]
    names = class_names(kind)
    # What an author's decorator did to the class is seen in it.
    made = [(each, _decorator(each, names)) for each in node.decorator_list]
    node.decorator_list = [each for each, by in made if by is None or not is_authors(by)]
    written: list[ast.expr] = []
    write = partial(_written, slicer, names, written)
    node.body = reachable_body(node, kind, slicer.attributes, kind in slicer.constructed, write)
    if Generic in kind.__bases__:
        node.body.append(ast.parse(_OF_ANY_TYPE).body[0])
    rewritten = _Filled(written).visit(slicer.rewritten(node, kind.__module__, names))
    rewritten.name, rewritten.bases = name, bases
    return ast.unparse(rewritten)


class _Filled(ast.NodeTransformer):
    """Puts the expressions of attributes at their places."""

    def __init__(self, written: list[ast.expr]) -> None:
        self._written = written

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        text = node.value if isinstance(node.value, str) else ""
        return self._written[int(text[len(_MARK) :])] if text.startswith(_MARK) else node


def named_tuple_source(slicer: "Slicer", kind: Any) -> str:
    """Return the call that makes a class of named tuples."""
    pairs = kind._field_defaults.items()
    defaults = [slicer.expression(value, name, {}) for name, value in pairs]
    return f"{slicer.imports.name('collections', 'namedtuple')}({arguments(kind, defaults)})"


def _written(
    slicer: "Slicer", names: Mapping[str, Any], written: list[ast.expr], value: Any, hint: str
) -> str | None:
    """Note an expression for an attribute of a class, and return what marks its place.

    It has the slice's names, so it must not be rewritten. None: the attribute's own one will do.
    """
    try:
        text = slicer.expression(value, hint, names)
        written.append(ast.parse(text, mode="eval").body)
        return repr(f"{_MARK}{len(written) - 1}")
    except InputError:
        if isinstance(value, Collection):  # which may have been filled since
            raise
        return None


def _bases(slicer: "Slicer", kind: type) -> Iterator[str]:
    if is_named_tuple(kind):
        yield named_tuple_source(slicer, kind)
        return
    for base in kind.__bases__:
        if base in (object, Generic) or base.__name__ in stand_ins.DROPPED_BASES:
            continue
        if is_tokenizer_class(base):
            raise InputError(stand_ins.derived_from_nltk(kind, base))
        if kind in slicer.called or origin_of(base.__module__) is not Origin.AUTHOR:
            yield slicer.name_of(base, base.__name__, {})
        else:
            yield slicer.class_name(base)


def _metaclass(slicer: "Slicer", kind: type) -> Iterator[ast.keyword]:
    """Yield the metaclass, if it is an author's: the base classes bring any other."""
    if origin_of(type(kind).__module__) is Origin.AUTHOR:
        name = slicer.name_of(type(kind), type(kind).__name__, {})
        yield ast.keyword("metaclass", ast.Name(name, ast.Load()))


def _decorator(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """Return the value of a decorator's name, or None: `dataclass` of `@dataclass(frozen=True)`."""
    while isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return getattr(_decorator(node.value, names), node.attr, None)
    return names.get(node.id) if isinstance(node, ast.Name) else None
