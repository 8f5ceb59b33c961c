"""Take a callable apart into what is called and the arguments that it brings."""

import functools
import operator
import re
from typing import Any, NamedTuple


class Call(NamedTuple):
    """What is called, the object that it is a method of, and the arguments that are bound to it.

    For `re.compile("a").findall` the name is "findall" and the owner the pattern. For `str.lower`
    and `operator.methodcaller("lower")` the owner is the type `str`.
    """

    name: str
    owner: Any
    module: str
    arguments: tuple[Any, ...] = ()
    keywords: dict[str, Any] = {}  # noqa: RUF012 - never changed

    def values(self, *names: str) -> dict[str, Any] | None:
        """Return the bound arguments by parameter, or None if there are others."""
        if len(self.arguments) > len(names) or not set(self.keywords) <= set(names):
            return None
        return dict(zip(names, self.arguments, strict=False)) | self.keywords


def call_of(function: Any) -> Call | None:
    """Take a function, a bound method, a partial or a `methodcaller` apart.

    >>> call_of(str.lower).name, call_of(operator.methodcaller("split", ",")).arguments
    ('lower', (',',))
    """
    if isinstance(function, functools.partial):
        inner = call_of(function.func)
        if inner is None or inner.arguments or inner.keywords:
            return None
        return inner._replace(arguments=function.args, keywords=dict(function.keywords))
    if type(function) is operator.methodcaller:
        return _method_call(function)
    name = getattr(function, "__name__", None)
    if not isinstance(name, str):
        return None
    if getattr(function, "__objclass__", None) is str:
        return Call(name, str, "builtins")
    return Call(
        name, getattr(function, "__self__", None), str(getattr(function, "__module__", None))
    )


def _method_call(caller: Any) -> Call | None:
    made = caller.__reduce__()
    make, arguments = made[0], made[1]
    if make is operator.methodcaller:  # no keywords
        return Call(arguments[0], str, "builtins", tuple(arguments[1:]))
    return Call(make.args[0], str, "builtins", tuple(arguments), dict(make.keywords))


def pattern_of(value: Any, flags: Any = 0) -> re.Pattern[str] | None:
    """Return a pattern of texts, from its source or compiled; None if it is neither."""
    if isinstance(value, re.Pattern):
        return value if isinstance(value.pattern, str) and not flags else None
    if not isinstance(value, str) or not isinstance(flags, int):
        return None
    try:
        return re.compile(value, flags)
    except re.error:
        return None
