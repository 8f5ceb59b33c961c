"""Let the documentation site show a doctest without a heading as an example.

numpydoc expects doctests below the heading "Examples". Short docstrings in this project omit it, so
this extension of griffe adds it while the site is built.
"""

from typing import Any

from griffe import Extension, Object

HEADING = "Examples\n--------\n"


class DoctestSections(Extension):
    """Add the heading "Examples" in front of the first doctest of a docstring."""

    def on_object(self, *, obj: Object, **kwargs: Any) -> None:
        """Rewrite the docstring of each module, class and function."""
        del kwargs
        if obj.docstring and ">>> " in obj.docstring.value and HEADING not in obj.docstring.value:
            before, doctest = obj.docstring.value.split(">>> ", 1)
            obj.docstring.value = f"{before}{HEADING}>>> {doctest}"
