"""Write an author's function with the defaults and the attributes that a slice reaches."""

import ast
from types import FunctionType
from typing import TYPE_CHECKING, Any

from train.export.functions.origins import Origin, origin_of
from train.export.functions.slices.literals import parsed
from train.export.functions.slices.names import is_reached
from train.export.functions.slices.source_code import function_names, source_of_function

if TYPE_CHECKING:
    from train.export.functions.slices.slicing import Slicer


def define_function(slicer: "Slicer", function: FunctionType, hint: str) -> None:
    """Define a function under its own name, or under the hint if it is a lambda.

    Raises
    ------
    InputError
        If its source cannot be read, or it uses something that cannot be deployed.
    """
    if hasattr(function, "registry"):
        _define_dispatch(slicer, function, hint)
        return
    node = source_of_function(function)
    own = function.__code__.co_name
    name = slicer.new_name(function, hint if own == "<lambda>" else own)
    names = function_names(function)
    defaults = _defaults(slicer, function, names)
    keywords = _keyword_defaults(slicer, node.args, function, names)
    # The defaults are of the slice's names already, so nothing is left to rewrite in them.
    node.args.defaults, node.args.kw_defaults = [], [None] * len(keywords)
    rewritten = slicer.rewritten(node, function.__module__, names)
    rewritten.args.defaults, rewritten.args.kw_defaults = defaults, keywords
    if isinstance(rewritten, ast.Lambda):
        slicer.definitions.append(f"{name} = {ast.unparse(rewritten)}")
    else:
        rewritten.name = name
        slicer.definitions.append(ast.unparse(rewritten))
    for attribute, value in vars(function).items():
        if attribute != "__wrapped__" and is_reached(attribute, slicer.attributes):
            text = slicer.expression(value, attribute, names)
            slicer.definitions.append(f"{name}.{attribute} = {text}")


def _define_dispatch(slicer: "Slicer", function: Any, hint: str) -> None:
    """Make a function of `functools.singledispatch` again, without the types of packages."""
    make = slicer.imports.name("functools", "singledispatch")
    others = dict(function.registry)
    default = slicer.name_of(others.pop(object), f"{hint}_of_any", {})
    name = slicer.assign(function, hint, f"{make}({default})")
    for kind, each in others.items():
        if origin_of(kind.__module__) is not Origin.INSTALLED:
            kind_name = slicer.name_of(kind, kind.__name__, {})
            inner = slicer.name_of(each, f"{hint}_of_{kind.__name__}", {})
            slicer.definitions.append(f"{name}.register({kind_name}, {inner})")


def _defaults(slicer: "Slicer", function: FunctionType, names: dict[str, Any]) -> list[ast.expr]:
    """Return the values of default arguments instead of their expressions."""
    values = function.__defaults__ or ()
    code = function.__code__
    arguments = code.co_varnames[code.co_argcount - len(values) : code.co_argcount]
    pairs = zip(arguments, values, strict=True)
    return [parsed(slicer.expression(value, name, names)) for name, value in pairs]


def _keyword_defaults(
    slicer: "Slicer", arguments: ast.arguments, function: FunctionType, names: dict[str, Any]
) -> list[ast.expr | None]:
    values = function.__kwdefaults__ or {}
    return [
        parsed(slicer.expression(values[each.arg], each.arg, names)) if each.arg in values else None
        for each in arguments.kwonlyargs
    ]
