"""Rewrite the names of a definition to those of the slice."""

import ast
import builtins
import functools
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Protocol

from train.errors import InputError
from train.export.functions.arrays.numpy_calls import ReturnedArrays
from train.export.functions.arrays.numpy_numbers import NumpyNumbers
from train.export.functions.arrays.pandas_calls import MissingValues, SeriesMethods
from train.export.functions.arrays.series_strings import SeriesStrings
from train.export.functions.arrays.tables import Tables
from train.export.functions.nltk_parts.missing_data import reading
from train.export.functions.nltk_parts.wordnet import constant_of
from train.export.functions.origins import Origin, origin_of
from train.export.functions.slices.lazy_globals import Loaded
from train.export.functions.slices.literals import literal
from train.export.functions.slices.names import global_names
from train.export.functions.slices.resolving import MISSING, Resolver
from train.export.functions.slices.telling import Untold

_REFUSED = {
    **dict.fromkeys(("open", "input", "print"), "reads or writes something else than the text"),
    **dict.fromkeys(
        ("eval", "exec", "compile", "__import__", "globals"), "runs code that it makes"
    ),
}


class Namer(Protocol):
    """Gives each value that a slice needs a name in it."""

    def name_of(self, value: Any, hint: str, names: Mapping[str, Any]) -> str:
        """Return the name of a value; `names` are those of the module that uses it."""
        ...

    def other_name(self, name: str, taken: set[str]) -> str:
        """Return another name for what has a name, which none of its variables has."""
        ...


def rewrite(node: ast.AST, names: Mapping[str, Any], namer: Namer) -> ast.AST:
    """Rewrite the global names of a definition, and what it uses of other packages.

    Parameters
    ----------
    node
        The definition, without imports and annotations.
    names
        The values of the names of its module, and of the functions around it.
    namer
        Gives values names in the slice.

    Raises
    ------
    InputError
        If it uses something that cannot be deployed.
    """
    node = Loaded(names).visit(node)
    variables = _variables(node)
    known = _known(global_names(node), names)
    node = Untold(Resolver(known), variables).visit(node)
    found = global_names(node)
    _check_builtins(found - set(names))
    known = _known(found, names)
    resolver = Resolver(known)
    strings = SeriesStrings(resolver.value, variables, known)
    node = Tables(resolver.value, variables, node, strings).visit(node)
    node = NumpyNumbers(resolver.value, variables, known).visit(node)
    node = MissingValues(resolver.value).visit(node)
    node = strings.visit(node)
    node = SeriesMethods(variables).visit(node)
    node = ReturnedArrays(resolver.value, node).visit(node)
    node = _Checks(resolver).visit(node)
    return _Rewriter(known, resolver, namer, names).visit(node)  # type: ignore[no-any-return]


def _known(found: set[str], names: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the names that were found, but for Python's own such as `__file__`."""
    return {
        name: names[name]
        for name in found
        if name in names and not (name.startswith("__") and name.endswith("__"))
    }


def _check_builtins(names: set[str]) -> None:
    for name in sorted(names):
        if name in _REFUSED:
            raise InputError(
                f"it calls {name}, which {_REFUSED[name]}; expected a function of a text"
            )
        if not hasattr(builtins, name) and name not in ("__name__", "__class__"):
            raise InputError(f"the name {name!r} has no value in its module")


class _Checks(ast.NodeTransformer):
    """Evaluates what is known before: types of packages, fitted states, stop words, caches."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        if isinstance(node.value, ast.Call):
            called = self._resolver.value(node.value.func)
            if getattr(called, "__name__", "") == "check_is_fitted":
                return ast.copy_location(ast.Pass(), node)
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "isinstance" and len(node.args) == 2:
            return self._isinstance(node)
        return self._stop_words(node) or node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Write `wordnet.VERB` as the letter that it is."""
        self.generic_visit(node)
        letter = constant_of(self._resolver.value(node.value), node.attr)
        return node if letter is None else ast.Constant(letter)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        """Leave out `lru_cache` and `cache` of a method, which would keep texts in memory."""
        kept = [each for each in node.decorator_list if not self._is_cache(each)]
        node.decorator_list = kept
        self.generic_visit(node)
        return node

    def _is_cache(self, decorator: ast.expr) -> bool:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        return self._resolver.value(called) in (functools.lru_cache, functools.cache)

    def _isinstance(self, node: ast.Call) -> ast.expr:
        """Drop the types of other packages: the service passes only strings and lists of them."""
        kinds = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
        kept = [kind for kind in kinds if not self._is_foreign(kind)]
        if len(kept) == len(kinds):
            return node
        if not kept:
            return ast.Constant(False)
        return ast.Call(node.func, [node.args[0], ast.Tuple(kept, ast.Load())], [])

    def _is_foreign(self, node: ast.expr) -> bool:
        kind = self._resolver.value(node)
        return isinstance(kind, type) and origin_of(kind.__module__) is Origin.INSTALLED

    def _stop_words(self, node: ast.Call) -> ast.expr | None:
        """Return NLTK's list of words itself instead of the call that reads it from a file."""
        if not isinstance(node.func, ast.Attribute) or node.func.attr != "words":
            return None
        reader = self._resolver.value(node.func.value)
        if not type(reader).__module__.startswith("nltk.") or node.keywords:
            return None
        shown = f"NLTK's {ast.unparse(node)}"
        try:
            with reading(shown):
                words = reader.words(*(ast.literal_eval(argument) for argument in node.args))
            return ast.parse(str(literal([*words])), mode="eval").body
        except (LookupError, OSError, ValueError) as exc:
            raise InputError(
                f"{shown} cannot be read; expected the name of a list, in lower case"
            ) from exc


class _Rewriter(ast.NodeTransformer):
    """Replaces names by those of the slice."""

    def __init__(
        self,
        known: Mapping[str, Any],
        resolver: Resolver,
        namer: Namer,
        names: Mapping[str, Any],
    ) -> None:
        self._known = known
        self._resolver = resolver
        self._namer = namer
        self._names = names
        self._variables: set[str] = set()

    def visit(self, node: ast.AST) -> Any:
        """Visit a node; the first is the definition."""
        if not self._variables:
            self._variables = {"", *_variables(node)}
        return super().visit(node)

    def _name(self, value: Any, hint: str, context: ast.expr_context) -> ast.Name:
        """Return the name of a value, which must not be that of a variable of the function."""
        name = self._namer.name_of(value, hint, self._names)
        if name != hint and name in self._variables:
            name = self._namer.other_name(name, self._variables)
        return ast.Name(name, context)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        value = self._resolver.find(node)
        owner = self._resolver.find(node.value)
        if value is MISSING or not isinstance(owner, ModuleType):
            if isinstance(owner, ModuleType):
                raise InputError(f"module {owner.__name__!r} has no {node.attr!r}")
            self.generic_visit(node)
            return node
        if isinstance(value, ModuleType) or origin_of(owner.__name__) is not Origin.PYTHON:
            found = self._name(value, node.attr, node.ctx)
        else:
            root = self._name(owner, owner.__name__.rpartition(".")[2], ast.Load())
            return ast.Attribute(root, node.attr, node.ctx)
        if found.id in self._variables:
            found.id = self._namer.other_name(found.id, self._variables)
        return found

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self._known:
            return node
        return self._name(self._known[node.id], node.id, node.ctx)


def _variables(node: ast.AST) -> set[str]:
    """Return the names of the arguments and variables of a definition."""
    stored = {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)
    }
    return stored | {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
