"""Name the class of a fitted object without importing the package that it comes from."""

from typing import Any


def name_of(fitted: Any) -> str:
    """Return the top-level package and the class of an object.

    >>> name_of(1.5)
    'builtins.float'
    """
    kind = type(fitted)
    return f"{kind.__module__.partition('.')[0]}.{kind.__name__}"


def shown(fitted: Any) -> str:
    """Return the class of an object as messages name it; a function has its own name.

    >>> shown(1.5), shown(len)
    ('float', 'len')
    """
    return str(getattr(fitted, "__name__", type(fitted).__name__))
