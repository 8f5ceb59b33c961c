"""Name what a script sets in a module or class that it imports: where it is deployed, it is not."""

import ast
import linecache
from collections.abc import Iterator
from typing import Any


def hint_of(function: Any) -> str:
    """Return what to add to the message if a function differs from the original, or nothing.

    `DetectorFactory.seed = 0`, say, belongs to the script, which is not deployed.
    """
    names = getattr(function, "__globals__", {})
    source = "".join(linecache.getlines(str(names.get("__file__"))))
    try:
        found = [*dict.fromkeys(_set_in(ast.parse(source)))]
    except (SyntaxError, ValueError):  # the file was changed since it was imported
        return ""
    if not found:
        return ""
    return f"; the script sets {', '.join(found)} outside the function; set it in the function"


def _set_in(tree: ast.Module) -> Iterator[str]:
    """Yield the attributes of imported names that statements outside of functions set."""
    imported = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AugAssign):
            targets = getattr(statement, "targets", None) or [statement.target]  # type: ignore[union-attr]
            for target in targets:
                root = target.value if isinstance(target, ast.Attribute) else None
                while isinstance(root, ast.Attribute):
                    root = root.value
                if isinstance(root, ast.Name) and root.id in imported:
                    yield ast.unparse(target)
