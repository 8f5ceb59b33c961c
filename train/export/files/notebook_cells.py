"""The Python code of a notebook's cells, without what only Jupyter understands."""

import ast
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from train.errors import InputError

# `%matplotlib inline`, `!ls`, `?name`, `name?`, `files = !ls`, `found = %sql ...`
_MAGIC = re.compile(r"\s*[%!?]|.*\?\s*$|\s*[\w, ]+=\s*[%!]")


def python_cells(notebook: str, names: Sequence[str]) -> Iterator[str]:
    """Yield the code of each cell; lines that only Jupyter understands are empty.

    Raises
    ------
    InputError
        If it is no notebook, or a cell that is no Python defines one of the names.
    """
    try:
        cells: list[dict[str, Any]] = json.loads(notebook)["cells"]
        codes = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, LookupError, TypeError) as exc:
        raise InputError(f"expected a notebook of Jupyter ({exc})") from exc
    for code in codes:
        found = _python(code)
        if found is not None:
            yield found
            continue
        for name in names:  # another language, or a cell that never ran
            if re.search(rf"^(?:def|class)\s+{name}\b|^{name}\s*=", code, re.MULTILINE):
                raise InputError(f"a cell that defines {name} is not Python; correct or remove it")


def _python(code: str) -> str | None:
    """Return a cell in which the lines are empty that keep it from being Python, or None."""
    lines = code.splitlines()
    if code.startswith("%%"):  # Jupyter passes the lines after it on
        del lines[0]
    for _ in range(1 + len(lines)):
        try:
            ast.parse("\n".join(lines))
        except SyntaxError as exc:
            at = (exc.lineno or 1) - 1
            if at >= len(lines) or not _MAGIC.match(lines[at]):
                return None
            lines[at] = ""
        else:
            return "\n".join(lines)
    return None
