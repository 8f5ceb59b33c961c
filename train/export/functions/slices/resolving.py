"""Find the values of names, and of chains of names that begin with a module."""

import ast
import importlib
from collections.abc import Mapping
from types import ModuleType
from typing import Any

MISSING = object()
"""Stands for a name without a value."""


class Resolver:
    """Finds values; `known` are those of the global names of a definition."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def value(self, node: ast.expr) -> Any:
        """Return the value of a name or a chain, or None."""
        found = self.find(node)
        return None if found is MISSING else found

    def find(self, node: ast.expr) -> Any:
        """Return the value of a name or a chain, or `MISSING`."""
        if isinstance(node, ast.Name):
            return _loaded(self._known.get(node.id, MISSING))
        if not isinstance(node, ast.Attribute):
            return MISSING
        owner = self.find(node.value)
        if not isinstance(owner, ModuleType):
            return MISSING
        return _loaded(getattr(owner, node.attr, MISSING))


def _loaded(value: Any) -> Any:
    """Return the module that one of NLTK's lazy ones, such as `nltk.corpus`, will load."""
    if type(value).__module__ == "nltk.lazyimport":
        return importlib.import_module(value.__name__)
    return value
