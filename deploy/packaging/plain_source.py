"""Take the docstrings and comments out of a source, and keep its lines where they are.

In a package, the source only serves a Python of another version than its bytecode's, and shows the
lines of a traceback. Docstrings and comments are a third of the package.
"""

import ast
import io
import tokenize
from collections.abc import Iterator

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def plain_source(source: str) -> str:
    r'''Return a source without docstrings and comments; each statement keeps its line.

    >>> plain_source('def a():  # b\n    """c\n\n    d"""\n    return 1\n')
    'def a():\n\n\n\n    return 1\n'
    >>> plain_source('class A:\n    """b"""\n')
    'class A:\n    pass\n'
    '''
    lines = source.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = f"{lines[row - 1][:column].rstrip()}\n"
    for first, last, instead in _docstrings(ast.parse(source)):
        lines[first:last] = [f"{instead}\n", *"\n" * (last - first - 1)]
    return "".join(lines)


def _docstrings(module: ast.Module) -> Iterator[tuple[int, int, str]]:
    """Yield the index of the first line of each docstring, that after the last, and what stays."""
    for node in ast.walk(module):
        if not isinstance(node, Documented) or ast.get_docstring(node, clean=False) is None:
            continue
        docstring = node.body[0]
        only = len(node.body) == 1 and not isinstance(node, ast.Module)
        instead = " " * docstring.col_offset + "pass" if only else ""
        yield docstring.lineno - 1, docstring.end_lineno or docstring.lineno, instead
