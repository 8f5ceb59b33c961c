"""Know packages whose code is cut out like an author's own: the service does without the package.

What an author calls of NLTK, say, is often one class of plain Python. The package would make the
deployment much larger and each cold start slower. Their licences let users deploy copies.
"""

import ast
from importlib import metadata

_COPIED = (
    *("nltk.collections", "nltk.collocations", "nltk.internals", "nltk.metrics"),
    *("nltk.probability", "nltk.sentiment", "nltk.stem", "nltk.tokenize", "nltk.util"),
    *("gensim.utils", "gensim.parsing", "Sastrawi"),
    *("textblob._text", "textblob.base", "textblob.decorators", "textblob.exceptions"),
    *("textblob.tokenizers", "textblob.utils"),
)
"""Packages and modules that are cut out."""
_NOT_COPIED = (
    *("nltk.stem.porter", "nltk.stem.wordnet", "nltk.tokenize.punkt", "nltk.tokenize.regexp"),
)
"""Modules of these that the project has its own code for."""
_LICENCE = ("License-Expression", "License")


class Silent(ast.NodeTransformer):
    """Leaves out what a package prints: no result depends on it."""

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        """Leave out a call of `print`."""
        function = node.value.func if isinstance(node.value, ast.Call) else None
        if isinstance(function, ast.Name) and function.id in ("print", "safe_print"):
            return ast.copy_location(ast.Pass(), node)
        return node


def is_copied(module: str) -> bool:
    """Return whether the code of a package's module is cut out.

    >>> is_copied("nltk.stem.snowball"), is_copied("nltk.stem.porter"), is_copied("emoji")
    (True, False, False)
    """
    return (
        module != "nltk.tokenize"
        and _is_within(module, _COPIED)
        and not _is_within(module, _NOT_COPIED)
    )


def notice(package: str) -> str:
    """Return a package's name with its version and licence."""
    about = metadata.metadata(package)
    stated = [about[field] for field in _LICENCE if field in about]
    licence = next(filter(None, stated), "see its licence")
    return f"{package} {metadata.version(package)} ({licence})"


def _is_within(module: str, packages: tuple[str, ...]) -> bool:
    return any(f"{module}.".startswith(f"{package}.") for package in packages)
