"""Compile sources in a process of its own: `python -X no_debug_ranges deploy/bytecode.py`.

Reads a JSON array from standard input: for each source its path, the path of its bytecode, the path
that tracebacks show, and the level of optimization. The option leaves the columns of each
instruction out, which only underline a part of a line in a traceback; a process has to start with
it.
"""

import json
import py_compile
import sys


def compile_all(jobs: list[tuple[str, str, str, int]]) -> None:
    """Compile each source; Python does not compare the bytecode with it."""
    for source, bytecode, shown, optimize in jobs:
        py_compile.compile(
            source,
            cfile=bytecode,
            dfile=shown,
            doraise=True,
            optimize=optimize,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )


if __name__ == "__main__":
    compile_all(json.load(sys.stdin))
