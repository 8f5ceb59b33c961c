"""Leave out of a function what only tells somebody of its work, or fetches data for it.

`print(text)` and `logger.info(text)` change no result, and would write texts to the service's log.
`nltk.download("stopwords")` would call the network for each text, though the words are deployed. A
progress bar of `tqdm` becomes what it passes on.
"""

import ast
import logging
import sys
from types import ModuleType
from typing import Any

from train.export.functions.slices.resolving import Resolver

_PACKAGES = frozenset({"logging", "loguru", "rich", "streamlit", "traceback", "warnings"})
"""Packages whose functions tell something, if nothing is done with what they return."""
_CONTROLLING = frozenset({"filterwarnings", "rerun", "simplefilter", "stop", "switch_page"})
"""What decides what runs afterwards: `streamlit.stop()` ends the page."""
_LEVELS = frozenset(
    {"critical", "debug", "error", "exception", "info", "log", "success", "warn", "warning"}
)
_LOGGERS = frozenset({"log", "logger", "_log", "_logger"})
_FETCHING = frozenset({"nltk.data", "nltk.downloader"})
"""Modules of NLTK whose functions fetch or look for its data."""


class Untold(ast.NodeTransformer):
    """Removes such statements from a definition.

    Parameters
    ----------
    resolver
        Finds the values of its global names.
    variables
        The names of its arguments and variables.
    """

    def __init__(self, resolver: Resolver, variables: set[str]) -> None:
        self._resolver = resolver
        self._has_print = "print" not in variables
        self._has_print &= resolver.value(ast.Name("print", ast.Load())) is None

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        """Remove a statement that is a call."""
        if isinstance(node.value, ast.Call) and self._only_tells(node.value.func):
            return ast.copy_location(ast.Pass(), node)
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Replace a progress bar by what it passes on."""
        self.generic_visit(node)
        called = self._resolver.value(node.func)
        is_bar = getattr(called, "__name__", "").startswith("tqdm") and node.args
        return node.args[0] if is_bar and _package_of(called) == "tqdm" else node

    def _only_tells(self, called: ast.expr) -> bool:
        if isinstance(called, ast.Name) and called.id == "print":
            return self._has_print
        if isinstance(called, ast.Attribute) and called.attr in _CONTROLLING:
            return False
        value = self._resolver.value(called)
        if getattr(value, "__module__", None) in _FETCHING or _package_of(value) in _PACKAGES:
            return True
        return isinstance(called, ast.Attribute) and self._tells_by(called.value, called.attr)

    def _tells_by(self, owner: ast.expr, method: str) -> bool:
        """Return whether a method tells something, or says where NLTK's data are."""
        if isinstance(owner, ast.Attribute) and owner.attr in _LOGGERS:
            return method in _LEVELS  # self.logger.info
        value = self._resolver.value(owner)
        data_paths = getattr(sys.modules.get("nltk.data"), "path", sys.stdout)
        is_known = any(value is each for each in (sys.stdout, sys.stderr, data_paths))
        return is_known or isinstance(value, logging.Logger) or _package_of(value) in _PACKAGES


def _package_of(value: Any) -> str:
    """Return the top-level package of a module, of a function or class, or of an object's class."""
    if isinstance(value, ModuleType):
        return value.__name__.partition(".")[0]
    kind = value if isinstance(value, type) or hasattr(value, "__code__") else type(value)
    return str(getattr(kind, "__module__", "")).partition(".")[0]
