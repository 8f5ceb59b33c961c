"""Find the parsers of HTML that Beautiful Soup is given by their names only."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from train.export.functions.slices.resolving import Resolver

_MODULES = {"html5lib": "html5lib", "lxml": "lxml", "lxml-xml": "lxml", "xml": "lxml"}
"""https://www.crummy.com/software/BeautifulSoup/bs4/doc/#installing-a-parser"""


def parsers_of(node: ast.AST, names: Mapping[str, Any]) -> Iterator[str]:
    """Yield the modules that `BeautifulSoup(text, "lxml")` needs besides its own.

    Parameters
    ----------
    node
        A definition.
    names
        The values of its global names.
    """
    resolver = Resolver(names)
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            kind = resolver.value(call.func)
            if str(getattr(kind, "__module__", "")).partition(".")[0] == "bs4":
                given = [*call.args[1:2], *(each.value for each in call.keywords)]
                values = [each.value for each in given if isinstance(each, ast.Constant)]
                yield from (_MODULES[each] for each in values if each in _MODULES)
