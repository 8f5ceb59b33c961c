"""Compile sources in a process of its own, `python -X no_debug_ranges bytecode.py`.

Reads a JSON array from standard input: for each source its path, the path of its bytecode, the path
that tracebacks show, the level of optimization, and whether the bytecode keeps the annotations. The
option leaves the columns of each instruction out, which only underline a part of a line in a
traceback; a process has to start with it.

To evaluate the annotations of functions takes a tenth of what the service adds to a cold start, and
nothing reads them. Those of classes keep their names, which `NamedTuple` reads.
"""

import ast
import importlib.util
import json
import marshal
import sys
from pathlib import Path

UNCHECKED = (1).to_bytes(4, "little")
"""The flags of bytecode that has its source's hash, which Python does not compare (PEP 552)."""


class Unannotated(ast.NodeTransformer):
    """Takes the annotations out of a module, and keeps the names of annotated variables."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Leave out the type of what a function returns."""
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Leave out the type of an argument."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Leave out the type of a variable."""
        node.annotation = ast.copy_location(ast.Constant(None), node.annotation)
        return self.generic_visit(node)


def compile_all(jobs: list[tuple[str, str, str, int, bool]]) -> None:
    """Compile each source; Python does not compare the bytecode with it."""
    for source, bytecode, shown, optimize, annotated in jobs:
        raw = Path(source).read_bytes()
        tree = ast.parse(raw, shown)
        if not annotated:
            tree = Unannotated().visit(tree)
        code = compile(tree, shown, "exec", dont_inherit=True, optimize=optimize)
        header = importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(raw)
        Path(bytecode).parent.mkdir(parents=True, exist_ok=True)
        Path(bytecode).write_bytes(header + marshal.dumps(code))


if __name__ == "__main__":
    compile_all(json.load(sys.stdin))
